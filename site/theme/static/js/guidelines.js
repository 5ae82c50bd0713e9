// @ts-check
/** On the list of documents: asks the site's search for words in their texts. The question stays in the fragment. */

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("[data-find-all]"));
if (form) {
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const word = /** @type {HTMLInputElement} */ (form.querySelector("input")).value.trim();
    if (!word) return;
    const target = new URL("../../search/", import.meta.url);
    target.hash = `q=${encodeURIComponent(word)}&dataset=guidelines&in=words`;
    location.assign(target);
  });
}
