// @ts-check
/** Organisations whose name holds a fragment: listed and verified by grams; cards are opened last. */

import { facetReader, isOrganisation, rowsOfDay } from "./cards.js";
import { shortForm } from "./keys.js";
import { StaleFile, inBatches } from "./fetch.js";
import { countUnder, counted, facetsOf, factsOf, nothing, passes, toRead } from "./rank.js";

/** @typedef {import("./types").Found} Found */
/** @typedef {import("./types").Listed} Listed */
/** @typedef {import("./types").Row} Row */
/** @typedef {import("./types").Wish} Wish */
/** @typedef {import("./fetch.js").Store} Store */
/**
 * @typedef {import("./types").OrganisationFurtherPage} OrganisationPage
 * @typedef {() => Promise<OrganisationPage>} Page
 * @typedef {object} List
 * @property {Page[]} pages newest first
 * @property {() => Promise<Page[]>} [later] what stands behind them
 * @property {number} [skip] so many fitting hits of that were shown by `pages`
 * @property {(name: string) => boolean} fits
 * @property {number} [total]
 * @property {import("./types").Counts} [counts]
 */

const MOST_FOR_SHORT_FORM = 2000;
const PAGES_AT_ONCE = 4;
/** Where more is on demand, so many names are opened at first: each opens a file of its own. */
const NAMES_AT_FIRST = 8;
const FIRST_PAGE = 20;

/** @param {Store} store @param {string} fragment normalised @param {Wish} wish @param {number} most @returns {Promise<Found>} */
export async function findOrganisations(store, fragment, wish, most) {
  const signs = [...fragment];
  const pair = signs.slice(0, 2).join("");
  const fits = (/** @type {string} */ name) => name.includes(fragment);
  const first = signs.length > 1 && (await store.entry("orgs", pair));
  if (!first) return nothing();
  if (!first.n) return search(store, { pages: [async () => first], fits }, wish, most);
  const gram = [pair, ...(first.l ?? [])].filter((known) => fragment.startsWith(known)).sort((a, b) => b.length - a.length)[0];
  const size = [...gram].length;
  if (gram !== fragment && size < (await store.manifest()).longest_gram) {
    const longer = await store.entry("orgs", signs.slice(0, size + 1).join(""));
    return longer ? search(store, { pages: [async () => longer], fits }, wish, most) : nothing();
  }
  const entry = await entryOf(store, gram);
  const whole = gram === fragment ? { total: entry.n, counts: entry.q } : {};
  const later = () => pagesOf(store, entry.b ?? pair);
  if (gram === pair || wish.sort) return search(store, { pages: await later(), fits, ...whole }, wish, most);
  const skip = (await listed(store, entry, fits)).length;
  return search(store, { pages: [async () => entry], later, fits, ...whole, skip }, wish, most);
}

/** @param {Store} store @param {string} fragment normalised @param {Wish} wish @param {number} most @returns {Promise<Found>} */
export async function findShort(store, fragment, wish, most) {
  const short = shortForm(fragment);
  const signs = [...short];
  if (!short) return nothing();
  const pairs = [signs.slice(0, 2), signs.slice(-2)].map((pair) => pair.join(""));
  return findHolding(store, pairs, (name) => holdsShortForm(name, signs), wish, most);
}

/** @param {Store} store @param {string[]} parts normalised; a name holds them in any order @param {Wish} wish @param {number} most @returns {Promise<Found>} */
export async function findParts(store, parts, wish, most) {
  if (!parts.length) return nothing();
  const pairs = parts.map((part) => [...part].slice(0, 2).join(""));
  return findHolding(store, pairs, (name) => parts.every((part) => name.includes(part)), wish, most);
}

/** @param {Store} store @param {string[]} pairs @param {(name: string) => boolean} fits @param {Wish} wish @param {number} most @returns {Promise<Found>} */
async function findHolding(store, pairs, fits, wish, most) {
  const entries = [];
  for (const pair of pairs) {
    const entry = await store.entry("orgs", pair);
    if (!entry) return nothing();
    entries.push(entry);
  }
  const sizes = await inBatches(entries, async (entry) => entry.n ?? (await listed(store, entry)).length);
  const rarest = Math.min(...sizes);
  if (rarest > MOST_FOR_SHORT_FORM) return nothing();
  return search(store, { pages: await pagesOf(store, pairs[sizes.indexOf(rarest)]), fits }, wish, most);
}

/** @param {string} name @param {string[]} short @returns {boolean} whole, or in two pieces of two characters, in order */
function holdsShortForm(name, short) {
  return short.some((_, cut) => {
    if (cut === 1 || cut === short.length - 1) return false;
    const [first, second] = [short.slice(0, cut).join(""), short.slice(cut).join("")];
    const place = name.indexOf(first);
    return place >= 0 && name.indexOf(second, place + first.length) >= 0;
  });
}

/** @param {Store} store @param {string} gram @returns {Promise<Page[]>} its bucket and its further pages */
async function pagesOf(store, gram) {
  const [first, further] = (await store.manifest()).pages.orgs;
  const entry = await entryOf(store, gram);
  const count = entry.n ? Math.ceil((entry.n - first) / further) : 0;
  return [async () => entry, ...Array.from({ length: count }, (_, at) => () => store.page("orgs", gram, at + 1))];
}

/** @param {Store} store @param {string} gram that has an entry */
async function entryOf(store, gram) {
  const entry = await store.entry("orgs", gram);
  if (!entry) throw new StaleFile("orgs");
  return entry;
}

/** @param {Store} store @param {List} list @param {Wish} wish @param {number} most @returns {Promise<Found>} */
async function search(store, list, wish, most) {
  const known = list.counts ? countUnder(list.counts, wish, list.total ?? 0) : NaN;
  const { hits, complete } = await gather(store, list, wish, toRead(known, wish, most, list.total));
  const passing = hits.filter((hit) => passes(wish, hit));
  return {
    rows: await openHits(store, toOpen(passing, most)),
    ...counted(known, passing, complete, wish),
    all: list.total ?? hits.length,
    ...facetsOf(list.counts, hits, complete, wish),
  };
}

/** @param {Store} store @param {string} gram that has an entry */
async function entryOf(store, gram) {
  const entry = await store.entry("orgs", gram);
  if (!entry) throw new StaleFile("orgs");
  return entry;
}

/** @param {Store} store @param {List} list @param {Wish} wish @param {number} wanted hits that pass */
async function gather(store, { pages, later, fits, skip = 0 }, wish, wanted) {
  const order = wish.sort ? pages.slice().reverse() : pages;
  const turn = wish.sort ? -1 : 1;
  /** @type {Map<string, number>} */
  const places = new Map();
  /** @type {Listed[]} */
  const hits = [];
  let read = 0;
  let passed = 0;
  let toSkip = 0;
  while ((later || read < order.length) && passed < wanted) {
    if (read === order.length) {
      order.push(...((await later?.()) ?? []));
      later = undefined;
    }
    const batch = await inBatches(order.slice(read, read + (read ? PAGES_AT_ONCE : 1)), (page) => page());
    for (const page of batch) {
      const found = await listed(store, page, fits);
      for (const hit of wish.sort ? found.reverse() : found) {
        if (toSkip > 0) {
          toSkip -= 1;
          continue;
        }
        for (const name of hit.names) {
          const place = (places.get(name + hit.date) ?? 0) + 1;
          places.set(name + hit.date, place);
          if (name === hit.names[0]) hit.nth = place * turn;
        }
        hits.push(hit);
        passed += Number(passes(wish, hit));
      }
      if (!read) toSkip = skip;
      read += 1;
    }
  }
  return { hits, complete: !later && read === order.length };
}

/** @param {Store} store @param {OrganisationPage} page @param {(name: string) => boolean} [fits] @returns {Promise<Listed[]>} */
async function listed(store, { c, m, o }, fits = Boolean) {
  const facets = facetReader(await store.manifest(), c);
  /** @type {Listed[]} */
  const hits = [];
  for (let at = 0; at < o.length; at += 2) {
    const [date, items] = /** @type {[string, number[]]} */ (o.slice(at, at + 2));
    for (let item = 0; item < items.length; item += 2) {
      const names = [m[items[item]]].flat();
      if (names.some(fits)) hits.push({ names, date, nth: 0, ...facets(items[item + 1]) });
    }
  }
  return hits;
}

/** @param {Listed[]} hits @param {number} most @returns {Listed[]} those whose cards are shown */
function toOpen(hits, most) {
  const names = new Set();
  const end = most > FIRST_PAGE ? -1 : hits.findIndex(({ names: [name] }) => names.add(name).size > NAMES_AT_FIRST);
  return hits.slice(0, end < 0 ? most : Math.min(end, most));
}

/** @param {Store} store @param {Listed[]} hits @returns {Promise<Row[]>} the k-th hit of a name and day is its k-th row */
function openHits(store, hits) {
  return inBatches(hits, async ({ names: [name], date, nth }) => {
    const rows = await rowsOfDay(store, name, date);
    const ofDay = rows.filter((row) => isOrganisation(row) && factsOf(row).date === date);
    const row = ofDay.at(nth < 0 ? nth : nth - 1);
    if (!row) throw new StaleFile("cards");
    return row;
  });
}
