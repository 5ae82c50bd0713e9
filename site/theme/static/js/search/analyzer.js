// @ts-check
/** Normal forms and keys; mirrors search_index/analyzer.py and traditional.py line by line. */

const INVISIBLE = /[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u00ad\u061c\ufeff\u2066-\u2069]/g;
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]|\p{Surrogate}/gu;
const FULL_WIDTH = /[\uff01-\uff5e]/g;
export const DOTS = /[•・．·‧∙⋅･.]/g;
const MINORITY_DOT =
  /(?<=[\u3007\u3400-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}])[˙●▪■◆。﹒∘◦⸱ㆍ᛫]+(?=[\u3007\u3400-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}])|(?<=[\u3007\u3400-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]{2})[-‐‑–—－]+(?=[\u3007\u3400-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]{2})/gu;
const NOUGHTS = /(?<=[一二三四五六七八九〇])[○◯O0]+(?![A-Z0-9])/g;
const OPENING = /[[【〔〖{﹙﹝]/g;
const CLOSING = /[\]】〕〗}﹚﹞]/g;
const CASE = /([\u4e00-\u9fffA-Z0-9]{0,12})\(((?:19|20)[0-9]{2})\)([^()、,;]{1,40}?)号/g;
const BARE_CASE =
  /^\(?((?:19|20)[0-9]{2})\)?年?([\u4e00-\u9fff][\u4e00-\u9fff0-9]{0,16}?(?:执|民|刑|行|商|知|破|财|保|仲|赔)[\u4e00-\u9fff]{0,4}[0-9]{1,7})((?:[-之][0-9一二三四五六七八九十]{1,3}){0,2})号?$/;
const CASE_PART = /(?:[-之][0-9一二三四五六七八九十]{1,3}){1,2}$/;
const YEAR_IN_BRACKETS = /[<〈《「『｢]((?:19|20)[0-9]{2})[>〉》」』｣]/g;
const LEADING_ZEROS = /(?<![0-9])0+(?=[0-9]+$)/;
const LONGEST_KEY = 128;
const HAN = /[\u3400-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]/gu;
/** @type {Map<string, string> | undefined} */
let forms;
/** @type {Set<string> | undefined} */
let plain;

/** @param {string} text @returns {string} half-width signs, no invisible characters */
export function fold(text) {
  const visible = text.replace(INVISIBLE, "").replace(CONTROL, "");
  return visible
    .replace(FULL_WIDTH, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
    .replace(/\u3000/g, " ");
}

/** @param {string} text */
export const upperLatin = (text) => text.replace(/[a-z]+/g, (letters) => letters.toUpperCase());

/** @template T @param {Iterable<T>} values @returns {T[]} */
export const distinct = (values) => [...new Set(values)];

/** @param {string} text @returns {string} at most 128 characters, never half a character */
export const bounded = (text) => (text.length <= LONGEST_KEY ? text : [...text].slice(0, LONGEST_KEY).join(""));

/** @param {string} text @returns {string} */
export const withPlainSigns = (text) =>
  upperLatin(fold(text).replace(/\s+/g, "").replace(DOTS, "").replace(OPENING, "(").replace(CLOSING, ")"))
    .replace(MINORITY_DOT, "")
    .replace(NOUGHTS, (noughts) => "〇".repeat(noughts.length));

/** @param {string} text @returns {string} */
export const normaliseName = (text) => simplified(withPlainSigns(text));

/** @param {string} text @returns {string} a number without separators, upper case */
export function compactNumber(text) {
  const folded = fold(text).replace(/\s+/g, "");
  return folded.replace(/[×✱＊●·]/g, "*").replace(/[-–—－_.']/g, "").toUpperCase();
}

/** @param {string} normalised @returns {string[]} */
export function casesIn(normalised) {
  const keys = [];
  normalised = normalised.replace(YEAR_IN_BRACKETS, "($1)");
  for (const [, prefix, year, rest] of normalised.matchAll(CASE)) {
    const key = caseKey(year, rest);
    keys.push(key, ...(prefix ? [prefix + key] : []));
  }
  const bare = keys.length ? null : BARE_CASE.exec(normalised);
  return bare ? [caseKey(bare[1], bare[2])] : distinct(keys);
}

/** @param {string} year @param {string} rest */
function caseKey(year, rest) {
  return `(${year})${rest.replace(CASE_PART, "").replace(LEADING_ZEROS, "")}号`;
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
