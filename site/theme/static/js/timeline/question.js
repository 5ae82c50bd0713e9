// @ts-check
/** The question of the page, in its address's fragment: case numbers (search/cases.js), and nothing else that was typed. */

/** @returns {string | null} what the address asks; null where it asks nothing */
export const readAddress = () => new URLSearchParams(location.hash.slice(1).replace(/\+/g, "%2B")).get("case");

/** @param {string} cases "" for no question @param {"pushState" | "replaceState"} how */
export function keep(cases, how) {
  const url = new URL(location.href);
  url.hash = cases && `case=${encodeURIComponent(cases)}`;
  if (url.href !== location.href) history[how](null, "", url);
}
