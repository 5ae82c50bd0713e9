// @ts-check
/** Organisations whose name holds a fragment: candidates from a rare pair of characters, verified by the name. */

import { bigrams, nameKeys } from "./analyzer.js";
import { newestDate, newestFirst, withoutRepetition } from "./rank.js";
import { ALL_UP_TO, NOTHING, inBatches, itemsOf, openSection, totalOf } from "./sections.js";

/** @typedef {import("./types").OrganisationItem} OrganisationItem */
/** @typedef {import("./types").Row} Row */
/** @typedef {import("./types").Section} Section */
/** @typedef {import("./fetch.js").Store} Store */

const COMMON = /[有限公司责任集团科技贸易]/g;
const PAIRS_TRIED = 2;
const PAGES_AT_ONCE = 4;

/** @param {Store} store @param {string} fragment normalised @param {string[]} exact names shown already @returns {Promise<Section>} */
export async function findOrganisations(store, fragment, exact) {
  const pairs = bigrams(fragment);
  const list = await rarest(store, pairs);
  if (!list) return NOTHING;
  const names = await matching(list, (name) => name.includes(fragment) && !exact.includes(name));
  const opener = new NameOpener(store, names.found, fragment, exact);
  const records = names.found.reduce((sum, item) => sum + item[1], 0);
  if (names.complete && records <= ALL_UP_TO) return openSection(await opener.take(Infinity));
  const take = (/** @type {number} */ most) => opener.take(most);
  if (pairs.length > 1) return { count: records, atLeast: true, take };
  const own = (await itemsOf(store, "cards", fragment)).filter(isOrganisation);
  return { count: list.records - own.length, atLeast: false, take };
}

/** @param {Row} row */
const isOrganisation = (row) => row.party_kind === "legal" || row.party_kind === "other";

/** @param {Store} store @param {string[]} pairs the shortest of the lists of the least common pairs; null if one is empty */
async function rarest(store, pairs) {
  const weight = (/** @type {string} */ pair) => pair.match(COMMON)?.length ?? 0;
  const tried = pairs.slice().sort((left, right) => weight(left) - weight(right)).slice(0, PAIRS_TRIED);
  const entries = await Promise.all(tried.map((pair) => store.entry("orgs", pair)));
  if (!entries.length || entries.some((entry) => !entry)) return null;
  const lists = entries.map((entry, at) => ({ pair: tried[at], total: totalOf(entry ?? [0]), records: entry?.[0][1] }));
  const shortest = lists.reduce((left, right) => (right.total < left.total ? right : left));
  const perPage = (await store.manifest()).pages.orgs;
  return { ...shortest, upTo: (/** @type {number} */ pages) => itemsOf(store, "orgs", shortest.pair, pages * perPage) };
}

/**
 * Names that match, newest first; reading stops where more are found than are shown at once.
 *
 * @param {{total: number, upTo: (pages: number) => Promise<OrganisationItem[]>}} list
 * @param {(name: string) => boolean} matches
 */
async function matching(list, matches) {
  for (let pages = 1; ; pages += PAGES_AT_ONCE) {
    const items = await list.upTo(pages);
    const found = items.filter(([name]) => matches(name));
    const complete = items.length >= list.total;
    const records = found.reduce((sum, item) => sum + item[1], 0);
    if (complete || records > ALL_UP_TO) {
      return { found, complete };
    }
  }
}

/** Opens the cards of names in order, a few at a time, until enough records are certainly the newest. */
class NameOpener {
  /** @param {Store} store @param {OrganisationItem[]} names @param {string} fragment @param {string[]} exact */
  constructor(store, names, fragment, exact) {
    this.store = store;
    this.names = names;
    this.fragment = fragment;
    this.exact = exact;
    this.opened = 0;
    /** @type {Row[]} */
    this.rows = [];
  }

  /** @param {number} most @returns {Promise<Row[]>} */
  async take(most) {
    while (this.opened < this.names.length && this.certain() < most) await this.openMore();
    return newestFirst(this.rows).slice(0, most);
  }

  /** How many rows are newer than anything that a name not yet opened may bring. */
  certain() {
    const next = this.names[this.opened][2];
    return this.rows.filter((row) => newestDate(row) > next).length;
  }

  async openMore() {
    const names = this.names.slice(this.opened, this.opened + 8);
    const cards = await inBatches(names, ([name]) => itemsOf(this.store, "cards", name));
    this.opened += names.length;
    this.rows = withoutRepetition([...this.rows, ...cards.flat().filter((row) => this.holds(row))]);
  }

  /** @param {Row} row */
  holds(row) {
    const names = nameKeys(row.party_name ?? "");
    const shown = names.some((name) => this.exact.includes(name));
    return isOrganisation(row) && !shown && names.some((name) => name.includes(this.fragment));
  }
}
