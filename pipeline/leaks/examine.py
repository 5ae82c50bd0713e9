"""Examine one payload with every net; findings with the offsets of the payload."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.leaks.candidates import Sign
from pipeline.leaks.hits import Finding, Rule
from pipeline.leaks.nets.broken import broken_ids
from pipeline.leaks.nets.context import context_of
from pipeline.leaks.nets.cut import cut_masks
from pipeline.leaks.nets.exact import known_numbers
from pipeline.leaks.nets.labelled import judge, labelled_values
from pipeline.leaks.nets.mails import private_mails
from pipeline.leaks.nets.masks import mask_shape, masks_of_letters, wrong_masks
from pipeline.leaks.nets.near import near_numbers
from pipeline.leaks.nets.rounded import rounded_numbers
from pipeline.leaks.nets.shapes import cards, mobiles, old_ids, resident_ids
from pipeline.leaks.nets.texts import known_texts
from pipeline.leaks.raw_values import RawValues
from pipeline.leaks.runs import Run, runs_near
from pipeline.leaks.views import Reading, View, views_of
from pipeline.leaks.vocabulary import Label

_SHORTEST = 11
_LANDLINE_CODE = 3
_LONGEST_LANDLINE = 12
_SHORTEST_OLD = 15
_LONGEST_WRITTEN = 2_000
"""More digits with nothing but blanks between are no one's writing: only what checks or is known is judged there."""
_SHORTEST_IDENTITY = 17
_WEAKER = frozenset(Rule) - {Rule.EXACT_NUMBER, Rule.EXACT_TEXT, Rule.RESIDENT_ID, Rule.MASK_SHAPE, Rule.MOBILE}
"""Rules that say nothing new of a place that is a hit already."""


@dataclass(frozen=True, slots=True, repr=False)
class Suspicion:
    """What to look for: tonight's values if known, and the site's mask shape if known."""

    raw: RawValues | None
    shape: re.Pattern[bytes] | None

    @classmethod
    def of(cls, raw: RawValues | None, profile: str | None) -> "Suspicion":
        """From the arguments of a scan; SettingsError for an unknown profile."""
        return cls(raw, None if profile is None else mask_shape(profile))


def examine(
    payload: bytes, suspicion: Suspicion, encoding: str | None = None, is_packed_binary: bool = False
) -> Iterator[Finding]:
    """Every finding of a payload, each place and rule once.

    Args:
        payload: Decompressed bytes.
        suspicion: What to look for.
        encoding: Another form to read it in as well (`encodings.wide_encoding`).
        is_packed_binary: Values stand side by side without separators: only known values are looked up.
    """
    seen: dict[int, set[Rule]] = {}
    with_words = suspicion.raw is not None and bool(suspicion.raw.texts)
    for view in views_of(payload, encoding, with_words=with_words):
        for finding in _in_view(view, suspicion, is_packed_binary):
            if not view.counts(finding.start, finding.end):
                continue
            finding.start = view.origin(finding.start)
            rules = seen.setdefault(finding.start, set())
            if finding.rule not in rules and not (rules and finding.rule in _WEAKER):
                rules.add(finding.rule)
                yield finding


def _in_view(view: View, suspicion: Suspicion, is_packed_binary: bool) -> Iterator[Finding]:
    for run in runs_near(view.data, view.candidates.runs, _SHORTEST):
        if _is_plain_landline(run, suspicion.raw):
            continue
        if suspicion.raw is not None:
            yield from _known(view, run, suspicion.raw, is_packed_binary)
        if not is_packed_binary:
            yield from _by_shape(view, run, suspicion.raw)
    if suspicion.raw is not None and suspicion.raw.texts:
        yield from known_texts(view.data, suspicion.raw)
    if not is_packed_binary and view.reading not in (Reading.CELLS, Reading.WORDS):
        yield from _by_sign(view, suspicion)


def _is_plain_landline(run: Run, raw: RawValues | None) -> bool:
    """The commonest run of a court's pages, told cheaply: area code, hyphen, number, and no one's of tonight."""
    if len(run.cuts) != 2 or run.digits[0] != "0" or not _LANDLINE_CODE <= run.cuts[1] <= _LANDLINE_CODE + 1:
        return False
    length = len(run.digits)
    return length <= _LONGEST_LANDLINE and (raw is None or run.digits not in raw.numbers.get(length, ()))


def _known(view: View, run: Run, raw: RawValues, is_packed_binary: bool) -> Iterator[Finding]:
    yield from known_numbers(view.data, run, raw)
    if not is_packed_binary:
        yield from near_numbers(run, raw)


def _by_shape(view: View, run: Run, raw: RawValues | None) -> Iterator[Finding]:
    length = len(run.digits)
    if length >= _SHORTEST_IDENTITY:
        yield from resident_ids(view.data, run)
    if _SHORTEST_OLD <= length <= _LONGEST_WRITTEN:
        yield from broken_ids(view.data, run, raw)
    if view.reading is not Reading.CELLS or context_of(view.data, run.starts[0]).label is Label.PHONE:
        yield from mobiles(view.data, run, raw)
    if view.reading is Reading.CELLS:
        return
    if _SHORTEST_OLD <= length <= _LONGEST_WRITTEN:
        yield from old_ids(view.data, run)
        yield from cards(view.data, run, raw)


def _by_sign(view: View, suspicion: Suspicion) -> Iterator[Finding]:
    ends = view.candidates.ends
    yield from labelled_values(view.data, ends[Sign.LABELLED], suspicion.raw)
    yield from (found for start in _starts_of_rare_runs(view) if (found := judge(view.data, start, suspicion.raw)))
    yield from rounded_numbers(view.data, ends[Sign.ROUNDED])
    yield from private_mails(view.data, ends[Sign.MAIL], suspicion.raw)
    if suspicion.shape is not None and view.is_whole:
        yield from wrong_masks(view.data, view.candidates.masks, suspicion.shape)
        yield from masks_of_letters(view.data, ends[Sign.MASK_OF_LETTERS])
        yield from cut_masks(view.data, ends[Sign.MASK_CUT])


def _starts_of_rare_runs(view: View) -> list[int]:
    """The first byte of every run that has digits of rare kinds: a label may stand before it."""
    ends = sorted(view.candidates.ends[Sign.RARE_FIRST] + view.candidates.ends[Sign.RARE_LAST])
    return [run.starts[0] for run in runs_near(view.data, ends, 5)] if ends else []
