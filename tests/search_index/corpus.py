"""Public rows for the tests of search: invented people, companies and notices, from a seed."""

import random
from collections.abc import Sequence

import pandas as pd

from pipeline.cleaning.identifiers import resident_id_check_character
from pipeline.core.records import PublicRow, canonical_json
from pipeline.masking.profiles import Profile, mask_resident_id

SURNAMES = "王李张刘陈杨赵黄周吴钱欧阳"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平楠斌"
PLACES = ("杭州", "余杭", "长春", "西湖", "绍兴", "吉林市", "宁波")
BRANDS = ("华美", "宏远", "鑫达", "天成", "金桥", "海纳", "卓越", "瑞丰", "𠮷野", "ABC")
TRADES = ("科技", "贸易", "建设", "实业（集团）", "物流", "餐饮管理")
COURTS = (("浙0106", "杭州市西湖区人民法院"), ("浙0110", "杭州市余杭区人民法院"), ("吉0102", "长春市南关区人民法院"))
LOTS = ("住宅房产", "商铺", "机动车", "厂房及土地使用权", "机器设备", "公司股权", "林权")
SENTENCES = (
    "竞买人应当自行实地看样，本院不承担瑕疵担保责任。",
    "本院将于规定时间在网络司法拍卖平台上公开拍卖上述标的物。",
    "有意参与竞买者请仔细阅读拍卖须知，并在开拍前缴纳保证金。",
    "对提供财产线索并协助实际执行到位的举报人，按到位金额的百分之十给予悬赏金。",
    "案外人对执行标的提出书面异议，本院组织公开听证，旁听人员凭有效证件进入。",
    "被执行人钱斌楠名下位于古墩路的不动产已被查封，优先购买权人应当登记。",
    "税费由买卖双方各自承担，过户手续由买受人自行办理。",
)
DATASETS = ("unfinished_cases", "dishonest_debtors", "exit_bans", "consumption_limits", "bidding_limits")


def person_name(rng: random.Random) -> str:
    return rng.choice(SURNAMES) + "".join(rng.choices(GIVEN, weights=range(len(GIVEN), 0, -1), k=rng.choice((1, 2, 2))))


def company_name(rng: random.Random) -> str:
    return f"{rng.choice(PLACES)}{rng.choice(BRANDS)}{rng.choice(BRANDS)}{rng.choice(TRADES)}有限公司"


def resident_id(rng: random.Random) -> str:
    body = (
        f"3301{rng.randrange(2, 12):02d}19{rng.randrange(50, 99)}{rng.randrange(1, 13):02d}{rng.randrange(1, 29):02d}"
    )
    body += f"{rng.randrange(1000):03d}"
    return body + resident_id_check_character(body)


def day(rng: random.Random) -> str:
    return f"{rng.randrange(2024, 2027)}-{rng.randrange(1, 13):02d}-{rng.randrange(1, 29):02d}"


def opaque_id(rng: random.Random) -> str:
    return "".join(rng.choices("abcdefghijklmnopqrstuvwxyz234567", k=16))


def case_number(rng: random.Random, court: str) -> str:
    return f"（{rng.randrange(2023, 2027)}）{court}执{rng.choice(('', '恢'))}{rng.randrange(1, 3000)}号"


def party_row(rng: random.Random) -> PublicRow:
    court, court_name = rng.choice(COURTS)
    dataset = rng.choice(DATASETS)
    row: PublicRow = {"id": opaque_id(rng), "dataset": dataset, "court_code": court, "court_name": court_name}
    row["case_number"] = case_number(rng, court)
    row |= _person(rng) if rng.random() < 0.75 else _company(rng)
    if dataset != "dishonest_debtors":
        row = {name: value for name, value in row.items() if name not in ("legal_representative", "sex")}
    if dataset == "unfinished_cases":
        row |= {"filed_on": day(rng), "amount": f"{rng.randrange(1000, 9_000_000)}.00", "status": "执行中"}
    elif dataset == "dishonest_debtors":
        row |= {"listed_on": day(rng), "filed_on": day(rng), "performance": "全部未履行"}
        row |= {"obligation": rng.choice(SENTENCES), "conduct": "违反财产报告制度"}
    else:
        row |= {"measure_start": day(rng), "reason": "未按执行通知书指定的期间履行"}
    return row


def _person(rng: random.Random) -> PublicRow:
    name = person_name(rng)
    if rng.random() < 0.02:
        name += f"（曾用名：{person_name(rng)}）"
    elif rng.random() < 0.02:
        name += "、" + person_name(rng)
    mask = mask_resident_id(resident_id(rng), Profile.STANDARD)
    return {"party_name": name, "party_kind": "natural", "id_number": mask, "sex": rng.choice("男女")}


def _company(rng: random.Random) -> PublicRow:
    code = "91330106MA2" + "".join(rng.choices("0123456789ABCDEFGH", k=7))
    number = code if rng.random() < 0.8 else f"{rng.randrange(10**7, 10**8)}-{rng.randrange(10)}"
    return {
        "party_name": company_name(rng),
        "party_kind": "legal",
        "id_number": number,
        "legal_representative": person_name(rng),
    }


def aliases() -> tuple[list[PublicRow], list[str]]:
    """Common names that share numbers, aliases and traditional forms; every name asked alone and with every number."""
    names = ("陈伟", "陈小伟", "陈伟（曾用名：陈小伟）", "陳小偉", "陈伟、王芳")
    numbers = [f"3301061980****12{last}*" for last in range(4)]
    found = [row for row in rows(8, 300, 0, 0) if "party_name" in row]
    for place, row in enumerate(found):
        row |= {"party_name": names[place % 5], "party_kind": "natural", "id_number": numbers[place % 4]}
    asked = ("陈伟", "陈小伟", "陈大伟", "王芳", "陳小偉")
    return found, [*asked, *(f"{name} {number}" for name in asked for number in numbers)]


def notice_row(rng: random.Random) -> PublicRow:
    court, court_name = rng.choice(COURTS)
    place, lot = rng.choice(PLACES), rng.choice(LOTS)
    row: PublicRow = {"id": opaque_id(rng), "court_code": court, "court_name": court_name, "published_on": day(rng)}
    row["case_number"] = case_number(rng, court)
    body = "".join(f"<p>{sentence}</p>" for sentence in rng.choices(SENTENCES, k=rng.randrange(2, 9)))
    kind = rng.choice(("拍卖", "悬赏", "听证"))
    if kind == "听证":
        return row | {
            "dataset": "hearing_notices",
            "title": f"关于{person_name(rng)}异议案的听证公告",
            "hearing_subject": "案外人异议",
            "event_place": f"第{rng.randrange(1, 9)}法庭",
        }
    dataset = "auction_notices" if kind == "拍卖" else "reward_notices"
    return row | {
        "dataset": dataset,
        "title": f"{place}{lot}{kind}公告",
        "body": f"<p>{place}一处{lot}，编号{rng.randrange(2000)}。</p>{body}",
    }


def guideline_row(rng: random.Random, number: int) -> PublicRow:
    return {
        "id": opaque_id(rng), "dataset": "guidelines", "court_code": "浙0100", "court_name": "杭州市中级人民法院",
        "title": f"执行指引第{number}号", "document_number": f"法发〔2014〕{number}号", "issued_on": day(rng),
        "body": "<p>第一条 " + rng.choice(SENTENCES) + "</p>",
    }  # fmt: skip


def rows(seed: int, parties: int, notices: int, guidelines: int = 5) -> list[PublicRow]:
    """A corpus; the same seed gives the same rows."""
    rng = random.Random(seed)
    made = [party_row(rng) for _ in range(parties)] + [notice_row(rng) for _ in range(notices)]
    if parties > 100:  # a name that is itself a frequent pair of characters
        made[0] |= {"party_name": "公司", "party_kind": "other"}
    return made + [guideline_row(rng, number) for number in range(1, guidelines + 1)]


def canonical(made: Sequence[PublicRow]) -> list[str]:
    return [canonical_json(row) for row in made]


def frame(made: Sequence[PublicRow]) -> pd.DataFrame:
    """The snapshot frame of these rows."""
    ordered = sorted(made, key=lambda row: (row["dataset"], row["id"]))
    columns = {name: [row[name] for row in ordered] for name in ("id", "dataset", "court_code")}
    return pd.DataFrame({**columns, "row": canonical(ordered)})
