// @ts-check
/** The page's end of the engine: a worker, or, where workers do not run, the engine in the page itself. */

/** @typedef {import("./types").Answers} Answers */
/** @typedef {import("./types").Questions} Questions */
/** @typedef {import("./types").QuestionName} QuestionName */
/** @typedef {import("./types").Replied} Replied */
/** @typedef {{name: QuestionName, args: Questions[QuestionName], done(value: unknown): void, failed(problem: Error): void}} Call */

/** @type {Map<number, Call>} */
const open = new Map();
let last = 0;
/** @type {Worker | null} */
let worker = null;
/** @type {Promise<typeof import("./engine.js")> | null} */
let inPage = null;

/** @template {QuestionName} Name @param {Name} name @param {Questions[Name]} args @returns {Promise<Answers[Name]>} */
export function call(name, ...args) {
  start();
  return new Promise((done, failed) => {
    last += 1;
    open.set(last, { name, args, done, failed });
    send(last);
  });
}

/** End the question that runs. */
export function abort() {
  inPage?.then(({ begin }) => begin());
  worker?.postMessage({ name: "abort" });
}

function start() {
  if (worker || inPage) return;
  try {
    worker = new Worker(new URL("./engine.js", import.meta.url), { type: "module" });
    worker.addEventListener("message", ({ data }) => settle(data));
    worker.addEventListener("error", withoutWorker);
  } catch {
    withoutWorker();
  }
}

/** Workers are forbidden or too old here: ask everything that is open in the page. */
function withoutWorker() {
  worker?.terminate();
  worker = null;
  inPage ??= import("./engine.js");
  [...open.keys()].forEach(send);
}

/** @param {number} id */
function send(id) {
  const { name, args } = /** @type {Call} */ (open.get(id));
  if (worker) worker.postMessage({ id, name, args });
  else inPage?.then((engine) => engine.ask(name, args)).then((value) => settle({ id, value }), ({ name: problem }) => settle({ id, problem }));
}

/** @param {Replied} reply */
function settle({ id, value, problem }) {
  const asked = open.get(id);
  open.delete(id);
  if (problem) asked?.failed(Object.assign(new Error(problem), { name: problem }));
  else asked?.done(value);
}
