// @ts-check
/** The reading desk: a list of records, one of them open, the keyboard, and decisions on it. Here all is wired. */
import { Chunks } from "./chunks.js";
import { ask, wireDecisions } from "./deciding.js";
import { chosenFilter } from "./filters.js";
import { actOf, whereOf } from "./keys.js";
import { choose, go, pagers, showList, turn } from "./listing.js";
import { openDialog, place, say } from "./place.js";
import { close, move, open, toggleChosen } from "./reading.js";
import { FROM_DISK, isServed } from "./served.js";
import { newDesk } from "./state.js";
import { checkedSoFar, decidedSoFar, hasKeys, keepKeys } from "./store.js";

/** @typedef {import("./keys.js").Act} Act */
/** @typedef {import("./state.js").Desk} Desk */

const chunks = new Chunks();
window.Review = {
  begin: (index) => wire(newDesk(index, chunks, checkedSoFar(), decidedSoFar())),
  take: (number, entries) => chunks.take(number, entries),
};

/** @param {Desk} desk */
function wire(desk) {
  const keys = place("keys", HTMLInputElement);
  keys.checked = hasKeys();
  keys.addEventListener("change", () => keepKeys(keys.checked));
  window.addEventListener("hashchange", () => showList(desk));
  place("filters", HTMLFormElement).addEventListener("change", () => go(desk, chosenFilter()));
  place("entries", HTMLElement).addEventListener("click", ({ target }) => openLine(desk, target));
  place("help", HTMLElement).addEventListener("click", () => openDialog("help"));
  for (const [button, step] of pagers()) button.addEventListener("click", () => turn(desk, step));
  wireDecisions(desk);
  const acts = actsOn(desk);
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

/** @param {Desk} desk @returns {Record<Act, () => void>} */
function actsOn(desk) {
  return {
    next: () => move(desk, 1),
    previous: () => move(desk, -1),
    "next-page": () => turn(desk, 1),
    "previous-page": () => turn(desk, -1),
    open: () => void open(desk),
    close: () => close(desk),
    check: () => toggleChosen(desk),
    hold: () => void ask(desk, "hold"),
    correct: () => void ask(desk, "correction"),
    sign,
    help: () => openDialog("help"),
  };
}

/** Signing has a page of its own, which only a server shows. */
function sign() {
  if (isServed) location.href = "approve.html";
  else say(FROM_DISK);
}
