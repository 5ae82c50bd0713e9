"""Posters that hang in courts' halls and elsewhere: which must come down, be replaced, or end soon [法释〔2017〕8号 第22条].

A poster is printed from the page of a public auction or reward. Who hung one up where is known to the court alone, so the
list names every notice of these kinds that left the site, changed, or is over; the number on the paper is the notice's.
What is told of a notice names nobody: kind, stage and case number. Internal.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path

from pipeline.core.frames import Frame, among
from pipeline.core.records import SCHEMAS, Dataset, PublicRow
from pipeline.core.workdays import Calendar
from pipeline.core.writing import csv_text, replacing, safe_cell, write_csv
from pipeline.quality.removals import REMOVING
from pipeline.state.ledger import Ledger

POSTED = (Dataset.AUCTION_NOTICES, Dataset.REWARD_NOTICES)
"""Kinds of notices that have posters."""
FILE = "posters.json"
"""What is told of the notices, in the state folder."""
_KEPT_DAYS = 30
_SOON_WORKDAYS = 5
_TITLES = ("法院", "张贴页", "公告编号", "公告网址", "处理", "日期", "规则", "撤出方式", "理由")
_NAMES = frozenset(dataset.value for dataset in POSTED)


class Act(StrEnum):
    """What is to be done with a poster, the most urgent first."""

    REMOVE = "撤下"
    """The notice left the site."""
    REPLACE = "更换"
    """The text of the notice changed; names may be gone from it (R14)."""
    OVER = "已过期"
    """What it calls to is over, or its last day is past."""
    SOON = "将到期"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is kept of a notice while it is public, and for thirty days after."""

    court_code: str
    dataset: str
    stage: str
    case_number: str
    last_day: str
    """To which it calls, ISO; empty where it tells none."""
    seen_on: str
    """R of the last run in which it was public."""

    @property
    def name(self) -> str:
        """The notice as it is named where nobody may be."""
        parts = (SCHEMAS[Dataset(self.dataset)].title, self.stage, self.case_number)
        return " · ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Poster:
    """A line of the list."""

    court_code: str
    name: str
    id: str
    address: str
    act: Act
    day: str
    """On which it left, changed, ended or will end, ISO."""
    rule: str = ""
    verb: str = ""
    ground: str = ""


def note_posters(state: Path, frame: Frame, on: date) -> None:
    """Keep what the list tells of tonight's notices; of those that left what was kept before, for thirty days.

    Args:
        state: The state folder.
        frame: Tonight's public records: ``id, dataset, court_code, row``.
        on: R.
    """
    since = (on - timedelta(days=_KEPT_DAYS)).isoformat()
    kept = {notice: facts for notice, facts in read_posters(state).items() if facts.seen_on >= since}
    posted = frame[frame["dataset"].isin(_NAMES)]
    for notice, court, row in zip(posted["id"], posted["court_code"], posted["row"], strict=True):
        kept[notice] = _facts(court, json.loads(row), on)
    with replacing(state / FILE) as aside:
        tree = {notice: astuple(facts) for notice, facts in sorted(kept.items())}
        aside.write_text(json.dumps(tree, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def read_posters(state: Path) -> dict[str, Facts]:
    """Notice -> what was kept of it; nothing where the file is lost or damaged: the next release keeps it anew."""
    try:
        tree = json.loads((state / FILE).read_text(encoding="utf-8"))
        return {str(notice): Facts(*map(str, facts)) for notice, facts in tree.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def list_posters(
    ledger: Ledger, known: Mapping[str, Facts], calendar: Calendar, on: date, base_url: str, court: str = ""
) -> list[Poster]:
    """The posters to look after on R, by court and urgency; each notice once.

    Args:
        ledger: What left, what changed, what is public.
        known: What is told of the notices (`read_posters`).
        calendar: Counts the working days until a poster ends.
        on: R.
        base_url: The public address of the site.
        court: One court's code; all where empty.
    """
    since = (on - timedelta(days=_KEPT_DAYS)).isoformat()
    soon = calendar.deadline(on, _SOON_WORKDAYS).isoformat()
    found: dict[str, Poster] = {}
    for poster in _all(ledger, known, since, on.isoformat(), soon):
        if not court or poster.court_code == court:
            found.setdefault(poster.id, replace(poster, address=f"{base_url}/notices/{poster.id}/"))
    order = list(Act)
    return sorted(found.values(), key=lambda one: (one.court_code, order.index(one.act), one.day, one.id))


def count_tonight(left: Frame, changed: Frame) -> int:
    """How many posters a release makes wrong.

    Args:
        left: Records that left with it (``dataset``).
        changed: Records whose public row changed with it.
    """
    return int(left["dataset"].isin(_NAMES).sum() + changed["dataset"].isin(_NAMES).sum())


def write_poster_list(posters: Iterable[Poster], path: Path) -> None:
    """Write the list as CSV for office programs."""
    rows = ([safe_cell(value) for value in astuple(one)] for one in posters)
    write_csv(csv_text([_TITLES, *rows]), path)


def _all(ledger: Ledger, known: Mapping[str, Facts], since: str, on: str, soon: str) -> Iterator[Poster]:
    """Everything that is to be told, the most urgent of a notice first."""
    public = ledger.public()
    public = public[public["dataset"].isin(_NAMES)]
    courts = dict(zip(public["id"], public["court_code"], strict=True))
    datasets = dict(zip(public["id"], public["dataset"], strict=True))
    ends = dict(zip(public["id"], public["deadline"].fillna(""), strict=True))
    acts = ledger.acts(since)
    gone = acts[acts["dataset"].isin(_NAMES) & acts["verb"].isin([verb.value for verb in REMOVING])]
    for act in gone[~among(gone["id"], public["id"])].iloc[::-1].fillna("").to_dict("records"):
        facts = known.get(act["id"]) or _unknown(act["court_code"], act["dataset"])
        yield Poster(
            act["court_code"], facts.name, act["id"], "", Act.REMOVE, act["happened_on"],
            act["rule"], act["verb"], act["ground"],
        )  # fmt: skip
    for (notice, day), dataset in sorted(ledger.changed_notices().items(), key=lambda one: one[0][1], reverse=True):
        if day >= since and notice in courts:
            facts = known.get(notice) or _unknown(courts[notice], dataset)
            yield Poster(courts[notice], facts.name, notice, "", Act.REPLACE, day)
    for notice, end in ends.items():
        facts = known.get(notice) or _unknown(courts[notice], datasets[notice])
        day = min((day for day in (facts.last_day, end) if day), default="")
        if since <= day < on:
            yield Poster(courts[notice], facts.name, notice, "", Act.OVER, day)
        elif on <= day <= soon:
            yield Poster(courts[notice], facts.name, notice, "", Act.SOON, day)


def _facts(court: str, row: PublicRow, on: date) -> Facts:
    events = ("event_at", "ends_on") if row["dataset"] == Dataset.AUCTION_NOTICES else ("ends_on",)
    last = max((str(row[name])[:10] for name in events if row.get(name)), default="")
    stage, case = (str(row.get(name, "")) for name in ("stage", "case_number"))
    return Facts(court, str(row["dataset"]), stage, case, last, on.isoformat())


def _unknown(court: str, dataset: str) -> Facts:
    return Facts(court, dataset, "", "", "", "")
