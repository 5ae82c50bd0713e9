"""HTML pages: the visible text, a line per block; no script, style, link, form, comment or hidden element."""

import re
from html.parser import HTMLParser

from pipeline.sources.guidelines.texts import decode_text

_SKIPPED = frozenset({
    "head", "script", "style", "template", "noscript", "svg", "math", "iframe", "object", "embed", "applet",
    "select", "textarea", "button", "nav", "footer", "aside", "audio", "video", "canvas", "map", "datalist",
    "dialog", "rt", "rp",
})  # fmt: skip
_BLOCKS = frozenset({
    "address", "article", "blockquote", "body", "br", "caption", "center", "dd", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html",
    "legend", "li", "main", "ol", "p", "pre", "section", "summary", "table", "tbody", "tfoot", "thead", "tr",
    "ul",
})  # fmt: skip
_VOID = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr",
})  # fmt: skip
_CLOSED_BY_NEXT = frozenset({"p", "li", "dd", "dt", "tr", "td", "th", "option"})
_CELLS = frozenset({"td", "th"})
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_WRAPPED = re.compile(r"(?<=[\u2e80-\ufffd])[ \t]*\r?\n[ \t]*(?=[\u2e80-\ufffd])")
_SPACE = re.compile(r"[ \t\r\n\f]+")


def html_lines(content: bytes) -> list[str]:
    """The visible lines of a page; of its main part alone where most of the text stands there.

    Raises:
        UnreadableFileError: It is no text.
    """
    page = _Page()
    page.feed(decode_text(content))
    page.close()
    page.end_line()
    main = [text for text, is_main in page.lines if is_main]
    every = [text for text, _ in page.lines]
    return main if sum(map(len, main)) * 2 > sum(map(len, every)) else every


class _Page(HTMLParser):
    """Collects lines while a page is read; a page may be as broken as it likes."""

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
        if self._skipped and self._skipped in _CLOSED_BY_NEXT and tag in _BLOCKS | _CELLS:
            self._skipped = ""
        if self._skipped:
            self._depth += tag == self._skipped
            return
        if tag in _BLOCKS:
            self.end_line()
        elif tag in _CELLS:
            self._line.append(" ")
        if tag not in _VOID and (tag in _SKIPPED or _is_hidden(dict(attrs))):
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
