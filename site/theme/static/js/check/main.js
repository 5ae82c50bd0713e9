// @ts-check
/** The check of what this site made: its text, its file, its release. Nothing is sent. */
import { readReleases } from "../release.js";
import { openFile } from "./files.js";
import { judgeFile, judgeRelease, judgeText } from "./judging.js";
import { readText } from "./reading.js";

/** @typedef {import("./judging.js").Verdict} Verdict */

const SIGNS = { good: "✓", bad: "✗", open: "？" };
/** @type {import("./files.js").Opened | null} */
let opened = null;

/** @param {string} template @param {string} name @returns {string} a text of the page */
function textOf(template, name) {
  const all = /** @type {NodeListOf<HTMLTemplateElement>} */ (document.querySelectorAll(`template[data-${template}-texts]`));
  return [...all].map((one) => one.content.querySelector(`[data-text="${name}"]`)?.textContent).find(Boolean) ?? "";
}

/** @returns {import("./reading.js").Labels} the words of receipts (record_tools.html) and of batch checks (batch_texts.html) */
const labels = () => ({
  title: textOf("record", "title").replace("{site}", ""),
  format: textOf("record", "format"),
  asked: textOf("record", "asked"),
  number: textOf("record", "number"),
  digest: textOf("record", "digest"),
  listed: textOf("record", "listed"),
  hit: textOf("record", "hit"),
  code: textOf("record", "code"),
  batch: textOf("check", "batch"),
  batchNumber: textOf("search", "fact-release"),
  batchDigest: textOf("search", "fact-digest"),
  file: textOf("search", "fact-file"),
  cited: textOf("record", "citation").replace(/\{site\}[\s\S]*$/, "").replace(/^[\s\S]*\}/, "") + siteName(),
});

const siteName = () => /** @type {HTMLElement} */ (document.querySelector("template[data-record-texts]")).dataset.site ?? "";

/** @param {Verdict} verdict */
function sentence({ kind, name, values = {} }) {
  const line = document.createElement("p");
  line.className = `verdict verdict-${kind}`;
  line.textContent = `${SIGNS[kind]} ${textOf("check", name).replace(/\{(\w+)\}/g, (_, place) => String(values[place] ?? ""))}`;
  return line;
}

/** What a code cannot show, and the way to what can. @param {string} asked "" where the text tells no question */
function limits(asked) {
  const note = document.createElement("p");
  note.className = "note";
  note.append(textOf("check", "limits"));
  if (asked) {
    const link = document.createElement("a");
    link.href = `../search/#q=${encodeURIComponent(asked)}`;
    link.textContent = textOf("check", "ask-again");
    note.append(link);
  }
  return note;
}

/** @param {FormData} given @returns {Promise<HTMLElement[]>} */
async function answerTo(given) {
  const written = (/** @type {string} */ name) => String(given.get(name) ?? "").trim();
  const [pasted, number, digest, fileDigest] = ["text", "number", "digest", "file-digest"].map(written);
  const table = opened?.kind === "table" ? opened : null;
  if (!pasted && !number && !digest && !opened) return [sentence({ kind: "bad", name: "nothing" })];
  if (!pasted && !number && !digest && opened?.kind === "foreign") return [sentence({ kind: "open", name: "form-file" })];
  const text = pasted || table?.text || "";
  const read = readText(text, labels(), siteName());
  const isKnown = read.form === "receipt" || read.form === "batch";
  const told = text ? judgeText(read, text) : [];
  const ofFile = table && readText(table.text, labels(), siteName()).form === "batch" ? [judgeFile(table.digests, fileDigest || (pasted ? read.file : ""))] : [];
  if (!isKnown && text && !number && !digest) return [...ofFile, ...told].map(sentence);
  const releases = await readReleases();
  if (!releases) return [sentence({ kind: "open", name: "unreachable" })];
  const release = judgeRelease(number || read.number, digest || read.digest, releases);
  const verdicts = [release, ...told.filter(({ name }) => !(ofFile.length && name === "code-none")), ...ofFile];
  return [...verdicts.map(sentence), ...(verdicts.some(({ name }) => name !== release.name) ? [limits(read.code ? read.asked : "")] : [])];
}

/** @param {HTMLFormElement} form @param {HTMLElement} result */
function wire(form, result) {
  const area = /** @type {HTMLTextAreaElement} */ (form.elements.namedItem("text"));
  const file = /** @type {HTMLInputElement} */ (form.querySelector("[type=file]"));
  let running = Symbol("check");
  file.addEventListener("change", async () => {
    const bytes = await file.files?.[0]?.arrayBuffer();
    opened = bytes ? openFile(new Uint8Array(bytes)) : null;
    if (opened?.kind === "text") area.value = opened.text;
    if (opened?.kind === "page") area.value = wordsOf(opened.text);
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const mine = (running = Symbol("check"));
    result.replaceChildren();
    const found = await answerTo(new FormData(form));
    if (running === mine) result.replaceChildren(...found); // else it was of what no longer stands in the form
  });
}

/** The receipt in a page that was saved, else all its words. @param {string} markup */
function wordsOf(markup) {
  const page = new DOMParser().parseFromString(markup, "text/html");
  const part = page.querySelector(".receipt, [data-batch-receipt]") ?? page.body;
  for (const one of part.querySelectorAll("script, template, noscript")) one.remove();
  for (const one of part.querySelectorAll("h1, h2, h3, dt, dd, li, p, tr")) one.append("\n");
  return part.textContent ?? "";
}

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-check]"));
const result = /** @type {HTMLElement | null} */ (document.querySelector("[data-check-result]"));
if (form && result) {
  wire(form, result);
  for (const button of form.querySelectorAll("button")) button.disabled = false; // before, a click would be lost
}
