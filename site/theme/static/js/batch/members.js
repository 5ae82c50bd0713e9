// @ts-check
/** Several names in one cell: 张三、李四, or one below the other. */

const BETWEEN = /[、；;/\n]+|\s+(?:和|与|及)\s*/;
const NUMBERS_BETWEEN = /[、；;/,，\s]+/;
const NAME = /^[\u3007\u3400-\u9fff\u{20000}-\u{3ffff}·（）()“”]{2,40}$/u;

/**
 * @param {string} cell @param {string} number of the same line
 * @returns {{name: string, number: string}[]} each with its number, where there are as many numbers; a number beside several names belongs to nobody
 */
export function membersOf(cell, number) {
  const names = outsideBrackets(cell);
  if (names.length < 2 || !names.every((name) => NAME.test(name))) return [{ name: cell.replace(/\n/g, " ").trim(), number }];
  const numbers = number.split(NUMBERS_BETWEEN).filter(Boolean);
  return names.map((name, at) => ({ name, number: numbers.length === names.length ? numbers[at] : "" }));
}

/** @param {string} cell @returns {string[]} its parts; what stands in brackets is not parted */
function outsideBrackets(cell) {
  const kept = cell.replace(/[（(][^（()）]*[)）]/g, (inner) => inner.replace(/[、；;/\n]/g, "\u0000"));
  return kept.split(BETWEEN).map((part) => part.replace(/\u0000/g, "、").trim()).filter(Boolean);
}
