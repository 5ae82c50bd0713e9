// @ts-check
/** The finder of `notices/`: what is asked stands in the fragment, so that it can be kept, sent and gone back to. */
import { dayOf, daysLater, mondayOf } from "./days.js";
import { cardFiles, cardsOf } from "./files.js";
import { inOrder, isWanted, mayHold, weekOf } from "./filter.js";
import { conditionsOf, fillForm, fragmentOf, readForm, readFragment, wantedOf } from "./question.js";
import { cardOf, weekTitle, weekView } from "./view.js";
import { element, say } from "./words.js";

/** @typedef {import("./types").Card} Card */
/** @typedef {import("./types").Wanted} Wanted */

const AT_FIRST = 50;
const TYPING = 300;

/** @param {string} name @returns {HTMLElement} */
const place = (name) => /** @type {HTMLElement} */ (document.querySelector(`[data-${name}]`));

const form = /** @type {HTMLFormElement} */ (place("finder"));
const more = /** @type {HTMLButtonElement} */ (place("found-more"));
let latest = Symbol("question");
/** @type {ReturnType<typeof setTimeout> | undefined} */
let typing;

form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(() => ask(new Map([...readForm(form), ...keptWeek()])), TYPING);
});
form.addEventListener("reset", (event) => {
  event.preventDefault();
  fillForm(form, new Map());
  ask(new Map());
});
form.addEventListener("focusin", offerPlaces, { once: true });
addEventListener("hashchange", () => answer(readFragment(location.hash)));
answer(readFragment(location.hash));

/** Names of divisions for the field of the place, when somebody comes to the form. */
async function offerPlaces() {
  try {
    const { places } = await cardFiles();
    const list = element("datalist", "", ...places.map((name) => new Option(name, name)));
    list.id = "finder-places";
    form.append(list);
    form.querySelector("[name=place]")?.setAttribute("list", list.id);
  } catch {
    // The field takes any words.
  }
}

/** @returns {[string, string][]} the week that is shown */
const keptWeek = () => [...readFragment(location.hash)].filter(([name]) => name === "week");

/** @param {Map<string, string>} values */
function ask(values) {
  const address = new URL(location.href);
  address.hash = fragmentOf(values);
  history.replaceState(null, "", address);
  answer(values);
}

/** @param {Map<string, string>} values */
async function answer(values) {
  const mine = (latest = Symbol("question"));
  const isAsked = conditionsOf(values) > 0 || values.has("view");
  if (fragmentOf(readForm(form)) !== fragmentOf(new Map([...values].filter(([name]) => name !== "week")))) fillForm(form, values);
  place("finder-dates").hidden = values.get("days") !== "chosen";
  place("finder-chosen").textContent = conditionsOf(values) ? say("chosen", { n: conditionsOf(values) }) : "";
  if (isAsked) /** @type {HTMLDetailsElement} */ (place("finder-fold")).open = true;
  place("newest").hidden = isAsked;
  place("found").hidden = !isAsked;
  if (!isAsked) return;
  const now = new Date();
  const isWeek = values.get("view") === "week";
  place("found-title").textContent = say(isWeek ? "weeks" : "found");
  const { wanted, problem } = wantedOf(values, dayOf(now.getTime()));
  if (problem) return void tell(say(problem));
  const monday = mondayOf(values.get("week") || wanted.from || dayOf(now.getTime()));
  const asked = isWeek ? { ...wanted, from: monday, until: daysLater(monday, 6) } : wanted;
  place("found-count").textContent = say("reading");
  try {
    const { files } = await cardFiles();
    const cards = await cardsOf(files.filter((file) => mayHold(file, asked, now)));
    if (latest !== mine) return;
    const found = cards.filter((card) => isWanted(card, asked, now));
    if (isWeek) showWeek(found, monday, values, now);
    else showList(inOrder(found, now), now);
  } catch {
    if (latest === mine) tell(say("unreachable"));
  }
}

/** @param {string} sentence in the place of an answer */
function tell(sentence) {
  place("found-count").textContent = sentence;
  place("found-view").replaceChildren();
  more.hidden = true;
}

/** @param {Card[]} cards @param {Date} now */
function showList(cards, now) {
  tell(cards.length ? say("count", { n: cards.length }) : say("none"));
  const list = element("ul", "entries cards");
  const add = () => {
    const before = list.children.length;
    list.append(...cards.slice(before, before + AT_FIRST).map((card) => cardOf(card, now)));
    more.hidden = list.children.length >= cards.length;
    if (before) list.children[before].querySelector("a")?.focus();
  };
  add();
  more.onclick = add;
  if (cards.length) place("found-view").replaceChildren(list);
}

/** @param {Card[]} cards @param {string} monday @param {Map<string, string>} values @param {Date} now */
function showWeek(cards, monday, values, now) {
  const turned = /** @type {HTMLElement | null} */ (document.activeElement)?.dataset.turn;
  const days = weekOf(cards, monday);
  const shown = new Set([...days.values()].flat().map(({ card }) => card.id));
  tell(`${weekTitle(monday)}，${say("count", { n: shown.size })}`);
  const turn = (/** @type {string} */ name, /** @type {string} */ day) => {
    const button = element("button", "button quiet", say(name));
    button.setAttribute("type", "button");
    button.addEventListener("click", () => ask(new Map([...values, ["week", day]])));
    button.dataset.turn = name;
    return button;
  };
  const bar = element("p", "buttons week-turns", turn("before", daysLater(monday, -7)), turn("this-week", mondayOf(dayOf(now.getTime()))), turn("after", daysLater(monday, 7)));
  place("found-view").replaceChildren(bar, weekView(days, now));
  if (turned) /** @type {HTMLElement | null} */ (bar.querySelector(`[data-turn="${turned}"]`))?.focus();
}
