// @ts-check
/** On paper, an answer or one card says where it comes from: site, address, release, as of, the question and the time of the print. */
import { chineseDay } from "../release.js";
import { seenRelease } from "./actions.js";
import { asOfOf, timeOf } from "./as_of.js";
import { element, say, siteName } from "./words.js";

/** @typedef {import("./receipt.js").Answered} Answered */

/** @type {Answered | null} */
let told = null;
/** @type {import("../release.js").Release | null} */
let release = null;
/** @type {HTMLElement | null} */
let foot = null;

/** @param {HTMLElement} main @param {Answered} answered what stands there from now on */
export function showSource(main, answered) {
  told = answered;
  if (foot) return;
  foot = element("dl", "print-source");
  main.append(foot);
  addEventListener("beforeprint", () => fill(main));
  seenRelease.then((seen) => {
    release = seen;
    fill(main);
  });
}

/** @param {HTMLElement} main */
function fill(main) {
  const card = /** @type {HTMLElement | null} */ (main.querySelector(".hit[data-alone]"));
  const address = new URL("../../../search/", import.meta.url).href;
  const lines = [
    [say("site"), `${siteName()} ${address}`],
    ...(release ? [[say("number"), say("release", { number: release.number, day: chineseDay(release.date) })], [say("as-of"), asOfOf(release, card?.dataset.court ?? told?.wish.court ?? "")]] : []),
    ...(told && !card ? [[say("asked"), told.query.shown]] : []),
    [say("time"), say("device-time", { time: timeOf(new Date()) })],
  ];
  const pairs = lines.map(([label, value]) => {
    const pair = element("div", "");
    pair.append(element("dt", "", label), element("dd", "", value));
    return pair;
  });
  foot?.replaceChildren(...pairs);
}
