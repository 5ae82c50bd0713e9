// @ts-check
/** The pure part: filters, pages, progress. */

/** @typedef {import("../types").Index} Index */
/** @typedef {import("../types").Columns} Columns */
/** @typedef {"state" | "dataset" | "handler" | "rule" | "level" | "done"} FilterName */
/** @typedef {import("../types").State} State */
/** @typedef {Record<FilterName, string> & {text: string, page: number}} Filter "" for what is not asked */

/** @type {FilterName[]} */
export const FILTERS = ["state", "dataset", "handler", "rule", "level", "done"];
export const TO_CHECK = "check";
export const UNNAMED = "-";
const LEAVING = "leaving";
/** Whether a record that stands so must be checked. @param {State} state */
const isToCheck = (state) => state !== LEAVING && state !== "unchanged";

/** @param {(name: FilterName | "text") => string} chosen @param {number} page @returns {Filter} */
export function filterOf(chosen, page) {
  const [state, dataset, handler, rule, level, done] = FILTERS.map(chosen);
  return { state, dataset, handler, rule, level, done, text: chosen("text").trim(), page };
}

/** @param {string} hash of the address @returns {Filter} */
export function readFilter(hash) {
  const asked = new URLSearchParams(hash.replace(/^#/, ""));
  const page = Number.parseInt(asked.get("page") ?? "", 10);
  const isUnnamed = asked.get("handler") === "";
  return filterOf((name) => (name === "handler" && isUnnamed ? UNNAMED : (asked.get(name) ?? "")), page > 0 ? page : 0);
}

/** @param {Filter} filter */
export function writeFilter(filter) {
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(filter)) if (value) asked.set(name, String(value));
  return asked.toString();
}

/**
 * What a record is called in the list of checked ones; a record can leave and be new in one batch.
 * @param {Columns} records
 * @param {number} at
 */
export function keyOf(records, at) {
  return records.state[at] === LEAVING ? `-${records.id[at]}` : records.id[at];
}

/**
 * Positions of the records that fit, in reading order.
 * @param {Index} index
 * @param {Filter} filter
 * @param {Set<string>} checked
 */
export function select(index, filter, checked) {
  const { records } = index;
  const dataset = index.datasets.findIndex(([name]) => name === filter.dataset);
  const handler = index.handlers.indexOf(filter.handler === UNNAMED ? "" : filter.handler);
  const rule = index.rules.findIndex(([name]) => name === filter.rule);
  const level = index.levels.indexOf(filter.level);
  const text = filter.text.toLowerCase();
  const found = [];
  for (let at = 0; at < records.id.length; at += 1) {
    const state = records.state[at];
    const fits =
      (!filter.state || state === filter.state || (filter.state === TO_CHECK && isToCheck(state))) &&
      (!filter.dataset || records.dataset[at] === dataset) &&
      (!filter.handler || records.handler[at] === handler) &&
      (!filter.rule || records.rule[at] === rule) &&
      (!filter.level || records.level[at] === level) &&
      (!text || (records.text?.[at] ?? `${records.heading[at]}\n${records.case[at]}`.toLowerCase()).includes(text)) &&
      (!filter.done || checked.has(keyOf(records, at)) === (filter.done === "yes"));
    if (fits) found.push(at);
  }
  return found;
}

/** @param {number} count @param {number} size @param {number} page */
export function pageBounds(count, size, page) {
  const pages = Math.max(1, Math.ceil(count / size));
  const held = Math.min(Math.max(page, 0), pages - 1);
  return { page: held, pages, first: held * size, last: Math.min(count, (held + 1) * size) };
}

/**
 * How many of those that must be checked are. What leaves needs no check.
 * @param {Index} index
 * @param {Set<string>} checked
 */
export function progress({ records }, checked) {
  const toCheck = records.id.filter((_, at) => isToCheck(records.state[at]));
  return { done: toCheck.filter((id) => checked.has(id)).length, total: toCheck.length };
}

/** @param {number} done @param {number} total */
export const progressText = (done, total) => `已核对 ${done} / ${total}`;
