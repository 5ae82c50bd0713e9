// @ts-check
/** The rows of a batch as the review's list and pages take them. What is shown is made of the rows alone; hints order and explain it. */
import { ID, DATASET, idOf } from "./batch.js";
import { byCodePoints } from "./canonical.js";
import { htmlPieces } from "./html.js";
import { HIDDEN, seen, textPieces } from "./pieces.js";
import { Refused } from "./refused.js";

/** @typedef {import("../types").Columns} Columns */
/** @typedef {import("../types").Entry} Entry */
/** @typedef {import("../types").Fact} Fact */
/** @typedef {import("../types").Index} Index */
/** @typedef {import("../types").Piece} Piece */
/** @typedef {import("../types").State} State */
/** @typedef {import("../types").Tables} Tables */
/** @typedef {import("./batch.js").Batch} Batch */
/** @typedef {import("./batch.js").Cells} Cells */
/** @typedef {import("./batch.js").Read} Read */
/** @typedef {{state: State, read: Read, was: Read | undefined}} Shown a record where it stands, and what was signed of it */

const PAGE_SIZE = 200;
const SAMPLE = 50;
const HORIZON_DAYS = 14;
const NO_RISK = { score: 0, level: "无", reasons: [] };
/** @type {State[]} */
const ORDER = ["new", "changed", "leaving", "sample", "unchanged"];

/**
 * Every record that the officer can look at, in reading order.
 * @param {Batch} batch
 * @param {Tables} tables
 * @returns {Shown[]}
 */
export function shownRecords({ file, rows, before, added, digest }, tables) {
  const [deadline, verdicts] = [tables.columns.indexOf("deadline"), tables.verdicts.map((name) => tables.columns.indexOf(name))];
  const soon = new Date(Date.parse(file.info.date) + HORIZON_DAYS * 86_400_000).toISOString().slice(0, 10);
  const ids = new Set(rows.map(({ cells }) => idOf(cells)));
  const shown = rows.map((read) => {
    const was = before.get(idOf(read.cells));
    return { state: stateOf(read, was, added, verdicts), read, was };
  });
  const unchanged = shown.filter(({ state }) => state === "unchanged");
  for (const one of drawn(unchanged, digest, SAMPLE)) one.state = "sample";
  const gone = [...before.values()].filter(({ cells }) => !ids.has(idOf(cells)));
  const leaving = [...gone, ...rows.filter(({ cells }) => (cells[deadline] ?? "9999") <= soon)];
  const every = [...shown, ...leaving.map((read) => ({ state: /** @type {State} */ ("leaving"), read, was: undefined }))];
  const datasets = Object.keys(tables.datasets);
  const rank = (/** @type {Shown} */ { state, read: { cells } }) => {
    const isToCheck = state === "new" || state === "changed";
    const score = isToCheck ? (file.hints.risks[idOf(cells)]?.score ?? 0) : 0;
    return { group: isToCheck ? 0 : ORDER.indexOf(state), score, dataset: datasets.indexOf(cells[DATASET] ?? ""), id: idOf(cells) };
  };
  const ranked = every.map((one) => ({ one, at: rank(one) }));
  ranked.sort(({ at: a }, { at: b }) => a.group - b.group || b.score - a.score || a.dataset - b.dataset || byCodePoints(a.id, b.id));
  return ranked.map(({ one }) => one);
}

/** Make every record once, so that what cannot be shown is found before anything is signed. @param {Shown[]} shown @param {Batch} batch @param {Tables} tables */
export async function requireShowable(shown, batch, tables) {
  for (const [at, one] of shown.entries()) {
    if (at % 500 === 499) await new Promise((settle) => setTimeout(settle));
    entryOf(one, batch, tables);
  }
}

/** @param {Shown[]} shown @param {Batch} batch @param {Tables} tables @returns {Index} */
export function indexOf(shown, { file, digest }, tables) {
  const { names: datasets, number: numberOfDataset } = numbered();
  const { names: handlers, number: numberOfHandler } = numbered();
  const { names: rules, number: numberOfRule } = numbered();
  const { names: reasons, number: numberOfReason } = numbered();
  const [handler, rule] = [tables.columns.indexOf("handler"), tables.columns.indexOf("rule")];
  /** @type {Columns} */
  const records = { id: [], state: [], dataset: [], handler: [], rule: [], level: [], heading: [], case: [], reasons: [], text: [] };
  for (const { state, read } of shown) {
    const [id, { row, cells }] = [idOf(read.cells), read];
    const risk = riskOf(state, file.hints.risks[id]);
    records.id.push(id);
    records.state.push(state);
    records.dataset.push(numberOfDataset(cells[DATASET] ?? ""));
    records.handler.push(numberOfHandler(seen(cells[handler] ?? "")));
    records.rule.push(numberOfRule((state === "leaving" ? file.hints.leaving[id]?.rule : null) ?? cells[rule] ?? ""));
    records.level.push(Math.max(0, tables.levels.indexOf(risk.level)));
    records.heading.push(headingOf(row, tables));
    records.case.push(caseOf(row));
    records.reasons.push(risk.reasons.map((words) => numberOfReason(words)));
    records.text?.push(Object.values(row).map((value) => (typeof value === "object" ? JSON.stringify(value) : String(value))).join("\n").toLowerCase());
  }
  return {
    digest,
    pageSize: PAGE_SIZE,
    states: tables.states,
    levels: tables.levels,
    datasets: datasets.map((name) => [name, tables.datasets[name].title]),
    handlers,
    rules: rules.map((name) => [name, name ? (tables.rules[name] ?? name) : "无"]),
    reasons,
    records,
  };
}

/** Pages of entries, made when they are asked for. @param {Shown[]} shown @param {Batch} batch @param {Tables} tables */
export const pagesOf = (shown, batch, tables) => ({
  load: async (/** @type {number} */ number) =>
    shown.slice(number * PAGE_SIZE, (number + 1) * PAGE_SIZE).map((one) => entryOf(one, batch, tables)),
});

/** @param {Shown} shown @param {Batch} batch @param {Tables} tables @returns {Entry} */
export function entryOf({ state, read, was }, { file }, tables) {
  const { cells, row } = read;
  const id = idOf(cells);
  const cell = (/** @type {string} */ name) => cells[tables.columns.indexOf(name)] ?? "";
  const risk = riskOf(state, file.hints.risks[id]);
  /** @type {Entry} */
  const entry = {
    id,
    state,
    dataset: cell("dataset"),
    heading: headingOf(row, tables),
    case: caseOf(row),
    handler: seen(cell("handler")),
    reviewed: seen(cell("reviewed_on")),
    rule: cell("rule"),
    score: risk.score,
    level: risk.level,
    reasons: risk.reasons,
    facts: [...rowFacts(read, was, file.hints.marks[id] ?? {}, tables), ...cellFacts(cells, was?.cells, tables)],
  };
  if (state === "leaving" && Object.hasOwn(file.hints.leaving, id)) entry.leaving = file.hints.leaving[id];
  return entry;
}

/** @param {Read} read @param {Read | undefined} was @param {Record<string, import("../types").Place[]>} marks @param {Tables} tables @returns {Fact[]} */
function rowFacts({ cells, row }, was, marks, tables) {
  const facts = [];
  const own = tables.datasets[cells[DATASET] ?? ""].columns;
  for (const [name, title, kind] of [["court_name", "法院名称（随记录）", "text"], ...own]) {
    const differs = was !== undefined && JSON.stringify(was.row[name]) !== JSON.stringify(row[name]);
    if (row[name] === undefined && !differs) continue;
    const shown = (/** @type {unknown} */ value, /** @type {import("../types").Place[]} */ found) => valueOf(cells[ID], value, name, kind, found, tables);
    /** @type {Fact} */
    const fact = { name, title, value: shown(row[name], marks[name] ?? []) };
    if (differs) Object.assign(fact, { changed: true, before: shown(was.row[name], []) });
    facts.push(fact);
  }
  return facts;
}

/** What is signed beside the row. @param {Cells} cells @param {Cells | undefined} was @param {Tables} tables @returns {Fact[]} */
function cellFacts(cells, was, tables) {
  const facts = [];
  for (const [at, name] of tables.columns.entries()) {
    if (!Object.hasOwn(tables.beside, name)) continue;
    const differs = was !== undefined && was[at] !== cells[at];
    if (cells[at] === null && !differs) continue;
    const words = (/** @type {string | null} */ cell) =>
      cell === null ? [] : textPieces(name === "rule" && tables.rules[cell] ? `${cell} ${tables.rules[cell]}` : cell, []);
    /** @type {Fact} */
    const fact = { name: `~${name}`, title: tables.beside[name], value: words(cells[at]) };
    if (differs) Object.assign(fact, { changed: true, before: words(was[at]) });
    facts.push(fact);
  }
  return facts;
}

/**
 * @param {string | null} id
 * @param {unknown} value
 * @param {string} name
 * @param {string} kind
 * @param {import("../types").Place[]} marks
 * @param {Tables} tables
 * @returns {Piece[]}
 */
function valueOf(id, value, name, kind, marks, tables) {
  if (value === undefined) return [];
  if (Array.isArray(value)) return textPieces(value.map((part) => lineOf(part, tables)).join("\n"), marks);
  const text = String(value);
  if (kind === "html") {
    try {
      return htmlPieces(text, new Set(tables.tags), marks);
    } catch (error) {
      throw new Refused(`记录 ${id}：${error instanceof Error ? error.message : HIDDEN}，不能签署。`);
    }
  }
  if (kind === "identifier" && text.includes("*")) return [["mark", "证件号码", seen(text)]];
  return textPieces((name === "party_kind" && tables.partyKinds[text]) || text, marks);
}

/** A contact, an attachment, a department. @param {Record<string, string>} part @param {Tables} tables */
const lineOf = (part, tables) => Object.entries(part).map(([key, value]) => `${tables.parts[key] ?? ""} ${value}`.trim()).join("　");

/** @param {import("./batch.js").PublicRow} row @param {Tables} tables */
const headingOf = (row, tables) => seen(String(tables.headings.map((name) => row[name]).find(Boolean) ?? row.id));

/** @param {import("./batch.js").PublicRow} row */
const caseOf = (row) => seen(String(row.case_number ?? ""));

/** @param {State} state @param {import("../types").Risk | undefined} risk */
const riskOf = (state, risk) => ((state === "new" || state === "changed") && risk ? risk : NO_RISK);

/** @param {Read} read @param {Read | undefined} was @param {Set<string>} added @param {number[]} verdicts @returns {State} */
function stateOf({ cells }, was, added, verdicts) {
  if (added.has(idOf(cells))) return "new";
  if (!was) return "unchanged";
  return was.cells[2] !== cells[2] || verdicts.some((at) => was.cells[at] !== cells[at]) ? "changed" : "unchanged";
}

/**
 * A sample that everybody draws again, and no server chooses: the digest is its seed.
 * @template T
 * @param {T[]} all
 * @param {string} digest
 * @param {number} size
 * @returns {T[]}
 */
export function drawn(all, digest, size) {
  let [a, b, c, d] = [0, 8, 16, 24].map((at) => Number.parseInt(digest.slice(at, at + 8), 16) | 0);
  const next = () => {
    const sum = (((a + b) | 0) + d) | 0; // sfc32
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  const left = [...all];
  for (let at = 0; at < Math.min(size, left.length); at += 1) {
    const other = at + (next() % (left.length - at));
    [left[at], left[other]] = [left[other], left[at]];
  }
  return left.slice(0, size);
}

/** Names numbered as they come. */
function numbered() {
  /** @type {Map<string, number>} */
  const numbers = new Map();
  /** @type {string[]} */
  const names = [];
  const number = (/** @type {string} */ name) => {
    const known = numbers.get(name) ?? names.push(name) - 1;
    numbers.set(name, known);
    return known;
  };
  return { names, number };
}
