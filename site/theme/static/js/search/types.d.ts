/** The wire format, version 1 (docs/search.md), and what the modules hand each other. */

export type Family = "cards" | "texts" | "id" | "uscc" | "case" | "orgs" | "words" | "postings";

export interface Manifest {
  format: 1;
  profile: "standard" | "national" | "strict";
  /** Bits of the bucket number. */
  widths: Record<Family, number>;
  /** Items of a page; the first page stands in the bucket. */
  pages: Record<Exclude<Family, "words">, number>;
  /** Characters of an id in postings and case references. */
  short_id: number;
  unknown_cost: number;
  /** Dataset -> Chinese title. */
  datasets: Record<string, string>;
  /** Dataset -> published columns as [name, Chinese label]. */
  columns: Record<string, [string, string][]>;
}

/** A public row of a party record, or the card of a notice or guideline. */
export interface Row {
  id: string;
  dataset: string;
  court_name?: string;
  case_number?: string;
  party_name?: string;
  party_kind?: "natural" | "legal" | "other";
  id_number?: string;
  title?: string;
  date?: string;
  excerpt?: string;
  [column: string]: any;
}

export interface Query {
  asked: "nothing" | "id" | "uscc" | "case" | "text";
  /** The query without hidden digits; it reads as the same query again. */
  shown: string;
  keys: string[];
  names: string[];
  notes: string[];
}

/** One group of hits, opened as far as wanted. */
export interface Section {
  count: number;
  /** Whether there may be more hits than `count`. */
  atLeast: boolean;
  /** The first hits in order; fewer only if there are no more. */
  take(most: number): Promise<Row[]>;
}

export interface Answer {
  kind: "name" | "id" | "uscc" | "case" | "words";
  count: number;
  atLeast: boolean;
  /** Whether a hit bears the name asked for, whole. */
  exactNames: boolean;
  take(most: number): Promise<Row[]>;
}

/** [name, records of which it is the first name, date of the newest] */
export type OrganisationItem = [string, number, string];
