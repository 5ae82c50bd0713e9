// @ts-check
/** How a result reads, the same in table, file and receipt. */

import { say } from "../search/wording.js";

/** @typedef {import("./types").Checked} Checked */
/** @typedef {import("./types").Result} Result */

/** @param {Checked} checked @param {Map<string, string>} titles of datasets @returns {string[]} in the order of the columns `headsOf` */
export function cellsOf({ line, result, consortium }, titles) {
  const why = [reasonOf(result, titles), ...result.notes.map((note) => say(`note-${note}`))].filter(Boolean).join("");
  const group = [line.consortium, consortium && say(`consortium-${consortium}`)].filter(Boolean).join("：");
  return [String(line.at), line.name, line.number, line.role, group, say(`verdict-${result.verdict}`), why];
}

/** @returns {string[]} */
export const headsOf = () => ["at", "name", "number", "role", "consortium", "verdict", "why"].map((name) => say(`head-${name}`));

/** @param {Record<string, number>} lists @param {Map<string, string>} titles @returns {string} */
export const listsOf = (lists, titles) =>
  [...titles].flatMap(([dataset, list]) => (lists[dataset] ? [say("list-of", { list, n: lists[dataset] })] : [])).join("、");

/** @param {Result} result @param {Map<string, string>} titles */
const reasonOf = ({ reason, lists, printedName }, titles) =>
  say(`why-${reason}`, { lists: listsOf(lists, titles), name: printedName });

/** @param {Date} moment of this device's clock @returns {string} */
export function momentOf(moment) {
  const two = (/** @type {number} */ part) => String(part).padStart(2, "0");
  const offset = -moment.getTimezoneOffset();
  const zone = `${offset < 0 ? "-" : "+"}${two(Math.floor(Math.abs(offset) / 60))}:${two(Math.abs(offset) % 60)}`;
  const day = `${moment.getFullYear()}年${moment.getMonth() + 1}月${moment.getDate()}日`;
  return say("moment", { day, time: `${two(moment.getHours())}:${two(moment.getMinutes())}`, zone });
}
