// @ts-check
/** What the page says. */

const CLOSED_CASES =
  "本站在结案后5个工作日内屏蔽；终结本次执行程序后，限制消费和失信名单可能仍然有效，请到中国执行信息公开网核实。";

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

/** @type {Record<string, string>} */
export const PARTY_KINDS = { natural: "自然人", legal: "法人或非法人组织", other: "其他主体" };

/** @type {Record<string, string>} */
const ADVICE = {
  id: "以下为公布形式与所查号码相符的记录，号码仅部分公开，请以姓名和号码共同核对。",
  idWithName: "以下为姓名和公布的号码均相符的记录，号码仅部分公开，请结合案件信息核对。",
  name: "同名不一定是同一人，请结合证件号码、性别、年龄和执行法院核对。",
};

/** @param {import("./types").Answer} answer @param {import("./types").Query} query @returns {string[]} */
export function sentencesFor(answer, query) {
  const notes = query.notes.map((note) => NOTES[note]);
  if (answer.count) return [countOf(answer), ...notes, adviceFor(answer, query)].filter(Boolean);
  const unanswered = query.asked === "nothing" || (query.asked === "id" && !query.keys.length);
  return unanswered ? notes : [...notes, "没有找到相符的公开记录。", CLOSED_CASES];
}

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

/** @param {import("./types").Answer} answer */
const countOf = ({ count, atLeast }) => `${atLeast ? "至少" : "共"}${count}条记录。`;

/** @param {import("./types").Answer} answer @param {import("./types").Query} query */
function adviceFor(answer, query) {
  if (answer.kind === "id") return query.names.length ? ADVICE.idWithName : ADVICE.id;
  return answer.exactNames ? ADVICE.name : "";
}
