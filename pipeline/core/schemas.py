"""The frames that one room hands to another: their columns, each defined once.

A frame that passes a border goes through `checked`. Tests look at every one of them (`check_borders`); a night does not
pay for it. An own check of thirty lines and no library: the frames hold text alone, and a message must never show a value,
which is what libraries for this put into theirs.
"""

from dataclasses import dataclass

from pipeline.core.frames import TEXT, Frame

WHY = ("rule", "verb", "ground", "deadline", "event_on")
"""Why a record leaves: the rule, what is done, its ground, the day it is due (ISO), the day of the event behind it."""


@dataclass(frozen=True, slots=True)
class FrameSchema:
    """The columns of a frame, all text."""

    name: str
    columns: tuple[str, ...]
    never_absent: tuple[str, ...]
    """Columns in which every row has a value."""
    flags: tuple[str, ...] = ()
    """Columns of yes and no instead of text."""

    def problems(self, frame: Frame) -> list[str]:
        """What is wrong with a frame, without a value of it."""
        found = []
        if tuple(frame.columns) != self.columns:
            found.append(f"its columns are {', '.join(map(str, frame.columns))}, not {', '.join(self.columns)}")
        types = dict(zip(frame.columns, frame.dtypes, strict=True))
        for name in set(self.columns) & types.keys():
            if name in self.flags:
                if not str(types[name]).startswith("bool"):
                    found.append(f"{name} is no column of yes and no")
            elif types[name] != TEXT:
                found.append(f"{name} is no column of text")
            if name in self.never_absent and frame[name].count() < len(frame):
                found.append(f"{name} is absent in a row")
        return sorted(found)


VERDICT = FrameSchema(
    "a verdict",
    ("deadline", "rule", "verb", "ground", "event_on", "held", "held_column", "held_cause", "due", "public"),
    ("due", "public"),
    ("due", "public"),
)
"""What `retention.judge` says of a clean row. ``held``, ``held_column`` and ``held_cause``: why it may not start to be public."""

LEAVING = FrameSchema("a record that leaves", ("id", *WHY), ("id", "rule"))
"""A record that may not be public, and why."""

BATCH_ROW = FrameSchema(
    "a batch row",
    (
        "id",
        "dataset",
        "row",
        "decision",
        "deadline",
        "rule",
        "verb",
        "ground",
        "corrected",
        "corrected_on",
        "event_on",
        "handler",
        "reviewed_on",
    ),
    ("id", "dataset", "row"),
)
"""What a court signs. ``row`` is canonical JSON; ``decision`` an opaque key of the listing's decision; ``deadline`` an
ISO date or absent; ``corrected`` is 更正 where the source says so [SX art.9 第二款] and ``corrected_on`` its day;
``event_on`` the day of the event behind the deadline; ``handler`` and ``reviewed_on`` who reviewed the record and when
[JL art.11]."""

SNAPSHOT_ROW = FrameSchema(
    "a snapshot row",
    ("id", "dataset", "court_code", "row", "decision", *WHY, "corrected", "corrected_on"),
    ("id", "dataset", "court_code", "row"),
)
"""A record that is to be public tonight; who handles it stays behind."""

PUBLIC_RECORD = FrameSchema(
    "a ledger row",
    ("id", "dataset", "court_code", "decision", "digest", "since", "deadline", "rule", "verb", "ground"),
    ("id", "dataset", "court_code", "digest", "since"),
)
"""A record that is public, as the ledger knows it: no name, no number."""

ACT = FrameSchema(
    "an act",
    ("id", "dataset", "court_code", "decision", "verb", "rule", "ground", "deadline", "happened_on"),
    ("id", "dataset", "court_code", "verb", "rule", "happened_on"),
)
"""What was done to a public record on a day."""


class WrongFrame(AssertionError):
    """A frame that is handed over has not the columns that the next room takes."""


class _Borders:
    """Whether frames are looked at as they pass."""

    checked = False


def check_borders() -> None:
    """From now on look at every frame that passes; for tests."""
    _Borders.checked = True


def checked(frame: Frame, schema: FrameSchema) -> Frame:
    """A frame as it passes a border.

    Raises:
        WrongFrame: It is not of the schema; where borders are checked.
    """
    if _Borders.checked and (problems := schema.problems(frame)):
        raise WrongFrame(f"{schema.name}: {'; '.join(problems)}")
    return frame
