"""The raw tables of a tiny court in which the canaries live.

Several canaries share a document: a notice has one in its title, some in its body and in the names of its
attachments; a guideline has one a paragraph. Numbers that the case knows are in a row beside, which is itself
withheld and hides nothing but by what it knows.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import zip_longest

import pandas as pd

from pipeline.core.frames import TEXT, Frame
from pipeline.core.records import MEASURES, PARTY_LISTS, SCHEMAS, Dataset
from pipeline.proof.canaries.kinds import Known
from pipeline.proof.canaries.people import Canary
from pipeline.proof.canaries.places import Place

Row = dict[str, str | None]
COURT = "浙0199"
COURT_NAME = "虚设市试设区人民法院"
_PARAGRAPHS = 4
_ATTACHMENTS = 3
_SECTIONS = 8


def canary_tables(canaries: tuple[Canary, ...], on: date) -> dict[Dataset, Frame]:
    """Raw rows of every dataset, as a source would give them on the night of ``on``."""
    rows = _Rows(on)
    by_place = {place: [canary for canary in canaries if canary.combination.place is place] for place in Place}
    for canary in by_place[Place.COLUMN]:
        rows.add_column(canary)
    for canary in by_place[Place.RECORD]:
        rows.add_listing(canary)
    for canary in by_place[Place.CREDITOR]:
        rows.add_claim(canary)
    for section in _in_parts(by_place[Place.GUIDELINE], _SECTIONS):
        rows.add_guideline(section)
    for of_lot in (False, True):
        part = {place: [c for c in by_place[place] if c.combination.kind.is_of_lot is of_lot] for place in Place}
        rows.add_notices(part, Dataset.REWARD_NOTICES if of_lot else Dataset.AUCTION_NOTICES)
    rows.add_court()
    return {dataset: _frame(dataset, rows.tables[dataset]) for dataset in Dataset}


class _Rows:
    """The rows while they are being made."""

    def __init__(self, on: date) -> None:
        self.on = on
        self.tables: defaultdict[Dataset, list[Row]] = defaultdict(list)
        self.cases = 0

    def add_column(self, canary: Canary) -> None:
        """The column of the kind; where it has none, a short text of a record."""
        kind = canary.combination.kind
        if kind.is_party_number:
            dataset = PARTY_LISTS[self.cases % len(PARTY_LISTS)]
            self._add(dataset, self._party() | self._listing() | {"id_number": canary.typed})
        elif kind.known is Known.PHONE:
            contact = json.dumps([{"role": "被执行人", "phone": canary.typed}], ensure_ascii=False)
            self._add_known(canary, self._add_notice(Dataset.AUCTION_NOTICES, {"contacts": contact}))
        else:
            dataset = MEASURES[self.cases % len(MEASURES)]
            self._add_known(canary, self._add(dataset, self._party() | {"reason": canary.sentence}))

    def add_listing(self, canary: Canary) -> None:
        """A dishonest debtor's obligation."""
        cause = "抚养费纠纷" if canary.combination.kind.known is Known.CAUSE else "民间借贷纠纷"
        columns = self._party() | self._listing() | {"obligation": canary.sentence, "cause": cause}
        self._add_known(canary, self._add(Dataset.DISHONEST_DEBTORS, columns))

    def add_claim(self, canary: Canary) -> None:
        """Money that waits for somebody."""
        columns: Row = {
            "claim_kind": "认领",
            "creditor": canary.typed,
            "amount": "28000.00",
            "published_on": self._day(-3),
            "claim_until": self._day(20),
        }
        self._add(Dataset.CLAIMS, {"case_type": "执", **columns})

    def add_guideline(self, canaries: Sequence[Canary]) -> None:
        """A document of no case."""
        body = "\n".join(f"{canary.sentence}。" for canary in canaries)
        self._add(Dataset.GUIDELINES, {"title": "执行须知", "category": "强制执行须知", "body": body})

    def add_notices(self, canaries: dict[Place, list[Canary]], dataset: Dataset) -> None:
        """Notices that together hold the canaries of titles, bodies and attachments."""
        titles = canaries[Place.TITLE]
        bodies = _in_parts(canaries[Place.TEXT], _PARAGRAPHS)
        attachments = _in_parts(canaries[Place.ATTACHMENT], _ATTACHMENTS)
        for title, body, attached in zip_longest(titles, bodies, attachments):
            texts: Row = {
                "title": f"公告：{title.sentence}" if title else "公告",
                "body": "".join(f"<p>{canary.sentence}。</p>" for canary in body or ()),
                "attachments": json.dumps([{"name": f"{canary.sentence}.pdf"} for canary in attached or ()]),
            }
            case = self._add_notice(dataset, texts)
            for canary in (*([title] if title else ()), *(body or ()), *(attached or ())):
                self._add_known(canary, case)

    def add_court(self) -> None:
        """The directory's one entry."""
        self._add(Dataset.COURTS, {"code": COURT, "name": COURT_NAME, "level": "基层", "duty_phone": "0571-00000001"})

    def _add_notice(self, dataset: Dataset, columns: Row) -> str:
        dates: Row = {"published_on": self._day(-3), "event_at": self._day(20), "ends_on": self._day(20)}
        fixed: Row = {"title": "公告", "body": "本院公告。", "platform_url": "https://www.rmfysszc.gov.cn/1"}
        return self._add(dataset, fixed | dates | columns)

    def _add_known(self, canary: Canary, case: str) -> None:
        """What the case knows beside the canary: a row that is withheld itself."""
        known = canary.combination.kind.known
        if known in (Known.BY_NOBODY, Known.CAUSE):
            return
        row = self._party() | {"case_id": case, "disclosure": "shielded", known.value: canary.known}
        if known is Known.MINOR:
            row["is_minor"] = "1"
        self._add(Dataset.UNFINISHED_CASES, row)

    def _party(self) -> Row:
        return {
            "party_name": "试设当事人",
            "party_kind": "natural",
            "case_type": "执",
            "filed_on": self._day(-60),
            "measure_start": self._day(-30),
            "amount": "28000.00",
            "status": "在执",
            "order_number": "虚设令",
        }

    def _listing(self) -> Row:
        """What a dishonest debtor has beside; other lists do not read it."""
        return {
            "decision_number": "虚设决定",
            "decided_on": self._day(-40),
            "listed_on": self._day(-35),
            "obligation": "归还借款28000元",
            "performance": "全部未履行",
            "conduct": "有履行能力而拒不履行生效法律文书确定义务",
            "terminated_on": self._day(-20),
        }

    def _add(self, dataset: Dataset, columns: Row) -> str:
        """Add a row with the columns that every row has; gives its case."""
        self.cases += 1
        case = columns.get("case_id") or f"case-{self.cases}"
        number = f"（{self.on.year}）{COURT}执{self.cases}号"
        common = {"source_id": f"canary-{self.cases}", "case_id": case, "case_number": number, "court_code": COURT}
        self.tables[dataset].append({**common, "court_name": COURT_NAME, "disclosure": "open", **columns})
        return case

    def _day(self, days: int) -> str:
        return (self.on + timedelta(days=days)).isoformat()


def _in_parts(canaries: list[Canary], size: int) -> Iterator[list[Canary]]:
    for first in range(0, len(canaries), size):
        yield canaries[first : first + size]


def _frame(dataset: Dataset, rows: list[Row]) -> Frame:
    names = SCHEMAS[dataset].column_names
    columns: Iterator[tuple[str, list[str | None]]] = ((name, [row.get(name) for row in rows]) for name in names)
    return pd.DataFrame(dict(columns)).astype(TEXT)
