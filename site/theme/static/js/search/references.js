// @ts-check
/** Numbers, codes, case numbers, their tails, and pinyin: keys that lead to names or to choices. */

import { learn, needsTable } from "./analyzer.js";
import { allRows, findName, rowsOfNumbers, rowsOnPages } from "./cards.js";
import { StaleFile, inBatches } from "./fetch.js";
import { caseKeys, identifierKeys } from "./keys.js";
import { inHand, nothing } from "./rank.js";
import { openText } from "./words.js";

/** @typedef {import("./types").Choice} Choice */
/** @typedef {import("./types").Reference} Reference */
/** @typedef {import("./types").Found} Found */
/** @typedef {import("./types").ListFamily} ListFamily */
/** @template {ListFamily} F @typedef {import("./types").FurtherPages[F][number]} Item */
/** @typedef {import("./types").Query} Query */
/** @typedef {import("./types").Row} Row */
/** @typedef {import("./types").Wish} Wish */
/** @typedef {import("./fetch.js").Store} Store */

/** @param {Store} store @param {Query} query @param {Wish} wish @param {number} most @returns {Promise<Found>} */
export async function findNumber(store, { asked, names, keys }, wish, most) {
  if (!keys.length) return nothing();
  const fits = (/** @type {Row} */ row) => identifierKeys(row.id_number).some((key) => keys.includes(key));
  if (!names.length) return follow(store, asked === "id" ? "id" : "uscc", keys, fits, wish, most);
  const rows = await inBatches(names, (name) => rowsOfNumbers(store, name, keys));
  return inHand(rows.flat().filter(fits), wish, most);
}

/** @param {Store} store @param {Query} query @param {Wish} wish @param {number} most @returns {Promise<Found>} */
export function findCase(store, query, wish, most) {
  const fits = (/** @type {Row} */ row) => caseKeys(row.case_number).some((key) => query.keys.includes(key));
  return follow(store, "case", query.keys, fits, wish, most);
}

/** @param {Store} store @param {Query} query @param {Wish} _ @param {number} most @returns {Promise<Found>} */
export async function findTails(store, { keys: [serial], before }, _, most) {
  const { items, count } = await itemsOf(store, "tails", serial, before ? Infinity : most);
  /** @type {Choice[]} */
  const whole = items.map(([text, records]) => [`${text}${serial}号`, records]);
  const wanted = whole.filter(([text]) => text.endsWith(`${before}${serial}号`));
  return choices(wanted, before ? wanted.length : count);
}

/** @param {Store} store @param {Query} query @param {Wish} _ @param {number} most @returns {Promise<Found>} */
export async function findPinyin(store, { letters }, _, most) {
  if (!letters) return nothing();
  const { items, count } = await itemsOf(store, "pinyin", letters, most);
  return choices(items, count);
}

/** @param {Choice[]} items @param {number} all @returns {Found} */
const choices = (items, all) => (all ? { ...nothing(), choices: items, all } : nothing());

/**
 * @param {Store} store @param {"id" | "uscc" | "case"} family @param {string[]} keys @param {(row: Row) => boolean} fits
 * @param {Wish} wish @param {number} most @returns {Promise<Found>}
 */
async function follow(store, family, keys, fits, wish, most) {
  const found = (await inBatches(keys, (key) => itemsOf(store, family, key))).flatMap(({ items }) => items);
  const isWhole = found.length === 1 && found[0].length === 2 && Array.isArray(found[0]);
  if (isWhole) return findName(store, found[0][0], wish, most);
  return inHand((await inBatches(found, (reference) => open(store, reference, fits))).flat(), wish, most);
}

/**
 * The fitting rows behind a reference. Rows move from page to page while a release replaces another: where its pages
 * have fewer than the reference promises, the whole name is read.
 *
 * @param {Store} store @param {string | [string, number, ...number[]]} reference @param {(row: Row) => boolean} fits
 * @returns {Promise<Row[]>}
 */
async function open(store, reference, fits) {
  if (reference[0] === " ") return [await openText(store, String(reference).slice(1))];
  const [name, records = 1, ...pages] = /** @type {[string, number?, ...number[]]} */ ([reference].flat());
  const fitting = async (/** @type {Row[]} */ rows) => {
    if (rows.some((row) => needsTable(row.case_number ?? ""))) learn(await store.traditional());
    return rows.filter(fits);
  };
  const there = await fitting(await rowsOnPages(store, name, pages));
  const rows = there.length < records ? await fitting(await allRows(store, name)) : there;
  if (!rows.length) throw new StaleFile("cards");
  return rows;
}

/**
 * @template {ListFamily} F @param {Store} store @param {F} family @param {string} key @param {number} [most]
 * @returns {Promise<{items: Item<F>[], count: number}>}
 */
async function itemsOf(store, family, key, most = Infinity) {
  const entry = /** @type {{r: Item<F>[], n?: number} | undefined} */ (await store.entry(family, key));
  if (!entry) return { items: [], count: 0 };
  const [first, further] = (await store.manifest()).pages[family];
  const count = entry.n ?? entry.r.length;
  const pages = Math.ceil((Math.min(count, most) - first) / further);
  const numbers = Array.from({ length: Math.max(0, pages) }, (_, before) => before + 1);
  const items = entry.r.concat(...(await inBatches(numbers, (page) => store.page(family, key, page))));
  return { items, count };
}
