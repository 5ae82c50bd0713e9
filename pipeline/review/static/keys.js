// @ts-check
/** Which act a key asks for. Keys of one sign can be switched off; a key that a control needs is left to it. */

/**
 * @typedef {"next" | "previous" | "next-page" | "previous-page" | "open" | "close" | "check" | "hold" | "correct" | "sign" | "help"} Act
 * @typedef {{isField: boolean, isControl: boolean, isList: boolean}} Where what the key is pressed in
 */

/** @type {Map<string, Act>} */
const ACTS = new Map([
  ["j", "next"],
  ["k", "previous"],
  ["ArrowDown", "next"],
  ["ArrowUp", "previous"],
  ["n", "next-page"],
  ["p", "previous-page"],
  ["Enter", "open"],
  ["Escape", "close"],
  [" ", "check"],
  ["h", "hold"],
  ["c", "correct"],
  ["a", "sign"],
  ["?", "help"],
]);
const LEFT_TO_CONTROLS = ["ArrowDown", "ArrowUp", "Enter", " "];

/**
 * @param {string} key
 * @param {Where} where
 * @param {boolean} hasSingleKeys
 * @returns {Act | undefined}
 */
export function actOf(key, { isField, isControl, isList }, hasSingleKeys) {
  if (isField || (isControl && LEFT_TO_CONTROLS.includes(key))) return undefined;
  if (key.startsWith("Arrow") && !isList) return undefined;
  if (key.length === 1 && key !== " " && !hasSingleKeys) return undefined;
  return ACTS.get(key);
}

/** @param {EventTarget | null} target @returns {Where} */
export function whereOf(target) {
  const at = target instanceof Element ? target : document.body;
  return {
    isField: at.closest("input, select, textarea") !== null,
    isControl: at.closest("button, a, summary") !== null,
    isList: at.closest("[data-entries]") !== null,
  };
}
