// @ts-check
/** What a record offers wherever it stands: its citation to copy, and to be printed alone. */
import { readRelease } from "../release.js";
import { citationOf } from "./citation.js";
import { contestAddress } from "./contested.js";
import { copyText } from "./copy.js";
import { button, element, say } from "./words.js";

const SEARCH_PAGE = new URL("../../../search/", import.meta.url);
const CORRECTIONS = new URL("../../../corrections/", import.meta.url);
const STEPS = /** @type {Record<string, number>} */ ({ ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 });

/** The release that this page was opened with. */
export const seenRelease = readRelease();

/**
 * The buttons of a record and the place where they answer: one stop of the Tab key, in which the arrow keys lead on.
 * @param {import("../search/types").Row} row
 * @param {string} list title of its list
 * @param {HTMLElement} alone what is printed
 * @param {HTMLElement[]} others that stand there, too
 */
export function actionsOf(row, list, alone, others = []) {
  const said = element("div", "said");
  said.setAttribute("role", "status");
  const bar = element("div", "hit-tools");
  const about = nameOf(row, list);
  const isText = row.excerpt !== undefined;
  const cite = () => seenRelease.then((release) => copyText(citationOf(row, list, release, SEARCH_PAGE, today()), said));
  const contest = element("a", "text-button", say("contest"));
  contest.setAttribute("href", contestAddress(row, list, CORRECTIONS));
  contest.setAttribute("aria-label", `${say("contest")}：${about}`);
  bar.append(
    ...others, ...(isText ? [] : [button(say("cite"), "text-button", cite, about)]),
    button(say("print-card"), "text-button", () => printAlone(alone), about), ...(row.dataset === "guidelines" ? [] : [contest]),
  );
  bar.setAttribute("aria-label", about);
  asOneStop(bar);
  return [bar, said];
}

/** A record as it is called: name and case number. @param {import("../search/types").Row} row @param {string} list */
export const nameOf = (row, list) => [row.party_name ?? row.title, row.case_number, list].filter(Boolean).slice(0, 2).join(" ");

/** @param {HTMLElement} bar */
function asOneStop(bar) {
  const members = () => [.../** @type {HTMLCollectionOf<HTMLElement>} */ (bar.children)];
  const stop = (/** @type {HTMLElement} */ one) => members().forEach((other) => (other.tabIndex = other === one ? 0 : -1));
  bar.setAttribute("role", "toolbar");
  stop(members()[0]);
  bar.addEventListener("focusin", ({ target }) => target instanceof HTMLElement && members().includes(target) && stop(target));
  bar.addEventListener("keydown", (event) => {
    const all = members();
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    all[(all.indexOf(/** @type {HTMLElement} */ (document.activeElement)) + step + all.length) % all.length].focus();
  });
}

/** @param {HTMLElement} one */
function printAlone(one) {
  one.dataset.alone = "";
  addEventListener("afterprint", () => delete one.dataset.alone, { once: true });
  print();
}

/** The day on this device, as `2026-11-20`. */
function today() {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}
