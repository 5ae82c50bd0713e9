// @ts-check
/**
 * On the search page: what every card offers beside its facts, and the way to the receipt. The search never waits for this
 * module: it is told of each answer, and takes up the one that stands there already without asking again.
 */
import { actionsOf, seenRelease } from "./actions.js";
import { button, element, say } from "./words.js";

/** @typedef {import("./receipt.js").Answered} Answered */

const main = /** @type {HTMLElement & {answered?: Answered}} */ (document.querySelector("main"));
const place = /** @type {HTMLElement} */ (document.querySelector("[data-receipt]"));
const more = /** @type {HTMLElement} */ (document.querySelector("[data-search-more]"));

/** @type {Record<string, string>} list -> kind of notice */
const NOTICES = { auction_notices: "auction", reward_notices: "reward", hearing_notices: "hearing" };

main.addEventListener("answered", takeUp);
addEventListener("hashchange", leaveReceipt);
if (main.dataset.state === "done") takeUp();

function takeUp() {
  const answered = /** @type {Answered} */ (main.answered);
  leaveReceipt();
  for (const row of answered.found.rows) equip(row, answered);
  if (isAnswer(answered)) more.prepend(receiptButton(answered));
}

/** @param {Answered} answered @returns {boolean} whether something was looked up, and not only offered for choice */
function isAnswer({ query: { asked, keys }, found }) {
  return !found.choices && asked !== "nothing" && (asked !== "id" || keys.length > 0);
}

/** @param {import("../search/types").Row} row @param {Answered} answered */
function equip(row, { manifest }) {
  const card = /** @type {HTMLElement | null} */ (document.querySelector(`[data-record-id="${CSS.escape(row.id)}"]`));
  if (!card || card.querySelector(".hit-timeline, .hit-tools")) return;
  if (NOTICES[row.dataset]) tellState(card, row);
  card.append(...timelineLink(row));
  if (!manifest.columns[row.dataset]) return;
  card.append(...explanation(row.dataset), ...actionsOf(row, manifest.datasets[row.dataset], card));
}

/** Says how a notice stands. @param {HTMLElement} card @param {import("../search/types").Row} row */
async function tellState(card, row) {
  const { showState } = await import("../notices/show.js");
  const told = { notice: NOTICES[row.dataset], start: row.event_at, end: row.ends_on, outcome: row.result };
  for (const [name, value] of Object.entries(told)) if (value) card.dataset[name] = String(value);
  card.querySelector(".hit-title")?.after(element("p", "hit-standing state-words"));
  showState(card, new Date());
}

/** The way to the page of the record's case. @param {import("../search/types").Row} row @returns {HTMLElement[]} */
function timelineLink({ case_number: caseNumber }) {
  if (!caseNumber?.includes("执")) return [];
  const line = element("p", "hit-timeline");
  const anchor = element("a", "onward", say("timeline"));
  anchor.setAttribute("href", new URL(`../timeline/#case=${encodeURIComponent(caseNumber)}`, location.href).href);
  line.append(anchor);
  return [line];
}

/** @param {string} dataset @returns {Node[]} */
function explanation(dataset) {
  const template = /** @type {HTMLTemplateElement | null} */ (
    document.querySelector(`template[data-explanation="${CSS.escape(dataset)}"]`)
  );
  return template ? [template.content.cloneNode(true)] : [];
}

/** @param {Answered} answered */
function receiptButton(answered) {
  return button(say("receipt"), "receipt-button", async (pressed) => {
    const { showReceipt } = await import("./receipt_view.js");
    const problem = await showReceipt(answered, await seenRelease, place, () => {
      leaveReceipt();
      pressed.focus();
    });
    if (problem) {
      pressed.replaceWith(element("p", "note", problem));
      return;
    }
    main.dataset.view = "receipt";
    place.hidden = false;
    /** @type {HTMLElement} */ (document.getElementById("receipt-title")).focus();
  });
}

function leaveReceipt() {
  delete main.dataset.view;
  place.hidden = true;
  place.replaceChildren();
}
