// @ts-check
/** What a visitor means; mirrors search_index/query.py. The full number of a person ends here. */

import { bounded, casesIn, compactNumber, distinct, fold, formsOf, normaliseName, withPlainSigns } from "./analyzer.js";
import {
  hasPlausibleBirthDate,
  hasValidCheckDigit,
  isValidOrgCode,
  isValidUscc,
  maskDocumentNumber,
  maskResidentId,
  normaliseResidentId,
} from "./identifiers.js";

const ALIAS = /\((?:曾用名称?|又名|别名|化名|原名称?|现名|更名为|绰号)[:]?([^()]*)\)?/g;
const MEMBERS = /[、;]|,(?![A-Z0-9])/;
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
const TAIL = /^(?:第?0*([0-9]{1,7})号|([\u4e00-\u9fff0-9]{0,12}执[\u4e00-\u9fff]{0,4})0*([0-9]{1,7})号?)$/;
const LETTER = /[\p{L}\p{N}]/u;
const REGION = /^(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|9[0-9]|.?\*.?)$/;

/** @param {string} text @param {string} profile @returns {Query} */
export function readQuery(text, profile) {
  const folded = fold(text);
  if ([...folded].length > LONGEST_QUERY) return query("nothing", { notes: ["too-long"] });
  if (!LETTER.test(folded)) return query("nothing", { notes: ["empty"] });
  return wholeNumber(folded, profile) || numberWithName(folded, profile) || caseOrText(folded);
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
    return query("uscc", { shown: code, keys: [code], notes: isValidUscc(code) ? [] : ["code-check"] });
  }
  if (ORG_CODE.test(code)) {
    const valid = isValidOrgCode(code);
    if (valid || ORG_CODE_TYPED.test(folded.trim().toUpperCase())) {
      return query("uscc", { shown: code, keys: [code], notes: valid ? [] : ["code-check"] });
    }
  }
  if (!DOCUMENT.test(code)) return null;
  const mask = code.includes("*") ? code : maskDocumentNumber(code);
  return query("id", { shown: mask, keys: [mask] });
}

/** @param {string} folded @param {string} profile @returns {Query | null} */
function numberWithName(folded, profile) {
  const found = ID_INSIDE.exec(folded.replace(/x/g, "X").replace(/×/g, "*"));
  if (!found || !normaliseResidentId(found[0])) return null;
  const end = found.index + found[0].length;
  const rest = `${folded.slice(0, found.index)} ${folded.slice(end)}`.replace(LABELS, " ");
  const text = rest.replace(LONG_RUN, " ");
  const asked = person(compactNumber(found[0]), LETTER.test(text) ? namesOf(text) : [], profile);
  return text === rest ? asked : { ...asked, notes: [...asked.notes, "one-number"] };
}

/** @param {string} code @param {string[]} names @param {string} profile @returns {Query} */
function person(code, names, profile) {
  const number = normaliseResidentId(code);
  if (!number) {
    const note = code.length === 15 || code.length === 18 ? "id-form" : "id-length";
    return query("id", { shown: shownAs(hideTail(code), names), names, notes: [note] });
  }
  const mask = maskResidentId(number, profile);
  const notes = numberNotes(number);
  if (profile === "strict" && !names.length) return query("id", { shown: mask, notes: [...notes, "needs-name"] });
  return query("id", { shown: shownAs(mask, names), keys: [mask], names, notes });
}

/** @param {string} number */
function numberNotes(number) {
  const notes = [];
  if (!REGION.test(number.slice(0, 2))) notes.push("id-region");
  if (!hasPlausibleBirthDate(number)) notes.push("id-date");
  if (!number.includes("*") && !hasValidCheckDigit(number)) notes.push("id-check");
  return notes;
}

/** @param {string} folded @returns {Query} */
function caseOrText(folded) {
  const typed = privateText(folded.trim());
  const shown = typed.replace(/限制高消费|限高(?=令)/g, "限制消费"); // the list's name since 2015
  const name = normaliseName(shown);
  const cases = casesIn(name);
  if (cases.length) return query("case", { shown, keys: cases });
  const tail = TAIL.exec(name);
  if (tail) return query("tail", { shown, keys: [tail[1] ?? tail[3]], before: tail[2] ?? "" });
  const notes = shown === typed ? [] : ["list-renamed"];
  return query("text", { shown, names: namesOf(shown), letters: pinyinOf(shown), notes });
}

/** @param {string} text @returns {string} its letters without tones, if it has nothing else; mirrors pinyin.py */
function pinyinOf(text) {
  const plain = text.normalize("NFD").replace(/[uU]\u0308/g, "v").replace(/\p{M}/gu, "");
  const letters = plain.replace(/[\s'’‘`\-·.]+/g, "").toLowerCase().replace(/lyu/g, "lv");
  return /^[a-z]{2,64}$/.test(letters) ? letters : "";
}

/** @param {string} text */
const namesOf = (text) => nameKeys(text).slice(0, MOST_NAMES);

/** @param {string} code */
const isDigitalUscc = (code) => /^[0-9]{17}[0-9X]$/.test(code) && !hasPlausibleBirthDate(code) && isValidUscc(code);

/** @param {string} mask @param {string[]} names */
const shownAs = (mask, names) => (names.length ? `${names.join("、")} ${mask}` : mask);

/** @param {string} code */
const hideTail = (code) => code.slice(0, VISIBLE) + "*".repeat(Math.max(0, code.length - VISIBLE));

/** @param {Query["asked"]} asked @param {Partial<Query>} rest @returns {Query} */
const query = (asked, rest) => ({ asked, shown: "", keys: [], names: [], notes: [], before: "", letters: "", ...rest });

/** @param {string} partyName @returns {string[]} each member of a list, and the aliases in brackets */
export function nameKeys(partyName) {
  const whole = withPlainSigns(partyName);
  const aliases = [...whole.matchAll(ALIAS)].flatMap((found) => found[1].split(MEMBERS));
  const members = whole.replace(ALIAS, "").split(MEMBERS);
  return distinct([...members, ...aliases].filter(Boolean).flatMap((name) => simplifiedForms(bounded(name))));
}

/** @param {string} text @returns {string[]} all simplified forms, at most eight, the commonest first */
export function simplifiedForms(text) {
  let found = [""];
  for (const sign of [...text].reverse()) {
    found = formsOf(sign).flatMap((form) => found.map((rest) => form + rest)).slice(0, MOST_FORMS);
  }
  return found;
}
