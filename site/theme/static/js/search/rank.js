// @ts-check
/** Order, filters and counts of hits; mirrors search_index/rows.py and Wish in reference.py. */

/** @typedef {import("./types").Counts} Counts */
/** @typedef {import("./types").Facts} Facts */
/** @typedef {import("./types").Found} Found */
/** @typedef {import("./types").Row} Row */
/** @typedef {import("./types").Wish} Wish */

const DATES = ["listed_on", "measure_start", "published_on", "filed_on", "issued_on", "effective_on", "terminated_on"];

/** Hits opened at once where their rows are in hand. */
export const ALL_UP_TO = 200;

/** @returns {Found} */
export const nothing = () => ({ rows: [], count: 0, all: 0, counts: countsOf([]) });

/** @param {Row} row @returns {Facts} */
export const factsOf = (row) => ({
  date: row.date ?? /** @type {string | undefined} */ (DATES.map((name) => row[name]).find(Boolean)) ?? "",
  dataset: row.dataset,
  court: row.court_code ?? "",
});

/** @param {Facts} facts */
const yearOf = ({ date }) => date.slice(0, 4) || "-";

/** @param {Wish} wish @param {Facts} facts */
export const passes = (wish, facts) =>
  (!wish.dataset || wish.dataset === facts.dataset) &&
  (!wish.court || wish.court === facts.court) &&
  (!wish.year || wish.year === yearOf(facts));

/** @param {Wish} wish @returns {number} how many filters are set */
export const filtersOf = ({ dataset, court, year }) => [dataset, court, year].filter(Boolean).length;

/**
 * What choosing a value would give: each filter is counted under the others, not under itself.
 *
 * @param {Facts[]} hits all of them @param {Wish} [wish] @returns {Counts}
 */
export function countsOf(hits, wish) {
  /** @type {Counts} */
  const counts = { d: {}, c: {}, y: {} };
  const isCounted = (/** @type {Facts} */ hit, /** @type {Partial<Wish>} */ own) => !wish || passes({ ...wish, ...own }, hit);
  for (const hit of hits) {
    if (isCounted(hit, { dataset: "" })) add(counts.d, hit.dataset);
    if (isCounted(hit, { court: "" })) add(counts.c, hit.court);
    if (isCounted(hit, { year: "" })) add(counts.y, hit.date.slice(0, 4));
  }
  return counts;
}

/**
 * The counts of an entry hold without filters; under filters, what was read to its end is counted.
 *
 * @param {Counts | undefined} whole of the entry @param {Facts[]} hits read @param {boolean} complete whether these are all
 * @param {Wish} wish @returns {{counts: Counts, partial: boolean}}
 */
export function facetsOf(whole, hits, complete, wish) {
  if (whole && !filtersOf(wish)) return { counts: whole, partial: false };
  return { counts: countsOf(hits, wish), partial: !complete };
}

/** @param {Record<string, number>} counted @param {string} key */
const add = (counted, key) => (counted[key] = (counted[key] ?? 0) + 1);

/** @param {Counts} counts @param {Wish} wish @param {number} all @returns {number} hits that pass; NaN if unknown */
export function countUnder(counts, wish, all) {
  if (filtersOf(wish) > 1) return NaN;
  if (wish.dataset) return counts.d[wish.dataset] ?? 0;
  if (wish.court) return counts.c[wish.court] ?? 0;
  return wish.year ? counts.y[wish.year === "-" ? "" : wish.year] ?? 0 : all;
}

/** @param {number} known exact count, or NaN @param {Wish} wish @param {number} most shown @param {number} [total] of the list @returns {number} hits to read of a list */
export function toRead(known, wish, most, total = Infinity) {
  if (filtersOf(wish) && total <= ALL_UP_TO) return Infinity; // each filter is counted under the others
  return Number.isNaN(known) ? Math.max(most, wish.quick ? 1 : ALL_UP_TO + 1) : Math.min(known, most);
}

/** @param {number} known exact count, or NaN @param {unknown[]} passing hits read @param {boolean} complete whether all were @param {Wish} wish */
export function counted(known, passing, complete, wish) {
  const atLeast = Number.isNaN(known) && !complete;
  return { count: Number.isNaN(known) ? passing.length : known, atLeast, rough: atLeast && wish.quick };
}

/** @param {[string, string]} left date and id @param {[string, string]} right @returns {number} newest first */
export function inOrder(left, right) {
  if (left[0] !== right[0]) return left[0] > right[0] ? -1 : 1;
  return left[1] < right[1] ? -1 : Number(left[1] > right[1]);
}

/** @param {Row[]} rows @param {Wish} wish @returns {Row[]} in order, each once */
export function ordered(rows, wish) {
  const once = [...new Map(rows.map((row) => [row.id, row])).values()];
  once.sort((left, right) => inOrder([factsOf(left).date, left.id], [factsOf(right).date, right.id]));
  return wish.sort ? once.reverse() : once;
}

/** @param {Row[]} rows all of them @param {Wish} wish @param {number} most @returns {Found} */
export function inHand(rows, wish, most) {
  const all = ordered(rows, wish);
  const hits = all.filter((row) => passes(wish, factsOf(row)));
  const shown = hits.length <= ALL_UP_TO ? hits : hits.slice(0, most);
  return { rows: shown, count: hits.length, all: all.length, counts: countsOf(all.map(factsOf), wish) };
}
