// @ts-check
/** The check of a receipt: its check code over its own text, its release against the list of releases. Nothing is sent. */
import { chineseDay, readReleases } from "./release.js";
import { checkCode } from "./records/digest.js";

/** @typedef {import("./release.js").Releases} Releases */
/** @typedef {{kind: "good" | "bad", name: string, values?: Record<string, string | number>}} Verdict */

const LEAST_DIGITS = 16;
const CODE_LINE = /校验码[:：]\s*([0-9a-f\s]{32,50})\s*$/u;
const NUMBER_LINE = /发布期号[:：]\s*第\s*(\d{1,9})\s*期/u;
const DIGEST_LINE = /发布摘要值[:：]\s*([0-9a-f\s]{64,90})/u;

/**
 * Whether the text is as it was made.
 * @param {string} text of a receipt
 * @returns {Verdict}
 */
export function judgeText(text) {
  const found = CODE_LINE.exec(text);
  if (!found) return { kind: "bad", name: "code-missing" };
  const fits = checkCode(text.slice(0, found.index)).replace(/ /g, "") === found[1].replace(/\s/g, "");
  return fits ? { kind: "good", name: "code-fits" } : { kind: "bad", name: "code-differs" };
}

/**
 * The release that a receipt names.
 * @param {string} text
 * @returns {{number: string, digest: string}} "" where it is missing
 */
export function releaseIn(text) {
  const digest = DIGEST_LINE.exec(text)?.[1].replace(/\s/g, "").slice(0, 64) ?? "";
  return { number: NUMBER_LINE.exec(text)?.[1] ?? "", digest };
}

/**
 * Whether that release was published.
 * @param {string} number
 * @param {string} typed the digest or its beginning
 * @param {Releases} releases
 * @returns {Verdict}
 */
export function judgeRelease(number, typed, releases) {
  const digest = typed.toLowerCase().replace(/[^0-9a-f]/g, "");
  if (!number || !digest) return { kind: "bad", name: "release-missing" };
  if (digest.length < LEAST_DIGITS) return { kind: "bad", name: "digest-short" };
  const listed = releases.find((one) => one.number === Number(number));
  if (!listed) return { kind: "bad", name: "release-unknown", values: { number } };
  const values = { number, day: chineseDay(listed.date) };
  return listed.digest.startsWith(digest) ? { kind: "good", name: "release-fits", values } : { kind: "bad", name: "release-differs", values };
}

/** @param {Verdict} verdict */
function sentence({ kind, name, values = {} }) {
  const template = /** @type {HTMLTemplateElement} */ (document.querySelector("template[data-check-texts]"));
  const text = template.content.querySelector(`[data-text="${name}"]`)?.textContent ?? "";
  const line = document.createElement("p");
  line.className = `verdict verdict-${kind}`;
  line.textContent = `${kind === "good" ? "✓" : "✗"} ${text.replace(/\{(\w+)\}/g, (_, place) => String(values[place] ?? ""))}`;
  return line;
}

/** @param {FormData} given @returns {Promise<Verdict[]>} */
async function verdicts(given) {
  const written = (/** @type {string} */ name) => String(given.get(name) ?? "").trim();
  const text = written("text").replace(/\r\n?/g, "\n");
  const [number, digest] = [written("number"), written("digest")];
  if (!text && !number && !digest) return [{ kind: "bad", name: "nothing" }];
  const releases = await readReleases();
  if (!releases) return [{ kind: "bad", name: "unreachable" }];
  const told = releaseIn(text);
  const release = judgeRelease(number || told.number, digest || told.digest, releases);
  return text ? [release, judgeText(text)] : [release];
}

/** @param {HTMLFormElement} form @param {HTMLElement} result */
function wire(form, result) {
  const area = /** @type {HTMLTextAreaElement} */ (form.elements.namedItem("text"));
  const file = /** @type {HTMLInputElement} */ (form.querySelector("[type=file]"));
  let running = Symbol("check");
  file.addEventListener("change", async () => (area.value = (await file.files?.[0]?.text()) ?? ""));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const mine = (running = Symbol("check"));
    result.replaceChildren();
    const found = await verdicts(new FormData(form));
    if (running === mine) result.replaceChildren(...found.map(sentence)); // else it was of what no longer stands in the form
  });
}

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-check]"));
const result = /** @type {HTMLElement | null} */ (document.querySelector("[data-check-result]"));
if (form && result) {
  wire(form, result);
  for (const button of form.querySelectorAll("button")) button.disabled = false; // before, a click would be lost
}
