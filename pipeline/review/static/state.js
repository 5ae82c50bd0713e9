// @ts-check
/** What the desk knows, and where on it the officer is; no page here. */
import { keyOf, pageBounds, readFilter, select } from "./model.js";

/** @typedef {import("../types").Index} Index */
/** @typedef {import("../types").Entry} Entry */
/** @typedef {import("./model.js").Filter} Filter */
/** @typedef {{load(number: number): Promise<Entry[]>}} Pages the records themselves, `pageSize` at a time */
/** @typedef {[label: string, act: () => void]} Deed a button below the record that is read */
/**
 * @typedef {object} Desk
 * @property {Index} index
 * @property {Pages} chunks
 * @property {Set<string>} checked keys of records (`keyOf`)
 * @property {Record<string, string>} decided id -> what was decided on these pages
 * @property {Filter} filter
 * @property {number[]} found positions of the records that fit, in reading order
 * @property {number} current place in `found`; -1 for none
 * @property {number} opened position of the record that is shown; -1 for none
 * @property {boolean} isOpen whether the officer reads records, and not the list
 * @property {Deed[]} deeds what can be done with the record, beside checking it
 */

/**
 * @param {Index} index
 * @param {Pages} chunks
 * @param {Set<string>} checked
 * @param {Record<string, string>} decided
 * @returns {Desk} with nothing found yet
 */
export function newDesk(index, chunks, checked, decided) {
  return { index, chunks, checked, decided, filter: readFilter(""), found: [], current: -1, opened: -1, isOpen: false, deeds: [] };
}

/**
 * Find the records that a filter asks for.
 * @param {Desk} desk
 * @param {Filter} filter
 */
export function applyFilter(desk, filter) {
  desk.found = select(desk.index, filter, desk.checked);
  desk.filter = { ...filter, page: pageBounds(desk.found.length, desk.index.pageSize, filter.page).page };
  desk.current = -1;
}

/** The page of the list: its first place in `found`, the one behind its last. @param {Desk} desk @param {number} [step] pages on */
export function bounds({ found, index, filter }, step = 0) {
  return pageBounds(found.length, index.pageSize, filter.page + step);
}

/** @param {Desk} desk @returns {number | null} position of the chosen record */
export const chosen = ({ found, current }) => found[current] ?? null;

/** @param {Desk} desk @param {number} at */
export const isChecked = ({ checked, index }, at) => checked.has(keyOf(index.records, at));

/** @param {Desk} desk @param {number} at @returns {boolean} whether it is checked now */
export function toggleAt({ checked, index }, at) {
  const key = keyOf(index.records, at);
  if (!checked.delete(key)) checked.add(key);
  return checked.has(key);
}

/** @param {Desk} desk @param {number} at @returns {Promise<Entry>} */
export async function entryAt({ chunks, index }, at) {
  return (await chunks.load(Math.floor(at / index.pageSize)))[at % index.pageSize];
}
