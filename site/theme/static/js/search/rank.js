// @ts-check
/** The order of hits: newest first, on one day by id; mirrors search_index/rows.py. */

/** @typedef {import("./types").Row} Row */

const DATES = ["listed_on", "measure_start", "published_on", "filed_on", "issued_on", "effective_on"];

/** @param {Row} row @returns {string} */
export function newestDate(row) {
  return row.date ?? DATES.map((name) => row[name]).find(Boolean) ?? "";
}

/** @param {Row[]} rows @returns {Row[]} */
export function newestFirst(rows) {
  return rows.slice().sort((left, right) => inOrder([newestDate(left), left.id], [newestDate(right), right.id]));
}

/** @param {[string, string]} left date and id @param {[string, string]} right @returns {number} */
export function inOrder(left, right) {
  if (left[0] !== right[0]) return left[0] > right[0] ? -1 : 1;
  return left[1] < right[1] ? -1 : Number(left[1] > right[1]);
}

/** @param {Row[]} rows @returns {Row[]} without repetition, first places kept */
export function withoutRepetition(rows) {
  return [...new Map(rows.map((row) => [row.id, row])).values()];
}
