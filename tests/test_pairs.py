"""The documents that an operator needs say the same in English and in Chinese: sections, commands, tables, links.

Compared section by section, so that a failure names the section in which something is missing in one of the two.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[1] / "docs"
WHOLE = ("approval", "hosting", "operating", "platforms", "sources", "threats")
"""Those of which every section is compared; masking (and contract, which is made) are held together by tests of their own."""
PAIRS = (*WHOLE, "masking")

_FENCE = re.compile(r"^ *```", re.M)
_HEADING = re.compile(r"^(#{1,4}) (.+)$")
_HAN = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_SPAN = re.compile(r"`([^`]+)`")
_COMMENT = re.compile(r"(?:^|\s+)#(?!\s*\{).*$")
_WORDS = re.compile(r'"[^"]*"')
_OPTION = re.compile(r'(--[a-z-]+) "[^"]*"')
_PLACEHOLDER = re.compile(r"(?<![\w-])[A-Z][A-Z_]+(?![\w.])")


@dataclass(frozen=True)
class Section:
    """What stands below a heading, up to the next one."""

    level: int
    title: str
    lines: tuple[str, ...]
    blocks: tuple[str, ...]
    """Lines of code blocks."""

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def rows(self) -> int:
        return sum(line.lstrip().startswith("|") for line in self.lines)

    @property
    def items(self) -> int:
        return sum(bool(re.match(r" {0,3}(?:[-*]|\d+\.) ", line)) for line in self.lines)

    @property
    def commands(self) -> list[str]:
        """The code, without what may be said in the language of the page: comments, words in quotation marks, names."""
        return [told for line in self.blocks if (told := plain(line))]

    @property
    def spans(self) -> set[str]:
        """Code in the running text."""
        return {told for one in _SPAN.findall(self.text) if (told := " ".join(plain(one).split())) and told != "…"}

    @property
    def targets(self) -> set[str]:
        """Where its links lead, as the English page names it, without places inside of a page."""
        return {link.partition("#")[0].replace(".zh.md", ".md") for link in _LINK.findall(self.text)} - {""}


def plain(code: str) -> str:
    """Code without comments; what a page may say in its own language is one sign."""
    code = _OPTION.sub(r"\1 …", code)
    code = _WORDS.sub(lambda found: "…" if _HAN.search(found[0]) or " " in found[0] else found[0], code)
    return " ".join(
        "…" if _HAN.search(word) else _PLACEHOLDER.sub("…", word) for word in _COMMENT.sub("", code).split()
    )


def sections_of(text: str) -> Iterator[Section]:
    """A page cut at its headings; a sharp in a block of code is none."""
    lines: list[str] = []
    blocks: list[str] = []
    title, level, fenced, bullet, before = "", 0, False, False, ""
    for line in text.splitlines():
        if _FENCE.match(line):
            fenced = not fenced
        elif fenced or (line.startswith("      " if bullet else "    ") and before in ("", "block")):
            blocks.append(line)
        elif found := _HEADING.match(line):
            yield Section(level, title, tuple(lines), tuple(blocks))
            title, level, lines, blocks = found[2], len(found[1]), [], []
        else:
            lines.append(line)
        before = "block" if blocks and line is blocks[-1] else line.strip()
        if line.strip():
            bullet = not fenced and (bool(re.match(r"[-*] |\d+\. ", line)) or (bullet and line.startswith("  ")))
    yield Section(level, title, tuple(lines), tuple(blocks))


@cache
def page(name: str) -> tuple[Section, ...]:
    return tuple(sections_of((DOCS / name).read_text(encoding="utf-8")))[1:]


def anchor(title: str) -> str:
    """As GitHub makes it from a heading."""
    return re.sub(r"[^\w\- ]", "", _SPAN.sub(r"\1", title).lower()).replace(" ", "-")


def anchors_of(path: Path) -> set[str]:
    return {anchor(section.title) for section in sections_of(path.read_text(encoding="utf-8"))}


SAMPLE = """# A
## B
Say `one --two` and [here](other.md).
```toml
key = "a word"   # why
```
- a

      run --now FILE

| a | b |
|---|---|
"""


def test_the_cut_sees_sections_code_tables_and_links() -> None:
    _, top, below = sections_of(SAMPLE)
    assert (top.level, top.title, below.level, below.title) == (1, "A", 2, "B")
    assert below.spans == {"one --two"}
    assert below.commands == ["key = …", "run --now …"]
    assert (below.rows, below.items, below.targets) == (2, 1, {"other.md"})
    assert sum(len(section.spans) for section in page("operating.md")) > 200
    assert sum(len(section.commands) for section in page("hosting.md")) > 20


@pytest.mark.parametrize("name", WHOLE)
def test_both_have_the_same_sections(name: str) -> None:
    english, chinese = page(f"{name}.md"), page(f"{name}.zh.md")
    told = [f"{left.title} = {right.title}" for left, right in zip(english, chinese, strict=False)]
    assert [one.level for one in english] == [one.level for one in chinese], told


@pytest.mark.parametrize("what", ["commands", "spans", "rows", "items", "targets"])
@pytest.mark.parametrize("name", WHOLE)
def test_each_section_has_the_same(name: str, what: str) -> None:
    english, chinese = page(f"{name}.md"), page(f"{name}.zh.md")
    different = {}
    for left, right in zip(english, chinese, strict=False):
        here, there = getattr(left, what), getattr(right, what)
        if what == "targets":
            here, there = ({one for one in some if one != f"{name}.md"} for some in (here, there))
        if here != there:
            shown = (here - there, there - here) if isinstance(here, set) else (here, there)
            different[f"{left.title} = {right.title}"] = shown
    assert different == {}


@pytest.mark.parametrize("name", PAIRS)
def test_each_leads_to_the_other_and_a_chinese_page_to_chinese_pages(name: str) -> None:
    english, chinese = ((DOCS / f"{name}{end}").read_text(encoding="utf-8") for end in (".md", ".zh.md"))
    assert f"]({name}.zh.md)" in english
    assert f"]({name}.md)" in chinese
    wrong = [
        link
        for link in _LINK.findall(chinese)
        if link.partition("#")[0] in {f"{other}.md" for other in (*PAIRS, "contract")} and link != f"{name}.md"
    ]
    assert [link for link in wrong if f"[英文]({link})" not in chinese] == []


@pytest.mark.parametrize("end", [".md", ".zh.md"])
@pytest.mark.parametrize("name", WHOLE)
def test_every_link_leads_somewhere(name: str, end: str) -> None:
    own = DOCS / f"{name}{end}"
    dead = []
    for link in _LINK.findall(own.read_text(encoding="utf-8")):
        place, _, inside = link.partition("#")
        if link.startswith(("https:", "http:", "mailto:")):
            continue
        path = (own.parent / place).resolve() if place else own
        if not path.exists() or (inside and inside not in anchors_of(path)):
            dead.append(link)
    assert dead == []
