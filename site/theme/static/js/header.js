// @ts-check
/** The frame of every page: the search field of the header, and the word that the device is offline. */

const SEARCH_PAGE = new URL("../../search/", import.meta.url);

/**
 * The search itself is fetched when the field is used; what was sent before it is there is sent again. Where it cannot be
 * fetched, the search page says why.
 */
export function wireHeaderSearch() {
  const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-search-later]"));
  if (!form) return;
  let isReady = false;
  const load = () => import("./search/main.js").then(() => (isReady = true));
  form.addEventListener("focusin", () => load().catch(() => undefined), { once: true });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (isReady) return;
    event.stopImmediatePropagation();
    load().then(
      () => form.requestSubmit(),
      () => location.assign(SEARCH_PAGE),
    );
  });
}

/** Show the notice while the device has no network. */
export function wireOffline() {
  const notice = /** @type {HTMLElement | null} */ (document.querySelector("[data-offline]"));
  if (!notice) return;
  const show = () => (notice.hidden = navigator.onLine);
  for (const event of ["online", "offline"]) addEventListener(event, show);
  show();
}
