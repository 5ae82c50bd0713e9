// @ts-check
/** Case numbers as keys; mirrors search_index/analyzer.py. */

import { caseForm } from "./analyzer.js";
import { NUMBERS } from "./rules.js";
import { bounded, distinct } from "./signs.js";

const PART = "(?:[-之][0-9一二三四五六七八九十]{1,3}){0,2}";
const CASE = /([\u4e00-\u9fffA-Z0-9]{0,12})\(((?:19|20)[0-9]{2})\)([^()、,;]{1,40}?)号/g;
const BARE_CASE = new RegExp(
  "^\\(?((?:19|20)[0-9]{2})\\)?年?((?!年|执)[\\u4e00-\\u9fff][\\u4e00-\\u9fff0-9]{0,16}?(?:执|民|刑|行|商|知|破|财|保|仲|赔)" +
    `[\\u4e00-\\u9fff]{0,4}[0-9]{1,7})${PART}号?${PART}$`,
);
const CASE_PART = /(?:[-之][0-9一二三四五六七八九十]{1,3}){1,2}$/;
const YEAR_IN_BRACKETS = /[<〈《「『｢]((?:19|20)[0-9]{2})[>〉》」』｣]/g;
const LEADING_ZEROS = /(?<![0-9])0+(?=[0-9]+$)/;
const WRITTEN_CASE = /^(.*(?:执|民|刑|行|商|知|破|财|保|仲|赔)[\u4e00-\u9fff]{0,3}?)字?第?([0-9]+)$/;
const NO_COURT = /^年?执[\u4e00-\u9fff]{0,3}[0-9]/;
const NEW_STYLE = 2016;
const CASE_LABEL = new RegExp(`^(?:${NUMBERS.case_label}):?(?=[(0-9])`);
const CHINESE_YEAR = /(?:(?<=^)|(?<=[(号:]))[一二][〇零○一二三四五六七八九]{3}(?=[)年]|[\u4e00-\u9fff][0-9]{2,4}执)/g;
const DASH_BEFORE_HAN = /(?<=[0-9)\u4e00-\u9fff])[-_/–—]+(?=[\u4e00-\u9fff]{1,4}[-_/–—]?[0-9])/g;
const DASH_BEHIND_HAN = /(?<=[执恢字第号异复保监])[-_/–—]+(?=[0-9])|(?<=[0-9])[-_/–—]+(?=[执民刑行商知破财保])/g;
const SHORT_YEAR = /^\(?([0-2][0-9])\)?年?(?=[\u4e00-\u9fff][0-9]{2,4}执)/;
const TAIL = new RegExp(
  "^(?:第?0*([0-9]{1,7})号|(?:\\(?((?:19|20)[0-9]{2})\\)?年?)?([\\u4e00-\\u9fff0-9]{0,12}?执[\\u4e00-\\u9fff]{0,3}?)字?第?" +
    `0*([0-9]{1,7})${PART}号?${PART})$`,
);
const WRITTEN = /字?第?(?=[0-9]+号$)/;

/** @param {string} [caseNumber] @returns {string[]} one key per case */
export function caseKeys(caseNumber) {
  const whole = caseForm(caseNumber || "");
  const found = casesIn(whole);
  return found.length || !whole ? found : [bounded(whole)];
}

/** @param {string} normalised by `caseForm` @returns {string[]} */
export function casesIn(normalised) {
  const plain = caseText(normalised);
  const keys = [];
  for (const [, prefix, year, rest] of plain.matchAll(CASE)) {
    if (NO_COURT.test(rest)) continue;
    const key = caseKey(year, rest);
    keys.push(key, ...(prefix ? [prefix + key] : []));
  }
  const bare = keys.length ? null : BARE_CASE.exec(plain);
  return bare ? [caseKey(bare[1], bare[2])] : distinct(keys);
}

/** @param {string} normalised @returns {string} with case numbers as courts print them */
function caseText(normalised) {
  const plain = normalised
    .replace(YEAR_IN_BRACKETS, "($1)")
    .replace(CHINESE_YEAR, (year) => [...year].map((sign) => (sign === "零" || sign === "○" ? 0 : "〇一二三四五六七八九".indexOf(sign))).join(""));
  return plain.replace(CASE_LABEL, "").replace(DASH_BEFORE_HAN, "").replace(DASH_BEHIND_HAN, "").replace(SHORT_YEAR, "(20$1)");
}

/** @param {string} year @param {string} rest */
function caseKey(year, rest) {
  const serial = rest.replace(CASE_PART, "").replace(LEADING_ZEROS, "");
  const written = WRITTEN_CASE.exec(serial);
  if (!written) return `(${year})${serial}号`;
  const isOld = Number(year) < NEW_STYLE && !/[0-9]/.test(written[1]);
  return `(${year})${written[1]}${isOld ? "字第" : ""}${written[2].replace(/^0+(?=.)/, "")}号`;
}

/** @param {string} form @returns {{serial: string, before: string, year: string, isWritten: boolean} | null} the end of a case number */
export function tailIn(form) {
  const found = TAIL.exec(caseText(form));
  return found && { serial: found[1] ?? found[4], before: found[3] ?? "", year: found[2] ?? "", isWritten: Boolean(found[4]) };
}

/** @param {string} text of a case @param {import("./types").Query} query @returns {boolean} whether it has the tail */
export const caseEndsSo = (text, { keys: [serial], before, year }) =>
  text.replace(WRITTEN, "").endsWith(`${before}${serial}号`) && (!year || text.startsWith(`(${year})`));
