// @ts-check
/** Excerpts at the words that were found: marked in title and excerpt, fetched from the document where they stand far down, carried into it. */

/** @typedef {import("./types").Answer} Answer */
/** @typedef {import("./types").Row} Row */

const BEFORE = 40;
const BEHIND = 90;
const SPECIAL = /[.*+?^${}()|[\]\\]/g;

/** @param {HTMLElement} results @param {Answer} found */
export function showWords(results, { rows, terms }) {
  if (!terms?.length) return;
  const pattern = new RegExp(`(${terms.map((term) => term.replace(SPECIAL, "\\$&")).join("|")})`, "giu");
  const watched = new IntersectionObserver((seen) => {
    for (const { isIntersecting, target } of seen) {
      if (!isIntersecting) continue;
      watched.unobserve(target);
      fetchPassage(/** @type {HTMLElement} */ (target), terms, pattern).catch(() => undefined); // the beginning stands there
    }
  });
  for (const { id, excerpt = "" } of rows) {
    const hit = /** @type {HTMLElement | null} */ (results.querySelector(`[data-record-id="${CSS.escape(id)}"]`));
    const link = hit?.querySelector("a");
    if (!hit || !link || link.hash) continue;
    link.hash = `find=${encodeURIComponent(terms.join(" "))}`;
    const isWhole = terms.every((term) => holds(`${link.textContent} ${excerpt}`, term));
    link.replaceChildren(...marked(link.textContent ?? "", pattern));
    hit.querySelector(".hit-excerpt")?.replaceChildren(...marked(excerpt, pattern));
    if (!isWhole) watched.observe(hit);
  }
}

/** @param {string} text @param {string} term */
const holds = (text, term) => text.toLowerCase().includes(term.toLowerCase());

/** @param {HTMLElement} hit @param {string[]} terms @param {RegExp} pattern */
async function fetchPassage(hit, terms, pattern) {
  const link = /** @type {HTMLAnchorElement} */ (hit.querySelector("a"));
  const shown = `${link.textContent} ${hit.querySelector(".hit-excerpt")?.textContent}`;
  const text = await textOf(new URL(link.href), hit.dataset.dataset === "guidelines");
  const passages = terms.filter((term) => !holds(shown, term)).flatMap((term) => passageAt(text, text.toLowerCase().indexOf(term.toLowerCase())));
  if (!passages.length) return;
  const place = hit.querySelector(".hit-excerpt") ?? hit.insertBefore(document.createElement("p"), hit.querySelector(".hit-facts"));
  place.className = "hit-excerpt";
  place.replaceChildren(...marked([...new Set(passages)].join(" "), pattern));
}

/** @param {URL} page @param {boolean} isGuideline @returns {Promise<string>} the document's text on one line */
async function textOf(page, isGuideline) {
  page.hash = "";
  const answer = await fetch(isGuideline ? new URL("text.txt", page) : page);
  if (!answer.ok) throw new Error(String(answer.status));
  const told = await answer.text();
  const text = isGuideline ? told : new DOMParser().parseFromString(told, "text/html").querySelector(".prose")?.textContent ?? "";
  return text.replace(/\s+/g, " ");
}

/** @param {string} text @param {number} at @returns {string[]} what stands around a place */
const passageAt = (text, at) => (at < 0 ? [] : [`${at > BEFORE ? "…" : ""}${text.slice(Math.max(0, at - BEFORE), at + BEHIND)}…`]);

/** @param {string} text @param {RegExp} pattern with one group @returns {(string | HTMLElement)[]} */
const marked = (text, pattern) =>
  text.split(pattern).map((piece, at) => (at % 2 ? Object.assign(document.createElement("mark"), { textContent: piece }) : piece));
