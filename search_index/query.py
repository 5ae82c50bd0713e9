"""What a visitor means: the kind of a query, its keys, and the form of it that may be shown.

A resident ID is masked here, before anything is looked up: the rest of the search never has the full
number. Mirrored by `kind.js` and `identifiers.js`.
"""

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from pipeline.cleaning.identifiers import (
    compact_number,
    has_plausible_birth_date,
    has_valid_check_digit,
    is_valid_uscc,
    normalise_org_code,
    normalise_resident_id,
)
from pipeline.core.traditional import simplified
from pipeline.masking.profiles import Profile, mask_document_number, mask_resident_id
from search_index.analyzer import case_form, case_text, cases_in, fold, normalise_name
from search_index.pinyin import pinyin_query, spelled
from search_index.readings import MOST_NAMES, YEAR, Reading, TextRead, read_text
from search_index.rules import rules

LONGEST_QUERY = 200
"""Characters; a longer query is refused with a hint."""


class Asked(StrEnum):
    """What a query asks for; text is answered by names, organisations and words."""

    NOTHING = "nothing"
    ID = "id"
    USCC = "uscc"
    CASE = "case"
    TAIL = "tail"
    TEXT = "text"


class Note(StrEnum):
    """What the visitor should be told about the query itself."""

    EMPTY = "empty"
    TOO_LONG = "too-long"
    ID_LENGTH = "id-length"
    ID_FORM = "id-form"
    ID_REGION = "id-region"
    ID_DATE = "id-date"
    ID_CHECK = "id-check"
    CODE_CHECK = "code-check"
    NEEDS_NAME = "needs-name"
    ONE_NUMBER = "one-number"
    LIST_RENAMED = "list-renamed"
    PHONE = "phone"
    REPRESENTATIVE = "representative-no-key"
    OTHER_CASE = "other-case"


_IMPOSSIBLE = frozenset((Note.ID_REGION, Note.ID_DATE, Note.ID_CHECK))


@dataclass(frozen=True, slots=True)
class Query:
    """A query as understood.

    Attributes:
        asked: What it asks for.
        shown: The query without any hidden digit; it reads as the same query again.
        keys: Masked number, codes, case numbers, or serial number of a tail; empty for text.
        before: What a case number must have directly before the serial number of a tail.
        year: The year that it must have; "" for any.
        where: Places that narrow a tail.
        letters: Pinyin keys, where the text is all Latin letters.
        mixed: Characters and letters of one name (王wei).
        names: Names that must match whole; with a number, the hits must also carry one of them.
        readings: Ways in which a text may be names; the first is the text as it stands.
        forms: What the name of an organisation may hold.
        parts: Parts of a text, all of which it may hold in any order.
        notes: What to tell the visitor.
    """

    asked: Asked
    shown: str = ""
    keys: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    before: str = ""
    year: str = ""
    where: tuple[str, ...] = ()
    letters: tuple[str, ...] = ()
    mixed: str = ""
    readings: tuple[Reading, ...] = ()
    forms: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()

    @property
    def is_impossible(self) -> bool:
        """Whether no person can have the number: then nothing is confirmed by it, whatever has its mask."""
        return not _IMPOSSIBLE.isdisjoint(self.notes)


_NUMBER = re.compile(r"[0-9X*]{14,24}")
_SEPARATED = r"[\s\-–—_.']{0,2}"
_ID_INSIDE = re.compile(rf"(?<![0-9A-Z*])[1-9](?:{_SEPARATED}[0-9X*]){{14,17}}(?![0-9A-Z*])")
_LONG_RUN = re.compile(rf"[0-9](?:{_SEPARATED}[0-9X*]){{13,}}", re.IGNORECASE)
_CODE = re.compile(r"(?=(?:[A-Z]*[0-9]){10}|..[0-9]{6})[0-9A-Z]{18}")
"""Ten digits, or a region in its place: what else would have eighteen signs?"""
_DIGITAL = re.compile(r"[0-9]{17}[0-9X]")
_ORG_CODE = re.compile(r"[0-9A-Z]{8}[0-9X]")
_ORG_CODE_TYPED = re.compile(r"[0-9]{8}[0-9X]|[0-9A-Z]{8}-[0-9X]")
_DOCUMENT = re.compile(r"[A-Z]{1,3}[0-9]{7,10}|[A-Z]{1,3}\*{5,}[0-9A-Z]{2}")
_NUMBER_SIGNS = str.maketrans("x×", "X*")
_LABELS = re.compile(r"(?:公民)?身份证?件?号?码?|证件号?码?|号码|姓名|[:,。、;()]")
_PARTS = r"(?:[-之][0-9一二三四五六七八九十]{1,3}){0,2}"
_TAIL = re.compile(
    rf"第?0*([0-9]{{1,7}})号|(?:\(?((?:19|20)[0-9]{{2}})\)?年?)?([一-鿿0-9]{{0,12}}?执[一-鿿]{{0,3}}?)字?第?0*([0-9]{{1,7}}){_PARTS}号?{_PARTS}"
)
_WRITTEN = re.compile("字?第?(?=[0-9]+号$)")
_SPACE = re.compile(r"[\s、，,;；]+")
_COURT = re.compile("[一-鿿]{2,}(?:法院|中院|高院)")
_OTHER_CASE = re.compile(rules()["numbers"]["other_case"])
_ENFORCEMENT = re.compile("执|财保")
_HAN = "\u3007\u3400-\u9fff"
_SYLLABLES = "(?:(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])?[aeiouv]{1,3}(?:ng|n|r)?)+"
_MIXED = re.compile(
    rf"[{_HAN}]{{1,3}}{_SYLLABLES}|{_SYLLABLES}[{_HAN}]{{1,3}}|[{_HAN}]{_SYLLABLES}[{_HAN}]|[{_HAN}]{{1,2}}[b-df-hj-np-tw-z]{{1,3}}"
)
_TONE = re.compile("(?<=[a-z])[0-5]")
_LETTER = re.compile(r"[^\W_]")
_REGION = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|9[0-9]|.?\*.?")
_VISIBLE = 10
_OLD_NAMES = {"限制高消费": "限制消费", "限高令": "限制消费令"}
"""Names of a list that people type -> the name since 2015 (法释〔2015〕17号)."""


def read_query(text: str, profile: Profile) -> Query:
    """Understand what was typed, in the order: number of a person, code, case number, text.

    >>> read_query("３３０１０６ 19800101 1234", Profile.STANDARD).keys
    ('3301061980****123*',)
    >>> read_query("张伟 330106198001011235", Profile.STANDARD).shown
    '张伟 3301061980****123*'
    >>> read_query("（2025）浙0106执1234号", Profile.STANDARD).asked
    <Asked.CASE: 'case'>
    """
    folded = fold(text)
    if len(folded) > LONGEST_QUERY:
        return Query(Asked.NOTHING, notes=(Note.TOO_LONG,))
    if not _LETTER.search(folded):
        return Query(Asked.NOTHING, notes=(Note.EMPTY,))
    return _whole_number(folded, profile) or _number_with_name(folded, profile) or _case_or_text(folded)


def private_text(text: str) -> str:
    """A text without long numbers: every run of 14 or more digits keeps its first ten.

    >>> private_text("查 330106198001011235 房产")
    '查 3301061980******** 房产'
    """
    return _LONG_RUN.sub(lambda run: _hide_tail(compact_number(run[0])), text)


def _whole_number(folded: str, profile: Profile) -> Query | None:
    code = compact_number(folded)
    if _NUMBER.fullmatch(code) and not _is_digital_uscc(code):
        return _person(code, (), profile)
    if _CODE.fullmatch(code):
        return Query(Asked.USCC, code, (code,), notes=() if is_valid_uscc(code) else (Note.CODE_CHECK,))
    if _ORG_CODE.fullmatch(code):
        valid = normalise_org_code(code) is not None
        if valid or _ORG_CODE_TYPED.fullmatch(folded.strip().upper()):
            return Query(Asked.USCC, code, (code,), notes=() if valid else (Note.CODE_CHECK,))
    if _DOCUMENT.fullmatch(code):
        mask = code if "*" in code else mask_document_number(code)
        return Query(Asked.ID, mask, (mask,))
    return None


def _number_with_name(folded: str, profile: Profile) -> Query | None:
    found = _ID_INSIDE.search(folded.translate(_NUMBER_SIGNS))
    if found is None or normalise_resident_id(found[0]) is None:
        return None
    rest = _LABELS.sub(" ", folded[: found.start()] + " " + folded[found.end() :])
    text = _LONG_RUN.sub(" ", rest)
    read = read_text(text) if _LETTER.search(text) else None
    query = _person(compact_number(found[0]), _all_names(read) if read else (), profile)
    return query if text == rest else replace(query, notes=(*query.notes, Note.ONE_NUMBER))


def _all_names(read: TextRead) -> tuple[str, ...]:
    """All that a person may be called by what stands beside a number; with the number beside it, none of them misleads."""
    found = dict.fromkeys(name for reading in read.readings for name in reading.names)
    return tuple(found)[:MOST_NAMES]


def _person(code: str, names: tuple[str, ...], profile: Profile) -> Query:
    """A query for a person's number; the full number ends here."""
    number = normalise_resident_id(code)
    if number is None:
        note = Note.ID_FORM if len(code) in (15, 18) else Note.ID_LENGTH
        return Query(Asked.ID, _shown(_hide_tail(code), names), (), names, (note,))
    mask = mask_resident_id(number, profile)
    notes = _number_notes(number)
    if profile is Profile.STRICT and not names:
        return Query(Asked.ID, mask, (), (), (*notes, Note.NEEDS_NAME))
    return Query(Asked.ID, _shown(mask, names), (mask,), names, notes)


def _number_notes(number: str) -> tuple[Note, ...]:
    notes = []
    if not _REGION.fullmatch(number[:2]):
        notes.append(Note.ID_REGION)
    if not has_plausible_birth_date(number):
        notes.append(Note.ID_DATE)
    if "*" not in number and not has_valid_check_digit(number):
        notes.append(Note.ID_CHECK)
    return tuple(notes)


def _case_or_text(folded: str) -> Query:
    typed = private_text(folded.strip())
    shown = _with_names_of_today(typed)
    form = case_form(shown)
    cases = cases_in(form)
    if cases:
        is_other = not any(map(_ENFORCEMENT.search, cases)) and any(map(_OTHER_CASE.search, cases))
        return Query(Asked.CASE, shown, cases, notes=(Note.OTHER_CASE,) if is_other else ())
    tail = _tail_with_place(shown) or _tail(shown, form, ())
    if tail:
        return tail
    query = _of_text(shown, typed, read_text(shown))
    return query if shown == typed else replace(query, notes=(*query.notes, Note.LIST_RENAMED))


def _tail(shown: str, form: str, where: tuple[str, ...]) -> Query | None:
    found = _TAIL.fullmatch(case_text(form))
    if found is None or (where and not found[4]):
        return None
    court, before = _COURT.match(found[3] or ""), found[3] or ""
    places = tuple(word for word in where if not YEAR.match(word))
    years = [word[:4] for word in where if YEAR.match(word)]
    return Query(
        Asked.TAIL,
        shown,
        (found[1] or found[4],),
        before=before[court.end() :] if court else before,
        year=found[2] or (years[0] if years else ""),
        where=(*places, normalise_name(court[0])) if court else places,
    )


def _tail_with_place(shown: str) -> Query | None:
    """The end of a case number with a place before or behind it: 富阳 2024 执4."""
    parts = [part for part in _SPACE.split(shown) if part]
    for cut in range(1, len(parts)):
        for own, other in ((parts[cut:], parts[:cut]), (parts[:cut], parts[cut:])):
            tail = _tail(shown, case_form("".join(own)), tuple(map(normalise_name, other)))
            if tail:
                return tail
    return None


def case_ends_so(case: str, query: Query) -> bool:
    """Whether a case number has the tail of a query; 字第 before the serial number tells nothing apart.

    >>> case_ends_so("(2013)穗南法执字第1050号", read_query("穗南法执字1050号", Profile.STANDARD))
    True
    """
    ends = _WRITTEN.sub("", case).endswith(f"{query.before}{query.keys[0]}号")
    return ends and case.startswith(f"({query.year})" if query.year else "")


def _of_text(shown: str, typed: str, read: TextRead) -> Query:
    said = ((read.has_phone, Note.PHONE), (read.has_representative, Note.REPRESENTATIVE))
    return Query(
        Asked.TEXT,
        shown,
        names=read.readings[0].names if read.readings else (),
        readings=read.readings,
        forms=read.forms,
        parts=read.parts,
        letters=pinyin_query(shown),
        mixed=_mixed(typed),
        notes=tuple(note for is_so, note in said if is_so),
    )


def _mixed(text: str) -> str:
    """A name of characters and letters, without tones; "" for any other text."""
    plain = _TONE.sub("", spelled("".join(text.split())))
    return simplified(plain) if _MIXED.fullmatch(plain) else ""


def _with_names_of_today(text: str) -> str:
    """What people call a list by its old name is asked for by the one of today; texts that have the old one are found by it, too."""
    for old, new in _OLD_NAMES.items():
        text = text.replace(old, new)
    return text


def _is_digital_uscc(code: str) -> bool:
    """Whether an 18-digit number is a valid credit code and cannot be a resident ID (no birth date)."""
    return _DIGITAL.fullmatch(code) is not None and not has_plausible_birth_date(code) and is_valid_uscc(code)


def _shown(mask: str, names: tuple[str, ...]) -> str:
    return " ".join(["、".join(names), mask]) if names else mask


def _hide_tail(code: str) -> str:
    return code[:_VISIBLE] + "*" * (len(code) - _VISIBLE)
