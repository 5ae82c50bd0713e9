// @ts-check
/** A batch: opened, shown, checked, signed. */
import { element } from "../static/elements.js";
import { showList } from "../static/listing.js";
import { found, place, say } from "../static/place.js";
import { newDesk } from "../static/state.js";
import { checkedSoFar, keepChecked } from "../static/store.js";
import { wireReading } from "../static/wiring.js";
import { progress } from "../static/model.js";
import { readBatch } from "./batch.js";
import { BATCH, envelopeOf } from "./envelope.js";
import { dayOf } from "./entry.js";
import { openKeyFile } from "./key_file.js";
import { field, fileOf, offer, onSubmit } from "./page.js";
import { seen } from "./pieces.js";
import { progressFile, readProgress } from "./progress.js";
import { Refused, ask } from "./refused.js";
import { indexOf, pagesOf, requireShowable, shownRecords } from "./showing.js";
import { sixWords } from "./six_words.js";
import { countsOf, reviewsOf, statementOf } from "./statement.js";

/** @typedef {import("../types").Tables} Tables */
/** @typedef {import("./batch.js").Batch} Batch */
/** @typedef {import("../static/state.js").Desk} Desk */

const ONLY_HERE = "此页只供核对与签署；暂缓公布、要求更正请在本院审核页办理。";

/** @param {Tables} tables */
export function wireSigning(tables) {
  onSubmit(place("open", HTMLFormElement), async (form) => {
    const batch = await readBatch(new Uint8Array(await fileOf(form, "batch").arrayBuffer()), tables);
    const shown = shownRecords(batch, tables);
    await requireShowable(shown, batch, tables);
    document.body.dataset.digest = batch.digest;
    const desk = newDesk(indexOf(shown, batch, tables), pagesOf(shown, batch, tables), checkedSoFar(), {});
    form.hidden = true;
    place("opened", HTMLElement).hidden = false;
    showFacts(batch, tables, desk);
    showHeld(batch.file.hints.legality ?? []);
    wireReading(desk, { hold: () => say(ONLY_HERE), correct: () => say(ONLY_HERE), sign: () => field(place("sign", HTMLFormElement), "key").focus() });
    wireProgress(batch, desk);
    wireSignature(batch, tables, desk);
    place("opened", HTMLElement).focus();
  });
}

/** @param {Batch} batch @param {Tables} tables @param {Desk} desk */
function showFacts(batch, tables, desk) {
  const { info, name, court_name, before, threshold, signers } = batch.file;
  const { counts, added, removed } = countsOf(batch);
  const states = desk.index.records.state;
  const count = (/** @type {string} */ state) => states.filter((one) => one === state).length;
  const lists = Object.entries(counts).map(([dataset, rows]) => `${tables.datasets[dataset].title} ${rows}`);
  const { reviewed, exceptions } = reviewsOf(batch, tables);
  /** @type {[title: string, value: string][]} */
  const facts = [
    ["法院", `${court_name}（${info.court_code}）`],
    ["批次", `${name.date} 第 ${name.number} 批`],
    ["核对词", sixWords(batch.digest, tables.words)],
    ["摘要", batch.digest],
    ["各类条数", `${lists.join("，") || "无"}；共 ${batch.rows.length} 条`],
    ["与此前相比", before ? `新增 ${added}，变更 ${count("changed")}，不再列入 ${removed}，两周内到期 ${count("leaving") - removed}` : "本院首个批次，全部为新增"],
    ["此前批次", before ? `${before.night}，核对词 ${sixWords(batch.beforeDigest, tables.words)}` : "无"],
    ["承办人已审核", Object.entries(reviewed).map(([who, day]) => `${who}（${day}）`).join("、") || "无"],
    ["未经承办人审核", `${exceptions.length} 条`],
    ["规则", `${tables.ruleSets[info.rule_set] ?? info.rule_set}，规则表 ${info.rules_digest.slice(0, 16)}…`],
    ["屏蔽方案", `${tables.profiles[info.profile] ?? info.profile}，屏蔽程序 ${info.masker_digest.slice(0, 16)}…`],
    ["须签署", `${threshold} 人；登记：${[...new Set(signers.map(({ signer }) => signer))].join("、") || "无"}`],
  ];
  place("facts", HTMLElement).replaceChildren(
    ...facts.map(([title, value]) => element("div", {}, element("dt", {}, title), element("dd", title === "核对词" ? { class: "words" } : {}, seen(value)))),
  );
}

/**
 * Records that the legality checks hold back; they are not in the batch and not signed.
 * @param {import("../types").HeldByLaw[]} held
 */
function showHeld(held) {
  const part = place("legality", HTMLElement);
  part.hidden = held.length === 0;
  found(part, "ul", HTMLElement).replaceChildren(
    ...held.map((one) =>
      element("li", {}, seen(`${one.dataset} ${one.case} ${one.record}：${one.title}（${one.basis}）。${one.is_answerable ? "可以答复" : "须在案件系统中更正"}：${one.ask}`)),
    ),
  );
}

/** @param {Batch} batch @param {Desk} desk */
function wireProgress(batch, desk) {
  const form = place("progress-file", HTMLFormElement);
  const { info, name } = batch.file;
  onSubmit(form, async () => {
    offer(form, `${info.court_code}_${nameOf(name)}.progress.json`, progressFile(batch.digest, desk.checked));
  });
  field(form, "progress").addEventListener("change", async () => {
    const problem = found(form, "[data-problem]", HTMLElement);
    problem.textContent = "";
    try {
      const before = desk.checked.size;
      for (const key of readProgress(await fileOf(form, "progress").text(), batch.digest)) desk.checked.add(key);
      keepChecked(desk.checked);
      showList(desk);
      say(`已并入进度文件，新增 ${desk.checked.size - before} 条已核对。`);
    } catch (error) {
      problem.textContent = error instanceof Refused ? error.message : "进度文件读不出来。";
    }
    field(form, "progress").value = ""; // the same file may be chosen again
  });
}

/** @param {Batch} batch @param {Tables} tables @param {Desk} desk */
function wireSignature(batch, tables, desk) {
  const form = place("sign", HTMLFormElement);
  const confirm = found(form, "[data-unchecked]", HTMLElement);
  const showUnchecked = () => {
    const { done, total } = progress(desk.index, desk.checked);
    confirm.textContent = done < total ? `（尚有 ${total - done} 条未标记为已核对）` : "";
  };
  form.addEventListener("focusin", showUnchecked);
  onSubmit(form, async () => {
    const { info, name, signers } = batch.file;
    ask(field(form, "confirmed").checked, "请先确认已核对上述内容。");
    const file = fileOf(form, "key");
    const { key, renewed } = await openKeyFile(await file.text(), field(form, "passphrase").value);
    const today = dayOf(new Date());
    const officer = signers.find(({ keyid }) => keyid === key.keyid);
    ask(officer, `此私钥（${key.keyid.slice(0, 8)}）未登记为本院的签署密钥。`);
    ask(officer.valid_from <= today && today <= officer.expires, `此私钥的有效期为 ${officer.valid_from} 至 ${officer.expires}，今日是 ${today}。`);
    const envelope = await envelopeOf(key, BATCH, statementOf(batch, tables, officer.signer, today));
    offer(form, `${info.court_code}_${nameOf(name)}.${key.keyid.slice(0, 8)}.json`, envelope);
    if (renewed) offer(form, file.name, renewed);
    const again = renewed ? "私钥文件已按新的强度重新加密，请用新保存的文件替换旧文件。" : "";
    found(form, "[data-done]", HTMLElement).textContent = `${officer.signer}已签署，核对词：${sixWords(batch.digest, tables.words)}。请将签名文件交回。${again}`;
  });
}

/** @param {{date: string, number: number}} name */
const nameOf = ({ date, number }) => `${date}_${String(number).padStart(6, "0")}`;
