// @ts-check
/** A text as pieces: masks with their kinds, and what nobody would see made visible. */

/** @typedef {import("../types").Piece} Piece */
/** @typedef {import("../types").Place} Mark */

/** Controls, formats (among them those that turn the direction of writing), private and unknown signs, what is drawn as nothing. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Default_Ignorable_Code_Point}\u2028\u2029\u2800]/gu;
const SEEN = new Set(["\n", "\t"]);
const STARS = /\*(?:[* \u00a0\u3000-]*\*)?/g;
export const HIDDEN = "已隐藏";

/**
 * @param {string} text
 * @param {Mark[]} marks sorted and disjoint; hints, so what does not fit is left out
 * @param {(text: string) => string} [read] how a piece is written in its source
 * @returns {Piece[]}
 */
export function textPieces(text, marks, read = (piece) => piece) {
  const pieces = [];
  let done = 0;
  for (const [start, end, kind] of marks.length ? marks : starsOf(text)) {
    if (!(start >= done && end > start && end <= text.length) || isWithinSign(text, start) || isWithinSign(text, end)) continue;
    pieces.push(...visible(read(text.slice(done, start))), /** @type {Piece} */ (["mark", kind, seen(read(text.slice(start, end)))]));
    done = end;
  }
  return [...pieces, ...visible(read(text.slice(done)))];
}

/** Whether a place lies between the halves of one sign. @param {string} text @param {number} at */
const isWithinSign = (text, at) => /^[\udc00-\udfff]/.test(text.charAt(at)) && /[\ud800-\udbff]$/.test(text.charAt(at - 1));

/** @param {string} text @returns {Mark[]} */
const starsOf = (text) => Array.from(text.matchAll(STARS), ({ index, 0: found }) => [index, index + found.length, HIDDEN]);

/** @param {string} text @returns {Piece[]} */
function visible(text) {
  /** @type {Piece[]} */
  const pieces = [];
  let done = 0;
  for (const { index, 0: sign } of text.matchAll(UNSEEN)) {
    if (SEEN.has(sign)) continue;
    if (index > done) pieces.push(text.slice(done, index));
    pieces.push(["mark", "不可见字符", named(sign)]);
    done = index + sign.length;
  }
  if (done < text.length) pieces.push(text.slice(done));
  return pieces;
}

/** @param {string} text @returns {string} with what nobody would see by its number */
export const seen = (text) => text.replace(UNSEEN, (sign) => (SEEN.has(sign) ? sign : named(sign)));

/** @param {string} sign */
const named = (sign) => `U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
