// @ts-check
/**
 * One question, one answer, as plain data; mirrors search_index/reference.py. Runs in a thread of its own, or, where
 * workers do not run, in the page.
 */

import { DOTS, learn, needsTable, normaliseName } from "./analyzer.js";
import { findNames } from "./cards.js";
import { StaleFile, Store, Unreachable } from "./fetch.js";
import { shortForm } from "./keys.js";
import { findOrganisations, findShort } from "./organisations.js";
import { nothing } from "./rank.js";
import { findCase, findNumber, findPinyin, findTails } from "./references.js";
import { firstCharacters, prepared } from "./segment.js";
import { findTexts } from "./words.js";

/** @typedef {import("./types").Answer} Answer */
/** @typedef {import("./types").Found} Found */
/** @typedef {import("./types").Part} Part */
/** @typedef {import("./types").Query} Query */
/** @typedef {import("./types").Wish} Wish */
/** @typedef {import("./types").Answers} Answers */
/** @typedef {import("./types").Questions} Questions */
/** @typedef {import("./types").QuestionName} QuestionName */
/** @typedef {(store: Store, query: Query, wish: Wish, most: number) => Promise<Found>} Find */

const LONGEST_PLAIN_NAME = 3;
/** Characters of a registered name before its legal form: place, brand, trade. */
const SHORTEST_FIRM = 6;
const store = new Store(new URL("../../../search/data/", import.meta.url));

/** @type {[Part, Find][]} */
const PARTS = [
  ["exact", (from, query, wish, most) => findNames(from, query.names, wish, most)],
  ["pinyin", findPinyin],
  ["organisations", (from, query, wish, most) => findOrganisations(from, normaliseName(query.shown), wish, most)],
  ["short", (from, query, wish, most) => findShort(from, normaliseName(query.shown), wish, most)],
  ["words", (from, query, wish, most) => findTexts(from, query.shown, wish, most)],
];

/** @type {Record<string, Find>} */
const FINDS = { id: findNumber, uscc: findNumber, case: findCase, tail: findTails };

/** @type {{[Name in QuestionName]: (...args: Questions[Name]) => Promise<Answers[Name]>}} what the page may ask for */
const engine = {
  manifest: () => store.manifest(),
  traditional: () => store.traditional(),
  courts: () => /** @type {Promise<Answers["courts"]>} */ (store.read("tables/courts.json.gz")),
  answer,
};

let running = new AbortController();

/** A newer question counts from here on: end the older one. */
export function begin() {
  running.abort();
  running = new AbortController();
  store.begin(running.signal);
}

/** Read anew, once, where the files moved under an old manifest. @template {QuestionName} Name @param {Name} name @param {Questions[Name]} args @returns {Promise<Answers[Name]>} */
export async function ask(name, args) {
  const { signal } = running;
  const isFinal = (/** @type {unknown} */ problem) => problem instanceof Unreachable || signal.aborted;
  try {
    return await engine[name](...args);
  } catch (problem) {
    if (isFinal(problem)) throw problem;
    store.forget();
    return engine[name](...args).catch((again) => {
      throw isFinal(again) ? again : new StaleFile(String(again));
    });
  }
}

/** @param {Query} query @param {Wish} wish @param {number} most @returns {Promise<Answer>} */
async function answer(query, wish, most) {
  if (query.asked === "text") return answerText(query, wish, most);
  if (query.asked === "nothing") return { ...nothing(), kind: "words", part: "" };
  const found = await FINDS[query.asked](store, query, wish, most);
  return query.asked === "tail" ? { ...found, kind: "case", part: "tail" } : { ...found, kind: query.asked, part: "" };
}

/** @param {Query} query @param {Wish} wish @param {number} most @returns {Promise<Answer>} */
async function answerText(query, wish, most) {
  if (needsTable(query.shown)) learn(await store.traditional());
  const parts = PARTS.filter(([part]) => !wish.in || part === wish.in || (wish.in === "organisations" && part === "short"));
  const { letters, shown } = query;
  if (letters) store.ahead("pinyin", [letters]);
  const afterwards = wish.in || (letters ? "organisations" : isLikelyName(shown) ? "pinyin" : "exact");
  for (const [part, find] of parts) {
    if (part === afterwards && part !== "words") readAhead(shown, wish);
    if (part === "short" && !wish.in) findTexts(store, shown, { ...wish, quick: true }, most).catch(() => undefined);
    const found = await find(store, query, wish, most);
    if (found.all) return { ...found, kind: part === "words" ? "words" : "name", part };
  }
  return { ...nothing(), kind: wish.in === "organisations" ? "name" : "words", part: "" };
}

/** @param {string} text @returns {boolean} whether its records alone should be asked for first */
function isLikelyName(text) {
  const name = normaliseName(text);
  const short = shortForm(name);
  const isFirm = short !== name && short.length >= SHORTEST_FIRM;
  return isFirm || [...name].length <= LONGEST_PLAIN_NAME || text.search(DOTS) >= 0;
}

/** Read side by side what the next parts need; this changes no answer. @param {string} text @param {Wish} wish */
function readAhead(text, wish) {
  const signs = [...normaliseName(text)];
  store.ahead("orgs", [2, 3].map((size) => signs.slice(0, size).join("")));
  if (wish.in) return;
  store.ahead("words", firstCharacters(text));
  if (signs.length <= LONGEST_PLAIN_NAME) store.ahead("postings", [prepared(text).trim()]); // it may be one word
}

/** Questions in, answers out. @param {MessageEvent<import("./types").Asked | {name: "abort", id?: undefined, args?: undefined}>} message */
async function reply({ data: { id, name, args } }) {
  if (name === "abort") return begin();
  try {
    self.postMessage({ id, value: await ask(name, args) });
  } catch (problem) {
    self.postMessage({ id, problem: problem instanceof Error ? problem.name : "stale" });
  }
}

if (!("document" in globalThis)) self.addEventListener("message", reply);
