// @ts-check
/** On the release page: number, date, digest, counts, and as-of per court. */
import { chineseDay, readRelease, readReleases } from "./release.js";

const OPEN_UP_TO = 20;

/**
 * An element with text; all values go in as text, never as markup.
 * @param {string} tag
 * @param {(string | Node)[]} children
 */
function element(tag, ...children) {
  const made = document.createElement(tag);
  made.append(...children);
  return made;
}

/** @returns {Map<string, string>} dataset -> Chinese title, as the page brings them */
function titles() {
  const template = /** @type {HTMLTemplateElement | null} */ (document.querySelector("template[data-titles]"));
  const spans = /** @type {NodeListOf<HTMLElement> | undefined} */ (template?.content.querySelectorAll("span"));
  return new Map(Array.from(spans ?? [], (span) => [span.dataset.dataset ?? "", span.textContent ?? ""]));
}

/** @param {[string, string | Node][]} pairs */
function facts(pairs) {
  const list = element("dl");
  list.className = "facts panel single";
  for (const [title, value] of pairs) {
    const row = element("div", element("dt", title), element("dd", value));
    row.className = "fact";
    list.append(row);
  }
  return list;
}

/** @param {string} text */
function columnHead(text) {
  const cell = element("th", text);
  cell.setAttribute("scope", "col");
  return cell;
}

/**
 * @param {string[]} heads
 * @param {string[][]} rows
 */
function table(heads, rows) {
  const made = element("table");
  made.className = heads.length === 2 ? "plain-table narrow" : "plain-table";
  const head = element("tr", ...heads.map(columnHead));
  const body = rows.map((row) =>
    element("tr", ...row.map((text, index) => {
      const cell = element(index ? "td" : "th", text);
      if (!index) cell.setAttribute("scope", "row");
      cell.dataset.label = heads[index];
      return cell;
    })),
  );
  made.append(element("thead", head), element("tbody", ...body));
  return made;
}

/**
 * The signed statement, for whoever checks it with tools of his own.
 * @param {import("./release.js").Named} named
 * @returns {[string, Node]}
 */
function statement(named) {
  const link = element("a", element("code", named.path));
  link.setAttribute("href", new URL(`../../${named.path}`, import.meta.url).href);
  return ["发布声明", element("span", link, "，摘要值 ", element("code", named.sha256))];
}

/** @param {import("./release.js").CourtAsOf[]} courts */
function perCourt(courts) {
  const rows = courts.map((court) => [
    court.name,
    chineseDay(court.date) + (court.paused?.length ? "，名单暂停公布" : ""),
  ]);
  const details = element("details", element("summary", `共 ${courts.length} 家法院`), table(["法院", "截至日期"], rows));
  details.toggleAttribute("open", courts.length <= OPEN_UP_TO);
  return details;
}

const place = document.querySelector("[data-release]");
const [release, history] = await Promise.all([readRelease(), readReleases()]);
if (place && release) {
  const names = titles();
  const known = [...names].filter(([dataset]) => dataset in (release.counts ?? {}));
  place.replaceChildren(
    facts([
      ["期号", `第 ${release.number} 期`],
      ["发布日期", chineseDay(release.date)],
      ["摘要值", element("code", release.digest)],
      ...(release.statement ? [statement(release.statement)] : []),
    ]),
    element("h2", "各清单条数"),
    table(["清单", "条数"], known.map(([dataset, title]) => [title, release.counts[dataset].toLocaleString("zh-CN")])),
    element("h2", "历次发布"),
    table(["期号", "日期", "摘要值"], (history ?? []).reverse().map((one) => [String(one.number), chineseDay(one.date), one.digest])),
    element("h2", "各法院的截至日期"),
    perCourt(Object.values(release.as_of ?? {})),
  );
}
