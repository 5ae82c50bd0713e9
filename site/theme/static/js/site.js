// @ts-check
/** On every page: wires the frame, and says as of when the data are, per list and court, from release.json. */
import { wireDisplay } from "./display.js";
import { wireHeaderSearch, wireOffline } from "./header.js";
import { asOfRange, asOfSentence, asOfWords, chineseDay, isPaused, readRelease } from "./release.js";

/**
 * @param {HTMLElement} place
 * @param {import("./release.js").Release} release
 * @param {Date} now
 */
function fillAsOf(place, release, now) {
  const dataset = place.dataset.asOf;
  if (!dataset) {
    place.textContent = `${chineseDay(release.date)}，第 ${release.number} 期`;
    return;
  }
  if (isPaused(release, dataset, place.dataset.court)) {
    place.textContent = "暂停公布（未能按时读取该法院数据）";
    return;
  }
  const range = asOfRange(release, dataset, place.dataset.court);
  if (range) place.textContent = "short" in place.dataset ? asOfWords(range, now) : asOfSentence(range, now);
}

wireDisplay();
wireHeaderSearch();
wireOffline();
const places = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-as-of]"));
if (places.length) {
  const release = await readRelease();
  if (release) places.forEach((place) => fillAsOf(place, release, new Date()));
}
