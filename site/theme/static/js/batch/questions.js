// @ts-check
/** What is asked for a line: the same normal forms as the search; lines that say the same are asked once. */

import { isImpossible } from "../search/keys.js";
import { nameKeys, queryOf, readQuery } from "../search/kind.js";
import { readText } from "../search/readings.js";
import { distinct } from "../search/signs.js";

/** @typedef {import("./types").Line} Line */
/** @typedef {import("./types").Question} Question */

const MOST_NAMES = 8;
const UNUSABLE_NUMBER = ["id-form", "id-length"];
const LETTER = /\p{L}/u;

/**
 * @param {Line[]} lines @param {string} profile
 * @returns {Question[]} each once, with all its lines; those that cannot be asked have `problem` set in their lines
 */
export function questionsOf(lines, profile) {
  /** @type {Map<string, Question>} */
  const questions = new Map();
  for (const line of lines) {
    const question = questionOf(line, profile);
    const key = JSON.stringify([question.names, question.asked, question.number, question.notes, question.lines[0].problem]);
    const known = questions.get(key);
    if (known) known.lines.push(question.lines[0]);
    else questions.set(key, question);
  }
  return [...questions.values()];
}

/** @param {Line} line @param {string} profile @returns {Question} */
function questionOf(line, profile) {
  const names = LETTER.test(line.name) && !line.problem ? namesIn(line.name) : [];
  const number = numberOf(line.number, profile);
  const notes = distinct([...number.notes, ...line.doubts]);
  const isWrong = isImpossible(queryOf("id", { notes })); // such a number confirms nothing
  const asked = isWrong ? "" : number.asked;
  const problem = line.problem || (isWrong && !names.length ? "number-impossible" : problemOf(names, asked, Boolean(line.number), profile));
  return { lines: [{ ...line, problem }], names, asked, number: asked && number.number, notes };
}

/** @param {string} name @returns {string[]} also without what people write around it */
const namesIn = (name) => distinct([...nameKeys(name), ...readText(name).readings.flatMap(({ names }) => names)]).slice(0, MOST_NAMES);

/** @param {string} typed @param {string} profile @returns {Pick<Question, "asked" | "number" | "notes">} */
function numberOf(typed, profile) {
  if (!typed) return { asked: "", number: "", notes: [] };
  const { asked, shown, keys, notes } = readQuery(typed, profile);
  const told = notes.filter((note) => note !== "needs-name");
  if (asked === "uscc") return { asked, number: keys[0], notes: told };
  if (asked === "id" && !told.some((note) => UNUSABLE_NUMBER.includes(note))) return { asked, number: shown, notes: told };
  return { asked: "", number: "", notes: asked === "id" ? told : ["number-unreadable"] };
}

/** @param {string[]} names @param {Question["asked"]} asked @param {boolean} hasNumber @param {string} profile */
function problemOf(names, asked, hasNumber, profile) {
  if (names.length) return "";
  if (asked === "id" && profile === "strict") return "needs-name";
  if (asked) return "";
  return hasNumber ? "number-unreadable" : "nothing";
}
