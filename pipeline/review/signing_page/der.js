// @ts-check
/** The little DER that key files and signatures need. */
import { joined } from "./bytes.js";
import { ask } from "./refused.js";

/** @typedef {import("./bytes.js").Bytes} Bytes */
/** @typedef {{tag: number, content: Bytes}} Value */

export const SEQUENCE = 0x30;
export const OCTETS = 0x04;
export const INTEGER = 0x02;
export const OBJECT = 0x06;
export const NULL = 0x05;
const DAMAGED = "文件已损坏，或者不是本系统的格式。";

/** @param {number} tag @param {(Bytes | number[])[]} parts @returns {Bytes} */
export function der(tag, ...parts) {
  const content = joined(...parts);
  if (content.length < 0x80) return joined([tag, content.length], content);
  const octets = content.length < 0x100 ? [content.length] : [content.length >> 8, content.length & 0xff];
  return joined([tag, 0x80 | octets.length, ...octets], content);
}

/** The values that stand one behind the other. @param {Bytes} bytes @returns {Value[]} */
export function partsOf(bytes) {
  const found = [];
  for (let at = 0; at < bytes.length; ) {
    const tag = bytes[at];
    let size = bytes[at + 1];
    at += 2;
    if (size & 0x80) {
      const octets = size & 0x7f;
      ask(octets > 0 && octets < 4, DAMAGED);
      size = bytes.subarray(at, at + octets).reduce((sum, octet) => sum * 256 + octet, 0);
      at += octets;
    }
    ask(at + size <= bytes.length, DAMAGED);
    found.push({ tag, content: bytes.subarray(at, at + size) });
    at += size;
  }
  return found;
}

/** @param {Bytes} content of an INTEGER @returns {number} */
export function numberOf(content) {
  ask(content.length > 0 && content.length <= 5, DAMAGED);
  return content.reduce((sum, octet) => sum * 256 + octet, 0);
}

/** A signature of P-256: the browser gives r and s side by side, everybody else takes a sequence of two numbers. @param {Bytes} raw 64 bytes */
export const derSignature = (raw) => der(SEQUENCE, integer(raw.subarray(0, 32)), integer(raw.subarray(32)));

/** @param {Bytes} bytes a number that is not negative, the highest octet first @returns {Bytes} in as few octets as it needs */
export function integer(bytes) {
  const first = bytes.findIndex((octet) => octet !== 0);
  const least = first < 0 ? bytes.subarray(-1) : bytes.subarray(first);
  return der(INTEGER, least[0] & 0x80 ? [0] : [], least);
}
