// @ts-check
/** Decisions, where a server is behind the pages; from disk there is none, and the pages say so. */
import { digest } from "./store.js";

/** @typedef {import("../types").Session} Session */
/** @typedef {import("../types").Answer} Answer */

export const isServed = location.protocol === "http:";
export const FROM_DISK = "此页面从磁盘打开，只供阅读；要作出决定，请运行 publish.py review 并加上 --serve。";
const UNREACHABLE = "审核服务没有回应；它可能已经关闭。";
/** The page's own token; "" where there is none. */
const token = isServed ? begin() : Promise.resolve("");

async function begin() {
  const answer = await fetch("api/session", { cache: "no-store" }).catch(() => null);
  if (!answer?.ok) return "";
  const session = /** @type {Session} */ (await answer.json());
  for (const part of document.querySelectorAll("[data-served]")) if (part instanceof HTMLElement) part.hidden = false;
  const stale = document.querySelector("[data-stale]");
  if (stale instanceof HTMLElement) stale.hidden = session.digest === digest();
  return session.token;
}

/**
 * Ask for a decision; gives the line to show, and whether it was taken.
 * @param {import("../types").Decision} name
 * @param {import("../types").Asked} asked
 * @returns {Promise<{ok: boolean, message: string}>}
 */
export async function decide(name, asked) {
  if (!isServed) return { ok: false, message: FROM_DISK };
  const headers = { "Content-Type": "application/json", "X-Review-Token": await token };
  const body = JSON.stringify({ ...asked, digest: digest() });
  const answer = await fetch(`api/${name}`, { method: "POST", headers, body, cache: "no-store" }).catch(() => null);
  if (!answer) return { ok: false, message: UNREACHABLE };
  const told = /** @type {Partial<Answer> | null} */ (await answer.json().catch(() => null));
  return { ok: answer.ok, message: told?.message ?? UNREACHABLE };
}
