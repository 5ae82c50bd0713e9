// @ts-check
/** Pinyin as people type it; mirrors search_index/pinyin.py. */

import { distinct } from "./signs.js";


const MOST_READINGS = 24;
const MOST_WORDS = 3;
const HAN = "\\u3007\\u3400-\\u9fff";
const SYLLABLES = "(?:(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])?[aeiouv]{1,3}(?:ng|n|r)?)+";
const MIXED = new RegExp(
  `^(?:[${HAN}]{1,3}${SYLLABLES}|${SYLLABLES}[${HAN}]{1,3}|[${HAN}]${SYLLABLES}[${HAN}]|[${HAN}]{1,2}[b-df-hj-np-tw-z]{1,3})$`,
);
const SCRIPT = /[a-z]+|[^a-z]+/g;

/** @param {string} text @returns {string} no tones, ü as v, lower case, no apostrophes */
function spelled(text) {
  const plain = text.trim().normalize("NFD").replace(/[uU]\u0308/g, (sign) => (sign[0] === "u" ? "v" : "V")).replace(/\p{M}/gu, "");
  return plain.replace(/['’‘`ʼ]+/g, "").toLowerCase().replace(/lyu/g, "lv").replace(/nyu/g, "nv");
}

/** @param {string} text @returns {string[]} the keys of a text of letters, as it stands and with its last word first */
export function lettersIn(text) {
  const words = spelled(text).split(/[\s,，、;·•.\-–_/]+/).filter(Boolean).map((word) => word.replace(/(?<=[a-z])[0-5](?![0-9])/g, ""));
  const orders = words.length > 1 && words.length <= MOST_WORDS ? [words, [...words.slice(-1), ...words.slice(0, -1)]] : [words];
  return distinct(orders.map((order) => order.join(""))).filter((key) => /^[a-z]{2,64}$/.test(key));
}

/** @param {string} text @returns {string} a name of characters and letters, without tones; "" for any other text */
export function mixedIn(text) {
  const plain = spelled(text.replace(/\s+/g, "")).replace(/(?<=[a-z])[0-5]/g, "");
  return MIXED.test(plain) ? plain : "";
}

/** @param {string} mixed @param {import("./types").Sounds} sounds @returns {string[]} keys of the whole spelling, and of first letters */
export function mixedKeys(mixed, sounds) {
  const parts = mixed.match(SCRIPT) ?? [];
  const readers = [wholeReadings, ...(mixed.length >= 3 && mixed.length <= 4 ? [firstLetters] : [])];
  return distinct(readers.flatMap((read) => products(parts.map((part) => (/^[a-z]/.test(part) ? [part] : read(part, sounds))))));
}

/** @param {string} name @param {string} mixed @returns {boolean} whether the typed characters stand where they were typed */
export function fitsMixed(name, mixed) {
  const parts = mixed.match(SCRIPT) ?? [""];
  const [first, last] = [parts[0], parts[parts.length - 1]];
  return (/^[a-z]/.test(first) || name.startsWith(first)) && (/^[a-z]/.test(last) || name.endsWith(last));
}

/** @param {string} han @param {import("./types").Sounds} sounds */
export const wholeReadings = (han, sounds) => products([...han].map((sign) => readingsOf(sign, sounds)));

/** @param {string} han @param {import("./types").Sounds} sounds */
const firstLetters = (han, sounds) => products([...han].map((sign) => distinct(readingsOf(sign, sounds).map(([letter]) => letter))));

/** @param {string} sign @param {import("./types").Sounds} sounds @returns {string[]} in the order of the alphabet */
const readingsOf = (sign, sounds) => Object.keys(sounds).filter((reading) => sounds[reading].includes(sign));

/** @param {string[][]} choices of each place @returns {string[]} the first of all combinations, in order */
function products(choices) {
  let found = [""];
  for (const options of [...choices].reverse()) found = options.flatMap((option) => found.map((rest) => option + rest)).slice(0, MOST_READINGS);
  return found;
}
