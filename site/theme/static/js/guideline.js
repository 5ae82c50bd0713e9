// @ts-check
/** On a document's page: find and mark words, cite the article that the address names, print. */
import { offerCopies } from "./copy.js";
import { carriedWords, mark, unmark } from "./find.js";

const PLACES = /** @type {Record<string, (label: string) => string>} */ ({ zh: (label) => label, en: (label) => `, ${label}` });

/** @returns {string} the label of the article in the address; empty where it names none */
function citedArticle() {
  const id = location.hash.slice(1);
  return id ? (document.getElementById(id)?.dataset.label ?? "") : "";
}

function showArticle() {
  const label = citedArticle();
  for (const place of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-place]"))) {
    place.textContent = label ? (PLACES[place.dataset.place ?? ""]?.(label) ?? "") : "";
  }
  for (const address of document.querySelectorAll(".address")) {
    address.textContent = (address.textContent ?? "").split("#")[0] + (label ? location.hash : "");
  }
}

/**
 * @param {HTMLFormElement} form
 * @param {HTMLElement} text
 */
function offerFinding(form, text) {
  const [word, said, next] = [form.querySelector("input"), form.querySelector("[data-found]"), form.querySelector("[data-next]")];
  if (!word || !said || !(next instanceof HTMLElement)) return;
  /** @type {HTMLElement[]} */
  let marks = [];
  let at = -1;
  const step = () => {
    marks[at]?.removeAttribute("data-current");
    at = (at + 1) % marks.length;
    marks[at].setAttribute("data-current", "");
    marks[at].scrollIntoView({ block: "center" });
    said.textContent = `第 ${at + 1} 处，共 ${marks.length} 处`;
  };
  const find = (/** @type {string[]} */ wanted) => {
    marks = mark(text, wanted);
    at = -1;
    next.hidden = marks.length < 2;
    said.textContent = wanted.length ? "本文件中没有找到。" : "";
    if (!wanted.length) unmark(text);
    if (marks.length) step();
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    find([word.value.trim()].filter(Boolean));
  });
  next.addEventListener("click", step);
  form.hidden = false;
  const carried = carriedWords();
  word.value = carried.join(" ");
  if (carried.length) find(carried);
}

const print = /** @type {HTMLElement | null} */ (document.querySelector("[data-print]"));
const form = /** @type {HTMLFormElement | null} */ (document.querySelector("[data-find]"));
const text = /** @type {HTMLElement | null} */ (document.querySelector(".articles"));
if (print) {
  print.hidden = false;
  print.addEventListener("click", () => window.print());
}
if (form && text) offerFinding(form, text);
addEventListener("hashchange", showArticle);
showArticle();
offerCopies(document);
