// @ts-check
/**
 * An officer's private key and its file: PKCS#8, PBES2 with PBKDF2-HMAC-SHA-256 and AES-256-CBC, as `pipeline/core/key_files.py`
 * writes it. An opened key is not extractable, and lives as long as one signature.
 */
import { fromBase64, joined, random, sha256, toBase64, toHex, utf8 } from "./bytes.js";
import { canonicalJson } from "./canonical.js";
import { INTEGER, NULL, OBJECT, OCTETS, SEQUENCE, der, derSignature, integer, numberOf, partsOf } from "./der.js";
import { Refused, ask } from "./refused.js";

/** @typedef {import("./bytes.js").Bytes} Bytes */
/** @typedef {"ed25519" | "ecdsa-sha2-nistp256"} Scheme */
/**
 * @typedef {object} OfficerKey
 * @property {Scheme} scheme
 * @property {string} keyid as securesystemslib computes it
 * @property {string} publicHex as the key file of the deployment writes it
 * @property {(data: Bytes) => Promise<Bytes>} sign
 */

export const ROUNDS = 600_000;
export const SHORTEST_PASSPHRASE = 12;
const MOST_ROUNDS = 10_000_000;
const LABEL = "ENCRYPTED PRIVATE KEY";
const NO_KEY = "这不是加密的私钥文件。";
const OTHER_FORM = "私钥文件的加密方式不是本系统所用的（PBES2、PBKDF2-HMAC-SHA-256、AES-256-CBC）。";
const WRONG = "口令不正确，或者私钥文件已损坏。";

const [PBES2, PBKDF2, HMAC_SHA256, AES256_CBC] = [
  [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05, 0x0d],
  [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05, 0x0c],
  [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x02, 0x09],
  [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x01, 0x2a],
];
/** SubjectPublicKeyInfo of P-256 up to the point. */
const POINT_PREFIX = [
  0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03,
  0x42, 0x00,
];
/** 1.2.156.10197.1.301, behind its tag and length. */
const SM2_CURVE = [0x06, 0x08, 0x2a, 0x81, 0x1c, 0xcf, 0x55, 0x01, 0x82, 0x2d];
/** @type {{scheme: Scheme, name: string, of: EcKeyImportParams | AlgorithmIdentifier, by: EcdsaParams | AlgorithmIdentifier}[]} */
const KINDS = [
  { scheme: "ecdsa-sha2-nistp256", name: "ECDSA", of: { name: "ECDSA", namedCurve: "P-256" }, by: { name: "ECDSA", hash: "SHA-256" } },
  { scheme: "ed25519", name: "Ed25519", of: { name: "Ed25519" }, by: { name: "Ed25519" } },
];

/**
 * Open a key file.
 * @param {string} pem
 * @param {string} passphrase
 * @returns {Promise<{key: OfficerKey, renewed: string}>} `renewed`: the file anew where it has too few rounds, else ""
 */
export async function openKeyFile(pem, passphrase) {
  const { salt, rounds, start, encrypted } = readForm(pem);
  const key = await derived(passphrase, salt, rounds, "decrypt");
  const plain = await crypto.subtle.decrypt({ name: "AES-CBC", iv: start }, key, encrypted).catch(() => {
    throw new Refused(WRONG);
  });
  const bytes = new Uint8Array(plain);
  ask(isOneSequence(bytes), WRONG);
  const opened = await keyOf(bytes);
  const renewed = rounds < ROUNDS ? await keyFileOf(bytes, passphrase) : "";
  bytes.fill(0);
  return { key: opened, renewed };
}

/**
 * Make a key and its file.
 * @param {Scheme} scheme
 * @param {string} passphrase
 * @returns {Promise<{key: OfficerKey, pem: string}>}
 */
export async function newKeyFile(scheme, passphrase) {
  ask([...passphrase].length >= SHORTEST_PASSPHRASE, `口令至少 ${SHORTEST_PASSPHRASE} 个字符。`);
  const pair = await crypto.subtle.generateKey(kindOf(scheme).of, true, ["sign", "verify"]);
  ask("privateKey" in pair, WRONG);
  const bytes = new Uint8Array(await crypto.subtle.exportKey("pkcs8", pair.privateKey));
  const [key, pem] = [await keyOf(bytes), await keyFileOf(bytes, passphrase)];
  bytes.fill(0);
  return { key, pem };
}

/** Whether this browser signs by an algorithm. @param {Scheme} scheme */
export async function isKnownHere(scheme) {
  return crypto.subtle.generateKey(kindOf(scheme).of, false, ["sign", "verify"]).then(
    () => true,
    () => false,
  );
}

/** @param {Scheme} scheme */
function kindOf(scheme) {
  const kind = KINDS.find((one) => one.scheme === scheme);
  ask(kind, `此页不支持签名算法 ${scheme}。`);
  return kind;
}

/** A wrong passphrase leaves noise, whose padding fits once in 256 times. @param {Bytes} bytes */
function isOneSequence(bytes) {
  try {
    const parts = partsOf(bytes);
    return parts.length === 1 && parts[0].tag === SEQUENCE;
  } catch {
    return false;
  }
}

/** @param {Bytes} pkcs8 */
const isOfSm2 = (pkcs8) => toHex(pkcs8).includes(toHex(new Uint8Array(SM2_CURVE)));

/** @param {Bytes} pkcs8 @returns {Promise<OfficerKey>} */
async function keyOf(pkcs8) {
  for (const { scheme, of, by } of KINDS) {
    const shown = await crypto.subtle.importKey("pkcs8", pkcs8, of, true, ["sign"]).catch(() => null);
    if (!shown) continue;
    const { x = "", y = "" } = await crypto.subtle.exportKey("jwk", shown);
    const usable = await crypto.subtle.importKey("pkcs8", pkcs8, of, false, ["sign"]);
    const point = scheme === "ed25519" ? fromBase64(x) : joined([4], fromBase64(x), fromBase64(y));
    const sign = async (/** @type {Bytes} */ data) => {
      const raw = new Uint8Array(await crypto.subtle.sign(by, usable, data));
      return scheme === "ed25519" ? raw : derSignature(raw);
    };
    return { scheme, keyid: await keyidOf(scheme, point), publicHex: toHex(point), sign };
  }
  ask(!isOfSm2(pkcs8), "这是国密 SM2 私钥，此页只能用 ECDSA P-256 或 Ed25519 签名；请用命令行 publish.py approve --key 签署。");
  throw new Refused("私钥不是 ECDSA P-256 或 Ed25519，或者此浏览器不支持 Ed25519。");
}

/** As `SSlibKey.from_crypto` computes it. @param {Scheme} scheme @param {Bytes} point */
function keyidOf(scheme, point) {
  const [keytype, shown] =
    scheme === "ed25519" ? ["ed25519", toHex(point)] : ["ecdsa", pem("PUBLIC KEY", joined(POINT_PREFIX, point))];
  // Its canonical JSON writes line ends as they are.
  return sha256(utf8(canonicalJson({ keytype, keyval: { public: shown }, scheme }).replaceAll("\\n", "\n")));
}

/** @param {Bytes} plain @param {string} passphrase */
async function keyFileOf(plain, passphrase) {
  const [salt, iv] = [random(16), random(16)];
  const key = await derived(passphrase, salt, ROUNDS, "encrypt");
  const encrypted = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-CBC", iv }, key, plain));
  const rounds = integer(Uint8Array.of(ROUNDS >> 16, (ROUNDS >> 8) & 0xff, ROUNDS & 0xff));
  const derivation = der(SEQUENCE, der(OCTETS, salt), rounds, algorithm(HMAC_SHA256, der(NULL)));
  const scheme = der(SEQUENCE, algorithm(PBKDF2, derivation), algorithm(AES256_CBC, der(OCTETS, iv)));
  return pem(LABEL, der(SEQUENCE, algorithm(PBES2, scheme), der(OCTETS, encrypted)));
}

/** @param {string} passphrase @param {Bytes} salt @param {number} iterations @param {KeyUsage} use */
async function derived(passphrase, salt, iterations, use) {
  const secret = await crypto.subtle.importKey("raw", utf8(passphrase), "PBKDF2", false, ["deriveKey"]);
  const by = { name: "PBKDF2", hash: "SHA-256", salt, iterations };
  return crypto.subtle.deriveKey(by, secret, { name: "AES-CBC", length: 256 }, false, [use]);
}

/** @param {string} text */
function readForm(text) {
  const found = /-----BEGIN ENCRYPTED PRIVATE KEY-----([A-Za-z0-9+/=\s]+)-----END ENCRYPTED PRIVATE KEY-----/.exec(text);
  ask(found, NO_KEY);
  try {
    const [{ content: whole }] = partsOf(fromBase64(found[1].replace(/\s/g, "")));
    const [outer, { content: encrypted }] = partsOf(whole);
    const [derivation, cipher] = partsOf(parameters(outer.content, PBES2));
    const [salt, rounds, ...more] = partsOf(parameters(derivation.content, PBKDF2));
    const [start] = partsOf(parameters(cipher.content, AES256_CBC, false));
    parameters(more[more.length - 1].content, HMAC_SHA256);
    ask(salt.tag === OCTETS && rounds.tag === INTEGER, OTHER_FORM);
    const count = numberOf(rounds.content);
    ask(count > 0 && count <= MOST_ROUNDS && start.content.length === 16, OTHER_FORM);
    return { salt: salt.content, rounds: count, start: start.content, encrypted };
  } catch {
    throw new Refused(OTHER_FORM);
  }
}

/** What stands behind the name of an algorithm. @param {Bytes} content @param {number[]} name @param {boolean} [isOpened] */
function parameters(content, name, isOpened = true) {
  const [named, given] = partsOf(content);
  ask(named.tag === OBJECT && toHex(named.content) === toHex(Uint8Array.from(name)), OTHER_FORM);
  return isOpened ? (given?.content ?? new Uint8Array()) : der(given.tag, given.content);
}

/** @param {number[]} name @param {Bytes} given */
const algorithm = (name, given) => der(SEQUENCE, der(OBJECT, name), given);

/** @param {string} label @param {Bytes} bytes */
function pem(label, bytes) {
  const lines = toBase64(bytes).match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n");
}
