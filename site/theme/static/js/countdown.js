// @ts-check
/** How long until something happens. Courts write Beijing time, wherever the reader is. */

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const BEIJING = "+08:00";

/**
 * The moment that a countdown runs to: the end of the day where no time is told.
 * @param {string} at moment or day in ISO form
 */
export function momentOf(at) {
  return new Date(at.includes("T") ? at : `${at}T24:00:00${BEIJING}`);
}

/**
 * The sentence of a countdown; empty where the moment cannot be read.
 * @param {string} at
 * @param {string} what what happens then
 * @param {Date} now
 */
export function countdownSentence(at, what, now) {
  const left = momentOf(at).getTime() - now.getTime();
  if (Number.isNaN(left)) return "";
  if (left <= 0) return what.endsWith("截止") ? "已过截止日期" : `${what}时间已过`;
  const days = Math.floor(left / DAY);
  const hours = Math.floor((left % DAY) / (60 * MINUTE));
  const minutes = Math.floor((left % (60 * MINUTE)) / MINUTE);
  if (days) return `距${what}还有 ${days} 天${hours ? ` ${hours} 小时` : ""}`;
  return hours ? `距${what}还有 ${hours} 小时 ${minutes} 分` : `距${what}还有 ${Math.max(1, minutes)} 分钟`;
}

/** @param {HTMLElement} place */
export function startCountdown(place) {
  const show = () => {
    place.textContent = countdownSentence(place.dataset.until ?? "", place.dataset.what ?? "", new Date());
    place.hidden = !place.textContent;
  };
  show();
  setInterval(show, MINUTE);
}
