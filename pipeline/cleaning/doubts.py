"""Whether facts of a row contradict each other, or it cannot be told whom it concerns; such a row is held.

Name and number of two persons in one row would match the wrong person; the name of a dead one is nobody's to list
(DOMAIN §6, R13); a number of preservation (执保) beside 执 says that the case should not be there at all.
"""

import re
from collections.abc import Iterator, Mapping
from functools import reduce

import pandas as pd

from pipeline.cleaning.case_numbers import case_type_of, parse_case_numbers
from pipeline.cleaning.identifiers import has_plausible_birth_date, has_valid_check_digit
from pipeline.cleaning.name_lists import split_names
from pipeline.cleaning.names import DEAD, FEMALE, MALE, OTHERS, SEVERAL, UNDER_AGE, birth_year_in
from pipeline.cleaning.parties import SEVERAL_NUMBERS, IdForm
from pipeline.cleaning.readings import Noted
from pipeline.core.frames import Column, Frame, blank_column, map_unique

KIND_AGAINST_NUMBER = "number_of_other_kind"
TYPE_AGAINST_NUMBER = "number_of_other_case_type"
IMPLAUSIBLE_AGE = "implausible_age"
AGE_AGAINST_BIRTH = "age_against_birth"
SEX_AGAINST_NAME = "other_sex"
HEIR_WITHOUT_RULING = "heir_without_ruling"

_DEATH = "死亡|亡故|去世|病故|已故|身故|过世"
_DEATH_TEXTS = (
    "reason",
    "content",
    "performance",
    "performed_part",
    "unperformed_part",
    "closing_mode",
    "measure_end_reason",
    "party_kind",
    "sex",
    "id_kind",
    "id_number",
)
"""Where else a clerk writes that the party is dead, whatever the column is for. Not the obligation, which tells of deaths that are owed for."""
_SOMEHOW = r"(?:现|已|均|业|经|确|系|为|是|在|也|因(?:病|伤|故)|[因于在自从][^，,。；;、致使造令未没无否其之的]{1,24}|被?(?:依法)?(?:宣告|认定|证实|公告))*"
_PARTY_IS_DEAD = re.compile(
    rf"^(?:被执行人|本人|当事人|债务人)?{_SOMEHOW}(?:{_DEATH})(?:了|的)?[。.；;]?$"
    rf"|(?:^|[^的之与和、及])(?:被执行人|本人|债务人){_SOMEHOW}(?:{_DEATH})(?!赔偿|补偿|抚恤|保险|补助|金)"
)
"""The party itself, its own name read as 被执行人; not its kin, not whom it killed, and no heads of damages."""
_SPACE = re.compile(r"\s+")
_HEIR = r"\s*[^（）()]{2,}[（(](?:法定|遗产)?(?:继承人|遗产管理人)[）)]\s*"
_ENFORCEMENT = ("执", "执恢")
_FIRST_YEAR_OF_TYPES = 2016
"""Since then court and type stand as codes in every number (法〔2015〕137号); in older forms 执恢 cases were often 执字."""
_BY_CODE = re.compile(r"（\d{4}）(?:最高法|[一-鿿]{1,2}\d{2,4}|[一-鿿](?=[执民刑行知]))")
_USUAL_PAIR = re.compile(r"(执恢?)、（20[0-9]{2}）[一-鿿][0-9]{2,4}\1[0-9]{1,7}号")
_BETWEEN = "、"
_YEAR = r"(?:19|20)\d\d"
_ADULT, _LONG_AGO = 18, "2000"
_OLDEST, _A_YEAR_MORE_OR_LESS = 120, 2


def with_doubts(frame: Frame, typed: Frame, noted: Mapping[str, Noted]) -> Frame:
    """A party list's clean rows with ``doubt`` and ``doubt_column``: why a row is held, NA where nothing is in doubt.

    Args:
        frame: Clean rows with ``id_form``.
        typed: The rows as they were typed: names with remarks, states of the case that nobody knows.
        noted: Column -> what its reader noted.
    """
    doubt, column = blank_column(frame.index), blank_column(frame.index)
    for name, where, reason in _doubts(frame, typed, noted):
        if not where.any():
            continue
        new = where.fillna(False).astype(bool) & doubt.isna()
        doubt, column = doubt.mask(new, reason), column.mask(new, name)
    return frame.assign(doubt=doubt, doubt_column=column)


def says_under_age(frame: Frame, typed_names: Column, noted: Noted) -> Column:
    """Whether what stands beside a name says that the party was under age at the event: 未成年, 13岁, 2012年生 (R7).

    A row without a day of its event counts as old, which hides more.
    """
    young = noted.get(UNDER_AGE, pd.Series(False, index=frame.index))
    dated = typed_names.str.contains(_YEAR, regex=True).fillna(False)
    if not dated.any():
        return young
    born = map_unique(typed_names.where(dated), birth_year_in)
    event = _event_days(frame).str[:4].fillna(_LONG_AGO)
    return young | (pd.to_numeric(event) - pd.to_numeric(born) <= _ADULT).fillna(False).astype(bool)


def implausible_ages(frame: Frame) -> Column:
    """Whether the stated age is none at which anybody is a party (0, which a system fills in; over 120) and the year of birth says another.

    The year of birth decides then, whether the party is a minor [SX art.4].
    """
    if not frame["age"].notna().any():
        return pd.Series(False, index=frame.index)
    by_birth = _age_by_birth(frame)
    age = pd.to_numeric(frame["age"]).astype("Float64")
    return ((age.eq(0) | age.gt(_OLDEST)) & (age - by_birth).abs().gt(_A_YEAR_MORE_OR_LESS)).fillna(False).astype(bool)


def contradicted_ages(frame: Frame) -> Column:
    """Whether a stated age that makes the party a minor is not that of the year of birth, which makes an adult; R7 holds the row all the same."""
    if not frame["age"].notna().any():
        return pd.Series(False, index=frame.index)
    by_birth = _age_by_birth(frame)
    age = pd.to_numeric(frame["age"]).astype("Float64")
    return (age.between(1, _ADULT - 1) & by_birth.gt(_ADULT + _A_YEAR_MORE_OR_LESS)).fillna(False).astype(bool)


def _age_by_birth(frame: Frame) -> Column:
    """The year of the event less the year of birth that the number shows; NA where either is unknown."""
    numbers = frame["id_number"].where(frame["id_form"].eq(IdForm.RESIDENT.value))
    born = pd.to_numeric(numbers.str[6:10], errors="coerce").astype("Float64")
    return pd.to_numeric(_event_days(frame).str[:4], errors="coerce").astype("Float64") - born


def _event_days(frame: Frame) -> Column:
    days = [frame[name] for name in ("listed_on", "measure_start", "filed_on") if name in frame]
    return reduce(lambda first, other: first.fillna(other), days)


def _doubts(frame: Frame, typed: Frame, noted: Mapping[str, Noted]) -> list[tuple[str, Column, str]]:
    names, numbers = noted.get("party_name", {}), noted.get("id_number", {})
    nowhere = pd.Series(False, index=frame.index)
    several = names.get(SEVERAL, nowhere) & frame["id_number"].notna()
    heir = typed["party_name"].str.fullmatch(_HEIR).fillna(False).astype(bool)
    ruled = frame["succession_ruling"].notna()
    return [
        ("succession_ruling", heir & ~ruled, HEIR_WITHOUT_RULING),
        ("party_name", names.get(DEAD, nowhere) & ~(heir & ruled), DEAD.code),
        ("status", typed["status"].str.contains(_DEATH, regex=True), DEAD.code),
        ("is_deceased", frame["is_deceased"].eq("1"), DEAD.code),
        *_deaths_told(frame, typed),
        ("party_name", several, SEVERAL.code),
        ("party_name", names.get(OTHERS, nowhere), OTHERS.code),
        ("id_number", numbers.get(SEVERAL_NUMBERS, nowhere), SEVERAL_NUMBERS.code),
        ("id_number", _is_of_other_kind(frame), KIND_AGAINST_NUMBER),
        ("case_number", _is_of_other_type(frame), TYPE_AGAINST_NUMBER),
        ("sex", _is_of_other_sex(frame, names, nowhere), SEX_AGAINST_NAME),
    ]


def _deaths_told(frame: Frame, typed: Frame) -> Iterator[tuple[str, Column, str]]:
    """Rows of persons of whom another column says that they are dead, and that do not answer for themselves."""
    is_open = frame["is_deceased"].isna() & frame["succession_ruling"].isna()
    is_person = ~frame["party_kind"].isin(["legal", "other"])
    for name in _DEATH_TEXTS:
        if name not in typed or typed[name].isna().all():
            continue
        tells = typed[name].str.contains(_DEATH, regex=True).fillna(False).astype(bool) & is_open & is_person
        if tells.any():
            told = [_says_dead(*pair) for pair in zip(typed[name][tells], frame["party_name"][tells], strict=True)]
            yield name, tells.where(~tells, pd.Series(told, index=frame.index[tells], dtype=bool)), DEAD.code


def _says_dead(text: str, names: str | None) -> bool:
    """Whether a text says that the party of these names is dead.

    >>> _says_dead("被执行人钱 斌已于2026年3月死亡", "钱斌"), _says_dead("现已死亡。", None)
    (True, True)
    >>> _says_dead("被执行人之父已死亡", "钱斌"), _says_dead("钱斌因交通事故致孙丙死亡", "钱斌"), _says_dead("钱斌未死亡", "钱斌")
    (False, False, False)
    """
    text = _SPACE.sub("", text)
    for name in split_names(names) if names is not None and not pd.isna(names) else ():
        text = re.sub(rf"(?:被执行人)?{re.escape(_SPACE.sub('', name))}", "被执行人", text)
    return _PARTY_IS_DEAD.search(text) is not None


def _is_of_other_kind(frame: Frame) -> Column:
    """A person with an organisation's code, an organisation with the number of a resident that is surely one."""
    kind, form = frame["party_kind"], frame["id_form"]
    persons = form.eq(IdForm.RESIDENT.value) & kind.eq("legal")
    if persons.fillna(False).any():
        persons &= map_unique(frame["id_number"].where(persons), _sure_resident).notna()
    return persons.fillna(False) | (kind.eq("natural") & form.eq(IdForm.USCC.value)).fillna(False)


def _sure_resident(number: str) -> str | None:
    return number if has_valid_check_digit(number) and has_plausible_birth_date(number) else None


def _is_of_other_type(frame: Frame) -> Column:
    pairs = frame["case_type"].where(frame["case_type"].isin(_ENFORCEMENT)) + _BETWEEN + frame["case_number"]
    return map_unique(pairs, _contradicts).notna()


def _contradicts(pair: str) -> str | None:
    """The pair of case type and printed case numbers, where no number is of that type."""
    if _USUAL_PAIR.fullmatch(pair):
        return None
    case_type, _, printed = pair.partition(_BETWEEN)
    numbers = parse_case_numbers(printed)
    if numbers is None or any(case_type in _types_of(number) for number in numbers):
        return None
    return pair


def _types_of(number: str) -> tuple[str, ...]:
    own = case_type_of(number) or ""
    is_old = int(number[1:5]) < _FIRST_YEAR_OF_TYPES or _BY_CODE.match(number) is None
    return _ENFORCEMENT if is_old and own in _ENFORCEMENT else (own,)


def _is_of_other_sex(frame: Frame, names: Noted, nowhere: Column) -> Column:
    man, woman = names.get(MALE, nowhere), names.get(FEMALE, nowhere)
    return (man & ~woman & frame["sex"].eq("女").fillna(False)) | (woman & ~man & frame["sex"].eq("男").fillna(False))
