"""Texts as the public will see them, each mask marked, as plain data that a page turns into elements.

A node is a string (text), ``["mark", kind, text]`` or ``[tag, children]`` with a tag of `KEPT_TAGS`. The page
makes elements and text nodes of them and never parses markup, so whatever a text holds stays text.
"""

import re
from html.parser import HTMLParser
from typing import Any

from pipeline.masking.html import KEPT_TAGS
from pipeline.masking.profiles import Profile
from pipeline.review.marks import Mark, find_marks

Node = str | list[Any]

_OPEN, _CLOSE, _FIRST_KIND = "\ue000", "\ue001", 0xE100
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_MARKED = re.compile(f"{_OPEN}(?P<kind>.)(?P<text>[^{_OPEN}{_CLOSE}]*){_CLOSE}", re.DOTALL)
_VOID = frozenset(("br", "hr"))
_DEEPEST = 60


def text_nodes(text: str, profile: Profile) -> list[Node]:
    """A plain text.

    >>> text_nodes("电话***********。", Profile.STANDARD)
    ['电话', ['mark', '电话', '***********'], '。']
    """
    nodes: list[Node] = []
    done = 0
    for mark in find_marks(text, profile):
        nodes += [text[done : mark.start], ["mark", mark.kind, text[mark.start : mark.end]]]
        done = mark.end
    return [node for node in (*nodes, text[done:]) if node]


def html_nodes(source: str, profile: Profile) -> list[Node]:
    """Sanitised, masked HTML as a tree.

    >>> html_nodes("<p>电话***********</p>", Profile.STANDARD)
    [['p', ['电话', ['mark', '电话', '***********']]]]
    """
    clean = _PRIVATE.sub("\ufffd", source)
    marks = find_marks(clean, profile)
    kinds = sorted({mark.kind for mark in marks})
    tree = _Tree(kinds)
    tree.feed(_with_signs(clean, marks, kinds))
    tree.close()
    return tree.root


def _with_signs(text: str, marks: tuple[Mark, ...], kinds: list[str]) -> str:
    """Private signs around every mark; marks never hold a tag."""
    parts, done = [], 0
    for mark in marks:
        kind = chr(_FIRST_KIND + kinds.index(mark.kind))
        parts += [text[done : mark.start], _OPEN, kind, text[mark.start : mark.end], _CLOSE]
        done = mark.end
    return "".join((*parts, text[done:]))


class _Tree(HTMLParser):
    """Kept tags become nodes; any other tag vanishes and its text stays."""

    def __init__(self, kinds: list[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.root: list[Node] = []
        self._kinds = kinds
        self._open: list[tuple[str, list[Node]]] = [("", self.root)]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in KEPT_TAGS or len(self._open) > _DEEPEST:
            return
        children: list[Node] = []
        self._open[-1][1].append([tag, children])
        if tag not in _VOID:
            self._open.append((tag, children))

    def handle_endtag(self, tag: str) -> None:
        depths = [depth for depth, (name, _) in enumerate(self._open) if name == tag]
        if depths and tag:
            del self._open[depths[-1] :]

    def handle_data(self, data: str) -> None:
        children = self._open[-1][1]
        done = 0
        for found in _MARKED.finditer(data):
            kind = self._kinds[ord(found["kind"]) - _FIRST_KIND]
            children += [node for node in (data[done : found.start()], ["mark", kind, found["text"]]) if node]
            done = found.end()
        if done < len(data):
            children.append(data[done:])
