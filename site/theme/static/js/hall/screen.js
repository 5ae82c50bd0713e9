// @ts-check
/**
 * A board in a court's hall: turns its cards, and shows none before the day of its release or after its last day. It looks
 * every few minutes whether another release is public, and takes that one's cards over; without a network it goes on
 * until its last day is over.
 */

import { readRelease } from "../release.js";

const TURN = 12_000;
const LOOK = 4 * 60_000;
const CLOCK = 10_000;
const CHINA = 8 * 3600_000;
const AT_ONCE = 2;

let board = theBoard(document);
let first = 0;
/** @type {number | null} The release whose cards stand on the board; null until the page was read anew once. */
let shown = null;
let isPaused = false;

/** @param {Date} now @returns {string} the day in China, as `2026-11-20` */
export const dayInChina = (now) => new Date(now.getTime() + CHINA).toISOString().slice(0, 10);

/**
 * Whether a board may show its cards: not before the release's day (the clock is wrong), not after the last one.
 * @param {string} day as `2026-11-20`
 * @param {DOMStringMap} days
 */
export const mayShow = (day, { first: from, blankAfter: until }) => Boolean(from && until && from <= day && day <= until);

/** @param {Document} page @returns {HTMLElement | null} */
function theBoard(page) {
  return page.querySelector("main[data-board]");
}

/** Blank or not, by the clock as it stands now. */
function keepToDays() {
  if (!board) return;
  const state = mayShow(dayInChina(new Date()), board.dataset) ? "on" : "blank";
  if (board.dataset.state !== state) board.dataset.state = state;
}

function showCards() {
  const cards = /** @type {HTMLElement[]} */ ([...(board?.querySelectorAll("[data-cards] > li") ?? [])]);
  if (first >= cards.length) first = 0;
  cards.forEach((card, number) => (card.hidden = number < first || number >= first + AT_ONCE));
  const place = board?.querySelector("[data-place]");
  if (place) place.textContent = cards.length > AT_ONCE ? `${first / AT_ONCE + 1} / ${Math.ceil(cards.length / AT_ONCE)}` : "";
  const button = /** @type {HTMLElement | null | undefined} */ (board?.querySelector("[data-pause]"));
  if (button) button.hidden = cards.length <= AT_ONCE;
}

function turn() {
  if (isPaused) return;
  first += AT_ONCE;
  showCards();
}

/** Another release: its cards, read anew past every cache, in the place of these. A page that is gone takes its cards along. */
async function look() {
  const release = await readRelease();
  if (!release || release.number === shown) return;
  const answer = await fetch(location.href, { cache: "no-cache" }).catch(() => null);
  if (answer?.status === 404 || answer?.status === 410) board?.querySelector("[data-cards]")?.replaceChildren();
  else if (answer?.ok) takeOver(new DOMParser().parseFromString(await answer.text(), "text/html"), release.number);
  keepToDays();
  showCards();
}

/** @param {Document} page @param {number} number */
function takeOver(page, number) {
  const fresh = theBoard(page);
  if (!board || !fresh || (fresh.dataset.first ?? "") < (board.dataset.first ?? "")) return;
  board.replaceWith(document.adoptNode(fresh));
  board = fresh;
  shown = number;
  wire();
}

function wire() {
  const button = board?.querySelector("[data-pause]");
  const tell = () => {
    button?.setAttribute("aria-pressed", String(isPaused));
  };
  button?.addEventListener("click", () => {
    isPaused = !isPaused;
    tell();
  });
  tell();
}

wire();
showCards();
keepToDays();
setInterval(keepToDays, CLOCK);
setInterval(turn, TURN);
setInterval(look, LOOK);
look();
