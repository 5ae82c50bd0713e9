// @ts-check
/**
 * release.json: the only public file that holds a date of its own. Pages stay the same on an unchanged
 * night; what changes every night is filled in from here.
 */

/** @typedef {import("../../../../pipeline/release/types").CourtAsOf} CourtAsOf */
/** @typedef {import("../../../../pipeline/release/types").Named} Named */
/** @typedef {import("../../../../pipeline/release/types").Release} Release */
/** @typedef {import("../../../../pipeline/release/types").Releases} Releases */

const ADDRESS = new URL("../../release.json", import.meta.url);
const HISTORY = new URL("../../releases/releases.json", import.meta.url);
const STALE_AFTER_WORKING_DAYS = 10;

/** @returns {Promise<Release | null>} tonight's; null where the file cannot be read */
export const readRelease = async () => /** @type {Release | null} */ (await readJson(ADDRESS));

/** @returns {Promise<Releases | null>} every release, oldest first; null as above */
export const readReleases = async () => /** @type {Releases | null} */ (await readJson(HISTORY));

/** @param {URL} address @returns {Promise<unknown>} */
async function readJson(address) {
  try {
    const answer = await fetch(address, { cache: "no-cache" });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

/**
 * A day in Chinese; other texts come back as they are.
 * @param {string} day as `2026-11-20`
 */
export function chineseDay(day) {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  return parts ? `${parts[1]}年${Number(parts[2])}月${Number(parts[3])}日` : day;
}

/**
 * The days as of which a list is told, oldest and newest over its courts.
 * @param {Release} release
 * @param {string} dataset
 * @param {string} [court] only this court
 * @returns {[string, string] | null}
 */
export function asOfRange(release, dataset, court) {
  const courts = court ? [release.as_of?.[court]] : Object.values(release.as_of ?? {});
  const told = courts.filter((one) => one && !one.paused?.includes(dataset));
  const days = told.map((one) => one.date).filter((day) => typeof day === "string").sort();
  return days.length ? [days[0], days[days.length - 1]] : null;
}

/**
 * Whether a court's list is not published tonight.
 * @param {Release} release
 * @param {string} dataset
 * @param {string} [court]
 */
export function isPaused(release, dataset, court) {
  return Boolean(court && release.as_of?.[court]?.paused?.includes(dataset));
}

/**
 * Working days between two days, weekends left out. Holidays are not known here, so this is a rough
 * measure: it errs by saying "not updated" a little early.
 * @param {string} from as `2026-11-20`
 * @param {Date} until
 */
export function workingDaysSince(from, until) {
  const day = new Date(`${from}T00:00:00Z`);
  const last = Date.UTC(until.getFullYear(), until.getMonth(), until.getDate());
  if (Number.isNaN(day.getTime())) return 0;
  let count = 0;
  while (day.getTime() < last && count <= STALE_AFTER_WORKING_DAYS) {
    day.setUTCDate(day.getUTCDate() + 1);
    if (day.getUTCDay() % 6 !== 0) count += 1;
  }
  return count;
}

/**
 * Whether the oldest court of a range has not been updated for too long.
 * @param {[string, string]} range
 * @param {Date} now
 */
function isStale([oldest], now) {
  return workingDaysSince(oldest, now) > STALE_AFTER_WORKING_DAYS;
}

/**
 * The sentence about a range of days.
 * @param {[string, string]} range
 * @param {Date} now
 */
export function asOfSentence([oldest, newest], now) {
  const span = oldest === newest ? chineseDay(newest) : `${chineseDay(oldest)}至${chineseDay(newest)}（各法院不同）`;
  return `数据截至${span}${isStale([oldest, newest], now) ? "，此后未更新" : ""}`;
}

/**
 * The same in a few words: the oldest day, so that it promises nothing.
 * @param {[string, string]} range
 * @param {Date} now
 */
export function asOfWords(range, now) {
  return `截至 ${range[0]}${isStale(range, now) ? " 未更新" : ""}`;
}
