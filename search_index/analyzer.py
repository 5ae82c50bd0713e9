"""The one definition of a key and a token: what of a record can be asked for, in which normal form.

The browser's `analyzer.js` and `segment.js` mirror this module line by line; a test holds them together.
Words of free text are the business of `search_index.words`, which is re-exported here.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import chain

from pipeline.cleaning.characters import half_width, without_invisible, without_spaces
from pipeline.cleaning.identifiers import compact_number
from pipeline.core.traditional import has_traditional, simplified, simplified_forms
from search_index.name_form import name_form
from search_index.rules import rules
from search_index.words import UNKNOWN_COST, segment_query, text_terms, word_cost

__all__ = [
    "UNKNOWN_COST",
    "case_keys",
    "case_tails",
    "fold",
    "identifier_keys",
    "is_masked",
    "name_keys",
    "normalise_name",
    "organisation_bigrams",
    "segment_query",
    "short_form",
    "text_terms",
    "word_cost",
]

_NAME_SIGNS = str.maketrans(
    dict.fromkeys("•・．·‧∙⋅･.", "")
    | dict.fromkeys("[【〔〖{﹙﹝", "(")
    | dict.fromkeys("]】〕〗}﹚﹞", ")")
    | {"；": ";", "，": ","}
    | {chr(code): chr(code - 32) for code in range(ord("a"), ord("z") + 1)}
)
_HAN = "\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_MINORITY_DOT = re.compile(
    rf"(?<=[{_HAN}])[˙●▪■◆。﹒∘◦⸱ㆍ᛫]+(?=[{_HAN}])|(?<=[{_HAN}]{{2}})[-‐‑–—－]+(?=[{_HAN}]{{2}})"
)
"""What people type for the dot of a minority name, as `pipeline.cleaning.names` reads it; a dash parts two names of two signs and more."""
_NOUGHTS = re.compile("(?<=[一二三四五六七八九〇])[○◯O0]+(?![A-Z0-9])")
_FORMS = rules()["forms"]
_ALIAS = re.compile(rf"\((?:{_FORMS['aliases']}):?([^()]*)\)?")
_ALIAS_LABEL = re.compile(rf"^(?:{_FORMS['aliases']}):?")
_REMARK = re.compile(rf"\((?:(?:{_FORMS['remarks']})[,、;]?)+\)?(?=$|[、,;(])")
_HEAD = re.compile(rf"^([{_HAN}]{{2,4}})\([^()]*\)?$")
"""A short name with something in brackets behind it: mostly a remark, at times a part of the name."""
_MEMBERS = re.compile(rf"[、;]|,(?=[{_HAN}(])")
_YEAR_IN_BRACKETS = re.compile(r"[<〈《「『｢]((?:19|20)[0-9]{2})[>〉》」』｣]")
_CASE_LABEL = re.compile(rf"^(?:{rules()['numbers']['case_label']}):?(?=[\(0-9])")
_CHINESE_YEAR = re.compile("(?:(?<=^)|(?<=[(号:]))[一二][〇零○一二三四五六七八九]{3}(?=[)年]|[一-鿿][0-9]{2,4}执)")
_YEAR_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_DASH_BEFORE_HAN = re.compile("(?<=[0-9)一-鿿])[-_/–—]+(?=[一-鿿]{1,4}[-_/–—]?[0-9])")
_DASH_BEHIND_HAN = re.compile("(?<=[执恢字第号异复保监])[-_/–—]+(?=[0-9])|(?<=[0-9])[-_/–—]+(?=[执民刑行商知破财保])")
_SHORT_YEAR = re.compile(r"^\(?([0-2][0-9])\)?年?(?=[一-鿿][0-9]{2,4}执)")
_CASE = re.compile(r"([一-鿿A-Z0-9]{0,12})\(((?:19|20)[0-9]{2})\)([^()、,;]{1,40}?)号")
_BARE_CASE = re.compile(
    r"\(?((?:19|20)[0-9]{2})\)?年?((?!年|执)[一-鿿][一-鿿0-9]{0,16}?(?:执|民|刑|行|商|知|破|财|保|仲|赔)"
    r"[一-鿿]{0,4}[0-9]{1,7})(?:[-之][0-9一二三四五六七八九十]{1,3}){0,2}号?(?:[-之][0-9一二三四五六七八九十]{1,3}){0,2}"
)
_CASE_PART = re.compile(r"(?:[-之][0-9一二三四五六七八九十]{1,3}){1,2}$")
_WRITTEN_CASE = re.compile("(.*(?:执|民|刑|行|商|知|破|财|保|仲|赔)[一-鿿]{0,3}?)字?第?([0-9]+)")
"""What stands before 字第, and the serial number."""
_NO_COURT = re.compile("年?执[一-鿿]{0,3}[0-9]")
"""The end of a case number; which court's is not said."""
_COURT_CODE = re.compile("[0-9]")
_NEW_STYLE = 2016
"""From this year on a case number has its court's code and no 字第 (法〔2015〕137号)."""
_LEADING_ZEROS = re.compile(r"(?<![0-9])0+(?=[0-9]+$)")
_USUAL_CASE = re.compile(r"（((?:19|20)[0-9]{2})）([一-鿿][0-9]{2,4}执恢?[1-9][0-9]{0,6}号)")
"""What the general rule reads in the same way, only slower."""
_USUAL_NAME = re.compile("(?!.*(?:第|[〇零一二三四五六七八九]{2}))[一-鿿]{1,64}")
_CODE = re.compile(r"[0-9A-Z]{18}")
_COMPACT = re.compile(r"[0-9A-Z*]{9,18}")
_DIGITS = "0123456789"
_LEGAL_FORM = re.compile(
    r"(?:股份|有限|责任|集团|[总分子]?公司|有限合伙|(?:特殊)?普通合伙|合伙企业|合作社|工厂|商店|厂|店)+$"
)
_MASK = "*"
_NAME_CACHE = 200_000
_YEAR_LENGTH = len("(2025)")
_LONGEST_KEY = 128
"""Characters; keys are cut there, in records and in queries alike."""


def fold(text: str) -> str:
    """Half-width signs, no invisible characters; the first step of every normal form.

    >>> fold("（２０２５）")
    '(2025)'
    """
    return half_width(without_invisible(text))


def normalise_name(text: str) -> str:
    """The normal form in which names are compared.

    Simplified characters, capitals, no accents; no spaces and no marks, brackets and the dots of minority names among
    them; numbers as digits.

    >>> normalise_name("买买提●艾力"), normalise_name("买买提-艾力"), normalise_name("二O二○科技公司")
    ('买买提艾力', '买买提艾力', '2020科技公司')
    >>> normalise_name("钱 斌"), normalise_name("José"), normalise_name("Ａbc【集团】公司"), normalise_name("陳偉")
    ('钱斌', 'JOSE', 'ABC集团公司', '陈伟')
    """
    return name_form(simplified(_with_plain_signs(text)))


def case_form(text: str) -> str:
    """The normal form in which case numbers are looked for: no spaces, one kind of bracket, simplified characters.

    >>> case_form("【2025】浙0106 執 12 號")
    '(2025)浙0106执12号'
    """
    return simplified(_with_plain_signs(text))


@lru_cache(maxsize=_NAME_CACHE)
def name_keys(party_name: str) -> tuple[str, ...]:
    """The names under which a record is found: each member of a list, and the aliases in brackets.

    A traditional character with several simplified forms gives a name for each.

    >>> name_keys("陈伟（曾用名：陈小伟、陈大伟）")
    ('陈伟', '陈小伟', '陈大伟')
    >>> name_keys("张三、浙江某某（集团）有限公司"), name_keys("王二（原名王小二，曾用名王狗蛋）"), name_keys("朱八（女）")
    (('张三', '浙江某某集团有限公司'), ('王二', '王小二', '王狗蛋'), ('朱八',))
    """
    if _USUAL_NAME.fullmatch(party_name) and not has_traditional(party_name):
        return (party_name,)
    whole = _with_plain_signs(party_name)
    aliases = [_ALIAS_LABEL.sub("", member) for found in _ALIAS.findall(whole) for member in _MEMBERS.split(found)]
    members = _MEMBERS.split(_REMARK.sub("", _ALIAS.sub("", whole)))
    names = [*chain.from_iterable(map(_with_head, members)), *aliases]
    forms = (name_form(form)[:_LONGEST_KEY] for name in names for form in simplified_forms(name))
    return distinct(form for form in forms if form)


def _with_head(member: str) -> tuple[str, ...]:
    head = _HEAD.match(member)
    return (head[1], member) if head else (member,)


def identifier_keys(number: str | None) -> tuple[str, ...]:
    """The printed forms of an identifier that can be asked for; a USCC also by its organisation code.

    A number that begins with a star was hidden whole and is no key.

    >>> identifier_keys("91330106MA2AX1234P"), identifier_keys("73011302-3")
    (('91330106MA2AX1234P', 'MA2AX1234'), ('730113023',))
    >>> identifier_keys("3301061980****123*"), identifier_keys("***********")
    (('3301061980****123*',), ())
    """
    if not number:
        return ()
    code = number if _COMPACT.fullmatch(number) else compact_number(number)[:_LONGEST_KEY]
    if not code or code.startswith(_MASK):
        return ()
    return (code, code[8:17]) if _CODE.fullmatch(code) else (code,)


def is_masked(code: str) -> bool:
    """Whether a printed identifier hides digits: a person's number, of the key family ``id``."""
    return _MASK in code


def case_keys(case_number: str | None) -> tuple[str, ...]:
    """One key per case: ``(2025)浙0106执1234号``; parts (之一, -1) and leading zeros fall away.

    A prefix before the year (法发〔2014〕18号) makes a document number, a key of its own. What has no
    year in brackets is read as a half-written case number, else kept as it is.

    >>> case_keys("（2025）浙0106执1234号、[2014]穗南法执字第01050号之一")
    ('(2025)浙0106执1234号', '(2014)穗南法执字第1050号')
    >>> case_keys("法发〔2014〕18号"), case_keys("2025浙0106执12")
    (('(2014)18号', '法发(2014)18号'), ('(2025)浙0106执12号',))
    """
    usual = _USUAL_CASE.fullmatch(case_number or "")
    if usual:
        return (f"({usual[1]}){usual[2]}",)
    whole = case_form(case_number or "")
    found = cases_in(whole)
    return found or ((whole[:_LONGEST_KEY],) if whole else ())


def cases_in(normalised: str) -> tuple[str, ...]:
    """The case and document numbers in a text in the form of `case_form`; empty where there is none."""
    keys: list[str] = []
    plain = case_text(normalised)
    for prefix, year, rest in _CASE.findall(plain):
        if _NO_COURT.match(rest):
            continue
        key = _case_key(year, rest)
        keys += [key, prefix + key] if prefix else [key]
    if not keys and (bare := _BARE_CASE.fullmatch(plain)):
        keys.append(_case_key(bare[1], bare[2]))
    return distinct(keys)


def case_text(normalised: str) -> str:
    """A text in which case numbers stand as courts print them: the year in digits, no dashes inside, no label in front.

    >>> case_text("案号2024-浙0106-执-123"), case_text("(二〇二四)浙0106执123号"), case_text("(24)浙0106执123号")
    ('2024浙0106执123', '(2024)浙0106执123号', '(2024)浙0106执123号')
    """
    plain = _YEAR_IN_BRACKETS.sub(r"(\1)", normalised)
    plain = _CASE_LABEL.sub("", _CHINESE_YEAR.sub(lambda year: year[0].translate(_YEAR_DIGITS), plain))
    plain = _DASH_BEFORE_HAN.sub("", plain)
    return _SHORT_YEAR.sub(r"(20\1)", _DASH_BEHIND_HAN.sub("", plain))


def case_tails(cases: Iterable[str]) -> dict[str, str]:
    """Case key -> its serial number, of keys that say more than a year and a number.

    >>> case_tails(("(2025)浙0106执12号", "(2014)18号", "法发(2014)18号"))
    {'(2025)浙0106执12号': '12', '法发(2014)18号': '18'}
    """
    found = ((case, len(case[:-1].rstrip(_DIGITS))) for case in cases if case.endswith("号"))
    return {case: case[before:-1] for case, before in found if _YEAR_LENGTH < before < len(case) - 1}


def short_form(name: str) -> str:
    """A normalised name without its legal form; empty where nothing of two characters is left.

    >>> short_form("华美公司"), short_form("华美集团股份有限公司"), short_form("杭州华美"), short_form("有限公司")
    ('华美', '华美', '杭州华美', '')
    """
    rest = _LEGAL_FORM.sub("", name)
    return rest if len(rest) > 1 else ""


def organisation_bigrams(name: str) -> tuple[str, ...]:
    """The distinct overlapping pairs of characters of a normalised name, in order.

    >>> organisation_bigrams("华美华美厂")
    ('华美', '美华', '美厂')
    """
    return distinct(name[start : start + 2] for start in range(len(name) - 1))


def distinct(values: Iterable[str]) -> tuple[str, ...]:
    """The values without repetition, in the order of their first appearance."""
    return tuple(dict.fromkeys(values))


def _with_plain_signs(text: str) -> str:
    plain = _MINORITY_DOT.sub("", without_spaces(fold(text)).translate(_NAME_SIGNS))
    return _NOUGHTS.sub(lambda noughts: "〇" * len(noughts.group()), plain)


def _case_key(year: str, rest: str) -> str:
    serial = _LEADING_ZEROS.sub("", _CASE_PART.sub("", rest))
    written = _WRITTEN_CASE.fullmatch(serial)
    if written is None:
        return f"({year}){serial}号"
    is_old = int(year) < _NEW_STYLE and not _COURT_CODE.search(written[1])
    return f"({year}){written[1]}{'字第' if is_old else ''}{written[2].lstrip('0') or '0'}号"
