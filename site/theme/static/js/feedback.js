// @ts-check
/** For applicants: by when the handler has to report [JL art.5], computed from the day of acceptance. */
import { chineseDay } from "./release.js";

const MONTHS = [1, 6, 9, 12];
const DAYS_TO_REPORT = 15;

/**
 * A day some months later; in a shorter month its last day.
 * @param {Date} day in UTC
 * @param {number} months
 */
export function monthsLater(day, months) {
  const last = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + months + 1, 0)).getUTCDate();
  return new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + months, Math.min(day.getUTCDate(), last)));
}

/**
 * The first terms and the days by which the handler has to report.
 * @param {string} accepted as `2026-01-31`
 * @returns {{months: number, until: string}[]} days as `2026-03-15`
 */
export function reportsDue(accepted) {
  const day = new Date(`${accepted}T00:00:00Z`);
  if (Number.isNaN(day.getTime())) return [];
  return MONTHS.map((months) => {
    const until = monthsLater(day, months);
    until.setUTCDate(until.getUTCDate() + DAYS_TO_REPORT);
    return { months, until: until.toISOString().slice(0, 10) };
  });
}

/** @param {HTMLFormElement} form */
function wire(form) {
  const result = /** @type {HTMLElement} */ (form.querySelector("[data-feedback-result]"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const given = /** @type {HTMLInputElement} */ (form.elements.namedItem("accepted")).value;
    result.replaceChildren(...sentences(reportsDue(given)));
  });
}

/** @param {{months: number, until: string}[]} due */
function sentences(due) {
  const told = due.map(({ months, until }) => `受理满${months}个月：最迟${chineseDay(until)}应当向您反馈。`);
  const lines = told.length ? [...told, "以后每三个月一次，直到结案。到期没有反馈的，可以拨打12368或者监督电话。"] : ["请填写受理日期。"];
  return lines.map((line) => Object.assign(document.createElement("p"), { textContent: line }));
}

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-feedback-dates]"));
if (form) wire(form);
