// @ts-check
/** The engine of the search in a worker that lives as long as one visitor's session: what it read is gone with it. */

/** @typedef {import("../search/types").Answers} Answers */
/** @typedef {import("../search/types").Questions} Questions */
/** @typedef {import("../search/types").QuestionName} QuestionName */
/** @typedef {import("../search/types").Replied} Replied */

const ENGINE = new URL("../search/engine.js", import.meta.url);

export class Engine {
  /** @type {Map<number, {done(value: unknown): void, failed(problem: Error): void}>} */
  #open = new Map();
  #last = 0;
  /** @type {Worker | null} */
  #worker = null;

  /**
   * @template {QuestionName} Name
   * @param {Name} name @param {Questions[Name]} args
   * @returns {Promise<Answers[Name]>} rejected with an error named as the engine names it; never settled after `end`
   */
  call(name, ...args) {
    const worker = (this.#worker ??= this.#start());
    return new Promise((done, failed) => {
      this.#last += 1;
      this.#open.set(this.#last, { done: /** @type {(value: unknown) => void} */ (done), failed });
      worker.postMessage({ id: this.#last, name, args });
    });
  }

  /** A new question counts from here on. */
  begin() {
    this.#worker?.postMessage({ name: "abort" });
  }

  /** Forget everything. */
  end() {
    this.#worker?.terminate();
    this.#worker = null;
    this.#open.clear();
  }

  #start() {
    const worker = new Worker(ENGINE, { type: "module" });
    worker.addEventListener("message", ({ data }) => this.#settle(data));
    worker.addEventListener("error", () => {
      for (const id of [...this.#open.keys()]) this.#settle({ id, problem: "unreachable" });
      this.end();
    });
    return worker;
  }

  /** @param {Replied} reply */
  #settle({ id, value, problem }) {
    const asked = this.#open.get(id);
    this.#open.delete(id);
    if (problem) asked?.failed(Object.assign(new Error(problem), { name: problem }));
    else asked?.done(value);
  }
}
