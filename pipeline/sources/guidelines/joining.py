"""Sentences that were broken by the ends of printed lines are joined again."""

import re
from itertools import pairwise

from pipeline.cleaning.marks import is_annex_line
from pipeline.sources.guidelines import lines as line_forms

_CLOSED = tuple("。；：！？.;:!?”）)】》…")
_GOES_ON = ("，", "、")
_ARTICLE = re.compile(r"第[一二三四五六七八九十百〇零0-9]{1,6}条\s?")
_SECTION = re.compile(r"[一二三四五六七八九十]{1,3}[、．.]|第[一二三四五六七八九十百]{1,6}[章节编]")
_ITEM = re.compile(r"[（(][一二三四五六七八九十0-9]{1,3}[）)]\s?|[0-9]{1,3}[.．、]?\s?")
_TABLE_ROW = re.compile(r"\S \S.* \S|[0-9]{1,4} \S")
_SHORTEST_BROKEN_LINE = 20
_WIDTH_TOLERANCE = 5


def join_wrapped_lines(lines: tuple[str, ...]) -> tuple[str, ...]:
    """Join a line that stops in the middle of a sentence with the next one.

    A line that begins an item (（一）, 1.) may be a heading; without other evidence it is joined only in
    documents that are broken throughout, and only if it is as long as the broken lines there.

    >>> join_wrapped_lines(("第三条 本规程第二条所称通过验证的当事人，是指该案件", "的申请执行人。", "第四条 略。"))
    ('第三条 本规程第二条所称通过验证的当事人，是指该案件的申请执行人。', '第四条 略。')
    """
    widths = [len(line) for line, after in pairwise(lines) if _is_broken(line, after)]
    width = sorted(widths)[len(widths) // 2] if len(widths) > 1 else None
    joined: list[list[str]] = []
    open_line = ""
    for line in lines:
        if joined and open_line and (_is_broken(open_line, line) or _is_broken_item(open_line, line, width)):
            joined[-1].append(line)
        else:
            joined.append([line])
        open_line = line
    return tuple("".join(parts) for parts in joined)


def _is_broken(line: str, after: str) -> bool:
    """Whether a line that is neither item nor heading stops in the middle of a sentence."""
    if _begins_anew(after) or line.endswith(_CLOSED) or _SECTION.match(line):
        return False
    if line.endswith(_GOES_ON) and len(line) > _SHORTEST_BROKEN_LINE // 2:
        return True
    text = _ARTICLE.sub("", line, count=1)
    is_plain = not _ITEM.match(line) and not _TABLE_ROW.search(text) and not _stands_alone(line)
    return is_plain and len(line) >= _SHORTEST_BROKEN_LINE


def _is_broken_item(line: str, after: str, width: int | None) -> bool:
    """Whether an item's line is broken, judged by the width of the other broken lines."""
    if width is None or _begins_anew(after) or line.endswith(_CLOSED) or not _ITEM.match(line):
        return False
    text = _ITEM.sub("", line, count=1)
    return abs(len(line) - width) <= _WIDTH_TOLERANCE and not _TABLE_ROW.search(text) and text[:1] != ""


def _begins_anew(line: str) -> bool:
    numbered = _ARTICLE.match(line) or _SECTION.match(line) or _ITEM.match(line)
    return bool(numbered) or is_annex_line(line) or _stands_alone(line)


def _stands_alone(line: str) -> bool:
    """Whether the line is a title, issuer or date."""
    return line_forms.is_date_line(line) or line_forms.is_sure_title(line) or bool(line_forms.read_issuers(line))
