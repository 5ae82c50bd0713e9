// @ts-check
/** A question whole, where it is more than a plain name or number; mirrors search_index/query.py. Loaded on demand. */

import { caseForm, learn, normaliseName, simplified } from "./analyzer.js";
import { casesIn, tailIn } from "./case_numbers.js";
import { privateText, queryOf, readNumber } from "./kind.js";
import { YEAR, readText } from "./readings.js";
import { NUMBERS } from "./rules.js";
import { lettersIn, mixedIn } from "./spelling.js";
import { renderHeading, renderSteps } from "./zero.js";
import { fold } from "./signs.js";

/** @typedef {import("./types").Query} Query */

const MOST_NAMES = 8;
const OTHER_CASE = new RegExp(NUMBERS.other_case);
const COURT = /^[\u4e00-\u9fff]{2,}(?:法院|中院|高院)/;
const SPACE = /[\s、，,;；]+/;

/**
 * @param {string} text @param {string} profile @param {import("./types").TraditionalTable | null} table where the text needs it
 * @returns {Query}
 */
export function readQuestion(text, profile, table) {
  if (table) learn(table);
  return readNumber(text, profile, namesBeside) ?? caseOrText(fold(text));
}

/** What the page needs where nothing is found. */
export const zero = { renderHeading, renderSteps };

/** @param {string} text @returns {string[]} all that a person may be called by what stands beside a number */
const namesBeside = (text) => [...new Set(readText(text).readings.flatMap(({ names }) => names))].slice(0, MOST_NAMES);

/** @param {string} folded @returns {Query} */
function caseOrText(folded) {
  const typed = privateText(folded.trim());
  const shown = typed.replace(/限制高消费|限高(?=令)/g, "限制消费"); // the list's name since 2015
  const form = caseForm(shown);
  const cases = casesIn(form);
  if (cases.length) {
    const isOther = !cases.some((key) => /执|财保/.test(key)) && cases.some((key) => OTHER_CASE.test(key));
    return queryOf("case", { shown, keys: cases, notes: isOther ? ["other-case"] : [] });
  }
  return tailWithPlace(shown) ?? tailOf(shown, form, []) ?? ofText(shown, typed);
}

/** @param {string} shown @param {string} form @param {string[]} where @returns {Query | null} */
function tailOf(shown, form, where) {
  const found = tailIn(form);
  if (!found || (where.length && !found.isWritten)) return null;
  const court = COURT.exec(found.before)?.[0] ?? "";
  const places = where.filter((word) => !YEAR.test(word));
  const year = found.year || (where.find((word) => YEAR.test(word)) ?? "").slice(0, 4);
  const narrowing = court ? [...places, normaliseName(court)] : places;
  return queryOf("tail", { shown, keys: [found.serial], before: found.before.slice(court.length), year, where: narrowing });
}

/** @param {string} shown @returns {Query | null} the end of a case number with a place before or behind it */
function tailWithPlace(shown) {
  const parts = shown.split(SPACE).filter(Boolean);
  for (let cut = 1; cut < parts.length; cut += 1) {
    const [front, back] = [parts.slice(0, cut), parts.slice(cut)];
    for (const [own, other] of [[back, front], [front, back]]) {
      const tail = tailOf(shown, caseForm(own.join("")), other.map(normaliseName));
      if (tail) return tail;
    }
  }
  return null;
}

/** @param {string} shown @param {string} typed @returns {Query} */
function ofText(shown, typed) {
  const { readings, forms, parts, hasRepresentative, hasPhone } = readText(shown);
  const notes = [hasPhone ? "phone" : "", hasRepresentative ? "representative-no-key" : "", shown === typed ? "" : "list-renamed"].filter(Boolean);
  const names = readings[0]?.names ?? [];
  return queryOf("text", { shown, names, readings, forms, parts, letters: lettersIn(shown), mixed: simplified(mixedIn(typed)), notes });
}
