// @ts-check
/** The state of the page in the address's fragment, so that a link reproduces it. No full number ever stands there. */

import { privateText, readQuery } from "./kind.js";
import { fold } from "./signs.js";

/** @typedef {import("./types").Wish} Wish */
/** @typedef {{text: string, wish: Wish, show: number}} State */

const WISHES = /** @type {const} */ (["dataset", "court", "year", "sort", "in"]);
const MOST_SHOWN = 5000;
export const FIRST_PAGE = 20;
/** @type {Wish} */
export const NO_WISH = { dataset: "", court: "", year: "", sort: "", in: "" };

/** @returns {State | null} null where nothing is asked */
export function readAddress() {
  const given = new URLSearchParams(location.hash.slice(1).replace(/\+/g, "%2B"));
  const text = given.get("q");
  if (text === null) return null;
  const wish = { ...NO_WISH, ...Object.fromEntries(WISHES.map((name) => [name, given.get(name) ?? ""])) };
  return { text, wish, show: Math.min(Math.max(Number(given.get("show")) || 0, FIRST_PAGE), MOST_SHOWN) };
}

/** @param {string} text without hidden digits @param {Partial<Wish>} [wish] @param {number} [show] @returns {string} */
export function fragmentOf(text, wish = {}, show = FIRST_PAGE) {
  const parts = [["q", text], ...WISHES.map((name) => [name, wish[name] ?? ""]), ["show", show > FIRST_PAGE ? String(show) : ""]];
  const told = parts.filter(([name, value]) => value || name === "q");
  return "#" + told.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&");
}

/** @param {string} fragment @param {"pushState" | "replaceState"} how */
export function keep(fragment, how) {
  const url = new URL(fragment, location.href);
  if (url.href !== location.href) history[how](how === "pushState" ? null : history.state, "", url);
}

/** @param {string} typed @param {string} profile @returns {string} the query as it may stand in an address */
export function safe(typed, profile) {
  const folded = fold(typed);
  const query = readQuery(typed, profile);
  return query.asked === "id" || query.asked === "nothing" || privateText(folded) !== folded ? query.shown : typed;
}
