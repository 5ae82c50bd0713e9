"""A small invented snapshot: every dataset, hostile values in every text, some courts, months and kinds."""

import hashlib
from base64 import b32encode
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.core.records import MEASURES, SCHEMAS, Dataset, Kind, PublicRow, canonical_json

Render = Callable[..., Path]
"""Renders rows (the whole snapshot by default) into a fresh folder."""

HOSTILE = (
    '<script>alert(1)</script>"><img src=x onerror=alert(2)>\'"&amp; </td></table> {{ 7*7 }} {% raw %} '
    "\u202e倒置\u202c\u200f \U00020bb7野家\U0001f600 ../../etc/passwd javascript:alert(3) \x00\x07"
)
XIHU, HANGZHOU, NANJING, STRANGE = "浙0106", "浙0100", "苏0100", "../<b>x"
NAMES = {
    XIHU: "杭州市西湖区人民法院",
    HANGZHOU: "杭州市中级人民法院",
    NANJING: "南京市中级人民法院",
    STRANGE: "<b>奇怪</b>的法院",
}


@dataclass(frozen=True, slots=True)
class Invented:
    """The rows and the ids that tests ask for."""

    rows: tuple[PublicRow, ...]

    def frame(self) -> pd.DataFrame:
        return frame_of(self.rows)

    def id(self, key: str) -> str:
        return opaque(key)


def opaque(key: str) -> str:
    return b32encode(hashlib.sha256(key.encode()).digest()[:10]).decode().lower()


def frame_of(rows: tuple[PublicRow, ...]) -> pd.DataFrame:
    table = [(row["id"], str(row["dataset"]), row["court_code"], canonical_json(row)) for row in rows]
    frame = pd.DataFrame(table, columns=["id", "dataset", "court_code", "row"], dtype="str")
    return frame.sort_values(["dataset", "id"], ignore_index=True)


def row(key: str, dataset: Dataset, court: str = XIHU, **values: Any) -> PublicRow:
    envelope = {"id": opaque(key), "dataset": dataset.value, "court_code": court, "court_name": NAMES[court]}
    return envelope | values


def hostile_row(dataset: Dataset) -> PublicRow:
    """A row whose every text column is hostile and whose lists hold hostile texts."""
    columns = SCHEMAS[dataset].published_columns
    values = {column.name: _hostile_value(column.kind, column.name) for column in columns}
    return row(f"hostile {dataset}", dataset, STRANGE, **values)


def _hostile_value(kind: Kind, name: str) -> Any:
    lists = {
        "contacts": ("role", "name", "phone", "account"),
        "attachments": ("name", "url"),
        "departments": ("name", "duty", "phone"),
        "personnel": ("name", "post"),
        "rosters": ("kind", "institution", "qualification"),
        "accounts": ("bank", "name", "account"),
    }
    if name in lists:
        return [dict.fromkeys(lists[name], HOSTILE), {}]
    if kind is Kind.AGE:
        return 44
    if name == "code":
        return STRANGE
    return HOSTILE


def debtor(number: int, court: str = XIHU, day: str = "2026-11-03", **values: Any) -> PublicRow:
    standard = {
        "case_number": f"（2026）{court}执{100 + number}号",
        "party_name": f"沈星{'甲乙丙丁戊己庚辛'[number % 8]}",
        "party_kind": "natural",
        "sex": "男" if number % 2 else "女",
        "age": 40 + number,
        "id_number": f"3301061980****{number:03d}*",
        "obligation": "支付货款28000元及逾期利息。",
        "performance": "全部未履行",
        "conduct": "有履行能力而拒不履行生效法律文书确定义务",
        "basis_authority": NAMES[court],
        "basis_number": f"（2025）{court}民初{number}号",
        "filed_on": "2026-09-12",
        "listed_on": day,
    }
    return row(f"debtor {court} {number}", Dataset.DISHONEST_DEBTORS, court, **(standard | values))


def invented() -> Invented:
    hostile = tuple(hostile_row(dataset) for dataset in SCHEMAS if dataset is not Dataset.WITHHOLDINGS)
    return Invented(
        (*_debtors(), *_lists(), *_auctions(), *_rewards(), *_hearings(), *_guidelines(), *_courts(), *hostile)
    )


def _debtors() -> tuple[PublicRow, ...]:
    company: dict[str, Any] = {
        "party_name": "杭州星河渡贸易有限公司",
        "party_kind": "legal",
        "id_number": "91330106MA2ABCDE1X",
        "legal_representative": "顾远舟",
        "term_until": "2028-11-04",
        "performance": "部分未履行",
        "performed_part": "已付3000.00元",
        "unperformed_part": "25000.00元",
        "sex": None,
        "age": None,
    }
    return (
        debtor(1),
        debtor(2, day="2026-11-04"),
        debtor(3, day="2026-11-04", **company),
        debtor(4, day="2026-10-20", obligation="履行调解书第二项。" * 40),
        debtor(5, court=NANJING),
        debtor(6, court=NANJING, day="无", obligation="长" * 200_000),
    )


def _lists() -> tuple[PublicRow, ...]:
    common: dict[str, Any] = {"case_number": "（2026）浙0106执101号", "party_name": "沈星乙", "party_kind": "natural"}
    common |= {"id_number": "3301061980****001*"}
    unfinished = row(
        "case 1", Dataset.UNFINISHED_CASES, **common, filed_on="2026-09-12", amount="28000.00", status="执行中"
    )
    return (
        unfinished,
        *(row(f"limit {d}", d, **common, reason="未履行义务", measure_start="2026-10-01") for d in MEASURES),
    )


def _auctions() -> tuple[PublicRow, ...]:
    first = row(
        "auction 1",
        Dataset.AUCTION_NOTICES,
        case_number="（2026）浙0106执57号",
        title="关于杭州市西湖区文三路某号房产（第一次拍卖）的公告",
        body="<p>一、拍卖标的：房产一套，建筑面积<strong>89.5</strong>平方米。</p><table><tr><th>项目</th><th>内容</th></tr>"
        '<tr><td colspan="2" onclick="x()">以现状拍卖</td></tr></table><p>二、咨询时间：工作日9时至17时。</p>',
        published_on="2026-10-28",
        event_at="2026-12-01T10:00",
        ends_on="2026-12-02",
        lot_id="XH2026-057",
        stage="一拍",
        starting_price="1960000.00",
        appraised_price="2800000.00",
        deposit="196000.00",
        increment="10000.00",
        platform_url="https://paimai.example.cn/item/57",
        contacts=[
            {"role": "承办法官", "name": "林知远", "phone": "0571-0000 0057"},
            {"role": "保证金账户", "account": "0000 1111 2222 3333"},
        ],
        attachments=[{"name": "评估报告.pdf", "url": "https://paimai.example.cn/57.pdf"}, {"name": "瑕疵说明"}],
    )
    second = row(
        "auction 2",
        Dataset.AUCTION_NOTICES,
        NANJING,
        title="关于一批机器设备（变卖）的公告",
        body="设备共十二台。\n\n详见清单。",
        published_on="2026-11-02",
        event_at="2026-12-10T10:00",
        stage="变卖",
        platform_url="javascript:alert(1)",
    )
    return first, second


def _rewards() -> tuple[PublicRow, ...]:
    return (
        row(
            "reward 1",
            Dataset.REWARD_NOTICES,
            case_number="（2026）浙0106执60号",
            title="悬赏查找沈星乙财产线索的公告",
            body="本院在执行中，申请执行人申请悬赏。\n线索请提供给本院。",
            published_on="2026-11-05",
            reward="实际执行到位金额的10%",
            reward_rule="按因线索实际到位的金额计算，最高不超过50000元。",
            claim_conditions="线索真实、法院尚未掌握，并据此执行到位。",
            ends_on="2027-05-04",
            contacts=[{"role": "举报电话", "phone": "0571-00000060"}],
        ),
    )


def _hearings() -> tuple[PublicRow, ...]:
    return (
        row(
            "hearing 1",
            Dataset.HEARING_NOTICES,
            HANGZHOU,
            case_number="（2026）浙01执异12号",
            title="案外人异议听证公告",
            published_on="2026-11-01",
            hearing_subject="案外人异议",
            event_at="2026-11-28T14:30",
            event_place="第三法庭",
            is_public="是",
            how_to_attend="持有效证件，提前二十分钟到场。",
        ),
    )


def _guidelines() -> tuple[PublicRow, ...]:
    body = (
        "为方便当事人，制定本须知。\n第一章　申请\n第一条　当事人申请执行，应当提交申请书。\n"
        "申请书写明请求事项。\n第二条　申请执行的期间为二年。\n第二章　费用\n第三条　申请费在执行后交纳。"
    )
    return (
        row(
            "guideline 1",
            Dataset.GUIDELINES,
            HANGZHOU,
            title="强制执行须知（示例）",
            category="强制执行须知",
            issuer="杭州市中级人民法院",
            document_number="示例〔2026〕1号",
            issued_on="2026-01-05",
            effective_on="2026-02-01",
            body=body,
        ),
        row(
            "guideline 2",
            Dataset.GUIDELINES,
            HANGZHOU,
            title="收费办法（示例）",
            category="收费标准与缓减免",
            issued_on="2019-01-05",
            repealed_on="2025-12-31",
            body="<p>旧办法。</p>",
        ),
        row(
            "guideline 3",
            Dataset.GUIDELINES,
            HANGZHOU,
            title="风险提示（示例）",
            category="风险提示",
            in_force_confirmed_on="2026-06-01",
            body="被执行人没有财产的，债权可能不能实现。",
        ),
    )


def _courts() -> tuple[PublicRow, ...]:
    xihu = {
        "level": "基层人民法院",
        "parent_code": HANGZHOU,
        "region": "浙江省杭州市西湖区",
        "address": "杭州市西湖区示例路1号",
        "transport": "地铁示例线示例站B口步行五分钟",
        "postcode": "310000",
        "jurisdiction": "西湖区",
        "duty_phone": "0571-00000001",
        "supervision_phone": "0571-00000002",
        "director_mailbox": "zxj@court.example.cn",
        "complaints": "书面投诉寄本院督察部门。",
        "responsible_department": "审判管理办公室",
        "departments": [{"name": "执行局", "duty": "执行实施与执行裁决", "phone": "0571-00000003"}],
        "personnel": [{"name": "林知远", "post": "执行局局长"}, {"name": "苏未央", "post": "执行员"}],
        "rosters": [{"kind": "评估", "institution": "浙江示例评估有限公司", "qualification": "房地产估价一级"}],
    }
    higher = {"level": "中级人民法院"}
    plain: dict[str, dict[str, Any]] = {XIHU: xihu, HANGZHOU: higher, NANJING: higher}
    return tuple(
        row(f"court {code}", Dataset.COURTS, HANGZHOU, code=code, name=NAMES[code], **values)
        for code, values in plain.items()
    )
