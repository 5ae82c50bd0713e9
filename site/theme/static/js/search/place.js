// @ts-check
/** Where the reader was among the hits, kept with the entry of the history: no question, only which hit stood where. */

/** @typedef {{at?: string, off?: number, [name: string]: unknown}} Kept */

const PAUSE = 120;

/** @param {HTMLElement} main @param {HTMLElement} results */
export function keepPlace(main, results) {
  let waiting = 0;
  const note = () => {
    if (main.dataset.state !== "done" || main.dataset.view) return;
    const hit = hitsOf(results).find((one) => one.getBoundingClientRect().bottom > 0);
    const place = hit && scrollY ? { at: hit.dataset.recordId, off: Math.round(hit.getBoundingClientRect().top) } : { at: undefined };
    history.replaceState({ ...history.state, ...place }, "");
  };
  addEventListener("scroll", () => {
    const { href } = location;
    clearTimeout(waiting);
    waiting = setTimeout(() => location.href === href && note(), PAUSE);
  });
  addEventListener("pagehide", note);
}

/** Back to where this entry of the history was left. @param {HTMLElement} results */
export function restorePlace(results) {
  const { at, off = 0 } = /** @type {Kept} */ (history.state ?? {});
  const hit = hitsOf(results).find((one) => one.dataset.recordId === at);
  if (at && hit) scrollTo({ top: scrollY + hit.getBoundingClientRect().top - off, behavior: "instant" });
}

/** @param {HTMLElement} results @returns {HTMLElement[]} */
const hitsOf = (results) => [.../** @type {NodeListOf<HTMLElement>} */ (results.querySelectorAll("[data-record-id]"))];
