// @ts-check
/** The page where nothing was found: one heading, what was looked through, numbered steps; offers are questions, never answers. */

import { PROVINCES } from "./rules.js";
import { asOf, say } from "./wording.js";

/** @typedef {import("./types").Manifest} Manifest */
/** @typedef {import("./types").Offer} Offer */
/** @typedef {import("./types").Query} Query */
/** @typedef {import("./types").Release} Release */

/**
 * @param {string[]} told the first one is the heading @param {Offer[]} offers @param {Partial<Release>} release @param {Manifest} manifest
 * @returns {HTMLElement[]}
 */
export function renderHeading([heading, ...notes], offers, release, manifest) {
  const isHeld = offers.some(({ why }) => why === "number-alike");
  const sentences = [...(isHeld ? [say("why-number-other-name")] : []), ...notes, scopeOf(release, manifest), ...asOf(release)];
  return [element("h2", "nothing", heading), ...sentences.filter(Boolean).map((sentence) => element("p", "note", sentence))];
}

/** @param {Query} query @param {Offer[]} offers @param {(text: string) => string} addressOf @returns {HTMLElement} */
export function renderSteps(query, offers, addressOf) {
  const list = element("ol", "next-steps", "");
  for (const { why, choices } of offers) {
    const step = element("li", "", say(`offer-${why}`));
    for (const [text, records] of choices) step.append(" ", linkTo(text, records, addressOf));
    list.append(step);
  }
  for (const told of advice(query)) list.append(element("li", "", told));
  return list;
}

/** @param {Query} query @returns {string[]} */
function advice({ asked, names, notes }) {
  const instead = notes.includes("phone") || notes.includes("representative-no-key") ? "how-instead" : `how-${asked}`;
  return [say(asked === "id" && names.length ? "how-both" : instead), say("verify")].filter(Boolean);
}

/** @param {Partial<Release>} release @param {Manifest} manifest @returns {string} lists, courts and provinces that were looked through */
function scopeOf({ as_of }, { datasets }) {
  const codes = Object.keys(as_of ?? {});
  const lists = Object.values(datasets).filter(Boolean).join("、");
  const provinces = Object.entries(PROVINCES).filter(([, sign]) => codes.some((code) => code.startsWith(sign))).map(([name]) => name);
  return codes.length ? say("scope", { lists, n: codes.length, provinces: provinces.join("、") }) : say("scope-lists", { lists });
}

/** @param {string} text @param {number} records 0: not counted @param {(text: string) => string} addressOf */
function linkTo(text, records, addressOf) {
  const link = element("a", "", records ? `${text}（${say("records", { n: records })}）` : text);
  link.setAttribute("href", addressOf(text));
  return link;
}

/** @param {string} tag @param {string} name @param {string} text */
function element(tag, name, text) {
  const made = document.createElement(tag);
  if (name) made.className = name;
  made.textContent = text;
  return made;
}
