// @ts-check
/** Names that sound or look alike; mirrors search_index/offers.py. */

import { ALIKE } from "./alike.js";
import { distinct } from "./signs.js";
import { wholeReadings } from "./spelling.js";

/** @typedef {import("./types").Sounds} Sounds */

const MOST_SPELLINGS = 4;
const MOST_SHAPES = 3;

/**
 * @param {string} name @param {string} other @param {Sounds} sounds @param {boolean} shapes whether those that look alike count
 * @returns {boolean} whether they differ in one character, of the same sound, of a variant, or of a like shape
 */
export function isAlike(name, other, sounds, shapes) {
  const [left, right] = [[...name], [...other]];
  if (left.length !== right.length) return false;
  const apart = left.flatMap((sign, at) => (sign === right[at] ? [] : [[sign, right[at]]]));
  return apart.length === 1 && areAlike(apart[0][0], apart[0][1], sounds, shapes);
}

/** @param {string} name @param {Sounds} sounds @returns {string[]} its pinyin, variants in the place of characters without a sound; then with like shapes */
export function spellings(name, sounds) {
  const usual = [...name].map((sign) => (hasSound(sign, sounds) ? sign : usualOf(sign, sounds)));
  const shaped = usual.flatMap((sign, at) =>
    ALIKE.shapes.filter((group) => group.includes(sign)).flatMap((group) =>
      [...group].filter((other) => other !== sign).map((other) => [...usual.slice(0, at), other, ...usual.slice(at + 1)].join("")),
    ),
  );
  const own = wholeReadings(usual.join(""), sounds).slice(0, MOST_SPELLINGS);
  const others = distinct(shaped.flatMap((one) => wholeReadings(one, sounds))).filter((key) => !own.includes(key));
  return [...own, ...others.slice(0, MOST_SHAPES)];
}

/** @param {string} left @param {string} right @param {Sounds} sounds @param {boolean} shapes */
function areAlike(left, right, sounds, shapes) {
  const groups = [...ALIKE.variants, ...(shapes ? ALIKE.shapes : []), ...Object.values(sounds)];
  return groups.some((group) => group.includes(left) && group.includes(right));
}

/** @param {string} sign @param {Sounds} sounds */
const hasSound = (sign, sounds) => Object.values(sounds).some((signs) => signs.includes(sign));

/** @param {string} sign @param {Sounds} sounds */
function usualOf(sign, sounds) {
  const group = ALIKE.variants.find((one) => one.includes(sign)) ?? sign;
  return [...group].find((other) => hasSound(other, sounds)) ?? sign;
}
