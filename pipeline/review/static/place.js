// @ts-check
/** The places of the list page, by the attributes that list.html gives them. */

/**
 * @template {Element} T
 * @param {string} name of the attribute, without `data-`
 * @param {new () => T} kind
 */
export function place(name, kind) {
  return found(document, `[data-${name}]`, kind);
}

/**
 * @template {Element} T
 * @param {ParentNode} within
 * @param {string} selector
 * @param {new () => T} kind
 */
export function found(within, selector, kind) {
  const there = within.querySelector(selector);
  if (there instanceof kind) return there;
  throw new Error(`list.html must have ${selector} as ${kind.name}`);
}

/**
 * A line for the officer, read out to him.
 * @param {string} message
 */
export function say(message) {
  place("said", HTMLElement).textContent = message;
}

/** @param {string} name */
export function openDialog(name) {
  const dialog = place(`dialog=${name}`, HTMLDialogElement);
  dialog.showModal();
  return dialog;
}
