"""The decisions of a served review, checked against the batch under review and taken one at a time."""

import json
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

from pipeline.core.errors import YangguangError
from pipeline.core.messages import in_language
from pipeline.review.asking import AskedWrongly, handler_of, read_correction, read_hold, read_legality_answer, record_of
from pipeline.review.facts import BatchFacts, read_facts, read_records
from pipeline.review.pages import render_approve, render_message
from pipeline.review.protocol import Decisions

STALE = "此页面对应的批次已不是最新批次，决定未生效。请重新生成审核页。"
ONLY_A_PART = "此审核页只含一名承办人的记录，不能据此签署；请生成全院的审核页。"
NOT_HERE = "此记录不在本批次中，决定未生效。"
MOST_FAILURES = 5


class Desk:
    """One review folder and the decisions that officers make on its pages."""

    def __init__(self, folder: Path, decisions: Decisions) -> None:
        self.facts: BatchFacts = read_facts(folder)
        self._records = read_records(folder)
        self._decisions = decisions
        self._lock = threading.Lock()
        self._failures = 0

    def decide(self, name: str, asked: Mapping[str, str]) -> str:
        """Take one decision; gives the line for the officer.

        Raises:
            YangguangError: It is refused; the message says why.
        """
        act = _ACTS.get(name)
        if act is None:
            raise AskedWrongly("没有这种决定。")
        with self._lock:
            self.refuse_stale(asked)
            if name not in _OF_HELD and "record" in asked and record_of(asked) not in self._records:
                raise AskedWrongly(NOT_HERE)
            return act(self._decisions, asked)

    def newest_digest(self) -> str:
        """The digest of the court's newest batch."""
        with self._lock:
            return self._decisions.newest_digest()

    def approve(self, form: Mapping[str, str], token: str) -> tuple[bool, str]:
        """Sign; gives whether it was done, and the page that says so or asks again."""
        with self._lock:
            try:
                message = self._sign(form)
            except YangguangError as error:
                return False, self._approve_page(token, in_language(error, "zh"))
        return True, render_message(self.facts, "已签署", in_language(message, "zh"), is_good=True)

    def approve_page(self, token: str) -> str:
        """What is signed, and the form that signs it."""
        with self._lock:
            return self._approve_page(token, "")

    def refuse_stale(self, asked: Mapping[str, str]) -> None:
        """Refuse what was decided on the pages of another batch.

        Raises:
            AskedWrongly: The page, this folder and the store do not agree.
        """
        if not asked.get("digest") == self.facts.digest == self._decisions.newest_digest():
            raise AskedWrongly(STALE)

    def _sign(self, form: Mapping[str, str]) -> str:
        self.refuse_stale(form)
        if self.facts.handler:
            raise AskedWrongly(ONLY_A_PART)
        if form.get("confirmed") != "yes":
            raise AskedWrongly("请先确认已核对上述内容。")
        if form.get("signer") not in self._decisions.signers():
            raise AskedWrongly("签署人不正确。")
        if self._failures >= MOST_FAILURES:
            raise AskedWrongly("签署失败次数过多，请重新启动审核。")
        try:
            message = self._decisions.approve(form.get("passphrase", ""), form["signer"])
        except YangguangError:
            self._failures += 1
            raise
        self._failures = 0
        return message

    def _approve_page(self, token: str, problem: str) -> str:
        is_stale = self.facts.digest != self._decisions.newest_digest()
        cannot = STALE if is_stale else ONLY_A_PART if self.facts.handler else ""
        return render_approve(
            self.facts,
            statement=self._decisions.statement(),
            signers=self._decisions.signers(),
            cannot=cannot,
            total=self.facts.to_check,
            token=token,
            problem=problem,
        )


def as_answer(message: str) -> bytes:
    """A line as JSON; the pages are Chinese whatever language the process speaks."""
    return json.dumps({"message": in_language(message, "zh")}, ensure_ascii=False).encode()


def _hold(decisions: Decisions, asked: Mapping[str, str]) -> str:
    return decisions.hold(read_hold(asked))


def _correction(decisions: Decisions, asked: Mapping[str, str]) -> str:
    return decisions.ask_correction(read_correction(asked))


def _reviewed(decisions: Decisions, asked: Mapping[str, str]) -> str:
    return decisions.mark_reviewed(handler_of(asked))


def _legality(decisions: Decisions, asked: Mapping[str, str]) -> str:
    return decisions.answer_legality(read_legality_answer(asked))


_OF_HELD = ("legality",)
"""Decisions on records that are held, and so stand in no batch; the ledger says which court they are of."""

_ACTS: dict[str, Callable[[Decisions, Mapping[str, str]], str]] = {
    "hold": _hold,
    "correction": _correction,
    "reviewed": _reviewed,
    "legality": _legality,
}
