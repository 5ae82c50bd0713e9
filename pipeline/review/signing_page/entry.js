// @ts-check
/** The public entry of a key, as `publish.py keys new` prints it; the administrator adds it to the key file. */
import { ask } from "./refused.js";

/** @typedef {import("./key_file.js").OfficerKey} OfficerKey */

const DAY = 86_400_000;

/**
 * @param {OfficerKey} key
 * @param {{signer: string, court: string, days: number}} officer
 * @param {string} today ISO
 */
export function entryOf({ scheme, keyid, publicHex }, { signer, court, days }, today) {
  requireOfficer(signer, court);
  ask(Number.isInteger(days) && days >= 1 && days <= 3660, "有效天数应为 1 至 3660。");
  const last = new Date(Date.parse(today) + (days - 1) * DAY).toISOString().slice(0, 10);
  return [
    "[[key]]",
    `court = ${JSON.stringify(court)}`,
    `signer = ${JSON.stringify(signer)}`,
    `scheme = "${scheme}"`,
    `keyid = "${keyid}"`,
    `public = "${publicHex}"`,
    `valid_from = ${today}`,
    `expires = ${last}`,
    "",
  ].join("\n");
}

/** @param {string} officer @param {string} court */
export function requireOfficer(officer, court) {
  ask(officer.trim() !== "" && officer.length <= 60 && !/\p{C}/u.test(officer), "请填写登记的姓名，不超过 60 字。");
  ask(/^\p{Script=Han}{1,3}[0-9]{0,6}$/u.test(court), "法院代码应与案号中的相同，例如 浙0106。");
}

/** The day in the courts' time. @param {Date} now */
export const dayOf = (now) => new Date(now.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
