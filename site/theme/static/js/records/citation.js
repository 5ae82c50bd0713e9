// @ts-check
/** The citation of a record: what it is, where it stands, as of when, and the caution about namesakes and removal. */
import { chineseDay } from "../release.js";
import { isOrganisation } from "./facts.js";
import { say, siteName } from "./words.js";

/** @typedef {import("../search/types").Row} Row */

/**
 * @param {Row} row of a party list
 * @param {string} list title of the list
 * @param {import("../release.js").Release | null} release
 * @param {URL} page the search page
 * @param {string} today as `2026-11-20`, on this device
 */
export function citationOf(row, list, release, page, today) {
  const court = release?.as_of?.[row.court_code ?? ""];
  const address = new URL(page);
  address.hash = `q=${encodeURIComponent(row.case_number ?? row.party_name ?? "")}`;
  const number = row.id_number && !isOrganisation(row) ? say("citation-number", { number: row.id_number }) : "";
  const sentence = say("citation", {
    court: row.court_name ?? "",
    list,
    name: row.party_name ?? "",
    number: number || (row.id_number ? `（${row.id_number}）` : ""),
    case: row.case_number ?? "",
    site: siteName(),
    asOf: court ? say("citation-as-of", { day: chineseDay(court.date) }) : "",
    release: release ? say("citation-release", { number: release.number }) : "",
    address: address.href,
    today: chineseDay(today),
  });
  return `${sentence}${say("citation-caution")}`;
}
