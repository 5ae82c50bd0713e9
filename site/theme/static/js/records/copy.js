// @ts-check
/** Copies a text, and says so; where the browser forbids it, shows the text to be copied by hand. */
import { element, say } from "./words.js";

/**
 * @param {string} text
 * @param {HTMLElement} place a live region; what it said before goes
 */
export async function copyText(text, place) {
  place.replaceChildren();
  try {
    await navigator.clipboard.writeText(text);
    place.append(element("span", "", say("copied")));
  } catch {
    const area = /** @type {HTMLTextAreaElement} */ (element("textarea", "copied"));
    area.value = text;
    area.readOnly = true;
    area.setAttribute("aria-label", say("copy-yourself"));
    place.append(element("p", "", say("copy-yourself")), area);
    area.select();
  }
}
