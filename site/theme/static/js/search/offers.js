// @ts-check
/** What is offered where nothing was found: other questions that would answer, never answers; mirrors search_index/offers.py. */

import { isAlike, spellings } from "./alikeness.js";
import { inBatches } from "./fetch.js";
import { itemsOf } from "./references.js";
import { distinct } from "./signs.js";

/** @typedef {import("./types").Choice} Choice */
/** @typedef {import("./types").Offer} Offer */
/** @typedef {import("./types").Query} Query */
/** @typedef {import("./fetch.js").Store} Store */

const MOST = 8;
const MOST_NAMES = 2;
const LONGEST_PERSON = 4;
const SHORTEST_PREFIX = 3;

/** @param {Store} store @param {Query} query that found nothing @param {boolean} isImpossible whether its number is @returns {Promise<Offer[]>} */
export async function offersFor(store, query, isImpossible) {
  const found = await Promise.all(waysOf(store, query, isImpossible));
  return found.filter(({ choices }) => choices.length);
}

/** @param {Store} store @param {Query} query @param {boolean} isImpossible @returns {Promise<Offer>[]} */
function waysOf(store, query, isImpossible) {
  const { asked, names, keys } = query;
  if (asked === "id" && names.length && keys.length) {
    return isImpossible ? [nameOnly(store, query)] : [nameOnly(store, query), numberAlike(store, query)];
  }
  if (asked === "text") return [shorter(store, query), alike(store, query)];
  return asked === "case" ? [cases(store, query)] : [];
}

/** @param {Store} store @param {Query} query @returns {Promise<Offer>} */
const nameOnly = async (store, { names }) => ({ why: "name-only", choices: await counted(store, names) });

/** A stranger's record fits the printed form too often to be offered. @param {Store} store @param {Query} query @returns {Promise<Offer>} */
async function numberAlike(store, { names, keys }) {
  const read = await inBatches(keys, (key) => itemsOf(store, "id", key));
  const others = distinct(read.flatMap(({ items }) => items.map((item) => (Array.isArray(item) ? item[0] : item))));
  const possible = others.filter((other) => names.some((name) => [...name].length === [...other].length));
  const sounds = possible.length ? await store.sounds() : {};
  const fitting = possible.filter((other) => names.some((name) => isAlike(name, other, sounds, false)));
  return { why: "number-alike", choices: fitting.sort().slice(0, MOST).map((name) => [`${name} ${keys[0]}`, 0]) };
}

/** @param {Store} store @param {Query} query @returns {Promise<Offer>} */
async function shorter(store, { readings, forms }) {
  const narrowed = distinct(readings.filter(({ where }) => where.length).flatMap(({ names }) => names));
  const names = (await counted(store, narrowed)).slice(0, MOST);
  const prefix = names.length ? "" : await knownPrefix(store, forms[0] ?? "");
  return { why: "shorter", choices: prefix ? [[prefix, 0]] : names };
}

/** @param {Store} store @param {string} form @returns {Promise<string>} its longest beginning that an organisation's name holds */
async function knownPrefix(store, form) {
  const signs = [...form];
  const names = signs.length > SHORTEST_PREFIX ? await fewNames(store, signs.slice(0, 2)) : [];
  for (let end = signs.length - 1; end >= SHORTEST_PREFIX; end -= 1) {
    const prefix = signs.slice(0, end).join("");
    if (names.some((name) => name.includes(prefix))) return prefix;
  }
  return "";
}

/** People whose name is read so or looks so, most records first; then organisations. @param {Store} store @param {Query} query @returns {Promise<Offer>} */
async function alike(store, { readings, forms }) {
  const isShort = (/** @type {string} */ name) => [...name].length > 1 && [...name].length <= LONGEST_PERSON;
  const names = distinct(readings.flatMap((reading) => reading.names.filter(isShort))).slice(0, MOST_NAMES);
  const sounds = await store.sounds();
  const ways = names.flatMap((name) => spellings(name, sounds).map((key) => ({ name, key })));
  const read = await inBatches(ways, async ({ name, key }) =>
    (await itemsOf(store, "pinyin", key)).items.filter(([other]) => isAlike(name, other, sounds, true)));
  const people = [...new Map(read.flat())].sort(([left, few], [right, many]) => many - few || (left < right ? -1 : 1));
  return { why: "alike", choices: people.length ? people.slice(0, MOST) : await organisationsAlike(store, forms[0] ?? "", sounds) };
}

/** @param {Store} store @param {string} form @param {import("./types").Sounds} sounds @returns {Promise<Choice[]>} */
async function organisationsAlike(store, form, sounds) {
  const signs = [...form];
  if (signs.length <= LONGEST_PERSON) return [];
  const names = (await inBatches([signs.slice(0, 2), signs.slice(-2)], (pair) => fewNames(store, pair))).flat();
  const windows = names.flatMap((name) => {
    const own = [...name];
    return own.slice(signs.length - 1).map((_, at) => own.slice(at, at + signs.length).join(""));
  });
  const fitting = distinct(windows).filter((window) => isAlike(form, window, sounds, true)).sort();
  return fitting.slice(0, MOST).map((window) => [window, 0]);
}

/** @param {Store} store @param {string[]} pair @returns {Promise<string[]>} the names that hold two characters, where one file has them all */
async function fewNames(store, pair) {
  const entry = await store.entry("orgs", pair.join(""));
  return entry && !entry.n ? distinct(entry.m.flat()).filter((name) => name.includes(pair.join(""))) : [];
}

/** @param {Store} store @param {Query} query @returns {Promise<Offer>} those of the same court with the same serial number */
async function cases(store, { keys }) {
  const read = await inBatches(keys, async (key) => {
    const serial = /[0-9]+(?=号$)/.exec(key)?.[0] ?? "";
    const court = courtOf(key);
    if (!court || !serial) return [];
    const { items } = await itemsOf(store, "tails", serial);
    return items.filter(([before]) => courtOf(before) === court).map(([before, n]) => /** @type {Choice} */ ([`${before}${serial}号`, n]));
  });
  const found = [...new Map(read.flat())].sort(([left], [right]) => (left < right ? 1 : -1));
  return { why: "cases", choices: found.slice(0, MOST) };
}

/** @param {string} text of a case @returns {string} what stands between year and kind: 浙0106 */
const courtOf = (text) => /\)([\u4e00-\u9fff][0-9]{1,4})/.exec(text)?.[1] ?? "";

/** @param {Store} store @param {string[]} names @returns {Promise<Choice[]>} those that somebody bears, with their records */
async function counted(store, names) {
  const read = await inBatches(names, async (name) => {
    const entry = await store.entry("cards", name);
    return /** @type {Choice} */ ([name, entry ? entry.n ?? entry.r.length : 0]);
  });
  return read.filter(([, records]) => records);
}
