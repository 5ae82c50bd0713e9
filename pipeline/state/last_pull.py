"""What the last pull told, kept for whoever asks by day: why it is doubted, what waits, why rows are not public."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace

from pipeline.core.errors import StateError
from pipeline.core.messages import Message, _, in_english, in_language
from pipeline.state.ledger import Ledger

_KEY = "last pull"

Withheld = Mapping[str, Mapping[str, int]]
"""Dataset -> reason (a rule, or the column that says so) -> rows."""


@dataclass(frozen=True, slots=True)
class LastPull:
    """Of the last night whose source was read; no value of a row."""

    date: str = ""
    """R; empty before the first."""
    doubts: tuple[str, ...] = ()
    """What makes it look as if a mapping were wrong, a sentence each; empty after a good night."""
    held_back: Mapping[str, str] = field(default_factory=dict)
    """COURT:DATASET that the shrink guard holds back -> the date for which its records leave at the latest."""
    withheld: Withheld = field(default_factory=dict)
    number: int = 0
    """Of the release of a run that has not ended yet, or was killed; 0 once it has ended."""


def keep_last_pull(ledger: Ledger, pull: LastPull) -> None:
    """Replace what was kept before."""
    told = {
        "doubts": [in_english(doubt) for doubt in pull.doubts],
        "chinese": [in_language(doubt, "zh") for doubt in pull.doubts],
    }
    ledger.keep_note(_KEY, json.dumps({**asdict(pull), **told}, ensure_ascii=False))


def settle_last_pull(ledger: Ledger) -> None:
    """The run that kept it has ended."""
    keep_last_pull(ledger, replace(read_last_pull(ledger), number=0))


def read_last_pull(ledger: Ledger) -> LastPull:
    """What was kept last.

    Raises:
        StateError: It is damaged.
    """
    text = ledger.note(_KEY)
    if text is None:
        return LastPull()
    try:
        tree = json.loads(text)
        english = tree["doubts"]
        doubts = tuple(map(Message, english, tree.get("chinese", english)))
        return LastPull(tree["date"], doubts, dict(tree["held_back"]), dict(tree["withheld"]), tree.get("number", 0))
    except (ValueError, KeyError, TypeError):
        raise StateError(_("the ledger's note of the last pull is damaged; bring the ledger back")) from None
