// @ts-check
/** Buttons that copy a text of the page; without scripts they are not shown. */

/** @param {ParentNode} page */
export function offerCopies(page) {
  const said = page.querySelector("[data-copied]");
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (page.querySelectorAll("[data-copy]"))) {
    const text = document.getElementById(button.dataset.copy ?? "");
    if (!text) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
      const done = await copied(text);
      if (said) said.textContent = done ? "已复制。" : "浏览器不允许复制，文字已选中，请按复制键。";
    });
  }
}

/**
 * Copies what stands in an element; where the browser forbids it, selects it.
 * @param {HTMLElement} element
 */
async function copied(element) {
  try {
    await navigator.clipboard.writeText(element.textContent ?? "");
    return true;
  } catch {
    getSelection()?.selectAllChildren(element);
    return false;
  }
}
