// @ts-check
/** Search files: fetched, unpacked, kept for this page view; three tries against a shaky line. */

import { bucketPath, pagePath } from "./layout.js";

/** @typedef {import("./types").Manifest} Manifest */
/** @typedef {import("./types").Family} Family */

const PAUSES = [300, 1200];

/** A file that is gone or unreadable: the manifest may be of another release. */
export class StaleFile extends Error {}

/** The data cannot be reached; this never means "not found". */
export class Unreachable extends Error {}

export class Store {
  /** @param {URL} base folder of the search data */
  constructor(base) {
    this.base = base;
    /** @type {Map<string, Promise<any>>} */
    this.files = new Map();
    /** @type {Set<string>} */
    this.unfinished = new Set();
    /** @type {AbortSignal | undefined} */
    this.signal = undefined;
  }

  /** @returns {Promise<Manifest>} */
  async manifest() {
    const manifest = await this.read("manifest.json");
    if (manifest.format !== 1) throw new StaleFile("manifest.json");
    return manifest;
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

  /** @param {Family} family @param {string} key @returns {Promise<any[] | undefined>} [head, ...items] */
  async entry(family, key) {
    const bucket = await this.bucket(family, key);
    return Object.hasOwn(bucket, key) ? bucket[key] : undefined;
  }

  /** @param {Family} family @param {string} key @returns {Promise<Record<string, any>>} */
  async bucket(family, key) {
    return this.read(bucketPath(family, (await this.manifest()).widths[family], key));
  }

  /** @param {Family} family @param {string} key @param {number} page 1, 2, … @returns {Promise<any[]>} */
  async page(family, key, page) {
    const path = pagePath(family, (await this.manifest()).widths[family], key, page);
    return (await this.read(path))[key];
  }

  /** @param {string} path @returns {Promise<any>} */
  read(path) {
    const known = this.files.get(path);
    if (known) return known;
    const { unfinished } = this;
    const file = fetchJson(new URL(path, this.base), this.signal);
    this.files.set(path, file);
    unfinished.add(path);
    const forget = () => this.files.get(path) === file && this.files.delete(path);
    file.catch(forget).finally(() => unfinished.delete(path));
    return file;
  }
}

/** @param {URL} url @param {AbortSignal} [signal] @returns {Promise<any>} */
export async function fetchJson(url, signal) {
  const response = await withRetry(url, signal);
  if (!response.ok) throw new StaleFile(url.pathname);
  const bytes = new Uint8Array(await response.arrayBuffer());
  try {
    const packed = bytes[0] === 0x1f && bytes[1] === 0x8b;
    return JSON.parse(packed ? await unpack(bytes) : new TextDecoder().decode(bytes));
  } catch {
    throw new StaleFile(url.pathname);
  }
}

/** @param {URL} url @param {AbortSignal} [signal] @returns {Promise<Response>} */
async function withRetry(url, signal) {
  for (let attempt = 0; ; attempt += 1) {
    const response = await fetch(url, { cache: "no-cache", credentials: "omit", signal }).catch((problem) => {
      if (problem.name === "AbortError") throw problem;
      return null;
    });
    if (response && response.status < 500 && response.status !== 429) return response;
    if (attempt === PAUSES.length) throw new Unreachable(url.pathname);
    await new Promise((resume) => setTimeout(resume, PAUSES[attempt]));
  }
}

/** @param {Uint8Array<ArrayBuffer>} bytes @returns {Promise<string>} */
function unpack(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).text();
}
