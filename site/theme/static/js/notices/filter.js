// @ts-check
/** Which notices are wanted, in which order, and on which days they fall. Pure. */
import { beginningOf, dayOf, daysLater, endOf, mondayOf, timeOf } from "./days.js";
import { isOpen, stateOf } from "./state.js";

/** @typedef {import("./types").Card} Card */
/** @typedef {import("./types").CardFile} CardFile */
/** @typedef {import("./types").Entry} Entry */
/** @typedef {import("./types").Wanted} Wanted */

const A_MONTH = 30;
const RANKS = { running: 0, coming: 1, begun: 2, unknown: 3, over: 4 };

/** @param {string} name of a choice of days @param {string} today @returns {{from: string, until: string}} "" for no bound */
export function rangeOf(name, today) {
  const monday = mondayOf(today);
  if (name === "today") return { from: today, until: today };
  if (name === "week") return { from: monday, until: daysLater(monday, 6) };
  if (name === "next-week") return { from: daysLater(monday, 7), until: daysLater(monday, 13) };
  return name === "month" ? { from: today, until: daysLater(today, A_MONTH) } : { from: "", until: "" };
}

/** @param {CardFile} file @param {Wanted} wanted @param {Date} now @returns {boolean} whether it can hold what is wanted */
export function mayHold({ kind, month, last }, wanted, now) {
  if (wanted.kind && wanted.kind !== kind) return false;
  if (month === "undated") return !wanted.from && !wanted.until;
  const from = [wanted.from, wanted.open ? dayOf(now.getTime()) : ""].sort()[1];
  return !(last && from && last < from) && !(kind !== "reward" && wanted.until && month > wanted.until.slice(0, 7));
}

/** @param {Card} card @param {Wanted} wanted @param {Date} now */
export function isWanted(card, wanted, now) {
  const price = Number(card.price?.replace(/[^0-9.]/g, ""));
  return (
    (!wanted.kind || card.kind === wanted.kind) &&
    (!wanted.object || card.object === wanted.object) &&
    (!wanted.place || Boolean(card.place?.includes(wanted.place))) &&
    ((wanted.least === null && wanted.most === null) || Boolean(card.price && price >= (wanted.least ?? 0) && price <= (wanted.most ?? Infinity))) &&
    touches(card, wanted) &&
    (!wanted.open || isOpen(stateOf(card, now)))
  );
}

/** @param {Card} card @param {Wanted} wanted @returns {boolean} whether a day of it lies between the days wanted */
function touches({ kind, start, end }, { from, until }) {
  if (!from && !until) return true;
  if (!start && !end) return false;
  const first = start ? dayOf(beginningOf(start)) : kind === "reward" ? "" : dayOf(beginningOf(end ?? ""));
  const last = end && endOf(end) > beginningOf(start ?? end) ? dayOf(beginningOf(end)) : first;
  return (!until || first <= until) && (!from || last >= from);
}

/** @param {Card[]} cards @param {Date} now @returns {Card[]} what runs by its end, then what comes by its beginning; what is over last, the newest first */
export function inOrder(cards, now) {
  const ranked = cards.map((card) => ({ card, name: stateOf(card, now).name }));
  const key = (/** @type {{card: Card, name: keyof typeof RANKS}} */ { card, name }) => (name === "running" ? card.end ?? "" : card.start ?? card.end ?? "");
  ranked.sort((left, right) => {
    const rank = RANKS[left.name] - RANKS[right.name];
    const way = RANKS[left.name] > 1 ? -1 : 1;
    return rank || way * compare(key(left), key(right)) || compare(left.card.id, right.card.id);
  });
  return ranked.map(({ card }) => card);
}

/** @param {Card[]} cards @param {string} monday @returns {Map<string, Entry[]>} the days of a week -> what happens on each, by the time of day */
export function weekOf(cards, monday) {
  /** @type {Map<string, Entry[]>} */
  const days = new Map(Array.from({ length: 7 }, (_, place) => [daysLater(monday, place), []]));
  for (const card of cards) {
    if (card.start) days.get(dayOf(beginningOf(card.start)))?.push({ card, what: "starts", time: timeOf(card.start) });
    if (card.end && !card.result) days.get(dayOf(beginningOf(card.end)))?.push({ card, what: "ends", time: timeOf(card.end) });
  }
  for (const entries of days.values()) entries.sort((left, right) => compare(left.time, right.time) || compare(left.card.id, right.card.id));
  return days;
}

/** @param {string} left @param {string} right */
const compare = (left, right) => (left < right ? -1 : left > right ? 1 : 0);
