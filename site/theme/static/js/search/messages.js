// @ts-check
/** What the page says. */

/** @type {Record<string, string>} */
export const NOTES = {
  empty: "请输入姓名或名称、证件号码、统一社会信用代码、案号，或公告、指引中的词语。",
  "too-long": "输入的内容过长，请缩短到200字以内。",
  "id-length": "证件号码应为18位（旧号码15位），请核对位数。",
  "id-form": "证件号码含有不应出现的字符，请核对。",
  "id-region": "号码开头的地区代码不存在，请核对；以下仍按所输号码查询。",
  "id-date": "号码中的出生日期不存在，请核对；以下仍按所输号码查询。",
  "id-check": "号码最后一位校验码不符，可能有误；以下仍按所输号码查询。",
  "code-check": "代码最后一位校验码不符，可能有误；以下仍按所输代码查询。",
  "needs-name": "本站公布的号码隐去较多，仅凭号码无法查询，请同时输入姓名，例如：张三 3301061980********。",
};

export const BUSY = "正在查询……";
export const MORE = "显示更多";
export const RETRY = "重新查询";
export const UNREACHABLE = "检索数据暂时无法读取，查询没有完成；这不表示没有记录，请稍后重试。";

export const UNFOLD = "展开全文";
export const FOLD = "收起";

/** @type {Record<string, string>} */
const PARTY_KINDS = { natural: "自然人", legal: "法人或非法人组织", other: "其他主体" };

/** @type {Record<string, string>} */
const ADVICE = {
  id: "以下记录公布的号码与所查号码相符。号码只公布一部分，可能属于他人，请同时核对姓名。",
  idWithName: "以下记录的姓名和公布的号码都相符。号码只公布一部分，请再核对案号和执行法院。",
  name: "姓名或名称相同，不一定是同一主体，请核对证件号码、性别、年龄和执行法院。",
  noText:
    "姓名请输入全名；单位名称可输入其中连续的两个字以上；案号请写全，如（2026）浙0106执123号；证件号码请输入全部18位（旧号码15位）。",
};
const NOT_FOUND = ["没有找到相符的公开记录。", "没有查到不等于没有案件，请看下方“查询须知”，并到中国执行信息公开网核实。"];

/** @type {Record<string, string>} where the column's own title is missing or too general on a card */
const LABELS = {
  court_name: "执行法院",
  case_number: "案号",
  document_number: "文号",
  date: "发布日期",
  age: "年龄",
  reason: "限制事由",
  measure_start: "限制起始日期",
  measure_end: "限制截止日期",
  term_until: "纳入期限至",
};

/** @type {Record<string, Record<string, string>>} */
const LABELS_OF = {
  auction_notices: { event_at: "开拍时间", ends_on: "竞价结束日期" },
  reward_notices: { ends_on: "悬赏截止日期" },
  hearing_notices: { event_at: "听证时间" },
};

/** @param {import("./types").Row} row @param {string} name @param {string} title the column's @returns {string} */
export function labelOf(row, name, title) {
  if (name === "id_number" && row.party_kind && row.party_kind !== "natural") {
    return row[name].length === 18 ? "统一社会信用代码" : "组织机构代码";
  }
  return LABELS_OF[row.dataset]?.[name] ?? LABELS[name] ?? title;
}

/** @param {string} name @param {string} value @returns {string} as the pages word it (wording.py) */
export function wordingOf(name, value) {
  if (name === "party_kind") return PARTY_KINDS[value] ?? value;
  if (name === "age") return `${value}岁（按年份计）`;
  if (name === "legal_representative") return `${value}（本人不因此成为被执行人）`;
  if (name === "amount" || /^\d{4,}(\.\d+)?元$/.test(value)) return grouped(value);
  return chineseDate(value);
}

/** @param {string} value a day or moment; other texts stay */
function chineseDate(value) {
  const parts = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}:\d{2}))?$/.exec(value);
  if (!parts) return value;
  return `${parts[1]}年${Number(parts[2])}月${Number(parts[3])}日${parts[4] ? ` ${parts[4]}` : ""}`;
}

/** @param {string} value */
const grouped = (value) => value.replace(/^\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ","));

/**
 * @param {import("./types").Answer} answer @param {import("./types").Query} query
 * @param {number} shown hits on the page @returns {string[]}
 */
export function sentencesFor(answer, query, shown) {
  const notes = query.notes.map((note) => NOTES[note]);
  if (answer.count) return [countOf(answer, shown), ...notes, adviceFor(answer, query)].filter(Boolean);
  if (isUnanswered(query)) return notes;
  const [first, ...rest] = NOT_FOUND;
  return [first, ...notes, ...(query.asked === "text" ? [ADVICE.noText] : []), ...rest];
}

/** @param {import("./types").Query} query @returns {boolean} whether nothing could be looked up */
export const isUnanswered = ({ asked, keys }) => asked === "nothing" || (asked === "id" && !keys.length);

/**
 * @param {any} release release.json @returns {string} the day up to which the courts' data reach
 */
export function asOf(release) {
  const courts = /** @type {any[]} */ (Object.values(release.as_of ?? {}));
  const days = /** @type {string[]} */ (courts.map((court) => court.date)).filter(Boolean).sort();
  if (!days.length) return release.date ? `数据截至${release.date}。` : "";
  const [first, last] = [days[0], days[days.length - 1]];
  const until = first === last ? `各法院数据截至${last}。` : `各法院数据截至${first}至${last}不等，详见“发布记录”。`;
  const paused = courts.filter((court) => court.paused?.length).map((court) => court.name);
  return paused.length ? `${until}以下法院的名单暂停公布：${paused.join("、")}。` : until;
}

/** @param {import("./types").Answer} answer @param {number} shown */
const countOf = ({ count, atLeast }, shown) =>
  `${atLeast ? "至少" : "共"}找到${grouped(String(count))}条记录${shown < count ? `，已显示前${shown}条` : ""}。`;

/** @param {import("./types").Answer} answer @param {import("./types").Query} query */
function adviceFor(answer, query) {
  if (answer.kind === "id") return query.names.length ? ADVICE.idWithName : ADVICE.id;
  return answer.exactNames ? ADVICE.name : "";
}
