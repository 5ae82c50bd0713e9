// @ts-check
/** The receipt on the page: in the place of the search, to print, to copy, to save. Read only when it is asked for. */
import { readRelease } from "../release.js";
import { timeOf } from "./as_of.js";
import { copyText } from "./copy.js";
import { receiptLines, textOf } from "./receipt.js";
import { button, element, say, siteName } from "./words.js";

/**
 * Show the receipt of an answer.
 * @param {import("./receipt.js").Answered} answered
 * @param {import("../release.js").Release | null} seen the release that this page was opened with
 * @param {HTMLElement} place
 * @param {() => void} leave called when the reader goes back
 * @returns {Promise<string>} "" or why there is no receipt
 */
export async function showReceipt(answered, seen, place, leave) {
  const release = await readRelease();
  if (!release || !seen) return say("no-release");
  if (release.digest !== seen.digest) return say("changed");
  const address = new URL("../../../search/", import.meta.url).href;
  const lines = receiptLines(answered, release, address, timeOf(new Date()));
  const said = element("div", "said");
  said.setAttribute("role", "status");
  const bar = element("p", "buttons unprinted");
  bar.append(
    button(say("print"), "button", () => print()),
    button(say("copy"), "button quiet", () => copyText(textOf(lines), said)),
    button(say("save"), "button quiet", () => save(textOf(lines), release.number)),
    button(say("back"), "button quiet", leave),
  );
  place.replaceChildren(bar, said, sheetOf(lines));
  return "";
}

/** @param {[string, string][]} lines */
function sheetOf(lines) {
  const sheet = element("section", "paper receipt");
  const heading = element("h1", "receipt-title", say("title", { site: siteName() }));
  heading.id = "receipt-title";
  heading.tabIndex = -1;
  sheet.setAttribute("aria-labelledby", heading.id);
  const list = element("dl", "receipt-lines");
  for (const [label, value] of lines.slice(1)) {
    const pair = element("div", "");
    pair.append(element("dt", "", label), element("dd", "", value));
    list.append(pair);
  }
  sheet.append(heading, list);
  return sheet;
}

/** @param {string} text @param {number} number of the release */
function save(text, number) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([`${text}\n`], { type: "text/plain;charset=utf-8" }));
  link.download = `receipt-${number}.txt`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
