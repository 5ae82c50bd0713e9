"""Texts in which all secrets but one are masked: what the detector finds of the one that the masker missed."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.leaks.raw_values import RawValues
from pipeline.leaks.scan import scan_bytes
from pipeline.leaks.soft.look import RowText, soft_hits
from tests.pipeline.corpus.judging import read

_NUMERALS = "〇零一二三四五六七八九十廿"
_OWN_SHAPES = frozenset(
    {
        "passport",
        "permit",
        "residence_permit",
        "foreign_id",
        "service_id",
        "card",
        "id_part",
        "email",
        "wechat",
        "qq",
        "other_number",
        "sensitive",
    }
)
_FEW = 4
"""Secrets of a text that are most likely all of its kind, where their shape says nothing."""
Hits = frozenset[tuple[str, int]]

CLAIMED = (
    "address", "birth", "age", "minor_name", "plate", "property_title", "account", "landline", "resident_id",
)  # fmt: skip
"""The kinds that the detector claims to find in texts of which no row knows anything."""

_MEANT: tuple[tuple[str, str], ...] = (
    ("resident_id", r"[1-9]\d{14}|[1-9]\d{16}[\dXx]?"),
    ("plate", r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·.]?[A-Z0-9]{4,6}[挂澳港学警]?"),
    ("landline", r"\(?0\d{2,3}\)?-?\d{3,4}-?\d{3,4}|[2-9]\d{2,3}-?\d{3,4}"),
    ("account", r"[\d -]{12,34}"),
    ("age", r".{0,6}岁.{0,3}"),
    ("birth", r".*(?:\d|[元正腊冬一二三四五六七八九十]+)月.{0,8}|.{0,6}\d{1,2}[-/.]\d{1,2}|19\d{6}|20[01]\d{5}"),
    ("property_title", r".*(?:不动产权|权证|国用|集用|房产证|房证).*"),
    ("address", r"[^元]{1,40}(?:[镇乡村路街巷弄里组号室房栋幢楼庄屯寨社队苑]|单元|街道)[^元]{0,12}|.*\d+-\d+-\d+.*"),
)  # fmt: skip
"""What a secret is, by its shape: the kind of a text is that of its main secret only."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One text of the corpus, as the detector reads it."""

    number: int
    masked: str
    """Without any secret."""
    false: Hits
    """What is found in it all the same."""
    secrets: list[tuple[str, str, Hits]] = field(default_factory=list)
    """Secret, its kind, and what is found where it alone is left."""
    texts: dict[str, str] = field(default_factory=dict)

    def shown(self, secret: str) -> str:
        """The text in which this secret alone is left."""
        return self.texts[secret]


def judge_file(path: Path | str) -> Iterator[Judged]:
    """Every snippet of a file of the corpus."""
    with Path(path).open("rb") as file:
        for number, snippet in enumerate(tomllib.load(file)["snippet"], 1):
            yield judge(number, snippet)


def judge(number: int, snippet: dict[str, Any]) -> Judged:
    """One snippet: with all secrets masked, and with each of them left."""
    spans = {secret: _places(snippet, secret) for secret in snippet.get("secrets", [])}
    masked = _starred(snippet["text"], [span for places in spans.values() for span in places])
    judged = Judged(number, masked, _hits(snippet, masked))
    for secret, kept in spans.items():
        others = [span for other, places in spans.items() if other != secret for span in places]
        text = _starred(snippet["text"], _without(others, kept))
        judged.texts[secret] = text
        judged.secrets.append(
            (
                secret,
                kind_of(secret, snippet["kind"] if len(spans) <= _FEW else "mixed"),
                _hits(snippet, text) - judged.false,
            )
        )
    return judged


def kind_of(secret: str, kind: str) -> str:
    """The kind of one secret of a text; that of the text where its shape says nothing.

    >>> kind_of("13955637741", "address"), kind_of("木梓乡陶屋村上首组", "name"), kind_of("小满", "minor_name")
    ('mobile', 'address', 'minor_name')
    """
    value = read(secret)
    bare = re.sub(r"[\s+()-]", "", value)
    if re.fullmatch(r"(?:0?0?86)?1[3-9]\d{9}", bare):
        return "mobile"
    if re.fullmatch(r"[A-Z0-9]{17}", bare) and not bare[:6].isdigit():
        return "vin"
    if kind in _OWN_SHAPES:
        return kind
    for name, shape in _MEANT:
        if re.fullmatch(shape, re.sub(r"\s", "", value) if name != "account" else value, re.DOTALL):
            return name if name != "account" or kind in ("account", "mixed") else kind
    if kind == "minor_name":
        return kind if not re.search(r"\d", value) else "mixed"
    has_own_shape = kind == "address" or re.search(rf"[\d{_NUMERALS}]", value)
    return kind if has_own_shape and not re.fullmatch(r"[\u4e00-\u9fff]{2,3}", value) else "mixed"


def _places(snippet: dict[str, Any], secret: str) -> list[tuple[int, int]]:
    """Where a secret stands, outside of public values."""
    text = snippet["text"]
    public = [span for value in snippet.get("public", []) for span in _spans(value, text)]
    return [
        (start, end)
        for start, end in _spans(secret, text)
        if not any(first <= start and end <= last for first, last in public)
    ]


def _spans(value: str, text: str) -> list[tuple[int, int]]:
    return [found.span() for found in re.finditer(re.escape(value), text)]


def _without(spans: list[tuple[int, int]], kept: list[tuple[int, int]]) -> list[tuple[int, int]]:
    return [(a, b) for a, b in spans if not any(a < end and start < b for start, end in kept)]


def _starred(text: str, spans: list[tuple[int, int]]) -> str:
    """Letters and digits of the spans as stars; markup and what separates stays."""
    signs = list(text)
    for start, end in spans:
        inside = re.sub(r"<[^<>]*>|&[#a-zA-Z0-9]+;|[\s\S]", _star, text[start:end])
        signs[start:end] = inside
    return "".join(signs)


def _star(match: re.Match[str]) -> str:
    piece = match.group()
    if len(piece) > 1:
        return piece if piece.startswith("<") or piece in ("&nbsp;",) else "*" * len(piece)
    return "*" if piece.isalnum() else piece


def _hits(snippet: dict[str, Any], text: str) -> Hits:
    known = snippet.get("known", {})
    public = [name for name, role in known.get("names", {}).items() if "被" in role]
    names = frozenset([*known.get("parties", []), *public])
    raw = RawValues.collect([], [], [], snippet.get("declared", []))
    data = text.encode("utf-8", "replace")
    hard = ((hit.rule.value, len(data[: hit.offset].decode("utf-8", "ignore"))) for hit in scan_bytes(data, raw=raw))
    soft = soft_hits(RowText(text, is_lot=snippet.get("lot", False), names=names), raw)
    return frozenset({*hard, *((hit.rule.value, hit.place) for hit in soft)})
