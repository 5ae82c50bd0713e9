// @ts-check
/** The form of filters and order, and a tag for each that is set: both come from the answer; names of courts are read when the form is used. */

import { say } from "./wording.js";

/** @typedef {import("./types").Answer} Answer */
/** @typedef {import("./types").Manifest} Manifest */
/** @typedef {import("./types").Wish} Wish */
/** @typedef {"dataset" | "court" | "year" | "sort"} FilterName */
/** @typedef {{choose(chosen: Partial<Wish>): void, courts(): Promise<Record<string, string>>}} Means */

const YEARS_OFFERED = 12;
const UNDATED = "-";
const FILTERS = /** @type {FilterName[]} */ (["dataset", "court", "year", "sort"]);
/** @type {Map<string, string>} */
const courtNames = new Map();
let isWhole = false;

/** @param {HTMLElement} narrowing the form, folded, and the place of the tags @param {Means} means */
export function wireFilters(narrowing, { choose, courts }) {
  const form = formOf(narrowing);
  const chosen = () => choose(Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)])));
  form.addEventListener("change", chosen);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(chosen));
  narrowing.addEventListener("click", ({ target }) => {
    const filter = target instanceof Element ? target.closest("button")?.dataset.filter : "";
    if (filter) choose({ [filter]: "" });
    if (filter || target instanceof HTMLButtonElement) narrowing.querySelector("summary")?.focus(); // the button goes with its filter
  });
  for (const event of ["pointerenter", "focusin"]) form.addEventListener(event, () => nameCourts(form, courts), { once: true });
}

/** @param {HTMLElement} narrowing @param {Answer} found @param {Manifest} manifest @param {Wish} wish */
export function showFilters(narrowing, found, manifest, wish) {
  const form = formOf(narrowing);
  for (const row of found.rows) if (row.court_code && row.court_name) courtNames.set(row.court_code, row.court_name);
  const { d, c, y } = found.counts;
  isWhole = !found.partial;
  const years = Object.keys(y).sort().reverse();
  const newest = Number(years[0]);
  if (!isWhole && newest) years.push(...Array.from({ length: YEARS_OFFERED }, (_, past) => String(newest - past)));
  fill(form, "dataset", isWhole ? Object.keys(d) : Object.keys(manifest.datasets).filter((list) => manifest.datasets[list]), d, manifest.datasets, wish.dataset);
  fill(form, "court", Object.keys(c).sort(), c, Object.fromEntries(courtNames), wish.court);
  fill(form, "year", years.map((year) => year || UNDATED), { ...y, [UNDATED]: y[""] }, {}, wish.year);
  selectOf(form, "sort").value = wish.sort;
  const set = FILTERS.filter((name) => wish[name]);
  /** @type {HTMLButtonElement} */ (form.querySelector("[type=reset]")).disabled = !set.length;
  showTags(narrowing, form, set);
}

/** @param {HTMLElement} narrowing @param {HTMLFormElement} form @param {FilterName[]} set */
function showTags(narrowing, form, set) {
  const tags = set.map((name) => {
    const tag = document.createElement("button");
    tag.type = "button";
    tag.dataset.filter = name;
    tag.textContent = labelOf(form, name);
    tag.setAttribute("aria-label", say("remove-filter", { filter: tag.textContent }));
    const item = document.createElement("li");
    item.append(tag);
    return item;
  });
  narrowing.querySelector("[data-search-tags]")?.replaceChildren(...tags);
}

/** @param {HTMLFormElement} form @param {FilterName} name @returns {string} what is chosen, without its count */
function labelOf(form, name) {
  const [option] = selectOf(form, name).selectedOptions;
  return (option?.textContent ?? "").replace(option?.dataset.count || "（）", "");
}

/** @param {HTMLFormElement} form @param {FilterName} name @param {string[]} values @param {Record<string, number>} counts @param {Record<string, string>} labels @param {string} chosen */
function fill(form, name, values, counts, labels, chosen) {
  const select = selectOf(form, name);
  const offered = new Set(chosen ? [...values, chosen] : values);
  const options = [...offered].map((value) => {
    const option = new Option("", value, false, value === chosen);
    option.dataset.count = isWhole && counts[value] ? say("of-option", { n: counts[value] }) : "";
    option.textContent = (labels[value] ?? (name === "year" ? yearOf(value) : value)) + option.dataset.count;
    return option;
  });
  select.replaceChildren(select.options[0], ...options);
  select.value = chosen;
}

/** @param {string} year */
const yearOf = (year) => say(year === UNDATED ? "undated" : "year", { year });

/** @param {HTMLFormElement} form @param {Means["courts"]} courts */
async function nameCourts(form, courts) {
  const table = await courts();
  const select = selectOf(form, "court");
  for (const [code, name] of Object.entries(table)) courtNames.set(code, name);
  if (!isWhole) {
    const offered = new Set([...select.options].map(({ value }) => value));
    for (const code of Object.keys(table)) if (!offered.has(code)) select.append(new Option(code, code));
  }
  for (const option of select.options) {
    if (courtNames.has(option.value)) option.textContent = `${courtNames.get(option.value)}${option.dataset.count ?? ""}`;
  }
}

/** @param {HTMLElement} narrowing @returns {HTMLFormElement} */
const formOf = (narrowing) => /** @type {HTMLFormElement} */ (narrowing.querySelector("form"));

/** @param {HTMLFormElement} form @param {FilterName} name @returns {HTMLSelectElement} */
const selectOf = (form, name) => /** @type {HTMLSelectElement} */ (form.elements.namedItem(name));
