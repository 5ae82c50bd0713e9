// @ts-check
/** Notices and guidelines that have all words of a query: posting lists, read side by side in the wanted order. */

import { facetReader } from "./cards.js";
import { StaleFile, inBatches, openText } from "./fetch.js";
import { countUnder, counted, facetsOf, inOrder, nothing, passes, toRead } from "./rank.js";
import { isName } from "./readings.js";
import { firstCharacters, prepared, segmentQuery } from "./segment.js";

/** @typedef {import("./types").Facts} Facts */
/** @typedef {import("./types").Found} Found */
/** @typedef {import("./types").Manifest} Manifest */
/** @typedef {import("./types").Row} Row */
/** @typedef {import("./types").Wish} Wish */
/** @typedef {import("./fetch.js").Store} Store */

const PAGES_AT_ONCE = 4;
const MOST_AHEAD = 7;
/** Documents of the rarest word, of which some twenty have the other words too. */
const ENOUGH = 200;

/** @param {Store} store @param {string} text @param {Wish} wish @param {number} most @returns {Promise<Found>} */
export async function findTexts(store, text, wish, most) {
  const whole = prepared(text).trim();
  if (!wish.in && isName(text)) {
    const entry = await store.entry("postings", whole);
    return entry ? findTerms(store, [whole], new Map([[whole, [0, entry.n ?? 0]]]), wish, most) : nothing();
  }
  const buckets = await inBatches(firstCharacters(text), (first) => store.bucket("words", first));
  const vocabulary = new Map(buckets.flatMap(({ k }) => Object.entries(k)));
  const terms = segmentQuery(text, vocabulary, (await store.manifest()).unknown_cost);
  return terms.length && terms.every((term) => vocabulary.has(term)) ? findTerms(store, terms, vocabulary, wish, most) : nothing();
}

/** @param {Store} store @param {string[]} terms @param {import("./segment.js").Vocabulary} vocabulary @param {Wish} wish @param {number} most @returns {Promise<Found>} */
async function findTerms(store, terms, vocabulary, wish, most) {
  const documents = (/** @type {string} */ term) => /** @type {[number, number]} */ (vocabulary.get(term))[1];
  const part = wish.sort || terms.length < 2 ? 0 : Math.min(1, ENOUGH / Math.min(...terms.map(documents)));
  const lists = await inBatches(terms, (term) => PostingList.open(store, term, Boolean(wish.sort), documents(term) * part));
  const { counts, total } = lists[0];
  const alone = lists.length === 1 && counts;
  const known = alone ? countUnder(counts, wish, total) : NaN;
  const { hits, complete } = await common(lists, wish, toRead(known, wish, most, alone ? total : undefined));
  const passing = hits.filter(([, facts]) => passes(wish, facts));
  return {
    rows: await inBatches(passing.slice(0, most), ([key]) => openText(store, key)),
    ...counted(known, passing, complete, wish),
    all: alone ? total : hits.length,
    terms,
    ...facetsOf(alone || undefined, hits.map(([, facts]) => facts), complete, wish),
  };
}

/**
 * The first places that stand in every list. The list that reaches least far decides what to read next, and the others
 * read as far as it will probably reach; once that one is read to its end, nothing more can be common to all.
 *
 * @param {PostingList[]} lists @param {Wish} wish @param {number} most
 */
async function common(lists, wish, most) {
  const turn = wish.sort ? -1 : 1;
  for (;;) {
    const [first, ...others] = lists.slice().sort((left, right) => left.places.size - right.places.size);
    const hits = [...first.places].filter(([key]) => others.every((list) => list.places.has(key)));
    const behind = lists.reduce((left, right) => (turn * inOrder(left.last, right.last) <= 0 ? left : right));
    const complete = behind.complete;
    if (complete || hits.filter(([, facts]) => passes(wish, facts)).length >= most) return { hits, complete };
    const reach = behind.reachWith(PAGES_AT_ONCE);
    await Promise.all(lists.map((list) => list.readOn(list === behind ? PAGES_AT_ONCE : list.pagesTo(reach))));
  }
}

class PostingList {
  /** @type {Map<string, Facts>} key of the card -> facts, in the wanted order */
  places = new Map();
  /** @type {[string, string]} */
  last = ["", ""];

  /** @param {Store} store @param {Manifest} manifest @param {string} term @param {import("./types").Held<"postings">} entry @param {boolean} oldest */
  constructor(store, manifest, term, entry, oldest) {
    const [first, further] = manifest.pages.postings;
    this.store = store;
    this.manifest = manifest;
    this.term = term;
    this.entry = entry;
    this.oldest = oldest;
    this.counts = entry.q;
    /** @type {number[]} */
    this.pages = Array.from({ length: 1 + (entry.n ? Math.ceil((entry.n - first) / further) : 0) }, (_, page) => page);
    if (oldest) this.pages.reverse();
  }

  /** @param {Store} store @param {string} term @param {boolean} oldest @param {number} wanted documents, side by side with the first */
  static async open(store, term, oldest, wanted) {
    const manifest = await store.manifest();
    const [first, further] = manifest.pages.postings;
    const ahead = Math.min(Math.max(Math.ceil((wanted - first) / further), 0), MOST_AHEAD);
    for (let page = 1; page <= ahead; page += 1) store.page("postings", term, page).catch(() => undefined);
    const entry = await store.entry("postings", term);
    if (!entry) throw new StaleFile("postings");
    const list = new PostingList(store, manifest, term, entry, oldest);
    await list.readOn(1 + ahead);
    return list;
  }

  get complete() {
    return !this.pages.length;
  }

  get total() {
    return this.entry.n ?? this.places.size;
  }

  /** @param {number} pages more @returns {number} the share of the list that is read then */
  reachWith(pages) {
    return (this.places.size + pages * this.manifest.pages.postings[1]) / this.total;
  }

  /** @param {number} share of the list @returns {number} pages to read until then, not too many at once */
  pagesTo(share) {
    const missing = Math.ceil((share * this.total - this.places.size) / this.manifest.pages.postings[1]);
    return Math.min(Math.max(missing, 0), PAGES_AT_ONCE);
  }

  /** @param {number} pages */
  async readOn(pages) {
    const next = this.pages.splice(0, pages);
    const read = await inBatches(next, async (page) => (page ? this.store.page("postings", this.term, page) : this.entry));
    for (const page of read) this.take(page);
  }

  /** @param {import("./types").FurtherPages["postings"]} page */
  take({ c, o }) {
    const facets = facetReader(this.manifest, c);
    const size = this.manifest.short_id;
    /** @type {[string, Facts][]} */
    const read = [];
    for (let at = 0; at < o.length; at += 3) {
      const [date, ids, numbers] = /** @type {[string, string, number[]]} */ (o.slice(at, at + 3));
      numbers.forEach((facet, place) => {
        read.push([ids.slice(place * size, (place + 1) * size), { date, ...facets(facet) }]);
      });
    }
    for (const [short, facts] of this.oldest ? read.reverse() : read) {
      this.places.set(facts.date + short, facts);
      this.last = [facts.date, short];
    }
  }
}
