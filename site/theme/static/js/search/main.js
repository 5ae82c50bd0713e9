// @ts-check
/** Wiring: form and fragment in, answers out. A full ID is masked before anything else happens. */

import { FIRST_PAGE, NO_WISH, fragmentOf, keep, readAddress, safe } from "./address.js";
import { learn, needsTable } from "./analyzer.js";
import { abort, call } from "./client.js";
import { gathered } from "./gather.js";
import { readQuery } from "./kind.js";
import { filtersOf } from "./rank.js";
import { isRoomy, renderAsOf, renderButton, renderChoices, renderHits, renderNamesakes, renderSentences, renderTold } from "./render.js";
import { isUnanswered, say, sentencesFor } from "./wording.js";

/** @typedef {import("./types").Answer} Answer */
/** @typedef {import("./types").Query} Query */
/** @typedef {import("./types").Wish} Wish */
/** @typedef {"pushState" | "replaceState"} How */

const ROOT = new URL("../../../", import.meta.url);
const SEARCH_PAGE = new URL("search/", ROOT);
const ONWARD = 60;

const form = /** @type {HTMLFormElement} */ (document.querySelector("form[data-search]"));
const input = /** @type {HTMLInputElement} */ (form.elements.namedItem("q"));
const main = /** @type {HTMLElement & {answered?: import("../records/receipt.js").Answered}} */ (document.querySelector("main"));
const [status, narrowing, namesakes, results, more] = ["status", "narrowing", "namesakes", "results", "more"].map(
  (name) => /** @type {HTMLElement} */ (document.querySelector(`[data-search-${name}]`)),
);
const places = { main, narrowing, results, namesakes };
/** What the tools of an answer may ask for. @type {import("./results.js").Means} */
const means = {
  choose: (chosen) => askAgain(chosen, "pushState"),
  ask: (text) => ask(text, NO_WISH, FIRST_PAGE, "pushState"),
  courts: () => call("courts").catch(() => ({})),
  all: (query) => call("answer", query, NO_WISH, Infinity).then(({ choices }) => choices ?? []),
};
const isSearchPage = location.pathname.replace(/index\.html$/, "") === SEARCH_PAGE.pathname;
const TITLE = document.title;
let running = Symbol("question");
/** @type {Promise<typeof import("./results.js") | null> | undefined} */
let tools;

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (matchMedia("(pointer: coarse)").matches) input.blur(); // a phone's keyboard would cover the answer
  ask(input.value, NO_WISH, FIRST_PAGE, "pushState");
});
window.addEventListener("hashchange", askAddress);
if (isSearchPage) {
  history.scrollRestoration = "manual"; // the answer stands later than the browser would scroll
  document.addEventListener("click", skip);
  narrowing.querySelector("details")?.toggleAttribute("open", isRoomy());
  call("manifest").catch(() => undefined); // while the visitor types
}
askAddress();

function askAddress() {
  const state = readAddress();
  if (state) ask(state.text, state.wish, state.show, "replaceState");
}

/** @param {Partial<Wish>} changed @param {How} how */
function askAgain(changed, how) {
  const state = readAddress();
  if (state) ask(state.text, { ...state.wish, ...changed }, FIRST_PAGE, how);
}

/** The links that skip to a part keep the question in the address. @param {MouseEvent} event */
function skip(event) {
  const link = event.target instanceof Element ? event.target.closest("a.skip, [data-skip]") : null;
  if (!link) return;
  event.preventDefault();
  const place = link.hasAttribute("data-skip") ? /** @type {HTMLElement} */ (status.closest("section")) : main;
  place.scrollIntoView();
  place.focus();
}

/**
 * Answer a query in place, or on the search page.
 *
 * @param {string} typed may hold a full ID; it lives in this call only
 * @param {Wish} wish @param {number} show @param {How} how
 */
async function ask(typed, wish, show, how) {
  if (!isSearchPage) {
    const { profile } = await call("manifest").catch(() => ({ profile: "strict" }));
    location.assign(new URL(fragmentOf(safe(typed, profile), wish, show), SEARCH_PAGE));
    return;
  }
  const mine = (running = Symbol("question"));
  const isOver = () => running !== mine;
  keep(fragmentOf(safe(typed, "strict"), wish, show), how);
  begin();
  await answer(typed, wish, show, isOver).catch((problem) => {
    if (!isOver()) showFailure(problem.name, () => ask(typed, wish, show, "replaceState"));
  });
}

/** @param {string} typed @param {Wish} wish @param {number} show @param {() => boolean} isOver */
async function answer(typed, wish, show, isOver) {
  const { profile } = await call("manifest");
  if (needsTable(typed)) learn(await call("traditional"));
  const plain = readQuery(typed, profile);
  const text = safe(typed, profile);
  if (isOver()) return;
  keep(fragmentOf(text, wish, show), "replaceState");
  if (plain.asked !== "nothing") input.value = text;
  const isEnough = plain.isPlain && !wish.in && (await showAnswer(plain, wish, show, isOver, 0));
  if (isEnough || isOver()) return;
  const query = await readWhole(typed, profile);
  await showAnswer(query, wish, show, isOver, 0);
}

/** What an answer is used with comes behind the first one. */
const loadTools = () =>
  (tools ??= import("./results.js").then((loaded) => {
    loaded.wire(places, means);
    return loaded;
  }).catch(() => null));

const loadAsking = () =>
  import("./asking.js").catch(() => {
    throw Object.assign(new Error("asking.js"), { name: "unreachable" });
  });

/** @param {string} typed @param {string} profile @returns {Promise<Query>} all that a text may mean */
async function readWhole(typed, profile) {
  const { readQuestion } = await loadAsking();
  return readQuestion(typed, profile, needsTable(typed) ? await call("traditional") : null);
}

/**
 * @param {Query} query @param {Wish} wish @param {number} show @param {() => boolean} isOver
 * @param {number} before hits shown so far; the reader goes on behind them
 * @returns {Promise<boolean>} false where a plain reading finds nothing, and nothing is shown
 */
async function showAnswer(query, wish, show, isOver, before) {
  let found = /** @type {Answer} */ (await call("answer", query, { ...wish, quick: true }, show));
  if (query.isPlain && !found.all && query.names.length) return false;
  const manifest = await call("manifest"); // the one that the answer was found by
  if (found.rough && !isOver()) {
    showHits(found, manifest);
    tell(renderSentences([say("counting")]));
    found = await call("answer", query, wish, show);
  }
  const isMiss = !found.all && !isUnanswered(query);
  const [release, { zero }, offers] = isMiss
    ? await Promise.all([readRelease(), loadAsking(), wish.in ? [] : call("offers", query).catch(() => [])])
    : [{}, { zero: null }, []];
  const isSet = Boolean(filtersOf(wish) || wish.sort);
  const ready = isSet ? await loadTools() : null; // the tags of filters stand when the answer does
  if (isOver()) return true;
  const shown = (found.choices ?? found.rows).length;
  const onward = () => {
    const next = Math.max(show, shown) + ONWARD;
    keep(fragmentOf(readAddress()?.text ?? query.shown, wish, next), "replaceState");
    enter("busy");
    showAnswer(query, wish, next, isOver, shown).catch(({ name }) => isOver() || showFailure(name, onward));
  };
  showHits(found, manifest);
  const isAll = shown >= (found.choices ? found.all : found.count);
  const own = found.part === "exact" ? (found.reading?.names ?? query.names)[0] : "";
  namesakes.replaceChildren(...(own ? renderNamesakes(found.rows, own, isAll, fragmentOf) : []));
  narrowing.hidden = Boolean(found.choices) || (found.all < 2 && !isSet);
  const told = sentencesFor(found, query, wish.in);
  tell(zero ? zero.renderHeading(told.slice(0, 1 + query.notes.length), offers, release, manifest) : renderTold(told));
  more.replaceChildren(
    ...(zero ? [zero.renderSteps(query, offers, fragmentOf)] : []), ...(isAll ? [] : [renderButton(say("more"), onward)]),
    ...demands(found, query, wish), ...renderAsOf(release, manifest),
  );
  for (const caution of document.querySelectorAll("aside.caution")) caution.toggleAttribute("hidden", isMiss);
  if (before) goTo(found.choices ? results.children[before] : results.querySelector(`[data-record-id="${found.rows[before]?.id}"]`));
  main.answered = { query, wish, found, manifest, told };
  main.dispatchEvent(new Event("answered"));
  enter("done", found);
  const equip = (/** @type {typeof import("./results.js") | null} */ loaded) => isOver() || loaded?.showTools(places, means, found, { query, manifest, wish });
  if (ready) equip(ready);
  else loadTools().then(equip);
  return true;
}

/** What stands there already stays, with the reader's focus. @param {Answer} found @param {import("./types").Manifest} manifest */
function showHits({ choices, rows }, manifest) {
  const ids = rows.map(({ id }) => id);
  const there = [...results.querySelectorAll("[data-record-id]")].map((hit) => /** @type {HTMLElement} */ (hit).dataset.recordId);
  if (choices) results.replaceChildren(...renderChoices(choices, fragmentOf));
  else if (there.sort().join() !== ids.sort().join()) results.replaceChildren(...gathered(rows, renderHits(rows, manifest, ROOT)));
}

/** Other ways to look, only on demand. @param {Answer} found @param {Query} query @param {Wish} wish @returns {HTMLElement[]} */
function demands({ part }, query, wish) {
  if (query.asked !== "text") return [];
  /** @type {string[]} */
  const others = wish.in ? [""] : [];
  if (wish.in !== "organisations" && ["exact", "pinyin"].includes(part)) others.push("organisations");
  if (wish.in !== "words" && part !== "words" && (part || wish.in)) others.push("words");
  const how = (/** @type {string} */ one) => ({ ...NO_WISH, in: one });
  return others.map((one) => renderButton(say(`in-${one}`, { q: query.shown }), () => askAgain(how(one), "pushState")));
}

/** @param {Element | null | undefined} hit its button is gone, and focus must not fall back to the top */
function goTo(hit) {
  if (!(hit instanceof HTMLElement)) return;
  hit.tabIndex = -1;
  hit.focus();
}

function begin() {
  abort();
  enter("busy");
  if (more.contains(document.activeElement) || namesakes.contains(document.activeElement)) main.focus();
  for (const place of [namesakes, results, more]) place.replaceChildren();
  tell(renderSentences([say("busy")]));
}

/** The title says what the first sentence does: how it stands and how many, never what was asked. @param {HTMLElement[]} sentences */
function tell(sentences) {
  status.replaceChildren(...sentences);
  document.title = `${(sentences[0]?.textContent ?? "").replace(/[。：…]+$/, "")} · ${TITLE}`;
}

/** @param {string} problem @param {() => void} again */
function showFailure(problem, again) {
  const told = navigator.onLine ? (problem === "stale" ? "stale" : "unreachable") : "offline";
  tell(renderTold([say(told)]));
  more.replaceChildren(renderButton(say("retry"), again));
  enter("error");
}

/**
 * The one place that writes the state of the question that runs: the last step, when all that the state promises stands
 * there. A state that was "done" leaves it only for a new question or for more hits.
 *
 * @param {"busy" | "done" | "error"} state @param {Partial<Answer>} [found]
 */
function enter(state, { kind, part, count, atLeast } = {}) {
  for (const [name, value] of Object.entries({ kind, part, count, atLeast: atLeast || undefined, state })) {
    if (value === undefined) delete main.dataset[name];
    else main.dataset[name] = String(value);
  }
}

/** @returns {Promise<Partial<import("./types").Release>>} empty where it cannot be read */
const readRelease = () =>
  fetch(new URL("release.json", ROOT), { cache: "no-cache" }).then((answer) => answer.json()).catch(() => ({}));
