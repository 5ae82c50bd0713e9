/** What the files of the finder hold (site/plugins/yangguang_site/finder_files.py). Absent values are left out. */

export type KindName = "auction" | "reward" | "hearing";

/** From when until when a notice calls. */
export interface Span {
  kind: KindName;
  /** Moment with its zone, or day, in ISO form; Beijing time. */
  start?: string;
  end?: string;
  /** What became of it, in words. */
  result?: string;
}

export interface Card extends Span {
  id: string;
  title: string;
  court: string;
  place?: string;
  stage?: string;
  object?: string;
  /** Starting price with separators, in yuan. */
  price?: string;
  reward?: string;
}

export interface CardFile {
  name: string;
  kind: KindName;
  /** `2026-12`, or `undated`. */
  month: string;
  /** The last day that its cards touch; "" where one has no end. */
  last: string;
}

export interface CardFiles {
  files: CardFile[];
  places: string[];
}

/** coming: not begun; running: begun and not over; begun: whether it is over is not known; over; unknown: nothing to wait for. */
export type StateName = "coming" | "running" | "begun" | "over" | "unknown";

export interface State {
  name: StateName;
  /** How it reads. */
  words: string;
}

/** What is asked of the finder; "" for no condition. Days in ISO form, prices in yuan. */
export interface Wanted {
  kind: string;
  object: string;
  place: string;
  least: number | null;
  most: number | null;
  from: string;
  until: string;
  open: boolean;
}

/** What happens to a notice on a day. */
export interface Entry {
  card: Card;
  what: "starts" | "ends";
  /** `10:00`; "" where no time is told. */
  time: string;
}
