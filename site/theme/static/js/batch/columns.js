// @ts-check
/** Which cell is what: by the heads of the columns, or by what stands in them. */

import { readQuery } from "../search/kind.js";
import { unmarked } from "./masking.js";
import { membersOf } from "./members.js";
import { recordsOf } from "./records.js";

/** @typedef {import("./types").Line} Line */
/** @typedef {"name" | "number" | "role" | "consortium" | ""} Column */

const HEAD_WITHIN = 5;
const LONGEST_CELL = 200;
const MOST_CELLS = 60;
const SHOWN_OF_LONG = 40;
const MEMBERS = "consortium";
/** @type {[RegExp, Column][]} the first that fits counts */
const HEADS = [
  [/是否/, ""],
  [/联合体|consortium/i, MEMBERS],
  [/法定代表|负责人|联系人|经办|项目|标段|法院|类型名|证件类|证件种/, ""],
  [/证件|身份证|信用代码|机构代码|证号|uscc|^(?:证件)?号码?$|^代码$|^id$/i, "number"],
  [/(?:姓名|名称|全称|名字)$|^(?:投标人|供应商|单位|企业|公司|机构|当事人|客户|name)$/i, "name"],
  [/(?:角色|身份|类型|类别|role)$/i, "role"],
];
const ROLE =
  /^(?:投标人|供应商|招标人|(?:招标)?代理机构|评标专家|(?:招标)?从业人员|法定代表人|负责人|(?:联合体)?(?:成员|牵头人)|项目(?:经理|负责人)|借款人|担保人|客户|员工|应聘人员?)$/;
const CONSORTIUM = /^(?:第?[0-9一二三四五六七八九十]+)?联合体/;
/** Under a head that is merged over several columns stands what no line of a list says. */
const LOWER_HEAD = /^(?:姓名|名称|(?:证件|身份证)?号码?|证件号码|代码|统一社会信用代码)$/;
const SUM = /^(?:合\s*计|总\s*计|小\s*计|共\s*计|累\s*计|总人数|平均|(?:制表|填表|审核|复核|经办|填报|盖章|备注|说明|注)(?:人|单位|日期|时间)?\s*[:：])/;
const LETTER = /\p{L}/u;

/**
 * @param {string} text masked @param {string} profile
 * @returns {{lines: Line[], columns: Column[] | null, before: number, left: number[]}} columns by their heads, null without heads; records above the heads; sums and signatures that were left out
 */
export function readList(text, profile) {
  const records = recordsOf(text);
  const isNumber = (/** @type {string} */ cell) => ["id", "uscc"].includes(readQuery(cell, profile).asked);
  const heads = records.slice(0, HEAD_WITHIN).map(({ cells }) => (isTooLong(cells) || cells.some(isNumber) ? [] : cells.map(columnOf)));
  const isHead = (/** @type {Column[]} */ columns) => columns.includes("name") || columns.includes("number");
  const place = heads.findIndex(isHead);
  const isLower = records[place + 1]?.cells.some((cell) => LOWER_HEAD.test(cell.replace(/\s/g, "")));
  const second = place >= 0 && isLower && isHead(heads[place + 1] ?? []) ? heads[place + 1] : null;
  const columns = place < 0 ? null : second ? mergedHeads(heads[place], second) : heads[place];
  const first = place + 1 + Number(Boolean(second));
  /** @type {number[]} */
  const left = [];
  const lines = records.slice(first).flatMap(({ at, cells }) => {
    if (isTooLong(cells)) return [tooLong(at, cells)];
    if (SUM.test(cells.find(Boolean) ?? "") && !cells.some(isNumber)) {
      left.push(at);
      return [];
    }
    return linesOf(at, cells, columns, isNumber);
  });
  return { lines, columns, before: Math.max(place, 0), left };
}

/** @param {number} at @param {string[]} marked @param {Column[] | null} columns @param {(cell: string) => boolean} isNumber @returns {Line[]} one for each name */
function linesOf(at, marked, columns, isNumber) {
  const bare = marked.map(unmarked);
  const cells = bare.map(({ text }) => text);
  const read = columns ? byHead(columns, cells, isNumber) : byContent(cells, isNumber);
  const members = membersOf(read.name, read.number);
  if (members.length < 2) return [{ at, ...read, name: members[0]?.name ?? read.name, doubts: bare.flatMap(({ doubts }) => doubts), problem: "" }];
  return members.map(({ name, number }) => ({ at, ...read, name, number, doubts: number ? bare.flatMap(({ doubts }) => doubts) : [], problem: "" }));
}

/** The heads of two rows, of which the upper one is merged over several columns. @param {Column[]} upper @param {Column[]} lower */
const mergedHeads = (upper, lower) => Array.from({ length: Math.max(upper.length, lower.length) }, (_, at) => lower[at] || (lower.includes(upper[at]) ? "" : upper[at] || ""));

/** @param {string} head @returns {Column} */
function columnOf(head) {
  const plain = head.replace(/[\s*＊：:]|[（(].*?[）)]/g, "");
  return HEADS.find(([fits]) => fits.test(plain))?.[1] ?? "";
}

/** @param {Column[]} columns @param {string[]} cells @param {(cell: string) => boolean} isNumber */
function byHead(columns, cells, isNumber) {
  const first = (/** @type {Column} */ column) => cells.find((cell, at) => cell && columns[at] === column) ?? "";
  const [name, number] = [first("name"), first("number")];
  const both = number ? { name, number } : byContent([name], isNumber);
  const own = both.number ? both : { name, number };
  return { ...own, role: first("role"), consortium: first(MEMBERS) };
}

/** @param {string[]} cells @param {(cell: string) => boolean} isNumber */
function byContent(cells, isNumber) {
  const parts = cells.length > 1 ? cells.filter(Boolean) : dividedAt(cells[0], isNumber);
  const number = parts.find(isNumber) ?? "";
  const role = parts.find((part) => ROLE.test(part)) ?? "";
  const consortium = parts.find((part) => part !== role && CONSORTIUM.test(part)) ?? "";
  const rest = parts.filter((part) => ![number, role, consortium].includes(part) && LETTER.test(part));
  return { name: (cells.length > 1 ? rest[0] : rest.join(" ")) ?? "", number, role, consortium };
}

/** @param {string} line @param {(cell: string) => boolean} isNumber @returns {string[]} at its spaces, where a number or a role stands alone */
function dividedAt(line, isNumber) {
  const parts = line.split(/[\s,，;；|]+/).filter(Boolean);
  return parts.some((part) => isNumber(part) || ROLE.test(part)) ? parts.flatMap(labelled) : labelled(line);
}

/** @param {string} text @returns {string[]} name and mask that stand together, as in 张伟（身份证号：3301061980****123*） */
function labelled(text) {
  const found = /^(.*?)[（(]?(?:公民)?(?:身份证|证件)?号?码?[:：]?([0-9]{6}[0-9*]{9,11}[0-9X*])[）)]?$/.exec(text);
  return found ? [found[1], found[2]].filter(Boolean) : [text];
}

/** @param {string[]} cells */
const isTooLong = (cells) => cells.length > MOST_CELLS || cells.some((cell) => cell.length > LONGEST_CELL);

/** @param {number} at @param {string[]} cells @returns {Line} */
function tooLong(at, cells) {
  const shown = (cells.find(Boolean) ?? "").slice(0, SHOWN_OF_LONG);
  return { at, name: `${shown}…`, number: "", role: "", consortium: "", doubts: [], problem: "too-long" };
}
