// @ts-check
/** Days and moments of notices. Courts write Beijing time, wherever the reader is. */

export const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;
const AHEAD = 8 * 60 * MINUTE;
const ZONE = "+08:00";
const ZONED = /(?:Z|[+-]\d{2}:\d{2})$/;
const A_DAY = "2026-12-01".length;

/** @param {string} at moment or day in ISO form @returns {boolean} whether a time is told */
export const isTimed = (at) => at.length > A_DAY;

/** @param {string} at moment or day in ISO form @returns {number} when it begins; NaN where it cannot be read */
export const beginningOf = (at) => Date.parse(isTimed(at) ? (ZONED.test(at) ? at : `${at}${ZONE}`) : `${at}T00:00:00${ZONE}`);

/** @param {string} at @returns {number} when it is over: a moment at once, a day at its midnight */
export const endOf = (at) => beginningOf(at) + (isTimed(at) ? 0 : DAY);

/** @param {number} moment @returns {string} its day in Beijing, `2026-12-01` */
export const dayOf = (moment) => new Date(moment + AHEAD).toISOString().slice(0, A_DAY);

/** @param {string} at @returns {string} `10:00` in Beijing; "" for a day */
export const timeOf = (at) => (isTimed(at) ? new Date(beginningOf(at) + AHEAD).toISOString().slice(11, 16) : "");

/** @param {string} day @param {number} count @returns {string} so many days later */
export const daysLater = (day, count) => dayOf(beginningOf(day) + count * DAY);

/** @param {string} day @returns {string} the Monday of its week */
export function mondayOf(day) {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return daysLater(day, -((weekday + 6) % 7));
}

/** @param {string} day @returns {string} `2026年12月1日` */
export function inWords(day) {
  const [year, month, date] = day.split("-").map(Number);
  return `${year}年${month}月${date}日`;
}
