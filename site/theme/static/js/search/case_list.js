// @ts-check
/** A long list of case numbers is narrowed by court and year: each choice is a question of its own, so Back undoes it. */

import { say } from "./wording.js";

/** @typedef {import("./types").Answer} Answer */
/** @typedef {import("./types").Query} Query */
/** @typedef {{courts(): Promise<Record<string, string>>, all(query: Query): Promise<[string, number][]>, ask(text: string): void}} CaseMeans */

const LONG = 10;
const CASE = /^[(（](\d{4})[)）](\p{Script=Han}\d*)/u;

/** @param {HTMLElement} place @param {Answer} found @param {Query} query @param {CaseMeans} means */
export async function offerCases(place, { part, choices, all }, query, means) {
  place.replaceChildren();
  if (part !== "tail" || !choices || all <= LONG) return;
  const cases = choices.length < all ? await means.all(query) : choices;
  const courts = await means.courts();
  const read = cases.map(([text]) => CASE.exec(text)).flatMap((one) => (one ? [{ year: one[1], court: one[2] }] : []));
  const form = document.createElement("form");
  form.className = "filters case-list";
  form.setAttribute("aria-label", say("case-list"));
  const nameOf = (/** @type {string} */ code) => courts[code] ?? code;
  form.append(
    choose("case-court", countsOf(read.map(({ court }) => court)), nameOf, (code) => means.ask(`${nameOf(code)} ${query.shown}`)),
    choose("case-year", countsOf(read.map(({ year }) => year)).reverse(), (year) => say("year", { year: String(year) }), (year) => means.ask(`${year} ${query.shown}`)),
  );
  place.replaceChildren(form);
}

/** @param {string[]} values @returns {[string, number][]} in order */
function countsOf(values) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([left], [right]) => (left < right ? -1 : 1));
}

/** @param {string} name of its label @param {[string, number][]} values @param {(value: string) => string} wordsOf @param {(value: string) => void} act @returns {HTMLElement} */
function choose(name, values, wordsOf, act) {
  const label = document.createElement("label");
  const select = document.createElement("select");
  select.name = name;
  select.append(new Option(say("case-any"), ""), ...values.map(([value, n]) => new Option(`${wordsOf(value)}${say("of-cases", { n })}`, value)));
  select.disabled = values.length < 2;
  select.addEventListener("change", () => select.value && act(select.value));
  label.append(say(name), " ", select);
  return label;
}
