// @ts-check
/** The list, the record that is read, and the keyboard, wired to what is done on a page. */
import { chosenFilter } from "./filters.js";
import { actOf, whereOf } from "./keys.js";
import { choose, go, pagers, showList, turn } from "./listing.js";
import { openDialog, place } from "./place.js";
import { close, move, open, toggleChosen } from "./reading.js";
import { hasKeys, keepKeys } from "./store.js";

/** @typedef {import("./keys.js").Act} Act */
/** @typedef {import("./state.js").Desk} Desk */
/** @typedef {Pick<Record<Act, () => void>, "hold" | "correct" | "sign">} Own what each page does in its own way */

/** @param {Desk} desk @param {Own} own */
export function wireReading(desk, own) {
  const keys = place("keys", HTMLInputElement);
  keys.checked = hasKeys();
  keys.addEventListener("change", () => keepKeys(keys.checked));
  window.addEventListener("hashchange", () => showList(desk));
  const filters = place("filters", HTMLFormElement);
  filters.addEventListener("change", () => go(desk, chosenFilter()));
  filters.addEventListener("submit", (event) => {
    event.preventDefault();
    go(desk, chosenFilter());
  });
  place("entries", HTMLElement).addEventListener("click", ({ target }) => openLine(desk, target));
  place("help", HTMLElement).addEventListener("click", () => openDialog("help"));
  for (const [button, step] of pagers()) button.addEventListener("click", () => turn(desk, step));
  const acts = { ...actsOn(desk), ...own };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || document.querySelector("dialog[open]")) return;
    const act = actOf(event.key, whereOf(event.target), keys.checked);
    if (!act) return;
    event.preventDefault();
    acts[act]();
  });
  showList(desk);
}

/** @param {Desk} desk @param {EventTarget | null} target */
function openLine(desk, target) {
  const line = target instanceof Element ? target.closest("[data-at]") : null;
  if (!line) return;
  choose(desk, desk.found.indexOf(Number(line.getAttribute("data-at"))));
  void open(desk);
}

/** @param {Desk} desk @returns {Omit<Record<Act, () => void>, keyof Own>} */
function actsOn(desk) {
  return {
    next: () => move(desk, 1),
    previous: () => move(desk, -1),
    "next-page": () => turn(desk, 1),
    "previous-page": () => turn(desk, -1),
    open: () => void open(desk),
    close: () => close(desk),
    check: () => toggleChosen(desk),
    help: () => openDialog("help"),
  };
}
