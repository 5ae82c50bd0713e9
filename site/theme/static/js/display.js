// @ts-check
/** The switches of the header: large print (大字版) and colours. They are all that this site keeps in the browser. */

const SYSTEM = "screen and (prefers-color-scheme: dark)";
const MEDIA = /** @type {Record<string, string>} */ ({ light: "not all", dark: "screen" });
const root = document.documentElement;

/**
 * What was chosen on this device; nothing where storage is forbidden.
 * @param {string} name
 */
function kept(name) {
  try {
    return localStorage.getItem(name) ?? "";
  } catch {
    return "";
  }
}

/**
 * @param {string} name
 * @param {string} value "" forgets it
 */
function keep(name, value) {
  try {
    if (value) localStorage.setItem(name, value);
    else localStorage.removeItem(name);
  } catch {
    // The choice then lasts as long as the page.
  }
}

/** @param {HTMLButtonElement} button */
function wireElder(button) {
  const show = () => button.setAttribute("aria-pressed", String(root.dataset.mode === "elder"));
  button.addEventListener("click", () => {
    if (root.dataset.mode === "elder") delete root.dataset.mode;
    else root.dataset.mode = "elder";
    keep("mode", root.dataset.mode ?? "");
    show();
  });
  show();
}

/**
 * @param {HTMLSelectElement} select
 * @param {HTMLLinkElement} dark
 */
function wireColour(select, dark) {
  const chosen = kept("colour");
  select.value = chosen in MEDIA ? chosen : "";
  select.addEventListener("change", () => {
    dark.media = MEDIA[select.value] ?? SYSTEM;
    keep("colour", select.value);
  });
}

/** On a narrow page the menu and the switches are folded behind a button. @param {HTMLButtonElement} button */
function wireMenu(button) {
  const header = /** @type {HTMLElement} */ (button.closest(".top"));
  const show = (/** @type {boolean} */ isOpen) => {
    header.toggleAttribute("data-open", isOpen);
    button.setAttribute("aria-expanded", String(isOpen));
  };
  button.addEventListener("click", () => show(button.getAttribute("aria-expanded") !== "true"));
  header.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape" || button.getAttribute("aria-expanded") !== "true") return;
    show(false);
    button.focus();
  });
}

/** Wire the switches and the menu, where the page has them. */
export function wireDisplay() {
  const menu = /** @type {HTMLButtonElement | null} */ (document.querySelector("[data-menu]"));
  if (menu) wireMenu(menu);
  const button = /** @type {HTMLButtonElement | null} */ (document.querySelector("[data-elder]"));
  const select = /** @type {HTMLSelectElement | null} */ (document.querySelector("[data-colour]"));
  const dark = /** @type {HTMLLinkElement | null} */ (document.querySelector("link[data-dark]"));
  if (button) wireElder(button);
  if (select && dark) wireColour(select, dark);
}
