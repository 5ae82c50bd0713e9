// @ts-check
/** DSSE: what is signed, and the one byte form of an envelope, as `pipeline/approval/envelopes.py` writes it. */
import { joined, toBase64, utf8 } from "./bytes.js";
import { canonicalJson } from "./canonical.js";

/** @typedef {import("./bytes.js").Bytes} Bytes */
/** @typedef {import("./key_file.js").OfficerKey} OfficerKey */

export const BATCH = "application/vnd.yangguang.batch+json";
export const ACT = "application/vnd.yangguang.officer-act+json";
export const LOGIN = "application/vnd.yangguang.desk-login+json";

/** Pre-authentication encoding: a signature under one type is none under another. @param {string} type @param {Bytes} payload */
export function pae(type, payload) {
  return joined(utf8(`DSSEv1 ${utf8(type).length} ${type} ${payload.length} `), payload);
}

/**
 * Sign a statement.
 * @param {OfficerKey} key
 * @param {string} payloadType
 * @param {object} statement
 * @returns {Promise<string>} the envelope
 */
export async function envelopeOf(key, payloadType, statement) {
  const payload = utf8(canonicalJson(statement));
  const sig = toBase64(await key.sign(pae(payloadType, payload)));
  return `${canonicalJson({ payload: toBase64(payload), payloadType, signatures: [{ keyid: key.keyid, sig }] })}\n`;
}
