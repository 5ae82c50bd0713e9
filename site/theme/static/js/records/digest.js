// @ts-check
/**
 * The check code of a receipt. SHA-256 is written out because `crypto.subtle` is missing on pages that are not served
 * by https, as on a court's own terminals.
 */

const ROUNDS = 64;
const CODE_LETTERS = 32;

/** @param {number} count @returns {number[]} the first primes */
function primes(count) {
  /** @type {number[]} */
  const found = [];
  for (let one = 2; found.length < count; one += 1) if (found.every((prime) => one % prime)) found.push(one);
  return found;
}

/** @param {number} value @returns {number} the first 32 bits of its fraction */
const fraction = (value) => ((value - Math.floor(value)) * 2 ** 32) | 0;

const START = primes(8).map((prime) => fraction(Math.sqrt(prime)));
const ADDED = primes(ROUNDS).map((prime) => fraction(Math.cbrt(prime)));

/** @param {number} word @param {number} by */
const turn = (word, by) => (word >>> by) | (word << (32 - by));

/**
 * SHA-256 (FIPS 180-4).
 * @param {Uint8Array} bytes
 * @returns {string} 64 hex digits
 */
export function sha256(bytes) {
  const blocks = ((bytes.length + 8) >> 6) + 1;
  const view = new DataView(new ArrayBuffer(blocks * 64));
  bytes.forEach((byte, at) => view.setUint8(at, byte));
  view.setUint8(bytes.length, 0x80);
  view.setBigUint64(view.byteLength - 8, BigInt(bytes.length) * 8n);
  let state = START;
  for (let block = 0; block < blocks; block += 1) state = compress(state, scheduleOf(view, block * 64));
  return state.map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}

/** @param {DataView} view @param {number} offset */
function scheduleOf(view, offset) {
  const words = Array.from({ length: 16 }, (_, at) => view.getInt32(offset + at * 4));
  for (let at = 16; at < ROUNDS; at += 1) {
    const [far, near] = [words[at - 15], words[at - 2]];
    const one = turn(far, 7) ^ turn(far, 18) ^ (far >>> 3);
    const two = turn(near, 17) ^ turn(near, 19) ^ (near >>> 10);
    words.push((words[at - 16] + one + words[at - 7] + two) | 0);
  }
  return words;
}

/** @param {number[]} state @param {number[]} words */
function compress(state, words) {
  let [a, b, c, d, e, f, g, h] = state;
  for (let at = 0; at < ROUNDS; at += 1) {
    const one = h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + ADDED[at] + words[at];
    const two = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
  }
  return [a, b, c, d, e, f, g, h].map((word, at) => (word + state[at]) | 0);
}

/**
 * What of a text the check code covers: its letters and digits. Marks, spaces, width and case change where a text is selected,
 * printed, mailed or typed, and say nothing that a letter or a digit does not.
 * @param {string} text
 */
export const essenceOf = (text) => text.normalize("NFKC").toLowerCase().replace(/[^\p{L}\p{M}\p{N}]+/gu, "");

/**
 * The check code of a text: half of the SHA-256 of its letters and digits, in groups.
 * @param {string} text
 */
export const checkCode = (text) => grouped(essenceOf(text));

/**
 * The check code of receipts of format 1, which covered every sign but white space.
 * @param {string} text
 */
export const formerCode = (text) => grouped(text.normalize("NFC").replace(/\s+/gu, ""));

/** @param {string} text */
const grouped = (text) => sha256(new TextEncoder().encode(text)).slice(0, CODE_LETTERS).replace(/(.{8})(?!$)/g, "$1 ");
