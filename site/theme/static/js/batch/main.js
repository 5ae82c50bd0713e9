// @ts-check
/** The page of the batch check: a list in, verdicts out, all of it in the browser. Nothing is kept or sent. */

import { readRelease } from "../release.js";
import { learn, needsTable } from "../search/analyzer.js";
import { Store } from "../search/fetch.js";
import { readQuery } from "../search/kind.js";
import { say } from "../search/wording.js";
import { readList } from "./columns.js";
import { paragraphs, place } from "./elements.js";
import { wireInput } from "./input.js";
import { masked } from "./masking.js";
import { Progress } from "./progress.js";
import { questionsOf } from "./questions.js";
import { download, showReport } from "./report.js";
import { Run } from "./run.js";

/** @typedef {import("./types").Line} Line */
/** @typedef {import("./types").Report} Report */

const ROOT = new URL("../../../", import.meta.url);
const SEARCH_PAGE = new URL("search/", ROOT);
const MOST_LINES = 5000;
const DOUBTS_TOLD = 10;

const main = /** @type {HTMLElement} */ (document.querySelector("main"));
const form = /** @type {HTMLFormElement} */ (place("form"));
const box = /** @type {HTMLTextAreaElement} */ (place("list"));
const purpose = /** @type {HTMLInputElement} */ (place("purpose"));
const lists = [.../** @type {NodeListOf<HTMLInputElement>} */ (form.querySelectorAll("input[name=scope]"))];
const titles = new Map(lists.map((list) => [list.value, list.closest("label")?.textContent?.trim() ?? ""]));
const store = new Store(new URL("search/data/", ROOT));
const progress = new Progress();
let profile = "";
let finishTyping = () => {};
/** @type {Run | null} */
let run = null;
/** @type {Report | null} */
let report = null;

form.addEventListener("submit", (event) => {
  event.preventDefault();
  start().catch(() => {
    inform([say("unreachable")]);
    progress.tell("");
    enter("ready");
  });
});
purpose.addEventListener("change", () => {
  purpose.value = masked(purpose.value, profile).text;
  if (report) show({ ...report, purpose: purpose.value.trim() });
});
place("pause").addEventListener("click", () => (run?.isPaused ? resume() : hold("held")));
place("stop").addEventListener("click", () => run?.stop());
place("retry").addEventListener("click", () => {
  begin(run?.all ?? 0);
  check();
});
place("download").addEventListener("click", () => report && download(report, titles));
place("print").addEventListener("click", () => print());
place("again").addEventListener("click", open);
window.addEventListener("beforeunload", (event) => {
  if (!place("running").hidden) event.preventDefault();
});
open();

/** Without the manifest no number can be masked as it is printed here: nothing is taken in before it is read. */
async function open() {
  const manifest = await store.manifest().catch(() => null);
  place("unreachable").hidden = Boolean(manifest);
  form.hidden = !manifest;
  if (!manifest) return;
  profile = manifest.profile;
  const chooser = /** @type {HTMLInputElement} */ (place("file"));
  finishTyping = wireInput(box, chooser, profile, describe, (problem) => inform([say(problem)]));
  enter("ready");
}

/** Say how the list was understood. */
function describe() {
  const { lines, columns, left } = readList(box.value, profile);
  const known = (columns ?? []).flatMap((what, at) => (what ? [say("column", { n: at + 1, what: say(`head-${what}`) })] : []));
  const doubtful = [...new Set(lines.filter(isDoubtful).map(({ at }) => at))];
  const joined = lines.length - new Set(lines.map(({ at }) => at)).size;
  inform([
    lines.length > MOST_LINES ? say("too-many", { n: lines.length }) : lines.length ? say("understood", { n: lines.length }) : "",
    known.length ? say("columns", { columns: known.join("、") }) : "",
    joined ? say("joined", { n: joined }) : "",
    left.length ? say("left-out", { lines: left.join("、") }) : "",
    doubtful.length ? say("doubtful", { n: doubtful.length, lines: doubtful.slice(0, DOUBTS_TOLD).join("、") }) : "",
  ]);
}

/** @param {Line} line @returns {boolean} whether its number cannot be right */
const isDoubtful = ({ number, doubts }) =>
  doubts.length > 0 || (number !== "" && readQuery(number, profile).notes.some((note) => note === "id-length" || note === "id-form"));

/** @param {string[]} sentences */
function inform(sentences) {
  const told = sentences.filter(Boolean);
  if (place("told").textContent !== told.join("")) place("told").replaceChildren(...paragraphs(told));
}

async function start() {
  finishTyping();
  if (!navigator.onLine) return inform([say("offline")]);
  const { lines } = readList(box.value, profile);
  const scope = lists.filter(({ checked }) => checked).map(({ value }) => value);
  if (!lines.length) return inform([say("nothing-to-check")]);
  if (lines.length > MOST_LINES) return inform([say("too-many", { n: lines.length })]);
  if (!scope.length) return inform([say("no-scope")]);
  begin(lines.length);
  if (lines.some(({ name }) => needsTable(name))) learn(await store.traditional());
  run = new Run(store, questionsOf(lines, profile), scope, showProgress, () => hold("lost"));
  run.release = await readRelease();
  await check();
}

/** @param {number} all lines; the run is still to come, and what was run before is not to be paused or stopped */
function begin(all) {
  enter("starting");
  progress.begin(say("begun", { n: all }), all);
}

async function check() {
  const current = /** @type {Run} */ (run);
  enter("running");
  place("pause").focus();
  showProgress();
  await current.start();
  const { release, scope } = current;
  const later = await readRelease();
  const laterRelease = later && release && later.digest !== release.digest ? later.number : null;
  const checked = current.checked();
  const site = ROOT.href;
  show({ checked, scope, site, purpose: purpose.value.trim(), finishedAt: new Date(), release, laterRelease });
  progress.tell(say("finished", { n: current.all }));
  enter("done");
  place("results-title").focus();
}

/** @param {"ready" | "starting" | "running" | "done"} state written last, when all that it promises stands on the page */
function enter(state) {
  const isOn = state === "starting" || state === "running";
  place("running").hidden = !isOn;
  for (const button of place("running").querySelectorAll("button")) button.disabled = state === "starting";
  place("results").hidden = state !== "done";
  place("pause").textContent = say("pause");
  for (const part of form.querySelectorAll("fieldset")) part.disabled = isOn;
  main.dataset.state = state;
}

function showProgress() {
  if (run) progress.show(run.results.size, run.all);
}

/** @param {string} why name of a text */
function hold(why) {
  run?.pause();
  place("pause").textContent = say("resume");
  progress.tell(say(why));
}

function resume() {
  run?.resume();
  place("pause").textContent = say("pause");
  progress.tell(say("resumed"));
}

/** @param {Report} made */
function show(made) {
  report = made;
  showReport(made, titles, SEARCH_PAGE);
}
