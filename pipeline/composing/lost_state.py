"""Whether the public place holds what this state folder knows, and how a new state begins beside a public release.

What was removed stays away because the ledger remembers it. A state folder that does not know the public release
(lost, another's, or an older copy) would bring it back, so no run starts from it. ``--new-state`` says that it is
meant: then what stands in public is read back from there, and nothing else enters until its court has signed for
this state.

1. `what_is_foreign` compares the public release with the ledger.
2. `begin_beside` takes the public release into a ledger, and notes after which number this state began.
3. `rows_that_stand` keeps of a batch that nobody signed for this state the rows that are public as they are.

A state folder that came back from a back-up (`note_restored`) is compared with the public place record by record, not by
number alone: a run that was killed in the middle may have taken away what the old number still names. Where the two are
the same, all goes on; else the state begins beside what is public, and the ledger keeps everything that keeps things away
(`settle_restored`). Where nobody signs, a person may let a court's batches out again (`readmit`), but not what is known
to have left meanwhile (`left_meanwhile`).
"""

import json
from collections.abc import Iterable, Iterator

import pandas as pd

from pipeline.composing.left_unseen import UNKNOWN, LeftUnseen, find_left_unseen
from pipeline.composing.public_place import Note, PublicPlace
from pipeline.composing.snapshot import row_digests
from pipeline.core.errors import StateError, YangguangError
from pipeline.core.frames import TEXT, Column, Frame, among, text_column
from pipeline.core.messages import _
from pipeline.core.records import Dataset, PublicRow, canonical_json
from pipeline.evidence.dsse import read_envelope
from pipeline.evidence.statement import PAYLOAD_TYPE, read_statement
from pipeline.state.batches import Batch, BatchStore
from pipeline.state.envelopes import EnvelopeStore
from pipeline.state.ledger import PUBLIC_COLUMNS, Ledger, Release
from pipeline.state.statements import LoggedStatement, begin_log, keep_statement, named_to_come, release_to_come
from search_index.read_back import rows_of_cards

_BEGAN_AFTER = "state began after release"
_AS_OF = "as of when the state began"
_RESTORED = "restored from the back-up of"
_LEFT = "left before the restore"
_BLIND = "restored without the removals since"
_UNSEEN = "left unseen before the restore"
_READMITTED = "readmitted after the restore: "
FOREIGN = _("publishing from here could return what was removed")
"""By which the refusal of a state folder that does not know what is public is told from others."""
_REMEDY = _(
    "{foreign}. Bring the state folder back from the back-up of that night (docs/operating.md); where there "
    "is none, run it once with --new-state: what is public stays, and nothing else enters until its court "
    "has signed anew"
).format(foreign=FOREIGN)

_UNREADABLE = (
    "the files of the public release cannot be read back, so it is not known what is public; take the public "
    "place away (the world then sees nothing), and run with --new-state again"
)


def take_over_killed(ledger: Ledger, target: PublicPlace, seen: Note | None) -> None:
    """Enter the release of a run that was killed behind the swap, with its statement: the public log holds it.

    A version before the signed release noted number and digest only; the rest is read from the public place.
    """
    known = ledger.releases()
    if seen is None or _named(seen) != named_to_come(ledger) or seen["number"] in {one.number for one in known}:
        return
    noted = release_to_come(ledger)
    with ledger.transaction():
        if noted is None:
            ledger.enter_release(_releases_now(target, seen, known)[-1])
        else:
            ledger.enter_release(noted[0])
            keep_statement(ledger, noted[1])


def began_after(ledger: Ledger) -> int | None:
    """The number after which this state began beside a public release; None where it never did."""
    noted = ledger.note(_BEGAN_AFTER)
    return int(noted) if noted else None


def what_is_foreign(ledger: Ledger, envelopes: EnvelopeStore, target: PublicPlace, seen: Note | None) -> str:
    """Why this state folder may not publish there; empty where it knows what stands there.

    Args:
        ledger: The ledger.
        envelopes: The courts' signatures.
        target: The public place.
        seen: Its ``release.json``; None where there is none.
    """
    releases = ledger.releases()
    if seen is not None:
        known = {f"{release.number} {release.digest}" for release in releases}
        if _named(seen) in known | {named_to_come(ledger)}:
            return ""
        ours = (
            _("knows release {number} as its last").format(number=releases[-1].number)
            if releases
            else _("knows of no release")
        )
        return _("release {number} of {date} is public, this state folder {ours}: {remedy}").format(
            number=seen.get("number"), date=seen.get("date"), ours=ours, remedy=_REMEDY
        )
    if releases or ledger.has_begun():
        return ""
    if leftover := target.leftover():
        return _("{leftover}, and this state folder knows of no release: {remedy}").format(
            leftover=leftover, remedy=_REMEDY
        )
    if not envelopes.is_empty():
        return _("the state folder holds courts' signatures, but its ledger is new: {remedy}").format(remedy=_REMEDY)
    return ""


def refuse_foreign_state(ledger: Ledger, envelopes: EnvelopeStore, target: PublicPlace, seen: Note | None) -> None:
    """StateError where this state folder may not publish there; says why and what to do."""
    if problem := what_is_foreign(ledger, envelopes, target, seen):
        raise StateError(problem)


def begin_beside(
    ledger: Ledger, batches: BatchStore, envelopes: EnvelopeStore, target: PublicPlace, seen: Note | None
) -> str:
    """Begin a new state beside what is public, in one transaction. What the ledger knows of removals stays.

    Gives what nobody can know any more of removals, and the safe choice; empty where all is known.

    Args:
        ledger: The ledger.
        batches: The batches.
        envelopes: The courts' signatures.
        target: The public place.
        seen: Its ``release.json``; None where there is none.

    Raises:
        StateError: The state folder knows what is public; or what is public cannot be read back.
        TargetError: The public place cannot be read.
    """
    if not what_is_foreign(ledger, envelopes, target, seen):
        raise StateError(_("this state folder knows what is public; run again without --new-state"))
    shown = _shown_by(target, seen)
    _begin(ledger, batches, target, seen, shown, find_left_unseen(ledger, target, seen, shown))
    return _of_the_unseen(left_unseen(ledger))


def note_restored(ledger: Ledger, made_at: str, *, knows_removals: bool = True) -> None:
    """Remember that this ledger came out of a back-up, until a run has compared it with the public place.

    Args:
        ledger: The restored ledger.
        made_at: When the back-up was made.
        knows_removals: Whether the takedowns since could be taken over from the replaced folder.
    """
    ledger.keep_note(_RESTORED, made_at)
    ledger.keep_note(_BLIND, "" if knows_removals else "yes")


def is_restored(ledger: Ledger) -> bool:
    """Whether no run has compared a restored ledger with the public place yet."""
    return bool(ledger.note(_RESTORED))


def settle_restored(ledger: Ledger, batches: BatchStore, target: PublicPlace, seen: Note | None) -> str:
    """Compare a restored state with what is public, and begin beside that where they differ; says what came of it.

    Raises:
        StateError: What is public cannot be read back.
        TargetError: The public place cannot be read.
    """
    made_at = ledger.note(_RESTORED)
    if not made_at:
        return _of_the_restore(ledger) if has_seen_no_night(ledger, batches) else ""
    public, known, releases = _shown_by(target, seen), ledger.public(), ledger.releases()
    is_last = seen is not None and bool(releases) and _named(seen) == f"{releases[-1].number} {releases[-1].digest}"
    if is_last and public is not None and _are_the_same(public, known):
        ledger.keep_note(_RESTORED, "")
        return _("restored from the back-up of {made_at}: it is the state of the public release").format(
            made_at=made_at
        )
    left = sorted(set(known["id"]) - set(public["id"] if public is not None else ()))
    unseen = find_left_unseen(ledger, target, seen, public) if ledger.note(_BLIND) else LeftUnseen((), {})
    _begin(ledger, batches, target, seen, public, LeftUnseen(tuple(sorted({*left, *unseen.named})), unseen.others))
    return _of_the_restore(ledger)


def left_meanwhile(ledger: Ledger) -> frozenset[str]:
    """Ids that the restored ledger called public and the public place did not show any more."""
    return frozenset(json.loads(ledger.note(_LEFT) or "[]"))


def left_unseen(ledger: Ledger) -> dict[str, int]:
    """List -> records that became public after the back-up and left before the restore, and that nothing names."""
    others: dict[str, int] = json.loads(ledger.note(_UNSEEN) or "{}")
    return others


def readmit(ledger: Ledger, court_code: str, records: Iterable[str] = (), kept_away: Iterable[str] = ()) -> None:
    """Let a court's batches out again though nobody has signed for this state; call inside a transaction.

    Args:
        ledger: The ledger.
        court_code: The court.
        records: Ids of those that left meanwhile and may come back, too.
        kept_away: Ids of those that may have left meanwhile, and stay away unless they are among `records`.
    """
    ledger.keep_note(_READMITTED + court_code, str(began_after(ledger)))
    ledger.keep_note(_LEFT, json.dumps(sorted((left_meanwhile(ledger) | set(kept_away)) - set(records))))


def readmitted(ledger: Ledger) -> frozenset[str]:
    """The courts whose batches a person let out again since this state began."""
    began = str(began_after(ledger))
    return frozenset(court for court, number in ledger.notes_under(_READMITTED).items() if number == began)


def has_seen_no_night(ledger: Ledger, batches: BatchStore) -> bool:
    """Whether this state began beside a public release and no night has read the source for it yet.

    Its batches are older than what is public then, so that composing from them takes away what came since.
    """
    began = began_after(ledger)
    if began is None:
        return False
    return not any(name.number > began for court in batches.courts() for name in batches.names(court))


def rows_in_public(target: PublicPlace) -> Iterator[tuple[PublicRow, str | None]]:
    """Every row that the public place shows, and the day of its correction where it tells one; a row may come twice.

    Raises:
        StateError: The files cannot be read back.
        TargetError: The public place cannot be read.
    """
    try:
        for _, content in target.files("search/data/cards/"):
            yield from ((row, None) for row in rows_of_cards(content))
        for path, content in target.files("data/"):
            if path in ("data/guidelines.json", "data/courts.json") or path.startswith("data/notices/"):
                records = json.loads(content)["records"]
                yield from ((_without_additions(row), row.get("corrected_on")) for row in records)
    except (ValueError, KeyError, TypeError):
        raise StateError(_UNREADABLE) from None


def rows_that_stand(batch: Batch, public: Frame) -> Frame:
    """The rows of a batch that stand in public just so."""
    held = batch.frame["id"].map(public.set_index("id")["digest"])
    whole, printed = row_digests(batch.frame["row"]), row_digests(_as_printed(batch.frame))
    stands = (held.eq(whole) | held.eq(printed)).fillna(False).astype(bool)
    return batch.frame[stands].reset_index(drop=True)


def as_of_before(ledger: Ledger) -> dict[str, str]:
    """Court -> the night of its data in the release beside which this state began."""
    days: dict[str, str] = json.loads(ledger.note(_AS_OF) or "{}")
    return days


def _of_the_restore(ledger: Ledger) -> str:
    """What holds until a night has read the source for a restored state."""
    unseen = _of_the_unseen(left_unseen(ledger))
    return _(
        "this state folder is older than what is public: what stands there stays, and nothing else enters "
        "until its court has signed anew (without officers: `publish.py approvals readmit`); {count} "
        "record(s) of it left meanwhile, and what was decided meanwhile (takedowns, holds, corrections) must "
        "be entered again{unseen}"
    ).format(count=len(left_meanwhile(ledger)), unseen=_(". {unseen}").format(unseen=unseen) if unseen else "")


def _of_the_unseen(others: dict[str, int]) -> str:
    """What nobody can know any more, and the safe choice."""
    if not others:
        return ""
    safe = _(
        "Enter the takedowns since the back-up again before a court signs or is let out; `approvals readmit` keeps the new "
        "records of these lists away unless each is named (--record)"
    )
    if UNKNOWN in others.values():
        told = _("it cannot be known which records became public after the back-up and were removed again")
    else:
        told = _(
            "{count} record(s) of {lists} became public after the back-up and were removed again, and nothing names them"
        ).format(count=sum(others.values()), lists=", ".join(others))
    return _("{told}. {safe}").format(told=told, safe=safe)


def _begin(
    ledger: Ledger,
    batches: BatchStore,
    target: PublicPlace,
    seen: Note | None,
    public: Frame | None,
    left: LeftUnseen,
) -> None:
    """Take what is public into the ledger, in one transaction."""
    note = seen or {}
    releases = _releases_now(target, note, ledger.releases()) if note else []
    log = _log_now(target) if note else []
    numbers = [name.number for court in batches.courts() for name in batches.names(court)]
    known = [release.number for release in (*releases, *ledger.releases())]
    with ledger.transaction():
        ledger.begin_with(releases, _with_what_is_known(public, ledger.public()))
        begin_log(ledger, log)
        ledger.note_begun()
        ledger.keep_note(_BEGAN_AFTER, str(max([0, *numbers, *known])))
        days = {court: night["date"] for court, night in note.get("as_of", {}).items()}
        ledger.keep_note(_AS_OF, json.dumps(days, ensure_ascii=False))
        ledger.keep_note(_RESTORED, "")
        ledger.keep_note(_LEFT, json.dumps(list(left.named)))
        ledger.keep_note(_UNSEEN, json.dumps(dict(left.others)))


def _shown_by(target: PublicPlace, seen: Note | None) -> Frame | None:
    """What the public place shows; None where no release stands there."""
    return _public_now(target, str(seen.get("date", ""))) if seen else None


def _with_what_is_known(public: Frame | None, known: Frame) -> Frame | None:
    """Public records, with deadline and first day of those that the ledger knows in the same form."""
    if public is None or known.empty:
        return public
    shown = public.set_index("id")["digest"]
    same = known[known["id"].map(shown).eq(known["digest"]).fillna(False).astype(bool)]
    return pd.concat([same, public[~among(public["id"], same["id"])]], ignore_index=True).astype(TEXT)


def _are_the_same(public: Frame, known: Frame) -> bool:
    """Whether the place shows the ledger's records; guidelines are compared by id, for they are printed without their text."""

    def told(frame: Frame) -> set[tuple[str, str]]:
        is_guideline = frame["dataset"] == Dataset.GUIDELINES.value
        return set(zip(frame["id"], frame["digest"].mask(is_guideline, ""), strict=True))

    return told(public) == told(known)


def _as_printed(frame: Frame) -> Column:
    """Rows as the files of a release hold them: guidelines without their text."""
    is_guideline = frame["dataset"] == Dataset.GUIDELINES.value
    printed = [_without_body(row) if apart else row for row, apart in zip(frame["row"], is_guideline, strict=True)]
    return text_column(printed, frame.index)


def _without_body(text: str) -> str:
    row: PublicRow = json.loads(text)
    return canonical_json({name: value for name, value in row.items() if name != "body"})


def _public_now(target: PublicPlace, since: str) -> Frame:
    """The public records as their files tell them, `PUBLIC_COLUMNS`."""
    rows = {row["id"]: row for row, _ in rows_in_public(target)}
    frame = pd.DataFrame(
        [[row["id"], row["dataset"], row["court_code"], canonical_json(row)] for row in rows.values()],
        columns=["id", "dataset", "court_code", "row"],
    ).astype(TEXT)
    frame = frame.assign(digest=row_digests(frame["row"]), since=since)
    return frame.reindex(columns=list(PUBLIC_COLUMNS)).astype(TEXT)


def _without_additions(row: PublicRow) -> PublicRow:
    return {name: value for name, value in row.items() if name not in ("url", "text", "corrected_on")}


def _named(note: Note) -> str:
    return f"{note.get('number')} {note.get('digest')}"


def _log_now(target: PublicPlace) -> list[LoggedStatement]:
    """The public log of statements, which the releases to come must go on."""
    listed = json.loads(next((content for _, content in target.files("releases/releases.json")), b"[]"))
    wanted = {int(entry["number"]): entry for entry in listed if "statement" in entry}
    found = {}
    for path, content in target.files("releases/"):
        number = path.removeprefix("releases/").removesuffix(".dsse.json")
        if number.isdecimal() and int(number) in wanted:
            found[int(number)] = content.decode(errors="replace")
    if missing := sorted(wanted.keys() - found.keys()):
        raise StateError(
            _(
                "the public log of statements is not whole: releases/{missing}.dsse.json is missing; bring the "
                "state folder back from a back-up, for a new log would be refused by every witness"
            ).format(missing=missing[0])
        )
    log = [
        LoggedStatement(number, str(wanted[number]["date"]), str(wanted[number]["statement"]), found[number])
        for number in sorted(found)
    ]
    _refuse_broken_log(log)
    return log


def _refuse_broken_log(log: list[LoggedStatement]) -> None:
    """StateError where an envelope is not what the list says, or does not name the one before."""
    for place, one in enumerate(log):
        before = log[place - 1].sha256 if place else None
        try:
            statement = read_statement(read_envelope(one.envelope.encode(), PAYLOAD_TYPE).payload)
        except YangguangError:
            statement = None
        said = statement.predicate if statement else None
        if (
            statement is None
            or said is None
            or (statement.digest, said.number, said.date) != (one.sha256, one.number, one.date)
            or (said.log.index, said.log.previous) != (place, before)
        ):
            raise StateError(
                _(
                    "the public log of statements was changed: releases/{number}.dsse.json is not what it was; "
                    "bring the state folder back from a back-up, or the public place from a copy, for every "
                    "witness would refuse this log"
                ).format(number=one.number)
            )


def _releases_now(target: PublicPlace, seen: Note, known: list[Release]) -> list[Release]:
    """The releases that the public place lists, for receipts; counts and widths as far as they are known."""
    listed = next((content for path, content in target.files("releases/releases.json")), b"[]")
    manifest = next((content for path, content in target.files("search/data/manifest.json")), b"{}")
    ours = {f"{release.number} {release.digest}": release for release in known}
    found = {}
    for entry in json.loads(listed):
        release = Release(int(entry["number"]), str(entry["date"]), str(entry["digest"]), {}, {})
        found[release.number] = ours.get(f"{release.number} {release.digest}", release)
    number, widths = int(seen["number"]), json.loads(manifest).get("widths", {})
    found[number] = Release(number, str(seen["date"]), str(seen["digest"]), dict(seen["counts"]), widths)
    return [found[number] for number in sorted(found)]
