// @ts-check
/** What the officer signs of a batch, as `pipeline.approval.statement.Statement`; every fact is of the rows that were shown. */
import { DATASET, ROW, idOf } from "./batch.js";
import { byCodePoints } from "./canonical.js";
import { ask } from "./refused.js";

/** @typedef {import("./batch.js").Batch} Batch */
/** @typedef {import("../types").Tables} Tables */

/** @param {Batch} batch */
export function countsOf({ rows, before, added }) {
  /** @type {Record<string, number>} */
  const counts = Object.create(null);
  for (const { cells } of rows) counts[cells[DATASET] ?? ""] = (counts[cells[DATASET] ?? ""] ?? 0) + 1;
  const ids = new Set(rows.map(({ cells }) => idOf(cells)));
  return { counts, added: added.size, removed: [...before.keys()].filter((id) => !ids.has(id)).length };
}

/**
 * Who reviewed what is new or changed, as `pipeline.approval.statement.read_reviews` finds it.
 * @param {Batch} batch
 * @param {Tables} tables
 */
export function reviewsOf({ rows, before, added }, { columns }) {
  const [handler, day] = [columns.indexOf("handler"), columns.indexOf("reviewed_on")];
  /** @type {Record<string, string>} */
  const reviewed = Object.create(null);
  const exceptions = [];
  for (const { cells } of rows) {
    const was = before.get(idOf(cells))?.cells;
    if (!added.has(idOf(cells)) && (!was || was[ROW] === cells[ROW])) continue;
    const [who, when] = [cells[handler], cells[day]];
    if (who === null || when === null || was?.[day] === when) exceptions.push(idOf(cells));
    else if (!(who in reviewed) || reviewed[who] < when) reviewed[who] = when;
  }
  return { reviewed, exceptions: exceptions.sort(byCodePoints) };
}

/**
 * @param {Batch} batch
 * @param {Tables} tables
 * @param {string} signer
 * @param {string} today ISO
 */
export function statementOf(batch, tables, signer, today) {
  const { info, name } = batch.file;
  ask(today >= info.date, `本机日期 ${today} 早于批次日期 ${info.date}，请先校正本机时钟。`);
  return {
    court: info.court_code,
    date: info.date,
    number: name.number,
    digest: batch.digest,
    rows: batch.rows.length,
    rule_set: info.rule_set,
    rules_digest: info.rules_digest,
    mask_profile: info.profile,
    masker_digest: info.masker_digest,
    signer,
    signed_on: today,
    ...reviewsOf(batch, tables),
    ...countsOf(batch),
    ...(batch.beforeDigest ? { before: batch.beforeDigest } : {}),
  };
}
