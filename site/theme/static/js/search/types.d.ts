/** What the modules hand each other. The wire format itself is typed in search_index/types.d.ts. */

import type {
  Court, CourtTable, Counts, Entries, Family, FurtherPages, Manifest, TraditionalTable,
} from "../../../../../search_index/types";

export type { Bucket, CardOrder, Choice, OrganisationFurtherPage, PackedRow, Reference } from "../../../../../search_index/types";
export type { Release } from "../../../../../pipeline/release/types";
export type { Court, CourtTable, Counts, Entries, Family, FurtherPages, Manifest, TraditionalTable };

/** An entry with the courts of its file, where it has facets. */
export type Held<F extends Family> = Entries[F] & (F extends "cards" | "orgs" | "postings" ? { c: Court[] } : unknown);
/** Families of lists. */
export type ListFamily = "id" | "uscc" | "case" | "tails" | "pinyin";
/** Files with further pages. */
export type PagedFamily = keyof FurtherPages;

/** What the page asks of the engine. */
export interface Questions {
  manifest: [];
  traditional: [];
  courts: [];
  answer: [query: Query, wish: Wish, most: number];
  offers: [query: Query];
}
/** And what it is told. */
export interface Answers {
  manifest: Manifest;
  traditional: TraditionalTable;
  courts: CourtTable;
  answer: Answer;
  offers: Offer[];
}
export type QuestionName = keyof Questions;
/** A question on its way to the worker. */
export interface Asked<Name extends QuestionName = QuestionName> {
  id: number;
  name: Name;
  args: Questions[Name];
}
/** And back. */
export interface Replied {
  id: number;
  value?: unknown;
  /** Name of what went wrong. */
  problem?: string;
}

/** A public row of a party record, or the card of a notice or guideline. */
export interface Row {
  id: string;
  dataset: string;
  court_code?: string;
  court_name?: string | null;
  case_number?: string;
  party_name?: string | null;
  party_kind?: "natural" | "legal" | "other";
  id_number?: string;
  sex?: string;
  title?: string;
  date?: string;
  excerpt?: string;
  [column: string]: unknown;
}

/** What a hit can be filtered by. */
export interface Facts {
  date: string;
  dataset: string;
  court: string;
}

export interface Query {
  asked: "nothing" | "id" | "uscc" | "case" | "tail" | "text";
  /** The query without hidden digits; it reads as the same query again. */
  shown: string;
  keys: string[];
  names: string[];
  notes: string[];
  /** What a case number must have directly before the serial number of a tail. */
  before: string;
  /** The year that a case number must have; "" for any. */
  year: string;
  /** Places that narrow a tail. */
  where: string[];
  /** Pinyin keys, where the text is all Latin letters. */
  letters: string[];
  /** Characters and letters of one name (王wei). */
  mixed: string;
  /** Ways in which a text may be names; the first is the text as it stands. */
  readings: Reading[];
  /** What the name of an organisation may hold. */
  forms: string[];
  /** Parts of a text, all of which it may hold in any order. */
  parts: string[];
  /** Likely a whole name or a number: its records alone are asked for; where there are none, the question is read whole. */
  isPlain?: boolean;
}

/** One way to read a text: names of which one must be borne, and words each of which must fit the record. */
export interface Reading {
  names: string[];
  where: string[];
  /** Of several persons in one question the names of each: somebody must bear each. */
  each: string[][];
}

/** Questions that would answer where nothing was found, for one reason; 0 records: not counted. */
export interface Offer {
  why: "shorter" | "alike" | "name-only" | "number-alike" | "cases";
  choices: [text: string, records: number][];
}

/** Reading without tones -> the characters in common use that are read so. */
export type Sounds = Record<string, string>;

export type Part = "exact" | "pinyin" | "organisations" | "short" | "words" | "tail";

/** What the visitor sets beside the query; "" for what is not set. */
export interface Wish {
  dataset: string;
  court: string;
  /** "-" for undated. */
  year: string;
  /** "oldest", else newest first. */
  sort: string;
  /** "organisations" or "words": that part alone shall answer. */
  in: string;
  /** Answer as soon as the first hits are known, even if their number is not. */
  quick?: boolean;
}

/** The hits of one way of looking. */
export interface Found {
  /** The first hits that pass the filters, in order. */
  rows: Row[];
  /** Hits that pass the filters. */
  count: number;
  /** Whether there may be more of them. */
  atLeast?: boolean;
  /** Whether it was asked for quickly, and counting goes on. */
  rough?: boolean;
  /** Hits without filters; 0 only if there are none. */
  all: number;
  counts: Counts;
  /** Whether `counts` are of a part only. */
  partial?: boolean;
  /** Names or case numbers to choose from, with their records, instead of hits. */
  choices?: [string, number][];
  /** Of notices and guidelines: the words that all of them have. */
  terms?: string[];
  /** Of names: the reading that answered. */
  reading?: Reading;
}

export interface Answer extends Found {
  kind: "name" | "id" | "uscc" | "case" | "words";
  part: Part | "";
}

/** An organisation's hit as its list has it. */
export interface Listed extends Facts {
  names: string[];
  /** Its place among the hits of that name and day; negative when counted from the end. */
  nth: number;
}
