/** The wire format of the notes of a release, which have a date of their own; seal.py writes them (docs/release-format.md). */

/** `release.json`: for the pages; who checks a release believes the statement that it names. */
export interface Release {
  format: number;
  number: number;
  date: string;
  /** Over trees and files: the same as long as no content changes. */
  digest: string;
  /** Dataset -> public records. */
  counts: Record<string, number>;
  /** Court code -> how far its data reach. */
  as_of: Record<string, CourtAsOf>;
  /** Day after which it is stale; only where the settings set a term. */
  expires?: string;
  /** The signed statement. */
  statement: Named;
}

/** A file and the SHA-256 of what it says. */
export interface Named {
  path: string;
  sha256: string;
}

export interface CourtAsOf {
  name: string;
  /** The night of the court's data. */
  date: string;
  /** Lists that are not published tonight because the court could not be read (R12). */
  paused?: string[];
}

/** `releases/releases.json`: every release, oldest first. */
export type Releases = ListedRelease[];
export type ListedRelease = Pick<Release, "number" | "date" | "digest"> & {
  /** SHA-256 of the payload of its statement; releases before format 2 have none. */
  statement?: string;
};
