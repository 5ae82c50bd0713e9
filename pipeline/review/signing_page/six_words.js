// @ts-check
/** Six words for a digest, as `pipeline/approval/six_words.py` gives them: the first 66 bits, eleven a word. */

/** @param {string} digest 64 hexadecimal digits @param {string[]} words 2,048 of them */
export function sixWords(digest, words) {
  const bits = BigInt(`0x${digest}`) >> 190n;
  return [55n, 44n, 33n, 22n, 11n, 0n].map((shift) => words[Number((bits >> shift) & 2047n)]).join(" ");
}
