// @ts-check
/** Pasting, typing, dropping and opening a list: what comes to stand in the box is masked already. */

import { decoded, Unreadable } from "./decoding.js";
import { masked, typedFrom } from "./masking.js";

const LARGEST = 4_000_000;
const TYPING_RESTS = 600;

/**
 * @param {HTMLTextAreaElement} box @param {HTMLInputElement} chooser of files @param {string} profile
 * @param {() => void} describe the list as it stands
 * @param {(problem: string) => void} onRefused with the name of a text
 * @returns {() => void} masks the number that is still being typed, too
 */
export function wireInput(box, chooser, profile, describe, onRefused) {
  let resting = 0;
  const insert = (/** @type {string} */ typed, /** @type {boolean} */ isWhole) => {
    if (typed.length > LARGEST) return onRefused("file-large");
    const { text } = masked(typed, profile);
    if (isWhole) box.value = text;
    else box.setRangeText(text, box.selectionStart, box.selectionEnd, "end");
    maskBox(box, profile, false);
    describe();
  };
  const open = (/** @type {File} */ file) =>
    readFile(file).then((text) => insert(text, true), (problem) => onRefused(problem instanceof Unreadable ? problem.message : "file-failed"));
  const finish = () => {
    clearTimeout(resting); // what appears now would push away the button that is being pressed
    maskBox(box, profile, true);
  };
  const type = () => {
    maskBox(box, profile, false);
    clearTimeout(resting);
    resting = setTimeout(describe, TYPING_RESTS);
  };
  box.addEventListener("paste", (event) => {
    event.preventDefault();
    insert(event.clipboardData?.getData("text/plain") ?? "", false);
  });
  box.addEventListener("drop", (event) => {
    event.preventDefault();
    const [file] = event.dataTransfer?.files ?? [];
    if (file) open(file);
    else insert(event.dataTransfer?.getData("text/plain") ?? "", false);
  });
  box.addEventListener("input", (event) => {
    if (!(/** @type {InputEvent} */ (event).isComposing)) type();
  });
  box.addEventListener("compositionend", type);
  box.addEventListener("blur", finish);
  chooser.addEventListener("change", () => {
    const [file] = chooser.files ?? [];
    if (file) open(file);
    chooser.value = "";
  });
  return finish;
}

/** @param {HTMLTextAreaElement} box @param {string} profile @param {boolean} isFinished else the number at the caret is still being typed */
function maskBox(box, profile, isFinished) {
  const caret = isFinished ? box.value.length : box.selectionStart;
  const from = isFinished ? caret : typedFrom(box.value.slice(0, caret));
  const [before, after] = [box.value.slice(0, from), box.value.slice(caret)].map((text) => masked(text, profile));
  const text = before.text + box.value.slice(from, caret);
  if (text + after.text !== box.value) {
    box.value = text + after.text;
    if (!isFinished) box.setSelectionRange(text.length, text.length);
  }
}

/** @param {File} file @returns {Promise<string>} */
async function readFile(file) {
  if (file.size > LARGEST) throw new Unreadable("file-large");
  return decoded(new Uint8Array(await file.arrayBuffer()));
}
