// @ts-check
/** What this browser remembers of a review, by the batch's digest: another night begins anew. */

/** Of the batch that the page is about. */
export const digest = () => document.body.dataset.digest ?? "";
const CHECKED = () => `review.${digest()}.checked`;
const DECIDED = () => `review.${digest()}.decided`;
const KEYS = "review.keys";

/** Keys of the records that were checked. @returns {Set<string>} */
export function checkedSoFar() {
  const kept = read(CHECKED());
  return new Set(Array.isArray(kept) ? kept.filter(isText) : []);
}

/** @param {Set<string>} checked @returns {boolean} whether the browser allows it */
export const keepChecked = (checked) => write(CHECKED(), [...checked]);

/** @returns {Record<string, string>} id -> what was decided on these pages */
export function decidedSoFar() {
  const kept = read(DECIDED());
  const known = typeof kept === "object" && kept ? Object.entries(kept) : [];
  return Object.fromEntries(known.filter(([, words]) => isText(words)));
}

/** @param {Record<string, string>} decided */
export const keepDecided = (decided) => write(DECIDED(), decided);

/** Whether single keys act. */
export const hasKeys = () => read(KEYS) !== false;

/** @param {boolean} isOn */
export const keepKeys = (isOn) => write(KEYS, isOn);

/** @param {unknown} kept @returns {kept is string} */
const isText = (kept) => typeof kept === "string";

/** @param {string} name @returns {unknown} null where nothing is kept, or storage is forbidden */
function read(name) {
  try {
    return JSON.parse(localStorage.getItem(name) ?? "null");
  } catch {
    return null;
  }
}

/** @param {string} name @param {unknown} value */
function write(name, value) {
  try {
    localStorage.setItem(name, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}
