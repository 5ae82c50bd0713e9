// @ts-check
/** How a text may be meant that asks for names: which of its parts are names, and which only narrow them; mirrors search_index/readings.py. */

import { normaliseName } from "./analyzer.js";
import { shortForm } from "./keys.js";
import { namesOf } from "./kind.js";
import { PEOPLE } from "./people.js";
import { ABBREVIATIONS, AROUND, LISTS, NUMBERS, PROVINCES } from "./rules.js";
import { distinct } from "./signs.js";

/** @typedef {import("./types").Reading} Reading */
/** @typedef {import("./types").Row} Row */

const MOST_NAMES = 8;
const MOST_PARTS = 6;
const MOST_ABBREVIATIONS = 3;
const SHORTEST_FIRM = 6;
const HAN = "\\u3007\\u3400-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{3ffff}";
const LETTERS = "A-Za-z\\u00c0-\\u052f";
const BETWEEN = new RegExp(AROUND.between, "u");
const BEFORE = new RegExp(`^(?:${AROUND.before})[:：]?\\s*(?=.)`, "u");
const BEFORE_ALONE = new RegExp(`^(?:${AROUND.before})[:：]?\\s*(?=.)$`, "u");
const BEHIND = new RegExp(`(?<=[${HAN}${LETTERS})）”》·]{2})(?:${AROUND.behind})[?？!！。.]*$`, "u");
const REPRESENTATIVE = new RegExp(`^(?:${AROUND.representative})(?:是|为|叫)?[:：\\s]*`, "u");
const REPRESENTATIVE_ALONE = new RegExp(`${REPRESENTATIVE.source}$`, "u");
const ALIAS_BEHIND = new RegExp(`(?<=[${HAN}]{2})(?:曾用名|又名|化名)[:：]?(?=[${HAN}]{2})`, "gu");
const LATIN = new RegExp(`^[^${HAN}]*[${LETTERS}][^${HAN}]*$`, "u");
const HAS_NAME = new RegExp(`[${HAN}].*[${HAN}]|[${LETTERS}]{2}`, "u");
const PLACE = /(?:[省市区县旗州盟镇乡]|街道|法院|中院|高院|法庭)$/;
const PLACE_SIGNS = /[省市区县旗]|自治州|人民|法院|法庭/g;
const COURT_CODE = new RegExp(`^[${HAN}][0-9]{2,4}$`, "u");
export const YEAR = /^(?:19|20)[0-9]{2}年?$/;
const CASE_YEAR = /[(（]((?:19|20)[0-9]{2})[)）]/g;
const PHONE = new RegExp(`^(?:${NUMBERS.phone})$`);
const PERSON = new RegExp(`^(?:[${PEOPLE.surnames}][${HAN}]{1,2}|(?:${PEOPLE.compound})[${HAN}]{1,2})$`, "u");
/** @type {Record<string, string>} */
const KNOWN_LISTS = LISTS;
/** @type {Record<string, string>} */
const KNOWN_PROVINCES = PROVINCES;
/** @type {Record<string, string>} */
const KNOWN_SHORT = ABBREVIATIONS;

/** @param {string} shown */
export function readText(shown) {
  const bare = withoutAround(shown);
  const core = bare.replace(REPRESENTATIVE, "");
  const split = core.replace(ALIAS_BEHIND, "、").split(BETWEEN).filter(Boolean);
  const parts = joinedLetters(split.map(withoutAround).filter((part) => !saysNothing(part))).slice(0, MOST_PARTS);
  const normal = parts.map(normaliseName).filter((form) => signs(form) > 1);
  const own = normaliseName(shown);
  const whole = parts.length > 1 && !LATIN.test(core) ? parts.join("") : shown;
  return {
    readings: onceEach([plainly(whole), ...readingsOf(core, parts), plainly(shown)].filter(({ names }) => names.length)),
    forms: distinct([own, ...abbreviated(own), normaliseName(core)]),
    parts: normal.length > 1 && normal.length === parts.length ? normal : [],
    hasRepresentative: core !== bare || split.some((part) => REPRESENTATIVE_ALONE.test(part)),
    hasPhone: [shown, ...split].some(isPhone),
  };
}

/** @param {string} text */
function withoutAround(text) {
  for (let before = ""; text !== before; ) {
    before = text;
    text = text.trim().replace(BEFORE, "").replace(BEHIND, "");
  }
  return text;
}

/** @param {string} text */
const isPhone = (text) => PHONE.test(text.replace(/[\s-]/g, ""));

/** @param {string} text @returns {boolean} whether it is a person's or a company's whole name by its shape */
export function isName(text) {
  const name = normaliseName(text);
  const short = shortForm(name);
  return PERSON.test(name) || (short !== name && signs(short) >= SHORTEST_FIRM);
}

/** @param {Row} row @param {string} date @param {string[]} where @returns {boolean} whether each word fits a fact of the record */
export const fits = (row, date, where) => where.every((word) => fitsWord(row, date, word));

/** @param {string} code @param {string} name @param {string} word @returns {boolean} whether a court is meant by a place, a province or its name */
export function fitsCourt(code, name, word) {
  const place = placeOf(word);
  const province = KNOWN_PROVINCES[place] ?? word;
  const isCode = signs(province) === 1 || COURT_CODE.test(province);
  return Boolean(place) && (placeOf(name).includes(place) || (isCode && code.startsWith(province)));
}

/** @param {Row} row @param {string} date @param {string} word */
function fitsWord(row, date, word) {
  if (YEAR.test(word)) return [date.slice(0, 4), ...[...(row.case_number ?? "").matchAll(CASE_YEAR)].map(([, year]) => year)].includes(word.slice(0, 4));
  if (Object.hasOwn(KNOWN_LISTS, word)) return KNOWN_LISTS[word] === row.dataset;
  if (word === "男" || word === "女") return row.sex === word;
  return fitsCourt(row.court_code ?? "", row.court_name ?? "", word);
}

/** @param {string} text */
const placeOf = (text) => text.replace(/中院/g, "中级").replace(PLACE_SIGNS, "");

/** @param {string} core @param {string[]} parts @returns {Reading[]} */
function readingsOf(core, parts) {
  if (LATIN.test(core)) return [{ names: rotated(core), where: [], each: [] }];
  if (parts.length < 2) return parts.map(plainly);
  const named = parts.filter(mayBeName);
  const rest = parts.filter((part) => !mayBeName(part));
  const single = named.map((part) => ({ names: namesOf(part), where: wordsOf(parts.filter((other) => other !== part)), each: [] }));
  const each = named.length > 1 ? named.map(namesOf) : [];
  return [...single, { names: distinct(named.flatMap(namesOf)).slice(0, MOST_NAMES), where: wordsOf(rest), each }];
}

/** @param {string} text @returns {Reading} */
const plainly = (text) => ({ names: namesOf(text), where: [], each: [] });

/** @param {string} part */
const mayBeName = (part) =>
  HAS_NAME.test(part) && !PLACE.test(part) && !YEAR.test(part) && !Object.hasOwn(KNOWN_LISTS, part) && !Object.hasOwn(KNOWN_PROVINCES, part);

/** @param {string} part */
const saysNothing = (part) =>
  AROUND.empty.includes(part) || isPhone(part) || BEFORE_ALONE.test(`${part}：`) || REPRESENTATIVE_ALONE.test(part) ||
  `${part}：`.replace(BEFORE, "") === "：" || (`甲乙${part}`.replace(BEHIND, "") === "甲乙" && !Object.hasOwn(KNOWN_LISTS, part));

/** @param {string[]} parts */
const wordsOf = (parts) => distinct(parts.map(normaliseName).filter(Boolean));

/** @param {string} text @returns {string[]} as it stands, with its last word first, with its first word last */
function rotated(text) {
  const words = text.split(/[\s,，·]+/).filter(Boolean);
  const orders = [words, [...words.slice(-1), ...words.slice(0, -1)], [...words.slice(1), ...words.slice(0, 1)]];
  return distinct(orders.flatMap((order) => namesOf(order.join(" ")))).slice(0, MOST_NAMES);
}

/** @param {string[]} parts @returns {string[]} words in letters beside each other are one name */
function joinedLetters(parts) {
  /** @type {string[]} */
  const joined = [];
  for (const part of parts) {
    if (joined.length && LATIN.test(part) && LATIN.test(joined[joined.length - 1])) joined[joined.length - 1] += ` ${part}`;
    else joined.push(part);
  }
  return joined;
}

/** @param {string} form @returns {string[]} with each abbreviation in it written out */
function abbreviated(form) {
  const found = Object.keys(KNOWN_SHORT).filter((short) => form.includes(short) && !form.includes(KNOWN_SHORT[short]));
  found.sort((left, right) => signs(right) - signs(left) || (left < right ? -1 : 1));
  return found.slice(0, MOST_ABBREVIATIONS).map((short) => form.replace(short, KNOWN_SHORT[short]));
}

/** @param {Reading[]} readings */
const onceEach = (readings) => [...new Map(readings.map((reading) => [JSON.stringify(reading), reading])).values()];

/** @param {string} text */
const signs = (text) => [...text].length;
