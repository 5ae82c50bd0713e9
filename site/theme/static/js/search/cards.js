// @ts-check
/** The records of a name, whole; mirrors the family `cards` of docs/search.md. */

import { StaleFile, inBatches } from "./fetch.js";
import { ALL_UP_TO, filtersOf, inHand, nothing, ordered, passes } from "./rank.js";

/** @typedef {import("./types").Facts} Facts */
/** @typedef {import("./types").Found} Found */
/** @typedef {import("./types").Manifest} Manifest */
/** @typedef {import("./types").Row} Row */
/** @typedef {import("./types").Wish} Wish */
/** @typedef {import("./fetch.js").Store} Store */

const DATASETS_TO_A_COURT = 16;
const ORDER_PAGE = "f";
const PLACE_LETTERS = 4;

/** @param {Store} store @param {string[]} names @param {Wish} wish @param {number} most @returns {Promise<Found>} */
export async function findNames(store, names, wish, most) {
  const found = (await inBatches(names, (name) => findName(store, name, wish, most))).filter(({ all }) => all);
  if (found.length < 2) return found[0] ?? nothing();
  if (found.every(({ all }) => all <= ALL_UP_TO)) {
    return inHand((await inBatches(names, (name) => allRows(store, name))).flat(), wish, most);
  }
  const largest = found.reduce((left, right) => (right.count > left.count ? right : left));
  const rows = ordered(found.flatMap((one) => one.rows), wish).slice(0, most);
  return { ...largest, rows, atLeast: true, partial: true };
}

/** @param {Store} store @param {string} name @param {Wish} wish @param {number} most @returns {Promise<Found>} */
export async function findName(store, name, wish, most) {
  const entry = await store.entry("cards", name);
  if (!entry) return nothing();
  const manifest = await store.manifest();
  if (!entry.n) return inHand(rowsOf(manifest, entry), wish, most);
  const places = filtersOf(wish) || wish.sort ? await placesThatPass(store, name, wish) : upTo(entry.n);
  const isFew = places.length <= ALL_UP_TO;
  const shown = isFew && !wish.quick ? places : places.slice(0, most);
  const rows = await rowsAt(store, name, shown);
  return { rows, count: places.length, all: entry.n, counts: entry.q, rough: isFew && rows.length < places.length };
}

/** @param {Store} store @param {string} name @returns {Promise<Row[]>} */
export async function allRows(store, name) {
  const entry = await store.entry("cards", name);
  if (!entry) return [];
  return entry.n ? rowsAt(store, name, upTo(entry.n)) : rowsOf(await store.manifest(), entry);
}

/** The rows of pages that can hold any of the dates. @param {Store} store @param {string} name @param {string[]} dates @returns {Promise<Row[]>} */
export async function rowsOfDays(store, name, dates) {
  const entry = await store.entry("cards", name);
  if (!entry) throw new StaleFile("cards");
  const starts = ["9", ...(entry.p ?? []).map((/** @type {string} */ place) => place.slice(0, -PLACE_LETTERS))];
  const pages = starts.map((_, page) => page).filter((page) =>
    dates.some((date) => date <= starts[page] && (page + 1 === starts.length || date >= starts[page + 1])));
  return (await inBatches(pages, (page) => readPage(store, name, page))).flat();
}

/** @param {Store} store @param {string} name @param {number[]} places @returns {Promise<Row[]>} */
async function rowsAt(store, name, places) {
  const [first, further] = (await store.manifest()).pages.cards;
  const pageOf = (/** @type {number} */ place) => (place < first ? 0 : 1 + Math.floor((place - first) / further));
  const pages = [...new Set(places.map(pageOf))];
  const read = new Map(await inBatches(pages, async (page) => /** @type {const} */ ([page, await readPage(store, name, page)])));
  return places.map((place) => {
    const page = pageOf(place);
    const row = read.get(page)?.[page ? place - first - (page - 1) * further : place];
    if (!row) throw new StaleFile("cards");
    return row;
  });
}

/** @param {Store} store @param {string} name @param {number} page @returns {Promise<Row[]>} */
async function readPage(store, name, page) {
  return rowsOf(await store.manifest(), await (page ? store.page("cards", name, page) : store.entry("cards", name)));
}

/** @param {Store} store @param {string} name @param {Wish} wish @returns {Promise<number[]>} in the wanted order */
async function placesThatPass(store, name, wish) {
  const { c, o } = await store.page("cards", name, ORDER_PAGE);
  const facets = facetReader(await store.manifest(), c);
  /** @type {number[]} */
  const places = [];
  let place = 0;
  for (let at = 0; at < o.length; at += 2) {
    for (const facet of o[at + 1]) {
      if (passes(wish, { date: o[at], ...facets(facet) })) places.push(place);
      place += 1;
    }
  }
  return wish.sort ? places.reverse() : places;
}

/** @param {Manifest} manifest @param {any[]} courts of a file @returns {(facet: number) => {dataset: string, court: string, courtName?: string}} */
export function facetReader({ datasets }, courts) {
  const names = Object.keys(datasets);
  return (facet) => {
    const [court, courtName] = [courts[Math.floor(facet / DATASETS_TO_A_COURT)]].flat();
    return { dataset: names[facet % DATASETS_TO_A_COURT], court, courtName };
  };
}

/** @param {Manifest} manifest @param {{c: any[], r: any[][]}} page @returns {Row[]} */
function rowsOf(manifest, { c, r }) {
  const facets = facetReader(manifest, c);
  return r.map(([facet, id, party_name, ...values]) => {
    const { dataset, court, courtName } = facets(facet);
    const row = { id, dataset, party_name, court_code: court, court_name: courtName };
    return Object.assign(row, Object.fromEntries(manifest.columns[dataset].slice(1).map(([name], at) => [name, values[at]])));
  });
}

/** @param {number} count @returns {number[]} 0, 1, … */
const upTo = (count) => Array.from({ length: count }, (_, place) => place);

/** @param {Row} row @returns {boolean} whether fragments of its name may be asked for */
export const isOrganisation = ({ party_kind: kind }) => kind === "legal" || kind === "other";

