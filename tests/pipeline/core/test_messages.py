"""A message knows itself in both languages, whatever was done to it."""

import copy
import pickle
from dataclasses import asdict, dataclass

import pytest

from pipeline.core.errors import StateError
from pipeline.core.foreign_texts import problem_of, reason_of
from pipeline.core.messages import Message, _, in_english, in_language, joined, stored

GONE = Message("{what} is gone", "{what}不见了")
BOTH = ("the ledger is gone", "台账不见了")


def both(text: object) -> tuple[str, str]:
    return in_english(text), in_language(text, "zh")


def test_a_fact_that_is_a_message_is_told_in_the_same_language() -> None:
    assert both(GONE.format(what=Message("the ledger", "台账"))) == ("the ledger is gone", "台账不见了")


def test_a_fact_that_is_an_exception_is_told_by_its_message() -> None:
    wrong = StateError(GONE.format(what=Message("the ledger", "台账")))
    assert both(Message("no night: {error}", "没有运行：{error}").format(error=wrong)) == (
        "no night: the ledger is gone",
        "没有运行：台账不见了",
    )


@pytest.mark.parametrize(
    "done",
    [
        lambda message: pickle.loads(pickle.dumps(message)),
        copy.deepcopy,
        lambda message: StateError(message),
        lambda message: pickle.loads(pickle.dumps(StateError(message))),
        lambda message: joined("", ("", message)),
        lambda message: message + "",
        lambda message: "" + message,
        str,
    ],
    ids=["pickled", "copied", "raised", "raised by a worker", "joined", "added to", "added", "as text"],
)
def test_it_knows_both_whatever_is_done_to_it(done: "type[str]") -> None:
    assert both(done(Message(*BOTH))) == BOTH


def test_what_becomes_json_is_english() -> None:
    @dataclass
    class Report:
        notes: list[str]
        by: dict[str, str]

    tree = stored(asdict(Report([Message(*BOTH), "as it is"], {"court": Message(*BOTH)})))
    assert tree == {"notes": [BOTH[0], "as it is"], "by": {"court": BOTH[0]}}


def test_a_message_without_a_translation_is_told_in_english() -> None:
    assert both(_("nobody wrote this down")) == ("nobody wrote this down", "nobody wrote this down")


def test_texts_of_the_system_and_of_pydantic_are_told_in_chinese() -> None:
    assert both(reason_of(OSError(2, "No such file or directory"))) == (
        "No such file or directory",
        "没有该文件或者文件夹",
    )
    told = {"type": "greater_than_equal", "ctx": {"ge": 1}, "msg": "Input should be greater than or equal to 1"}
    assert both(problem_of(told)) == (told["msg"], "应大于或者等于 1")
    unknown = {"type": "of_a_later_version", "msg": "Input should be nicer"}
    assert both(problem_of(unknown)) == (unknown["msg"], unknown["msg"])
