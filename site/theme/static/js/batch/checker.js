// @ts-check
/**
 * Asks the questions of a list, six at a time, those of one bucket after each other so that it is fetched once. What
 * cannot be read is asked again later; when nothing can be read, the check pauses by itself.
 */

import { isAlike } from "../search/alikeness.js";
import { allRows } from "../search/cards.js";
import { StaleFile } from "../search/fetch.js";
import { sleep } from "../search/pace.js";
import { nameKeys, queryOf } from "../search/kind.js";
import { findNumber } from "../search/references.js";

/** @typedef {import("./types").Question} Question */
/** @typedef {import("./types").Row} Row */
/** @typedef {import("../search/fetch.js").Store} Store */
/** @typedef {{byName: Row[], byNumber: Row[]}} Found */
/** @typedef {{question: Question, tries: number}} Task */

const AT_ONCE = 6;
const TRIES = 2;
const LOST_AFTER = 12;
const FILES_KEPT = 512;
const REST = 2000;
/** @type {import("../search/types").Wish} */
const EVERYTHING = { dataset: "", court: "", year: "", sort: "", in: "" };

export class Checker {
  /** @type {Task[]} */
  #tasks = [];
  #failures = 0;
  #aborting = new AbortController();
  /** @type {Promise<void>} */
  #rest = Promise.resolve();
  /** @type {Promise<void>} */
  #gate = Promise.resolve();
  #open = () => {};

  /**
   * @param {Store} store @param {string[]} scope datasets that are asked for
   * @param {(question: Question, found: Found | null) => void} settle null: the data could not be read
   * @param {() => void} onLost the check has paused, since nothing can be read
   */
  constructor(store, scope, settle, onLost) {
    this.store = store;
    this.scope = new Set(scope);
    this.settle = settle;
    this.onLost = onLost;
  }

  /** @param {Question[]} questions @returns {Promise<void>} when all are settled, or the check was stopped */
  async run(questions) {
    this.store.begin(this.#aborting.signal);
    this.#tasks = (await inOrderOfBuckets(this.store, questions)).map((question) => ({ question, tries: 0 }));
    const stopped = new Promise((done) => this.#aborting.signal.addEventListener("abort", done));
    await Promise.race([stopped, Promise.all(Array.from({ length: AT_ONCE }, () => this.#work()))]);
  }

  pause() {
    this.#gate = new Promise((open) => (this.#open = open));
  }

  resume() {
    this.#rest = Promise.resolve();
    this.#open();
  }

  stop() {
    this.#tasks = [];
    this.#aborting.abort();
    this.#open();
  }

  async #work() {
    for (;;) {
      await this.#gate;
      await this.#rest;
      const task = this.#tasks.shift();
      if (!task) return;
      await this.#ask(task);
      forgetOldest(this.store);
    }
  }

  /** @param {Task} task */
  async #ask(task) {
    try {
      const found = await this.#find(task.question);
      this.#failures = 0;
      if (!this.#aborting.signal.aborted) this.settle(task.question, found);
    } catch (problem) {
      if (!this.#aborting.signal.aborted) this.#putOff(task, problem);
    }
  }

  /** @param {Question} question @returns {Promise<Found>} */
  async #find(question) {
    const found = () => find(this.store, question, this.scope);
    return found().catch((problem) => {
      if (!(problem instanceof StaleFile)) throw problem;
      this.store.forget();
      return found();
    });
  }

  /** @param {Task} task @param {unknown} problem */
  #putOff(task, problem) {
    task.tries += 1;
    this.#failures += 1;
    const isLost = this.#failures >= LOST_AFTER;
    if (problem instanceof StaleFile || (task.tries >= TRIES && !isLost)) this.settle(task.question, null);
    else this.#tasks.push(task);
    if (isLost) this.#lose();
    else this.#rest = sleep(REST);
  }

  #lose() {
    this.#failures = 0;
    this.pause();
    this.onLost();
  }
}

/** @param {Store} store @param {Question} question @param {Set<string>} scope @returns {Promise<Found>} */
async function find(store, question, scope) {
  const { names, asked, number } = question;
  const isInScope = (/** @type {Row} */ row) => scope.has(row.dataset);
  const byName = [];
  for (const name of names) byName.push(...(await allRows(store, name)).filter(isInScope));
  const isNeeded = asked === "uscc" || (asked === "id" && !byName.length && (await store.manifest()).profile !== "strict");
  if (!isNeeded) return { byName, byNumber: [] };
  const query = queryOf(asked, { shown: number, keys: [number] });
  const { rows } = await findNumber(store, query, EVERYTHING, Infinity);
  const inScope = rows.filter(isInScope);
  return { byName, byNumber: asked === "id" && names.length ? await alikeIn(store, inScope, names) : inScope };
}

/** A stranger's record fits a printed number too often to be told. @param {Store} store @param {Row[]} rows @param {string[]} names @returns {Promise<Row[]>} those whose name differs in one character of the same sound or of a variant */
async function alikeIn(store, rows, names) {
  const sounds = rows.length ? await store.sounds() : {};
  return rows.filter((row) => nameKeys(row.party_name ?? "").some((other) => names.some((name) => isAlike(name, other, sounds, false))));
}

/** @param {Store} store @param {Question[]} questions @returns {Promise<Question[]>} */
async function inOrderOfBuckets(store, questions) {
  const paths = new Map();
  for (const question of questions) {
    const { names, asked, number } = question;
    paths.set(question, await (names.length ? store.path("cards", names[0]) : store.path(asked || "id", number)));
  }
  return questions.slice().sort((left, right) => (paths.get(left) < paths.get(right) ? -1 : 1));
}

/** @param {Store} store */
function forgetOldest({ files }) {
  for (const path of files.keys()) {
    if (files.size <= FILES_KEPT) return;
    files.delete(path);
  }
}
