"""An invented court with a signed batch and a newer one: new, changed, leaving, unchanged and hostile records."""

import hashlib
from base64 import b32encode
from datetime import date
from typing import Any

import pandas as pd

from pipeline.core.frames import TEXT, Frame
from pipeline.core.records import Dataset, canonical_json
from pipeline.masking.profiles import Profile
from pipeline.review.changes import COLUMNS
from pipeline.review.facts import BatchFacts
from pipeline.review.quality import FindingCount
from pipeline.review.source import ReviewSource

NIGHT, BEFORE = date(2026, 11, 20), date(2026, 11, 18)
COURT, COURT_NAME = "浙0106", "杭州市西湖区人民法院"
HOSTILE = "<script>alert(1)</script>\"'&amp; </td>{{ 7*7 }} javascript:alert(2) \u202e倒"
BODY = "<p>联系人王某，电话***********。</p><table><tr><td>证号</td><td>3301061980****123*</td></tr></table>"


def opaque(key: str) -> str:
    return b32encode(hashlib.sha256(key.encode()).digest()[:10]).decode().lower()


def record(key: str, dataset: Dataset, handler: str | None = "h01", **values: Any) -> dict[str, str | None]:
    """A row of `COLUMNS`; names of verdict and private columns go beside the public row."""
    beside = {name: values.pop(name) for name in COLUMNS if name in values and name != "row"}
    row = {"id": opaque(key), "dataset": dataset.value, "court_code": COURT, "court_name": COURT_NAME, **values}
    blank: dict[str, str | None] = dict.fromkeys(COLUMNS)
    return {
        **blank,
        "id": row["id"],
        "dataset": dataset.value,
        "row": canonical_json(row),
        "handler": handler,
        **beside,
    }


def debtor(number: int, **values: Any) -> dict[str, str | None]:
    standard = {
        "case_number": f"（2026）浙0106执{100 + number}号",
        "party_name": f"沈星{'甲乙丙丁戊己庚辛'[number % 8]}",
        "party_kind": "natural",
        "id_number": "3301061980****123*",
        "obligation": f"支付货款{28000 + number}元及逾期利息。",
        "reviewed_on": "2026-11-19",
    }
    return record(f"debtor {number}", Dataset.DISHONEST_DEBTORS, **(standard | values))


def auction(key: str, **values: Any) -> dict[str, str | None]:
    standard = {"case_number": "（2026）浙0106执57号", "title": "房产一套的拍卖公告", "body": BODY}
    return record(key, Dataset.AUCTION_NOTICES, handler=None, **(standard | values))


def frame(*records: dict[str, str | None]) -> Frame:
    made = pd.DataFrame(list(records), columns=list(COLUMNS)).astype(TEXT)
    return made.sort_values(["dataset", "id"], kind="stable").reset_index(drop=True)


def signed() -> Frame:
    return frame(
        *(debtor(number) for number in range(1, 13)),
        debtor(20, reviewed_on="2026-10-01"),
        debtor(21),
        debtor(22, deadline="2026-11-20", rule="R1", verb="屏蔽"),
        debtor(23),
    )


def newest() -> Frame:
    return frame(
        *(debtor(number) for number in range(1, 13)),
        debtor(20, reviewed_on="2026-10-01", obligation="支付货款1000元，账号尾数66668888。"),
        debtor(21, deadline="2026-11-27", rule="R1", verb="屏蔽"),
        debtor(30, obligation="归还借款，联系人电话***********，住杭州市西湖区***。", handler="h02", reviewed_on=None),
        debtor(31, party_name=HOSTILE, obligation=HOSTILE, performance="王某（王小明）未到庭。"),
        auction("auction 1"),
        auction("hostile auction", title=HOSTILE, body=HOSTILE.replace("<script>", "<p>").replace("</script>", "</p>")),
    )


def facts(**values: Any) -> BatchFacts:
    frame_ = newest()
    standard: dict[str, Any] = {
        "court_code": COURT,
        "court_name": COURT_NAME,
        "date": "2026-11-20",
        "number": 12,
        "digest": hashlib.sha256(b"an invented batch").hexdigest(),
        "rows": len(frame_),
        "profile": Profile.STANDARD,
        "rule_set": "five-day",
        "signed_on": "2026-11-18",
    }
    return BatchFacts(**(standard | values))


def source(**values: Any) -> ReviewSource:
    findings = (FindingCount("拍卖公告", "拍卖平台链接", "未写明拍卖平台", 2, (opaque("auction 1"),)),)
    standard: dict[str, Any] = {
        "facts": facts(),
        "newest": newest(),
        "signed": signed(),
        "findings": findings,
        "sample_size": 5,
    }
    return ReviewSource(**(standard | values))
