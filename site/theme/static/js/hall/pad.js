// @ts-check
/** The digit pad, for terminals without a keyboard: it writes into one field, where the caret stands. */

/**
 * @param {HTMLElement} pad its buttons have `data-key`: a character, "delete" or "clear"
 * @param {() => HTMLInputElement} field into which it writes now
 */
export function wirePad(pad, field) {
  pad.addEventListener("click", ({ target }) => {
    const key = target instanceof Element ? target.closest("button")?.dataset.key : undefined;
    if (key) press(field(), key);
  });
}

/** @param {HTMLInputElement} field @param {string} key */
function press(field, key) {
  const end = field.selectionEnd ?? field.value.length;
  const start = field.selectionStart ?? end;
  if (key === "clear") field.value = "";
  else if (key === "delete") field.setRangeText("", start === end ? Math.max(0, start - 1) : start, end, "end");
  else if (field.value.length < field.maxLength) field.setRangeText(key, start, end, "end");
}
