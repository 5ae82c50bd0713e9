// @ts-check
/** The page's end of the engine: a worker, or, where workers do not run, the engine in the page itself. */

/** @typedef {{name: string, args: any[], done: (value: any) => void, failed: (problem: Error) => void}} Call */

/** @type {Map<number, Call>} */
const open = new Map();
let last = 0;
/** @type {Worker | null} */
let worker = null;
/** @type {Promise<typeof import("./engine.js")> | null} */
let inPage = null;

/** @param {string} name of a function of the engine @param {any[]} args @returns {Promise<any>} */
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
  else inPage?.then((module) => ask(module, id, name, args)).catch((problem) => settle({ id, problem: problem.name }));
}

/** @param {typeof import("./engine.js")} module @param {number} id @param {string} name @param {any[]} args */
async function ask({ engine, withFreshFiles }, id, name, args) {
  const wanted = /** @type {(...args: any[]) => Promise<any>} */ (engine[/** @type {keyof typeof engine} */ (name)]);
  settle({ id, value: await withFreshFiles(() => wanted(...args)) });
}

/** @param {{id: number, value?: any, problem?: string}} reply */
function settle({ id, value, problem }) {
  const asked = open.get(id);
  open.delete(id);
  if (problem) asked?.failed(Object.assign(new Error(problem), { name: problem }));
  else asked?.done(value);
}
