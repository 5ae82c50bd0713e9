// @ts-check
/** Text with separators as records; RFC 4180 where quotes close, else a quote is a sign like any other. */

const SEPARATORS = ["\t", ",", "，", ";", "；", "|"];
const LINES_LOOKED_AT = 50;
const LONGEST_QUOTED = 2000;

/** @param {string} text lines end in \n @returns {{at: number, cells: string[]}[]} records that are not empty */
export function recordsOf(text) {
  const separator = separatorOf(text);
  const records = [];
  const plain = new RegExp(`[^\n${separator}]*`, "y");
  let line = 1;
  for (let at = 0; at < text.length; ) {
    const { cells, end } = recordAt(text, at, separator, plain);
    if (cells.some(Boolean)) records.push({ at: line, cells });
    line += breaksIn(text.slice(at, end)) + 1;
    at = end + 1;
  }
  return records;
}

/** @param {string} text @returns {string} "" where lines are not divided */
function separatorOf(text) {
  const lines = text.split("\n", LINES_LOOKED_AT).filter((line) => line.trim());
  const counts = SEPARATORS.map((separator) => lines.filter((line) => line.includes(separator)).length);
  const most = Math.max(...counts);
  return most * 2 >= lines.length && most ? SEPARATORS[counts.indexOf(most)] : "";
}

/**
 * @param {string} text @param {number} start @param {string} separator @param {RegExp} plain a cell without quotes
 * @returns {{cells: string[], end: number}} end: the place of its line break
 */
function recordAt(text, start, separator, plain) {
  const cells = [];
  for (let at = start; ; ) {
    const { cell, end } = (separator && quotedAt(text, at, separator)) || plainAt(text, at, plain);
    cells.push(cell.trim());
    if (!separator || text[end] !== separator) return { cells, end };
    at = end + 1;
  }
}

/** @param {string} text @param {number} at @param {RegExp} plain */
function plainAt(text, at, plain) {
  plain.lastIndex = at;
  const [cell] = /** @type {RegExpExecArray} */ (plain.exec(text));
  return { cell, end: at + cell.length };
}

/** @param {string} text @param {number} at @param {string} separator @returns {{cell: string, end: number} | null} null where no quote closes */
function quotedAt(text, at, separator) {
  if (text[at] !== '"') return null;
  for (let end = at + 1; end < Math.min(text.length, at + LONGEST_QUOTED); end += 1) {
    if (text[end] !== '"') continue;
    if (text[end + 1] === '"') end += 1;
    else if ([separator, "\n", undefined].includes(text[end + 1])) {
      return { cell: text.slice(at + 1, end).replace(/""/g, '"').replace(/[^\S\n]+/g, " ").replace(/ ?\n ?/g, "\n"), end: end + 1 };
    } else return null;
  }
  return null;
}

/** @param {string} text */
const breaksIn = (text) => text.split("\n").length - 1;
