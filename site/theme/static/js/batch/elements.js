// @ts-check
/** Small pieces of the page; all values go in as text, never as markup. */

/** @param {string} name of the place @returns {HTMLElement} */
export const place = (name) => /** @type {HTMLElement} */ (document.querySelector(`[data-batch-${name}]`));

/** @param {string} tag @param {string} [text] @param {Record<string, string>} [attributes] @returns {HTMLElement} */
export function element(tag, text = "", attributes = {}) {
  const made = document.createElement(tag);
  made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

/** @param {string[]} sentences @returns {HTMLElement[]} */
export const paragraphs = (sentences) => sentences.map((sentence) => element("p", sentence));
