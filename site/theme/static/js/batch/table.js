// @ts-check
/** The results as a table: filtered by verdict, a hundred rows at first. */

import { fragmentOf } from "../search/address.js";
import { say } from "../search/wording.js";
import { element, place } from "./elements.js";
import { VERDICTS, countVerdicts } from "./verdicts.js";
import { cellsOf, headsOf } from "./words.js";

/** @typedef {import("./types").Checked} Checked */

const FIRST = 100;
const FURTHER = 500;
const LINKED = ["match", "representative", "suspect"];
const VERDICT = 5;

/** @param {Checked[]} checked @param {Map<string, string>} titles @param {URL} searchPage */
export function showTable(checked, titles, searchPage) {
  const filter = /** @type {HTMLFormElement} */ (place("filter"));
  const show = () => {
    const chosen = String(new FormData(filter).get("verdict") ?? "");
    showRows(checked.filter(({ result }) => !chosen || result.verdict === chosen), titles, searchPage);
  };
  const counts = countVerdicts(checked);
  for (const verdict of VERDICTS) countBeside(filter, verdict, counts[verdict]);
  countBeside(filter, "", checked.length);
  filter.onchange = show;
  show();
}

/** @param {HTMLElement} filter @param {string} verdict @param {number} lines */
function countBeside(filter, verdict, lines) {
  const choice = /** @type {HTMLInputElement} */ (filter.querySelector(`input[value="${verdict}"]`));
  const label = /** @type {HTMLElement} */ (choice.closest("label"));
  /** @type {HTMLElement} */ (label.querySelector("[data-count]")).textContent = say("lines", { n: lines });
  label.hidden = Boolean(verdict) && !lines;
  if (label.hidden && choice.checked) /** @type {HTMLInputElement} */ (filter.querySelector('input[value=""]')).checked = true;
}

/** @param {Checked[]} checked @param {Map<string, string>} titles @param {URL} searchPage */
function showRows(checked, titles, searchPage) {
  const body = place("rows");
  const more = /** @type {HTMLButtonElement} */ (place("more"));
  const rows = (/** @type {number} */ from, /** @type {number} */ until) =>
    checked.slice(from, until).map((one) => rowOf(one, titles, searchPage));
  body.replaceChildren(...rows(0, FIRST));
  place("shown").textContent = say("shown", { n: Math.min(checked.length, FIRST), all: checked.length });
  more.hidden = checked.length <= FIRST;
  more.onclick = () => {
    const before = body.children.length;
    body.append(...rows(before, before + FURTHER));
    more.hidden = body.children.length >= checked.length;
    place("shown").textContent = say("shown", { n: body.children.length, all: checked.length });
    const first = /** @type {HTMLElement} */ (body.children[before]);
    first.tabIndex = -1;
    first.focus();
  };
}

/** @param {Checked} checked @param {Map<string, string>} titles @param {URL} [searchPage] none on paper @returns {HTMLElement} */
export function rowOf(checked, titles, searchPage) {
  const row = element("tr", "", { "data-verdict": checked.result.verdict });
  const heads = headsOf();
  cellsOf(checked, titles).forEach((text, at) => {
    const cell = at === 1 ? element("th", text, { scope: "row" }) : element("td", at === VERDICT ? "" : text);
    if (at === VERDICT) cell.append(element("span", text, { class: "verdict" }));
    cell.dataset.label = heads[at];
    row.append(cell);
  });
  if (searchPage && LINKED.includes(checked.result.verdict)) row.lastElementChild?.append(" ", linkOf(checked, searchPage));
  return row;
}

/** @param {Checked} checked @param {URL} searchPage */
function linkOf({ line, result }, searchPage) {
  const query = result.verdict === "suspect" ? line.name : [line.name, line.number].filter(Boolean).join(" ");
  const asked = result.reason.startsWith("match-") && result.reason !== "match-id" ? line.number : query;
  const link = element("a", say("look"), { target: "_blank", rel: "noopener", href: new URL(fragmentOf(asked), searchPage).href });
  link.append(element("span", say("look-at", { at: line.at, name: line.name }), { class: "hidden" }));
  return link;
}
