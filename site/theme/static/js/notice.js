// @ts-check
/** On a notice's page: how it stands, citation with today's date, copying. */
import { offerCopies } from "./copy.js";
import { carriedWords, mark } from "./find.js";
import { keepStates } from "./notices/show.js";
import { chineseDay } from "./release.js";

const now = new Date();
const today = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
const ENGLISH = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric" });

for (const place of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-today]"))) {
  const isChinese = place.dataset.today === "zh";
  place.textContent = isChinese ? `（${chineseDay(today)}访问）` : ` (accessed ${ENGLISH.format(now)})`;
}
keepStates(document);
const body = /** @type {HTMLElement | null} */ (document.querySelector(".prose"));
const words = carriedWords();
if (body && words.length) mark(body, words)[0]?.scrollIntoView({ block: "center" });
offerCopies(document);
