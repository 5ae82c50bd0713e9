// @ts-check
/** A batch file read without belief: what it says of itself is computed from its rows, or refused. */
import { byCodePoints, canonicalJson } from "./canonical.js";
import { joined, sha256, utf8 } from "./bytes.js";
import { seen } from "./pieces.js";
import { Refused, ask } from "./refused.js";

/** @typedef {import("./bytes.js").Bytes} Bytes */
/** @typedef {import("../types").BatchFile} BatchFile */
/** @typedef {import("../types").Cells} Cells */
/** @typedef {import("../types").Tables} Tables */
/** @typedef {Record<string, unknown>} PublicRow */
/** @typedef {{cells: Cells, row: PublicRow}} Read a row of the batch, and what its JSON says */
/**
 * @typedef {object} Batch
 * @property {BatchFile} file
 * @property {string} digest of the rows
 * @property {Read[]} rows
 * @property {Map<string, Read>} before the rows of the batch signed before that changed or left, by id
 * @property {Set<string>} added ids that the batch before did not have
 * @property {string} beforeDigest "" before the first signature
 */

const FORMAT = "yangguang-batch-file/1";
export const ID = 0;
export const DATASET = 1;
export const ROW = 2;
const DAMAGED = "批次文件已损坏，或者不是本系统写出的格式。";
const RECORD = /^[a-z2-7]{16}$/;
const HEX = /^[0-9a-f]{64}$/;
const AT_ONCE = 2000;

/**
 * @param {Bytes} bytes of the file
 * @param {Tables} tables
 * @returns {Promise<Batch>}
 */
export async function readBatch(bytes, tables) {
  const file = parsed(bytes);
  const { info, name, before, columns } = file;
  ask(canonicalJson(columns) === canonicalJson(tables.columns) && info.form === tables.form, "批次的列与此页所知的不同；请使用同一版本的签名页。");
  ask(name.date === info.date && /^\d{4}-\d\d-\d\d$/.test(info.date) && Number.isSafeInteger(name.number) && name.number > 0, DAMAGED);
  ask([info.court_code, info.rule_set, info.profile].every(isText) && [info.rules_digest, info.masker_digest].every((text) => isText(text) && HEX.test(text)), DAMAGED);
  const rows = await readRows(file.rows, info.court_code, tables);
  const digest = await digestOf(file.rows, tables);
  ask(digest === info.digest && rows.length === info.rows, "批次被改动：文件所写的摘要与其中各条记录不符，不能签署。");
  if (!before) return { file, digest, rows, before: new Map(), added: new Set(rows.map(({ cells }) => idOf(cells))), beforeDigest: "" };
  const said = await readRows(before.rows, info.court_code, tables);
  const added = new Set(before.new);
  const ids = new Set(rows.map(({ cells }) => idOf(cells)));
  ask(added.size === before.new.length && before.new.every((id) => ids.has(id)) && said.every(({ cells }) => !added.has(idOf(cells))), DAMAGED);
  const beforeDigest = await digestOf(batchBefore(file.rows, before.rows, added), tables);
  ask(HEX.test(before.digest) && beforeDigest === before.digest, "“此前”的内容被改动：与所写的上一批次摘要不符，不能据此核对。");
  return { file, digest, rows, before: new Map(said.map((one) => [idOf(one.cells), one])), added, beforeDigest };
}

/** @param {Cells} cells */
export const idOf = (cells) => cells[ID] ?? "";

/** SHA-256 over every cell with its length before it, as `pipeline.state.batches.sealed_digest` takes it. @param {Cells[]} rows @param {Tables} tables */
export async function digestOf(rows, { columns, form }) {
  const head = utf8(`yangguang batch ${form} ${columns.join(" ")} ${rows.length}\n`);
  const parts = [];
  for (let at = 0; at < rows.length; at += AT_ONCE) parts.push(written(rows.slice(at, at + AT_ONCE)));
  return sha256(joined(head, ...parts));
}

/** @param {Cells[]} rows @returns {Bytes} */
function written(rows) {
  const cells = rows.flat().map((cell) => (cell === null ? null : utf8(cell)));
  return joined(...cells.map((cell) => (cell ? joined(utf8(`${cell.length}:`), cell) : utf8("-"))));
}

/** The batch signed before: what is unchanged, and what changed or left as it was. @param {Cells[]} rows @param {Cells[]} said @param {Set<string>} added */
function batchBefore(rows, said, added) {
  const differing = new Set(said.map(idOf));
  const same = rows.filter((cells) => !added.has(idOf(cells)) && !differing.has(idOf(cells)));
  return [...same, ...said].sort((one, other) => byCodePoints(one[DATASET] ?? "", other[DATASET] ?? "") || byCodePoints(idOf(one), idOf(other)));
}

/** @param {Bytes} bytes @returns {BatchFile} */
function parsed(bytes) {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    const file = /** @type {BatchFile} */ (JSON.parse(text));
    ask(file.format === FORMAT && Array.isArray(file.rows) && Array.isArray(file.signers) && file.hints && file.info && file.name, DAMAGED);
    return { ...file, hints: /** @type {BatchFile["hints"]} */ (plain(file.hints)) };
  } catch {
    throw new Refused(DAMAGED);
  }
}

/** Hints stand beside what is signed: nothing in them may hide itself, or turn what stands behind it. @param {unknown} value @returns {unknown} */
function plain(value) {
  if (typeof value === "string") return seen(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, held]) => [key, plain(held)]));
}

/** @param {Cells[]} rows @param {string} court @param {Tables} tables @returns {Promise<Read[]>} */
async function readRows(rows, court, tables) {
  ask(Array.isArray(rows), DAMAGED);
  const read = [];
  const ids = new Set();
  for (const [at, cells] of rows.entries()) {
    if (at % AT_ONCE === AT_ONCE - 1) await new Promise((settle) => setTimeout(settle));
    read.push({ cells, row: rowOf(cells, court, tables) });
    ask(!ids.has(cells[ID]), `记录 ${cells[ID]} 出现两次，不能签署。`);
    ids.add(cells[ID]);
  }
  return read;
}

/** @param {Cells} cells @param {string} court @param {Tables} tables @returns {PublicRow} */
function rowOf(cells, court, { columns, datasets, envelope, parts }) {
  ask(Array.isArray(cells) && cells.length === columns.length, DAMAGED);
  ask(cells.every((cell) => cell === null || (isText(cell))), DAMAGED);
  const [id, dataset, text] = [cells[ID], cells[DATASET], cells[ROW]];
  ask(id !== null && RECORD.test(id) && dataset !== null && text !== null, DAMAGED);
  const known = Object.hasOwn(datasets, dataset) ? datasets[dataset] : null;
  ask(known, `记录 ${id} 属于此页不认识的类别 ${dataset}，不能签署。`);
  const row = rowJson(text);
  ask(row !== null && canonicalJson(row) === text, `记录 ${id} 的内容不是规范格式，不能签署。`);
  ask(row.id === id && row.dataset === dataset && row.court_code === court, `记录 ${id} 与其编号、类别或法院不符，不能签署。`);
  const names = new Set([...envelope, ...known.columns.map(([name]) => name)]);
  for (const [name, value] of Object.entries(row)) {
    ask(names.has(name), `记录 ${id} 有此页不认识的项目 ${name}，不能签署。`);
    ask(isShown(value, parts), `记录 ${id} 的项目 ${name} 不能显示，不能签署。`);
  }
  return row;
}

/** @param {string} text @returns {PublicRow | null} */
function rowJson(text) {
  try {
    const row = JSON.parse(text);
    return typeof row === "object" && row && !Array.isArray(row) ? row : null;
  } catch {
    return null;
  }
}

/** A text, a whole number, or a list of entries of texts under names that the page knows. @param {unknown} value @param {Tables["parts"]} parts */
function isShown(value, parts) {
  if (Array.isArray(value)) return value.every((part) => typeof part === "object" && part && Object.entries(part).every(([name, text]) => Object.hasOwn(parts, name) && isText(text)));
  return isText(value) || Number.isSafeInteger(value);
}

/** Half of a sign is no text: UTF-8 has no form of it. @param {unknown} value */
const isText = (value) => typeof value === "string" && !/\p{Cs}/u.test(value);
