// @ts-check
/** One function per kind of query; mirrors search_index/reference.py. */

import { caseKeys, identifierKeys, normaliseName } from "./analyzer.js";
import { findOrganisations } from "./organisations.js";
import { withoutRepetition } from "./rank.js";
import { ALL_UP_TO, NOTHING, inBatches, itemsOf, openSection, totalOf } from "./sections.js";
import { findTexts, openText } from "./words.js";

/** @typedef {import("./types").Answer} Answer */
/** @typedef {import("./types").Query} Query */
/** @typedef {import("./types").Row} Row */
/** @typedef {import("./types").Section} Section */
/** @typedef {import("./fetch.js").Store} Store */

/**
 * @param {Store} store @param {Query} query
 * @param {(rows: Row[]) => void} showFirst called with exact hits before the rest is known
 * @returns {Promise<Answer>}
 */
export async function answer(store, query, showFirst) {
  if (query.asked === "nothing") return combine("words", [], false);
  if (query.asked === "text") return findText(store, query, showFirst);
  const find = query.asked === "case" ? findCase : findNumber;
  return combine(query.asked, [await find(store, query)], false);
}

/** @param {Store} store @param {Query} query @param {(rows: Row[]) => void} showFirst @returns {Promise<Answer>} */
async function findText(store, query, showFirst) {
  const fragment = normaliseName(query.shown);
  const exactly = findNames(store, query.names).then(async (section) => {
    if (section.count) showFirst(await section.take(20));
    return section;
  });
  const [exact, organisations, texts] = await Promise.all([
    exactly,
    [...fragment].length < 2 ? NOTHING : findOrganisations(store, fragment, query.names),
    findTexts(store, query.shown),
  ]);
  const kind = exact.count || organisations.count ? "name" : "words";
  return combine(kind, [exact, organisations, texts], exact.count > 0);
}

/** @param {Store} store @param {string[]} names @returns {Promise<Section>} */
async function findNames(store, names) {
  if (names.length !== 1) return openSection((await inBatches(names, (name) => itemsOf(store, "cards", name))).flat());
  const entry = await store.entry("cards", names[0]);
  const take = async (/** @type {number} */ most) => (await itemsOf(store, "cards", names[0], most)).slice(0, most);
  return entry ? { count: totalOf(entry), atLeast: false, take } : NOTHING;
}

/** @param {Store} store @param {Query} query @returns {Promise<Section>} */
async function findNumber(store, query) {
  const family = query.asked === "id" ? "id" : "uscc";
  const fits = (/** @type {Row} */ row) => identifierKeys(row.id_number).some((key) => query.keys.includes(key));
  if (!query.names.length) return openSection(await cardsThatFit(store, await references(store, family, query.keys), fits));
  return openSection(await cardsThatFit(store, query.keys.length ? query.names : [], fits));
}

/** @param {Store} store @param {Query} query @returns {Promise<Section>} */
async function findCase(store, query) {
  const found = await references(store, "case", query.keys);
  const fits = (/** @type {Row} */ row) => caseKeys(row.case_number).some((key) => query.keys.includes(key));
  const texts = found.filter((name) => name.startsWith(" ")).map((name) => name.slice(1));
  const names = found.filter((name) => !name.startsWith(" "));
  const rows = await cardsThatFit(store, names, fits);
  return openSection([...rows, ...(await inBatches(texts, (short) => openText(store, short)))]);
}

/** @param {Store} store @param {"id" | "uscc" | "case"} family @param {string[]} keys @returns {Promise<string[]>} */
async function references(store, family, keys) {
  return (await inBatches(keys, (key) => itemsOf(store, family, key))).flat();
}

/** @param {Store} store @param {string[]} names @param {(row: Row) => boolean} fits @returns {Promise<Row[]>} */
async function cardsThatFit(store, names, fits) {
  const cards = await inBatches([...new Set(names)], (name) => itemsOf(store, "cards", name));
  return cards.flat().filter(fits);
}

/**
 * One list out of several: up to 200 hits are opened at once and counted, above that more come on demand.
 *
 * @param {Answer["kind"]} kind @param {Section[]} sections @param {boolean} exactNames @returns {Promise<Answer>}
 */
async function combine(kind, sections, exactNames) {
  const take = async (/** @type {number} */ most) => {
    /** @type {Row[]} */
    let rows = [];
    for (const section of sections) {
      if (rows.length < most) rows = withoutRepetition(rows.concat(await section.take(most - rows.length)));
    }
    return rows;
  };
  const count = sections.reduce((sum, section) => sum + section.count, 0);
  const atLeast = sections.some((section) => section.atLeast);
  return { kind, count: count > ALL_UP_TO ? count : (await take(ALL_UP_TO)).length, atLeast, exactNames, take };
}
