// @ts-check
/** Identity numbers: reading, checking and masking; mirrors pipeline/cleaning/identifiers.py and masking/profiles.py. */

import { compactNumber } from "./signs.js";


const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const USCC_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY";
const USCC_WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
const ORG_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2];
const MASKED_WITH_X = /^[0-9]{4,14}X{2,}[0-9X]*$/;
/** @type {Record<string, number[]>} zero-based positions that become stars */
const HIDDEN = {
  standard: [10, 11, 12, 13, 17],
  national: [10, 11, 12, 13],
  strict: [10, 11, 12, 13, 14, 15, 16, 17],
};

/** @param {string} text @returns {string | null} the 18-character form, or null if it is no resident ID */
export function normaliseResidentId(text) {
  let number = compactNumber(text);
  if (MASKED_WITH_X.test(number)) {
    const last = number.slice(-1);
    number = number.slice(0, -1).replace(/X/g, "*") + (number.at(-2) === "X" ? last.replace("X", "*") : last);
  }
  if (/^[1-9][0-9*]{16}[0-9X*]$/.test(number)) return number;
  if (!/^[1-9][0-9*]{14}$/.test(number)) return null;
  const body = `${number.slice(0, 6)}19${number.slice(6)}`;
  return body + (body.includes("*") ? "*" : checkCharacter(body));
}

/** @param {string} body first 17 digits @returns {string} GB 11643, MOD 11-2 */
export function checkCharacter(body) {
  return "10X98765432"[WEIGHTS.reduce((sum, weight, at) => sum + weight * Number(body[at]), 0) % 11];
}

/** @param {string} number */
export function hasValidCheckDigit(number) {
  return /^[0-9]{17}[0-9X]$/.test(number) && checkCharacter(number) === number[17];
}

/** @param {string} number */
export function hasPlausibleBirthDate(number) {
  const century = ["18", "19", "20", "1*", "2*", "**"].includes(number.slice(6, 8));
  return century && inRange(number.slice(10, 12), 12) && inRange(number.slice(12, 14), 31);
}

/** @param {string} number 18 characters @param {string} profile */
export function maskResidentId(number, profile) {
  return [...number].map((digit, at) => (HIDDEN[profile].includes(at) ? "*" : digit)).join("");
}

/** @param {string} number passport, permit or service number */
export function maskDocumentNumber(number) {
  const letters = /^[A-Z]*/.exec(number)?.[0] ?? "";
  const hidden = number.length - letters.length - 2;
  return hidden < 5 ? "*".repeat(number.length) : letters + "*".repeat(hidden) + number.slice(-2);
}

/** @param {string} code @returns {boolean} GB 32100, MOD 31 */
export function isValidUscc(code) {
  if (!/^[0-9A-HJ-NPQRTUWXY]{18}$/.test(code)) return false;
  const sum = USCC_WEIGHTS.reduce((total, weight, at) => total + weight * USCC_SIGNS.indexOf(code[at]), 0);
  return USCC_SIGNS[(31 - (sum % 31)) % 31] === code[17];
}

/** @param {string} code nine characters @returns {boolean} GB 11714 */
export function isValidOrgCode(code) {
  const total = ORG_WEIGHTS.reduce((sum, weight, at) => sum + weight * Number.parseInt(code[at], 36), 0);
  return "0123456789X0"[(11 - (total % 11)) % 11] === code[8];
}

/** @param {string} two @param {number} highest */
function inRange(two, highest) {
  return two.includes("*") || (Number(two) >= 1 && Number(two) <= highest);
}
