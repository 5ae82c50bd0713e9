// @ts-check
/** The results on paper and as a file: with release, as-of, scope, counts and time. */

import { asOf, say, wordingOf } from "../search/wording.js";
import { csvOf } from "./csv.js";
import { element, paragraphs, place } from "./elements.js";
import { rowOf } from "./table.js";
import { countsOf, fileCellsOf, fileHeadsOf, headsOf, momentOf } from "./words.js";

/** @typedef {import("./types").Report} Report */

/** @param {Report} report @param {Map<string, string>} titles of datasets @returns {Promise<void>} */
export async function showReceipt(report, titles) {
  const digest = await digestOf(fileOf(report, titles));
  const facts = factsOf(report, titles);
  if (digest) facts.push([say("fact-file"), digest]);
  place("facts").replaceChildren(...facts.map(([title, value]) => factOf(title, value)));
  place("as-of").replaceChildren(...paragraphs(asOfSentences(report)));
  place("terms-copy").replaceChildren(...[...place("terms").children].map((term) => term.cloneNode(true)));
  place("courts").replaceChildren(...courtsOf(report));
  const heads = element("tr");
  heads.append(...headsOf().map((head) => element("th", head, { scope: "col" })));
  place("receipt-head").replaceChildren(heads);
  place("receipt-rows").replaceChildren(...report.checked.map((one) => rowOf(one, titles)));
  place("receipt").hidden = false;
}

/** @param {Report} report @param {Map<string, string>} titles @returns {string} CSV: the lines, then what they were checked against */
export function fileOf(report, titles) {
  const lines = report.checked.map((one) => fileCellsOf(one, titles, report.site));
  const facts = factsOf(report, titles).map((fact) => /** @type {string[]} */ (fact));
  const sentences = [...asOfSentences(report), ...[...place("terms").children].map((term) => term.textContent ?? "")];
  return csvOf([fileHeadsOf(), ...lines, [], ...facts, ...sentences.map((sentence) => [sentence.trim()])]);
}

/** @param {Report} report @returns {string[]} how far the data reach, what is missing, and whether they changed meanwhile */
export function asOfSentences({ release, laterRelease }) {
  if (!release) return [say("no-release")];
  const changed = laterRelease ? [say("release-changed", { n: laterRelease })] : [];
  return [...asOf(release), ...changed];
}

/** @param {Report} report @param {Map<string, string>} titles @returns {[string, string][]} */
function factsOf({ checked, scope, site, purpose, finishedAt, release }, titles) {
  /** @type {[string, string][]} */
  const facts = [
    [say("fact-time"), momentOf(finishedAt)],
    [say("fact-site"), site],
    [say("fact-scope"), scope.map((dataset) => titles.get(dataset) ?? dataset).join("、")],
    [say("fact-counts"), say("counts", { n: checked.length, counts: countsOf(checked) })],
  ];
  if (say("fact-trial")) facts.splice(2, 0, [say("fact-trial"), say("on-trial")]); // the page brings the words while it is on trial
  if (purpose) facts.unshift([say("fact-purpose"), purpose]);
  if (release) {
    facts.push([say("fact-release"), say("release", { n: String(release.number), day: wordingOf("", release.date) })]);
    facts.push([say("fact-digest"), release.digest]);
  }
  return facts;
}

/** @param {Report} report @returns {HTMLElement[]} as of when, court by court */
const courtsOf = ({ release }) =>
  Object.values(release?.as_of ?? {}).map(({ name, date, paused }) =>
    element("li", say(paused?.length ? "court-paused" : "court-as-of", { court: name, day: wordingOf("", date) })));

/** @param {string} title @param {string} value */
function factOf(title, value) {
  const fact = element("div");
  fact.append(element("dt", title), element("dd", value));
  return fact;
}

/** @param {string} file @returns {Promise<string>} SHA-256 in hex; "" where the browser cannot tell */
async function digestOf(file) {
  if (!globalThis.crypto?.subtle) return "";
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(file));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
