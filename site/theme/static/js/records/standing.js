// @ts-check
/** In what a record concerns a person who is no debtor, and until when a closed case is still shown: sentences of a card. */

/** @typedef {import("../search/types").Row} Row */

/** @param {Row} row @returns {boolean} whether an order binds the person for a company only [法释〔2015〕17号 第3条] */
export const isRepresentative = (row) => Boolean(row.capacity && row.related_party);

/**
 * @param {Row} row
 * @param {(name: string, values?: Record<string, string>) => string} say "" for a text that there is not
 * @param {(day: string) => string} dayOf a day in words
 * @returns {string[]}
 */
export function standingOf(row, say, dayOf) {
  return [
    isRepresentative(row) ? say("representative", { company: String(row.related_party), capacity: String(row.capacity) }) : "",
    row.succession_ruling ? say("heir") : "",
    row.shown_until ? say("closed-until", { day: dayOf(String(row.shown_until)) }) : "",
    row.status === "已结案" && !row.shown_until ? say("closed-undated") : "",
    say(`standing-${row.dataset}`),
  ].filter(Boolean);
}
