// @ts-check
/** What an officer signs beside batches, as `pipeline.approval.acts.OfficerAct`: that somebody says 不是我, an answer to a check. */
import { found, place } from "../static/place.js";
import { dayOf, requireOfficer } from "./entry.js";
import { ACT, envelopeOf } from "./envelope.js";
import { openKeyFile } from "./key_file.js";
import { field, fileOf, offer, onSubmit, written } from "./page.js";
import { ask } from "./refused.js";

/** @typedef {{kind: string, record: string, code: string, case: string, reason: string, court: string, officer: string}} Given */

const RECORD = /^[a-z2-7]{16}$/;
const CODE = /^([a-z2-7]{16})\.([a-z_]{1,40})\.([a-z2-7]{16})$/;

/** @param {Given} given by the officer @param {string} today ISO */
export function actStatement(given, today) {
  requireOfficer(given.officer, given.court);
  ask(given.reason !== "" && given.reason.length <= 500, "请写明说明，不超过 500 字。");
  const said = { court: given.court, reason: given.reason, signer: given.officer, signed_on: today };
  if (given.kind === "not_me") {
    ask(RECORD.test(given.record), "公开编号应为16位小写字母和数字 2 至 7，请从卡片或者公告上抄录。");
    return { act: "not_me", record: given.record, ...said };
  }
  const code = CODE.exec(given.code);
  ask(code, "答复码应与签批台所列完全相同。");
  const [, record, check, facts] = code;
  return { act: "legality", record, check, facts, case: given.case, ...said };
}

export function wireActs() {
  const form = place("act", HTMLFormElement);
  const kind = found(form, "[name=kind]", HTMLSelectElement);
  kind.addEventListener("change", () => {
    for (const part of form.querySelectorAll("[data-of]")) if (part instanceof HTMLElement) part.hidden = part.dataset.of !== kind.value;
  });
  onSubmit(form, async () => {
    const [record, code, number, reason, court, officer] = ["record", "code", "case", "reason", "court", "officer"].map((name) => written(form, name));
    const statement = actStatement({ kind: kind.value, record, code, case: number, reason, court, officer }, dayOf(new Date()));
    const { key } = await openKeyFile(await fileOf(form, "key").text(), field(form, "passphrase").value);
    const envelope = await envelopeOf(key, ACT, statement);
    offer(form, `${court}_${statement.act}_${statement.record}.${key.keyid.slice(0, 8)}.json`, envelope);
    found(form, "[data-done]", HTMLElement).textContent = `${officer}已签署：${statement.act === "not_me" ? "不是我" : "合法性答复"} ${statement.record}。请将签名文件上传签批台。`;
  });
}
