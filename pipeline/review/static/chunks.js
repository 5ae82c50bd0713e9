// @ts-check
/** The records themselves, read page by page: a page from disk may not fetch, but may load a script beside it. */
import { element } from "./elements.js";

/** @typedef {import("../types").Entry} Entry */

const KEPT = 8;

export class Chunks {
  /** @type {Map<number, Promise<Entry[]>>} */
  #asked = new Map();
  /** @type {Map<number, (entries: Entry[]) => void>} */
  #awaited = new Map();

  /** Called by data/NNNN.js. @param {number} number @param {Entry[]} entries */
  take(number, entries) {
    this.#awaited.get(number)?.(entries);
    this.#awaited.delete(number);
  }

  /** @param {number} number @returns {Promise<Entry[]>} */
  load(number) {
    const asked = this.#asked.get(number) ?? this.#ask(number);
    this.#asked.set(number, asked);
    for (const old of this.#asked.keys()) if (this.#asked.size > KEPT && old !== number) this.#asked.delete(old);
    return asked;
  }

  /** @param {number} number @returns {Promise<Entry[]>} */
  #ask(number) {
    const script = element("script", { src: `data/${String(number).padStart(4, "0")}.js` });
    script.addEventListener("load", () => script.remove());
    document.head.append(script);
    return new Promise((settle) => this.#awaited.set(number, settle));
  }
}
