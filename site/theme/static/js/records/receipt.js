// @ts-check
/**
 * The receipt of a look-up (查询回执) as lines: the page shows them, the copied text and the file are them, and the check
 * code is computed over them. Pure: no page, no clock, no network.
 */
import { chineseDay } from "../release.js";
import { asOfOf } from "./as_of.js";
import { checkCode } from "./digest.js";
import { lineOf } from "./facts.js";
import { say, siteName } from "./words.js";

/** @typedef {import("../release.js").Release} Release */
/** @typedef {import("../search/types").Wish} Wish */
/** @typedef {import("../search/types").Answer} Answer */
/** @typedef {import("../search/types").Manifest} Manifest */
/**
 * @typedef {object} Answered what the search tells about an answer
 * @property {import("../search/types").Query} query
 * @property {Wish} wish
 * @property {Answer} found
 * @property {Manifest} manifest
 * @property {string[]} told the sentences above the hits; where there are none, advice follows the result and its notes
 */
/** @typedef {[label: string, value: string]} Line */

export const FORMAT = 2;

/**
 * @param {Answered} answered
 * @param {Release} release
 * @param {string} address of the search page
 * @param {string} time on this device
 * @returns {Line[]} the last one is the check code over all others
 */
export function receiptLines({ query, wish, found, manifest, told }, release, address, time) {
  /** @type {Line[]} */
  const lines = [
    [say("title", { site: siteName() }), ""],
    [say("format"), String(FORMAT)],
    ...trialOf(),
    [say("asked"), query.shown],
    [say("filters"), filtersOf(wish, found, manifest, release)],
    [say("time"), say("device-time", { time })],
    [say("number"), say("release", { number: release.number, day: chineseDay(release.date) })],
    [say("digest"), release.digest],
    [say("result"), (found.all ? told : told.slice(0, 1 + query.notes.length)).join("")],
    [say("listed"), String(found.rows.length)],
    ...found.rows.map((row, at) => /** @type {Line} */ ([say("hit", { n: at + 1 }), lineOf(row, manifest)])),
    [say("as-of"), asOfOf(release, wish.court)],
    ...pausedOf(release, wish.court),
    [say("address"), address],
    [say("caution"), say("cautions")],
  ];
  return [...lines, [say("code"), checkCode(textOf(lines))]];
}

/** @param {Line[]} lines @returns {string} the text that is copied, saved and checked */
export const textOf = (lines) => lines.map(([label, value]) => (value ? `${label}：${value}` : label)).join("\n");

/** @returns {Line[]} that the site is on trial, where it is: then the page brings the words */
const trialOf = () => (say("trial") ? [[say("trial"), say("on-trial")]] : []);

/** @param {Wish} wish @param {Answer} found @param {Manifest} manifest @param {Release} release */
function filtersOf(wish, found, manifest, release) {
  const court = release.as_of[wish.court]?.name ?? found.rows.find((row) => row.court_code === wish.court)?.court_name;
  const told = [
    wish.in ? say(`filter-${wish.in}`) : "",
    wish.dataset ? say("filter-dataset", { value: manifest.datasets[wish.dataset] ?? wish.dataset }) : "",
    wish.court ? say("filter-court", { value: court ?? wish.court }) : "",
    wish.year ? say("filter-year", { value: wish.year === "-" ? say("filter-undated") : wish.year }) : "",
  ].filter(Boolean);
  return told.join("；") || say("no-filters");
}

/** @param {Release} release @param {string} court @returns {Line[]} */
function pausedOf(release, court) {
  const names = Object.entries(release.as_of)
    .filter(([code, { paused }]) => paused?.length && (!court || code === court))
    .map(([, { name }]) => name);
  return names.length ? [[say("paused"), names.join("、")]] : [];
}
