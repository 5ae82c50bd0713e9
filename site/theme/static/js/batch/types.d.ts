/** What the modules of the batch check hand each other. */

import type { Release } from "../../../../../pipeline/release/types";
import type { Row } from "../search/types";

export type { Release, Row };

/** What a line of the list says; numbers of people are masked already. */
export interface Line {
  /** Number of the line in the text, from 1. */
  at: number;
  name: string;
  number: string;
  role: string;
  consortium: string;
  /** Names of texts about its number, which nobody can have. */
  doubts: string[];
  /** Name of the text that says why the line cannot be looked up; "" if it can. */
  problem: string;
}

/** What is asked for all lines that say the same. */
export interface Question {
  lines: Line[];
  /** Normal forms of the name, its aliases and members. */
  names: string[];
  asked: "id" | "uscc" | "";
  /** The mask of a person's number, or an organisation's code. */
  number: string;
  /** Names of texts about the number. */
  notes: string[];
}

/**
 * match: name and printed number fit, or an organisation's code; representative: they fit, but every record limits the
 * person for a company only, and he is no debtor; suspect: the name only; number: the printed number
 * only; none: nothing; failed: the data could not be read; unusable: the line cannot be looked up.
 */
export type Verdict = "match" | "representative" | "suspect" | "number" | "none" | "failed" | "unusable";

export interface Result {
  verdict: Verdict;
  /** Name of the text that says why. */
  reason: string;
  /** Dataset -> records that the verdict speaks of. */
  lists: Record<string, number>;
  /** Those records. */
  records: Row[];
  /** An organisation's printed name, where only its code fits. */
  printedName: string;
  notes: string[];
}

/** A line with its answer and what follows for its consortium. */
export interface Checked {
  line: Line;
  result: Result;
  consortium: "" | "listed" | "match" | "suspect";
}

/** A finished check as table, file and receipt tell it. */
export interface Report {
  checked: Checked[];
  scope: string[];
  purpose: string;
  /** Address of this site. */
  site: string;
  finishedAt: Date;
  release: Release | null;
  /** Number of the release at the end, if it is another one. */
  laterRelease: number | null;
}
