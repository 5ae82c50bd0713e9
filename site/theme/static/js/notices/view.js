// @ts-check
/** Notices as cards, as macros.html: notice_card makes them, and as the days of a week. Text goes in as text. */
import { beginningOf, dayOf, daysLater, inWords, timeOf } from "./days.js";
import { stateOf } from "./state.js";
import { element, say } from "./words.js";

/** @typedef {import("./types").Card} Card */
/** @typedef {import("./types").Entry} Entry */

const ROOT = new URL("../../../", import.meta.url);
const WEEKDAYS = ["周一", "周二", "周三", "周四", "周五", "周六", "周日"];
const FIRST_OF_A_DAY = 20;

/** @param {Card} card @param {Date} now @returns {HTMLElement} */
export function cardOf(card, now) {
  const state = stateOf(card, now);
  const item = element("li", "entry card");
  item.dataset.state = state.name;
  const sum = card.price ?? card.reward;
  item.append(
    facts("card-kind", [badge(card), card.stage, card.object]),
    titleOf(card, "entry-title"),
    element("p", "state-words", state.words),
    facts("card-facts", [sum ? sumOf(say(card.price ? "price" : "reward"), sum) : "", dated(`starts-${card.kind}`, card.start), dated(`ends-${card.kind}`, card.end)]),
    facts("card-facts", [card.place, card.court]),
  );
  return item;
}

/** @param {Map<string, Entry[]>} days @param {Date} now @returns {HTMLElement} */
export function weekView(days, now) {
  const week = element("ol", "week");
  const today = dayOf(now.getTime());
  [...days].forEach(([day, entries], at) => {
    const heading = element("h3", "week-day", element("span", "", WEEKDAYS[at]), " ", timeElement(day, inWords(day).replace(/^\d+年/, "")));
    const box = element("li", "week-box", heading, ...entriesOf(entries));
    if (day === today) box.setAttribute("aria-current", "date");
    week.append(box);
  });
  return week;
}

/** @param {string} monday @returns {string} */
export const weekTitle = (monday) => say("week-of", { from: inWords(monday), until: inWords(daysLater(monday, 6)) });

/** @param {Entry[]} entries */
function entriesOf(entries) {
  if (!entries.length) return [element("p", "week-none", say("no-event"))];
  const items = entries.map(({ card, what, time }) =>
    element("li", "week-entry", element("span", "week-what", [time, say(`${what}-${card.kind}`)].filter(Boolean).join(" ")), titleOf(card, "week-title"), facts("card-facts", [card.result, card.price ?? card.reward])));
  const list = element("ul", "", ...items.slice(0, FIRST_OF_A_DAY));
  const rest = items.slice(FIRST_OF_A_DAY);
  if (!rest.length) return [list];
  const more = element("details", "week-rest", element("summary", "", say("count", { n: entries.length })), element("ul", "", ...rest));
  return [list, more];
}

/** @param {Card} card @param {string} className */
function titleOf(card, className) {
  const link = element("a", className, card.title);
  link.setAttribute("href", new URL(`notices/${encodeURIComponent(card.id)}/`, ROOT).href);
  return link;
}

/** @param {Card} card */
const badge = ({ kind }) => element("span", `badge badge-${kind}`, say(`kind-${kind}`));

/** @param {string} label @param {string} sum */
const sumOf = (label, sum) => element("span", "card-sum", `${label} `, element("b", "", sum));

/** @param {string} name of the label @param {string | undefined} at */
function dated(name, at) {
  if (!at) return "";
  const words = [inWords(dayOf(beginningOf(at))), timeOf(at)].filter(Boolean).join(" ");
  return element("span", "", `${say(name)} `, timeElement(at, words));
}

/** @param {string} at @param {string} words */
function timeElement(at, words) {
  const made = element("time", "", words);
  made.setAttribute("datetime", at);
  return made;
}

/** @param {string} className @param {(string | Node | undefined)[]} parts */
const facts = (className, parts) =>
  element("p", className, ...parts.filter(Boolean).map((part) => (typeof part === "string" ? element("span", "", part) : /** @type {Node} */ (part))));
