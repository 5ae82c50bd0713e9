// @ts-check
/** What an answer is used with once it stands: filters and their tags, the place in the list. Loaded behind the first answer. */

import { showFilters, wireFilters } from "./filters.js";
import { keepPlace, restorePlace } from "./place.js";

/** @typedef {import("./types").Answer} Answer */
/** @typedef {import("./types").Manifest} Manifest */
/** @typedef {import("./types").Wish} Wish */
/** @typedef {{main: HTMLElement, narrowing: HTMLElement, results: HTMLElement}} Places */

/** @param {Places} places @param {import("./filters.js").Means} means */
export function wire({ main, narrowing, results }, means) {
  wireFilters(narrowing, means);
  keepPlace(main, results);
}

/** @param {Places} places @param {Answer} found @param {Manifest} manifest @param {Wish} wish */
export function showTools({ narrowing, results }, found, manifest, wish) {
  showFilters(narrowing, found, manifest, wish);
  restorePlace(results);
}
