"""Make HTML from a case system safe, before it is masked.

The sanitiser (nh3) decides what is safe; this file only names what is wanted. Structural tags that
the pages do not style (``div``, ``h1``, ``dl`` …) become line breaks or their plainer twin, so that
two numbers in two blocks never run together.
"""

import html
import re

import nh3

_KEPT = "p br hr table caption thead tbody tfoot tr th td ul ol li strong em u sub sup h3 h4 blockquote"
KEPT_TAGS = frozenset(_KEPT.split())
"""What a masked text may hold."""

_TWINS = {"b": "strong", "i": "em", "h1": "h3", "h2": "h3", "h5": "h4", "h6": "h4"}
_BLOCK_TAGS = "div section article header footer main center pre address dl dt dd form fieldset figure nav aside"
_BLOCKS = frozenset(_BLOCK_TAGS.split())
_UNREAD = "script style template iframe noscript object embed svg math title select textarea"
_DROPPED_WHOLE = frozenset(_UNREAD.split())
_EMPTY = ("br>", "br ", "hr>", "img", "col")
_ATTRIBUTES = {tag: {"colspan", "rowspan"} for tag in ("td", "th")}
_SMALL = re.compile(r"[1-9][0-9]?")
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)([^<>]*)>")
_ANY_TAG = re.compile(r"<[^<>]{0,2000}>")
_A_TABLE = re.compile(r"<table[\s>]", re.IGNORECASE)
_A_CELL = re.compile(r"</t(?:[dh]\s{0,9}>(?=\s{0,9}<t[dh])|(r)\s{0,9}>)", re.IGNORECASE)
_OPENING = re.compile(r"<[A-Za-z]")
_SURROGATES = re.compile(r"[\ud800-\udfff]")
_DEEPEST = 2000
"""Nested deeper, the sanitiser needs quadratic time; a court's text nests a dozen levels."""


def sanitise(source: str) -> str:
    """HTML of the kept tags only: no script, no style, no attribute but small column and row spans.

    Args:
        source: HTML or plain text, however broken.

    >>> sanitise("<div onclick=x>拍卖<b>公告<script>x()</script></div>")
    '拍卖<strong>公告</strong><br>'
    """
    safe = _with_cells_apart(_SURROGATES.sub("\ufffd", source))
    if len(_OPENING.findall(safe)) > _DEEPEST:
        safe = _without_deep_nesting(safe)
    return _TAG.sub(_plain_tag, _CLEANER.clean(safe))


def _with_cells_apart(source: str) -> str:
    """Cells outside of a table lose their tags; what stood in two of them must not run together."""
    if _A_CELL.search(source) is None or _A_TABLE.search(source) is not None:
        return source
    return _A_CELL.sub(lambda cell: "<br>" if cell[1] else " ", source)


def _small_span(_tag: str, _attribute: str, value: str) -> str | None:
    return value if _SMALL.fullmatch(value) else None


_CLEANER = nh3.Cleaner(
    tags=set(KEPT_TAGS | _TWINS.keys() | _BLOCKS),
    clean_content_tags=set(_DROPPED_WHOLE),
    attributes=_ATTRIBUTES,
    attribute_filter=_small_span,
    link_rel=None,
)


def _plain_tag(found: re.Match[str]) -> str:
    slash, name, attributes = found.groups()
    if name in _BLOCKS:
        return "<br>" if slash else ""
    return f"<{slash}{_TWINS.get(name, name)}{attributes}>"


def _without_deep_nesting(source: str) -> str:
    """The text alone, if tags nest deeper than any text of a court does."""
    depth = deepest = 0
    for found in _ANY_TAG.finditer(source):
        tag = found.group()
        if tag[1:2].isalpha() and not tag.endswith("/>") and tag[1:4].lower() not in _EMPTY:
            depth += 1
            deepest = max(deepest, depth)
        elif tag[1:2] == "/":
            depth = max(0, depth - 1)
    return html.escape(_ANY_TAG.sub("\n", source)) if deepest > _DEEPEST else source
