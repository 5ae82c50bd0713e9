// @ts-check
"use strict";

/* The front page and the page of signing: progress, and the handlers' buttons. */

(() => {
  const line = document.querySelector("[data-progress]");
  if (line instanceof HTMLElement) {
    const done = [...ReviewStore.checked()].filter((key) => !key.startsWith("-")).length;
    line.textContent = ReviewModel.progressText(done, Number(line.dataset.total));
  }
  for (const button of document.querySelectorAll("[data-reviewed]")) {
    button.addEventListener("click", async () => {
      if (!(button instanceof HTMLButtonElement)) return;
      const { message } = await ReviewServer.decide("reviewed", { handler: button.dataset.reviewed ?? "" });
      const said = document.querySelector("[data-said]");
      if (said) said.textContent = message;
    });
  }
})();
