// @ts-check
/** Results as a CSV file that no spreadsheet takes for formulas. */

const MARK = "\ufeff";
const ACTING = /^[=+\-@|%]/;

/** @param {string[][]} rows @returns {string} RFC 4180 with a mark of its encoding */
export const csvOf = (rows) => MARK + rows.map((row) => `${row.map(quoted).join(",")}\r\n`).join("");

/** @param {string} text @returns {string} with an apostrophe before what a spreadsheet would carry out; full-width signs count too */
export function inertCell(text) {
  const isActing = /^[\t\r\n]/.test(text) || ACTING.test(text.normalize("NFKC").trimStart());
  return isActing ? `'${text}` : text;
}

/** @param {string} text */
const quoted = (text) => `"${inertCell(text).replace(/"/g, '""')}"`;
