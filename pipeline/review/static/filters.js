// @ts-check
/** The form of filters. */
import { fill } from "./elements.js";
import { FILTERS, TO_CHECK, UNNAMED, filterOf } from "./model.js";
import { found, place } from "./place.js";

/** @typedef {import("../types").Index} Index */
/** @typedef {import("./model.js").Filter} Filter */
/** @typedef {import("./model.js").FilterName} FilterName */
/** @typedef {[value: string, title: string]} Choice */

/** @type {Choice} */
const ALL = ["", "全部"];

/** @param {Index} index @param {Filter} filter */
export function showFilters(index, filter) {
  const choices = choicesOf(index);
  for (const name of FILTERS) {
    const select = found(place("filters", HTMLFormElement), `[name=${name}]`, HTMLSelectElement);
    if (!select.options.length) fill(select, [ALL, ...choices[name]], filter[name]);
    select.value = filter[name];
  }
  const text = place("filters", HTMLFormElement).elements.namedItem("text");
  if (text instanceof HTMLInputElement) text.value = filter.text;
}

/** @returns {Filter} what is chosen in the form, from its first page on */
export function chosenFilter() {
  const form = new FormData(place("filters", HTMLFormElement));
  return filterOf((name) => String(form.get(name) ?? ""), 0);
}

/** @param {Index} index @returns {Record<FilterName, Choice[]>} */
function choicesOf({ states, datasets, handlers, rules, levels }) {
  return {
    state: [[TO_CHECK, "待核对"], ...Object.entries(states)],
    dataset: datasets,
    handler: handlers.map((name) => /** @type {Choice} */ ([name || UNNAMED, name || "未写明"])).sort(),
    rule: rules.filter(([name]) => name),
    level: levels.map((level) => [level, level]),
    done: [["no", "未核对"], ["yes", "已核对"]],
  };
}
