"""When a pull looks as if a mapping were wrong: the same reasons, many rows, a court or a list gone."""

import pandas as pd
import pytest

from pipeline.core.findings import Cause, Effect, Finding
from pipeline.core.records import Dataset
from pipeline.sealing.intake import Intake, find_doubts
from pipeline.sealing.shrinkage import NO_SHRINKAGE, Pair, parse_accepted
from pipeline.settings.source import IntakeSettings

BANS, CASES = Dataset.EXIT_BANS, Dataset.UNFINISHED_CASES
OPTIONS = IntakeSettings()


def finding(row: int, cause: Cause, effect: Effect, column: str = "secrecy") -> Finding:
    return Finding(BANS, "浙0106", f"id{row}", column, "is a word nobody knows", cause, effect)


def intake(findings: list[Finding], size: int = 100, courts: tuple[str, ...] = ("浙0106",)) -> Intake:
    sizes = dict.fromkeys(Dataset, 0) | {BANS: size, CASES: 1}
    return Intake(sizes, tuple(findings), frozenset(courts), frozenset())


def public(*rows: tuple[str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["id", "dataset", "court_code"], dtype="string[pyarrow]")


@pytest.mark.parametrize(
    ("count", "size", "cause", "effect", "doubted"),
    [
        (20, 100, Cause.COURT, Effect.LEFT_OUT, True),
        (20, 100, Cause.KEY, Effect.LEFT_OUT, True),
        (20, 100, Cause.WORD, Effect.HIDDEN, True),
        (20, 100, Cause.FORM, Effect.HIDDEN, True),
        (19, 100, Cause.COURT, Effect.LEFT_OUT, False),
        (20, 401, Cause.COURT, Effect.LEFT_OUT, False),
        (20, 400, Cause.COURT, Effect.LEFT_OUT, True),
        (100, 100, Cause.WORD, Effect.DROPPED, False),
        (100, 100, Cause.RULE, Effect.HIDDEN, False),
        (99, 100, Cause.MISSING, Effect.HIDDEN, False),
        (100, 100, Cause.MISSING, Effect.HIDDEN, True),
    ],
)
def test_many_rows_that_fall_out_for_what_a_mapping_does_are_doubted(
    count: int, size: int, cause: Cause, effect: Effect, doubted: bool
) -> None:
    found = find_doubts(
        intake([finding(row, cause, effect) for row in range(count)], size), public(), NO_SHRINKAGE, OPTIONS
    )
    assert bool(found) is doubted


def test_a_row_with_two_reasons_is_one_row() -> None:
    twice = [finding(row, Cause.WORD, Effect.HIDDEN, name) for row in range(10) for name in ("secrecy", "is_minor")]
    assert find_doubts(intake(twice), public(), NO_SHRINKAGE, OPTIONS) == ()


def test_the_sentence_says_list_rows_column_and_reason() -> None:
    some = [finding(row, Cause.WORD, Effect.HIDDEN) for row in range(30)]
    (sentence,) = find_doubts(intake(some), public(), NO_SHRINKAGE, OPTIONS)
    assert sentence == (
        "exit_bans: 30 of 100 rows fell out as if the mapping were wrong: column secrecy is a word nobody knows (30)"
    )


def test_a_court_that_is_public_and_gone_from_the_source_is_doubted_unless_it_was_let_go() -> None:
    of_two = public(("a", "exit_bans", "浙0106"), ("b", "exit_bans", "浙0107"))
    (sentence,) = find_doubts(intake([]), of_two, NO_SHRINKAGE, OPTIONS)
    assert sentence.startswith("浙0107: the court is gone from the source; 1 ")
    assert find_doubts(intake([]), of_two, NO_SHRINKAGE, OPTIONS, [parse_accepted("浙0107:all")]) == ()


def test_a_list_that_is_public_and_gone_from_the_source_is_doubted_unless_it_was_let_go() -> None:
    bidding = public(("a", "bidding_limits", "浙0106"))
    (sentence,) = find_doubts(intake([]), bidding, NO_SHRINKAGE, OPTIONS)
    assert sentence.startswith("bidding_limits: the list is gone from the source; 1 ")
    assert find_doubts(intake([]), bidding, NO_SHRINKAGE, OPTIONS, [Pair("all", "bidding_limits")]) == ()


def test_guidelines_and_the_directory_are_of_no_case_and_no_doubt() -> None:
    rows = public(("a", "guidelines", "浙高"), ("b", "courts", "浙高"))
    assert find_doubts(intake([]), rows, NO_SHRINKAGE, OPTIONS) == ()


@pytest.mark.parametrize(
    ("shown", "unread", "cause", "doubted"),
    [
        (3, 3, Cause.WORD, True),
        (3, 3, Cause.FORM, True),
        (3, 3, Cause.MISSING, True),
        (3, 3, Cause.RULE, False),
        (2, 2, Cause.WORD, False),
        (10, 9, Cause.WORD, True),
        (10, 8, Cause.WORD, False),
    ],
)
def test_nearly_all_that_is_public_of_a_courts_list_is_doubted_however_few(
    shown: int, unread: int, cause: Cause, doubted: bool
) -> None:
    rows = public(*((f"id{row}", "exit_bans", "浙0106") for row in range(shown)))
    away = [finding(row, cause, Effect.HIDDEN, "disclosure") for row in range(unread)]
    found = find_doubts(intake(away), rows, NO_SHRINKAGE, OPTIONS)
    if not doubted:
        assert found == ()
        return
    (sentence,) = found
    assert sentence.startswith(
        f"浙0106:exit_bans: {unread} of {shown} record(s) that were public cannot be read any more"
    )
    assert "column disclosure" in sentence
    let_go = [parse_accepted("浙0106:exit_bans")]
    assert find_doubts(intake(away), rows, NO_SHRINKAGE, OPTIONS, let_go) == ()


def test_what_cannot_be_read_is_doubted_also_on_the_night_after_it_left() -> None:
    away = [finding(row, Cause.WORD, Effect.HIDDEN) for row in range(4)]
    ids = {f"id{row}" for row in range(4)}
    assert find_doubts(intake(away), public(), NO_SHRINKAGE, OPTIONS, (), ids) != ()
    assert find_doubts(intake([]), public(), NO_SHRINKAGE, OPTIONS, (), ids) == (), "mended"
    others = public(*((f"x{row}", "exit_bans", "浙0106") for row in range(4)))
    assert find_doubts(intake(away), others, NO_SHRINKAGE, OPTIONS, (), ids) == (), "most of the list is read"


def test_rows_that_were_never_public_are_no_emptied_list() -> None:
    away = [finding(row, Cause.WORD, Effect.HIDDEN) for row in range(4)]
    assert find_doubts(intake(away), public(), NO_SHRINKAGE, OPTIONS) == ()


def test_a_list_is_told_once() -> None:
    rows = public(*((f"id{row}", "exit_bans", "浙0106") for row in range(30)))
    away = [finding(row, Cause.WORD, Effect.HIDDEN) for row in range(30)]
    (sentence,) = find_doubts(intake(away), rows, NO_SHRINKAGE, OPTIONS)
    assert sentence.startswith("exit_bans: 30 of 100")
