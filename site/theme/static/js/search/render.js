// @ts-check
/** Hits as DOM; text goes in as text, never as markup. */

import { PARTY_KINDS } from "./messages.js";

/** @typedef {import("./types").Manifest} Manifest */
/** @typedef {import("./types").Row} Row */

/** @type {Record<string, [string, string][]>} facts of notices and guidelines; their titles are the links */
const TEXT_FACTS = {
  notice: [["court_name", "执行法院"], ["case_number", "案号"], ["date", "发布日期"], ["event_at", "时间"], ["ends_on", "截止日期"]],
  guidelines: [["document_number", "文号"], ["date", "发布日期"]],
};

/** @param {Row[]} rows @param {Manifest} manifest @param {URL} root @returns {HTMLElement[]} */
export function renderHits(rows, manifest, root) {
  return rows.map((row) => {
    const hit = element("li", "hit");
    hit.dataset.recordId = row.id;
    hit.dataset.dataset = row.dataset;
    const party = manifest.columns[row.dataset];
    hit.append(title(row, manifest, root, Boolean(party)));
    if (row.excerpt) hit.append(element("p", "hit-excerpt", row.excerpt));
    hit.append(facts(row, party ?? TEXT_FACTS[row.dataset] ?? TEXT_FACTS.notice));
    return hit;
  });
}

/** @param {string[]} sentences @returns {HTMLElement[]} */
export const renderSentences = (sentences) => sentences.map((sentence) => element("span", "note", sentence));

/** @param {string} label @param {() => void} act @returns {HTMLElement} */
export function renderButton(label, act) {
  const button = element("button", "more", label);
  button.setAttribute("type", "button");
  button.addEventListener("click", act, { once: true });
  return button;
}

/** @param {Row} row @param {Manifest} manifest @param {URL} root @param {boolean} party */
function title(row, manifest, root, party) {
  const heading = element("h3", "hit-title");
  const text = (party ? row.party_name : row.title) || manifest.datasets[row.dataset];
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
    if (row[name]) list.append(element("dt", "", label), element("dd", "", printed(name, String(row[name]))));
  }
  return list;
}

/** @param {string} name @param {string} value */
function printed(name, value) {
  if (name === "party_kind") return PARTY_KINDS[value] ?? value;
  return name === "event_at" ? value.replace("T", " ") : value;
}

/** @param {string} tag @param {string} className @param {string} [text] @returns {HTMLElement} */
function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}
