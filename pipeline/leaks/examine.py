"""Examine one payload with every net; findings with the offsets of the payload."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.leaks.hits import Finding
from pipeline.leaks.nets.exact import known_numbers
from pipeline.leaks.nets.masks import mask_shape, wrong_masks
from pipeline.leaks.nets.shapes import mobiles, old_ids, resident_ids
from pipeline.leaks.nets.texts import known_texts
from pipeline.leaks.raw_values import RawValues
from pipeline.leaks.runs import Run, runs_near
from pipeline.leaks.views import View, views_of

_SHORTEST = 11


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
        encoding: A UTF-16 form to read it in as well.
        is_packed_binary: Values stand side by side without separators: only known values are looked up.
    """
    seen: set[tuple[int, str]] = set()
    for view in views_of(payload, encoding):
        for finding in _in_view(view, suspicion, is_packed_binary):
            finding.start = view.origin(finding.start)
            place = (finding.start, finding.rule)
            if place not in seen:
                seen.add(place)
                yield finding


def _in_view(view: View, suspicion: Suspicion, is_packed_binary: bool) -> Iterator[Finding]:
    for run in runs_near(view.data, view.candidates.runs, _SHORTEST):
        yield from _in_run(view, run, suspicion, is_packed_binary)
    if suspicion.raw is not None and suspicion.raw.texts:
        yield from known_texts(view.data, suspicion.raw)
    if suspicion.shape is not None and view.is_whole and not is_packed_binary:
        yield from wrong_masks(view.data, view.candidates.masks, suspicion.shape)


def _in_run(view: View, run: Run, suspicion: Suspicion, is_packed_binary: bool) -> Iterator[Finding]:
    if suspicion.raw is not None:
        yield from known_numbers(view.data, run, suspicion.raw)
    if is_packed_binary:
        return
    yield from resident_ids(view.data, run)
    if view.is_whole:
        yield from old_ids(view.data, run)
        yield from mobiles(view.data, run, suspicion.raw)
