// @ts-check
/** The files of the finder, each read once as long as the page is open. */

/** @typedef {import("./types").Card} Card */
/** @typedef {import("./types").CardFile} CardFile */
/** @typedef {import("./types").CardFiles} CardFiles */

const FOLDER = new URL("../../../notices/cards/", import.meta.url);
const AT_ONCE = 6;
/** @type {Map<string, Promise<unknown>>} */
const read = new Map();

/** @returns {Promise<CardFiles>} */
export const cardFiles = async () => /** @type {CardFiles} */ (await fileOf("files.json"));

/** @param {CardFile[]} files @returns {Promise<Card[]>} */
export async function cardsOf(files) {
  /** @type {Card[]} */
  const cards = [];
  for (let at = 0; at < files.length; at += AT_ONCE) {
    const some = await Promise.all(files.slice(at, at + AT_ONCE).map(({ name }) => fileOf(name)));
    cards.push(.../** @type {Card[][]} */ (some).flat());
  }
  return cards;
}

/** @param {string} name @returns {Promise<unknown>} @throws {Error} where it cannot be read now */
function fileOf(name) {
  const asked = read.get(name) ?? fetchJson(name);
  read.set(name, asked);
  return asked;
}

/** @param {string} name */
async function fetchJson(name) {
  try {
    const answer = await fetch(new URL(name, FOLDER), { cache: "no-cache" });
    if (!answer.ok) throw new Error(name);
    return await answer.json();
  } catch (problem) {
    read.delete(name);
    throw problem;
  }
}
