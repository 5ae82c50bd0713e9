/** The wire format of a review: its data scripts, and the answers of the server behind it. docs/approval.md explains the pages. */

/** Where a record stands; `State` of changes.py, and on the signing page those that are as they were. */
export type State = "new" | "changed" | "leaving" | "sample" | "unchanged";

/** `data/index.js` calls `Review.begin` with it: a line of every record, in columns, in reading order. index.py writes it. */
export interface Index {
  /** Of the batch. */
  digest: string;
  /** Records in each of `data/0000.js`, `data/0001.js`, … */
  pageSize: number;
  /** In Chinese. */
  states: Partial<Record<State, string>>;
  /** In Chinese, the highest first. */
  levels: string[];
  datasets: [name: string, title: string][];
  handlers: string[];
  /** Rule -> why a record leaves; "" for records that stay. */
  rules: [name: string, title: string][];
  reasons: string[];
  records: Columns;
}

/** Numbers are places in the lists of `Index`. */
export interface Columns {
  id: string[];
  state: State[];
  dataset: number[];
  handler: number[];
  rule: number[];
  level: number[];
  heading: string[];
  case: string[];
  reasons: number[][];
  /** All that can be searched of a record, in small letters; heading and case number where it is absent. */
  text?: string[];
}

/** `data/0000.js` and on call `Review.take` with their number and their records. entries.py makes them. */
export interface Entry {
  id: string;
  state: State;
  dataset: string;
  heading: string;
  case: string;
  /** "" where none is named. */
  handler: string;
  /** Day of the handler's review; "" for none. */
  reviewed: string;
  rule: string;
  score: number;
  level: string;
  reasons: string[];
  facts: Fact[];
  leaving?: Leaving;
}

/** A name that begins with `~` is a verdict's, and no column. */
export interface Fact {
  name: string;
  title: string;
  value: Piece[];
  /** With `changed`: the value that was signed. */
  before?: Piece[];
  changed?: boolean;
}

export interface Leaving {
  on: string;
  verb: string;
  why: string;
  basis: string;
  ground: string;
}

/** A text, a mask with its kind, or an element of sanitised HTML. nodes.py makes them. */
export type Piece = string | Mask | [tag: string, children: Piece[]];
export type Mask = [tag: "mark", kind: string, text: string];

/** `GET api/session` */
export interface Session {
  /** Of this page; goes with every decision. */
  token: string;
  /** Of the court's newest batch. */
  digest: string;
}

/** `POST api/hold`, `api/correction`, `api/reviewed`, `api/legality`: a flat object of texts, read by asking.py; with the batch's digest. */
export type Decision = "hold" | "correction" | "reviewed" | "legality";
export type Asked = Record<string, string>;
export interface Answer {
  /** One Chinese line for the officer: what was done, or why not. */
  message: string;
}

/** A batch on its way to the signing page: `<court>_<night>_<number>.batch.json`. batch_file.py writes it, batch.js reads it. */
export interface BatchFile {
  format: "yangguang-batch-file/1";
  info: BatchInfo;
  name: { date: string; number: number };
  court_name: string;
  /** Of each row; what is signed, in the order of the digest. */
  columns: string[];
  rows: Cells[];
  /** null before the first signature. */
  before: Before | null;
  /** Not signed. */
  hints: Hints;
  threshold: number;
  signers: Signer[];
}

/** A row of the batch; null for what is absent. */
export type Cells = (string | null)[];

export interface BatchInfo {
  court_code: string;
  date: string;
  digest: string;
  rows: number;
  profile: string;
  rule_set: string;
  rules_digest: string;
  masker_digest: string;
  form: number;
}

/** The batch signed before, as far as the new one does not hold it. */
export interface Before {
  night: string;
  digest: string;
  /** What changed in any cell, or left. */
  rows: Cells[];
  /** Ids that it did not have. */
  new: string[];
}

export interface Hints {
  risks: Record<string, Risk>;
  /** Id -> column -> masks. */
  marks: Record<string, Record<string, Place[]>>;
  leaving: Record<string, Leaving & { rule: string }>;
  /** Records that a legality check holds: none of them stands in the batch. Absent in files of an earlier version. */
  legality?: HeldByLaw[];
}
/** legality.py makes it. */
export interface HeldByLaw {
  record: string;
  dataset: string;
  case: string;
  check: string;
  title: string;
  basis: string;
  ask: string;
  is_answerable: boolean;
  facts: string;
}
export interface Risk {
  score: number;
  level: string;
  reasons: string[];
}
/** A mask in a text of the row, and what was hidden there. */
export type Place = [start: number, end: number, kind: string];

export interface Signer {
  signer: string;
  scheme: string;
  keyid: string;
  valid_from: string;
  expires: string;
}

/** What the signing page knows of the program that made it; signing_page.py writes it. */
export interface Tables {
  form: number;
  columns: string[];
  envelope: string[];
  datasets: Record<string, { title: string; columns: [name: string, title: string, kind: string][] }>;
  headings: string[];
  parts: Record<string, string>;
  partyKinds: Record<string, string>;
  /** Columns beside the row -> their titles. */
  beside: Record<string, string>;
  /** Those of them in which a difference is a change. */
  verdicts: string[];
  rules: Record<string, string>;
  ruleSets: Record<string, string>;
  profiles: Record<string, string>;
  tags: string[];
  states: Partial<Record<State, string>>;
  levels: string[];
  words: string[];
}

/** What data scripts call. */
export interface DataScripts {
  begin(index: Index): void;
  take(number: number, entries: Entry[]): void;
}
declare global {
  interface Window {
    Review: DataScripts;
  }
}
