/** The wire format of the search files, version 5. docs/search.md explains it; search_index/layout.py writes it. */

/** `FAMILY/BITS/BUCKET.json.gz`; the bucket of a key is the low `widths[family]` bits of `keyHash(key)`. */
export type Family =
  | "cards" | "texts" | "id" | "uscc" | "case" | "tails" | "pinyin" | "orgs" | "words" | "postings";

/** `manifest.json`, not compressed. It holds no date and no count. */
export interface Manifest {
  format: 5;
  profile: "standard" | "national" | "strict";
  widths: Record<Family, number>;
  /** Items of the page in the bucket, and of each further page. */
  pages: Record<"cards" | "id" | "uscc" | "case" | "tails" | "pinyin" | "orgs" | "postings", [number, number]>;
  /** Characters of an id that, behind its date, name a notice or guideline. */
  short_id: number;
  /** Cost of a character that is no indexed word, in ten-thousandths. */
  unknown_cost: number;
  /** Longest gram of `orgs`; no gram is shorter than two characters. */
  longest_gram: number;
  /** Dataset -> Chinese title. */
  datasets: Record<string, string>;
  /** Party list -> published columns as [name, Chinese label]; `court_name` first, `party_name` left out. */
  columns: Record<string, [string, string][]>;
}

/**
 * What a hit can be filtered by, beside its date: 16 * number of the court in the same file's `c` + number of the
 * dataset in `manifest.datasets` (their order there).
 */
export type Facet = number;

/** Every bucket. Without a key the answer is "nothing"; a missing or broken file is never "nothing". */
export interface Bucket<Entry> {
  /** The courts that facets name by number. Left out without facets. */
  c?: Court[];
  k: Record<string, Entry>;
}

/** A court's code; in `cards` with its printed name. */
export type Court = string | [code: string, name: string | null];

/** Family -> entry of its buckets. */
export interface Entries {
  cards: CardEntry;
  texts: TextEntry;
  id: ListEntry<Reference>;
  uscc: ListEntry<Reference>;
  case: ListEntry<Reference>;
  tails: ListEntry<Choice>;
  pinyin: ListEntry<Choice>;
  orgs: OrganisationEntry;
  words: WordEntry;
  postings: PostingEntry;
}

/** Family -> further page of a key. */
export interface FurtherPages {
  cards: CardPage;
  id: Reference[];
  uscc: Reference[];
  case: Reference[];
  tails: Choice[];
  pinyin: Choice[];
  orgs: OrganisationFurtherPage;
  postings: PostingFurtherPage;
}

/** Every further page, `FAMILY/BITS/BUCKET-HASH-NUMBER.json.gz` (1, 2, …; HASH in eight letters). */
export type FurtherPage<Page> = Record<string, Page>;

/** What an entry has all of, or nothing: what it tells where there are further pages. */
type AllOrNothing<Told> = Told | { [Name in keyof Told]?: undefined };

/** Exact counts over all pages; only where there are further pages. */
export interface Counts {
  /** Dataset -> hits. */
  d: Record<string, number>;
  /** Court code -> hits. */
  c: Record<string, number>;
  /** Year ("" for undated) -> hits. */
  y: Record<string, number>;
}

/** [facet, id, party_name, value of columns[dataset][1], [2], …]; null where absent, trailing nulls left out. */
export type PackedRow = [facet: Facet, id: string, party_name?: string | null, ...values: unknown[]];

/** `cards`: normalised name (the id, for a record without name) -> all its records, newest first. */
export type CardEntry = { r: PackedRow[] } & AllOrNothing<{
  /** Exact number of records; left out where `r` has them all. */
  n: number;
  q: Counts;
  /** The date of the first row of page 1, 2, … */
  p: string[];
  /** The marks (the last three letters of a HASH; in order) of the printed numbers on page 1, 2, … */
  i: string[];
}>;
export interface CardPage {
  c: Court[];
  r: PackedRow[];
}
/** `cards/BITS/BUCKET-HASH-f.json.gz`, with `n`: every record of the name in order, for filters. */
export interface CardOrder {
  c: Court[];
  /** date, [facet, facet, …], date, […], … */
  o: (string | Facet[])[];
}

/**
 * `id`, `uscc`, `case`: a name in `cards`, all of whose rows stand in the bucket; a space and a key of `texts`; or, for
 * a name with further pages, [name, fitting records, page, …] (0: the bucket). No pages: every record of the name fits.
 */
export type Reference = string | [name: string, records: number, ...pages: number[]];

/** `pinyin`: letters without tones -> names; `tails`: serial number -> what stands before it in case numbers. */
export type Choice = [text: string, records: number];

/** `id`, `uscc`, `case`, `tails`, `pinyin`; further pages are bare arrays. */
export interface ListEntry<Item extends Reference | Choice> {
  r: Item[];
  /** Exact number of items; left out where `r` has them all. */
  n?: number;
}

/** Hits of `orgs` in order, newest first. */
export interface OrganisationPage {
  /** Normalised names; of a record with several that hold the gram, all of them. */
  m: (string | string[])[];
  /** date, [number in m, facet, number in m, facet, …], date, […], … */
  o: (string | number[])[];
}
/** Further pages of `orgs` (pairs only) and of `postings` have courts of their own. */
export type OrganisationFurtherPage = OrganisationPage & { c: Court[] };
export type PostingFurtherPage = PostingPage & { c: Court[] };
/** `orgs`: gram (2 to `longest_gram` characters of a name) -> records whose name holds it. */
export type OrganisationEntry = OrganisationPage & {
  /** With `n`, on grams of two characters: the longer grams that begin with it and also have `n`. */
  l?: string[];
  /** With `n`, on longer grams: the gram of two characters whose pages hold what is not shown here. */
  b?: string;
} & AllOrNothing<{
    /** Exact number of records; left out where `o` has them all. */
    n: number;
    q: Counts;
  }>;

/** `words`: in the bucket of the word's first character: [cost, documents]; cost 0: no word of jieba's. */
export type WordEntry = [cost: number, documents: number];

/** `postings`: word -> notices and guidelines, newest first. */
export interface PostingPage {
  /** date, beginnings of ids run together, [facet, facet, …], date, "…", […], …; date and beginning are a key of `texts` */
  o: (string | Facet[])[];
}
export type PostingEntry = PostingPage &
  AllOrNothing<{
    /** Exact number of documents; left out where `o` has them all. */
    n: number;
    q: Counts;
  }>;

/** `texts`: date and beginning of an id -> what a list of hits shows of a notice or guideline. */
export type TextEntry = {
  id: string;
  dataset: string;
  court_code: string;
  court_name?: string;
  case_number?: string;
  document_number?: string;
  title?: string;
  event_at?: string;
  ends_on?: string;
  /** Of an auction: its round, how and when its price was found, how it ended and on which day. */
  stage?: string;
  valuation_kind?: string;
  valuation_on?: string;
  result?: string;
  result_on?: string;
  date: string;
  excerpt: string;
};

/** `tables/traditional.json.gz`, read when a query has a Han character outside GB 2312. */
export interface TraditionalTable {
  /** Each character of the first string becomes the one at the same place of the second. */
  one: [string, string];
  /** Characters with several simplified forms, the commonest first. */
  many: Record<string, string>;
}

/** `tables/courts.json.gz`, read when the filters are opened: court code -> printed name. */
export type CourtTable = Record<string, string>;
