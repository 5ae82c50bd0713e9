// @ts-check
/** What the page says. All words stand in its template (search_parts.html); cards read as the pages do (wording.py). */

import { isRepresentative } from "../records/standing.js";
import { isImpossible } from "./keys.js";

/** @typedef {import("./types").Row} Row */

/** @type {Map<string, string> | undefined} */
let texts;

/** @param {string} name @returns {string | undefined} */
function textOf(name) {
  const template = /** @type {HTMLTemplateElement} */ (document.querySelector("[data-search-texts]"));
  texts ??= new Map([...template.content.children].map((text) => [text.getAttribute("data-text") ?? "", text.textContent]));
  return texts.get(name);
}

/** @param {string} name @param {Record<string, string | number>} [values] for the places in braces */
export function say(name, values = {}) {
  return (textOf(name) ?? "").replace(/\{(\w+)\}/g, (_, place) => {
    const value = values[place];
    return typeof value === "number" ? grouped(String(value)) : value;
  });
}

/** @param {Row} row @param {string} name @param {string} title the column's @returns {string} */
export function labelOf(row, name, title) {
  if (name === "id_number" && row.party_kind && row.party_kind !== "natural") {
    return say(String(row[name]).length === 18 ? "label-uscc" : "label-org");
  }
  return textOf(`label-${row.dataset}-${name}`) ?? textOf(`label-${name}`) ?? title;
}

/** @param {string} name @param {string} value @returns {string} */
export function wordingOf(name, value) {
  if (name === "amount" || /^\d{4,}(\.\d+)?元$/.test(value)) return grouped(value);
  const day = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}:\d{2}))?$/.exec(value);
  if (day) return [`${day[1]}年${Number(day[2])}月${Number(day[3])}日`, day[4]].filter(Boolean).join(" ");
  return (name === "party_kind" ? textOf(`value-${value}`) : say(`value-${name}`, { value })) || value;
}

/** @param {string} value */
const grouped = (value) => value.replace(/^\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ","));

/** @param {import("./types").Answer} answer @param {import("./types").Query} query @param {string} only the part that was demanded @returns {string[]} count, notes, advice */
export function sentencesFor({ kind, part, count, all, atLeast, rows, choices }, query, only) {
  const notes = query.notes.map((note) => say(note));
  if (isUnanswered(query)) return notes;
  if (choices) return [say(`advice-${part}`, { n: all }), ...notes];
  if (!all && only) return [say(`none-${only}`), ...notes];
  if (!all) return [say(missOf(query)), ...notes, ...(query.asked === "text" ? [say("how-text")] : []), say("verify")];
  if (!count) return [say("none-passes", { n: all }), ...notes];
  const shown = rows.length;
  const many = atLeast ? "at-least" : shown < count ? "count-shown" : "count";
  const others = rows.filter(isRepresentative).length;
  const standing = others ? say(others === rows.length ? "representative-only" : "representative-some", { n: others }) : "";
  const advice = kind === "id" ? (query.names.length ? "both" : "id") : only && part === only ? `in-${part}` : part;
  return [say(many, { n: count, shown }), ...notes, standing, say(`advice-${advice}`)].filter(Boolean);
}

/** @param {import("./types").Query} query @returns {string} name of the text that says that nothing was found */
function missOf(query) {
  if (isImpossible(query)) return "none-impossible";
  return query.asked === "id" && query.names.length ? "none-both" : "none";
}

/** @param {import("./types").Query} query @returns {boolean} whether nothing could be looked up */
export const isUnanswered = ({ asked, keys }) => asked === "nothing" || (asked === "id" && !keys.length);

/** @param {Partial<import("./types").Release>} release @returns {string[]} how far the data reach, and what is missing tonight */
export function asOf({ as_of }) {
  const courts = Object.values(as_of ?? {});
  const days = courts.map(({ date }) => date).filter(Boolean).sort().map((date) => wordingOf("", date));
  const [first, day] = [days[0], days[days.length - 1]];
  if (!day) return [];
  const paused = courts.filter((court) => court.paused?.length).map(({ name }) => name);
  const range = say(first === day ? "as-of" : "as-of-range", { first, day });
  return paused.length ? [range, say("paused", { courts: paused.join("、") })] : [range];
}
