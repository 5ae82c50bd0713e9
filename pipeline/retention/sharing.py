"""What one row tells of a party in a case counts for the party's rows in every list: a period of grace, a death.

Courts keep it in one table and forget the other. The party is the same by any of his names or by his number, the case by its
id or by any of its numbers, without what tells its documents apart. Rows of other people of the case are not touched.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import product

import pandas as pd

from pipeline.cleaning.case_numbers import case_of
from pipeline.cleaning.name_lists import split_names
from pipeline.cleaning.names import DEAD
from pipeline.core.findings import Finding
from pipeline.core.frames import TEXT, Column, Frame, among, values_or_none
from pipeline.core.records import PARTY_LISTS, Dataset

_OF_ONE_GRACE = (Dataset.DISHONEST_DEBTORS, Dataset.CONSUMPTION_LIMITS)
"""During a period of grace neither is published, whichever row tells of it [法发〔2019〕35号 第15条]."""
_COLUMNS = ("court_code", "case_id", "case_number", "party_name", "id_number")
_TELLS_MORE = r"[（(、，,;；]"
"""A cell of several names."""
_IS_DEAD = "1"

_Key = tuple[str, str, str]
"""(court, case, party)"""


def with_shared_facts(frames: Mapping[Dataset, Frame]) -> tuple[dict[Dataset, Frame], list[Finding]]:
    """The party lists with the latest ``grace_until``, and the death, of each party; and what is said of rows that died by it.

    A row that answers for itself (``is_deceased`` 否, a ruling on the succession) stays as it is.
    """
    graced = {dataset: frames[dataset] for dataset in _OF_ONE_GRACE if dataset in frames}
    shared = dict(frames) | _with_grace(graced)
    lists = {dataset: shared[dataset] for dataset in PARTY_LISTS if dataset in shared and len(shared[dataset])}
    dead = {dataset: _say_dead(frame) for dataset, frame in lists.items()}
    told = dict[_Key, str]()
    for dataset, frame in lists.items():
        told |= {key: _IS_DEAD for _, keys in _keys(frame[dead[dataset]]) for key in keys}
    findings: list[Finding] = []
    for dataset, frame in lists.items() if told else ():
        is_open = ~dead[dataset] & frame["is_deceased"].isna() & frame["succession_ruling"].isna()
        found = _told_of(frame[is_open], told)
        shared[dataset] = frame.assign(is_deceased=_put(frame["is_deceased"], found))
        rows = frame.loc[list(found), ["court_code", "id"]].itertuples(index=False, name=None)
        findings += [
            Finding(dataset, court, record, "is_deceased", DEAD.code, DEAD.cause, DEAD.effect) for court, record in rows
        ]
    return shared, findings


def _with_grace(frames: Mapping[Dataset, Frame]) -> dict[Dataset, Frame]:
    told = dict[_Key, str]()
    for frame in frames.values():
        if not frame["grace_until"].count():
            continue
        graced = frame[frame["grace_until"].notna()]
        for until, (_, keys) in zip(graced["grace_until"], _keys(graced), strict=True):
            told |= {key: max(until, told.get(key, "")) for key in keys}
    if not told:
        return dict(frames)
    shared = {}
    for dataset, frame in frames.items():
        other = pd.Series(_told_of(frame, told), dtype=TEXT).reindex(frame.index)
        latest = frame["grace_until"]
        is_later = (other > latest.fillna("")).fillna(False).astype(bool)
        shared[dataset] = frame.assign(grace_until=latest.mask(is_later, other))
    return shared


def _say_dead(frame: Frame) -> "pd.Series[bool]":
    """Rows that tell of the party's death themselves."""
    said = frame["is_deceased"].eq(_IS_DEAD) | frame["doubt"].eq(DEAD.code)
    return said.fillna(False).astype(bool)


def _told_of(frame: Frame, told: Mapping[_Key, str]) -> dict[object, str]:
    """Row label -> the latest of what is told of its party in its case."""
    parties = [party for _, _, party in told]
    may_be = among(frame["id_number"], parties) | among(frame["party_name"], parties)
    may_be |= frame["party_name"].str.contains(_TELLS_MORE).fillna(False)
    rows = frame[may_be.astype(bool) & frame["court_code"].isin({court for court, _, _ in told})]
    found = ((label, [told[key] for key in keys if key in told]) for label, keys in _keys(rows))
    return {label: max(values) for label, values in found if values}


def _keys(frame: Frame) -> Iterator[tuple[object, tuple[_Key, ...]]]:
    """Row label, and every key under which another row may speak of the same party in the same case."""
    cells = (values_or_none(frame[name]) for name in _COLUMNS)
    for label, court, case_id, number, name, identity in zip(frame.index, *cells, strict=True):
        cases = _present([case_id, *(case_of(one) for one in (number or "").split("、"))])
        parties = _present([identity, *split_names(name)])
        yield label, tuple((court, case, party) for case, party in product(cases, parties))


def _present(values: Iterable[str | None]) -> list[str]:
    return [value for value in values if value]


def _put(column: Column, found: Mapping[object, str]) -> Column:
    return pd.Series(found, dtype=TEXT).reindex(column.index).fillna(column).astype(TEXT)
