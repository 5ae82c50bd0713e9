// @ts-check
/**
 * On the search page: what every card offers beside its facts, and the way to the receipt. The search never waits for this
 * module: it is told of each answer, and takes up the one that stands there already without asking again.
 */
import { actionsOf, nameOf, seenRelease } from "./actions.js";
import { showSource } from "./source.js";
import { button, element, say } from "./words.js";

/** @typedef {import("./receipt.js").Answered} Answered */

const main = /** @type {HTMLElement & {answered?: Answered}} */ (document.querySelector("main"));
const place = /** @type {HTMLElement} */ (document.querySelector("[data-receipt]"));
const more = /** @type {HTMLElement} */ (document.querySelector("[data-search-more]"));

/** @type {Record<string, string>} list -> kind of notice */
const NOTICES = { auction_notices: "auction", reward_notices: "reward", hearing_notices: "hearing" };

const RECEIPT = "receipt";
/** @type {HTMLElement | null} */
let pressed = null;
let answeredAt = "";
let placeBefore = 0;

main.addEventListener("answered", takeUp);
addEventListener("popstate", () => (isReceipt() && location.hash === answeredAt ? openReceipt() : leaveReceipt()));
addEventListener("hashchange", leaveReceipt);
addEventListener("keydown", ({ key }) => key === "Escape" && main.dataset.view === RECEIPT && closeReceipt());
if (main.dataset.state === "done") takeUp();

function takeUp() {
  const answered = /** @type {Answered} */ (main.answered);
  leaveReceipt();
  for (const row of answered.found.rows) equip(row, answered);
  answeredAt = location.hash;
  pressed = isAnswer(answered) ? button(say("receipt"), "receipt-button", openReceipt) : null;
  if (pressed) more.prepend(pressed);
  showSource(main, answered);
  if (pressed && isReceipt()) openReceipt();
}

/** @returns {boolean} whether the history says that a receipt stands here */
function isReceipt() {
  return history.state?.view === RECEIPT;
}

/** @param {Answered} answered @returns {boolean} whether something was looked up, and not only offered for choice */
function isAnswer({ query: { asked, keys }, found }) {
  return !found.choices && asked !== "nothing" && (asked !== "id" || keys.length > 0);
}

/** @param {import("../search/types").Row} row @param {Answered} answered */
function equip(row, { manifest }) {
  const card = /** @type {HTMLElement | null} */ (document.querySelector(`[data-record-id="${CSS.escape(row.id)}"]`));
  if (!card || card.querySelector(".hit-tools")) return;
  if (NOTICES[row.dataset]) tellState(card, row);
  const list = manifest.datasets[row.dataset];
  card.dataset.court = row.court_code ?? "";
  card.append(...explanation(row.dataset), ...actionsOf(row, list, card, timelineLink(row, list)));
}

/** Says how a notice stands. @param {HTMLElement} card @param {import("../search/types").Row} row */
async function tellState(card, row) {
  const { showState } = await import("../notices/show.js");
  const told = { notice: NOTICES[row.dataset], start: row.event_at, end: row.ends_on, outcome: row.result };
  for (const [name, value] of Object.entries(told)) if (value) card.dataset[name] = String(value);
  card.querySelector(".hit-title")?.after(element("p", "hit-standing state-words"));
  showState(card, new Date());
}

/** The way to the page of the record's case. @param {import("../search/types").Row} row @param {string} list @returns {HTMLElement[]} */
function timelineLink(row, list) {
  if (!row.case_number?.includes("执")) return [];
  const anchor = element("a", "text-button hit-timeline", say("timeline"));
  anchor.setAttribute("aria-label", `${say("timeline")}：${nameOf(row, list)}`);
  anchor.setAttribute("href", new URL(`../timeline/#case=${encodeURIComponent(row.case_number)}`, location.href).href);
  return [anchor];
}

/** @param {string} dataset @returns {Node[]} */
function explanation(dataset) {
  const template = /** @type {HTMLTemplateElement | null} */ (
    document.querySelector(`template[data-explanation="${CSS.escape(dataset)}"]`)
  );
  return template ? [template.content.cloneNode(true)] : [];
}

/** A receipt is an entry of the history: Back leads from it to the hits and keeps both. */
async function openReceipt() {
  const asked = answeredAt;
  const { showReceipt } = await import("./receipt_view.js");
  const problem = await showReceipt(/** @type {Answered} */ (main.answered), await seenRelease, place, closeReceipt);
  if (location.hash !== asked) return;
  if (problem) {
    pressed?.replaceWith(element("p", "note", problem));
    return;
  }
  placeBefore = scrollY;
  if (!isReceipt()) history.pushState({ ...history.state, view: RECEIPT }, "");
  main.dataset.view = RECEIPT;
  place.hidden = false;
  scrollTo({ top: 0, behavior: "instant" });
  /** @type {HTMLElement} */ (document.getElementById("receipt-title")).focus();
}

function closeReceipt() {
  leaveReceipt();
  if (isReceipt()) history.back();
}

function leaveReceipt() {
  if (main.dataset.view !== RECEIPT) return;
  delete main.dataset.view;
  place.hidden = true;
  place.replaceChildren();
  scrollTo({ top: placeBefore, behavior: "instant" });
  pressed?.focus({ preventScroll: true });
}
