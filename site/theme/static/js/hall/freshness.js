// @ts-check
/**
 * How old what is shown is, and whether it may still be shown. Whoever reads a screen without a network cannot know what was
 * taken away since, so an old release goes blank by itself, and so does one whose day has not come by this clock.
 */

/** @typedef {"early" | "fresh" | "warning" | "blank"} State */
/** @typedef {{released: number, date: string}} Shown moment of the last sync in milliseconds since 1970, and R as `2026-11-20` */
/** @typedef {{warnHours?: number, blankHours?: number}} Limits */
/** @typedef {{synced: string, expires: string}} Bundle what freshness needs of a bundle's `bundle.json`: two moments */

const HOUR = 3_600_000;
const CHINA = 8 * HOUR;
/** The hour of R, in China, at which its night has ended: release.json has no moment of its own (docs/site.md). */
const NIGHT_ENDS = 6;
const WARN_HOURS = 26;
const BLANK_HOURS = 72;

/**
 * @param {number} now milliseconds since 1970
 * @param {Shown} shown what cannot be read as a moment or day counts as too old
 * @param {Limits} [limits] hours since the last sync
 * @returns {State} "early" where the clock stands before R
 */
export function stateOf(now, { released, date }, { warnHours = WARN_HOURS, blankHours = BLANK_HOURS } = {}) {
  const begins = beginOf(date);
  if (Number.isNaN(begins) || !Number.isFinite(released) || !Number.isFinite(now)) return "blank";
  if (now < begins) return "early";
  const age = now - released;
  if (age >= blankHours * HOUR) return "blank";
  return age >= warnHours * HOUR ? "warning" : "fresh";
}

/**
 * @param {{date?: string}} release
 * @param {Bundle | null} [bundle]
 * @returns {Shown & Limits} what `stateOf` takes: of a site the end of the night of R, of a bundle what it says of itself
 */
export function shownOf({ date = "" }, bundle = null) {
  if (!bundle) return { released: beginOf(date) + NIGHT_ENDS * HOUR, date };
  const released = Date.parse(bundle.synced);
  return { released, date, blankHours: Math.min((Date.parse(bundle.expires) - released) / HOUR || 0, BLANK_HOURS) };
}

/**
 * @param {number} now @param {Shown} shown
 * @returns {string} 「数据更新于2026年11月20日6时，已过去 30 小时」; whole hours, rounded down
 */
export function ageOf(now, { released }) {
  if (!Number.isFinite(released)) return "数据更新时间无法读取";
  const there = new Date(released + CHINA);
  const minutes = there.getUTCMinutes();
  const day = `${there.getUTCFullYear()}年${there.getUTCMonth() + 1}月${there.getUTCDate()}日`;
  const moment = `数据更新于${day}${there.getUTCHours()}时${minutes ? `${minutes}分` : ""}`;
  const hours = Math.floor((now - released) / HOUR);
  return hours < 1 ? moment : `${moment}，已过去 ${hours} 小时`;
}

/** @param {string} date @returns {number} the first moment of a day in China; NaN for what is no day */
const beginOf = (date) => (/^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(`${date}T00:00:00Z`) - CHINA : NaN);
