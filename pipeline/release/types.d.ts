/** The wire format of the notes of a release, the only public files with a date of their own; staged.py writes them. */

/** `release.json` */
export interface Release {
  format: number;
  number: number;
  date: string;
  /** SHA-256 over the list of files. */
  digest: string;
  /** Dataset -> public records. */
  counts: Record<string, number>;
  /** Court code -> how far its data reach. */
  as_of: Record<string, CourtAsOf>;
  /** Day after which it is stale; only where the settings set a term. */
  expires?: string;
  /** Over all of the above; only where the settings name a key. */
  signature?: { keyid: string; sig: string };
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
export type ListedRelease = Pick<Release, "number" | "date" | "digest">;
