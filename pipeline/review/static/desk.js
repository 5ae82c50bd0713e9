// @ts-check
"use strict";

/* The reading desk: a list of records, one of them open, the keyboard, and decisions on it. */

const Review = (() => {
  const { element, line, record, fill } = ReviewElements;
  const KEPT_CHUNKS = 8;
  const NARROW = matchMedia("(max-width: 59.99rem)"); // as in review.css: the record takes the list's place
  /** @param {string} name @returns {any} */
  const part = (name) => document.querySelector(`[data-${name}]`);
  /** @type {Index} */
  let index;
  /** @type {Filter} */
  let filter;
  let checked = ReviewStore.checked();
  let decided = ReviewStore.decided();
  /** @type {number[]} */
  let found = [];
  let current = -1; // place in `found`
  let isOpen = false;
  let opened = -1; // position of the record that is shown
  /** @type {Map<number, Entry[]>} */
  const chunks = new Map();
  /** @type {Map<number, (entries: Entry[]) => void>} */
  const awaited = new Map();

  /** Called by data/index.js. @param {Index} loaded */
  function begin(loaded) {
    index = loaded;
    document.addEventListener("keydown", press);
    window.addEventListener("hashchange", show);
    part("filters").addEventListener("change", refilter);
    part("entries").addEventListener("click", choose);
    part("help").addEventListener("click", () => openDialog("help"));
    part("keys").checked = ReviewStore.hasKeys();
    part("keys").addEventListener("change", () => ReviewStore.keepKeys(part("keys").checked));
    for (const button of document.querySelectorAll("[data-page]")) button.addEventListener("click", () => turn(Number(button.getAttribute("data-page"))));
    for (const form of document.querySelectorAll("[data-decision]")) form.addEventListener("submit", submit);
    part("lasting").closest("form").addEventListener("change", showLasting);
    for (const button of document.querySelectorAll("[data-close]")) button.addEventListener("click", () => button.closest("dialog")?.close());
    show();
  }

  /** Called by data/NNNN.js. @param {number} number @param {Entry[]} entries */
  function take(number, entries) {
    chunks.set(number, entries);
    for (const old of chunks.keys()) if (chunks.size > KEPT_CHUNKS && old !== number) chunks.delete(old);
    awaited.get(number)?.(entries);
    awaited.delete(number);
  }

  /** @param {number} at @returns {Promise<Entry>} */
  function load(at) {
    const number = Math.floor(at / index.pageSize);
    const held = chunks.get(number);
    if (held) return Promise.resolve(held[at % index.pageSize]);
    return new Promise((resolve) => {
      const before = awaited.get(number);
      awaited.set(number, (entries) => { before?.(entries); resolve(entries[at % index.pageSize]); });
      if (before) return;
      const script = element("script", { src: `data/${String(number).padStart(4, "0")}.js` });
      script.addEventListener("load", () => script.remove());
      document.head.append(script);
    });
  }

  function show() {
    filter = ReviewModel.readFilter(location.hash);
    found = ReviewModel.select(index, filter, checked);
    const bounds = ReviewModel.pageBounds(found.length, index.pageSize, filter.page);
    filter.page = bounds.page;
    showFilters();
    const lines = found.slice(bounds.first, bounds.last).map((at) => line(index, at, isChecked(at), decided[index.records.id[at]] ?? ""));
    part("entries").replaceChildren(...lines);
    part("entries").hidden = part("none").hidden = false;
    part(lines.length ? "none" : "entries").hidden = true;
    part("count").textContent = `共 ${found.length} 条，按风险从高到低排列`;
    part("where").textContent = `第 ${bounds.page + 1} / ${bounds.pages} 页`;
    for (const button of document.querySelectorAll("[data-page]")) {
      const step = Number(button.getAttribute("data-page"));
      if (button instanceof HTMLButtonElement) button.disabled = bounds.page + step < 0 || bounds.page + step >= bounds.pages;
    }
    showProgress();
    current = -1;
    if (lines.length) select(bounds.first);
  }

  function showFilters() {
    /** @type {Record<string, [string, string][]>} */
    const options = {
      state: [["", "全部"], [ReviewModel.TO_CHECK, "待核对"], ...Object.entries(index.states)],
      dataset: [["", "全部"], ...index.datasets],
      handler: [["", "全部"], ...index.handlers.map((name) => /** @type {[string, string]} */ ([name || ReviewModel.UNNAMED, name || "未写明"])).sort()],
      rule: [["", "全部"], ...index.rules.filter(([name]) => name)],
      level: [["", "全部"], ...index.levels.map((level) => /** @type {[string, string]} */ ([level, level]))],
      done: [["", "全部"], ["no", "未核对"], ["yes", "已核对"]],
    };
    for (const [name, pairs] of Object.entries(options)) {
      const select = part("filters").elements.namedItem(name);
      const chosen = String(/** @type {any} */ (filter)[name]);
      if (!select.options.length) fill(select, pairs, chosen);
      select.value = chosen;
    }
  }

  function refilter() {
    const chosen = Object.fromEntries(new FormData(part("filters")));
    go(/** @type {any} */ ({ ...chosen, page: 0 }));
  }

  /** @param {Filter} asked */
  function go(asked) {
    history.replaceState(null, "", `#${ReviewModel.writeFilter(asked)}`);
    show();
  }

  /** @param {number} step */
  function turn(step) {
    const { page, pages } = ReviewModel.pageBounds(found.length, index.pageSize, filter.page + step);
    if (pages > 1 && page !== filter.page) go({ ...filter, page });
  }

  function showProgress() {
    const { done, total } = ReviewModel.progress(index, checked);
    part("progress").textContent = ReviewModel.progressText(done, total);
  }

  /** @param {number} at */
  function isChecked(at) {
    return checked.has(ReviewModel.keyOf(index.records, at));
  }

  /** @param {number} place */
  function select(place) {
    const entries = part("entries");
    entries.querySelector("[aria-selected=true]")?.setAttribute("aria-selected", "false");
    current = place;
    const chosen = document.getElementById(`e${found[place]}`);
    chosen?.setAttribute("aria-selected", "true");
    chosen?.scrollIntoView({ block: "nearest" });
    entries.setAttribute("aria-activedescendant", chosen?.id ?? "");
  }

  /** @param {number} step */
  function move(step) {
    const { first, last } = ReviewModel.pageBounds(found.length, index.pageSize, filter.page);
    const place = current + step;
    if (place < first || place >= last) return;
    select(place);
    if (isOpen) void open();
    else part("entries").focus({ preventScroll: true });
  }

  async function open() {
    if (current < 0) return;
    const at = found[current];
    isOpen = true;
    const entry = await load(at);
    if (found[current] !== at || !isOpen) return; // the officer has moved on meanwhile
    opened = at;
    const marked = element("button", { type: "button", class: "button", "data-check": "" }, checkWords(at));
    marked.addEventListener("click", toggle);
    const hold = element("button", { type: "button" }, "暂缓公布（h）");
    hold.addEventListener("click", () => void ask("hold"));
    const correct = element("button", { type: "button" }, "要求更正（c）");
    correct.addEventListener("click", () => void ask("correction"));
    const back = element("button", { type: "button", class: "back" }, "回到列表");
    back.addEventListener("click", close);
    const pane = part("record");
    pane.replaceChildren(back, record(entry, index), element("p", { class: "buttons" }, marked, hold, correct));
    document.body.classList.add("is-open");
    pane.focus({ preventScroll: true });
    pane.scrollTop = 0;
    if (NARROW.matches) pane.scrollIntoView();
  }

  function close() {
    isOpen = false;
    document.body.classList.remove("is-open");
    part("entries").focus();
  }

  /** @param {number} at */
  function checkWords(at) {
    return isChecked(at) ? "已核对，取消（空格）" : "标记为已核对（空格）";
  }

  function toggle() {
    if (current < 0) return;
    const at = found[current];
    const key = ReviewModel.keyOf(index.records, at);
    if (!checked.delete(key)) checked.add(key);
    if (!ReviewStore.keepChecked(checked)) say("浏览器不允许保存进度，关闭页面后进度将丢失。");
    document.getElementById(`e${at}`)?.setAttribute("aria-checked", String(checked.has(key)));
    const button = part("check");
    if (button && opened === at) button.textContent = checkWords(at);
    showProgress();
  }

  /** @param {string} message */
  function say(message) {
    part("said").textContent = message;
  }

  /** @param {string} name */
  function openDialog(name) {
    const dialog = document.querySelector(`[data-dialog=${name}]`);
    if (dialog instanceof HTMLDialogElement) dialog.showModal();
    return dialog;
  }

  /** @param {"hold" | "correction"} name */
  async function ask(name) {
    if (current < 0) return;
    if (!ReviewServer.isServed) {
      say(ReviewServer.FROM_DISK);
      return;
    }
    const at = found[current];
    const entry = await load(at);
    const dialog = openDialog(name);
    const form = dialog?.querySelector("form");
    if (!(form instanceof HTMLFormElement)) return;
    form.reset();
    showLasting();
    form.dataset.id = entry.id;
    dialog.querySelector("[data-what]")?.replaceChildren(element("bdi", {}, entry.heading), `　${entry.case}　${entry.id}`);
    dialog.querySelector("[data-problem]").textContent = "";
    const fields = form.elements.namedItem("field");
    if (fields instanceof HTMLSelectElement) fill(fields, entry.facts.filter(({ name: field }) => !field.startsWith("~")).map(({ name: field, title }) => [field, title]), "");
    (form.querySelector("input:not([type=radio]), select"))?.focus();
  }

  /** Form number and approver are asked for where a hold is to last. */
  function showLasting() {
    const lasting = part("lasting");
    lasting.hidden = lasting.closest("form").elements.namedItem("kind").value !== "lasting";
    for (const input of lasting.querySelectorAll("input")) input.required = !lasting.hidden;
  }

  /** @param {Event} event */
  async function submit(event) {
    event.preventDefault();
    const form = event.target;
    if (!(form instanceof HTMLFormElement)) return;
    const dialog = form.closest("dialog");
    const name = form.dataset.decision ?? "";
    const id = form.dataset.id ?? "";
    const asked = /** @type {Record<string, string>} */ (Object.fromEntries(new FormData(form)));
    const { ok, message } = await ReviewServer.decide(name, { ...asked, record: id });
    if (!ok) {
      const problem = form.querySelector("[data-problem]");
      if (problem) problem.textContent = message;
      return;
    }
    decided = { ...decided, [id]: name === "hold" ? "已暂缓" : "已要求更正" };
    ReviewStore.keepDecided(decided);
    dialog?.close();
    say(message);
    noteDecision(id);
  }

  /** @param {string} id */
  function noteDecision(id) {
    const at = index.records.id.indexOf(id);
    const shown = document.getElementById(`e${at}`);
    const wasSelected = shown?.getAttribute("aria-selected") ?? "false";
    const renewed = line(index, at, isChecked(at), decided[id]);
    renewed.setAttribute("aria-selected", wasSelected);
    shown?.replaceWith(renewed);
  }

  /** @param {Event} event */
  function choose(event) {
    const entry = event.target instanceof Element ? event.target.closest("[data-at]") : null;
    if (!entry) return;
    select(found.indexOf(Number(entry.getAttribute("data-at"))));
    void open();
  }

  /** @type {Record<string, () => void>} */
  const KEYS = {
    j: () => move(1),
    k: () => move(-1),
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    n: () => turn(1),
    p: () => turn(-1),
    Enter: () => void open(),
    Escape: close,
    " ": toggle,
    h: () => void ask("hold"),
    c: () => void ask("correction"),
    a: () => { if (ReviewServer.isServed) location.href = "approve.html"; else say(ReviewServer.FROM_DISK); },
    "?": () => openDialog("help"),
  };
  const OF_LIST_ONLY = new Set(["ArrowDown", "ArrowUp", "Enter", " "]);

  /** @param {KeyboardEvent} event */
  function press(event) {
    const at = event.target instanceof Element ? event.target : document.body;
    if (event.ctrlKey || event.altKey || event.metaKey || document.querySelector("dialog[open]")) return;
    if (at.closest("input, select, textarea")) return;
    const isOnControl = at.closest("button, a, summary") !== null;
    const isArrow = event.key.startsWith("Arrow");
    if (OF_LIST_ONLY.has(event.key) && (isOnControl || (isArrow && !at.closest("[data-entries]")))) return;
    if (event.key.length === 1 && event.key !== " " && !part("keys").checked) return;
    const act = KEYS[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  return { begin, take };
})();
