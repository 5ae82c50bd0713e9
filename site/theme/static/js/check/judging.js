// @ts-check
/** What can be said of a text, a file and a release. A cross stands only for what contradicts itself or the list of releases. */
import { checkCode, formerCode } from "../records/digest.js";
import { chineseDay } from "../release.js";

/** @typedef {import("../release.js").Releases} Releases */
/** @typedef {import("./reading.js").Reading} Reading */
/** @typedef {{kind: "good" | "bad" | "open", name: string, values?: Record<string, string | number>}} Verdict open: nothing can be said */

const LEAST_DIGITS = 16;
const FORMATS = [1, 2];

/** @param {Reading} read @param {string} text as it was given @returns {Verdict[]} */
export function judgeText(read, text) {
  if (read.form === "unknown") return [{ kind: "open", name: "form-unknown" }];
  if (read.form === "citation") return [{ kind: "open", name: "form-citation" }];
  if (read.form === "batch") return [{ kind: "open", name: "code-none" }];
  if (!read.code) return [{ kind: "open", name: "code-missing" }];
  if (read.format && !FORMATS.includes(read.format)) return [{ kind: "open", name: "form-newer", values: { format: read.format } }];
  if (read.format === 1) return [formerFits(read, text) ? { kind: "good", name: "code-fits" } : { kind: "open", name: "form-former" }];
  if (checkCode(read.covered).replace(/ /g, "") !== read.code) return [{ kind: "bad", name: "code-differs" }];
  return read.isWhole ? [{ kind: "good", name: "code-fits" }] : [{ kind: "bad", name: "records-differ" }];
}

/** Format 1 covers every sign: only a text that nothing changed can be told. @param {Reading} read @param {string} text */
function formerFits({ code }, text) {
  const until = text.search(/校验码\s*[:：]\s*(?:[0-9a-f]\s*){32}\s*$/u);
  return until >= 0 && formerCode(text.slice(0, until)).replace(/ /g, "") === code;
}

/**
 * Whether that release was published.
 * @param {string} number
 * @param {string} typed the digest or its beginning
 * @param {Releases} releases
 * @returns {Verdict}
 */
export function judgeRelease(number, typed, releases) {
  const digest = typed.normalize("NFKC").toLowerCase().replace(/[^0-9a-f]/g, "");
  const given = number.normalize("NFKC").replace(/\D/g, "");
  if (!given || !digest) return { kind: "open", name: "release-missing" };
  if (digest.length < LEAST_DIGITS) return { kind: "bad", name: "digest-short" };
  const listed = releases.find((one) => one.number === Number(given));
  if (!listed) return { kind: "bad", name: "release-unknown", values: { number: given } };
  const values = { number: given, day: chineseDay(listed.date) };
  return listed.digest.startsWith(digest) ? { kind: "good", name: "release-fits", values } : { kind: "bad", name: "release-differs", values };
}

/** @param {string[]} digests of the file, and of the same table as the site writes it @param {string} typed on the receipt @returns {Verdict} */
export function judgeFile(digests, typed) {
  const digest = typed.normalize("NFKC").toLowerCase().replace(/[^0-9a-f]/g, "");
  const values = { digest: digests[0] };
  if (!digest) return { kind: "open", name: "file-digest", values };
  if (digest.length < LEAST_DIGITS) return { kind: "bad", name: "digest-short" };
  if (digests[0].startsWith(digest)) return { kind: "good", name: "file-fits" };
  return digests.some((one) => one.startsWith(digest)) ? { kind: "good", name: "file-resaved" } : { kind: "bad", name: "file-differs", values };
}
