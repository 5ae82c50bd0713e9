"""Mutants: the program with one rule switched off, and the suite that must notice."""

import inspect
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from unittest.mock import patch

from pipeline.core.errors import YangguangError
from pipeline.core.frames import Column, Frame, blank_column
from pipeline.evidence import (
    checkpoint,
    cosigned,
    dsse,
    files_list,
    keys,
    log,
    roles,
    roles_file,
    tiles,
    verify,
    witness,
    witness_audits,
)
from pipeline.evidence.roles import Fulfilment
from pipeline.evidence.verify import Verification
from pipeline.leaks import examine
from pipeline.masking.policy import policy_rows
from pipeline.masking.rulebook import every_rule
from pipeline.retention import verdicts
from pipeline.retention.events import Setting, day_of_event
from pipeline.retention.rules import Event, load_rule_table
from tests.support.rules_off import without, without_policy

TESTS = Path(__file__).parents[1] / "pipeline"
_FIRST = (
    "test_nets",
    "test_hidden_kinds",
    "test_public_values",
    "test_known_values",
    "test_tables",
    "test_sensitive",
    "test_policy",
    "test_retention",
    "test_corpus",
    "test_verify",
    "test_roles",
    "test_cosigned",
)
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
    """One mutant for every rule of the masker, row of its policy, net of the detector, row of retention.toml, check of the evidence."""
    yield from _of_the_masker()
    yield from _of_the_detector()
    yield from _of_retention()
    yield from _of_the_evidence()


def _of_the_masker() -> Iterator[Mutant]:
    suite = suite_of("masker", "masking", "corpus")
    for rule in every_rule():
        yield Mutant(rule.name, suite, partial(without, rule))
    for row in policy_rows():
        yield Mutant(f"policy/{row.name}", suite, partial(without_policy, row))


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


CHECKS = (checkpoint, cosigned, dsse, files_list, log, roles, roles_file, tiles, verify, witness, witness_audits)
"""Modules that ask."""
_BY_NAME = re.compile(
    r"_?(?:check|look_at|require|refuse|audit)(?:_|$)|disorder_in|extends|is_open|tile_problems|proves_leaf"
    r"|_?problem_(?:on|with)|witnessed_before|_is_enough|_fits|_fits_itself|_names_each_once|_can_be_fulfilled|_by_their_own_id|is_path|is_listed|judge"
)
"""How functions are called that find fault, or say that all is well."""


def _of_the_evidence() -> Iterator[Mutant]:
    """Each check of verifier, witness and roles, blind where it is asked."""
    suite = suite_of("evidence", "evidence")
    for asking in CHECKS:
        for name, check in sorted(vars(asking).items()):
            if inspect.isfunction(check) and check.__module__.startswith("pipeline.evidence.") and _BY_NAME.match(name):
                off = partial(patch.object, asking, name, _content(check))
                yield Mutant(f"{asking.__name__.rpartition('.')[2]}.{name}", suite, off)
    yield Mutant("keys.verify", suite, partial(patch.object, keys.PublicKey, "verify", lambda *_: True))
    yield Mutant(
        "roles_file.problem_on", suite, partial(patch.object, roles_file.RoleKey, "problem_on", lambda *_: None)
    )
    yield Mutant("roles.require", suite, partial(patch.object, roles.Fulfilment, "require", lambda self: self))
    yield Mutant("roles.knows", suite, partial(patch.object, roles.Roles, "knows", lambda *_: True))


def _content(check: Callable[..., object]) -> Callable[..., object]:
    """A check that finds no fault; what else it gives, it gives as before."""
    answer = str(inspect.signature(check).return_annotation)
    if "bool" in answer:
        return lambda *_, **__: check.__name__ != "is_open"
    if answer.startswith(("tuple[dict", "tuple[tuple")):
        return lambda *given, **named: (check(*given, **named)[0], [])  # type: ignore[index]
    if "Iterator" in answer or "list[" in answer:
        return lambda *_, **__: []
    if answer in ("<class 'str'>", "str"):
        return lambda *_, **__: ""
    if "Fulfilment" in answer:
        return lambda roles, signatures, *_: Fulfilment(tuple(key for key in signatures if key in roles.keys))
    if answer == "None" or any(fault in answer for fault in ("Objection", "Reason", "Sentence")):
        return lambda *_, **__: None
    return partial(_without_objection, check)


def _without_objection(check: Callable[..., object], *given: object) -> object:
    """What a check gives, with nothing of what it told of the verification it was given."""
    found = next((one for one in given if isinstance(one, Verification)), None)
    told = list(found.problems) if found else []
    try:
        return check(*given)
    except YangguangError:
        return None
    finally:
        if found:
            found.problems[:] = told


def _never(off: Event) -> Callable[[Event, Frame, Setting], Column]:
    """The day of every event, but of one that never happens."""
    return lambda event, frame, setting: (
        blank_column(frame.index) if event == off else day_of_event(event, frame, setting)
    )
