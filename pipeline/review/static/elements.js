// @ts-check
/** Elements from plain data. Texts become text nodes only; no markup is ever parsed. */

/** @typedef {import("../types").Index} Index */
/** @typedef {import("../types").Entry} Entry */
/** @typedef {import("../types").Fact} Fact */
/** @typedef {import("../types").Leaving} Leaving */
/** @typedef {import("../types").Mask} Mask */
/** @typedef {import("../types").Piece} Piece */

const TAGS = new Set("p br hr table caption thead tbody tfoot tr th td ul ol li strong em u sub sup h3 h4 blockquote".split(" "));
/** A record's own heading is an h2. */
const LOWER = new Map([["h3", "h4"], ["h4", "h5"]]);
const NOTHING = "（无）";

/** @param {string} tag @param {Record<string, string>} [attributes] @param {(Node | string)[]} children */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/**
 * One line of the list.
 * @param {Index} index
 * @param {number} at
 * @param {boolean} isChecked
 * @param {string} decided
 */
export function lineOf({ records, reasons, states, datasets, levels }, at, isChecked, decided) {
  const why = records.reasons[at].map((number) => reasons[number]).join("；");
  const facts = [states[records.state[at]] ?? "", datasets[records.dataset[at]][1], records.case[at]].filter(Boolean);
  const level = levels[records.level[at]];
  const made = element("li", { id: `e${at}`, role: "option", class: "entry", "data-at": String(at) });
  made.setAttribute("aria-selected", "false");
  made.setAttribute("aria-checked", String(isChecked));
  made.append(element("bdi", { class: "entry-title" }, records.heading[at]));
  if (level !== "无") made.append(" ", element("span", { class: `badge level-${records.level[at]}` }, `风险${level}`));
  if (decided) made.append(" ", element("span", { class: "badge decided" }, decided));
  made.append(element("span", { class: "entry-facts" }, facts.join("　")));
  if (why) made.append(element("span", { class: "entry-why" }, why));
  return made;
}

/**
 * A record as the public will see it.
 * @param {Entry} entry
 * @param {Index} index
 */
export function recordOf(entry, { datasets, states }) {
  const dataset = datasets.find(([name]) => name === entry.dataset)?.[1] ?? entry.dataset;
  const reviewed = entry.reviewed ? `${entry.reviewed} 审核` : "尚未审核";
  const made = document.createDocumentFragment();
  made.append(
    element("h2", {}, element("bdi", {}, entry.heading)),
    element("p", { class: "entry-facts" }, [states[entry.state] ?? "", dataset, entry.case].filter(Boolean).join("　")),
    element("p", { class: "hint" }, `承办人 ${entry.handler || "未写明"}　${reviewed}　`, element("code", {}, entry.id)),
  );
  if (entry.reasons.length) made.append(element("ul", { class: "note reasons" }, ...entry.reasons.map((why) => element("li", {}, why))));
  if (entry.leaving) made.append(leavingOf(entry.leaving, entry.state));
  made.append(element("dl", { class: "facts" }, ...entry.facts.map(factOf)));
  return made;
}

/** @param {HTMLSelectElement} select @param {[value: string, title: string][]} options @param {string} chosen */
export function fill(select, options, chosen) {
  select.replaceChildren(...options.map(([value, title]) => new Option(title, value, value === chosen, value === chosen)));
}

/** @param {string} label @param {() => void} act @param {Record<string, string>} [attributes] */
export function button(label, act, attributes = {}) {
  const made = element("button", { type: "button", ...attributes }, label);
  made.addEventListener("click", act);
  return made;
}

/** @param {Leaving} leaving @param {string} state */
function leavingOf({ on, verb, why, basis, ground }, state) {
  const reason = [why, ground && `理由：${ground}`, basis && `依据：${basis}`].filter(Boolean).join("；");
  const when = on.startsWith("0001") ? "立即" : on;
  return element("p", { class: state === "leaving" ? "note bad" : "note" }, `${verb}：${when}。${reason}。`);
}

/** @param {Fact} fact */
function factOf({ title, value, before = [], changed }) {
  const term = element("dt", {}, title);
  const shown = element("dd", { dir: "auto" }, ...valueOf(value));
  if (!changed) return element("div", {}, term, shown);
  term.append(" ", element("span", { class: "badge" }, "变更"));
  shown.append(element("div", { class: "before" }, element("span", { class: "badge" }, "此前"), " ", element("bdi", {}, ...valueOf(before))));
  return element("div", { class: "changed" }, term, shown);
}

/** @param {Piece[]} pieces */
const valueOf = (pieces) => (pieces.length ? nodesOf(pieces) : [NOTHING]);

/** @param {Piece[]} pieces @returns {(Node | string)[]} */
function nodesOf(pieces) {
  return pieces.map((piece) => {
    if (typeof piece === "string") return piece;
    if (isMask(piece)) return maskOf(piece);
    const [tag, children] = piece;
    return element(TAGS.has(tag) ? (LOWER.get(tag) ?? tag) : "span", {}, ...nodesOf(children));
  });
}

/** @param {Exclude<Piece, string>} piece @returns {piece is Mask} */
const isMask = (piece) => piece[0] === "mark";

/** @param {Mask} mask */
const maskOf = ([, kind, text]) => element("mark", { class: "hidden-value" }, text, element("small", {}, kind));
