// @ts-check
/** Notices and guidelines that have all words of a query: posting lists, read side by side, newest first. */

import { inOrder } from "./rank.js";
import { ALL_UP_TO, NOTHING, inBatches, totalOf } from "./sections.js";
import { firstCharacters, segmentQuery } from "./segment.js";

/** @typedef {import("./types").Row} Row */
/** @typedef {import("./types").Section} Section */
/** @typedef {import("./fetch.js").Store} Store */
/** @typedef {[string, string]} Place date and beginning of the id */

/** @param {Store} store @param {string} text @returns {Promise<Section>} */
export async function findTexts(store, text) {
  const vocabulary = await readVocabulary(store, text);
  const terms = segmentQuery(text, vocabulary, (await store.manifest()).unknown_cost);
  if (!terms.length || terms.some((term) => !vocabulary.has(term))) return NOTHING;
  const lists = await Promise.all(terms.map((term) => PostingList.open(store, term)));
  let found = await common(lists, ALL_UP_TO + 1);
  const count = lists.length === 1 ? lists[0].total : found.length;
  return {
    count,
    atLeast: lists.length > 1 && found.length > ALL_UP_TO,
    take: async (most) => {
      if (most > found.length) found = await common(lists, most);
      return inBatches(found.slice(0, most), ([, short]) => openText(store, short));
    },
  };
}

/** @param {Store} store @param {string} short @returns {Promise<Row>} */
export async function openText(store, short) {
  const entry = await store.entry("texts", short);
  if (!entry) throw new Error("a posting without its card");
  return entry[1];
}

/** @param {Store} store @param {string} text @returns {Promise<import("./segment.js").Vocabulary>} */
async function readVocabulary(store, text) {
  const buckets = await inBatches(firstCharacters(text), (first) => store.bucket("words", first));
  return new Map(buckets.flatMap((bucket) => Object.entries(bucket)));
}

/**
 * The newest places that stand in every list. The list that reaches least far decides what to read next;
 * once that one is read to its end, nothing more can be common to all.
 *
 * @param {PostingList[]} lists @param {number} most @returns {Promise<Place[]>}
 */
async function common(lists, most) {
  for (;;) {
    const [first, ...others] = lists.slice().sort((left, right) => left.places.size - right.places.size);
    const found = [...first.places].filter(([short]) => others.every((list) => list.places.has(short)));
    const behind = lists.reduce((left, right) => (inOrder(left.last, right.last) <= 0 ? left : right));
    if (found.length >= most || behind.complete) return found.map(([short, day]) => [day, short]);
    await behind.readOn();
  }
}

class PostingList {
  /** @param {Store} store @param {string} term @param {any[]} entry @param {number} shortId */
  constructor(store, term, entry, shortId) {
    this.store = store;
    this.term = term;
    this.shortId = shortId;
    this.total = totalOf(entry);
    this.pagesRead = 1;
    /** @type {Map<string, string>} beginning of the id -> date, newest first */
    this.places = new Map();
    /** @type {Place} */
    this.last = ["", ""];
    this.add(entry.slice(1));
  }

  /** @param {Store} store @param {string} term */
  static async open(store, term) {
    const entry = await store.entry("postings", term);
    if (!entry) throw new Error("a word without its posting");
    return new PostingList(store, term, entry, (await store.manifest()).short_id);
  }

  get complete() {
    return this.places.size >= this.total;
  }

  async readOn() {
    this.add(await this.store.page("postings", this.term, this.pagesRead));
    this.pagesRead += 1;
  }

  /** @param {[string, string][]} days */
  add(days) {
    for (const [day, ids] of days) {
      for (let at = 0; at < ids.length; at += this.shortId) {
        this.last = [day, ids.slice(at, at + this.shortId)];
        this.places.set(this.last[1], day);
      }
    }
  }
}
