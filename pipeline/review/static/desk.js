// @ts-check
/** The reading desk: a list of records, one of them open, the keyboard, and decisions on it. */
import { Chunks } from "./chunks.js";
import { ask, wireDecisions } from "./deciding.js";
import { say } from "./place.js";
import { FROM_DISK, isServed } from "./served.js";
import { newDesk } from "./state.js";
import { checkedSoFar, decidedSoFar } from "./store.js";
import { wireReading } from "./wiring.js";

/** @typedef {import("./state.js").Desk} Desk */

const chunks = new Chunks();
window.Review = {
  begin: (index) => wire(newDesk(index, chunks, checkedSoFar(), decidedSoFar())),
  take: (number, entries) => chunks.take(number, entries),
};

/** @param {Desk} desk */
function wire(desk) {
  const [hold, correct] = [() => void ask(desk, "hold"), () => void ask(desk, "correction")];
  desk.deeds = [["暂缓公布（h）", hold], ["要求更正（c）", correct]];
  wireDecisions(desk);
  wireReading(desk, { hold, correct, sign });
}

/** Signing has a page of its own, which only a server shows. */
function sign() {
  if (isServed) location.href = "approve.html";
  else say(FROM_DISK);
}
