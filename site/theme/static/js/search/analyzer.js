// @ts-check
/** Normal forms and keys; mirrors search_index/analyzer.py and traditional.py line by line. */

import { FORMS } from "./forms.js";
import { fold } from "./signs.js";

export const DOTS = /[•・．·‧∙⋅･.]/g;
const MINORITY_DOT =
  /(?<=[\u3007\u3400-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}])[˙●▪■◆。﹒∘◦⸱ㆍ᛫]+(?=[\u3007\u3400-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}])|(?<=[\u3007\u3400-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]{2})[-‐‑–—－]+(?=[\u3007\u3400-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]{2})/gu;
const NOUGHTS = /(?<=[一二三四五六七八九〇])[○◯O0]+(?![A-Z0-9])/g;
const OPENING = /[[【〔〖{﹙﹝]/g;
const CLOSING = /[\]】〕〗}﹚﹞]/g;
const LETTER = /[\u00c0-\u024f\u0370-\u052f\u1e00-\u1fff]/g;
const ACCENT = /[\u0300-\u036f]/g;
const SMALL = /[a-z\u00df-\u024f\u0370-\u052f]/g;
/** @type {Record<string, string>} */
const ODD_LETTERS = FORMS.letters;
const ODD = new RegExp(`[${Object.keys(ODD_LETTERS).join("")}]`, "g");
const MARKS = new RegExp(`[${FORMS.marks.replace(/[\\\]^-]/g, "\\$&")}]`, "g");
const ORDINAL = /第([一二三四五六七八九十]{1,3})(?![百千〇零])/g;
const WU_NAME = /^第五[^院学厂局店行部校][^院学厂局店行部校]?$/;
const RUN = /[〇零一二三四五六七八九0-9]{2,}/g;
const NUMERAL = /[〇零一二三四五六七八九]/;
const NUMERALS = "〇一二三四五六七八九";
const NUMBERED = /^(?:[厂号库矿团连队]|医院|中学|小学|部队)/;
const HAN = /[\u3400-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]/gu;
/** @type {Map<string, string> | undefined} */
let forms;
/** @type {Set<string> | undefined} */
let plain;

/** @param {string} text */
export const upperLatin = (text) => text.replace(/[a-z]+/g, (letters) => letters.toUpperCase());

/** @param {string} text @returns {string} */
export const withPlainSigns = (text) =>
  upperLatin(fold(text).replace(/\s+/g, "").replace(DOTS, "").replace(OPENING, "(").replace(CLOSING, ")"))
    .replace(MINORITY_DOT, "")
    .replace(NOUGHTS, (noughts) => "〇".repeat(noughts.length));

/** @param {string} text @returns {string} */
export const normaliseName = (text) => nameForm(simplified(withPlainSigns(text)));

/** @param {string} text @returns {string} the form in which case numbers are looked for */
export const caseForm = (text) => simplified(withPlainSigns(text));

/** @param {string} plain @returns {string} letters without accents, no marks, numbers as digits; mirrors search_index/name_form.py */
export function nameForm(plain) {
  const unmarked = lettered(plain).replace(MARKS, "");
  const ordinals = WU_NAME.test(unmarked) ? unmarked : unmarked.replace(ORDINAL, (_, numeral) => `第${ordinal(numeral)}`);
  const noughts = ordinals.replace(NOUGHTS, (found) => "〇".repeat(found.length));
  return noughts.replace(RUN, (run, place) => {
    const isNumber = run.length > 2 || /[〇零]/.test(run) || NUMBERED.test(noughts.slice(place + run.length));
    return isNumber && NUMERAL.test(run) ? [...run].map(valueOf).join("") : run;
  });
}

/** @param {string} text */
function lettered(text) {
  const parts = text.replace(LETTER, (letter) => letter.normalize("NFD")).replace(ACCENT, "");
  const capitals = parts.replace(SMALL, (letter) => letter.toUpperCase()).replace(ACCENT, "");
  return capitals.replace(ODD, (letter) => ODD_LETTERS[letter]);
}

/** @param {string} sign */
const valueOf = (sign) => (sign === "零" ? "0" : NUMERALS.includes(sign) ? String(NUMERALS.indexOf(sign)) : sign);

/** @param {string} numeral */
function ordinal(numeral) {
  const at = numeral.indexOf("十");
  const [tens, ones] = [numeral.slice(0, at), numeral.slice(at + 1)];
  if (at < 0) return [...numeral].map(valueOf).join("");
  if (ones.includes("十") || tens.length > 1 || ones.length > 1) return numeral;
  return (tens ? valueOf(tens) : "1") + (ones ? valueOf(ones) : "0");
}

/** @param {string} text @returns {boolean} whether it has a Han character outside GB 2312, and no table is here */
export function needsTable(text) {
  const han = forms ? null : text.match(HAN);
  if (!han) return false;
  plain ??= gb2312();
  return han.some((sign) => !plain?.has(sign));
}

/** @param {import("./types").TraditionalTable} table */
export function learn({ one: [from, to], many }) {
  const simple = [...to];
  forms = new Map([...from].map((sign, at) => [sign, simple[at]]));
  for (const sign of Object.keys(many)) forms.set(sign, many[sign]);
}

/** @param {string} sign */
export const formsOf = (sign) => [...(forms?.get(sign) ?? sign)];

/** @param {string} text */
export const simplified = (text) => (forms ? [...text].map((sign) => formsOf(sign)[0]).join("") : text);

function gb2312() {
  const bytes = [];
  for (let row = 0xb0; row <= 0xf7; row += 1) for (let cell = 0xa1; cell <= 0xfe; cell += 1) bytes.push(row, cell);
  return new Set(new TextDecoder("gb18030").decode(Uint8Array.from(bytes)));
}
