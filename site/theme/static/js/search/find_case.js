// @ts-check
/** The records and texts of a case. */

import { learn, needsTable } from "./analyzer.js";
import { caseKeys } from "./case_numbers.js";
import { follow } from "./references.js";

/** @typedef {import("./types").Found} Found */
/** @typedef {import("./types").Query} Query */
/** @typedef {import("./types").Row} Row */
/** @typedef {import("./types").Wish} Wish */
/** @typedef {import("./fetch.js").Store} Store */

/** @param {Store} store @param {Query} query @param {Wish} wish @param {number} most @returns {Promise<Found>} */
export function findCase(store, query, wish, most) {
  const fitting = async (/** @type {Row[]} */ rows) => {
    if (rows.some((row) => needsTable(row.case_number ?? ""))) learn(await store.traditional());
    return rows.filter((row) => caseKeys(row.case_number).some((key) => query.keys.includes(key)));
  };
  return follow(store, "case", query.keys, fitting, wish, most);
}
