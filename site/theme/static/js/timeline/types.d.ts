/** What the modules of the timeline hand each other. The kinds come from the page (timeline_steps.py). */

import type { Row } from "../search/types";

/** An article, on the days on which it was in force. */
export interface Article {
  /** Its text, as in law.toml. */
  id: string;
  title: string;
  /** First and last day, both counted; "" for no last day. */
  since: string;
  until: string;
  /** Where the page of articles tells of it. */
  anchor: string;
  /** Whether it may be cited without 「以法院确认为准」. */
  confirmed: boolean;
}

/** A kind of step: which records print it, and what stands below it. */
export interface StepKind {
  kind: string;
  title: string;
  datasets: string[];
  /** The column with its day. */
  day: string;
  /** The column without which a record makes no such step; "" where every record makes one. */
  needs: string;
  /** Columns printed beside the record, with their labels. */
  facts: [column: string, label: string][];
  articles: Article[];
}

/** What happened in a case on a day at a court, by one or more public records. */
export interface Step {
  kind: string;
  title: string;
  /** `YYYY-MM-DD`; "" where no record prints it. */
  day: string;
  court: string;
  /** As printed. */
  caseNumber: string;
  records: StepRecord[];
  /** Those in force on that day. */
  articles: Article[];
}

/** A record that prints a step. */
export interface StepRecord {
  row: Row;
  facts: [label: string, value: string][];
}
