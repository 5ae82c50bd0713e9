// @ts-check
/** The form of filters and order: its options come from the answer; names of courts are read when it is used. */

import { call } from "./client.js";
import { say } from "./wording.js";

/** @typedef {import("./types").Answer} Answer */
/** @typedef {import("./types").Manifest} Manifest */
/** @typedef {import("./types").Wish} Wish */

const YEARS_OFFERED = 12;
const UNDATED = "-";
/** @type {Map<string, string>} */
const courtNames = new Map();
let isWhole = false;

/** @param {HTMLFormElement} form @param {(chosen: Partial<Wish>) => void} choose */
export function wireFilters(form, choose) {
  const chosen = () => choose(Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)])));
  form.addEventListener("change", chosen);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(chosen));
  for (const event of ["pointerenter", "focusin"]) form.addEventListener(event, () => nameCourts(form), { once: true });
}

/** @param {HTMLFormElement} form @param {Answer} found @param {Manifest} manifest @param {Wish} wish */
export function showFilters(form, found, manifest, wish) {
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
  const isSet = Boolean(wish.dataset || wish.court || wish.year || wish.sort);
  form.hidden = Boolean(found.choices) || (found.all < 2 && !isSet);
  /** @type {HTMLButtonElement} */ (form.querySelector("[type=reset]")).disabled = !isSet;
}

/** @param {HTMLFormElement} form @param {string} name @param {string[]} values @param {Record<string, number>} counts @param {Record<string, string>} labels @param {string} chosen */
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

/** @param {HTMLFormElement} form */
async function nameCourts(form) {
  const table = await call("courts").catch(() => ({}));
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

/** @param {HTMLFormElement} form @param {string} name @returns {HTMLSelectElement} */
const selectOf = (form, name) => /** @type {HTMLSelectElement} */ (form.elements.namedItem(name));
