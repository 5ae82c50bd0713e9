// @ts-check
/** The record that is read, and the buttons below it. */
import { button, element, recordOf } from "./elements.js";
import { choose, toggle } from "./listing.js";
import { place } from "./place.js";
import { bounds, chosen, entryAt, isChecked } from "./state.js";

/** @typedef {import("./state.js").Desk} Desk */

/** As in review.css: the record takes the list's place. */
const NARROW = matchMedia("(max-width: 59.99rem)");

/** Go on in the list; where a record is open, the next one opens. @param {Desk} desk @param {number} step */
export function move(desk, step) {
  const { first, last } = bounds(desk);
  const next = desk.current + step;
  if (next < first || next >= last) return;
  choose(desk, next);
  if (desk.isOpen) void open(desk);
  else place("entries", HTMLElement).focus({ preventScroll: true });
}

/** @param {Desk} desk */
export async function open(desk) {
  const at = chosen(desk);
  if (at === null) return;
  desk.isOpen = true;
  const entry = await entryAt(desk, at);
  if (chosen(desk) !== at || !desk.isOpen) return; // the officer has moved on meanwhile
  desk.opened = at;
  const pane = place("record", HTMLElement);
  const buttons = element(
    "p",
    { class: "buttons" },
    button(checkWords(desk, at), () => toggleChosen(desk), { class: "button", "data-check": "" }),
    ...desk.deeds.map(([label, act]) => button(label, act)),
  );
  pane.replaceChildren(button("回到列表", () => close(desk), { class: "back" }), recordOf(entry, desk.index), buttons);
  document.body.classList.add("is-open");
  pane.focus({ preventScroll: true });
  pane.scrollTop = 0;
  if (NARROW.matches) pane.scrollIntoView();
}

/** @param {Desk} desk */
export function close(desk) {
  desk.isOpen = false;
  document.body.classList.remove("is-open");
  place("entries", HTMLElement).focus();
}

/** Check the chosen record, or take that back. @param {Desk} desk */
export function toggleChosen(desk) {
  const at = chosen(desk);
  if (at === null) return;
  toggle(desk, at);
  const shown = document.querySelector("[data-check]");
  if (shown && desk.opened === at) shown.textContent = checkWords(desk, at);
}

/** @param {Desk} desk @param {number} at */
const checkWords = (desk, at) => (isChecked(desk, at) ? "已核对，取消（空格）" : "标记为已核对（空格）");
