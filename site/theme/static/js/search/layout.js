// @ts-check
/** Which file answers for a key; mirrors search_index/layout.py. */

const CRC = Uint32Array.from({ length: 256 }, (_, value) => {
  let rest = value;
  for (let bit = 0; bit < 8; bit += 1) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
  return rest;
});

/** @param {string} key @returns {number} CRC-32 over UTF-8, mixed */
export function keyHash(key) {
  let value = 0xffffffff;
  for (const byte of new TextEncoder().encode(key)) value = CRC[(value ^ byte) & 255] ^ (value >>> 8);
  value = ~value >>> 0;
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}

/** @param {string} family @param {number} bits @param {string} key */
export function bucketPath(family, bits, key) {
  return `${family}/${bits}/${bucketOf(key, bits).toString(16)}.json.gz`;
}

/** @param {string} family @param {number} bits @param {string} key @param {number} page */
export function pagePath(family, bits, key, page) {
  const hash = keyHash(key).toString(16).padStart(8, "0");
  return `${family}/${bits}/${bucketOf(key, bits).toString(16)}-${hash}-${page}.json.gz`;
}

/** @param {string} key @param {number} bits */
function bucketOf(key, bits) {
  return (keyHash(key) & (2 ** bits - 1)) >>> 0;
}
