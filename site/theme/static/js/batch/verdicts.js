// @ts-check
/** What the records say about a line: only name and printed number, or an organisation's code, count as a match. */

import { isRepresentative } from "../records/standing.js";
import { agrees } from "../search/keys.js";
import { nameKeys } from "../search/kind.js";

/** @typedef {import("./types").Checked} Checked */
/** @typedef {import("./types").Line} Line */
/** @typedef {import("./types").Question} Question */
/** @typedef {import("./types").Result} Result */
/** @typedef {import("./types").Row} Row */
/** @typedef {import("./types").Verdict} Verdict */

/** @type {Verdict[]} what has to be looked at first */
export const VERDICTS = ["match", "representative", "suspect", "number", "none", "failed", "unusable"];
const LISTED = "dishonest_debtors";

/** @param {Question} question @param {Row[]} byName @param {Row[]} byNumber records whose printed number fits @returns {Result} */
export function resultOf({ names, asked, number, notes }, byName, byNumber) {
  const fitting = byName.filter((row) => asked && agrees(row.id_number, number));
  const matching = asked === "uscc" ? once([...byNumber, ...fitting]) : fitting;
  const told = (/** @type {Verdict} */ verdict, /** @type {string} */ reason, /** @type {Row[]} */ rows) =>
    ({ verdict, reason, lists: countsOf(rows), records: once(rows), printedName: "", notes: rows.some(isRepresentative) ? [...notes, "representative"] : notes });
  if (matching.length && asked === "uscc") {
    const isNamed = !names.length || matching.some((row) => nameKeys(row.party_name ?? "").some((key) => names.includes(key)));
    const printedName = isNamed ? "" : matching[0].party_name ?? "";
    return { ...told("match", isNamed ? "match-code" : "match-other-name", matching), printedName };
  }
  if (matching.length && matching.every(isRepresentative)) return told("representative", "representative", matching);
  if (matching.length) return told("match", "match-id", matching);
  if (byName.length) return told("suspect", reasonToDoubt(asked, byName), byName);
  if (byNumber.length) return told("number", names.length ? "number-other-name" : "number-no-name", []);
  return told("none", "none", []);
}

/** @param {Verdict} verdict @param {string} reason @param {string[]} notes @returns {Result} of a line that was not looked up */
export const unanswered = (verdict, reason, notes) => ({ verdict, reason, lists: {}, records: [], printedName: "", notes });

/**
 * @param {Map<Line, Result>} results @returns {Checked[]} in the order of the list; one member marks its consortium
 */
export function withConsortia(results) {
  const lines = [...results].sort(([left], [right]) => left.at - right.at);
  /** @type {Map<string, Checked["consortium"]>} */
  const marks = new Map();
  for (const [{ consortium }, result] of lines) {
    const mark = markOf(result);
    if (consortium && isGraver(mark, marks.get(consortium) ?? "")) marks.set(consortium, mark);
  }
  return lines.map(([line, result]) => ({ line, result, consortium: marks.get(line.consortium) ?? "" }));
}

/** @param {Checked[]} checked @returns {Record<Verdict, number>} lines of each verdict */
export function countVerdicts(checked) {
  const counts = /** @type {Record<Verdict, number>} */ (Object.fromEntries(VERDICTS.map((verdict) => [verdict, 0])));
  for (const { result } of checked) counts[result.verdict] += 1;
  return counts;
}

/** @param {Question["asked"]} asked @param {Row[]} rows of the name */
function reasonToDoubt(asked, rows) {
  if (!asked) return "suspect-no-number";
  return rows.every((row) => row.id_number) ? "suspect-other-number" : "suspect-record-without";
}

/** @param {Result} result @returns {Checked["consortium"]} */
function markOf({ verdict, lists }) {
  if (verdict === "match") return lists[LISTED] ? "listed" : "match";
  return verdict === "suspect" || verdict === "number" ? "suspect" : "";
}

/** @param {Checked["consortium"]} mark @param {Checked["consortium"]} known */
const isGraver = (mark, known) => ["", "suspect", "match", "listed"].indexOf(mark) > ["", "suspect", "match", "listed"].indexOf(known);

/** @param {Row[]} rows @returns {Row[]} */
const once = (rows) => [...new Map(rows.map((row) => [row.id, row])).values()];

/** @param {Row[]} rows @returns {Record<string, number>} dataset -> records */
function countsOf(rows) {
  /** @type {Record<string, number>} */
  const counts = {};
  for (const { dataset } of once(rows)) counts[dataset] = (counts[dataset] ?? 0) + 1;
  return counts;
}
