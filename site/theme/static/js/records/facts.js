// @ts-check
/** What a citation and a receipt print of a record: identifiers as published, never more. */
import { chineseDay } from "../release.js";
import { standingOf } from "./standing.js";
import { say } from "./words.js";

/** @typedef {import("../search/types").Row} Row */
/** @typedef {import("../search/types").Manifest} Manifest */

const DATES = ["listed_on", "measure_start", "filed_on", "date", "terminated_on", "issued_on", "published_on"];
const USCC_LENGTH = 18;

/** @param {Row} row */
export const isOrganisation = (row) => row.party_kind === "legal" || row.party_kind === "other";

/**
 * The number with the name of its kind.
 * @param {Row} row
 */
export function numberOf(row) {
  if (!row.id_number) return "";
  if (!isOrganisation(row)) return `证件号码${row.id_number}`;
  return `${row.id_number.length === USCC_LENGTH ? "统一社会信用代码" : "组织机构代码"}${row.id_number}`;
}

/**
 * The day that orders the record, with its label.
 * @param {Row} row
 * @param {Manifest} manifest
 */
function dateOf(row, manifest) {
  const name = DATES.find((one) => row[one]);
  if (!name) return "";
  const label = manifest.columns[row.dataset]?.find(([column]) => column === name)?.[1] ?? "发布日期";
  return `${label}${chineseDay(String(row[name]))}`;
}

/**
 * One line of a receipt.
 * @param {Row} row
 * @param {Manifest} manifest
 */
export function lineOf(row, manifest) {
  const name = row.party_name ?? row.title ?? "";
  const told = [manifest.datasets[row.dataset], name, numberOf(row), row.sex, row.court_name, row.case_number];
  return [...told, dateOf(row, manifest), ...standingOf(row, say, chineseDay), `记录编号${row.id}`].filter(Boolean).join("；");
}
