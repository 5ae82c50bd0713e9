// @ts-check
/** The text of a file: UTF-8, UTF-16 with a mark, or GB 18030, as office programs write it. */

/** @type {[number[], string][]} */
const MARKS = [
  [[0xff, 0xfe], "utf-16le"],
  [[0xfe, 0xff], "utf-16be"],
];
const SPREADSHEETS = [[0x50, 0x4b, 0x03, 0x04], [0xd0, 0xcf, 0x11, 0xe0]];

/** A file that cannot be read as a list; its message is the name of the text that says why. */
export class Unreadable extends Error {}

/** @param {Uint8Array} bytes @returns {string} */
export function decoded(bytes) {
  if (SPREADSHEETS.some((mark) => startsWith(bytes, mark))) throw new Unreadable("file-spreadsheet");
  const marked = MARKS.find(([mark]) => startsWith(bytes, mark));
  for (const encoding of marked ? [marked[1]] : ["utf-8", "gb18030"]) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes);
    } catch {
      continue;
    }
  }
  throw new Unreadable("file-encoding");
}

/** @param {Uint8Array} bytes @param {number[]} mark */
const startsWith = (bytes, mark) => mark.every((byte, at) => bytes[at] === byte);
