// @ts-check
/** What an answer is used with once it stands: filters and their tags, the place in the list. Loaded behind the first answer. */

import { offerCases } from "./case_list.js";
import { showWords } from "./excerpts.js";
import { showFilters, wireFilters } from "./filters.js";
import { wireLines } from "./lines.js";
import { keepPlace, restorePlace } from "./place.js";

/** @typedef {import("./types").Answer} Answer */
/** @typedef {import("./types").Manifest} Manifest */
/** @typedef {import("./types").Wish} Wish */
/** @typedef {import("./types").Query} Query */
/** @typedef {{main: HTMLElement, narrowing: HTMLElement, results: HTMLElement, namesakes: HTMLElement}} Places */
/** @typedef {import("./filters.js").Means & import("./case_list.js").CaseMeans} Means */

/** @param {Places} places @param {Means} means */
export function wire({ main, narrowing, results }, means) {
  wireFilters(narrowing, means);
  wireLines(narrowing, results);
  keepPlace(main, results);
}

/** @param {Places} places @param {Means} means @param {Answer} found @param {{query: Query, manifest: Manifest, wish: Wish}} asked */
export function showTools({ narrowing, results, namesakes }, means, found, { query, manifest, wish }) {
  if (found.choices) offerCases(namesakes, found, query, means);
  showWords(results, found);
  showFilters(narrowing, found, manifest, wish);
  restorePlace(results);
}
