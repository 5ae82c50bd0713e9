// @ts-check
/**
 * One question, one answer, as plain data; mirrors search_index/reference.py. Runs in a thread of its own, or, where
 * workers do not run, in the page.
 */

import { findReadings } from "./cards.js";
import { StaleFile, Store, Unreachable } from "./fetch.js";
import { nothing } from "./rank.js";
import { findNumber } from "./references.js";

/** @typedef {import("./types").Answer} Answer */
/** @typedef {import("./types").Query} Query */
/** @typedef {import("./types").Wish} Wish */
/** @typedef {import("./types").Answers} Answers */
/** @typedef {import("./types").Questions} Questions */
/** @typedef {import("./types").QuestionName} QuestionName */

const store = new Store(new URL("../../../search/data/", import.meta.url));

/** @type {{[Name in QuestionName]: (...args: Questions[Name]) => Promise<Answers[Name]>}} what the page may ask for */
const engine = {
  manifest: () => store.manifest(),
  traditional: () => store.traditional(),
  courts: () => store.courts(),
  answer,
  offers: async (query) => (await loadMore()).offers(store, query),
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

/**
 * A plain name is answered by its records or not at all; what else its text may mean is asked with the whole query.
 *
 * @param {Query} query @param {Wish} wish @param {number} most @returns {Promise<Answer>}
 */
async function answer(query, wish, most) {
  const { asked } = query;
  if (asked === "nothing") return { ...nothing(), kind: "words", part: "" };
  if (asked === "id" || asked === "uscc") return { ...(await findNumber(store, query, wish, most)), kind: asked, part: "" };
  if (query.isPlain) return { ...(await findReadings(store, query.readings, wish, most)), kind: "name", part: "exact" };
  return (await loadMore()).answer(store, query, wish, most);
}

const loadMore = () =>
  import("./more.js").catch(() => {
    throw new Unreachable("more.js");
  });

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
