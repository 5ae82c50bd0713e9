// @ts-check
/** jieba's maximum-probability path over the indexed words; mirrors search_index/words.py. */

import { simplified, upperLatin } from "./analyzer.js";
import { distinct, fold } from "./signs.js";

const BLOCK = /([\u4e00-\u9fd5a-zA-Z0-9+#&._%-]+)/;
const HAN = /^[\u3400-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]$/u;
const WORD = /[\p{L}\p{N}]/u;
const LONGEST_WORD = 16;
const LONGEST_TERM = 64;

/** @typedef {Map<string, [number, number]>} Vocabulary word -> cost (0: no word of jieba's), documents */

/** @param {string} text */
export const prepared = (text) => simplified(upperLatin(fold(text)));

/** @param {string} text @returns {string[]} the characters with which an indexed word could begin */
export const firstCharacters = (text) => distinct(prepared(text)).filter((sign) => WORD.test(sign));

/**
 * @param {string} text
 * @param {Vocabulary} vocabulary
 * @param {number} unknownCost cost of a character that is no indexed word
 * @returns {string[]} the terms that a text must all have
 */
export function segmentQuery(text, vocabulary, unknownCost) {
  const parts = prepared(text).split(/\s+/).filter(Boolean);
  const terms = distinct(parts.flatMap((part) => requiredTerms(cut(part, vocabulary, unknownCost))));
  const longer = terms.filter((term) => !HAN.test(term));
  return longer.length ? longer : terms;
}

/** @param {string[]} tokens @returns {string[]} words; lone characters beside each other as their pairs */
function requiredTerms(tokens) {
  /** @type {string[]} */
  const terms = [];
  /** @type {string[]} */
  let lone = [];
  for (const token of [...tokens, ""]) {
    if (HAN.test(token)) {
      lone.push(token);
      continue;
    }
    terms.push(...(lone.length < 2 ? lone : lone.slice(1).map((sign, before) => lone[before] + sign)));
    lone = [];
    if (token.length <= LONGEST_TERM && WORD.test(token)) terms.push(token);
  }
  return terms;
}

/** @param {string} text @param {Vocabulary} vocabulary @param {number} unknownCost @returns {string[]} */
function cut(text, vocabulary, unknownCost) {
  return text.split(BLOCK).flatMap((block, at) => (at % 2 ? joined(bestPath(block, vocabulary, unknownCost)) : [...block]));
}

/** @param {string} block @param {Vocabulary} vocabulary @param {number} unknownCost @returns {string[]} */
function bestPath(block, vocabulary, unknownCost) {
  const size = block.length;
  const cost = new Array(size + 1).fill(0);
  const end = new Array(size).fill(0);
  for (let start = size - 1; start >= 0; start -= 1) {
    cost[start] = (vocabulary.get(block[start])?.[0] || unknownCost) + cost[start + 1];
    end[start] = start + 1;
    for (let stop = start + 2; stop <= Math.min(start + LONGEST_WORD, size); stop += 1) {
      const word = vocabulary.get(block.slice(start, stop))?.[0];
      if (word && word + cost[stop] <= cost[start]) {
        cost[start] = word + cost[stop];
        end[start] = stop;
      }
    }
  }
  const words = [];
  for (let start = 0; start < size; start = end[start]) words.push(block.slice(start, end[start]));
  return words;
}

/** @param {string[]} words @returns {string[]} single Latin letters and digits run together */
function joined(words) {
  /** @type {string[]} */
  const tokens = [];
  let open = false;
  for (const word of words) {
    const single = /^[a-zA-Z0-9]$/.test(word);
    if (single && open) tokens[tokens.length - 1] += word;
    else tokens.push(word);
    open = single;
  }
  return tokens;
}
