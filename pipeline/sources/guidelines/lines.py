"""What a line of a legal document can be: title, issuer, number, date, salutation.

Every pattern is tried on short lines only, so a hostile line of a megabyte costs nothing.
"""

import re

from pipeline.cleaning.characters import half_width, without_spaces
from pipeline.cleaning.dates import parse_day

LONGEST_HEADER_LINE = 120
_KINDS = (
    "规定|决定|办法|意见|通知|解释|批复|复函|答复|函|备忘录|规范|规程|细则|纲要|方案|说明|清单|条例|规则|"
    "指引|指南|须知|纪要|公告|通告|标准|要点|制度|计划|规划|提示|流程|守则|汇编|问答|案例|样式"
)
_ENDS_LIKE_TITLE = re.compile(rf"(?:{_KINDS})(?:[（(][^（）()%％]{{1,20}}[）)])*$")
_MINISTRIES = (
    "公安|司法|财政|教育|民政|商务|农业|农村|交通运输|建设|保障|外交|"
    "环境保护|生态环境|文化|国土资源|自然资源|安全|信息化|水利|宣传|组织"
)
_ORGANS = (
    "人民法院|专门法院|检察院|国务院|委员会|改革委(?:员会)?|国资委|研究所|研究院|人民银行|"
    "总局|管理局|司法局|公安厅|司法厅|人民政府"
)
# Atomic: an organ ends at its first possible end, or a line of many would be tried in every division.
_ISSUER = rf"(?>[一-鿿]{{1,26}}?(?:{_ORGANS})|[一-鿿]{{0,12}}?(?:{_MINISTRIES})部)(?>(?:办公厅|办公室|研究室|执行局)?)"
_ISSUERS = re.compile(rf"{_ISSUER}(?:[、\s]*{_ISSUER}){{0,11}}")
_ISSUER_ONCE = re.compile(_ISSUER)
_TITLE_ISSUERS = re.compile(rf"(?P<issuers>{_ISSUER}(?:[、\s]*{_ISSUER}){{0,11}})\s*(?=关于|印发|发布|转发|《|\s)")
_NOT_AN_ISSUER = re.compile(r"应当|可以|依照|按照|根据|依据|参照|[的由向对与及]|^各|审判委员会")
_ENUMERATED = re.compile(
    r"[（(]?[一二三四五六七八九十\d]{1,4}[、．.）)\s]|第[一二三四五六七八九十百\d]{1,6}[条章节编]|附"
)
_SENTENCE = re.compile(r"[。；！？;]|[：:，、]$")
_ADOPTED = re.compile(r"[（(].*(?:通过|修正|公布|施行).*[）)]")
_SALUTATION = re.compile(r"(?:各|你|[一-鿿]{2,20}人民法院)[^。：:]{0,200}[：:]")
_PREAMBLE = re.compile(r"(?:为了?|根据|依据|依照|按照|现将|现就|近年来|你院|经[一-鿿]{0,12}研究)[^。]{6,}")
_FIRST_MARK = re.compile(r"第[一1]条|第[一1]章|[（(]?一[、）)]|1[.．、]")
_OPEN, _CLOSE = r"[(\[〔【﹝〈<]", r"[)\]〕】﹞〉>]"
_NUMBER = re.compile(
    rf"(?P<organ>[一-鿿()]{{0,16}}?){_OPEN}(?P<year>(?:19|20)\d\d){_CLOSE}(?P<word>[一-鿿]{{0,8}}?)第?0*(?P<serial>\d{{1,5}})号"
)
_DIGIT = "[0-9〇零○一二三四五六七八九十]"
_DATE = re.compile(rf"({_DIGIT}{{4}}年{_DIGIT}{{1,3}}月(?:{_DIGIT}{{1,3}}日)?)(?:印发|发布|公布)?")
_WEB_DATE = re.compile(r"(?:发布|公布|印发|成文)(?:日期|时间)[:：]?(.{6,20})")
_LETTERHEAD = re.compile(r"[一-鿿、]{2,40}(?:文件|公告)")


def normalise_document_number(text: str) -> str | None:
    """The canonical form of a document number, brackets of any kind as 〔〕; None if it is none.

    >>> [normalise_document_number(t) for t in ("法发［2017］27号", "法释(2017) 7 号", "（2014）执他字第22号")]
    ['法发〔2017〕27号', '法释〔2017〕7号', '〔2014〕执他字第22号']
    >>> normalise_document_number("第二十三条") is None
    True
    """
    if len(text) > LONGEST_HEADER_LINE:
        return None
    match = _NUMBER.fullmatch(without_spaces(half_width(text)))
    if match is None or not (match["organ"] or match["word"]):
        return None
    organ = match["organ"].replace("(", "（").replace(")", "）")
    word = f"{match['word']}第" if match["word"] else ""
    return f"{organ}〔{match['year']}〕{word}{match['serial']}号"


def read_day_line(line: str) -> str | None:
    """The day where the line is nothing but a date, with or without 印发; None otherwise."""
    match = _DATE.fullmatch(without_spaces(line)) if len(line) < 40 else None
    return parse_day(match[1]) if match else None


def read_web_day(line: str) -> str | None:
    """The day of a line 发布日期：2017-10-11, as web pages carry it."""
    match = _WEB_DATE.fullmatch(line)
    return parse_day(match[1]) if match else None


def is_date_line(line: str) -> bool:
    """Whether the line is a date, be it only a month."""
    return len(line) < 40 and (_DATE.fullmatch(without_spaces(line)) or _WEB_DATE.fullmatch(line)) is not None


def read_issuers(line: str) -> tuple[str, ...]:
    """The organs where the line names nothing else; empty otherwise.

    >>> read_issuers("最高人民法院公安部"), read_issuers("最高人民法院 青海省高级人民法院")
    (('最高人民法院', '公安部'), ('最高人民法院', '青海省高级人民法院'))
    """
    if len(line) > LONGEST_HEADER_LINE or _NOT_AN_ISSUER.search(line) or not _ISSUERS.fullmatch(line):
        return ()
    return tuple(match[0] for match in _ISSUER_ONCE.finditer(line))


def title_issuers(title: str) -> tuple[str, ...]:
    """The organs at the beginning of a title (最高人民法院关于…); empty where it names none."""
    match = _TITLE_ISSUERS.match(title)
    return read_issuers(match["issuers"]) if match else ()


def is_title(line: str) -> bool:
    """Whether the line has the form of a title: short, no sentence, not numbered, ends like one."""
    return (
        4 <= len(line) <= LONGEST_HEADER_LINE
        and _ENDS_LIKE_TITLE.search(line) is not None
        and not _SENTENCE.search(line)
        and not line.startswith(("《", "（", "(", "“", "【"))
        and not _ENUMERATED.match(line)
    )


def is_sure_title(line: str) -> bool:
    """Whether a title says by itself that it is one: it begins with its issuer or with 关于."""
    return is_title(line) and (line.startswith("关于") or bool(title_issuers(line)))


def is_title_beginning(line: str) -> bool:
    """Whether a title may begin here and go on on the next line."""
    sure = line.startswith("关于") or bool(title_issuers(line[:LONGEST_HEADER_LINE]))
    return sure and len(line) <= 60 and not _SENTENCE.search(line) and not is_title(line)


def is_adoption_line(line: str) -> bool:
    """Whether the line says, in brackets, when the text was adopted or amended."""
    return len(line) <= 300 and _ADOPTED.fullmatch(line) is not None


def is_letterhead(line: str) -> bool:
    """Whether the line is a letterhead (…人民法院文件) or the head of a promulgation (…公告)."""
    return len(line) <= 40 and _LETTERHEAD.fullmatch(line) is not None and "关于" not in line


def is_numbered(line: str) -> bool:
    """Whether the line begins with an article, chapter, section or item number, or an annex."""
    return _ENUMERATED.match(line) is not None


def is_sentence(line: str) -> bool:
    """Whether the line ends as running text does."""
    return len(line) > LONGEST_HEADER_LINE or _SENTENCE.search(line) is not None


def opens_a_text(line: str) -> bool:
    """Whether a document's text may begin with this line: salutation, preamble, or a first number."""
    head = line[:300]
    return any(pattern.match(head) for pattern in (_SALUTATION, _PREAMBLE, _FIRST_MARK))
