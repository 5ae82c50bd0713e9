"""HTML pages: the visible text, a line per block; no script, style, link, form, comment or hidden element."""

import re
from html.parser import HTMLParser
from itertools import accumulate

import nh3

from pipeline.core.messages import _
from pipeline.sources.guidelines.texts import decode_text
from pipeline.sources.guidelines.unreadable import UnreadableFileError

_SKIPPED = frozenset({
    "head", "title", "script", "style", "template", "noscript", "svg", "math", "iframe", "object", "embed", "applet",
    "select", "textarea", "button", "nav", "footer", "aside", "audio", "video", "canvas", "map", "datalist",
    "dialog", "rt", "rp",
})  # fmt: skip
_BLOCKS = frozenset({
    "address", "article", "blockquote", "body", "br", "caption", "center", "dd", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html",
    "legend", "li", "main", "ol", "p", "pre", "section", "summary", "table", "tbody", "tfoot", "thead", "tr",
    "ul",
})  # fmt: skip
_INLINE = frozenset({"a", "b", "big", "em", "font", "i", "label", "small", "span", "strong", "sub", "sup", "u"})
_CELLS = frozenset({"td", "th"})
_TAG = re.compile(r"<(/?)(?!(?:p|li|dd|dt|tr|td|th|br|hr|img|input|meta|link)\b)[a-zA-Z]")
_MOST_TAGS, _DEEPEST = 200_000, 2_000
"""Nested in each other without end, they would keep the parser busy for hours."""
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_WRAPPED = re.compile(r"(?<=[\u2e80-\ufffd])[ \t]*\r?\n[ \t]*(?=[\u2e80-\ufffd])")
_SPACE = re.compile(r"[ \t\r\n\f]+")


def html_lines(content: bytes) -> list[str]:
    """The visible lines of a page; of its main part alone where most of the text stands there.

    Raises:
        UnreadableFileError: It is no text, or has too many tags.
    """
    text = decode_text(content)
    if text.count("<") > _MOST_TAGS or _depth(text) > _DEEPEST:
        raise UnreadableFileError(_("not read: the page has too many tags, or nests them too deeply; save it as text"))
    page = _Page()
    page.feed(_well_formed(text))
    page.close()
    page.end_line()
    main = [text for text, is_main in page.lines if is_main]
    every = [text for text, _ in page.lines]
    return main if sum(map(len, main)) * 2 > sum(map(len, every)) else every


def _depth(page: str) -> int:
    """How deep tags nest at most, at a rough count."""
    steps = accumulate(-1 if tag[1] else 1 for tag in _TAG.finditer(page))
    return max(steps, default=0)


def _well_formed(page: str) -> str:
    """The page as a browser understands it, without what is never shown."""
    return nh3.clean(
        page,
        tags=set(_BLOCKS | _CELLS | _INLINE),
        clean_content_tags=set(_SKIPPED),
        attributes={"*": {"hidden", "aria-hidden", "style"}, "ol": {"start"}},
        link_rel=None,
    )


class _Page(HTMLParser):
    """Collects the lines of a well-formed page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[tuple[str, bool]] = []
        self._line: list[str] = []
        self._skipped = ""
        self._depth = 0
        self._main = 0
        self._preformatted = 0
        self._lists: list[int | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a block, or what is skipped."""
        if self._skipped:
            self._depth += tag == self._skipped
            return
        if tag in _BLOCKS:
            self.end_line()
        elif tag in _CELLS:
            self._line.append(" ")
        if tag not in ("br", "hr") and _is_hidden(dict(attrs)):
            self._skipped, self._depth = tag, 1
            return
        self._open(tag, dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        """End a block, or what is skipped."""
        if self._skipped:
            self._depth -= tag == self._skipped
            if self._depth == 0:
                self._skipped = ""
            return
        if tag in _BLOCKS:
            self.end_line()
        if tag in ("main", "article"):
            self._main = max(0, self._main - 1)
        elif tag == "pre":
            self._preformatted = max(0, self._preformatted - 1)
        elif tag in ("ol", "ul") and self._lists:
            self._lists.pop()

    def handle_data(self, data: str) -> None:
        """Text between tags."""
        if self._skipped:
            return
        if not self._preformatted:
            self._line.append(data)
            return
        first, *others = data.split("\n")
        self._line.append(first)
        for line in others:
            self.end_line()
            self._line.append(line)

    def end_line(self) -> None:
        """What was collected is a line."""
        text = _SPACE.sub(" ", _WRAPPED.sub("", "".join(self._line))).strip()
        self._line.clear()
        if text:
            self.lines.append((text, self._main > 0))

    def _open(self, tag: str, attributes: dict[str, str | None]) -> None:
        if tag in ("main", "article"):
            self._main += 1
        elif tag == "pre":
            self._preformatted += 1
        elif tag == "ul":
            self._lists.append(None)
        elif tag == "ol":
            start = attributes.get("start") or "1"
            self._lists.append(int(start) if re.fullmatch(r"[0-9]{1,4}", start) else 1)
        elif tag == "li" and self._lists and (number := self._lists[-1]) is not None:
            self._line.append(f"{number}. ")
            self._lists[-1] = number + 1


def _is_hidden(attributes: dict[str, str | None]) -> bool:
    hidden = "hidden" in attributes or (attributes.get("aria-hidden") or "").lower() == "true"
    return hidden or _HIDDEN_STYLE.search(attributes.get("style") or "") is not None
