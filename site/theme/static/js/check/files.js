// @ts-check
/** Files that are opened: their text, and the digest that a batch check prints of the file it made. Pure. */
import { sha256 } from "../records/digest.js";

/**
 * @typedef {object} Opened
 * @property {"text" | "table" | "page" | "foreign"} kind foreign: no text at all
 * @property {string} text
 * @property {string[]} digests SHA-256 of the bytes, and of the same table as the site writes it
 */

const MARK = "\ufeff";
const FOREIGN = ["%PDF", "PK\u0003\u0004", "\u00d0\u00cf\u0011\u00e0"];

/** @param {Uint8Array} bytes @returns {Opened} */
export function openFile(bytes) {
  const start = String.fromCharCode(...bytes.subarray(0, 4));
  if (FOREIGN.some((sign) => start.startsWith(sign))) return { kind: "foreign", text: "", digests: [sha256(bytes)] };
  const text = decoded(bytes);
  if (text === null) return { kind: "foreign", text: "", digests: [sha256(bytes)] };
  if (/^\s*(?:<!doctype html|<html)/i.test(text)) return { kind: "page", text, digests: [sha256(bytes)] };
  const rows = rowsOf(text);
  const isTable = rows.length > 1 && rows[0].length > 2;
  return { kind: isTable ? "table" : "text", text, digests: [sha256(bytes), ...(isTable ? [sha256(new TextEncoder().encode(asMade(rows)))] : [])] };
}

/** @param {Uint8Array} bytes @returns {string | null} */
function decoded(bytes) {
  const names = bytes[0] === 0xff && bytes[1] === 0xfe ? ["utf-16le"] : bytes[0] === 0xfe && bytes[1] === 0xff ? ["utf-16be"] : ["utf-8", "gb18030"];
  for (const name of names) {
    try {
      return new TextDecoder(name, { fatal: true }).decode(bytes);
    } catch {
      continue;
    }
  }
  return null;
}

/**
 * The table as the site writes it, whatever a spreadsheet did to quotes, line ends, encoding and empty cells.
 * @param {string[][]} rows
 */
function asMade(rows) {
  const width = rows[0].length;
  const end = rows.findIndex((row) => row.every((cell) => !cell));
  const fitted = rows.map((row, at) => {
    const last = row.findLastIndex(Boolean) + 1;
    if (end < 0 || at < end) return Array.from({ length: Math.max(width, last) }, (_, cell) => row[cell] ?? "");
    return row.slice(0, last);
  });
  return MARK + fitted.map((row) => `${row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(",")}\r\n`).join("");
}

/** Comma, semicolon or tab [RFC 4180]. @param {string} text @returns {string[][]} */
export function rowsOf(text) {
  const body = text.startsWith(MARK) ? text.slice(1) : text;
  const head = body.slice(0, body.search(/[\r\n]|$/));
  const mark = [",", "\t", ";"].reduce((best, one) => (head.split(one).length > head.split(best).length ? one : best));
  /** @type {string[][]} */
  const rows = [];
  /** @type {string[]} */
  let row = [];
  const cell = new RegExp(`(?:"((?:[^"]|"")*)"|([^"${mark}\\r\\n][^${mark}\\r\\n]*|))(${mark}|\\r\\n?|\\n|$)`, "gy");
  for (let found = cell.exec(body); found; found = cell.exec(body)) {
    row.push(found[1]?.replaceAll('""', '"') ?? found[2]);
    if (found[3] !== mark) {
      rows.push(row);
      row = [];
    }
    if (cell.lastIndex >= body.length) break;
  }
  return rows.map((one) => (one.length === 1 && !one[0] ? [] : one));
}
