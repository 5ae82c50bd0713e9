// @ts-check
/* Runs before the page is drawn: large print and colours as the visitor chose them on this device. */
(() => {
  const root = document.documentElement;
  root.dataset.script = "";
  const dark = /** @type {HTMLLinkElement | null} */ (document.querySelector("link[data-dark]"));
  const media = { light: "not all", dark: "screen" };
  try {
    if (localStorage.getItem("mode") === "elder") root.dataset.mode = "elder";
    const colour = localStorage.getItem("colour");
    if (dark && (colour === "light" || colour === "dark")) dark.media = media[colour];
  } catch {
    // Storage is forbidden here: the page follows the system.
  }
})();
