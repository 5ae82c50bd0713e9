// @ts-check
/** Groups of hits that are opened only as far as they are shown. */

import { newestFirst, withoutRepetition } from "./rank.js";

/** @typedef {import("./types").Family} Family */
/** @typedef {import("./types").Row} Row */
/** @typedef {import("./types").Section} Section */
/** @typedef {import("./fetch.js").Store} Store */

export const ALL_UP_TO = 200;
const SIDE_BY_SIDE = 8;

/** @type {Section} */
export const NOTHING = { count: 0, atLeast: false, take: async () => [] };

/** @param {Row[]} rows @returns {Section} */
export function openSection(rows) {
  const ordered = newestFirst(withoutRepetition(rows));
  return { count: ordered.length, atLeast: false, take: async (most) => ordered.slice(0, most) };
}

/**
 * Items of a key, page after page, until there are enough.
 *
 * @param {Store} store @param {Family} family @param {string} key @param {number} [most]
 * @returns {Promise<any[]>}
 */
export async function itemsOf(store, family, key, most = Infinity) {
  const entry = await store.entry(family, key);
  if (!entry) return [];
  const total = totalOf(entry);
  const items = entry.slice(1);
  const perPage = (await store.manifest()).pages[/** @type {"cards"} */ (family)];
  const pages = Math.ceil(Math.min(total, most) / perPage);
  const further = Array.from({ length: Math.max(0, pages - 1) }, (_, before) => before + 1);
  return items.concat(...(await inBatches(further, (page) => store.page(family, key, page))));
}

/** @param {any[]} entry @returns {number} exact number of its items */
export const totalOf = (entry) => (Array.isArray(entry[0]) ? entry[0][0] : entry[0]);

/**
 * @template T, R
 * @param {T[]} values @param {(value: T) => Promise<R>} work @returns {Promise<R[]>} in order, a few at a time
 */
export async function inBatches(values, work) {
  /** @type {R[]} */
  const results = [];
  for (let start = 0; start < values.length; start += SIDE_BY_SIDE) {
    results.push(...(await Promise.all(values.slice(start, start + SIDE_BY_SIDE).map(work))));
  }
  return results;
}
