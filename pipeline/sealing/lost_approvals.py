"""Approvals of withholding that named records in an earlier pull and name none now: what they kept away stays away.

A view that changes its courts or case numbers, while the approvals keep theirs, would else show what SPC-2014 art.15
keeps from the public. An approval that is taken back or has ended keeps nothing away.
"""

import json
from dataclasses import dataclass

from pipeline.cleaning.tables import EVERY_COURT
from pipeline.composing.snapshot import Verdicts
from pipeline.core.errors import StateError
from pipeline.core.frames import Frame, among
from pipeline.core.messages import _
from pipeline.retention.judged_night import JudgedNight
from pipeline.retention.rules import RuleId
from pipeline.retention.withholdings import Approval, Miss
from pipeline.state.ledger import Ledger

_KEY = "approvals that named records"
_LOST = (Miss.OTHER_COURT, Miss.OTHER_SCOPE, Miss.UNKNOWN)


@dataclass(frozen=True, slots=True)
class LostApprovals:
    """What such approvals keep away tonight."""

    count: int
    """Approvals that named records before and name none now."""
    away: Frame
    """`LEAVING`: records that the last pull withheld and that this one would show."""

    @property
    def ids(self) -> frozenset[str]:
        """The records."""
        return frozenset(self.away["id"])

    @property
    def doubts(self) -> tuple[str, ...]:
        """A sentence where something is kept away, else nothing."""
        if self.away.empty:
            return ()
        return (
            _(
                "withholdings: {count} approval(s) that named records before name none now; the {away_count} "
                "record(s) that were withheld stay away: mend the view, or end the approvals in the case system"
            ).format(count=self.count, away_count=len(self.away)),
        )


def find_lost(ledger: Ledger, last: Verdicts, night: JudgedNight) -> LostApprovals:
    """What approvals that have lost their records keep away.

    Args:
        ledger: Knows which approvals have named records.
        last: What the last pull said.
        night: Tonight's rows, judged.

    Raises:
        StateError: What was remembered is damaged.
    """
    known = _remembered(ledger)
    lost = [one for one, miss in night.missed.items() if miss in _LOST and _key_of(one) in known]
    courts = {one.court_code for one in lost}
    withheld = last.away[last.away["rule"] == RuleId.WITHHELD.value]
    if withheld.empty:
        return LostApprovals(len(lost), withheld)
    shown = night.shown
    if EVERY_COURT not in courts:
        shown = shown[shown["court_code"].isin(list(courts))]
    return LostApprovals(len(lost), withheld[among(withheld["id"], shown["id"])].reset_index(drop=True))


def remember_naming(ledger: Ledger, night: JudgedNight) -> None:
    """Note which approvals that hold have named records; inside the run's transaction."""
    holding = {_key_of(one) for approvals in night.approvals.keys.values() for one in approvals}
    naming = (_remembered(ledger) & holding) | {_key_of(one) for one in night.approvals.used}
    ledger.keep_note(_KEY, json.dumps(sorted(naming), ensure_ascii=False))


def _key_of(approval: Approval) -> str:
    return f"{approval.court_code} {approval.id}"


def _remembered(ledger: Ledger) -> frozenset[str]:
    try:
        return frozenset(json.loads(ledger.note(_KEY) or "[]"))
    except (ValueError, TypeError):
        raise StateError(_("the ledger's note of approvals is damaged; bring the ledger back")) from None
