// @ts-check
/** As of when the data are, court by court, and what time it is on this device: for receipts and prints. */
import { chineseDay } from "../release.js";
import { say } from "./words.js";

/** @typedef {import("../release.js").Release} Release */

/**
 * As of when, court by court: the days with the courts they hold for. The largest group is counted, all others are named,
 * so the day of every court can be read from it.
 * @param {Release} release
 * @param {string} court only this one; "" for all
 */
export function asOfOf(release, court) {
  /** @type {Map<string, string[]>} */
  const groups = new Map();
  for (const [code, { name, date }] of Object.entries(release.as_of)) {
    if (!court || code === court) groups.set(date, [...(groups.get(date) ?? []), name]);
  }
  const days = [...groups].sort(([left], [right]) => (left < right ? 1 : -1));
  const largest = Math.max(...days.map(([, names]) => names.length));
  const counted = court ? "" : days.find(([, names]) => names.length === largest)?.[0];
  return days.map(([date, names]) => groupOf(date, names, date === counted, days.length)).join("；");
}

/** @param {string} date @param {string[]} names @param {boolean} isCounted @param {number} days */
function groupOf(date, names, isCounted, days) {
  const day = chineseDay(date);
  if (!isCounted) return say("as-of-some", { day, courts: names.join("、") });
  return say(days === 1 ? "as-of-all" : "as-of-rest", { day, n: names.length });
}

/**
 * The time on this device with its distance from UTC.
 * @param {Date} now
 */
export function timeOf(now) {
  const two = (/** @type {number} */ value) => String(value).padStart(2, "0");
  const day = `${now.getFullYear()}年${now.getMonth() + 1}月${now.getDate()}日`;
  const ahead = -now.getTimezoneOffset();
  const zone = `UTC${ahead < 0 ? "-" : "+"}${two(Math.floor(Math.abs(ahead) / 60))}:${two(Math.abs(ahead) % 60)}`;
  return `${day} ${two(now.getHours())}:${two(now.getMinutes())}:${two(now.getSeconds())} ${zone}`;
}
