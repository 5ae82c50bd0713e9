// @ts-check
/** The statement that logs an officer in to the desk: composed here, whatever a desk says; nothing else is ever signed for it. */
import { requireOfficer } from "./entry.js";
import { ask } from "./refused.js";

const ORIGIN = /^(?:https:\/\/[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|http:\/\/(?:localhost|127\.0\.0\.1|\[::1\]))(?::[1-9][0-9]{0,4})?$/;
/** 24 characters of Crockford's base 32, in four groups. */
const NONCE = /^[0-9A-HJKMNP-TV-Z]{6}(?:-[0-9A-HJKMNP-TV-Z]{6}){3}$/;

/**
 * @param {{origin: string, nonce: string, court: string, officer: string}} given by the officer
 * @param {Date} now
 */
export function loginStatement({ origin, nonce, court, officer }, now) {
  ask(ORIGIN.test(origin), "网址应为 https://主机名 或 https://主机名:端口（http 只限本机），末尾不带斜杠。请与浏览器地址栏核对。");
  ask(NONCE.test(nonce), "登录码应为四组、每组六位的字母和数字。其他任何内容都不会被签署。");
  requireOfficer(officer, court);
  return { court, nonce, officer, origin, signed_at: `${now.toISOString().slice(0, 19)}Z` };
}
