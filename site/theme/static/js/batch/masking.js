// @ts-check
/** Full numbers of people become their printed form before anything else sees the text. */

import { privateText, readQuery } from "../search/kind.js";
import { fold } from "../search/signs.js";

const INVISIBLE = /\p{Cf}|\p{Surrogate}|[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f]/gu;
const BREAK = /\r\n?|[\u0085\u2028\u2029]/g;
const GAP = "[ \\u00a0\\u2000-\\u200a\\u3000_.'’–—－-]{0,2}";
const DIGIT = "[0-9０-９]";
const SIGN = "[0-9０-９XxＸｘ*＊×✱●·]";
const CODE = "(?<![0-9A-Za-z])[0-9A-Za-z]{18}(?![0-9A-Za-z])";
const LONG = `${DIGIT}${SIGN}{18,}`;
const NUMBER = `${DIGIT}(?:${GAP}${SIGN}){13,17}(?!${SIGN})`;
const DOCUMENT = "(?<![0-9A-Za-z])[A-Za-z]{1,3}[0-9]{7,10}(?![0-9A-Za-z*])";
const NUMBERS = new RegExp([CODE, LONG, NUMBER, DOCUMENT].join("|"), "g");
/** @type {Record<string, string>} */
const DOUBTS = { "id-region": "地区不存在", "id-date": "日期不存在", "id-check": "校验码不符" };
const MARK = new RegExp(`〔((?:${Object.values(DOUBTS).join("|")})(?:、(?:${Object.values(DOUBTS).join("|")}))*)〕`, "g");
const HALF_TYPED = new RegExp(`(?<!${SIGN}${GAP})${DIGIT}(?:${GAP}${SIGN}){0,16}$`);

/**
 * A number that nobody can have carries what is wrong with it from here on, for its mask may be that of a right one.
 *
 * @param {string} text @param {string} profile @returns {{text: string}} without full numbers
 */
export function masked(text, profile) {
  const visible = text.replace(BREAK, "\n").replace(INVISIBLE, "");
  const shown = visible.replace(NUMBERS, (found) => {
    const { asked, shown: mask, notes } = readQuery(found, profile);
    if (asked === "uscc" && (!notes.length || privateText(found) === found)) return found;
    if (asked !== "id") return privateText(fold(found));
    const wrong = /[*＊×✱●·]/.test(found) ? [] : notes.filter((note) => note in DOUBTS);
    return wrong.length ? `${mask}〔${wrong.map((note) => DOUBTS[note]).join("、")}〕` : mask;
  });
  return { text: shown };
}

/** @param {string} cell @returns {{text: string, doubts: string[]}} without the marks of doubtful numbers */
export function unmarked(cell) {
  const told = [...cell.matchAll(MARK)].flatMap(([, words]) => words.split("、"));
  return { text: cell.replace(MARK, "").trim(), doubts: Object.keys(DOUBTS).filter((note) => told.includes(DOUBTS[note])) };
}

/** @param {string} before the caret @returns {number} where a number begins that is still being typed; else the end */
export function typedFrom(before) {
  const found = HALF_TYPED.exec(before);
  return found ? found.index : before.length;
}
