// @ts-check
/** Records of one case, one name and one printed number stand together; namesakes stay apart, and nobody is called the same person. */

import { say } from "./wording.js";

/** @typedef {import("./types").Row} Row */

/** @param {Row[]} rows @param {HTMLElement[]} hits one for each @returns {HTMLElement[]} groups where their first record stands, and single hits */
export function gathered(rows, hits) {
  /** @type {Map<string, number[]>} */
  const groups = new Map();
  rows.forEach((row, at) => groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), at]));
  return [...groups.values()].map((places) => (places.length < 2 ? hits[places[0]] : groupOf(rows[places[0]], places.map((at) => hits[at]))));
}

/** @param {Row} row @returns {string} its own id where it can stand with no other */
function keyOf({ id, party_name, case_number, id_number }) {
  return party_name && case_number && id_number ? JSON.stringify([party_name, case_number, id_number]) : id;
}

/** @param {Row} first @param {HTMLElement[]} hits @returns {HTMLElement} */
function groupOf({ party_kind }, hits) {
  const group = document.createElement("li");
  group.className = "hit-group";
  const told = document.createElement("p");
  told.textContent = say(party_kind === "natural" ? "one-case" : "one-case-code", { n: hits.length });
  const list = document.createElement("ol");
  list.setAttribute("aria-label", told.textContent);
  list.append(...hits);
  group.append(told, list);
  return group;
}
