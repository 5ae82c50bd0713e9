// @ts-check
/** The words of the finder; all stand in the page (notice_finder.html). */

/** @type {Map<string, string> | undefined} */
let texts;

/** @param {string} name @param {Record<string, string | number>} [values] @returns {string} with its places in braces filled */
export function say(name, values = {}) {
  const template = /** @type {HTMLTemplateElement} */ (document.querySelector("template[data-finder-texts]"));
  texts ??= new Map([...template.content.children].map((one) => [one.getAttribute("data-text") ?? "", one.textContent ?? ""]));
  return (texts.get(name) ?? "").replace(/\{(\w+)\}/g, (_, place) => String(values[place] ?? ""));
}

/** @param {string} tag @param {string} className @param {...(string | Node)} inner @returns {HTMLElement} */
export function element(tag, className, ...inner) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...inner);
  return made;
}
