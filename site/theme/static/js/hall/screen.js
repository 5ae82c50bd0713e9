// @ts-check
/**
 * A board in a court's hall: turns its cards, and shows none before the day of its release or after the second working day
 * behind it. It looks every few minutes whether another release is public, and takes that one's cards over; without a
 * network it goes on until its last day is over.
 */

import { chineseDay, readRelease } from "../release.js";
import { dayInChina, lastDay, mayShow } from "./days.js";

/** @typedef {import("./days.js").Calendar} Calendar */
/** @typedef {import("./days.js").Days} Days */

const TURN = 12_000;
const LOOK = 4 * 60_000;
const CLOCK = 10_000;
const AT_ONCE = 2;
const CALENDAR = new URL("../../../screen/calendar.json", import.meta.url);

let board = theBoard(document);
let first = 0;
/** @type {number | null} The release whose cards stand on the board; null until the page was read anew once. */
let shown = null;
/** @type {Days | null} Those of the release whose cards stand here. */
let days = null;
let isPaused = false;

/** @param {Document} page @returns {HTMLElement | null} */
function theBoard(page) {
  return page.querySelector("main[data-board]");
}

/** Blank or not, by the clock as it stands now. */
function keepToDays() {
  if (!board) return;
  const state = mayShow(dayInChina(new Date()), days) ? "on" : "blank";
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
  const [release, calendar] = await Promise.all([readRelease(), readCalendar()]);
  if (!release || !calendar || release.number === shown || (days && release.date < days.first)) return;
  const answer = await fetch(location.href, { cache: "no-cache" }).catch(() => null);
  if (answer?.status === 404 || answer?.status === 410) board?.querySelector("[data-cards]")?.replaceChildren();
  else if (answer?.ok) {
    takeOver(new DOMParser().parseFromString(await answer.text(), "text/html"));
    shown = release.number;
    days = { first: release.date, last: lastDay(release.date, calendar) };
    const told = board?.querySelector("[data-released]");
    if (told) told.textContent = `${chineseDay(release.date)}发布`;
  }
  keepToDays();
  showCards();
}

/** @returns {Promise<Calendar | null>} null where it cannot be read */
async function readCalendar() {
  const answer = await fetch(CALENDAR, { cache: "no-cache" }).catch(() => null);
  return answer?.ok ? answer.json().catch(() => null) : null;
}

/** @param {Document} page */
function takeOver(page) {
  const fresh = theBoard(page);
  if (!board || !fresh) return;
  board.replaceWith(document.adoptNode(fresh));
  board = fresh;
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
