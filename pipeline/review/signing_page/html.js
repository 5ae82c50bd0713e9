// @ts-check
/**
 * Sanitised HTML of a row as plain data, strictly: what is not of the few tags that pages show is refused, never mended.
 * What the officer sees is therefore all that he signs.
 */
import { ask } from "./refused.js";
import { textPieces } from "./pieces.js";

/** @typedef {import("../types").Piece} Piece */
/** @typedef {import("../types").Place} Mark */

const TOKEN = /<(\/?)([a-z][a-z0-9]*)((?: (?:colspan|rowspan)="[1-9][0-9]?")*)>|([^<]+)/y;
const ENTITY = /&(?:(amp|lt|gt|quot|nbsp|#[0-9]{1,7}|#x[0-9a-f]{1,6});|[A-Za-z#])/g;
/** @type {Record<string, string>} */
const NAMED = { amp: "&", lt: "<", gt: ">", quot: '"', nbsp: "\u00a0" };
const VOID = new Set(["br", "hr"]);
const UNKNOWN = "正文中有本页不能显示的标记";

/**
 * @param {string} source
 * @param {Set<string>} tags that may stand in it
 * @param {Mark[]} marks masks, as places in `source`
 * @returns {Piece[]}
 */
export function htmlPieces(source, tags, marks) {
  /** @type {Piece[]} */
  const root = [];
  /** @type {{tag: string, children: Piece[]}[]} */
  const open = [{ tag: "", children: root }];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.length) {
    const start = TOKEN.lastIndex;
    const found = TOKEN.exec(source);
    ask(found, UNKNOWN);
    const [whole, slash, tag, , text] = found;
    const { children } = open[open.length - 1];
    if (text !== undefined) {
      children.push(...textPieces(text, within(marks, start, start + whole.length), decoded));
      continue;
    }
    ask(tags.has(tag), `${UNKNOWN}：${tag}`);
    if (slash) {
      ask(open.length > 1 && open[open.length - 1].tag === tag, UNKNOWN);
      open.pop();
      continue;
    }
    /** @type {Piece[]} */
    const own = [];
    children.push([tag, own]);
    if (!VOID.has(tag)) open.push({ tag, children: own });
  }
  ask(open.length === 1, UNKNOWN);
  return root;
}

/** @param {string} text */
function decoded(text) {
  return text.replace(ENTITY, (_, name) => {
    ask(name, UNKNOWN);
    if (!name.startsWith("#")) return NAMED[name];
    const code = name[1] === "x" ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    ask(code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff), UNKNOWN);
    return String.fromCodePoint(code);
  });
}

/** @param {Mark[]} marks @param {number} start @param {number} end @returns {Mark[]} */
const within = (marks, start, end) =>
  marks.filter(([from, to]) => from >= start && to <= end).map(([from, to, kind]) => [from - start, to - start, kind]);
