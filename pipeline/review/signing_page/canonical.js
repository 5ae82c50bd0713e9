// @ts-check
/** Canonical JSON: sorted keys, no spaces, UTF-8 as it is; as `pipeline.approval.statement.canonical_bytes` writes it. */

/** @param {unknown} value @returns {string} */
export function canonicalJson(value) {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([one], [other]) => byCodePoints(one, other));
  return `{${entries.map(([key, held]) => `${JSON.stringify(key)}:${canonicalJson(held)}`).join(",")}}`;
}

/** The order of Python's texts; UTF-16 sorts signs beyond U+FFFF elsewhere. @param {string} one @param {string} other */
export function byCodePoints(one, other) {
  if (one === other) return 0;
  const [left, right] = [[...one], [...other]];
  const at = left.findIndex((sign, place) => sign !== right[place]);
  if (at < 0) return -1;
  return (left[at].codePointAt(0) ?? 0) - (right[at]?.codePointAt(0) ?? -1);
}
