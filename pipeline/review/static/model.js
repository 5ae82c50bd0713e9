// @ts-check
"use strict";

/* The pure part: filters, pages, progress. Classic scripts throughout: a page from disk may not load modules. */

/**
 * @typedef {{state: string, dataset: string, handler: string, rule: string, level: string, done: string, page: number}} Filter
 * @typedef {{id: string[], state: string[], dataset: number[], handler: number[], rule: number[], level: number[],
 *   heading: string[], case: string[], reasons: number[][]}} Columns
 * @typedef {{digest: string, pageSize: number, states: Record<string, string>, levels: string[],
 *   datasets: [string, string][], handlers: string[], rules: [string, string][], reasons: string[], records: Columns}} Index
 */

const ReviewModel = (() => {
  const LEAVING = "leaving";
  const TO_CHECK = "check";
  const UNNAMED = "-";

  /** @param {string} hash @returns {Filter} */
  function readFilter(hash) {
    const asked = new URLSearchParams(hash.replace(/^#/, ""));
    const text = (/** @type {string} */ name) => asked.get(name) ?? "";
    const page = Number.parseInt(text("page") || "0", 10);
    return {
      state: text("state"), dataset: text("dataset"), handler: text("handler") || (asked.has("handler") ? UNNAMED : ""),
      rule: text("rule"), level: text("level"), done: text("done"), page: page > 0 ? page : 0,
    };
  }

  /** @param {Filter} filter */
  function writeFilter(filter) {
    const asked = new URLSearchParams();
    for (const [name, value] of Object.entries(filter)) if (value) asked.set(name, String(value));
    return asked.toString();
  }

  /** What a record is called in the list of checked ones; a record can leave and be new in one batch.
   * @param {Columns} records @param {number} at */
  function keyOf(records, at) {
    return records.state[at] === LEAVING ? `-${records.id[at]}` : records.id[at];
  }

  /** Positions of the records that fit, in reading order.
   * @param {Index} index @param {Filter} filter @param {Set<string>} checked @returns {number[]} */
  function select(index, filter, checked) {
    const { records } = index;
    const dataset = index.datasets.findIndex(([name]) => name === filter.dataset);
    const handler = index.handlers.indexOf(filter.handler === UNNAMED ? "" : filter.handler);
    const rule = index.rules.findIndex(([name]) => name === filter.rule);
    const level = index.levels.indexOf(filter.level);
    const found = [];
    for (let at = 0; at < records.id.length; at += 1) {
      const fits = (!filter.state || records.state[at] === filter.state || (filter.state === TO_CHECK && records.state[at] !== LEAVING))
        && (!filter.dataset || records.dataset[at] === dataset)
        && (!filter.handler || records.handler[at] === handler)
        && (!filter.rule || records.rule[at] === rule)
        && (!filter.level || records.level[at] === level)
        && (!filter.done || checked.has(keyOf(records, at)) === (filter.done === "yes"));
      if (fits) found.push(at);
    }
    return found;
  }

  /** @param {number} count @param {number} size @param {number} page */
  function pageBounds(count, size, page) {
    const pages = Math.max(1, Math.ceil(count / size));
    const held = Math.min(Math.max(page, 0), pages - 1);
    return { page: held, pages, first: held * size, last: Math.min(count, (held + 1) * size) };
  }

  /** How many of those that must be checked are. What leaves needs no check.
   * @param {Index} index @param {Set<string>} checked */
  function progress(index, checked) {
    let done = 0, total = 0;
    for (let at = 0; at < index.records.id.length; at += 1) {
      if (index.records.state[at] === LEAVING) continue;
      total += 1;
      if (checked.has(index.records.id[at])) done += 1;
    }
    return { done, total };
  }

  /** @param {number} done @param {number} total */
  function progressText(done, total) {
    return `已核对 ${done} / ${total}`;
  }

  return { LEAVING, TO_CHECK, UNNAMED, readFilter, writeFilter, keyOf, select, pageBounds, progress, progressText };
})();
