// @ts-check
/** For how many days a board may show a release, by the courts' calendar. */

/** @typedef {{ days_off: string[], swapped: string[], known_until: string }} Calendar the file `screen/calendar.json` */
/** @typedef {{ first: string, last: string }} Days on which the cards may be shown */

const CHINA = 8 * 3600_000;
const WORKING_DAYS = 2;

/** @param {Date} now @returns {string} the day in China, as `2026-11-20` */
export const dayInChina = (now) => new Date(now.getTime() + CHINA).toISOString().slice(0, 10);

/**
 * Until when a release may be shown: the second day behind it that may be worked, as `Calendar.deadline` counts.
 * @param {string} released as `2026-11-20`
 * @param {Calendar} calendar
 */
export function lastDay(released, { days_off, swapped, known_until }) {
  const day = new Date(`${released}T00:00:00Z`);
  for (let left = WORKING_DAYS; left; ) {
    day.setUTCDate(day.getUTCDate() + 1);
    const text = day.toISOString().slice(0, 10);
    const isWorkday = day.getUTCDay() % 6 !== 0 && !days_off.includes(text);
    if (text > known_until || isWorkday || swapped.includes(text)) left -= 1;
  }
  return day.toISOString().slice(0, 10);
}

/**
 * Whether a board may show its cards: not before the release's day (the clock is wrong), not after the last one.
 * @param {string} day as `2026-11-20`
 * @param {Days | null} days
 */
export const mayShow = (day, days) => Boolean(days && days.first <= day && day <= days.last);
