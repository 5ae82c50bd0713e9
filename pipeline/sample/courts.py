"""The courts of 浙江 and 吉林: real names, codes as in case numbers, invented addresses, people and numbers."""

import json
from dataclasses import dataclass
from functools import cache

from pipeline.sample.draws import Random, pick, stream
from pipeline.sample.names import draw_names
from pipeline.sample.regions import HOME_PROVINCES, County, Prefecture, prefectures

OPERATING_COURT = "浙01"
"""The court whose batch holds the rows of no court: directory and guidelines."""

_SIGNS = {"33": "浙", "22": "吉"}
_PROVINCE_NAMES = {"33": "浙江省", "22": "吉林省"}
_ROADS = ("法治路", "天平路", "公正路", "正义大道", "明镜路", "司法街", "和谐大道", "清风路")
_POSTS = ("审判委员会委员、执行局局长", "执行局副局长", "执行法官", "执行法官", "法官助理", "书记员")
_DEPARTMENTS = (
    ("立案庭", "受理执行申请，登记立案，接待来访"),
    ("执行局综合科", "执行公开、统计与信访"),
    ("执行一庭", "办理首次执行案件"),
    ("执行二庭", "办理恢复执行和财产保全案件"),
    ("执行指挥中心", "值班备勤、查控与调度"),
)
_ROSTERS = (
    ("评估", "正衡资产评估有限公司", "资产评估备案"),
    ("评估", "天平房地产估价有限公司", "房地产估价二级"),
    ("拍卖", "公信拍卖有限公司", "拍卖经营批准"),
    ("鉴定", "明察司法鉴定所", "司法鉴定许可"),
    ("破产管理人", "致公会计师事务所", "管理人名册二级"),
)


@dataclass(frozen=True, slots=True)
class Court:
    """A court with what case numbers, notices and the directory need of it."""

    code: str
    name: str
    level: str
    parent_code: str
    region: str
    region_code: str
    area_code: str
    """Telephone area code."""
    number: int
    """Position in `courts()`; invented telephone numbers grow from it."""

    def phone(self, line: int) -> str:
        """A landline of this court: invented, in the right form."""
        return f"{self.area_code}-8600{self.number * 10 + line:04d}"

    @property
    def address(self) -> str:
        """An invented address."""
        return f"{self.region}{_ROADS[self.number % len(_ROADS)]}{self.number % 90 + 10}号"

    @property
    def short_name(self) -> str:
        """As in old case numbers in letters: 西湖 of 杭州市西湖区人民法院."""
        return self.region[-4:].rstrip("省市县区州")[-2:]


@cache
def courts() -> tuple[Court, ...]:
    """All courts of the two provinces: high court, intermediate courts, basic courts."""
    plain: list[tuple[str, str, str, str, str, str]] = []
    for province in HOME_PROVINCES:
        sign, name = _SIGNS[province], _PROVINCE_NAMES[province]
        plain.append((sign, f"{name}高级人民法院", "高级", "最高法", name, province + "0000"))
        for prefecture in prefectures(province):
            plain += _courts_of_prefecture(sign, name, prefecture)
    return tuple(Court(*fields, area_code(fields[5]), number) for number, fields in enumerate(plain))


@cache
def basic_courts() -> tuple[Court, ...]:
    """The courts that enforce most: the basic ones."""
    return tuple(court for court in courts() if court.level == "基层")


def court_rows(seed: int, day: str) -> list[dict[str, str | None]]:
    """The directory: a row per court, in the columns of the contract."""
    return [_court_row(court, stream(seed, "courts", court.number), day) for court in courts()]


def area_code(region_code: str) -> str:
    """Telephone area code of a region, by its prefecture; 浙江 05xx, 吉林 043x."""
    zhejiang = ("571", "571", "574", "577", "573", "572", "575", "579", "570", "580", "576", "578")
    jilin = ("431", "431", "432", "434", "437", "435", "439", "438", "436")
    prefecture = int(region_code[2:4])
    codes = zhejiang if region_code.startswith("33") else jilin
    return "0" + (codes[prefecture] if prefecture < len(codes) else "433")


def _courts_of_prefecture(
    sign: str, province: str, prefecture: Prefecture
) -> list[tuple[str, str, str, str, str, str]]:
    code = sign + prefecture.code[2:]
    seat = province + prefecture.name
    head = (code, f"{seat}中级人民法院", "中级", sign, seat, prefecture.code + "00")
    if prefecture.name.endswith("州"):
        head = (code, f"{prefecture.name}中级人民法院", "中级", sign, seat, prefecture.code + "00")
    return [head, *(_basic_court(sign, prefecture, county) for county in prefecture.counties)]


def _basic_court(sign: str, prefecture: Prefecture, county: County) -> tuple[str, str, str, str, str, str]:
    full = prefecture.name + county.name if county.name.endswith("区") else county.name
    code = sign + county.code[2:]
    return code, f"{full}人民法院", "基层", sign + prefecture.code[2:], county.full_name, county.code


def _court_row(court: Court, random: Random, day: str) -> dict[str, str | None]:
    is_female = random.integers(0, 2, len(_POSTS)).astype(bool)
    people = [{"name": n, "post": p} for n, p in zip(draw_names(random, is_female), _POSTS, strict=True)]
    departments = [
        {"name": name, "duty": duty, "phone": court.phone(line)} for line, (name, duty) in enumerate(_DEPARTMENTS, 3)
    ]
    keys = ("kind", "institution", "qualification")
    rosters = [dict(zip(keys, entry, strict=True)) for entry in pick(random, _ROSTERS, 3)]
    children = [other.name for other in courts() if other.parent_code == court.code]
    return {
        "source_id": f"FY{court.number:06d}",
        "court_code": OPERATING_COURT,
        "court_name": next(other.name for other in courts() if other.code == OPERATING_COURT),
        "handler_reviewed_on": day,
        "updated_at": f"{day} 08:00:00",
        "disclosure": "open",
        "is_minor": "否",
        "code": court.code,
        "name": court.name,
        "level": court.level,
        "parent_code": court.parent_code,
        "region": court.region,
        "address": court.address,
        "transport": f"乘公交{court.number % 40 + 1}路到“{court.short_name}法院”站，步行约{court.number % 9 + 2}分钟",
        "postcode": f"{310000 + court.number * 7 if court.code.startswith('浙') else 130000 + court.number * 7}",
        "jurisdiction": _jurisdiction(court, children),
        "departments": json.dumps(departments, ensure_ascii=False),
        "duty_phone": court.phone(0),
        "supervision_phone": court.phone(1),
        "director_mailbox": f"zxj{court.number:03d}@court.example.cn",
        "complaints": f"来信请寄本院督察部门；拨打12368或{court.phone(2)}",
        "responsible_department": "执行局综合科",
        "personnel": json.dumps(people, ensure_ascii=False),
        "rosters": json.dumps(rosters, ensure_ascii=False),
        "accounts": json.dumps([_account(court)], ensure_ascii=False),
    }


def _account(court: Court) -> dict[str, str]:
    """The account for enforcement money."""
    return {"bank": "虚设银行营业部", "name": f"{court.name}执行款专户", "account": account_number(court)}


def account_number(court: Court) -> str:
    """The number of that account: invented, public, begins as no bank card of a person does."""
    return f"12020{court.number:03d}09{court.number * 7919 % 10**9:09d}"


def _jurisdiction(court: Court, children: list[str]) -> str:
    own = f"{court.region}辖区内依法由{court.level}人民法院执行的案件"
    return f"{own}；下辖法院：{'、'.join(children)}" if children else own
