// @ts-check
/** Lists of courts: all of them, those of one province, or those that hold what is typed. */

const field = /** @type {HTMLInputElement | null} */ (document.querySelector("[data-narrow]"));
const groups = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-courts]")]);
const tabs = /** @type {HTMLAnchorElement[]} */ ([...document.querySelectorAll("[data-province]")]);

/** @param {string} text @returns {string} as it is compared */
const plain = (text) => text.normalize("NFKC").toLowerCase().replace(/\s+/g, "");

/** @returns {string} the province of the address; "" for all */
const chosen = () => groups.find(({ id }) => location.hash === `#${encodeURIComponent(id)}`)?.id ?? "";

function show() {
  const words = plain(field?.value ?? "");
  const province = chosen();
  let count = 0;
  for (const group of groups) {
    const courts = [...group.querySelectorAll("li")];
    for (const court of courts) court.hidden = Boolean(words) && !plain(court.textContent ?? "").includes(words);
    const left = courts.filter((court) => !court.hidden).length;
    group.hidden = words ? !left : Boolean(province) && group.id !== province;
    count += left;
  }
  for (const tab of tabs) {
    if (!words && tab.dataset.province === province) tab.setAttribute("aria-current", "true");
    else tab.removeAttribute("aria-current");
  }
  const place = document.querySelector("[data-narrowed]");
  if (place) place.textContent = words ? textOf(count ? "count" : "none").replace("{n}", String(count)) : "";
}

/** @param {string} name */
function textOf(name) {
  const template = /** @type {HTMLTemplateElement} */ (document.querySelector("template[data-narrow-texts]"));
  return template.content.querySelector(`[data-text="${name}"]`)?.textContent ?? "";
}

for (const tab of tabs) tab.addEventListener("click", () => field && (field.value = ""));
field?.addEventListener("input", show);
addEventListener("hashchange", show);
show();
