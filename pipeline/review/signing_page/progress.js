// @ts-check
/** What was checked, as a file: several officers share a batch in portions. */
import { Refused, ask } from "./refused.js";

const FORMAT = "yangguang-progress/1";
const OTHER = "这不是本批次的进度文件。";

/** @param {string} digest of the batch @param {Set<string>} checked */
export const progressFile = (digest, checked) => `${JSON.stringify({ format: FORMAT, digest, checked: [...checked].sort() })}\n`;

/** @param {string} text @param {string} digest @returns {string[]} keys of records that were checked */
export function readProgress(text, digest) {
  /** @type {{format?: unknown, digest?: unknown, checked?: unknown}} */
  let file;
  try {
    file = JSON.parse(text) ?? {};
  } catch {
    throw new Refused(OTHER);
  }
  ask(file.format === FORMAT && file.digest === digest && Array.isArray(file.checked), OTHER);
  return file.checked.filter((key) => typeof key === "string");
}
