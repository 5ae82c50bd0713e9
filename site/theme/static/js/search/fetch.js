// @ts-check
/**
 * Search files: their addresses (mirrors search_index/layout.py); fetched, unpacked, kept for this page view; three
 * tries against a shaky line.
 */

import { rest, sleep, turn } from "./pace.js";

/** @typedef {import("./types").Family} Family */
/** @typedef {import("./types").Manifest} Manifest */
/** @template {Family} F @typedef {import("./types").Held<F>} Held */
/** @template {Family} F @typedef {import("./types").Bucket<import("./types").Entries[F]>} Bucket */
/** @typedef {import("./types").FurtherPages} FurtherPages */

const FORMAT = 5;
const LETTERS = "ghijklmnop";
const MANIFEST = "manifest.json";
const TABLE = "tables/traditional.json.gz";
const PAUSES = [300, 1200];
const SIDE_BY_SIDE = 32;
const CRC = Uint32Array.from({ length: 256 }, (_, value) => {
  let rest = value;
  for (let bit = 0; bit < 8; bit += 1) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
  return rest;
});

/** A file that is gone or unreadable: the manifest may be of another release. */
export class StaleFile extends Error {
  name = "stale";
}

/** The data cannot be reached; this never means "not found". */
export class Unreachable extends Error {
  name = "unreachable";
}

export class Store {
  /** @type {Map<string, Promise<unknown>>} */
  files = new Map();
  /** @type {Set<string>} */
  unfinished = new Set();
  /** @type {AbortSignal | undefined} */
  signal;

  /** @param {URL} base folder of the search data */
  constructor(base) {
    this.base = base;
  }

  /** @returns {Promise<Manifest>} */
  async manifest() {
    const manifest = /** @type {Manifest} */ (await this.read(MANIFEST));
    if (manifest.format !== FORMAT) throw new StaleFile(MANIFEST);
    return manifest;
  }

  /** @returns {Promise<import("./types").TraditionalTable>} */
  traditional() {
    return /** @type {Promise<import("./types").TraditionalTable>} */ (this.read(TABLE));
  }

  /** @returns {Promise<import("./types").Sounds>} */
  sounds() {
    return /** @type {Promise<import("./types").Sounds>} */ (this.read("tables/sounds.json.gz"));
  }

  /** @returns {Promise<import("./types").CourtTable>} */
  courts() {
    return /** @type {Promise<import("./types").CourtTable>} */ (this.read("tables/courts.json.gz"));
  }

  /** Begin a query: what an abandoned one had not finished reading is read anew. @param {AbortSignal} signal */
  begin(signal) {
    for (const path of this.unfinished) this.files.delete(path);
    this.unfinished = new Set();
    this.signal = signal;
  }

  /** Forget everything read so far. */
  forget() {
    this.files.clear();
  }

  /** @template {Family} F @param {F} family @param {string} key @returns {Promise<Held<F> | undefined>} with the courts `c` of its file */
  async entry(family, key) {
    const { c, k } = await this.bucket(family, key);
    return Object.hasOwn(k, key) ? /** @type {Held<F>} */ ({ c, ...k[key] }) : undefined;
  }

  /** @template {Family} F @param {F} family @param {string} key @returns {Promise<Bucket<F>>} */
  async bucket(family, key) {
    return /** @type {Promise<Bucket<F>>} */ (this.read(await this.path(family, key)));
  }

  /** Begin to read what will be wanted; what fails then is read anew. @param {Family} family @param {string[]} keys */
  ahead(family, keys) {
    for (const key of keys) this.bucket(family, key).catch(() => undefined);
  }

  /** @template {keyof FurtherPages} F @param {F} family @param {string} key @param {number} page 1, 2, … @returns {Promise<FurtherPages[F]>} */
  page(family, key, page) {
    return /** @type {Promise<FurtherPages[F]>} */ (this.further(family, key, page));
  }

  /** @param {Family} family @param {string} key @param {number | string} page @returns {Promise<unknown>} what a file beside the bucket has of a key */
  async further(family, key, page) {
    const file = /** @type {Record<string, unknown>} */ (await this.read(await this.path(family, key, `-${lettersOf(key)}-${page}`)));
    if (!Object.hasOwn(file, key)) throw new StaleFile(family);
    return file[key];
  }

  /** @param {Family} family @param {string} key @param {string} [page] @returns {Promise<string>} */
  async path(family, key, page = "") {
    const bits = (await this.manifest()).widths[family];
    return `${family}/${bits}/${((keyHash(key) & (2 ** bits - 1)) >>> 0).toString(16)}${page}.json.gz`;
  }

  /** @param {string} path @returns {Promise<unknown>} */
  read(path) {
    const known = this.files.get(path);
    if (known) return known;
    const { unfinished } = this;
    const isShared = path === MANIFEST; // by all questions; none ends it
    const file = fetchJson(new URL(path, this.base), isShared ? undefined : this.signal);
    this.files.set(path, file);
    if (!isShared) unfinished.add(path);
    const forget = () => this.files.get(path) === file && this.files.delete(path);
    file.catch(forget).finally(() => unfinished.delete(path));
    return file;
  }
}

/** @param {Store} store @param {string} key date and beginning of the id @returns {Promise<import("./types").Row>} */
export async function openText(store, key) {
  const card = await store.entry("texts", key);
  if (!card) throw new StaleFile("texts");
  return card;
}

/**
 * @template T, R
 * @param {T[]} values @param {(value: T) => Promise<R>} work @returns {Promise<R[]>} in order, a few at a time
 */
export async function inBatches(values, work) {
  /** @type {R[]} */
  const results = [];
  for (let start = 0; start < values.length; start += SIDE_BY_SIDE) {
    results.push(...(await Promise.all(values.slice(start, start + SIDE_BY_SIDE).map(work))));
  }
  return results;
}

/** @param {URL} url @param {AbortSignal} [signal] @returns {Promise<unknown>} */
async function fetchJson(url, signal) {
  const response = await withRetry(url, signal);
  if (!response.ok) throw new StaleFile(url.pathname);
  try {
    const bytes = new Uint8Array(await response.arrayBuffer());
    const packed = bytes[0] === 0x1f && bytes[1] === 0x8b;
    return JSON.parse(packed ? await unpack(bytes) : new TextDecoder().decode(bytes));
  } catch (problem) {
    throw signal?.aborted ? problem : new StaleFile(url.pathname);
  }
}

/** @param {URL} url @param {AbortSignal} [signal] @returns {Promise<Response>} */
async function withRetry(url, signal) {
  for (let attempt = 0; ; attempt += 1) {
    await turn();
    const response = await fetch(url, { cache: "no-cache", credentials: "omit", signal }).catch((problem) => {
      if (signal?.aborted) throw problem;
    });
    if (response && response.status < 500 && response.status !== 429) return response;
    if (attempt === PAUSES.length) throw new Unreachable(url.pathname);
    rest(response?.headers.get("Retry-After"));
    await sleep(PAUSES[attempt] * (1 + Math.random()));
  }
}

/** @param {Uint8Array<ArrayBuffer>} bytes @returns {Promise<string>} */
function unpack(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).text();
}

/** @param {string} key @returns {string} its hash in letters */
export const lettersOf = (key) => keyHash(key).toString(16).padStart(8, "0").replace(/\d/g, (digit) => LETTERS[+digit]);

/** @param {string} key @returns {number} CRC-32 over UTF-8, mixed */
export function keyHash(key) {
  let value = 0xffffffff;
  for (const byte of new TextEncoder().encode(key)) value = CRC[(value ^ byte) & 255] ^ (value >>> 8);
  value = ~value >>> 0;
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}
