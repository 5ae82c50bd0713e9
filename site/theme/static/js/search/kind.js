// @ts-check
/** What a visitor means; mirrors search_index/query.py. The full number of a person ends here. */

import { formsOf, nameForm, withPlainSigns } from "./analyzer.js";
import {
  hasPlausibleBirthDate,
  hasValidCheckDigit,
  isValidOrgCode,
  isValidUscc,
  maskDocumentNumber,
  maskResidentId,
  normaliseResidentId,
} from "./identifiers.js";
import { FORMS } from "./forms.js";
import { bounded, compactNumber, distinct, fold } from "./signs.js";

const HAN = "\\u3007\\u3400-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{3ffff}";
const ALIAS = new RegExp(`\\((?:${FORMS.aliases}):?([^()]*)\\)?`, "g");
const ALIAS_LABEL = new RegExp(`^(?:${FORMS.aliases}):?`);
const REMARK = new RegExp(`\\((?:(?:${FORMS.remarks})[,、;]?)+\\)?(?=$|[、,;(])`, "g");
const HEAD = new RegExp(`^([${HAN}]{2,4})\\([^()]*\\)?$`, "u");
const MEMBERS = new RegExp(`[、;]|,(?=[${HAN}(])`, "u");
/** Likely the whole name of a person or a company: its records alone are asked for first. */
const PLAIN = new RegExp(`^(?:[${HAN}]{2,3}|[${HAN}]{2,}[·•・．.‧∙⋅･˙]+[${HAN}·•・．.‧∙⋅･˙]{2,}|[${HAN}()]{6,}(?:公司|合作社|工厂|厂|店))$`, "u");
const MOST_FORMS = 8;

/** @typedef {import("./types").Query} Query */

const LONGEST_QUERY = 200;
const MOST_NAMES = 8;
const VISIBLE = 10;
const NUMBER = /^[0-9X*]{14,24}$/;
const ID_INSIDE = /(?<![0-9A-Z*])[1-9](?:[\s\-–—_.']{0,2}[0-9X*]){14,17}(?![0-9A-Z*])/;
const LONG_RUN = /[0-9](?:[\s\-–—_.']{0,2}[0-9X*]){13,}/gi;
const CODE = /^(?=(?:[A-Z]*[0-9]){10}|..[0-9]{6})[0-9A-Z]{18}$/;
const ORG_CODE = /^[0-9A-Z]{8}[0-9X]$/;
const ORG_CODE_TYPED = /^(?:[0-9]{8}[0-9X]|[0-9A-Z]{8}-[0-9X])$/;
const DOCUMENT = /^(?:[A-Z]{1,3}[0-9]{7,10}|[A-Z]{1,3}\*{5,}[0-9A-Z]{2})$/;
const LABELS = /(?:公民)?身份证?件?号?码?|证件号?码?|号码|姓名|[:,。、;()]/g;
const LETTER = /[\p{L}\p{N}]/u;
const REGION = /^(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|9[0-9]|.?\*.?)$/;

/** @typedef {(text: string) => string[]} Names of what stands beside a number */

/**
 * What every question needs: numbers, and a name as it stands. What more a text may mean `asking.js` reads.
 *
 * @param {string} text @param {string} profile @returns {Query} `isPlain`: nothing more is read where its records are found
 */
export function readQuery(text, profile) {
  const numbered = readNumber(text, profile, namesOf);
  if (numbered) return { ...numbered, isPlain: !numbered.names.length || numbered.names.length === 1 };
  const shown = privateText(fold(text).trim());
  const names = namesOf(shown);
  const isPlain = PLAIN.test(shown);
  return queryOf("text", { shown, names, readings: [{ names, where: [], each: [] }], isPlain });
}

/** @param {string} text @param {string} profile @param {Names} names @returns {Query | null} null for a text without numbers */
export function readNumber(text, profile, names) {
  const folded = fold(text);
  if ([...folded].length > LONGEST_QUERY) return queryOf("nothing", { notes: ["too-long"] });
  if (!LETTER.test(folded)) return queryOf("nothing", { notes: ["empty"] });
  return wholeNumber(folded, profile) || numberWithName(folded, profile, names);
}

/** @param {string} text @returns {string} the text with every run of 14 or more digits cut to its first ten */
export function privateText(text) {
  return text.replace(LONG_RUN, (run) => hideTail(compactNumber(run)));
}

/** @param {string} folded @param {string} profile @returns {Query | null} */
function wholeNumber(folded, profile) {
  const code = compactNumber(folded);
  if (NUMBER.test(code) && !isDigitalUscc(code)) return person(code, [], profile);
  if (CODE.test(code)) {
    return queryOf("uscc", { shown: code, keys: [code], notes: isValidUscc(code) ? [] : ["code-check"] });
  }
  if (ORG_CODE.test(code)) {
    const valid = isValidOrgCode(code);
    if (valid || ORG_CODE_TYPED.test(folded.trim().toUpperCase())) {
      return queryOf("uscc", { shown: code, keys: [code], notes: valid ? [] : ["code-check"] });
    }
  }
  if (!DOCUMENT.test(code)) return null;
  const mask = code.includes("*") ? code : maskDocumentNumber(code);
  return queryOf("id", { shown: mask, keys: [mask] });
}

/** @param {string} folded @param {string} profile @param {Names} names @returns {Query | null} */
function numberWithName(folded, profile, names) {
  const found = ID_INSIDE.exec(folded.replace(/x/g, "X").replace(/×/g, "*"));
  if (!found || !normaliseResidentId(found[0])) return null;
  const end = found.index + found[0].length;
  const rest = `${folded.slice(0, found.index)} ${folded.slice(end)}`.replace(LABELS, " ");
  const text = rest.replace(LONG_RUN, " ");
  const asked = person(compactNumber(found[0]), LETTER.test(text) ? names(text) : [], profile);
  return text === rest ? asked : { ...asked, notes: [...asked.notes, "one-number"] };
}

/** @param {string} code @param {string[]} names @param {string} profile @returns {Query} */
function person(code, names, profile) {
  const number = normaliseResidentId(code);
  if (!number) {
    const note = code.length === 15 || code.length === 18 ? "id-form" : "id-length";
    return queryOf("id", { shown: shownAs(hideTail(code), names), names, notes: [note] });
  }
  const mask = maskResidentId(number, profile);
  const notes = numberNotes(number);
  if (profile === "strict" && !names.length) return queryOf("id", { shown: mask, notes: [...notes, "needs-name"] });
  return queryOf("id", { shown: shownAs(mask, names), keys: [mask], names, notes });
}

/** @param {string} number */
function numberNotes(number) {
  const notes = [];
  if (!REGION.test(number.slice(0, 2))) notes.push("id-region");
  if (!hasPlausibleBirthDate(number)) notes.push("id-date");
  if (!number.includes("*") && !hasValidCheckDigit(number)) notes.push("id-check");
  return notes;
}

/** @param {string} text */
export const namesOf = (text) => nameKeys(text).slice(0, MOST_NAMES);

/** @param {string} code */
const isDigitalUscc = (code) => /^[0-9]{17}[0-9X]$/.test(code) && !hasPlausibleBirthDate(code) && isValidUscc(code);

/** @param {string} mask @param {string[]} names */
const shownAs = (mask, names) => (names.length ? `${names.join("、")} ${mask}` : mask);

/** @param {string} code */
const hideTail = (code) => code.slice(0, VISIBLE) + "*".repeat(Math.max(0, code.length - VISIBLE));

/** @param {Query["asked"]} asked @param {Partial<Query>} rest @returns {Query} */
export const queryOf = (asked, rest) => ({
  asked, shown: "", keys: [], names: [], notes: [], before: "", year: "", where: [], letters: [], mixed: "", readings: [], forms: [], parts: [], ...rest,
});

/** @param {string} partyName @returns {string[]} each member of a list, and the aliases in brackets */
export function nameKeys(partyName) {
  const whole = withPlainSigns(partyName);
  const aliases = [...whole.matchAll(ALIAS)].flatMap((found) => found[1].split(MEMBERS).map((alias) => alias.replace(ALIAS_LABEL, "")));
  const members = whole.replace(ALIAS, "").replace(REMARK, "").split(MEMBERS).flatMap(withHead);
  const forms = [...members, ...aliases].flatMap(simplifiedForms).map((form) => bounded(nameForm(form)));
  return distinct(forms.filter(Boolean));
}

/** @param {string} member @returns {string[]} also without what stands in brackets behind a short name */
function withHead(member) {
  const head = HEAD.exec(member);
  return head ? [head[1], member] : [member];
}

/** @param {string} text @returns {string[]} all simplified forms, at most eight, the commonest first */
export function simplifiedForms(text) {
  let found = [""];
  for (const sign of [...text].reverse()) {
    found = formsOf(sign).flatMap((form) => found.map((rest) => form + rest)).slice(0, MOST_FORMS);
  }
  return found;
}
