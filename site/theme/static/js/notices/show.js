// @ts-check
/** Says of every notice in a part of the page how it stands, and hides what is there only until it is over. */
import { MINUTE } from "./days.js";
import { stateOf } from "./state.js";

/** @typedef {import("./types").KindName} KindName */
/** @typedef {import("./types").Span} Span */

/** @param {HTMLElement} notice with the data of macros.html: span_data @returns {Span} */
export const spanOf = ({ dataset }) => ({
  kind: /** @type {KindName} */ (dataset.notice),
  start: dataset.start,
  end: dataset.end,
  result: dataset.outcome,
});

/** @param {HTMLElement} notice @param {Date} now */
export function showState(notice, now) {
  const { name, words } = stateOf(spanOf(notice), now);
  notice.dataset.state = name;
  const place = notice.querySelector(".state-words");
  if (place && place.textContent !== words) place.textContent = words;
  for (const one of /** @type {NodeListOf<HTMLElement>} */ (notice.querySelectorAll("[data-while-open]"))) one.hidden = name === "over";
}

/** @param {ParentNode} part @param {Date} now */
export function showStates(part, now) {
  for (const notice of /** @type {NodeListOf<HTMLElement>} */ (part.querySelectorAll("[data-notice]"))) showState(notice, now);
}

/** From now on, minute by minute. @param {ParentNode} part */
export function keepStates(part) {
  const show = () => showStates(part, new Date());
  show();
  setInterval(show, MINUTE);
}
