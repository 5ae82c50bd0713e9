// @ts-check
/** Numbers and codes: keys that lead to names. */

import { allRows, findName, rowsOfNumbers, rowsOnPages } from "./cards.js";
import { StaleFile, inBatches, openText } from "./fetch.js";
import { agrees, isImpossible } from "./keys.js";
import { inHand, nothing } from "./rank.js";

/** @typedef {import("./types").Reference} Reference */
/** @typedef {import("./types").Found} Found */
/** @typedef {import("./types").ListFamily} ListFamily */
/** @template {ListFamily} F @typedef {import("./types").FurtherPages[F][number]} Item */
/** @typedef {import("./types").Query} Query */
/** @typedef {import("./types").Row} Row */
/** @typedef {import("./types").Wish} Wish */
/** @typedef {import("./fetch.js").Store} Store */
/** @typedef {(rows: Row[]) => Row[] | Promise<Row[]>} Fitting those of some rows that have the key */

/** @param {Store} store @param {Query} query @param {Wish} wish @param {number} most @returns {Promise<Found>} */
export async function findNumber(store, query, wish, most) {
  const { asked, names, keys } = query;
  if (!keys.length || isImpossible(query)) return nothing();
  const fits = (/** @type {Row[]} */ rows) => rows.filter((row) => keys.some((key) => agrees(row.id_number, key)));
  if (!names.length) return follow(store, asked === "id" ? "id" : "uscc", keys, fits, wish, most);
  const rows = await inBatches(names, (name) => rowsOfNumbers(store, name, keys));
  return inHand(fits(rows.flat()), wish, most);
}

/**
 * @param {Store} store @param {"id" | "uscc" | "case"} family @param {string[]} keys @param {Fitting} fits
 * @param {Wish} wish @param {number} most @returns {Promise<Found>}
 */
export async function follow(store, family, keys, fits, wish, most) {
  const found = (await inBatches(keys, (key) => itemsOf(store, family, key))).flatMap(({ items }) => items);
  const isWhole = found.length === 1 && found[0].length === 2 && Array.isArray(found[0]);
  if (isWhole) return findName(store, found[0][0], wish, most);
  return inHand((await inBatches(found, (reference) => open(store, reference, fits))).flat(), wish, most);
}

/**
 * The fitting rows behind a reference. Rows move from page to page while a release replaces another: where its pages
 * have fewer than the reference promises, the whole name is read.
 *
 * @param {Store} store @param {string | [string, number, ...number[]]} reference @param {Fitting} fits
 * @returns {Promise<Row[]>}
 */
async function open(store, reference, fits) {
  if (reference[0] === " ") return [await openText(store, String(reference).slice(1))];
  const [name, records = 1, ...pages] = /** @type {[string, number?, ...number[]]} */ ([reference].flat());
  const there = await fits(await rowsOnPages(store, name, pages));
  const rows = there.length < records ? await fits(await allRows(store, name)) : there;
  if (!rows.length) throw new StaleFile("cards");
  return rows;
}

/**
 * @template {ListFamily} F @param {Store} store @param {F} family @param {string} key @param {number} [most]
 * @returns {Promise<{items: Item<F>[], count: number}>}
 */
export async function itemsOf(store, family, key, most = Infinity) {
  const entry = /** @type {{r: Item<F>[], n?: number} | undefined} */ (await store.entry(family, key));
  if (!entry) return { items: [], count: 0 };
  const [first, further] = (await store.manifest()).pages[family];
  const count = entry.n ?? entry.r.length;
  const pages = Math.ceil((Math.min(count, most) - first) / further);
  const numbers = Array.from({ length: Math.max(0, pages) }, (_, before) => before + 1);
  const items = entry.r.concat(...(await inBatches(numbers, (page) => store.page(family, key, page))));
  return { items, count };
}
