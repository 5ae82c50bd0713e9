// @ts-check
/** On the pages of the dishonest-debtor list: every row gets the actions of a record, made from what it prints. */
import { actionsOf } from "./actions.js";

/** @typedef {import("../search/types").Row} Row */

/**
 * @param {HTMLTableRowElement} line
 * @param {HTMLTableElement} table
 * @returns {Row}
 */
function rowOf(line, table) {
  const text = (/** @type {string} */ selector) => line.querySelector(selector)?.textContent ?? "";
  return {
    id: line.dataset.recordId ?? "",
    dataset: line.dataset.dataset ?? "",
    court_code: table.dataset.court,
    court_name: table.dataset.courtName,
    party_name: text(".party"),
    id_number: text(".fact-id_number dd"),
    case_number: text(".fact-case_number dd"),
  };
}

for (const table of /** @type {NodeListOf<HTMLTableElement>} */ (document.querySelectorAll("table[data-list]"))) {
  for (const line of table.tBodies[0].rows) {
    const title = table.dataset.list ?? "";
    line.querySelector("th")?.append(...actionsOf(rowOf(line, table), title, line));
  }
}
