// @ts-check
/** The front page and the page of signing: progress, and the handlers' buttons. */
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
