// @ts-check
/** What the form of the finder asks, in the form, in the fragment of the address, and as conditions. */
import { beginningOf } from "./days.js";
import { rangeOf } from "./filter.js";

/** @typedef {import("./types").Wanted} Wanted */

const NAMES = ["kind", "object", "place", "least", "most", "days", "from", "until", "open", "view", "week"];
const TEN_THOUSAND = 10_000;
const A_PRICE = /^\d{1,7}(\.\d{1,4})?$/;
const A_DAY = /^\d{4}-\d{2}-\d{2}$/;

/** @param {string} fragment @returns {Map<string, string>} */
export function readFragment(fragment) {
  const given = new URLSearchParams(fragment.replace(/^#/, ""));
  const isFit = (/** @type {string} */ name, /** @type {string} */ value) => name !== "week" || !Number.isNaN(beginningOf(value));
  return new Map(NAMES.flatMap((name) => (given.get(name) && isFit(name, String(given.get(name))) ? [[name, String(given.get(name))]] : [])));
}

/** @param {Map<string, string>} values @returns {string} "" for no question */
export function fragmentOf(values) {
  const told = new URLSearchParams(NAMES.flatMap((name) => (values.get(name) ? [[name, String(values.get(name))]] : [])));
  return String(told) && `#${told}`;
}

/** @param {HTMLFormElement} form @returns {Map<string, string>} */
export const readForm = (form) =>
  new Map([...new FormData(form)].flatMap(([name, value]) => (String(value).trim() ? [[name, String(value).trim().normalize("NFKC")]] : [])));

/** @param {HTMLFormElement} form @param {Map<string, string>} values */
export function fillForm(form, values) {
  for (const one of /** @type {HTMLInputElement[]} */ ([...form.elements].filter((field) => "name" in field && field.name))) {
    if (one.type === "checkbox") one.checked = values.get(one.name) === "1";
    else one.value = values.get(one.name) ?? "";
  }
}

/**
 * @param {Map<string, string>} values @param {string} today
 * @returns {{wanted: Wanted, problem: string}} the name of the text that says what is wrong; "" for nothing
 */
export function wantedOf(values, today) {
  const priceOf = (/** @type {string} */ name) => (A_PRICE.test(values.get(name) ?? "") ? Number(values.get(name)) * TEN_THOUSAND : null);
  const dayOf = (/** @type {string} */ name) => (A_DAY.test(values.get(name) ?? "") ? String(values.get(name)) : "");
  const days = values.get("days") ?? "";
  const { from, until } = days === "chosen" ? { from: dayOf("from"), until: dayOf("until") } : rangeOf(days, today);
  const [least, most] = [priceOf("least"), priceOf("most")];
  const isWrong = (values.get("least") && least === null) || (values.get("most") && most === null);
  const problem = isWrong ? "price-wrong" : from && until && until < from ? "dates-wrong" : "";
  const text = (/** @type {string} */ name) => values.get(name) ?? "";
  const wanted = { kind: text("kind"), object: text("object"), place: text("place"), least, most, from, until, open: text("open") === "1" };
  return { wanted, problem };
}

/** @param {Map<string, string>} values @returns {number} conditions that are set */
export const conditionsOf = (values) =>
  ["kind", "object", "place", "least", "most", "days", "open"].filter((name) => values.get(name)).length;
