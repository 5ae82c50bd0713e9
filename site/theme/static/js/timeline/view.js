// @ts-check
/** Steps as DOM; text goes in as text, never as markup. */

import { fragmentOf } from "../search/address.js";
import { asOf, say, wordingOf } from "../search/wording.js";

/** @typedef {import("../search/types").Manifest} Manifest */
/** @typedef {import("../search/types").Release} Release */
/** @typedef {import("../search/types").Row} Row */
/** @typedef {import("./types").Article} Article */
/** @typedef {import("./types").Step} Step */
/** @typedef {import("./types").StepRecord} StepRecord */
/** @typedef {{cases: string, root: URL, manifest: Manifest}} About */

/** @param {Step[]} steps @param {About} about @returns {HTMLElement[]} */
export function renderSteps(steps, about) {
  return steps.map((step) => {
    const item = element("li", `timeline-step timeline-${step.kind}`);
    const heading = element("h3", "");
    heading.append(dayOf(step), " ", element("span", "timeline-title", step.title));
    const records = element("ul", "timeline-records");
    records.append(...step.records.map((record) => recordOf(record, about)));
    item.append(heading, element("p", "timeline-court", placeOf(step, about)), records, ...basisOf(step, about));
    return item;
  });
}

/**
 * Where the page comes from.
 *
 * @param {Partial<Release>} release @param {Set<string>} courts of the steps; where there are none, all are told together
 * @returns {HTMLElement[]}
 */
export function renderSource(release, courts) {
  const { number, date } = release;
  const told = Object.entries(release.as_of ?? {}).filter(([code]) => courts.has(code));
  const each = told.map(([, court]) => say("as-of-court", { court: court.name, day: wordingOf("", court.date) }));
  return [
    pair(say("source"), [say("site")]),
    pair(say("address"), [location.href]),
    pair(say("published"), [date ? say("release", { number: String(number), day: wordingOf("", date) }) : say("no-release")]),
    pair(say("reach"), each.length ? each : asOf(release)),
  ];
}

/** @param {Partial<Release>} release @param {Set<string>} courts @param {Manifest} manifest @returns {string[]} what is not public tonight of these courts */
export function pausedOf(release, courts, { datasets }) {
  const ofSteps = Object.entries(release.as_of ?? {}).filter(([code]) => courts.has(code));
  return ofSteps.flatMap(([, { name, paused = [] }]) => {
    const lists = paused.map((one) => datasets[one] ?? one).join("、");
    return lists ? [say("paused-lists", { court: name, lists })] : [];
  });
}

/** @param {Step} step */
function dayOf({ day }) {
  if (!day) return element("span", "timeline-day", say("undated"));
  const time = element("time", "timeline-day", wordingOf("", day));
  time.setAttribute("datetime", day);
  return time;
}

/** The court, and the case number where it is not the one that was asked for. @param {Step} step @param {About} about */
const placeOf = ({ court, caseNumber }, { cases }) => [court, caseNumber === cases ? "" : caseNumber].filter(Boolean).join("，");

/** @param {StepRecord} record @param {About} about */
function recordOf({ row, facts }, { cases, root, manifest }) {
  const item = element("li", "");
  const isParty = row.dataset in manifest.columns;
  const name = (isParty ? row.party_name : row.title) || say("unnamed");
  const anchor = element("a", "", `${manifest.datasets[row.dataset]}：${name}`);
  const address = isParty ? `search/${fragmentOf(cases, { dataset: row.dataset })}` : `notices/${encodeURIComponent(row.id)}/`;
  anchor.setAttribute("href", new URL(address, root).href);
  const told = [numberOf(row), ...facts.map(([label, value]) => `${label}：${wordingOf("", value)}`)].filter(Boolean);
  if (row.related_party) told.push(say("bound", { party: String(row.related_party), capacity: String(row.capacity ?? "") }));
  item.append(anchor, ...told.map((text) => element("span", "timeline-fact", text)));
  return item;
}

/** @param {Row} row @returns {string} the printed number of a person, which tells namesakes apart */
const numberOf = (row) => (row.party_kind === "natural" && row.id_number ? say("number", { number: row.id_number }) : "");

/** @param {Step} step @param {About} about @returns {HTMLElement[]} */
function basisOf({ articles }, { root }) {
  if (!articles.length) return [];
  const list = element("ul", "basis timeline-articles");
  for (const article of articles) {
    const line = element("li", "");
    line.append(citation(article, root), article.confirmed ? "" : say("unconfirmed"));
    list.append(line);
  }
  return [element("p", "basis", say("basis")), list];
}

/** @param {Article} article @param {URL} root */
function citation({ title, anchor }, root) {
  const link = element("a", "", title);
  link.setAttribute("href", new URL(`rules/#${anchor}`, root).href);
  return link;
}

/** @param {string} label @param {string[]} values */
function pair(label, values) {
  const made = element("div", "");
  made.append(element("dt", "", label), ...values.map((value) => element("dd", "", value)));
  return made;
}

/** @param {string} tag @param {string} className @param {string} [text] @returns {HTMLElement} */
export function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}
