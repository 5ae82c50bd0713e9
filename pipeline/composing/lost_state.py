"""Whether the public place holds what this state folder knows, and how a new state begins beside a public release.

What was removed stays away because the ledger remembers it. A state folder that does not know the public release
(lost, another's, or an older copy) would bring it back, so no run starts from it. ``--new-state`` says that it is
meant: then what stands in public is read back from there, and nothing else enters until its court has signed for
this state.

1. `what_is_foreign` compares the public release with the ledger.
2. `begin_beside` takes the public release into a ledger, and notes after which number this state began.
3. `rows_that_stand` keeps of a batch that nobody signed for this state the rows that are public as they are.
"""

import json
from collections.abc import Iterator
from typing import Any, Protocol

import pandas as pd

from pipeline.composing.snapshot import row_digests
from pipeline.core.errors import StateError
from pipeline.core.frames import TEXT, Column, Frame, text_column
from pipeline.core.records import Dataset, PublicRow, canonical_json
from pipeline.state.batches import Batch, BatchStore
from pipeline.state.envelopes import EnvelopeStore
from pipeline.state.ledger import PUBLIC_COLUMNS, Ledger, Release
from search_index.read_back import rows_of_cards

_BEGAN_AFTER = "state began after release"
_AS_OF = "as of when the state began"
_TO_COME = "release to come"
_REMEDY = (
    "publishing from here could return what was removed. Bring the state folder back from the back-up of that night "
    "(docs/operating.md); where there is none, run it once with --new-state: what is public stays, and nothing else "
    "enters until its court has signed anew"
)


class PublicPlace(Protocol):
    """What is asked of a target here (`targets.base.Target`)."""

    def current(self) -> dict[str, Any] | None:
        """``release.json``; None where there is none."""

    def leftover(self) -> str:
        """What stands there though no release can be read."""

    def files(self, below: str) -> Iterator[tuple[str, bytes]]:
        """Path and bytes of public files."""


def note_release_to_come(ledger: Ledger, release: Release) -> None:
    """Note what the public place is about to hold, so that a run killed behind the swap is finished by the next."""
    with ledger.transaction():
        ledger.keep_note(_TO_COME, f"{release.number} {release.digest}")


def began_after(ledger: Ledger) -> int | None:
    """The number after which this state began beside a public release; None where it never did."""
    noted = ledger.note(_BEGAN_AFTER)
    return int(noted) if noted else None


def what_is_foreign(ledger: Ledger, envelopes: EnvelopeStore, target: PublicPlace) -> str:
    """Why this state folder may not publish there; empty where it knows what stands there.

    Raises:
        TargetError: The public place cannot be read.
    """
    releases, seen = ledger.releases(), target.current()
    if seen is not None:
        known = {f"{release.number} {release.digest}" for release in releases}
        if f"{seen.get('number')} {seen.get('digest')}" in known | {ledger.note(_TO_COME)}:
            return ""
        ours = f"knows release {releases[-1].number} as its last" if releases else "knows of no release"
        return f"release {seen.get('number')} of {seen.get('date')} is public, this state folder {ours}: {_REMEDY}"
    if releases or ledger.has_begun():
        return ""
    if leftover := target.leftover():
        return f"{leftover}, and this state folder knows of no release: {_REMEDY}"
    if not envelopes.is_empty():
        return f"the state folder holds courts' signatures, but its ledger is new: {_REMEDY}"
    return ""


def refuse_foreign_state(ledger: Ledger, envelopes: EnvelopeStore, target: PublicPlace) -> None:
    """StateError where this state folder may not publish there; says why and what to do."""
    if problem := what_is_foreign(ledger, envelopes, target):
        raise StateError(problem)


def begin_beside(ledger: Ledger, batches: BatchStore, envelopes: EnvelopeStore, target: PublicPlace) -> None:
    """Begin a new state beside what is public, in one transaction. What the ledger knows of removals stays.

    Raises:
        StateError: The state folder knows what is public; or what is public cannot be read back.
        TargetError: The public place cannot be read.
    """
    if not what_is_foreign(ledger, envelopes, target):
        raise StateError("this state folder knows what is public; run again without --new-state")
    seen = target.current() or {}
    public = _public_now(target, str(seen.get("date", ""))) if seen else None
    releases = _releases_now(target, seen, ledger.releases()) if seen else []
    numbers = [name.number for court in batches.courts() for name in batches.names(court)]
    known = [release.number for release in (*releases, *ledger.releases())]
    with ledger.transaction():
        ledger.begin_with(releases, public)
        ledger.note_begun()
        ledger.keep_note(_BEGAN_AFTER, str(max([0, *numbers, *known])))
        days = {court: told["date"] for court, told in seen.get("as_of", {}).items()}
        ledger.keep_note(_AS_OF, json.dumps(days, ensure_ascii=False))


def rows_that_stand(batch: Batch, public: Frame) -> Frame:
    """The rows of a batch that stand in public just so."""
    held = batch.frame["id"].map(public.set_index("id")["digest"])
    whole, told = row_digests(batch.frame["row"]), row_digests(_as_told(batch.frame))
    stands = (held.eq(whole) | held.eq(told)).fillna(False).astype(bool)
    return batch.frame[stands].reset_index(drop=True)


def as_of_before(ledger: Ledger) -> dict[str, str]:
    """Court -> the night of its data in the release beside which this state began."""
    days: dict[str, str] = json.loads(ledger.note(_AS_OF) or "{}")
    return days


def _as_told(frame: Frame) -> Column:
    """Rows as a release tells them whole: guidelines without their text."""
    is_guideline = frame["dataset"] == Dataset.GUIDELINES.value
    told = [_told(row) if apart else row for row, apart in zip(frame["row"], is_guideline, strict=True)]
    return text_column(told, frame.index)


def _told(text: str) -> str:
    row: PublicRow = json.loads(text)
    return canonical_json({name: value for name, value in row.items() if name != "body"})


def _public_now(target: PublicPlace, since: str) -> Frame:
    """The public records as their files tell them, `PUBLIC_COLUMNS`."""
    rows = {row["id"]: row for row in _rows_now(target)}
    frame = pd.DataFrame(
        [[row["id"], row["dataset"], row["court_code"], canonical_json(row)] for row in rows.values()],
        columns=["id", "dataset", "court_code", "row"],
    ).astype(TEXT)
    frame = frame.assign(digest=row_digests(frame["row"]), since=since)
    return frame.reindex(columns=list(PUBLIC_COLUMNS)).astype(TEXT)


def _rows_now(target: PublicPlace) -> Iterator[PublicRow]:
    try:
        for _, content in target.files("search/data/cards/"):
            yield from rows_of_cards(content)
        for path, content in target.files("data/"):
            if path in ("data/guidelines.json", "data/courts.json") or path.startswith("data/notices/"):
                yield from map(_without_additions, json.loads(content)["records"])
    except (ValueError, KeyError, TypeError):
        raise StateError(
            "the files of the public release cannot be read back, so it is not known what is public; take the public "
            "place away (the world then sees nothing), and run with --new-state again"
        ) from None


def _without_additions(row: PublicRow) -> PublicRow:
    return {name: value for name, value in row.items() if name not in ("url", "text", "corrected_on")}


def _releases_now(target: PublicPlace, seen: dict[str, Any], known: list[Release]) -> list[Release]:
    """The releases that the public place lists, for receipts; counts and widths as far as they are known."""
    listed = next((content for path, content in target.files("releases/releases.json")), b"[]")
    manifest = next((content for path, content in target.files("search/data/manifest.json")), b"{}")
    ours = {f"{release.number} {release.digest}": release for release in known}
    found = {}
    for told in json.loads(listed):
        release = Release(int(told["number"]), str(told["date"]), str(told["digest"]), {}, {})
        found[release.number] = ours.get(f"{release.number} {release.digest}", release)
    number, widths = int(seen["number"]), json.loads(manifest).get("widths", {})
    found[number] = Release(number, str(seen["date"]), str(seen["digest"]), dict(seen["counts"]), widths)
    return [found[number] for number in sorted(found)]
