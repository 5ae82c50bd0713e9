// @ts-check
/** What a record offers wherever it stands: its citation to copy, and to be printed alone. */
import { readRelease } from "../release.js";
import { citationOf } from "./citation.js";
import { copyText } from "./copy.js";
import { button, element, say } from "./words.js";

const SEARCH_PAGE = new URL("../../../search/", import.meta.url);

/** The release that this page was opened with. */
export const seenRelease = readRelease();

/**
 * The buttons of a record and the place where they answer.
 * @param {import("../search/types").Row} row
 * @param {string} list title of its list
 * @param {HTMLElement} alone what is printed
 */
export function actionsOf(row, list, alone) {
  const said = element("div", "said");
  said.setAttribute("role", "status");
  const bar = element("div", "hit-tools");
  bar.append(
    button(say("cite"), "text-button", async () => copyText(citationOf(row, list, await seenRelease, SEARCH_PAGE, today()), said)),
    button(say("print-card"), "text-button", () => printAlone(alone)),
  );
  return [bar, said];
}

/** @param {HTMLElement} one */
function printAlone(one) {
  one.dataset.alone = "";
  addEventListener("afterprint", () => delete one.dataset.alone, { once: true });
  print();
}

/** The day on this device, as `2026-11-20`. */
function today() {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}
