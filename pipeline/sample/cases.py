"""Enforcement cases and who stands in them."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from pipeline.sample.courts import Court, courts
from pipeline.sample.days import days_ago, iso, years
from pipeline.sample.draws import Codes, Mask, Objects, Random, either, happens, objects, pick, stream, weighted
from pipeline.sample.identity import draw_births, draw_home_counties, draw_homes, resident_ids
from pipeline.sample.names import draw_applicant_names, draw_minor_names, draw_third_party_names
from pipeline.sample.organisations import draw_applicant_organisations

CASE_TYPES = {"执": 852, "执恢": 134, "执保": 7, "执异": 7}
"""Types by weight; 执保 and 执异 must never be published."""
CLOSING_MODES = {
    "执行完毕": 40, "终结本次执行程序": 37, "终结执行": 12, "销案": 4, "不予执行": 3, "驳回申请": 2, "移送其他": 1,
}  # fmt: skip
"""Closing modes by weight; the last is none of the contract's."""
TERMINATED = "终结本次执行程序"
"""The mode that ends a round of enforcement and not the debt."""
DISCLOSURES = {"open": 9860, "shielded": 80, "": 30, "待定": 30}
SECRECIES = {"": 9960, "秘密": 20, "内部": 20}
THIRD_PARTY_RATE = 0.12
"""Share of debtors in a case whose row names a third party."""
CHILD_RATE = 0.25
"""Share of those third parties that are minor children."""
PROTECTED_RATE = 0.02
"""Share of debtors in a case with a protected address."""

_CLOSED_BANDS = ((86, -1, -1), (7, 0, 13), (3, 14, 60), (4, 61, 400))
_FILED_BANDS = ((30, 25, 180), (40, 181, 700), (25, 701, 1500), (5, 1501, 3600))
_FRESH_BANDS = ((1, 3, 20),)
_AMOUNT_BANDS = (
    (12, 1_000, 9_999),
    (38, 10_000, 99_999),
    (34, 100_000, 999_999),
    (13, 1_000_000, 9_999_999),
    (3, 10_000_000, 98_000_000),
)
_STEP_SEQUENCE = 20_000
_RELATIONS = ("配偶", "担保人", "兄弟", "证人", "共同债务人", "委托代理人")

CAUSES = {
    "民间借贷纠纷": 26, "买卖合同纠纷": 18, "金融借款合同纠纷": 14,
    "信用卡纠纷": 6, "建设工程施工合同纠纷": 5, "承揽合同纠纷": 4,
    "房屋租赁合同纠纷": 4, "物业服务合同纠纷": 3, "追偿权纠纷": 4,
    "劳动争议": 4, "机动车交通事故责任纠纷": 4, "健康权纠纷": 2,
    "离婚后财产纠纷": 2, "抚养费纠纷": 2, "遗嘱继承纠纷": 1, "名誉权纠纷": 1,
}  # fmt: skip
"""Causes (案由) by weight; the last five kinds are sensitive."""


@dataclass(frozen=True, slots=True)
class Cases:
    """Cases side by side."""

    ids: Objects
    court: Codes
    """Positions in `courts()`."""
    types: Objects
    numbers: Objects
    filed: Codes
    is_closed: Mask
    closed: Codes
    modes: Objects
    statuses: Objects
    yuan: Codes
    cents: Codes
    outstanding: Objects
    causes: Objects
    applicants: Objects
    """Names joined by 、."""
    basis_authorities: Objects
    basis_numbers: Objects
    handlers: Objects
    reviewed: Objects
    disclosures: Objects
    secrecies: Objects

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class Involvements:
    """Debtors in cases; the party lists are drawn from these."""

    case: Codes
    debtor: Codes
    third_parties: Objects
    """Names joined by 、, or None."""
    third_names: Objects
    """The first of them."""
    third_ids: Objects
    relations: Objects
    is_child: Mask
    protected: Objects
    """Protected address, or None."""

    def __len__(self) -> int:
        return len(self.case)


def draw_cases(seed: int, step: int, on: date, size: int) -> Cases:
    """All cases of one step; those of step 0 lie up to ten years back, later ones are fresh and open."""
    random = stream(seed, "cases", step)
    closed_ago = days_ago(random, _CLOSED_BANDS if step == 0 else ((1, -1, -1),), size)
    filed = (
        on.toordinal() - days_ago(random, _FILED_BANDS if step == 0 else _FRESH_BANDS, size) - np.maximum(closed_ago, 0)
    )
    court = weighted(random, [_court_weight(entry) for entry in courts()], size)
    types = pick(random, tuple(CASE_TYPES), size, tuple(CASE_TYPES.values()))
    is_closed = closed_ago >= 0
    modes = either(is_closed, pick(random, tuple(CLOSING_MODES), size, tuple(CLOSING_MODES.values())), None)
    yuan = days_ago(random, _AMOUNT_BANDS, size)
    cents = random.integers(0, 100, size) * happens(random, 0.6, size)
    unpaid = yuan * random.integers(30, 101, size) // 100
    basis_authorities, basis_numbers = _bases(random, court, years(filed))
    first_id = step * 10_000_000
    return Cases(
        ids=objects([f"AJ{number:09d}" for number in range(first_id, first_id + size)]),
        court=court,
        types=types,
        numbers=_case_numbers(court, types, filed, step),
        filed=filed,
        is_closed=is_closed,
        closed=on.toordinal() - closed_ago,
        modes=modes,
        statuses=either(is_closed, either(modes == "终结本次执行程序", modes, "已结案"), "执行中"),
        yuan=yuan,
        cents=cents,
        outstanding=objects(
            [f"{amount}.{cent:02d}" for amount, cent in zip(unpaid.tolist(), cents.tolist(), strict=True)]
        ),
        causes=pick(random, tuple(CAUSES), size, tuple(CAUSES.values())),
        applicants=_applicants(random, size),
        basis_authorities=basis_authorities,
        basis_numbers=basis_numbers,
        handlers=objects([f"CB{number:04d}" for number in random.integers(1, 900, size).tolist()]),
        reviewed=iso(np.minimum(filed + 12, on.toordinal()), happens(random, 0.96, size)),
        disclosures=pick(random, tuple(DISCLOSURES), size, tuple(DISCLOSURES.values())),
        secrecies=pick(random, tuple(SECRECIES), size, tuple(SECRECIES.values())),
    )


def draw_involvements(seed: int, step: int, on: date, size: int, cases: int, debtors: int) -> Involvements:
    """Who stands in which case: every case and every debtor at least once, some many times."""
    random = stream(seed, "involvements", step)
    case = np.concatenate([np.arange(cases), _crowded(random, cases, size - cases)])
    debtor = np.concatenate([random.permutation(debtors), random.integers(0, debtors, size - debtors)])
    debtor = _without_doubles(case, debtor, debtors)
    has_third = happens(random, THIRD_PARTY_RATE, size)
    is_child = happens(random, CHILD_RATE, size) & has_third
    names = either(is_child, draw_minor_names(random, size), draw_third_party_names(random, size))
    is_female = random.integers(0, 2, size).astype(bool)
    births = np.where(is_child, draw_births(random, on, 4, 15, size), draw_births(random, on, 24, 70, size))
    third_ids = resident_ids(random, draw_home_counties(random, size), births, is_female)
    relations = either(is_child, "未成年子女", pick(random, _RELATIONS, size))
    protected = draw_homes(random, draw_home_counties(random, size)).whole
    return Involvements(
        case=case,
        debtor=debtor,
        third_parties=either(has_third, _with_second_name(random, names), None),
        third_names=either(has_third, names, None),
        third_ids=either(has_third, third_ids, None),
        relations=either(has_third, relations, None),
        is_child=is_child,
        protected=either(happens(random, PROTECTED_RATE, size), protected, None),
    )


def _court_weight(court: Court) -> int:
    base = {"高级": 1, "中级": 12, "基层": 30}[court.level]
    return base * (3 if court.code.startswith("浙01") else 2 if court.code.startswith("浙") else 1)


def _case_numbers(court: Codes, types: Objects, filed: Codes, step: int) -> Objects:
    """Numbers that rise with the day of filing within court, year and type."""
    year = years(filed)
    type_codes = np.searchsorted(sorted(CASE_TYPES), types.astype(str))
    order = np.lexsort((filed, type_codes, year, court))
    group = ((court * 10_000 + year) * 10 + type_codes)[order]
    starts = np.flatnonzero(np.r_[True, group[1:] != group[:-1]])
    rank = np.arange(len(order)) - np.repeat(starts, np.diff(np.r_[starts, len(order)]))
    sequence = np.empty(len(order), dtype=np.int64)
    sequence[order] = rank + 1 + step * _STEP_SEQUENCE
    codes = objects([entry.code for entry in courts()])[court]
    parts = zip(year.tolist(), codes, types, sequence.tolist(), strict=True)
    return objects([f"（{y}）{code}{kind}{number}号" for y, code, kind, number in parts])


def _bases(random: Random, court: Codes, filed_years: Codes) -> tuple[Objects, Objects]:
    """The document enforced: mostly a judgment of the same court, else an award or a notarial deed."""
    size, entries = len(court), courts()
    kind = pick(random, ("民初", "民终", "仲", "公证"), size, (80, 10, 6, 4))
    year = filed_years - random.integers(0, 2, size)
    number = random.integers(1, 9000, size).tolist()
    rows = list(zip(kind, court.tolist(), year.tolist(), number, strict=True))
    return objects([_authority(k, entries[c]) for k, c, _, _ in rows]), objects(
        [_basis_number(k, entries[c].code, y, n) for k, c, y, n in rows]
    )


def _authority(kind: str, court: Court) -> str:
    if kind == "仲":
        return f"{court.region}仲裁委员会"
    return f"{court.region}公证处" if kind == "公证" else court.name


def _basis_number(kind: str, code: str, year: int, number: int) -> str:
    if kind == "仲":
        return f"（{year}）仲裁字第{number}号"
    return f"（{year}）证字第{number}号" if kind == "公证" else f"（{year}）{code}{kind}{number}号"


def _applicants(random: Random, size: int) -> Objects:
    form = weighted(random, (58, 35, 7), size)
    people, more = draw_applicant_names(random, size), draw_applicant_names(random, size)
    firms = draw_applicant_organisations(random, size)
    return either(form == 0, people, either(form == 1, firms, people + "、" + more))


def _crowded(random: Random, cases: int, size: int) -> Codes:
    """Cases of further debtors; a quarter of the cases gets three quarters of them."""
    narrow = random.integers(0, max(1, cases // 4), size)
    return np.where(random.integers(0, 4, size) == 0, random.integers(0, cases, size), narrow)


def _without_doubles(case: Codes, debtor: Codes, debtors: int) -> Codes:
    """A debtor drawn twice into one case makes room for his neighbour."""
    _, first = np.unique(case * debtors + debtor, return_index=True)
    doubled = np.ones(len(case), dtype=bool)
    doubled[first] = False
    return np.where(doubled, (debtor + 1) % debtors, debtor)


def _with_second_name(random: Random, names: Objects) -> Objects:
    """A quarter of the fields names two people, joined as clerks do."""
    size = len(names)
    joined = names + pick(random, ("、", "，", ",", ";"), size) + draw_third_party_names(random, size)
    return either(random.integers(0, 4, size) == 0, joined, names)
