// @ts-check
/** What a plain name or number does not ask for: case numbers, pinyin, organisations, words. Loaded by the engine on demand. */

import { DOTS, learn, needsTable, normaliseName } from "./analyzer.js";
import { findReadings } from "./cards.js";
import { caseEndsSo } from "./case_numbers.js";
import { findCase } from "./find_case.js";
import { inBatches } from "./fetch.js";
import { isImpossible, shortForm } from "./keys.js";
import { offersFor } from "./offers.js";
import { findOrganisations, findParts, findShort } from "./organisations.js";
import { nothing } from "./rank.js";
import { fits, fitsCourt, isName } from "./readings.js";
import { itemsOf } from "./references.js";
import { firstCharacters, prepared } from "./segment.js";
import { fitsMixed, mixedKeys } from "./spelling.js";
import { findTexts } from "./words.js";

/** @typedef {import("./types").Answer} Answer */
/** @typedef {import("./types").Choice} Choice */
/** @typedef {import("./types").Found} Found */
/** @typedef {import("./types").Part} Part */
/** @typedef {import("./types").Query} Query */
/** @typedef {import("./types").Wish} Wish */
/** @typedef {import("./fetch.js").Store} Store */
/** @typedef {(store: Store, query: Query, wish: Wish, most: number) => Promise<Found>} Find */

const LONGEST_PLAIN_NAME = 3;
/** Characters of a registered name before its legal form: place, brand, trade. */
const SHORTEST_FIRM = 6;

/** @type {[Part, Find][]} */
const PARTS = [
  ["exact", (from, query, wish, most) => findReadings(from, query.readings, wish, most, fits)],
  ["pinyin", findPinyin],
  ["organisations", (from, query, wish, most) => firstOf(query.forms, (form) => findOrganisations(from, form, wish, most))],
  ["short", findShortForms],
  ["words", (from, query, wish, most) => findTexts(from, query.shown, wish, most)],
];

/** @param {Store} store @param {Query} query @param {Wish} wish @param {number} most @returns {Promise<Answer>} */
export async function answer(store, query, wish, most) {
  if (needsTable(query.shown)) learn(await store.traditional());
  if (query.asked === "case") return { ...(await findCase(store, query, wish, most)), kind: "case", part: "" };
  if (query.asked === "tail") return { ...(await findTails(store, query, most)), kind: "case", part: "tail" };
  return answerText(store, query, wish, most);
}

/** @param {Store} store @param {Query} query that found nothing @returns {Promise<import("./types").Offer[]>} questions that would answer */
export const offers = (store, query) => offersFor(store, query, isImpossible(query));

/** @param {Store} store @param {Query} query @param {Wish} wish @param {number} most @returns {Promise<Answer>} */
async function answerText(store, query, wish, most) {
  const parts = PARTS.filter(([part]) => !wish.in || part === wish.in || (wish.in === "organisations" && part === "short"));
  const { letters, shown } = query;
  store.ahead("pinyin", letters);
  const afterwards = wish.in || (letters.length ? "organisations" : isLikelyName(shown) ? "pinyin" : "exact");
  for (const [part, find] of parts) {
    if (part === afterwards && part !== "words") readAhead(store, shown, wish);
    if (part === "short" && !wish.in) findTexts(store, shown, { ...wish, quick: true }, most).catch(() => undefined);
    const found = await find(store, query, wish, most);
    if (found.all) return { ...found, kind: part === "words" ? "words" : "name", part };
  }
  return { ...nothing(), kind: wish.in === "organisations" ? "name" : "words", part: "" };
}

/** @param {Store} store @param {Query} query @param {number} most @returns {Promise<Found>} */
async function findTails(store, query, most) {
  const { keys: [serial], before, year, where } = query;
  const isOpen = !before && !year && !where.length;
  const { items, count } = await itemsOf(store, "tails", serial, isOpen ? most : Infinity);
  const whole = items.map(([text, records]) => /** @type {Choice} */ ([`${text}${serial}号`, records]));
  const wanted = whole.filter(([text]) => caseEndsSo(text, query));
  const narrow = where.length ? await ofCourts(store, wanted, where) : [];
  const shown = narrow.length ? narrow : wanted;
  return choices(shown, isOpen ? count : shown.length);
}

/** @param {Store} store @param {Choice[]} cases @param {string[]} where */
async function ofCourts(store, cases, where) {
  const courts = Object.entries(await store.courts());
  const meant = courts.filter(([code, name]) => where.every((word) => fitsCourt(code, name ?? "", word)));
  return cases.filter(([text]) => meant.some(([code]) => text.includes(code)) || where.every((word) => text.includes(word)));
}

/** @param {Store} store @param {Query} query @param {Wish} _ @param {number} most @returns {Promise<Found>} */
async function findPinyin(store, { letters, mixed }, _, most) {
  if (letters.length === 1) {
    const { items, count } = await itemsOf(store, "pinyin", letters[0], most);
    return choices(items, count);
  }
  const keys = mixed ? mixedKeys(mixed, await store.sounds()) : letters;
  const read = await inBatches(keys, (key) => itemsOf(store, "pinyin", key));
  const named = new Map(read.flatMap(({ items }) => items));
  const fitting = [...named].filter(([name]) => !mixed || fitsMixed(name, mixed));
  fitting.sort(([left, few], [right, many]) => many - few || (left < right ? -1 : 1));
  return choices(fitting, fitting.length);
}

/** @param {Store} store @param {Query} query @param {Wish} wish @param {number} most @returns {Promise<Found>} */
async function findShortForms(store, { forms, parts }, wish, most) {
  const found = await firstOf(forms, (form) => findShort(store, form, wish, most));
  return found.all ? found : findParts(store, parts, wish, most);
}

/** @param {string[]} forms @param {(form: string) => Promise<Found>} find @returns {Promise<Found>} what the first form finds that finds anything */
async function firstOf(forms, find) {
  for (const form of forms) {
    const found = await find(form);
    if (found.all) return found;
  }
  return nothing();
}

/** @param {Choice[]} items @param {number} all @returns {Found} */
const choices = (items, all) => (all ? { ...nothing(), choices: items, all } : nothing());

/** @param {string} text @returns {boolean} whether its records alone should be asked for first */
function isLikelyName(text) {
  const name = normaliseName(text);
  const short = shortForm(name);
  const isFirm = short !== name && short.length >= SHORTEST_FIRM;
  return isFirm || [...name].length <= LONGEST_PLAIN_NAME || text.search(DOTS) >= 0;
}

/** Read side by side what the next parts need; this changes no answer. @param {Store} store @param {string} text @param {Wish} wish */
function readAhead(store, text, wish) {
  const signs = [...normaliseName(text)];
  store.ahead("orgs", (isName(text) ? [2] : [2, 3]).map((size) => signs.slice(0, size).join("")));
  if (wish.in) return;
  if (!isName(text)) store.ahead("words", firstCharacters(text));
  if (signs.length <= LONGEST_PLAIN_NAME) store.ahead("postings", [prepared(text).trim()]); // it may be one word
}
