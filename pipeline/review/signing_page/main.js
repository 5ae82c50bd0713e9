// @ts-check
/** The signing page: sign a batch, log in to the desk, make a key. It speaks to nobody; files come and go by the officer's hand. */
import { found, place } from "../static/place.js";
import { wireActs } from "./acts.js";
import { dayOf, entryOf, requireOfficer } from "./entry.js";
import { LOGIN, envelopeOf } from "./envelope.js";
import { isKnownHere, newKeyFile, openKeyFile } from "./key_file.js";
import { loginStatement } from "./login.js";
import { field, fileOf, offer, onSubmit, written } from "./page.js";
import { ask } from "./refused.js";
import { wireSigning } from "./signing.js";

/** @typedef {import("../types").Tables} Tables */

const tables = /** @type {Tables} */ (JSON.parse(document.getElementById("tables")?.textContent ?? ""));
const buttons = [...document.querySelectorAll("button[data-show]")];

for (const button of buttons) button.addEventListener("click", () => show(button.getAttribute("data-show") ?? ""));
if (globalThis.crypto?.subtle) {
  wireSigning(tables);
  wireActs();
  wireLogin();
  void wireKeys();
} else {
  place("insecure", HTMLElement).hidden = false;
}

/** @param {string} name of a part */
function show(name) {
  for (const part of document.querySelectorAll("[data-part]")) if (part instanceof HTMLElement) part.hidden = part.dataset.part !== name;
  for (const button of buttons) {
    if (button.getAttribute("data-show") === name) button.setAttribute("aria-current", "page");
    else button.removeAttribute("aria-current");
  }
}

function wireLogin() {
  onSubmit(place("login", HTMLFormElement), async (form) => {
    const given = { origin: written(form, "origin"), nonce: written(form, "nonce"), court: written(form, "court"), officer: written(form, "officer") };
    const statement = loginStatement(given, new Date());
    const { key } = await openKeyFile(await fileOf(form, "key").text(), field(form, "passphrase").value);
    const envelope = await envelopeOf(key, LOGIN, statement);
    found(form, "[data-statement]", HTMLTextAreaElement).value = envelope;
    found(form, "[data-made]", HTMLElement).hidden = false;
    offer(form, `login_${given.nonce.slice(0, 6)}.json`, envelope);
  });
}

async function wireKeys() {
  const form = place("new-key", HTMLFormElement);
  onSubmit(form, async () => {
    const [passphrase, signer, court] = [field(form, "passphrase").value, written(form, "signer"), written(form, "court")];
    requireOfficer(signer, court);
    ask(!/[\\/:*?"<>|]/.test(signer), "姓名中不能有 \\ / : * ? \" < > | 这些符号。");
    ask(passphrase === field(form, "again").value, "两次输入的口令不同。");
    const scheme = found(form, "[name=scheme]", HTMLSelectElement).value === "ed25519" ? "ed25519" : "ecdsa-sha2-nistp256";
    const { key, pem } = await newKeyFile(scheme, passphrase);
    const entry = entryOf(key, { signer, court, days: Number(written(form, "days")) }, dayOf(new Date()));
    offer(form, `${signer}.pem`, pem);
    offer(form, `${signer}.entry.toml`, entry);
    found(form, "[data-keyid]", HTMLElement).textContent = `密钥编号前八位：${key.keyid.slice(0, 8)}。管理员登记时会当面或打电话与您核对。`;
  });
  found(form, "option[value=ed25519]", HTMLOptionElement).disabled = !(await isKnownHere("ed25519"));
}
