// @ts-check
"use strict";

/* Elements from plain data. Texts become text nodes only; no markup is ever parsed. */

/**
 * @typedef {string | any[]} Node_
 * @typedef {{name: string, title: string, value: Node_[], before?: Node_[], changed?: boolean}} Fact
 * @typedef {{on: string, verb: string, why: string, basis: string, ground: string}} Leaving
 * @typedef {{id: string, state: string, dataset: string, heading: string, case: string, handler: string, reviewed: string,
 *   rule: string, score: number, level: string, reasons: string[], facts: Fact[], leaving?: Leaving}} Entry
 */

const ReviewElements = (() => {
  const TAGS = new Set("p br hr table caption thead tbody tfoot tr th td ul ol li strong em u sub sup h3 h4 blockquote".split(" "));
  const LOWER = /** @type {Record<string, string>} */ ({ h3: "h4", h4: "h5" });

  /** @param {string} tag @param {Record<string, string>} [attributes] @param {(Node | string)[]} children */
  function element(tag, attributes = {}, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  }

  /** @param {Node_[]} nodes @returns {(Node | string)[]} */
  function fromNodes(nodes) {
    return nodes.map((node) => {
      if (typeof node === "string") return node;
      const [tag, ...rest] = node;
      if (tag === "mark") return mark(rest[0], rest[1]);
      return TAGS.has(tag) ? element(LOWER[tag] ?? tag, {}, ...fromNodes(rest[0])) : element("span", {}, ...fromNodes(rest[0]));
    });
  }

  /** @param {string} kind @param {string} text */
  function mark(kind, text) {
    return element("mark", { class: "hidden-value" }, text, element("small", {}, kind));
  }

  /** One line of the list.
   * @param {Index} index @param {number} at @param {boolean} isChecked @param {string} decided */
  function line(index, at, isChecked, decided) {
    const { records } = index;
    const reasons = records.reasons[at].map((number) => index.reasons[number]).join("；");
    const facts = [index.states[records.state[at]], index.datasets[records.dataset[at]][1], records.case[at]].filter(Boolean);
    const level = index.levels[records.level[at]];
    const made = element("li", {
      id: `e${at}`, role: "option", class: "entry", "data-at": String(at), "aria-selected": "false", "aria-checked": String(isChecked),
    });
    made.append(element("bdi", { class: "entry-title" }, records.heading[at]));
    if (level !== "无") made.append(" ", element("span", { class: `badge level-${records.level[at]}` }, `风险${level}`));
    if (decided) made.append(" ", element("span", { class: "badge decided" }, decided));
    made.append(element("span", { class: "entry-facts" }, facts.join("　")));
    if (reasons) made.append(element("span", { class: "entry-why" }, reasons));
    return made;
  }

  /** A record as the public will see it.
   * @param {Entry} entry @param {Index} index */
  function record(entry, index) {
    const dataset = index.datasets.find(([name]) => name === entry.dataset)?.[1] ?? entry.dataset;
    const made = document.createDocumentFragment();
    made.append(
      element("h2", {}, element("bdi", {}, entry.heading)),
      element("p", { class: "entry-facts" }, [index.states[entry.state], dataset, entry.case].filter(Boolean).join("　")),
      element("p", { class: "hint" }, `承办人 ${entry.handler || "未写明"}　${entry.reviewed ? `${entry.reviewed} 审核` : "尚未审核"}　`, element("code", {}, entry.id)),
    );
    if (entry.reasons.length) made.append(element("ul", { class: "note reasons" }, ...entry.reasons.map((why) => element("li", {}, why))));
    if (entry.leaving) made.append(leaving(entry.leaving, entry.state));
    made.append(element("dl", { class: "facts" }, ...entry.facts.map(fact)));
    return made;
  }

  /** @param {Leaving} leaving @param {string} state */
  function leaving({ on, verb, why, basis, ground }, state) {
    const reason = [why, ground && `理由：${ground}`, basis && `依据：${basis}`].filter(Boolean).join("；");
    const when = on.startsWith("0001") ? "立即" : on;
    return element("p", { class: state === "leaving" ? "note bad" : "note" }, `${verb}：${when}。${reason}。`);
  }

  /** @param {Fact} fact */
  function fact({ title, value, before, changed }) {
    const shown = element("dd", { dir: "auto" }, ...(value.length ? fromNodes(value) : ["（无）"]));
    if (changed) shown.append(element("div", { class: "before" }, element("span", { class: "badge" }, "此前"), " ", element("bdi", {}, ...(before?.length ? fromNodes(before) : ["（无）"]))));
    return element("div", changed ? { class: "changed" } : {}, element("dt", {}, title, ...(changed ? [" ", element("span", { class: "badge" }, "变更")] : [])), shown);
  }

  /** @param {Element} select @param {[string, string][]} options @param {string} chosen */
  function fill(select, options, chosen) {
    select.replaceChildren(...options.map(([value, title]) => element("option", value === chosen ? { value, selected: "" } : { value }, title)));
  }

  return { element, line, record, fill };
})();
