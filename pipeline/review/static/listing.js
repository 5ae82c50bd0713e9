// @ts-check
/** The list of records: its page, the chosen line, the progress. */
import { lineOf } from "./elements.js";
import { showFilters } from "./filters.js";
import { progress, progressText, readFilter, writeFilter } from "./model.js";
import { place, say } from "./place.js";
import { applyFilter, bounds, isChecked, toggleAt } from "./state.js";
import { keepChecked } from "./store.js";

/** @typedef {import("./state.js").Desk} Desk */
/** @typedef {import("./model.js").Filter} Filter */

/** Show what the address asks for. @param {Desk} desk */
export function showList(desk) {
  applyFilter(desk, readFilter(location.hash));
  showFilters(desk.index, desk.filter);
  const { first, last, page, pages } = bounds(desk);
  const lines = desk.found.slice(first, last).map((at) => line(desk, at));
  const entries = place("entries", HTMLElement);
  entries.replaceChildren(...lines);
  entries.hidden = !lines.length;
  place("none", HTMLElement).hidden = lines.length > 0;
  place("count", HTMLElement).textContent = `共 ${desk.found.length} 条，按风险从高到低排列`;
  place("where", HTMLElement).textContent = `第 ${page + 1} / ${pages} 页`;
  for (const [button, step] of pagers()) button.disabled = page + step < 0 || page + step >= pages;
  showProgress(desk);
  if (lines.length) choose(desk, first);
}

/** @returns {[button: HTMLButtonElement, step: number][]} */
export function pagers() {
  const buttons = [...document.querySelectorAll("[data-page]")].filter((one) => one instanceof HTMLButtonElement);
  return buttons.map((button) => [button, Number(button.dataset.page)]);
}

/** Ask for other records. @param {Desk} desk @param {Filter} filter */
export function go(desk, filter) {
  history.replaceState(null, "", `#${writeFilter(filter)}`);
  showList(desk);
}

/** @param {Desk} desk @param {number} step */
export function turn(desk, step) {
  const { page, pages } = bounds(desk, step);
  if (pages > 1 && page !== desk.filter.page) go(desk, { ...desk.filter, page });
}

/** @param {Desk} desk @param {number} current place in `found` */
export function choose(desk, current) {
  const entries = place("entries", HTMLElement);
  entries.querySelector("[aria-selected=true]")?.setAttribute("aria-selected", "false");
  desk.current = current;
  const chosen = lineAt(desk.found[current]);
  chosen?.setAttribute("aria-selected", "true");
  chosen?.scrollIntoView({ block: "nearest" });
  entries.setAttribute("aria-activedescendant", chosen?.id ?? "");
}

/** A record is checked, or is no longer. @param {Desk} desk @param {number} at */
export function toggle(desk, at) {
  const isNow = toggleAt(desk, at);
  if (!keepChecked(desk.checked)) say("浏览器不允许保存进度，关闭页面后进度将丢失。");
  lineAt(at)?.setAttribute("aria-checked", String(isNow));
  showProgress(desk);
}

/** Show what was decided on a record. @param {Desk} desk @param {string} id */
export function renew(desk, id) {
  const at = desk.index.records.id.indexOf(id);
  const shown = lineAt(at);
  const renewed = line(desk, at);
  renewed.setAttribute("aria-selected", shown?.getAttribute("aria-selected") ?? "false");
  shown?.replaceWith(renewed);
}

/** @param {Desk} desk @param {number} at */
function line(desk, at) {
  return lineOf(desk.index, at, isChecked(desk, at), desk.decided[desk.index.records.id[at]] ?? "");
}

/** @param {number} at */
const lineAt = (at) => document.getElementById(`e${at}`);

/** @param {Desk} desk */
function showProgress({ index, checked }) {
  const { done, total } = progress(index, checked);
  place("progress", HTMLElement).textContent = progressText(done, total);
}
