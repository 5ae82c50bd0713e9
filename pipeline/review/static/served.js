// @ts-check
"use strict";

/* Decisions, where a server is behind the pages; from disk there is none, and the pages say so. */

const ReviewServer = (() => {
  const isServed = location.protocol === "http:";
  const FROM_DISK = "此页面从磁盘打开，只供阅读；要作出决定，请运行 publish.py review 并加上 --serve。";
  const UNREACHABLE = "审核服务没有回应；它可能已经关闭。";
  let token = "";
  const ready = isServed ? begin() : Promise.resolve();

  async function begin() {
    const answer = await fetch("api/session", { cache: "no-store" }).catch(() => null);
    if (!answer?.ok) return;
    const session = await answer.json();
    token = session.token;
    for (const part of document.querySelectorAll("[data-served]")) if (part instanceof HTMLElement) part.hidden = false;
    const stale = document.querySelector("[data-stale]");
    if (stale instanceof HTMLElement) stale.hidden = session.digest === ReviewStore.digest;
  }

  /** Ask for a decision; gives the line to show, and whether it was taken.
   * @param {string} name @param {Record<string, string>} decision @returns {Promise<{ok: boolean, message: string}>} */
  async function decide(name, decision) {
    if (!isServed) return { ok: false, message: FROM_DISK };
    await ready;
    const body = JSON.stringify({ ...decision, digest: ReviewStore.digest });
    const headers = { "Content-Type": "application/json", "X-Review-Token": token };
    const answer = await fetch(`api/${name}`, { method: "POST", headers, body, cache: "no-store" }).catch(() => null);
    if (!answer) return { ok: false, message: UNREACHABLE };
    const told = await answer.json().catch(() => null);
    return { ok: answer.ok, message: told?.message ?? UNREACHABLE };
  }

  return { isServed, FROM_DISK, decide };
})();
