// @ts-check
/** A second view of the hits: one line a record. It lasts as long as the page. */

/** @param {HTMLElement} narrowing @param {HTMLElement} results */
export function wireLines(narrowing, results) {
  const button = /** @type {HTMLButtonElement | null} */ (narrowing.querySelector("[data-search-lines]"));
  button?.addEventListener("click", () => {
    const isOn = results.toggleAttribute("data-lines");
    button.setAttribute("aria-pressed", String(isOn));
  });
}
