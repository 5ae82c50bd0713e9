// @ts-check
/**
 * The site on a touch screen that strangers share. All of it happens in this one page: pages of the site are read and put in
 * (sheet.js), so that nothing stands in the browser's history, and what a visitor saw or typed is gone when the session ends.
 */

import { readRelease } from "../release.js";
import { NO_WISH } from "../search/address.js";
import { learn, needsTable } from "../search/analyzer.js";
import { readQuery } from "../search/kind.js";
import { renderButton, renderChoices, renderHits, renderNamesakes, renderSentences, renderTold } from "../search/render.js";
import { asOf, isUnanswered, say, sentencesFor } from "../search/wording.js";
import { Engine } from "./asking.js";
import { ageOf, shownOf, stateOf } from "./freshness.js";
import { Idle } from "./idle.js";
import { wirePad } from "./pad.js";
import { showStates } from "../notices/show.js";
import { NoPage, pathOf, readSheet, tame } from "./sheet.js";

/** @typedef {import("../release.js").Release} Release */
/** @typedef {import("../search/types").Query} Query */
/** @typedef {{part: string} | {path: string}} View an empty form or its answer, or a page of the site */

const ROOT = new URL("../../../", import.meta.url);
const FIRST_PAGE = 20;
const EVERY_MINUTE = 60_000;
const PATIENCE = 10_000;
const SERIAL = /^\d{1,7}$/;
const CLOSED = ["blank", "early", "unknown"];

/** @param {string} name @returns {HTMLElement} */
const place = (name) => /** @type {HTMLElement} */ (document.querySelector(`[data-${name}]`));
const [age, warning, counted, countedSeconds, countedWords] = ["age", "warning", "idle", "idle-seconds", "idle-words"].map((name) => place(`kiosk-${name}`));
const [back, end, asked, again, sheet] = ["back", "end", "asked", "again", "sheet"].map((name) => place(`kiosk-${name}`));
const [status, namesakes, results, more] = ["status", "namesakes", "results", "more"].map((name) => place(`search-${name}`));
const screens = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-kiosk-screen]"));
const form = /** @type {HTMLFormElement} */ (place("kiosk-form"));

/** @type {Release | null} the last one that could be read */
let release = null;
/** @type {import("./freshness.js").Bundle | null} */
let bundle = null;
/** What the visitor opened, one behind the other. @type {View[]} */
let views = [];
/** What goes on for the visitor now. */
let running = new AbortController();
const engine = new Engine();
const idle = new Idle(counted, {
  counting(seconds) {
    countedSeconds.textContent = String(seconds);
    if (counted.hidden) countedWords.textContent = countedWords.dataset.kioskIdleWords ?? ""; // told once, not every second
    counted.hidden = false;
  },
  stopped() {
    counted.hidden = true;
    countedWords.textContent = "";
  },
  over: reset,
});

if (location.hash || location.search) history.replaceState(null, "", location.pathname);
document.documentElement.dataset.script = "";
wirePad(place("kiosk-pad"), fieldOfPad);
document.addEventListener("click", ({ target }) => target instanceof Element && press(target));
form.addEventListener("submit", (event) => {
  event.preventDefault();
  ask(typed());
});
for (const kept of ["contextmenu", "dragstart"]) addEventListener(kept, (event) => event.preventDefault());
addEventListener("pagehide", reset);
addEventListener("pageshow", ({ persisted }) => persisted && check());
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && check());
setInterval(check, EVERY_MINUTE);
if (document.documentElement.dataset.bundle !== undefined) bundle = await readBundle(); // says bundled/start.py
await check();
document.documentElement.dataset.ready = "";

/** @param {Element} target */
function press(target) {
  const { kioskPart, kioskOpen, kioskAsk, kioskBack, kioskEnd } =
    /** @type {HTMLElement | null} */ (target.closest("button"))?.dataset ?? {};
  if (kioskPart !== undefined) openPart(kioskPart);
  else if (kioskOpen !== undefined) openPage(kioskOpen);
  else if (kioskAsk !== undefined) ask(kioskAsk);
  else if (kioskBack !== undefined) goBack();
  else if (kioskEnd !== undefined) reset();
}

/** End a session: nothing of it stays. */
function reset() {
  running.abort();
  running = new AbortController();
  engine.end();
  views = [];
  form.reset();
  sheet.replaceChildren();
  clearAnswer();
  forget();
  idle.end();
  show(CLOSED.includes(document.documentElement.dataset.freshness ?? "") ? "closed" : "start");
}

function clearAnswer() {
  for (const one of [asked, status, namesakes, results, more]) one.replaceChildren();
  form.hidden = false;
  again.hidden = true;
}

/** What a browser may keep for a page: nothing here keeps anything, but other pages of the site know a choice of colours. */
function forget() {
  try {
    localStorage.clear();
    sessionStorage.clear();
  } catch {
    return; // storage is forbidden here
  }
}

/**
 * What may be shown now; where it is nothing, the session ends.
 *
 * @returns {Promise<boolean>}
 */
async function check() {
  const read = await Promise.race([readRelease(), new Promise((done) => setTimeout(done, PATIENCE, null))]);
  const now = Date.now();
  if (read && release && read.number !== release.number) reset(); // what it took away may stand here
  release = read ?? release;
  if (bundle) bundle = (await readBundle()) ?? bundle; // a new one may have taken its place
  const shown = release && shownOf(release, bundle);
  const state = shown ? stateOf(now, shown, shown) : "unknown";
  const before = document.documentElement.dataset.freshness;
  document.documentElement.dataset.freshness = state;
  age.textContent = shown && state !== "early" ? ageOf(now, shown) : "";
  warning.hidden = state !== "warning";
  const isClosed = CLOSED.includes(state);
  for (const one of document.querySelectorAll("[data-kiosk-closed]")) {
    /** @type {HTMLElement} */ (one).hidden = one.getAttribute("data-kiosk-closed") !== state;
  }
  if (isClosed ? before !== state : before === undefined || CLOSED.includes(before)) reset();
  return !isClosed;
}

/** @param {string} name */
function show(name) {
  for (const screen of screens) screen.hidden = screen.dataset.kioskScreen !== name;
  back.hidden = end.hidden = name === "start" || name === "closed";
  scrollTo(0, 0);
}

/** @param {Element | null | undefined} heading */
function goTo(heading) {
  if (!(heading instanceof HTMLElement)) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  heading.scrollIntoView({ block: "nearest", behavior: "instant" });
}

/** What went before is over. @returns {AbortSignal} of what begins */
function begin() {
  running.abort();
  running = new AbortController();
  engine.begin();
  idle.begin();
  return running.signal;
}

/** @param {string} part of the start screen: a form, or a page of the site */
async function openPart(part) {
  if (part.endsWith("/")) return openPage(part);
  const signal = begin();
  if (!(await check()) || signal.aborted) return;
  views.push({ part });
  showForm(part);
  engine.call("manifest").catch(() => undefined); // while the visitor types
}

/** The form, or the answer that stands in its place. @param {string} part */
function showForm(part) {
  for (const one of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-kiosk-of]"))) {
    one.hidden = one.dataset.kioskOf !== part;
  }
  show("ask");
  goTo(form.hidden ? asked : document.querySelector(`h1[data-kiosk-of=${part}]`));
}

/** @param {string} way below the root, with a fragment or without @param {boolean} [isBack] */
async function openPage(way, isBack = false) {
  const address = new URL(way, ROOT);
  const path = pathOf(address, ROOT);
  if (path === null) return;
  const shown = views[views.length - 1];
  if (!isBack && shown && "path" in shown && shown.path === path && address.hash) return goToAnchor(address.hash);
  const signal = begin();
  if (!(await check()) || signal.aborted) return;
  if (!isBack) views.push({ path });
  sheet.replaceChildren();
  show("read");
  try {
    const parts = await readSheet(new URL(path, ROOT), ROOT, signal);
    if (signal.aborted) return;
    sheet.replaceChildren(...parts);
    showStates(sheet, new Date());
    goTo(sheet.querySelector("h1"));
    if (address.hash) goToAnchor(address.hash);
  } catch (problem) {
    if (signal.aborted) return;
    const told = /** @type {HTMLTemplateElement} */ (place(`kiosk-no-page=${problem instanceof NoPage ? problem.name : "unreachable"}`));
    sheet.replaceChildren(told.content.cloneNode(true));
    goTo(sheet.querySelector("h1"));
  }
}

/** @param {string} hash */
function goToAnchor(hash) {
  const found = sheet.querySelector(`#${CSS.escape(decodeURIComponent(hash.slice(1)))}`);
  goTo(found);
  found?.scrollIntoView();
}

/** From an answer to its form, from a page to what was before, from the first of all to the start. */
function goBack() {
  const now = views[views.length - 1];
  const isAnswer = now && "part" in now && form.hidden;
  if (!isAnswer) views.pop();
  const last = views[views.length - 1];
  if (!last) return reset();
  if ("path" in last) return openPage(last.path, true);
  begin();
  sheet.replaceChildren();
  if (isAnswer) clearAnswer();
  return showForm(last.part);
}

/** @param {string} name */
const field = (name) => /** @type {HTMLInputElement} */ (form.elements.namedItem(name));

/** The number of the form that is shown. */
function fieldOfPad() {
  return field(field("number").closest("[hidden]") ? "case" : "number");
}

/** What was typed, as the search reads it; it lives in this call and the next one only. */
function typed() {
  const [name, number, serial] = ["name", "number", "case"].map((one) => field(one).value.trim());
  return fieldOfPad() === field("case") ? (SERIAL.test(serial) ? `${serial}号` : serial) : `${name} ${number}`.trim();
}

/** @param {string} text may hold a full number */
async function ask(text) {
  const signal = begin();
  form.reset();
  clearAnswer();
  form.hidden = true;
  again.hidden = false;
  status.replaceChildren(...renderSentences([say("busy")]));
  if (!(await check()) || signal.aborted) return;
  try {
    const { profile } = await engine.call("manifest");
    if (needsTable(text)) learn(await engine.call("traditional"));
    if (signal.aborted) return;
    const query = await readWhole(text, profile);
    if (signal.aborted) return;
    asked.textContent = query.shown && `您查询的是：${query.shown}`;
    await answer(query, FIRST_PAGE, signal);
  } catch (problem) {
    if (signal.aborted) return;
    const isStale = problem instanceof Error && problem.name === "stale";
    status.replaceChildren(...renderSentences([say(navigator.onLine ? (isStale ? "stale" : "unreachable") : "offline")]));
  }
  goTo(asked.textContent ? asked : status);
}

/** @param {string} text @param {string} profile @returns {Promise<Query>} all that a text may mean */
async function readWhole(text, profile) {
  const plain = readQuery(text, profile);
  if (plain.isPlain && plain.asked !== "text") return plain;
  const { readQuestion } = await import("../search/asking.js");
  return readQuestion(text, profile, needsTable(text) ? await engine.call("traditional") : null);
}

/** @param {Query} query @param {number} most @param {AbortSignal} signal */
async function answer(query, most, signal) {
  const found = await engine.call("answer", query, NO_WISH, most);
  const manifest = await engine.call("manifest"); // the one that the answer was found by
  if (signal.aborted) return;
  const told = sentencesFor(found, query, "");
  status.replaceChildren(...renderTold([...told, ...(found.all || isUnanswered(query) ? [] : asOf(release ?? {}))]));
  const { choices, rows, count } = found;
  const isAll = choices !== undefined || rows.length >= count;
  const own = found.part === "exact" ? query.names[0] : "";
  const addressOf = (/** @type {string} */ text) => `#${encodeURIComponent(text)}`;
  results.replaceChildren(...(choices ? renderChoices(choices, addressOf) : renderHits(rows, manifest, ROOT)));
  namesakes.replaceChildren(...(own ? renderNamesakes(rows, own, isAll, addressOf) : []));
  more.replaceChildren(...(isAll ? [] : [renderButton(say("more"), () => onward(query, rows.length + FIRST_PAGE, signal))]));
  for (const list of [results, namesakes]) {
    for (const link of list.querySelectorAll("a[href^='#']")) link.replaceWith(askButton(link));
    tame(list, ROOT, ROOT);
  }
}

/** @param {Query} query @param {number} most @param {AbortSignal} signal */
async function onward(query, most, signal) {
  const before = results.children.length;
  if (!(await check()) || signal.aborted) return;
  await answer(query, most, signal).catch(() => signal.aborted || status.replaceChildren(...renderSentences([say("unreachable")])));
  goTo(results.children[before]);
}

/** @param {Element} link */
function askButton(link) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "kiosk-link";
  button.dataset.kioskAsk = decodeURIComponent((link.getAttribute("href") ?? "").slice(1));
  button.append(...link.childNodes);
  return button;
}

/** @returns {Promise<import("./freshness.js").Bundle | null>} null where it cannot be read */
async function readBundle() {
  const found = await fetch(new URL("bundle.json", ROOT), { cache: "no-cache" }).catch(() => null);
  return found?.ok ? found.json() : null;
}
