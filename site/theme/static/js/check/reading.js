// @ts-check
/**
 * What a text of this site says of itself, however it was selected, printed, mailed or typed. Pure: the labels are those
 * by which the pages make these texts.
 */

/**
 * @typedef {object} Labels by which the site's texts are made
 * @property {string} title of a receipt, without the site's name
 * @property {string} format @property {string} asked @property {string} number @property {string} digest
 * @property {string} listed @property {string} hit @property {string} code
 * @property {string} batch heading of a batch check's receipt
 * @property {string} batchNumber @property {string} batchDigest @property {string} file
 * @property {string} cited words of every citation
 */
/**
 * @typedef {object} Reading
 * @property {"receipt" | "batch" | "citation" | "unknown"} form
 * @property {number} format of a receipt; 0 where it tells none
 * @property {string} number of the release
 * @property {string} digest of the release, or its beginning
 * @property {string} code the check code, without spaces
 * @property {string} covered the text that the code covers
 * @property {string} asked the question that was asked
 * @property {boolean} isWhole whether as many records stand there as it says
 * @property {string} file digest of the file that belongs to it
 */

const BETWEEN = "[\\s:,;\"'|]*";
const OF_PRINTERS = [/^https?:\/\/\S+\s+\d+\s*\/\s*\d+$/, /^\d{4}\/\d{1,2}\/\d{1,2}[, ]+\d{1,2}:\d{2}\b.*$/, /^查询 · .{1,40}$/];
const MOST_RECORDS = 10_000;

/** @param {string} text @param {Labels} labels @param {string} site its name @returns {Reading} */
export function readText(text, labels, site) {
  const plain = plainOf(text);
  const told = (/** @type {string} */ label, /** @type {string} */ value) => lastOf(plain, `${escaped(label)}${BETWEEN}${value}`);
  const digits = "((?:[0-9a-f]\\s*){16,64})(?![0-9a-f])";
  const number = told(labels.number, "第?\\s*(\\d{1,9})") || told(labels.batchNumber, "第?\\s*(\\d{1,9})");
  const digest = squeezed(told(labels.digest, digits) || told(labels.batchDigest, digits));
  const code = squeezed(told(labels.code, "((?:[0-9a-f]\\s*){32})(?![0-9a-f])"));
  const file = squeezed(told(labels.file, digits));
  const isBatch = !code && (Boolean(file) || plain.includes(plainOf(labels.batch)) || has(plain, labels.batchNumber) || has(plain, labels.batchDigest));
  const isReceipt = Boolean(code) || has(plain, labels.number) || has(plain, labels.digest);
  const isCitation = plain.includes(plainOf(labels.cited));
  return {
    form: isBatch ? "batch" : isReceipt ? "receipt" : isCitation ? "citation" : "unknown",
    format: Number(told(labels.format, "(\\d{1,4})(?!\\d)")),
    number,
    digest: digest.slice(0, 64),
    code,
    covered: code ? coveredOf(plain, labels, site) : "",
    asked: lastOf(plain, `(?:^|\\n)${escaped(labels.asked)}${BETWEEN}([^\\n]+)`).trim(),
    isWhole: isWhole(plain, labels),
    file: file.slice(0, 64),
  };
}

/** The text in one width and with its lines as they were made: no marks of quotation, no head and foot of a printer. @param {string} text */
export const plainOf = (text) =>
  text
    .normalize("NFKC")
    .replace(/\p{Cf}/gu, "")
    .split(/\r\n?|\n/)
    .map((line) => line.replace(/^[\s>|]+/, "").trimEnd())
    .filter((line) => !OF_PRINTERS.some((form) => form.test(line)))
    .join("\n");

/** From the heading to the check code: what stands around it was not made by the receipt. @param {string} plain @param {Labels} labels @param {string} site */
function coveredOf(plain, labels, site) {
  const end = plain.search(new RegExp(`${escaped(labels.code)}${BETWEEN}(?:[0-9a-f]\\s*){32}(?![0-9a-f])(?![\\s\\S]*${escaped(labels.code)}${BETWEEN}(?:[0-9a-f]\\s*){32})`, "i"));
  const before = plain.slice(0, end);
  const heading = plainOf(site + labels.title);
  const found = before.lastIndexOf(heading);
  if (found >= 0) return before.slice(found);
  const other = before.search(new RegExp(`\\S*${escaped(labels.title)}\\s*${escaped(labels.format)}${BETWEEN}\\d`)); // the site had another name
  if (other >= 0) return before.slice(other);
  const first = before.search(new RegExp(`(?:^|\\n)${escaped(labels.format)}${BETWEEN}\\d`));
  return first >= 0 ? `${heading}\n${before.slice(first)}` : before; // the heading was not selected
}

/** @param {string} plain @param {Labels} labels */
function isWhole(plain, labels) {
  const said = lastOf(plain, `${escaped(labels.listed)}${BETWEEN}(\\d{1,5})(?!\\d)`);
  if (!said) return true;
  const records = plain.slice(plain.lastIndexOf(plainOf(labels.listed)));
  let count = 0;
  while (count < MOST_RECORDS && new RegExp(`(?:^|\\n)${escaped(labels.hit.replace("{n}", String(count + 1)))}(?:\\s*:|\\s*\\n)`).test(records)) count += 1;
  return count === Number(said) || !count; // where the lines were lost, nothing can be counted
}

/** @param {string} plain @param {string} pattern @returns {string} its group where it stands last; "" for nowhere */
const lastOf = (plain, pattern) => [...plain.matchAll(new RegExp(pattern, "gi"))].pop()?.[1] ?? "";

/** @param {string} plain @param {string} label @returns {boolean} whether a line begins with it */
const has = (plain, label) => new RegExp(`(?:^|\\n)"?${escaped(label)}(?:["\\s:,;]|$)`).test(plain);

/** @param {string} digits */
const squeezed = (digits) => digits.replace(/\s/g, "").toLowerCase();

/** @param {string} label */
const escaped = (label) => plainOf(label).replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
