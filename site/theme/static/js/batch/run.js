// @ts-check
/** One list with its answers so far; what failed can be asked again. */

import { Checker } from "./checker.js";
import { resultOf, unanswered, withConsortia } from "./verdicts.js";

/** @typedef {import("./types").Checked} Checked */
/** @typedef {import("./types").Line} Line */
/** @typedef {import("./types").Question} Question */
/** @typedef {import("./types").Result} Result */
/** @typedef {import("./types").Row} Row */

export class Run {
  /** @type {Map<Line, Result>} */
  results = new Map();
  /** @type {import("./types").Release | null} at the beginning */
  release = null;
  isPaused = false;
  /** @type {Checker | null} */
  #checker = null;

  /**
   * @param {import("../search/fetch.js").Store} store @param {Question[]} questions @param {string[]} scope datasets
   * @param {() => void} onChange @param {() => void} onLost the run paused by itself: nothing can be read
   */
  constructor(store, questions, scope, onChange, onLost) {
    this.store = store;
    this.questions = questions;
    this.scope = scope;
    this.onChange = onChange;
    this.onLost = onLost;
    this.all = questions.reduce((sum, { lines }) => sum + lines.length, 0);
    for (const { lines, notes } of questions) {
      for (const line of lines) if (line.problem) this.results.set(line, unanswered("unusable", line.problem, notes));
    }
  }

  /** Ask all that has no answer. @returns {Promise<void>} when done or stopped */
  async start() {
    const open = this.questions.filter(({ lines: [line] }) => !this.results.has(line) || this.results.get(line)?.verdict === "failed");
    for (const { lines } of open) for (const line of lines) this.results.delete(line);
    this.#checker = new Checker(this.store, this.scope, (question, found) => this.#settle(question, found), () => {
      this.isPaused = true;
      this.onLost();
    });
    await this.#checker.run(open);
    this.isPaused = false;
    for (const { lines, notes } of open) {
      for (const line of lines) if (!this.results.has(line)) this.results.set(line, unanswered("failed", "stopped", notes));
    }
  }

  pause() {
    this.isPaused = true;
    this.#checker?.pause();
  }

  resume() {
    this.isPaused = false;
    this.#checker?.resume();
  }

  stop() {
    this.#checker?.stop();
  }

  /** @returns {Checked[]} */
  checked() {
    return withConsortia(this.results);
  }

  /** @param {Question} question @param {{byName: Row[], byNumber: Row[]} | null} found */
  #settle(question, found) {
    const result = found ? resultOf(question, found.byName, found.byNumber) : unanswered("failed", "unread", question.notes);
    for (const line of question.lines) this.results.set(line, result);
    this.onChange();
  }
}
