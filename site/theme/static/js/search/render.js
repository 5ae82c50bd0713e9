// @ts-check
/** Hits as DOM; text goes in as text, never as markup. */

import { standingOf } from "../records/standing.js";
import { labelOf, say, wordingOf } from "./wording.js";

/** @typedef {import("./types").Manifest} Manifest */
/** @typedef {import("./types").Release} Release */
/** @typedef {import("./types").Row} Row */

/** Facts of notices and guidelines; their titles are the links. */
const NOTICE = ["court_name", "case_number", "event_at", "ends_on", "date"];
const GUIDELINE = ["document_number", "date"];
/** What tells namesakes apart leads; the rest follows as published. */
const LEADING = ["id_number", "sex", "age", "court_name", "case_number"];
/** Rems of a window in which filters and a list of people leave room for the first hit. */
const ROOMY = [46, 40];
const LONG = 160;
const WIDE = 24;

/** @param {Row[]} rows @param {Manifest} manifest @param {URL} root @returns {HTMLElement[]} */
export function renderHits(rows, manifest, root) {
  return rows.map((row) => {
    const hit = element("li", "hit");
    hit.dataset.recordId = row.id;
    hit.dataset.dataset = row.dataset;
    const party = manifest.columns[row.dataset];
    hit.append(title(row, manifest, root, Boolean(party)));
    if (party) hit.append(...standingOf(row, say, (day) => wordingOf("", day)).map((told) => element("p", "hit-standing", told)));
    if (row.excerpt) hit.append(element("p", "hit-excerpt", row.excerpt));
    hit.append(facts(row, party ? leadingFirst(party) : untitled(row.dataset === "guidelines" ? GUIDELINE : NOTICE)));
    return hit;
  });
}

/** @param {string[]} sentences @returns {HTMLElement[]} */
export const renderSentences = (sentences) => sentences.map((sentence) => element("p", "note", sentence));

/** The first sentence is the heading of the answer. @param {string[]} sentences @returns {HTMLElement[]} */
export const renderTold = ([first, ...others]) => [element("h2", "note", first), ...renderSentences(others)];

/** @param {string} label @param {() => void} act @returns {HTMLElement} */
export function renderButton(label, act) {
  const button = element("button", "", label);
  button.setAttribute("type", "button");
  button.addEventListener("click", act, { once: true });
  return button;
}

/** @param {[string, number][]} choices names or case numbers @param {(text: string) => string} addressOf @returns {HTMLElement[]} */
export const renderChoices = (choices, addressOf) =>
  choices.map(([text, records]) => asked("li", text, [text, say("records", { n: records })], addressOf));

/**
 * Who bears the name, told apart by what is printed: never merged by name alone.
 *
 * @param {Row[]} rows of one name @param {string} name @param {boolean} whole whether these are all
 * @param {(text: string) => string} addressOf @returns {HTMLElement[]}
 */
export function renderNamesakes(rows, name, whole, addressOf) {
  const people = rows.filter((row) => row.party_kind === "natural");
  /** @type {Map<string, Row[]>} */
  const groups = new Map();
  for (const row of people) groups.set(row.id_number ?? "", [...(groups.get(row.id_number ?? "") ?? []), row]);
  if (groups.size < 2) return [];
  const list = element("ul", "");
  for (const [number, known] of groups) {
    const courts = [...new Set(known.map((row) => row.court_name ?? ""))];
    const age = known.find((row) => row.age)?.age;
    const told = [
      number || say("no-number"),
      ...new Set(known.map((row) => row.sex ?? "")),
      age ? wordingOf("age", String(age)) : "",
      courts.length > 2 ? say("and-others", { courts: courts.slice(0, 2).join("、") }) : courts.join("、"),
      say("records", { n: known.length }),
    ];
    list.append(asked("li", number && `${name} ${number}`, told.filter(Boolean), addressOf));
  }
  const fold = element("details", "namesakes-fold");
  fold.append(element("summary", "", say(whole ? "namesakes" : "namesakes-shown", { n: groups.size })), element("p", "", say("namesakes-same")), list);
  fold.toggleAttribute("open", isRoomy());
  return [fold];
}

/** @returns {boolean} whether what narrows may stand open above the first hit */
export function isRoomy() {
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
  return innerWidth >= ROOMY[0] * rem && innerHeight >= ROOMY[1] * rem;
}

/** @param {Partial<Release>} release @param {Manifest} manifest @returns {HTMLElement[]} as of when, court by court and list by list */
export function renderAsOf(release, manifest) {
  const courts = Object.values(release.as_of ?? {}).map(({ name, date, paused = [] }) => {
    const lists = paused.map((dataset) => manifest.datasets[dataset] ?? dataset).join("、");
    return element("li", "", say(lists ? "as-of-paused" : "as-of-court", { court: name, day: wordingOf("", date), lists }));
  });
  const details = element("details", "as-of");
  const list = element("ul", "");
  list.append(...courts);
  details.append(element("summary", "", say("as-of-list")), list);
  return courts.length ? [details] : [];
}

/** @param {string} tag @param {string} query "" for none @param {string[]} told @param {(text: string) => string} addressOf */
function asked(tag, query, told, addressOf) {
  const item = element(tag, "choice");
  const inner = element(query ? "a" : "span", "");
  if (query) inner.setAttribute("href", addressOf(query));
  inner.append(...told.flatMap((text) => [element("span", "", text), " "]));
  item.append(inner);
  return item;
}

/** @param {Row} row @param {Manifest} manifest @param {URL} root @param {boolean} party */
function title(row, manifest, root, party) {
  const heading = element("h3", "hit-title");
  const text = (party ? row.party_name ?? row.case_number : row.title) || manifest.datasets[row.dataset];
  heading.append(party ? text : link(text, row, root), " ", element("span", "badge", manifest.datasets[row.dataset]));
  return heading;
}

/** @param {string} text @param {Row} row @param {URL} root */
function link(text, row, root) {
  const folder = row.dataset === "guidelines" ? "guidelines" : "notices";
  const anchor = element("a", "", text);
  anchor.setAttribute("href", new URL(`${folder}/${encodeURIComponent(row.id)}/`, root).href);
  return anchor;
}

/** @param {Row} row @param {[string, string][]} columns */
function facts(row, columns) {
  const list = element("dl", "hit-facts");
  for (const [name, label] of columns) {
    if (row[name]) list.append(fact(name, labelOf(row, name, label), wordingOf(name, String(row[name]))));
  }
  return list;
}

/** @param {string} name @param {string} label @param {string} text */
function fact(name, label, text) {
  const pair = element("div", text.length > WIDE ? "wide" : "");
  pair.dataset.fact = name;
  const value = element("dd", "", text.length > LONG ? undefined : text);
  if (text.length > LONG) value.append(folded(text));
  pair.append(element("dt", "", label), value);
  return pair;
}

/** @param {string} text @returns {HTMLElement} its beginning; the whole on demand, as on the pages (macros.html) */
function folded(text) {
  const details = element("details", "long");
  const summary = element("summary", "");
  const start = `${[...text.slice(0, LONG)].slice(0, LONG / 2).join("")}…`;
  summary.append(element("span", "long-start", start), element("span", "more", say("unfold")), element("span", "less", say("fold")));
  details.append(summary, element("div", "", text));
  return details;
}

/** @param {string[]} names @returns {[string, string][]} columns whose titles are in LABELS */
const untitled = (names) => names.map((name) => [name, ""]);

/** @param {[string, string][]} columns @returns {[string, string][]} */
function leadingFirst(columns) {
  const place = (/** @type {string} */ name) => (LEADING.includes(name) ? LEADING.indexOf(name) : LEADING.length);
  return columns.slice().sort(([left], [right]) => place(left) - place(right));
}

/** @param {string} tag @param {string} className @param {string} [text] @returns {HTMLElement} */
function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}
