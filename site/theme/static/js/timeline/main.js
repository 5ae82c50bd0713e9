// @ts-check
/**
 * The page of a case's timeline: a case number in, its public steps out. It reads what the search reads for that case
 * number and nothing else, anew for each question: what another release took away must not stay on an open page.
 */

import { readRelease } from "../release.js";
import { NO_WISH } from "../search/address.js";
import { learn, needsTable } from "../search/analyzer.js";
import { readCases } from "../search/cases.js";
import { Store, Unreachable } from "../search/fetch.js";
import { caseForm } from "../search/analyzer.js";
import { casesIn } from "../search/case_numbers.js";
import { queryOf } from "../search/kind.js";
import { findCase } from "../search/find_case.js";
import { renderButton, renderSentences } from "../search/render.js";
import { say } from "../search/wording.js";
import { keep, readAddress } from "./question.js";
import { stepsOf } from "./steps.js";
import { pausedOf, renderSource, renderSteps } from "./view.js";

/** @typedef {import("../search/types").Release} Release */
/** @typedef {import("./types").StepKind} StepKind */

const ROOT = new URL("../../../", import.meta.url);
const DATA = new URL("search/data/", ROOT);
const MOST_RECORDS = 5000;
const LIMITS = ["consumption-limit", "exit-ban", "bidding-limit"];

const main = /** @type {HTMLElement} */ (document.querySelector("main"));
const form = /** @type {HTMLFormElement} */ (document.querySelector("form[data-timeline-form]"));
const box = /** @type {HTMLInputElement} */ (form.elements.namedItem("case"));
const [status, sheet, title, list, notes, source] = ["status", "sheet", "title", "steps", "notes", "source"].map(
  (name) => /** @type {HTMLElement} */ (document.querySelector(`[data-timeline-${name}]`)),
);
const kinds = /** @type {HTMLTemplateElement} */ (document.querySelector("[data-timeline-kinds]"));
/** @type {StepKind[]} */
const KINDS = JSON.parse(kinds.content.textContent ?? "");
/** The release whose steps stand on the page. @type {Partial<Release>} */
let shown = {};
let running = new AbortController();

form.addEventListener("submit", (event) => {
  event.preventDefault();
  ask(box.value, "pushState");
});
addEventListener("hashchange", askAddress);
addEventListener("pageshow", ({ persisted }) => persisted && askIfOld());
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && askIfOld());
for (const button of document.querySelectorAll("[data-timeline-print]")) button.addEventListener("click", () => print());
askAddress();

function askAddress() {
  const asked = readAddress();
  if (asked === null) leave();
  else ask(asked, "replaceState");
}

/** A page that was left open asks again if another release is public now. */
async function askIfOld() {
  const asked = readAddress();
  if (asked === null || main.dataset.state !== "done") return;
  const now = await readRelease();
  if (now && now.number !== shown.number) ask(asked, "replaceState");
}

/** Nothing is asked. */
function leave() {
  clear();
  status.replaceChildren();
  delete main.dataset.state;
}

/** @param {string} typed may hold a name or a number; only case numbers go on @param {"pushState" | "replaceState"} how */
async function ask(typed, how) {
  clear();
  tell("busy", "busy");
  const { signal } = running;
  const store = new Store(DATA);
  store.begin(signal);
  try {
    if (needsTable(typed)) learn(await store.traditional());
    if (signal.aborted) return;
    const cases = readCases(typed);
    keep(cases, how);
    if (cases) await answer(store, cases, signal);
    else tell("none-typed", "done");
  } catch (problem) {
    if (!signal.aborted) fail(/** @type {Error} */ (problem).name, () => ask(typed, "replaceState"));
  }
}

/** @param {Store} store @param {string} cases @param {AbortSignal} signal */
async function answer(store, cases, signal) {
  const [rows, release] = await Promise.all([rowsOf(store, cases), readRelease()]);
  const manifest = await store.manifest(); // the one by which the rows were found
  if (signal.aborted) return;
  const steps = stepsOf(rows, KINDS);
  const courts = new Set(steps.flatMap(({ records }) => records.map(({ row }) => row.court_code ?? "")));
  shown = release ?? {};
  box.value = cases;
  source.replaceChildren(...renderSource(shown, courts));
  if (!steps.length) {
    tell("none", "done");
    return;
  }
  title.textContent = cases;
  list.replaceChildren(...renderSteps(steps, { cases, root: ROOT, manifest }));
  const hasLimit = steps.some(({ kind }) => LIMITS.includes(kind));
  notes.replaceChildren(...renderSentences([...pausedOf(shown, courts, manifest), ...(hasLimit ? [say("suspended")] : [])]));
  status.replaceChildren();
  sheet.hidden = false;
  enter("done");
  title.focus();
}

/** @param {Store} store @param {string} cases @returns {Promise<import("../search/types").Row[]>} anew, once, where the files moved under an old manifest */
async function rowsOf(store, cases) {
  const query = queryOf("case", { shown: cases, keys: casesIn(caseForm(cases)) });
  const read = () => findCase(store, query, NO_WISH, MOST_RECORDS).then(({ rows }) => rows);
  return read().catch((problem) => {
    if (problem instanceof Unreachable) throw problem;
    store.forget();
    return read();
  });
}

/** End the question that runs, and what it left. */
function clear() {
  running.abort();
  running = new AbortController();
  if (sheet.contains(document.activeElement)) main.focus();
  sheet.hidden = true;
  for (const place of [title, list, notes, source]) place.replaceChildren();
}

/** @param {string} name of a text @param {"busy" | "done" | "error"} state */
function tell(name, state) {
  const more = name === "none" ? [say("verify")] : [];
  status.replaceChildren(...renderSentences([say(name), ...more]));
  enter(state);
}

/** @param {string} problem @param {() => void} again */
function fail(problem, again) {
  tell(navigator.onLine ? (problem === "stale" ? "stale" : "unreachable") : "offline", "error");
  status.append(renderButton(say("retry"), again));
}

/** The last step, when all that the state promises stands there. @param {"busy" | "done" | "error"} state */
function enter(state) {
  main.dataset.state = state;
}
