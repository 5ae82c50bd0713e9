// @ts-check
/** The little that the forms of the page share: their problems, and files that they offer. */
import { element } from "../static/elements.js";
import { found } from "../static/place.js";
import { Refused } from "./refused.js";

const UNEXPECTED = "此浏览器未能完成，请换用较新的浏览器。";

/**
 * What a form does: refusals are told below it, passphrases do not stay.
 * @param {HTMLFormElement} form
 * @param {(form: HTMLFormElement) => Promise<void>} act
 */
export function onSubmit(form, act) {
  const problem = found(form, "[data-problem]", HTMLElement);
  const submit = found(form, "button[type=submit]", HTMLButtonElement);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (submit.disabled) return;
    problem.textContent = "";
    submit.disabled = true;
    form.setAttribute("aria-busy", "true");
    try {
      await act(form);
    } catch (error) {
      problem.textContent = error instanceof Refused ? error.message : UNEXPECTED;
      if (!(error instanceof Refused)) console.error(error);
    }
    for (const secret of form.querySelectorAll("input[type=password]")) if (secret instanceof HTMLInputElement) secret.value = "";
    submit.disabled = false;
    form.removeAttribute("aria-busy");
  });
}

/**
 * Save a file, and leave a link to save it again.
 * @param {HTMLFormElement} form
 * @param {string} name
 * @param {string} content
 */
export function offer(form, name, content) {
  const link = element("a", { download: name, href: URL.createObjectURL(new Blob([content])) }, name);
  found(form, "[data-offers]", HTMLElement).append(element("li", {}, "已保存：", link));
  link.click();
}

/** @param {HTMLFormElement} form @param {string} name */
export const field = (form, name) => found(form, `[name=${name}]`, HTMLInputElement);

/** @param {HTMLFormElement} form @param {string} name */
export const written = (form, name) => field(form, name).value.trim();

/** The file that was chosen. @param {HTMLFormElement} form @param {string} name */
export function fileOf(form, name) {
  const file = field(form, name).files?.[0];
  if (!file) throw new Refused("请选择文件。");
  return file;
}
