"""Mutants: the program with one rule switched off, and the suite that must notice."""

import inspect
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from unittest.mock import patch

from pipeline.core.frames import Column, Frame, blank_column
from pipeline.leaks import examine
from pipeline.masking.rulebook import every_rule
from pipeline.retention import verdicts
from pipeline.retention.events import Setting, day_of_event
from pipeline.retention.rules import Event, load_rule_table
from tests.support.rules_off import without

TESTS = Path(__file__).parents[1] / "pipeline"
_FIRST = ("test_nets", "test_hidden_kinds", "test_public_values", "test_known_values", "test_tables", "test_corpus")
"""Tables: quick, and most rules are noticed there."""
_ABOUT_THE_RULES = ("test_rulebook",)
"""A test that counts the rules sees that one is missing, not that anything is hidden or shown."""


@dataclass(frozen=True, slots=True)
class Suite:
    """Test files in the order in which they are asked."""

    name: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mutant:
    """A rule, how to switch it off in this process, and the suite that must notice."""

    name: str
    suite: Suite
    switched_off: Callable[[], AbstractContextManager[object]]


def suite_of(name: str, *folders: str) -> Suite:
    """The test files of some folders, tables first."""
    files = (path for folder in folders for path in sorted((TESTS / folder).glob("test_*.py")))
    asked = [path for path in files if path.stem not in _ABOUT_THE_RULES]
    rank = {stem: place for place, stem in enumerate(_FIRST)}
    return Suite(name, tuple(map(str, sorted(asked, key=lambda path: rank.get(path.stem, len(rank))))))


def every_mutant() -> Iterator[Mutant]:
    """One mutant for every rule of the masker, every net of the detector, every row of retention.toml."""
    yield from _of_the_masker()
    yield from _of_the_detector()
    yield from _of_retention()


def _of_the_masker() -> Iterator[Mutant]:
    suite = suite_of("masker", "masking", "corpus")
    for rule in every_rule():
        yield Mutant(rule.name, suite, partial(without, rule))


def _of_the_detector() -> Iterator[Mutant]:
    suite = suite_of("detector", "leaks")
    for name, net in sorted(vars(examine).items()):
        if inspect.isfunction(net) and net.__module__.startswith("pipeline.leaks.nets.") and _finds(net):
            yield Mutant(name, suite, partial(patch.object, examine, name, _blind(net)))


def _finds(net: Callable[..., object]) -> bool:
    return "Finding" in str(inspect.signature(net).return_annotation)


def _blind(net: Callable[..., object]) -> Callable[..., object]:
    """A net that finds nothing."""
    is_single = "None" in str(inspect.signature(net).return_annotation)
    return lambda *_: None if is_single else iter(())


def _of_retention() -> Iterator[Mutant]:
    """The rows that an event makes due; what left the source (R9) or cannot be read (R12) is the snapshot's."""
    suite = suite_of("retention", "retention")
    for event in load_rule_table().events:
        off = partial(patch.object, verdicts, "day_of_event", _never(event))
        where = " ".join((*event.datasets, *event.rule_sets))
        yield Mutant(f"{event.rule} {event.event} ({where})", suite, off)


def _never(off: Event) -> Callable[[Event, Frame, Setting], Column]:
    """The day of every event, but of one that never happens."""
    return lambda event, frame, setting: (
        blank_column(frame.index) if event == off else day_of_event(event, frame, setting)
    )
