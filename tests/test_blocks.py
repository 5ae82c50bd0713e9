"""Cases that are asked in blocks: every one is asked, and every one that fails is told."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.blocks import in_blocks, named


def blocks_of(test: Callable[..., None]) -> list[Any]:
    """The blocks that pytest would ask a test for."""
    (mark,) = (mark for mark in test.pytestmark if mark.args[0] == "block")  # type: ignore[attr-defined]
    return [block.values[0] for block in mark.args[1]]


def test_every_case_is_asked_once_with_what_else_the_test_takes() -> None:
    seen: list[tuple[int, str]] = []

    @in_blocks("number", named(range(10)), size=4)
    def test(number: int, other: str) -> None:
        seen.append((number, other))

    blocks = blocks_of(test)
    assert list(map(len, blocks)) == [4, 4, 2]
    for block in blocks:
        test(block=block, other="x")
    assert seen == [(number, "x") for number in range(10)]


def test_all_that_fail_are_told_by_name_and_with_their_traces() -> None:
    @in_blocks("number, word", [("one", (1, "a")), ("two", (2, "b")), ("three", (3, "c"))])
    def test(number: int, word: str) -> None:
        assert number == 2, word

    with pytest.raises(ExceptionGroup, match=r"2 of 3: one, three") as caught:
        test(block=blocks_of(test)[0])
    first, last = caught.value.exceptions
    assert str(first).startswith("a\n")
    assert str(last).startswith("c\n")
    assert first.__traceback__ is not None


def test_marks_that_stand_below_and_above_are_kept() -> None:
    @pytest.mark.slow
    @in_blocks("number", named([1]))
    @pytest.mark.browser
    def test(number: int) -> None:
        pass

    assert {mark.name for mark in test.pytestmark} == {"slow", "browser", "parametrize"}  # type: ignore[attr-defined]


@pytest.mark.parametrize("folder", ["甲", "乙"])
@in_blocks("number", named(range(3)), size=2)
def test_fixtures_and_parameters_come_as_ever(number: int, folder: str, tmp_path: Any) -> None:
    assert number < 3
    assert folder in "甲乙"
    assert tmp_path.is_dir()
