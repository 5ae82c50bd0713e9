// @ts-check
/** Finding words in a text: where they stand, and marking them. */

const LONGEST = 200;

/**
 * Where a word stands in a text; case and width do not matter.
 * @param {string} text
 * @param {string} word
 * @returns {number[]} positions, from the left, not overlapping
 */
export function positionsOf(text, word) {
  const [inText, wanted] = [folded(text), folded(word)];
  /** @type {number[]} */
  const found = [];
  if (!wanted) return found;
  for (let at = inText.indexOf(wanted); at >= 0; at = inText.indexOf(wanted, at + wanted.length)) found.push(at);
  return found;
}

/**
 * Full-width letters and digits as half-width ones, sign by sign, so that positions stay.
 * @param {string} text
 */
function folded(text) {
  return text.replace(/[\uff01-\uff5e]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0)).replace(/[A-Z]/g, (sign) => sign.toLowerCase());
}

/**
 * Marks every place of words below an element.
 * @param {HTMLElement} root
 * @param {string[]} words
 * @returns {HTMLElement[]} the marks in reading order
 */
export function mark(root, words) {
  unmark(root);
  for (const word of words) markOne(root, word);
  return [...root.querySelectorAll("mark")];
}

/** @returns {string[]} the words that the address carries from the search */
export function carriedWords() {
  const found = new URLSearchParams(location.hash.slice(1).replace(/\+/g, "%2B")).get("find") ?? "";
  return found.slice(0, LONGEST).split(" ").filter(Boolean);
}

/**
 * @param {HTMLElement} root
 * @param {string} word
 */
function markOne(root, word) {
  for (const node of textsOf(root)) {
    let rest = node;
    let done = 0;
    for (const at of positionsOf(node.data, word)) {
      const hit = rest.splitText(at - done);
      rest = hit.splitText(word.length);
      done = at + word.length;
      const made = document.createElement("mark");
      hit.replaceWith(made);
      made.append(hit);
    }
  }
}

/** @param {HTMLElement} root */
export function unmark(root) {
  for (const one of root.querySelectorAll("mark")) one.replaceWith(...one.childNodes);
  root.normalize();
}

/**
 * @param {HTMLElement} root
 * @returns {Text[]} all texts, gathered before any is split
 */
function textsOf(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  /** @type {Text[]} */
  const texts = [];
  while (walker.nextNode()) texts.push(/** @type {Text} */ (walker.currentNode));
  return texts;
}
