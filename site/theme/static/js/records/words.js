// @ts-check
/** The words of cards, citations and receipts; all stand in the page (citation_texts.html, record_tools.html). */

/** @type {Map<string, string> | undefined} */
let texts;

/** @returns {HTMLTemplateElement[]} */
const templates = () => [.../** @type {NodeListOf<HTMLTemplateElement>} */ (document.querySelectorAll("template[data-record-texts]"))];

/** The site's name. */
export const siteName = () => templates()[0]?.dataset.site ?? "";

/**
 * A text with its places in braces filled.
 * @param {string} name
 * @param {Record<string, string | number>} [values]
 */
export function say(name, values = {}) {
  const known = templates().flatMap((one) => [...one.content.children]);
  texts ??= new Map(known.map((text) => [text.getAttribute("data-text") ?? "", text.textContent ?? ""]));
  return (texts.get(name) ?? "").replace(/\{(\w+)\}/g, (_, place) => String(values[place] ?? ""));
}

/**
 * An element with a text.
 * @param {string} tag
 * @param {string} className
 * @param {string} [text]
 */
export function element(tag, className, text = "") {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.textContent = text;
  return made;
}

/**
 * @param {string} label
 * @param {string} className
 * @param {(button: HTMLElement) => void} act
 * @param {string} [about] what it acts on, for those who hear one button after the other
 */
export function button(label, className, act, about = "") {
  const made = element("button", className, label);
  made.setAttribute("type", "button");
  if (about) made.setAttribute("aria-label", `${label}：${about}`);
  made.addEventListener("click", () => act(made));
  return made;
}
