// @ts-check
/** How far the check is: a bar and a line for the eye at every change, a sentence for the ear at every quarter. */

import { say } from "../search/wording.js";
import { place } from "./elements.js";

const QUARTERS = 4;
const EVERY = 200;

export class Progress {
  #told = 0;
  #shownAt = 0;

  /** @param {string} sentence @param {number} all lines */
  begin(sentence, all) {
    this.#told = 0;
    this.#shownAt = 0;
    this.show(0, all);
    this.#shownAt = 0; // what is known before the first question shows at once
    this.tell(sentence);
  }

  /** @param {number} done @param {number} all lines */
  show(done, all) {
    const quarter = Math.floor((done * QUARTERS) / all);
    if (quarter > this.#told && done < all) this.tell(say("progress", { n: done, all }));
    this.#told = quarter;
    if (done < all && Date.now() - this.#shownAt < EVERY) return;
    this.#shownAt = Date.now();
    const bar = /** @type {HTMLProgressElement} */ (place("bar"));
    bar.max = all;
    bar.value = done;
    place("count").textContent = say("progress", { n: done, all });
  }

  /** @param {string} sentence for readers of the screen and of the page */
  tell(sentence) {
    place("state").textContent = sentence;
  }
}
