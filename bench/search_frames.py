"""Masked public rows for the benchmark of search, straight from a seed: names weighted as in life, no pipeline.

A million rows take some 20 CPU seconds. Rows are written as canonical JSON at once; a test compares.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.sample.draws import pool

ORGANISATIONS = 0.22
RECORDS_A_DEBTOR = 1.6
_LISTS = ("unfinished_cases", "dishonest_debtors", "exit_bans", "consumption_limits", "bidding_limits")
_LIST_WEIGHTS = (0.34, 0.24, 0.04, 0.35, 0.03)
_TEXTS = ("auction_notices", "reward_notices", "hearing_notices", "guidelines")
_GIVEN = (
    "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂玉萍红玲芬燕华梅辉波斌鹏飞凯俊峰浩宇建国文海志林云龙荣金春"
    "晓东新成永祥生宏福德庆洪亮光正义忠良才根发顺水木火土山石松柏枫桦雪冰霜露雨晴阳月星晨曦夏秋冬彤丹青蓝紫绿白"
    "黑玄素雅慧智贤惠淑贞洁琴棋书画诗词歌赋舞乐瑶琳琪瑛珍珠宝玺瑞祺祯祥福禄寿喜康宁安泰和顺利达通广博深远长久恒"
    "毅力勤奋学思进取胜利军兵武威雄杰豪侠义勇刚强健壮伦佩佳嘉倩婷媛嫣妍妮娅婉姗姝如意茹莹莉莎菲菁萌蕾薇蓉荷莲菊"
)
_BRANDS = (
    "恒盛隆泰瑞鑫宏达华信诚顺昌兴茂安康永利源丰美佳嘉锦天元中正德通汇联立万福金海江东方新远大明亮亿飞龙凤腾景和升荣"
    "祥友邦博雅致胜凯旋创智云翔宇航银河星辰旭日晨光森林绿野青山碧水蓝天白鹭红枫紫荆百川千禧广厦高峰长城黄河泰山"
)
_PLACES = re.findall(
    "..省?",
    "杭州宁波温州嘉兴湖州绍兴金华衢州舟山台州丽水长春吉林四平辽源通化白山松原白城延边余杭萧山西湖富阳临安桐庐淳安建德海曙鄞州慈溪余姚"
    "奉化象山宁海鹿城瓯海乐清瑞安永嘉平阳苍南海宁桐乡平湖嘉善海盐德清长兴安吉柯桥上虞诸暨嵊州新昌义乌东阳永康兰溪浦江武义磐安江山龙游"
    "常山开化普陀岱山嵊泗黄岩路桥温岭临海玉环天台仙居三门浙江浙江浙江浙江吉林省吉林省上海北京深圳",
)
_PERFORMANCE = ("全部未履行", "全部未履行", "全部未履行", "部分未履行")
_CONDUCT = (
    "有履行能力而拒不履行生效法律文书确定义务",
    "有履行能力而拒不履行生效法律文书确定义务",
    "违反财产报告制度",
    "违反限制消费令",
    "无正当理由拒不履行执行和解协议",
)
_OBLIGATIONS = (
    "被执行人于判决生效后十日内归还借款本金{amount}元，并支付自{day}起至实际清偿之日止按年利率{rate}%计算的利息。",
    "一、偿还借款{amount}元；二、支付逾期利息（以本金为基数，自{day}起按约定利率计至款清之日）；三、承担案件受理费。",
    "支付货款{amount}元，并赔偿自{day}起的逾期付款损失，案件受理费由其负担。",
    "支付工程款{amount}元及相应利息，利息自{day}起计算。",
    "赔偿医疗费、误工费、护理费等各项损失共计{amount}元，于{day}前付清。",
)
_REASONS = (
    "未按执行通知书指定的期间履行生效法律文书确定的给付义务。",
    "有未履行完毕的债务{amount}元，且未提供充分有效担保。",
    "经传票传唤无正当理由拒不到场接受询问，案件标的{amount}元尚未执行到位。",
    "被执行人自{day}起下落不明，所负{amount}元债务未清偿。",
)
_LOTS = ("住宅房产", "商铺", "机动车", "厂房及土地使用权", "机器设备", "公司股权", "林权", "车位", "写字楼", "存货一批")
_CLAUSES = (
    "竞买人应当自行实地看样，本院不承担瑕疵担保责任，拍卖标的物以现状为准。",
    "本院将于规定时间在网络司法拍卖平台上公开拍卖上述标的物，届时欢迎社会各界参与竞买。",
    "有意参与竞买者请仔细阅读拍卖须知，并在开拍前缴纳保证金，拍卖成交后保证金冲抵价款。",
    "对提供财产线索并协助实际执行到位的举报人，按到位金额的百分之十给予悬赏金，线索和身份严格保密。",
    "案外人对执行标的提出书面异议，本院组织公开听证，旁听人员凭有效证件进入法庭。",
    "上述不动产已被依法查封，优先购买权人应当在开拍前向本院提出书面申请并登记。",
    "标的物过户手续由买受人自行办理，所涉及的税费按照法律规定由买卖双方各自承担。",
    "拍卖余款应当在成交后十日内缴入法院指定账户，逾期未缴的，保证金不予退还。",
    "标的物所在小区物业管理费、水电费等欠费情况由竞买人自行了解，本院不作任何担保。",
    "对上述标的物权属有异议者，请于公告期内向本院提交证据材料，逾期视为放弃权利。",
    "承租人主张租赁权的，应当提交租赁合同、租金支付凭证以及实际占有使用的证明。",
    "被执行人应当如实报告当前以及收到执行通知之日前一年的财产情况，拒绝报告或者虚假报告的予以罚款、拘留。",
    "机动车拍卖不含牌照，车辆违章、年检、保险等情况以有关部门登记为准，提车费用由买受人承担。",
    "股权转让应当符合公司章程的规定，其他股东在同等条件下享有优先购买权。",
)


@dataclass(frozen=True, slots=True)
class _Draws:
    """Everything that rows are made of, side by side."""

    names: list[str]
    numbers: list[str]
    kinds: list[str]
    courts: list[tuple[str, str]]
    days: list[str]
    amounts: list[str]
    serials: list[int]


def courts() -> list[tuple[str, str]]:
    """Code and name of some hundred courts."""
    places = list(dict.fromkeys(_PLACES))
    return [
        (f"{'浙' if number < 70 else '吉'}{100 + number:04d}", f"{place}市人民法院")
        for number, place in enumerate(places)
    ]


def make_frame(records: int, notices: int, seed: int = 1, changed: float = 0.0) -> pd.DataFrame:
    """A snapshot frame: ``id, dataset, court_code, row``.

    Args:
        records: Party records.
        notices: Notices and guidelines.
        seed: The same seed gives the same rows.
        changed: Share of party records that are other ones than without it: one in two new, one in two changed.
    """
    rows = _party_rows(np.random.default_rng(seed), records)
    if changed:
        fresh = _party_rows(np.random.default_rng(seed + 1), max(2, round(records * changed)))
        step = records // len(fresh)
        for number, row in enumerate(fresh):
            old = rows[number * step]
            rows[number * step] = row if number % 2 else _with_id(row, old[0])
    rows += _text_rows(np.random.default_rng(seed + 2), notices)
    order = sorted(range(len(rows)), key=lambda number: (rows[number][1], rows[number][0]))
    columns = zip(*(rows[number] for number in order), strict=True)
    return pd.DataFrame(dict(zip(("id", "dataset", "court_code", "row"), columns, strict=True)))


_Row = tuple[str, str, str, str]
"""id, dataset, court code, canonical JSON."""


def _with_id(row: _Row, record: str) -> _Row:
    return record, row[1], row[2], row[3].replace(f'"id":"{row[0]}"', f'"id":"{record}"')


def _party_rows(random: np.random.Generator, size: int) -> list[_Row]:
    draws = _draw(random, size)
    ids = _ids(random, size)
    lists = random.choice(len(_LISTS), size, p=_LIST_WEIGHTS).tolist()
    choice = random.integers(0, 60, size).tolist()
    return [
        (record, _LISTS[dataset], draws.courts[at][0], _ROWS[dataset](draws, at, record, _LISTS[dataset], draw))
        for at, (record, dataset, draw) in enumerate(zip(ids, lists, choice, strict=True))
    ]


def _draw(random: np.random.Generator, size: int) -> _Draws:
    debtors = max(1, round(size / RECORDS_A_DEBTOR))
    names, numbers, kinds = _debtors(random, debtors)
    who = np.minimum(random.integers(0, debtors, size), random.integers(0, debtors, size)).tolist()
    known = courts()
    where = random.integers(0, len(known), size).tolist()
    days = pd.date_range("2022-01-01", "2026-11-20").strftime("%Y-%m-%d").tolist()
    recent = (len(days) * random.beta(2.2, 1.0, size)).astype(int).tolist()
    return _Draws(
        names=[names[debtor] for debtor in who],
        numbers=[numbers[debtor] for debtor in who],
        kinds=[kinds[debtor] for debtor in who],
        courts=[known[court] for court in where],
        days=[days[day] for day in recent],
        amounts=[f"{amount / 100:.2f}" for amount in random.integers(10_000, 900_000_000, size).tolist()],
        serials=random.integers(1, 9000, size).tolist(),
    )


def _debtors(random: np.random.Generator, size: int) -> tuple[list[str], list[str], list[str]]:
    is_firm = random.random(size) < ORGANISATIONS
    people, firms = _people(random, size), _firms(random, size)
    masks, codes = _masks(random, size), _codes(random, size)
    names = [firm if firmly else person for firmly, firm, person in zip(is_firm, firms, people, strict=True)]
    numbers = [code if firmly else mask for firmly, code, mask in zip(is_firm, codes, masks, strict=True)]
    return names, numbers, ["legal" if firmly else "natural" for firmly in is_firm]


def _people(random: np.random.Generator, size: int) -> list[str]:
    surnames = pool("surnames")
    weights = np.array(surnames.weights, dtype=float)
    family = random.choice(len(weights), size, p=weights / weights.sum())
    signs = list(dict.fromkeys(_GIVEN))
    zipf = 1 / (np.arange(len(signs)) + 12.0)
    first, second = (random.choice(len(signs), size, p=zipf / zipf.sum()) for _ in range(2))
    single = random.random(size) < 0.17
    return [
        surnames.words[a] + signs[b] + ("" if alone else signs[c])
        for a, b, c, alone in zip(family.tolist(), first.tolist(), second.tolist(), single.tolist(), strict=True)
    ]


def _firms(random: np.random.Generator, size: int) -> list[str]:
    brands, trades, forms = list(dict.fromkeys(_BRANDS)), pool("trades"), pool("forms")
    place, a, b = (random.integers(0, count, size).tolist() for count in (len(_PLACES), len(brands), len(brands)))
    trade, form = trades.draw(random, size), forms.draw(random, size)
    parts = zip(place, a, b, trade, form, strict=True)
    return [f"{_PLACES[where]}{brands[first]}{brands[second]}{what}{how}" for where, first, second, what, how in parts]


def _masks(random: np.random.Generator, size: int) -> list[str]:
    regions = [f"33{city:02d}{county:02d}" for city in range(1, 12) for county in range(1, 10)]
    region, year, last = (
        random.integers(low, high, size).tolist() for low, high in ((0, len(regions)), (1950, 2005), (0, 1000))
    )
    return [f"{regions[r]}{y}****{s:03d}*" for r, y, s in zip(region, year, last, strict=True)]


def _codes(random: np.random.Generator, size: int) -> list[str]:
    signs = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    drawn = random.integers(0, len(signs), (size, 8)).tolist()
    return ["91330106MA" + "".join(signs[sign] for sign in row) for row in drawn]


def _ids(random: np.random.Generator, size: int) -> list[str]:
    signs = np.frombuffer(b"abcdefghijklmnopqrstuvwxyz234567", dtype=np.uint8)
    drawn = signs[random.integers(0, 32, (size, 16))]
    return [bytes(row).decode() for row in drawn]


def _case(draws: _Draws, at: int, draw: int) -> str:
    serial, year = draws.serials[at], draws.days[at][:4]
    return f"（{year}）{draws.courts[at][0]}执{'恢' if draw % 9 == 0 else ''}{serial}号"


def _common(draws: _Draws, at: int) -> str:
    court, name = draws.courts[at]
    return f'"court_code":"{court}","court_name":"{name}"'


def _unfinished(draws: _Draws, at: int, record: str, dataset: str, draw: int) -> str:
    return (
        f'{{"amount":"{draws.amounts[at]}","case_number":"{_case(draws, at, draw)}",{_common(draws, at)},'
        f'"dataset":"{dataset}","filed_on":"{draws.days[at]}","id":"{record}","id_number":"{draws.numbers[at]}",'
        f'"party_kind":"{draws.kinds[at]}","party_name":"{draws.names[at]}","status":"执行中"}}'
    )


def _listing(draws: _Draws, at: int, record: str, dataset: str, draw: int) -> str:
    natural, day = draws.kinds[at] == "natural", draws.days[at]
    obligation = _OBLIGATIONS[draw % len(_OBLIGATIONS)].format(
        amount=draws.amounts[at], day=f"{day[:4]}年{draw % 12 + 1}月{draw % 28 + 1}日", rate=draw % 20 + 4
    )
    age = f'"age":{20 + draw},' if natural else ""
    leader = "" if natural else f'"legal_representative":"{draws.names[at - 1][:3]}",'
    sex = f',"sex":"{"女" if draw % 3 == 0 else "男"}"' if natural else ""
    return (
        f'{{{age}"basis_authority":"{draws.courts[at][1]}","basis_number":"（{day[:4]}）{draws.courts[at][0]}民初'
        f'{draws.serials[at - 1]}号","case_number":"{_case(draws, at, draw)}",'
        f'"conduct":"{_CONDUCT[draw % len(_CONDUCT)]}",{_common(draws, at)},"dataset":"{dataset}",'
        f'"filed_on":"{draws.days[at - 1]}","id":"{record}","id_number":"{draws.numbers[at]}",{leader}'
        f'"listed_on":"{day}","obligation":"{obligation}","party_kind":"{draws.kinds[at]}",'
        f'"party_name":"{draws.names[at]}","performance":"{_PERFORMANCE[draw % 4]}"{sex}}}'
    )


def _limit(draws: _Draws, at: int, record: str, dataset: str, draw: int) -> str:
    day = draws.days[at]
    reason = _REASONS[draw % len(_REASONS)].format(amount=draws.amounts[at], day=f"{day[:4]}年{draw % 12 + 1}月")
    return (
        f'{{"case_number":"{_case(draws, at, draw)}",{_common(draws, at)},"dataset":"{dataset}","id":"{record}",'
        f'"id_number":"{draws.numbers[at]}","measure_start":"{day}","party_kind":"{draws.kinds[at]}",'
        f'"party_name":"{draws.names[at]}","reason":"{reason}"}}'
    )


_ROWS: Sequence[Callable[[_Draws, int, str, str, int], str]] = (_unfinished, _listing, _limit, _limit, _limit)


def _text_rows(random: np.random.Generator, size: int) -> list[_Row]:
    draws, ids = _draw(random, size), _ids(random, size)
    dataset = random.choice(len(_TEXTS), size, p=(0.7, 0.15, 0.12, 0.03)).tolist()
    lot, place = random.integers(0, len(_LOTS), size).tolist(), random.integers(0, len(_PLACES), size).tolist()
    clauses = random.integers(0, len(_CLAUSES), (size, 24)).tolist()
    length = random.integers(6, 24, size).tolist()
    road = list(dict.fromkeys(_GIVEN))
    rows = []
    for at, record in enumerate(ids):
        where = (
            f"{_PLACES[place[at]]}{road[draws.serials[at] % 90]}{road[draws.serials[at] // 100]}路{draws.serials[at]}号"
        )
        what = _LOTS[lot[at]]
        body = f"<p>{where}一处{what}，案号{_case(draws, at, 1)}，当事人{draws.names[at]}，起拍价{draws.amounts[at]}元。</p>"
        body += "".join(f"<p>{_CLAUSES[clause]}</p>" for clause in clauses[at][: length[at]])
        rows.append(
            (
                record,
                _TEXTS[dataset[at]],
                draws.courts[at][0],
                _text_row(draws, at, record, _TEXTS[dataset[at]], where + what, body),
            )
        )
    return rows


def _text_row(draws: _Draws, at: int, record: str, dataset: str, title: str, body: str) -> str:
    if dataset == "guidelines":
        return (
            f'{{"body":"{body}",{_common(draws, at)},"dataset":"{dataset}","document_number":"法发〔{draws.days[at][:4]}〕'
            f'{draws.serials[at]}号","id":"{record}","issued_on":"{draws.days[at]}","title":"关于{title}执行工作的指引"}}'
        )
    head = f'"case_number":"{_case(draws, at, 1)}",{_common(draws, at)},"dataset":"{dataset}"'
    tail = f'"published_on":"{draws.days[at]}","title":"{title}的公告"'
    if dataset == "hearing_notices":
        return f'{{{head},"event_place":"第三法庭","hearing_subject":"案外人异议","id":"{record}",{tail}}}'
    return f'{{"body":"{body}",{head},"id":"{record}",{tail}}}'
