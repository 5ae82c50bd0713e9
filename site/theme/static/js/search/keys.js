// @ts-check
/** Keys of what a record prints; mirrors search_index/analyzer.py, as analyzer.js does. */

import { isValidUscc } from "./identifiers.js";
import { bounded, compactNumber } from "./signs.js";


const LEGAL_FORM =
  /(?:股份|有限|责任|集团|[总分子]?公司|有限合伙|(?:特殊)?普通合伙|合伙企业|合作社|工厂|商店|厂|店)+$/;

/** @param {string} [number] @returns {string[]} none of a number that was hidden whole: it begins with a star */
export function identifierKeys(number) {
  const code = bounded(compactNumber(number || ""));
  if (!code || code.startsWith("*")) return [];
  return isWholeCode(code) ? [code, code.slice(8, 17)] : [code];
}

/**
 * Whether a printed number is the one that was asked for; the one place that says so, for search and batch check. A whole
 * code fits a whole code, and an organisation code what stands for it in either.
 *
 * @param {string | undefined} printed @param {string} asked a mask, a credit code or an organisation code
 */
export function agrees(printed, asked) {
  const keys = identifierKeys(printed);
  return keys.includes(asked) || (isWholeCode(asked) && keys.length === 1 && keys[0] === asked.slice(8, 17) && isValidUscc(asked));
}

/** @param {string} code */
const isWholeCode = (code) => /^[0-9A-Z]{18}$/.test(code);

/** @param {string} name normalised @returns {string} without its legal form; "" where too little is left */
export function shortForm(name) {
  const rest = name.replace(LEGAL_FORM, "");
  return [...rest].length > 1 ? rest : "";
}

/** @param {import("./types").Query} query @returns {boolean} whether no person can have the number: then it confirms nothing */
export const isImpossible = ({ notes }) => notes.some((note) => ["id-region", "id-date", "id-check"].includes(note));
