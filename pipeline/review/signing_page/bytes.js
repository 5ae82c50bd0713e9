// @ts-check
/** Bytes, hexadecimal digits, base64, SHA-256. */

/** @typedef {Uint8Array<ArrayBuffer>} Bytes */

const CHUNK = 0x8000;

/** @param {string} text @returns {Bytes} UTF-8 */
export const utf8 = (text) => new TextEncoder().encode(text);

/** @param {(Bytes | number[])[]} parts @returns {Bytes} */
export function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** @param {Bytes} bytes */
export const toHex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** @param {Bytes} bytes */
export function toBase64(bytes) {
  let binary = "";
  for (let at = 0; at < bytes.length; at += CHUNK) binary += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return btoa(binary);
}

/** @param {string} text @returns {Bytes} base64, or base64url as JSON Web Keys have it */
export function fromBase64(text) {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (sign) => sign.charCodeAt(0));
}

/** @param {Bytes} bytes */
export const sha256 = async (bytes) => toHex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));

/** @param {number} count @returns {Bytes} */
export const random = (count) => crypto.getRandomValues(new Uint8Array(count));
