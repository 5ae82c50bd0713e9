"""Which heading blocks begin a document, and which belong to the document before.

1. heading blocks, in order; a signature, a title that a notice repeats over the text it issues, and the
   title of an annex begin nothing
2. articles that start again at 第一条 under a heading that step 1 did not know
"""

from itertools import pairwise

from pipeline.cleaning.marks import article_runs, inside_quotes, is_annex_line, section_marks
from pipeline.sources.guidelines import lines as line_forms
from pipeline.sources.guidelines.headings import Heading, core_of, named_text, read_heading

FEWEST_ARTICLES = 2
"""A single 第一条 makes no run of articles."""
_ISSUING = ("印发", "转发", "下发", "公告", "通知")
_FEW_WORDS = 20
_LONGEST_TITLE = 60
_LONGEST_NOTICE = 100
"""In paragraphs: how far above a repeated title the notice that issues it may begin."""
_LONGEST_SENTENCE = 2000


def find_document_starts(lines: tuple[str, ...]) -> list[Heading]:
    """The heading of every document of a file, in order."""
    quoted = inside_quotes(list(lines))
    found: list[Heading] = []  # 1
    index = 0
    while index < len(lines):
        heading = None if quoted[index] else _document_start(lines, index, found)
        if heading is None:
            index += 1
        else:
            found.append(heading)
            index = max(heading.body, index + 1)
    return _with_restarts(lines, found)  # 2


def _document_start(lines: tuple[str, ...], index: int, found: list[Heading]) -> Heading | None:
    heading = read_heading(lines, index)
    if not found:
        return heading if heading and heading.is_sure else _free_heading(lines, index, heading)
    if heading is None or not heading.is_sure or not _is_finished(lines[index - 1]):
        return None
    if _is_signature(lines[index], lines[index + 1], heading, found[-1]):
        return None
    if heading.strays:
        # A line that only looks like a title stays with the document before.
        return None
    return None if _belongs_to(found[-1], heading, lines) else heading


def _free_heading(lines: tuple[str, ...], index: int, heading: Heading | None) -> Heading | None:
    """The first line of a file, whatever it is called, if it is short and text follows it."""
    if heading is not None or index > 0 or len(lines) < 2:
        return heading if index == 0 else None
    line = lines[0]
    if len(line) > _LONGEST_TITLE or line_forms.is_sentence(line) or line_forms.is_numbered(line):
        return None
    return _bare_heading(0, 1, line)


def _bare_heading(first: int, body: int, title: str) -> Heading:
    return Heading(first, body, title, None, line_forms.title_issuers(title), (), (), (), is_sure=True)


def _is_finished(line: str) -> bool:
    """Whether a new document may follow: the line is a sentence's end, or too short or gapped for a wrapped one."""
    return line.endswith(tuple("。；：！？.;!?”）)】》")) or len(line) < _FEW_WORDS or " " in line


def _is_signature(line: str, after: str, heading: Heading, current: Heading) -> bool:
    """Whether the issuer above a title signs the document before instead.

    It does where a date follows it, or where the title does not ask for an issuer (it begins otherwise
    than with 关于) and the organ is the one that issued the document before.
    """
    organs = line_forms.read_issuers(line)
    if line_forms.is_date_line(line) or (organs and line_forms.is_date_line(after)):
        return True
    asks = core_of(heading.title) != heading.title and "关于" in heading.title
    return bool(organs) and not asks and set(organs) <= set(current.issuers)


def _belongs_to(current: Heading, heading: Heading, lines: tuple[str, ...]) -> bool:
    """Whether a heading repeats what the notice above it issues, or the name of its annex."""
    above = list(lines[current.body : min(heading.first, current.body + _LONGEST_NOTICE)])
    core = core_of(heading.title)
    if any(is_annex_line(line) and core in core_of(line) for line in above):
        return True
    if article_runs(above, inside_quotes(above)):
        return False
    issues = named_text(current.title) != current.title or current.title.endswith(_ISSUING)
    named = any("《" in line and core in core_of(line[:_LONGEST_SENTENCE]) for line in above)
    same = core == core_of(named_text(current.title))
    return (issues and named) or (same and len(above) <= _FEW_WORDS and not section_marks(above, inside_quotes(above)))


def _with_restarts(lines: tuple[str, ...], headings: list[Heading]) -> list[Heading]:
    """Add the headings over articles that start again inside a document."""
    complete: list[Heading] = []
    for heading, stop in with_ends(headings, len(lines)):
        complete.append(heading)
        span = list(lines[heading.body : stop])
        runs = [run for run in article_runs(span, inside_quotes(span)) if len(run) >= FEWEST_ARTICLES]
        for before, run in pairwise(runs):
            first = heading.body + run[0].line
            last = heading.body + max(mark.line for mark in before if mark.line < run[0].line)
            if restart := _heading_above(lines, last + 1, first):
                complete.append(restart)
    return complete


def _heading_above(lines: tuple[str, ...], earliest: int, article: int) -> Heading | None:
    """The nearest line above a 第一条 that can be a title; None where only sentences stand there."""
    if any(is_annex_line(lines[index]) for index in range(earliest, article)):
        return None
    for index in range(article - 1, earliest - 1, -1):
        line = lines[index]
        is_short = len(line) <= _LONGEST_TITLE and not line_forms.is_sentence(line)
        if is_short and not line_forms.is_numbered(line) and not line_forms.is_date_line(line):
            return _bare_heading(index, index + 1, line)
    return None


def with_ends(headings: list[Heading], end: int) -> list[tuple[Heading, int]]:
    """Every heading with the line at which its document ends."""
    return list(zip(headings, [*(later.first for later in headings), end][1:], strict=True)) if headings else []
