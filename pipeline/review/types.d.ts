/** The wire format of a review: its data scripts, and the answers of the server behind it. docs/approval.md explains the pages. */

/** Where a record stands; `State` of changes.py. */
export type State = "new" | "changed" | "leaving" | "sample";

/** `data/index.js` calls `Review.begin` with it: a line of every record, in columns, in reading order. index.py writes it. */
export interface Index {
  /** Of the batch. */
  digest: string;
  /** Records in each of `data/0000.js`, `data/0001.js`, … */
  pageSize: number;
  /** In Chinese. */
  states: Record<State, string>;
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

/** `POST api/hold`, `api/correction`, `api/reviewed`: a flat object of texts, read by asking.py; with the batch's digest. */
export type Decision = "hold" | "correction" | "reviewed";
export type Asked = Record<string, string>;
export interface Answer {
  /** One Chinese line for the officer: what was done, or why not. */
  message: string;
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
