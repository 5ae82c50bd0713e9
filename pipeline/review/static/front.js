// @ts-check
/** The front page and the page of signing: progress, the handlers' buttons, answers to legality checks. */
import { progressText } from "./model.js";
import { decide } from "./served.js";
import { checkedSoFar } from "./store.js";

const line = document.querySelector("[data-progress]");
if (line instanceof HTMLElement) {
  const done = [...checkedSoFar()].filter((key) => !key.startsWith("-")).length;
  line.textContent = progressText(done, Number(line.dataset.total));
}
for (const button of document.querySelectorAll("[data-reviewed]")) {
  button.addEventListener("click", async () => {
    const { message } = await decide("reviewed", { handler: button.getAttribute("data-reviewed") ?? "" });
    const said = document.querySelector("[data-said]");
    if (said) said.textContent = message;
  });
}
for (const form of document.querySelectorAll("form[data-legality]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!(form instanceof HTMLFormElement)) return;
    const { record = "", check = "" } = form.dataset;
    const { ok, message } = await decide("legality", { record, check, reason: String(new FormData(form).get("reason") ?? "") });
    const said = form.querySelector("[data-said]");
    if (said) said.textContent = message;
    for (const part of ok ? form.querySelectorAll("input, button") : []) part.setAttribute("disabled", "");
  });
}
