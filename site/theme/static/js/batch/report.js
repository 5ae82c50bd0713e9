// @ts-check
/** A finished check on the page: summary, table, receipt, and the file to take away. */

import { say } from "../search/wording.js";
import { paragraphs, place } from "./elements.js";
import { asOfSentences, fileOf, showReceipt } from "./receipt.js";
import { showTable } from "./table.js";
import { countVerdicts } from "./verdicts.js";
import { countsOf } from "./words.js";

/** @typedef {import("./types").Report} Report */

const KEPT_FOR = 60_000;

/** @param {Report} report @param {Map<string, string>} titles of datasets @param {URL} searchPage */
export function showReport(report, titles, searchPage) {
  const counts = countVerdicts(report.checked);
  const listed = report.checked.filter(({ consortium }) => consortium === "listed");
  const marked = [...new Set(listed.map(({ line }) => line.consortium))];
  const sentences = [
    say("summary", { n: report.checked.length, counts: countsOf(report.checked) }),
    marked.length ? say("summary-consortia", { n: marked.length, names: marked.join("、") }) : "",
    counts.representative ? say("summary-representative", { n: counts.representative }) : "",
    counts.failed ? say("summary-failed", { n: counts.failed }) : "",
    ...asOfSentences(report),
  ];
  place("summary").replaceChildren(...paragraphs(sentences.filter(Boolean)));
  place("retry").hidden = !counts.failed;
  showTable(report.checked, titles, searchPage);
  showReceipt(report, titles);
}

/** @param {Report} report @param {Map<string, string>} titles of datasets */
export function download(report, titles) {
  const address = URL.createObjectURL(new Blob([fileOf(report, titles)], { type: "text/csv" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = say("file-name");
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), KEPT_FOR);
}
