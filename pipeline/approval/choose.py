"""Court by court the batch that goes out, who signed it, what waits, and what was refused and why."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date

from pipeline.approval.envelopes import (
    Approval,
    read_envelope,
    statement_of,
    verify_envelope,
    verify_past,
)
from pipeline.approval.modes import ApprovalMode
from pipeline.approval.refusals import ApprovalRefused, Reason, Refusal
from pipeline.approval.registry import KnownOfficers, Registry, person
from pipeline.core.messages import _
from pipeline.core.workdays import Calendar
from pipeline.state.batches import Batch, BatchDamaged, BatchInfo, BatchName, BatchStore
from pipeline.state.envelopes import EnvelopeStore
from pipeline.state.folder import StateFiles
from pipeline.state.ledger import Ledger

SIGNABLE_DAYS = 5
"""Working days for which an unsigned batch can still be signed after a newer one was made."""
LATE_AFTER_DAYS = 2
"""Working days that a batch may wait for its court's signature (settings, approval late_after_days)."""

_OUT = "published batch of "


@dataclass(frozen=True, slots=True)
class Signed:
    """The batch of a court that goes out."""

    court_code: str
    name: BatchName
    info: BatchInfo
    approvals: tuple[Approval, ...]
    """Of different people, of one more than once only by another algorithm; empty where the mode asks for no signature."""
    is_kept: bool = False
    """Signed when it went out, but its signatures do not count any more (see `choose_batches`)."""
    only_what_stands: bool = False
    """Nobody has signed for this state yet: only rows that stand in public now may go out (`pipeline.composing.lost_state`)."""
    is_readmitted: bool = False
    """Nobody has signed for this state, but a person let its batches out again: without what left before the restore."""
    stands_in: bool = False
    """The batch is lost or damaged: what is public goes on in its place, less what must go (`pipeline.composing.stand_in`)."""


@dataclass(frozen=True, slots=True)
class PublishedBatch:
    """A batch that went out signed."""

    name: BatchName
    digest: str


@dataclass(frozen=True, slots=True)
class PastReleases:
    """What the ledger says of the releases before tonight's."""

    signed: Mapping[str, PublishedBatch] = field(default_factory=dict)
    """Court -> the batch that went out signed and stands in public now (`published_batches`)."""
    began_after: int | None = None
    """The release beside which this state folder began; None where it never did."""
    courts: frozenset[str] = frozenset()
    """Courts that have public records."""
    readmitted: frozenset[str] = frozenset()
    """Courts whose batches a person let out again since (`pipeline.composing.lost_state.readmit`)."""


@dataclass(frozen=True, slots=True)
class Signable:
    """A batch that can be signed now."""

    name: BatchName
    info: BatchInfo
    approvals: tuple[Approval, ...]
    """Of those who have signed it already."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """The newest batch of a court, newer than the one that goes out."""

    court_code: str
    name: BatchName
    digest: str
    """Of the batch; six words of it are read out (`pipeline.approval.six_words`). Empty where its note is damaged."""
    since: str
    """The first night that was not signed."""
    signers: tuple[str, ...]
    """Who has signed it already."""
    threshold: int
    """How many different people must sign."""
    is_late: bool
    signable: tuple[Signable, ...] = ()
    """What can still be signed, oldest first; without what is damaged."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What goes out tonight, and what does not."""

    signed: dict[str, Signed]
    """Court -> the batch that goes out; a court without one has nothing public."""
    waiting: dict[str, Waiting]
    refused: tuple[Refusal, ...]
    unproved: tuple[str, ...] = ()
    """Courts whose batch the ledger calls signed, though no signature proves it; the batch stays out."""
    lost: Mapping[str, str] = field(default_factory=dict)
    """Court -> why its public batch cannot be read; what is public stands in for it."""

    @property
    def late(self) -> list[str]:
        """The courts that are late with their signature."""
        return [court for court, waiting in self.waiting.items() if waiting.is_late]

    def batches(self, store: BatchStore) -> Iterator[Batch]:
        """Read the chosen batches, one court at a time; not those that are lost.

        Raises:
            BatchDamaged: A batch does not fit its digest, or was replaced since it was chosen.
        """
        for court, signed in self.signed.items():
            if signed.stands_in:
                continue
            batch = store.read(court, signed.name)
            if batch.info != signed.info:
                raise BatchDamaged(
                    _("batch {court}/{batch} changed while it was read; run the command again").format(
                        court=court, batch=signed.name
                    )
                )
            yield batch


def choose_batches(
    files: StateFiles,
    officers: KnownOfficers,
    mode: ApprovalMode,
    on: date,
    past: PastReleases,
    calendar: Calendar,
    late_after_days: int = LATE_AFTER_DAYS,
) -> Chosen:
    """Choose what goes out, court by court.

    Under ``court`` it is the newest batch with enough valid signatures of different people; a batch that waits, or
    whose signatures are refused, leaves the one before in force. A batch that went out signed stays in force also
    where its signatures count no longer (a key revoked, expired or moved to ``[[former]]``): the site stays as it
    was, and what is due can still be taken down. That it went out signed is proved by its envelopes, never by the
    ledger alone; without them it stays out. Under ``scan`` and ``demo`` it is the newest.

    While the key file cannot be read, nothing proves anything: what went out signed stays only as far as it stands in
    public already, so that a slip of the pen in that file empties no list and lets nothing in. The same holds for a court
    whose proof is by an algorithm that this machine cannot check.

    A public batch that is lost or damaged stops nothing: what is public stands in for it, nothing enters, and what is due
    leaves. Under ``court`` its envelopes must still prove that it went out signed.

    Where the state began beside a public release, batches up to that number count for nothing, and until a court has
    signed for this state its newest batch goes out only as far as it stands in public already.

    Args:
        files: The state folder, with the batches and their signatures.
        officers: The key file; nobody for ``scan`` and ``demo``.
        mode: Who lets a batch out.
        on: R.
        past: What went out before.
        calendar: Counts the days that a batch waits.
        late_after_days: Working days that a batch may wait.

    Raises:
        BatchDamaged: A file among the batches is not named as one.
    """
    signed, waiting, refused, unproved = {}, {}, [], []
    lost: dict[str, str] = {}
    courts = files.batches.courts()
    for court in sorted({*courts, *past.signed}) if mode is ApprovalMode.COURT else courts:
        judged = _JudgedCourt(files, officers, court, on, past.began_after or 0)
        if mode is ApprovalMode.COURT:
            chosen = judged.in_force(past.signed.get(court))
            if behind := judged.waiting_after(chosen, calendar, late_after_days):
                waiting[court] = behind
            if chosen is None and past.began_after is not None and court in courts and not judged.is_unproved:
                chosen = replace(judged.newest(), only_what_stands=True)
        else:
            is_new = past.began_after is not None and not has_signed_since(
                files.envelopes, officers.registry, court, past.began_after
            )
            is_let_out = is_new and court in past.readmitted
            newest = judged.newest_unless_lost(is_public=court in past.courts)
            chosen = replace(newest, only_what_stands=is_new and not is_let_out, is_readmitted=is_let_out)
        if chosen is not None:
            signed[court] = chosen
        if judged.is_unproved:
            unproved.append(court)
        lost |= judged.lost
        refused += judged.refused
    for court in _without_batch(mode, courts, past):
        lost[court] = f"no batch of {court} is there, though records of it are public; `publish.py nightly` makes one"
        signed[court] = _standing_in(court, BatchName(on.isoformat(), 0), "")
    return Chosen(signed, waiting, tuple(refused), tuple(unproved), lost)


def _without_batch(mode: ApprovalMode, courts: Collection[str], past: PastReleases) -> list[str]:
    """Courts with public records and no batch; where courts sign, a batch that was signed must be proved."""
    if mode is ApprovalMode.COURT and past.began_after is None:
        return []
    is_asked = past.signed.keys() if mode is ApprovalMode.COURT else ()
    return sorted(past.courts - set(courts) - set(is_asked))


def _standing_in(court: str, name: BatchName, digest: str, *, is_kept: bool = False) -> Signed:
    info = BatchInfo(court, name.date, digest, 0, "", "", "", "")
    return Signed(court, name, info, (), is_kept, stands_in=True)


def has_signed_since(envelopes: EnvelopeStore, registry: Registry, court_code: str, number: int) -> bool:
    """Whether an officer of a court has signed a batch of a higher number, by a key that is or was listed."""
    for name, path in envelopes.after(court_code, number):
        with suppress(ApprovalRefused):
            verify_past(read_envelope(path), registry, court_code, name)
            return True
    return False


def published_batches(ledger: Ledger) -> dict[str, PublishedBatch]:
    """Court -> the batch that went out signed and stands in public now."""
    noted = ledger.notes_under(_OUT).items()
    return {court: PublishedBatch(BatchName.parse(value.split()[0]), value.split()[1]) for court, value in noted}


def note_published(ledger: Ledger, chosen: Chosen) -> None:
    """Note what went out signed; call in the transaction that records the release."""
    for court, signed in chosen.signed.items():
        was_signed = bool(signed.approvals) or signed.is_kept
        ledger.keep_note(_OUT + court, f"{signed.name} {signed.info.digest}" if was_signed else "")


def tidy_batches(store: BatchStore, chosen: Chosen, needed: Mapping[str, Collection[BatchName]] | None = None) -> None:
    """Delete older batches once what was chosen is public, but not those that can still be signed; envelopes stay.

    Args:
        store: The batches.
        chosen: What is public now.
        needed: Court -> batches that held records still show (`Holds.batches_needed`).
    """
    for court in store.courts():
        waiting = chosen.waiting.get(court)
        store.note_waiting(court, waiting.since if waiting else None)
        shown = [chosen.signed[court].name] if court in chosen.signed else []
        signable = [batch.name for batch in waiting.signable] if waiting else []
        store.drop_older(court, keep=[*shown, *signable, *(needed or {}).get(court, ())])


class _JudgedCourt:
    """The batches of one court and the signatures on them."""

    def __init__(self, files: StateFiles, officers: KnownOfficers, court_code: str, on: date, began_after: int) -> None:
        self._store, self._envelopes, self._registry = files.batches, files.envelopes, officers.registry
        self._court, self._on, self._began_after = court_code, on, began_after
        self._keys_are_known = not officers.problem
        self._names = self._store.names(court_code)
        self._signers: dict[BatchName, tuple[Approval, ...]] = {}
        self._is_unchecked = False
        """Whether the proof that the public batch was signed is by an algorithm that this machine cannot check."""
        self.refused: list[Refusal] = []
        self.is_unproved = False
        """Whether the ledger calls a batch signed that no envelope proves."""
        self.lost: dict[str, str] = {}
        """The court, and why its public batch cannot be read."""

    def newest_unless_lost(self, *, is_public: bool) -> Signed:
        """The newest batch, whoever signed it; of a court with public records what stands in for it, if it is damaged.

        Raises:
            BatchDamaged: It does not fit its digest, and nothing of the court is public.
        """
        try:
            info = self._store.verified(self._court, self._names[-1])
        except BatchDamaged as error:
            if not is_public:
                raise
            self.lost[self._court] = str(error)
            return _standing_in(self._court, self._names[-1], "")
        return Signed(self._court, self._names[-1], info, ())

    def newest(self) -> Signed:
        """The newest batch, whoever signed it.

        Raises:
            BatchDamaged: It does not fit its digest.
        """
        name = self._names[-1]
        return Signed(self._court, name, self._store.info(self._court, name), ())

    def newest_signed(self) -> Signed | None:
        """The newest batch that enough different people signed and that still fits its digest."""
        for name in reversed([name for name in self._names if name.number > self._began_after]):
            try:
                info = self._store.info(self._court, name)
                approvals = self._approvals(name, info)
                if self._are_enough(name, approvals):
                    self._store.verified(self._court, name)
                    return Signed(self._court, name, info, approvals)
            except BatchDamaged as error:
                self.refused.append(Refusal(self._court, str(name), "", Reason.BATCH_DAMAGED, str(error)))
        return None

    def _are_enough(self, name: BatchName, approvals: tuple[Approval, ...]) -> bool:
        """Whether enough different people signed, among them by each algorithm that the court asks for."""
        if len({person(approval.signer) for approval in approvals}) < self._registry.threshold(self._court, name.date):
            return False
        missing = self._registry.schemes(self._court, name.date) - {approval.scheme for approval in approvals}
        if missing:
            message = f"no signature by {', '.join(sorted(missing))} is among them; sign with such a key, too"
            self.refused.append(Refusal(self._court, str(name), "", Reason.MISSING_SCHEME, message))
        return not missing

    def in_force(self, published: PublishedBatch | None) -> Signed | None:
        """The newest signed batch, not older than what is public; else what is public, as it is, or what stands in for it."""
        signed = self.newest_signed()
        if published is None or published.name.number <= self._began_after:
            return signed
        if signed is not None and signed.name >= published.name:
            return signed
        damage = self._damage(published)
        if self._keys_are_known and not self._went_out_signed(published) and not self._is_unchecked:
            return None
        if damage:
            self.lost[self._court] = damage
            return _standing_in(self._court, published.name, published.digest, is_kept=True)
        info = self._store.info(self._court, published.name)
        cannot_say = self._is_unchecked or not self._keys_are_known
        return Signed(self._court, published.name, info, (), True, only_what_stands=cannot_say)

    def waiting_after(self, chosen: Signed | None, calendar: Calendar, late_after_days: int) -> Waiting | None:
        """The newest batch, where it is newer than the chosen one."""
        behind = [name for name in self._names if chosen is None or name > chosen.name]
        if not behind:
            return None
        since = behind[0].date
        noted = self._store.waiting_since(self._court)
        if noted is not None and (chosen is None or noted > chosen.name.date):
            since = min(since, noted)
        name = behind[-1]
        return Waiting(
            self._court,
            name,
            self._digest_of(name),
            since,
            tuple(dict.fromkeys(approval.signer for approval in self._signers.get(name, ()))),
            self._registry.threshold(self._court, name.date),
            calendar.days_waited(date.fromisoformat(since), self._on) > late_after_days,
            tuple(self._signable(behind, calendar)),
        )

    def _signable(self, behind: list[BatchName], calendar: Calendar) -> Iterator[Signable]:
        """Which of the batches behind the one that goes out can still be signed: the newest, and those of five working days."""
        for name in behind:
            is_young = calendar.days_waited(date.fromisoformat(name.date), self._on) <= SIGNABLE_DAYS
            if name.number > self._began_after and (is_young or name == behind[-1]):
                with suppress(BatchDamaged):
                    yield Signable(name, self._store.info(self._court, name), self._signers.get(name, ()))

    def _digest_of(self, name: BatchName) -> str:
        with suppress(BatchDamaged):
            return self._store.info(self._court, name).digest
        return ""

    def _approvals(self, name: BatchName, info: BatchInfo) -> tuple[Approval, ...]:
        """The signatures on a batch, one a person and algorithm asked for; what is refused is noted."""
        found: list[Approval] = []
        asked = self._registry.schemes(self._court, name.date)
        for path in self._envelopes.of(self._court, name):
            try:
                approval = self._verify(read_envelope(path), name, info)
                new_scheme = approval.scheme in asked - {one.scheme for one in found}
                if not new_scheme and person(approval.signer) in {person(one.signer) for one in found}:
                    raise ApprovalRefused(
                        Reason.SAME_PERSON,
                        _("key {keyid} belongs to a person who has signed already").format(keyid=approval.keyid[:8]),
                    )
                found.append(approval)
            except ApprovalRefused as error:
                self.refused.append(Refusal(self._court, str(name), path.name, error.reason, str(error)))
        self._signers[name] = tuple(found)
        return self._signers[name]

    def _damage(self, published: PublishedBatch) -> str:
        """Why the batch that is public cannot be read; empty where it can."""
        if published.name not in self._names:
            return (
                f"batch {self._court}/{published.name}, which is public, is gone; bring its .parquet and .json back, or let "
                "the court sign the newest batch"
            )
        try:
            if self._store.verified(self._court, published.name).digest == published.digest:
                return ""
        except BatchDamaged as error:
            return str(error)
        return (
            f"batch {self._court}/{published.name} is not the one that went out: it was edited after signing; bring the "
            "file back, or delete it and let the court sign a new one"
        )

    def _went_out_signed(self, published: PublishedBatch) -> bool:
        """Whether enough envelopes prove what the ledger says of a batch."""
        people, schemes = set(), set()
        unchecked: list[Refusal] = []
        for path in self._envelopes.of(self._court, published.name):
            try:
                content = read_envelope(path)
                officer = verify_past(content, self._registry, self._court, published.name, published.digest)
                people.add(person(officer.signer))
                schemes.add(officer.scheme)
            except ApprovalRefused as error:
                if error.reason is Reason.UNCHECKED:
                    unchecked.append(Refusal(self._court, str(published.name), path.name, error.reason, str(error)))
        needed = self._registry.threshold(self._court, published.name.date)
        missing = self._registry.schemes(self._court, published.name.date) - schemes
        if unchecked and (len(people) < needed or missing):
            self._is_unchecked = True
            self.refused += [one for one in unchecked if one not in self.refused]
            return False
        if len(people) < needed:
            self._refuse_past(
                published,
                _(
                    "the ledger says that it went out signed, but {count} of {needed} signatures verify under a "
                    "key that is or was in the key file; bring its envelopes back, list its keys under [[former]]"
                ).format(count=len(people), needed=needed),
            )
        elif missing:
            asked = ", ".join(sorted(missing))
            self._refuse_past(published, f"no signature by {asked} proves it; set schemes_since to a later night")
        return not self.is_unproved

    def _refuse_past(self, published: PublishedBatch, why: str) -> None:
        self.is_unproved = True
        message = _("{why}, or let the court sign the newest batch").format(why=why)
        self.refused.append(Refusal(self._court, str(published.name), "", Reason.UNPROVED, message))

    def _verify(self, content: bytes, name: BatchName, info: BatchInfo) -> Approval:
        try:
            return verify_envelope(content, self._registry, info, name, self._on)
        except ApprovalRefused as error:
            if error.reason is Reason.OTHER_NIGHT and self._is_copy(content):
                raise ApprovalRefused(
                    Reason.REPLAYED, _("the signature was given to another batch; sign this one itself")
                ) from None
            raise

    def _is_copy(self, content: bytes) -> bool:
        """Whether the same envelope is filed under the batch that it names itself."""
        named = statement_of(content).name
        return any(read_envelope(path) == content for path in self._envelopes.of(self._court, named))
