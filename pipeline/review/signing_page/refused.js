// @ts-check
/** What the page refuses, with a Chinese line for the officer. */

export class Refused extends Error {}

/** @param {unknown} holds @param {string} message @returns {asserts holds} */
export function ask(holds, message) {
  if (!holds) throw new Refused(message);
}
