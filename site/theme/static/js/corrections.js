// @ts-check
/** A request for correction: written in the browser, shown as a sheet to print. Nothing is sent, nothing is kept. */
import { contestedIn } from "./records/contested.js";

/**
 * The sheet with what was written, all of it as text; what was left out can be written by hand.
 * @param {HTMLTemplateElement} template
 * @param {FormData} written
 * @param {string} ground in words
 */
function sheetOf(template, written, ground) {
  const sheet = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
  for (const place of /** @type {NodeListOf<HTMLElement>} */ (sheet.querySelectorAll("[data-put]"))) {
    const name = place.dataset.put ?? "";
    const text = name === "ground" ? ground : String(written.get(name) ?? "").trim();
    place.replaceChildren(text || Object.assign(document.createElement("span"), { className: "line" }));
  }
  if (!written.get("record")) sheet.querySelector("[data-put-record]")?.remove();
  return sheet;
}

/** Fill in the record that the address names: its card led here. @param {HTMLFormElement} form */
function fillContested(form) {
  const contested = contestedIn(location.hash);
  const place = /** @type {HTMLElement | null} */ (form.querySelector("[data-contested]"));
  if (!contested || !place) return;
  const told = [contested.title, contested.name, contested.case, contested.court].filter(Boolean).join("，");
  const values = { court: contested.court, case: contested.case, record: `${told}（记录编号 ${contested.record}）` };
  for (const [name, value] of Object.entries(values)) /** @type {HTMLInputElement} */ (form.elements.namedItem(name)).value = value;
  /** @type {HTMLElement} */ (place.querySelector("[data-contested-record]")).textContent = values.record;
  const way = contested.list.endsWith("_notices") ? "notice" : contested.list === "consumption_limits" ? "limit" : contested.list === "dishonest_debtors" ? "" : "other";
  for (const one of /** @type {NodeListOf<HTMLElement>} */ (place.querySelectorAll("[data-contested-way]"))) one.hidden = one.dataset.contestedWay !== way;
  place.hidden = false;
  place.scrollIntoView();
  place.focus({ preventScroll: true });
}

/**
 * @param {HTMLFormElement} form
 * @param {HTMLElement} place of the sheet
 * @param {HTMLTemplateElement} template
 */
function wire(form, place, template) {
  const others = [form, .../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-guide]"))];
  const show = (/** @type {boolean} */ isSheet) => {
    place.hidden = !isSheet;
    for (const one of others) one.hidden = isSheet;
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const chosen = /** @type {HTMLInputElement | null} */ (form.querySelector("[name=ground]:checked"));
    place.replaceChildren(sheetOf(template, new FormData(form), chosen?.dataset.text ?? ""));
    show(true);
    /** @type {HTMLElement} */ (place.querySelector("h1")).focus();
  });
  place.addEventListener("click", (event) => {
    const act = event.target instanceof HTMLElement ? event.target.dataset.act : "";
    if (act === "print") print();
    if (act !== "back") return;
    show(false);
    place.replaceChildren();
    /** @type {HTMLElement | null} */ (form.querySelector("input"))?.focus();
  });
}

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-correction]"));
const place = /** @type {HTMLElement | null} */ (document.querySelector("[data-request]"));
const template = /** @type {HTMLTemplateElement | null} */ (document.querySelector("template[data-request-sheet]"));
if (form && place && template) {
  wire(form, place, template);
  fillContested(form);
  addEventListener("hashchange", () => fillContested(form));
}
