"""A run and the desk: what officers signed comes in before anything else, what waits goes out when all is done.

A desk that cannot be reached stops no night: its folder belongs half to another account, and a takedown waits for nobody.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from pipeline.approval.modes import ApprovalMode
from pipeline.composing.last_verdicts import last_verdicts
from pipeline.composing.officers import choose_tonight
from pipeline.core.limits import tell_error
from pipeline.core.messages import _
from pipeline.night.run import Run
from pipeline.review.desk_files import MAKERS
from pipeline.review.desk_out import DeskOut
from pipeline.review.exchange import Exchange

_IN, _OUT = "import", "hand out"
_MOST_TOLD = 50


@contextmanager
def exchanging(run: Run) -> Iterator[None]:
    """Take in before, hand out after; a run that fails leaves what was handed out."""
    _take_in(run)
    yield
    _hand_out(run)


def _take_in(run: Run) -> None:
    """File what officers brought to the desk; the report tells each refusal, as far as a person reads."""
    with _desk(run, _IN) as desk:
        if desk is not None:
            lines = [one.line for one in desk.take_in() if one.is_new]
            run.report.notes.extend(lines[:_MOST_TOLD])
            if len(lines) > _MOST_TOLD:
                run.report.notes.append(_("and {count} more envelopes").format(count=len(lines) - _MOST_TOLD))


def _hand_out(run: Run) -> None:
    """Write what the desk hands out."""
    with _desk(run, _OUT) as desk:
        if desk is not None:
            desk.hand_out()


@contextmanager
def _desk(run: Run, stage: str) -> Iterator[Exchange | None]:
    """The desk; None where there is none, nobody signs, or the key file cannot be read. What fails is told."""
    folder = run.settings.desk.folder
    if folder is None or run.settings.approval.mode is not ApprovalMode.COURT or run.officers.problem:
        yield None
        return
    reasons = last_verdicts(run.settings.state, run.ledger, run.ledger.public()).away if stage == _OUT else None
    out = DeskOut(folder, run.files, run.officers.registry, MAKERS, reasons)
    try:
        with run.clock(stage):
            yield Exchange(
                out,
                run.ledger,
                lambda: choose_tonight(
                    run.settings.approval, run.files, run.ledger, run.on, run.officers, run.calendar
                ),
                run.on,
            )
    except Exception as error:  # what is brought from outside stops no night
        run.report.notes.append(_("the desk: {stage} failed: {why}").format(stage=stage, why=tell_error(error)[0]))
