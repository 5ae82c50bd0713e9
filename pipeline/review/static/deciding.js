// @ts-check
/** Decisions on the chosen record: their dialogs, and what the server says. */
import { element, fill } from "./elements.js";
import { renew } from "./listing.js";
import { found, openDialog, place, say } from "./place.js";
import { FROM_DISK, decide, isServed } from "./served.js";
import { chosen, entryAt } from "./state.js";
import { keepDecided } from "./store.js";

/** @typedef {import("./state.js").Desk} Desk */
/** @typedef {"hold" | "correction"} OnRecord */

/** @type {Record<OnRecord, string>} */
const DONE = { hold: "已暂缓", correction: "已要求更正" };

/** @param {Desk} desk */
export function wireDecisions(desk) {
  for (const name of /** @type {OnRecord[]} */ (Object.keys(DONE))) {
    place(`decision=${name}`, HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
      void submit(desk, name);
    });
  }
  place("decision=hold", HTMLFormElement).addEventListener("change", showLasting);
  for (const button of document.querySelectorAll("[data-close]")) button.addEventListener("click", () => button.closest("dialog")?.close());
}

/** @param {Desk} desk @param {OnRecord} name */
export async function ask(desk, name) {
  const at = chosen(desk);
  if (at === null) return;
  if (!isServed) {
    say(FROM_DISK);
    return;
  }
  const entry = await entryAt(desk, at);
  openDialog(name);
  const form = place(`decision=${name}`, HTMLFormElement);
  form.reset();
  form.dataset.id = entry.id;
  showLasting();
  found(form, "[data-what]", HTMLElement).replaceChildren(element("bdi", {}, entry.heading), `　${entry.case}　${entry.id}`);
  found(form, "[data-problem]", HTMLElement).textContent = "";
  const fields = form.elements.namedItem("field");
  const columns = entry.facts.filter((fact) => !fact.name.startsWith("~"));
  if (fields instanceof HTMLSelectElement) fill(fields, columns.map((fact) => [fact.name, fact.title]), "");
  found(form, "input:not([type=radio]), select", HTMLElement).focus();
}

/** Form number and approver are asked for where a hold is to last. */
function showLasting() {
  const lasting = place("lasting", HTMLElement);
  lasting.hidden = !found(document, "[name=kind][value=lasting]", HTMLInputElement).checked;
  for (const input of lasting.querySelectorAll("input")) input.required = !lasting.hidden;
}

/** @param {Desk} desk @param {OnRecord} name */
async function submit(desk, name) {
  const form = place(`decision=${name}`, HTMLFormElement);
  const record = form.dataset.id ?? "";
  const written = Object.fromEntries([...new FormData(form)].map(([field, value]) => [field, String(value)]));
  const { ok, message } = await decide(name, { ...written, record });
  if (!ok) {
    found(form, "[data-problem]", HTMLElement).textContent = message;
    return;
  }
  desk.decided = { ...desk.decided, [record]: DONE[name] };
  keepDecided(desk.decided);
  form.closest("dialog")?.close();
  say(message);
  renew(desk, record);
}
