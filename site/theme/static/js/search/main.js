// @ts-check
/** Wiring: form and fragment in, answers out. A full ID is masked before anything else happens. */

import { Store, StaleFile, fetchJson } from "./fetch.js";
import { fold } from "./analyzer.js";
import { privateText, readQuery } from "./kind.js";
import { answer } from "./lookup.js";
import { BUSY, MORE, RETRY, UNREACHABLE, asOf, isUnanswered, sentencesFor } from "./messages.js";
import { renderButton, renderHits, renderSentences } from "./render.js";
import { ALL_UP_TO } from "./sections.js";

/** @typedef {import("./types").Answer} Answer */
/** @typedef {import("./types").Query} Query */

const FIRST_PAGE = 20;
const ROOT = new URL("../../../", import.meta.url);
const SEARCH_PAGE = new URL("search/", ROOT);
const store = new Store(new URL("search/data/", ROOT));

const form = /** @type {HTMLFormElement} */ (document.querySelector("form[data-search]"));
const input = /** @type {HTMLInputElement} */ (form.elements.namedItem("q"));
const main = /** @type {HTMLElement} */ (document.querySelector("main"));
const status = /** @type {HTMLElement} */ (document.querySelector("[data-search-status]"));
const results = /** @type {HTMLElement} */ (document.querySelector("[data-search-results]"));
const more = /** @type {HTMLElement} */ (document.querySelector("[data-search-more]"));
let running = new AbortController();

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (matchMedia("(pointer: coarse)").matches) input.blur(); // a phone's keyboard would cover the answer
  if (isSearchPage()) run(input.value, "pushState");
  else leaveFor(input.value);
});
window.addEventListener("hashchange", runFragment);
runFragment();

function runFragment() {
  const text = new URLSearchParams(location.hash.slice(1).replace(/\+/g, "%2B")).get("q");
  if (text === null) return;
  if (isSearchPage()) run(text, "replaceState");
  else leaveFor(text);
}

/**
 * Answer a query in place.
 *
 * @param {string} typed may hold a full ID; it lives in this call only
 * @param {"pushState" | "replaceState"} how
 */
async function run(typed, how) {
  running.abort();
  const mine = (running = new AbortController());
  keepInAddress(safe(typed, "strict"), how);
  begin(mine.signal);
  try {
    await answerTyped(typed, mine.signal);
  } catch {
    if (!mine.signal.aborted) showFailure(() => run(typed, "replaceState"));
  }
}

/** @param {string} typed @param {AbortSignal} signal */
async function answerTyped(typed, signal) {
  try {
    await answerOnce(typed, signal);
  } catch (problem) {
    if (!(problem instanceof StaleFile) || signal.aborted) throw problem;
    store.forget(); // the files moved under an old manifest: read everything anew, once
    await answerOnce(typed, signal);
  }
}

/** @param {string} typed @param {AbortSignal} signal */
async function answerOnce(typed, signal) {
  const { profile } = await store.manifest();
  const query = readQuery(typed, profile);
  if (signal.aborted) return;
  keepInAddress(safe(typed, profile), "replaceState");
  if (query.asked !== "nothing") input.value = safe(typed, profile);
  const found = await answer(store, query, (rows) => signal.aborted || showRows(rows));
  const all = found.count <= ALL_UP_TO;
  await show(found, query, all ? ALL_UP_TO : FIRST_PAGE, signal);
}

/**
 * @param {Answer} found @param {Query} query @param {number} most @param {AbortSignal} signal
 * @param {number} [before] hits shown so far; the reader goes on behind them
 */
async function show(found, query, most, signal, before = 0) {
  const rows = await found.take(most);
  const sentences = sentencesFor(found, query, rows.length);
  if (!found.count && !isUnanswered(query)) sentences.push(await readAsOf());
  if (signal.aborted) return;
  await showRows(rows);
  status.replaceChildren(...renderSentences(sentences.filter(Boolean)));
  const again = () => show(found, query, most + FIRST_PAGE, signal, rows.length).catch(() => showFailure(again));
  more.replaceChildren(...(rows.length < found.count && rows.length >= most ? [renderButton(MORE, again)] : []));
  Object.assign(main.dataset, { kind: found.kind, count: String(found.count), state: "done" });
  if (found.atLeast) main.dataset.atLeast = "true";
  if (before) goTo(results.children[before]);
}

/** @param {Element | undefined} hit its button is gone, and focus must not fall back to the top */
function goTo(hit) {
  if (!(hit instanceof HTMLElement)) return;
  hit.tabIndex = -1;
  hit.focus();
}

/** @param {import("./types").Row[]} rows */
async function showRows(rows) {
  results.replaceChildren(...renderHits(rows, await store.manifest(), ROOT));
}

/** @param {AbortSignal} signal */
function begin(signal) {
  store.begin(signal);
  for (const name of ["kind", "count", "atLeast"]) delete main.dataset[name];
  main.dataset.state = "busy";
  if (more.contains(document.activeElement)) main.focus();
  results.replaceChildren();
  more.replaceChildren();
  status.textContent = BUSY;
}

/** @param {() => void} again */
function showFailure(again) {
  status.replaceChildren(...renderSentences([UNREACHABLE]));
  more.replaceChildren(renderButton(RETRY, again));
  main.dataset.state = "error";
}

async function readAsOf() {
  return fetchJson(new URL("release.json", ROOT)).then(asOf, () => "");
}

/** @param {string} typed @param {string} profile @returns {string} the query as it may stand in an address */
function safe(typed, profile) {
  const folded = fold(typed);
  const query = readQuery(typed, profile);
  return query.asked === "id" || query.asked === "nothing" || privateText(folded) !== folded ? query.shown : typed;
}

/** @param {string} text @param {"pushState" | "replaceState"} how */
function keepInAddress(text, how) {
  const url = new URL(location.href);
  url.hash = `q=${encodeURIComponent(text)}`;
  if (url.href !== location.href) history[how](null, "", url);
}

function isSearchPage() {
  return location.pathname.replace(/index\.html$/, "") === SEARCH_PAGE.pathname;
}

/** @param {string} typed */
async function leaveFor(typed) {
  const profile = await store.manifest().then((manifest) => manifest.profile, () => "strict");
  location.assign(`${SEARCH_PAGE.href}#q=${encodeURIComponent(safe(typed, profile))}`);
}
