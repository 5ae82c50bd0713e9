// @ts-check
/** How a result reads, the same in table, file and receipt. */

import { fragmentOf } from "../search/address.js";
import { say } from "../search/wording.js";
import { VERDICTS, countVerdicts } from "./verdicts.js";

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

/** @param {Checked} checked @param {Map<string, string>} titles @param {string} site @returns {string[]} the same with what the records print, and the address of the look-up; a row of the file */
export function fileCellsOf(checked, titles, site) {
  const { line, result } = checked;
  const told = (/** @type {(row: import("./types").Row) => unknown} */ tell) => result.records.map((row) => String(tell(row) ?? "")).join("；");
  const asked = [line.name, line.number].filter(Boolean).join(" ");
  return [
    ...cellsOf(checked, titles), told((row) => titles.get(row.dataset) ?? row.dataset), told((row) => row.court_name), told((row) => row.case_number),
    told((row) => row.id_number), asked ? new URL(fragmentOf(asked), new URL("search/", site)).href : "",
  ];
}

/** @returns {string[]} */
export const fileHeadsOf = () => [...headsOf(), ...["list", "court", "case", "printed", "address"].map((name) => say(`head-${name}`))];

/** @param {Checked[]} checked @returns {string} how many lines have each verdict; they add up to all */
export function countsOf(checked) {
  const counts = countVerdicts(checked);
  const told = VERDICTS.filter((verdict) => counts[verdict]);
  return told.map((verdict) => say("count-of", { verdict: say(`verdict-${verdict}`), n: counts[verdict] })).join("，");
}

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
