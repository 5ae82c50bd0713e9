// @ts-check
/** The records of a name, whole; mirrors the family `cards` of docs/search.md. */

import { StaleFile, inBatches, lettersOf } from "./fetch.js";
import { ALL_UP_TO, countsOf, factsOf, filtersOf, inHand, nothing, ordered, passes } from "./rank.js";

/** @typedef {import("./types").Facts} Facts */
/** @typedef {import("./types").Found} Found */
/** @typedef {import("./types").CardOrder} CardOrder */
/** @typedef {import("./types").Court} Court */
/** @typedef {import("./types").Manifest} Manifest */
/** @typedef {import("./types").Row} Row */
/** @typedef {import("./types").Wish} Wish */
/** @typedef {import("./fetch.js").Store} Store */

const DATASETS_TO_A_COURT = 16;
const ORDER_PAGE = "f";
const MARK = 3;

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

/**
 * The first reading that anybody fits.
 *
 * @param {Store} store @param {import("./types").Reading[]} readings @param {Wish} wish @param {number} most
 * @param {(row: Row, date: string, where: string[]) => boolean} [fits] whether a record is what its reading says
 * @returns {Promise<Found>} with the reading
 */
export async function findReadings(store, readings, wish, most, fits = () => true) {
  for (const { names } of readings) store.ahead("cards", names);
  for (const reading of readings) {
    const { names, where, each } = reading;
    const isBorne = await inBatches(each, async (some) => (await inBatches(some, (name) => store.entry("cards", name))).some(Boolean));
    if (isBorne.includes(false)) continue;
    const found = where.length ? await narrowed(store, reading, wish, most, fits) : await findNames(store, names, wish, most);
    if (found.all) return { ...found, reading };
  }
  return nothing();
}

/** @param {Store} store @param {import("./types").Reading} reading @param {Wish} wish @param {number} most @param {(row: Row, date: string, where: string[]) => boolean} fits */
async function narrowed(store, { names, where }, wish, most, fits) {
  const rows = (await inBatches(names, (name) => allRows(store, name))).flat();
  return inHand(rows.filter((row) => fits(row, factsOf(row).date, where)), wish, most);
}

/** @param {Store} store @param {string} name @param {Wish} wish @param {number} most @returns {Promise<Found>} */
export async function findName(store, name, wish, most) {
  const entry = await store.entry("cards", name);
  if (!entry) return nothing();
  const manifest = await store.manifest();
  if (!entry.n) return inHand(rowsOf(manifest, entry), wish, most);
  const facts = filtersOf(wish) ? await factsInOrder(store, name) : null;
  const places = facts ? upTo(entry.n).filter((place) => passes(wish, facts[place])) : upTo(entry.n);
  if (wish.sort) places.reverse();
  const isFew = places.length <= ALL_UP_TO;
  const shown = isFew && !wish.quick ? places : places.slice(0, most);
  const rows = await rowsAt(store, name, shown);
  return { rows, count: places.length, all: entry.n, counts: facts ? countsOf(facts, wish) : entry.q, rough: isFew && rows.length < places.length };
}

/**
 * All rows of a name, or those of the pages that can hold what is wanted.
 *
 * @param {Store} store @param {string} name
 * @param {(days: string[], marks: string[], page: number) => boolean} [isThere] by what the entry says of each page
 * @returns {Promise<Row[]>} of a name that nobody bears, none
 */
export async function allRows(store, name, isThere = () => true) {
  const entry = await store.entry("cards", name);
  const days = ["9", ...(entry?.p ?? [])];
  const marks = ["", ...(entry?.i ?? [])];
  return entry ? rowsOnPages(store, name, upTo(days.length).filter((page) => isThere(days, marks, page))) : [];
}

/** @param {Store} store @param {string} name @param {string} date */
export const rowsOfDay = (store, name, date) =>
  allRows(store, name, (days, _, page) => date <= days[page] && date >= (days[page + 1] ?? ""));

/** @param {Store} store @param {string} name @param {string[]} numbers printed */
export function rowsOfNumbers(store, name, numbers) {
  const wanted = numbers.map((number) => lettersOf(number).slice(-MARK));
  return allRows(store, name, (_, marks, page) => !page || wanted.some((mark) => marks[page].includes(mark)));
}

/** @param {Store} store @param {string} name @param {number[]} pages 0 is the bucket @returns {Promise<Row[]>} */
export async function rowsOnPages(store, name, pages) {
  const manifest = await store.manifest();
  const read = await inBatches(pages, (page) => (page ? store.page("cards", name, page) : store.entry("cards", name)));
  return read.flatMap((held) => (held ? rowsOf(manifest, held) : []));
}

/** @param {Store} store @param {string} name @param {number[]} places @returns {Promise<Row[]>} */
async function rowsAt(store, name, places) {
  const [first, further] = (await store.manifest()).pages.cards;
  const pageOf = (/** @type {number} */ place) => (place < first ? 0 : 1 + Math.floor((place - first) / further));
  const pages = [...new Set(places.map(pageOf))];
  const read = await inBatches(pages, (page) => rowsOnPages(store, name, [page]));
  return places.map((place) => {
    const page = pageOf(place);
    const row = read[pages.indexOf(page)][page ? place - first - (page - 1) * further : place];
    if (!row) throw new StaleFile("cards");
    return row;
  });
}

/** @param {Store} store @param {string} name @returns {Promise<Facts[]>} of every record, newest first */
async function factsInOrder(store, name) {
  const { c, o } = /** @type {CardOrder} */ (await store.further("cards", name, ORDER_PAGE));
  const facets = facetReader(await store.manifest(), c);
  /** @type {Facts[]} */
  const facts = [];
  for (let at = 0; at < o.length; at += 2) {
    const [date, numbers] = /** @type {[string, number[]]} */ (o.slice(at, at + 2));
    for (const facet of numbers) facts.push({ date, ...facets(facet) });
  }
  return facts;
}

/** @param {Manifest} manifest @param {Court[]} courts of a file @returns {(facet: number) => {dataset: string, court: string, courtName?: string | null}} */
export function facetReader({ datasets }, courts) {
  const names = Object.keys(datasets);
  return (facet) => {
    const [court, courtName] = /** @type {[string, (string | null)?]} */ ([courts[Math.floor(facet / DATASETS_TO_A_COURT)]].flat());
    return { dataset: names[facet % DATASETS_TO_A_COURT], court, courtName };
  };
}

/** @param {Manifest} manifest @param {import("./types").FurtherPages["cards"]} page @returns {Row[]} */
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

