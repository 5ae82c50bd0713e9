// @ts-check
/** The first steps of every normal form; mirrors search_index/analyzer.py. */

const INVISIBLE = /[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u00ad\u061c\ufeff\u2066-\u2069]/g;
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]|\p{Surrogate}/gu;
const FULL_WIDTH = /[\uff01-\uff5e]/g;
const LONGEST_KEY = 128;

/** @param {string} text @returns {string} half-width signs, no invisible characters */
export function fold(text) {
  const visible = text.replace(INVISIBLE, "").replace(CONTROL, "");
  return visible
    .replace(FULL_WIDTH, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
    .replace(/\u3000/g, " ");
}

/** @template T @param {Iterable<T>} values @returns {T[]} */
export const distinct = (values) => [...new Set(values)];

/** @param {string} text @returns {string} at most 128 characters, never half a character */
export const bounded = (text) => (text.length <= LONGEST_KEY ? text : [...text].slice(0, LONGEST_KEY).join(""));

/** @param {string} text @returns {string} a number without separators, upper case */
export function compactNumber(text) {
  const folded = fold(text).replace(/\s+/g, "");
  return folded.replace(/[×✱＊●·]/g, "*").replace(/[-–—－_.']/g, "").toUpperCase();
}
