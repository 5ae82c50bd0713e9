// @ts-check
/** A request for correction: written in the browser, shown as a sheet to print. Nothing is sent, nothing is kept. */

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
  return sheet;
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
if (form && place && template) wire(form, place, template);
