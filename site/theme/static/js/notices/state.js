// @ts-check
/** How a notice stands at a moment: to come, running, over. Pure; the dates stand in the page, the clock is the reader's. */
import { DAY, MINUTE, beginningOf, dayOf, endOf, inWords, isTimed, timeOf } from "./days.js";

/** @typedef {import("./types").Span} Span */
/** @typedef {import("./types").State} State */

const HOUR = 60 * MINUTE;
const EVENTS = { auction: "开拍", hearing: "听证", reward: "悬赏截止" };
/** @type {State} */
const UNKNOWN = { name: "unknown", words: "" };

/** @param {Span} span @param {Date} now @returns {State} */
export function stateOf(span, now) {
  if (span.result) return { name: "over", words: span.result };
  if (span.kind === "reward") return rewardState(span.end, now.getTime());
  return span.kind === "auction" ? auctionState(span, now.getTime()) : hearingState(span.start, now.getTime());
}

/** @param {State} state @returns {boolean} whether one can still take part, as far as the notice tells */
export const isOpen = ({ name }) => name === "coming" || name === "running";

/** @param {Span} span @param {number} now @returns {State} */
function auctionState({ start, end }, now) {
  const begins = start ? beginningOf(start) : NaN;
  const ends = end && !(endOf(end) <= begins) ? endOf(end) : NaN; // an end before the beginning is a slip of the pen
  if (now < begins) return { name: "coming", words: leftUntil("auction", start ?? "", now) };
  if (now >= ends) return { name: "over", words: "竞价已结束" };
  if (start && !isTimed(start) && now < endOf(start)) return { name: "running", words: "今日开拍，时间以公告为准" };
  if (now >= begins && now < ends) return { name: "running", words: `竞价进行中，至${wordsOf(end ?? "")}` };
  if (now < ends) return { name: "coming", words: `竞价至${wordsOf(end ?? "")}结束` };
  return now >= begins ? { name: "begun", words: "已开拍，竞价结束时间见平台公告" } : UNKNOWN;
}

/** @param {string | undefined} start @param {number} now @returns {State} */
function hearingState(start, now) {
  const begins = start ? beginningOf(start) : NaN;
  if (!start || Number.isNaN(begins)) return UNKNOWN;
  if (now < begins) return { name: "coming", words: leftUntil("hearing", start, now) };
  if (!isTimed(start) && now < endOf(start)) return { name: "running", words: "今日听证，时间以公告为准" };
  return { name: "over", words: "听证时间已过" };
}

/** @param {string | undefined} end @param {number} now @returns {State} */
function rewardState(end, now) {
  const ends = end ? endOf(end) : NaN;
  if (!end || Number.isNaN(ends)) return UNKNOWN;
  return now < ends ? { name: "coming", words: `距${EVENTS.reward}${duration(ends - now)}` } : { name: "over", words: "已过截止日期" };
}

/** @param {"auction" | "hearing"} kind @param {string} start @param {number} now */
function leftUntil(kind, start, now) {
  if (isTimed(start)) return `距${EVENTS[kind]}${duration(beginningOf(start) - now)}`;
  const days = Math.round((beginningOf(start) - beginningOf(dayOf(now))) / DAY);
  return `距${EVENTS[kind]}还有 ${days} 天`;
}

/** @param {number} left milliseconds */
function duration(left) {
  const days = Math.floor(left / DAY);
  const hours = Math.floor((left % DAY) / HOUR);
  const minutes = Math.floor((left % HOUR) / MINUTE);
  if (days) return ["还有", days, "天", ...(hours ? [hours, "小时"] : [])].join(" ");
  return hours ? `还有 ${hours} 小时 ${minutes} 分` : `还有 ${Math.max(1, minutes)} 分钟`;
}

/** @param {string} at */
const wordsOf = (at) => (isTimed(at) ? `${inWords(dayOf(beginningOf(at)))} ${timeOf(at)}` : inWords(at));
