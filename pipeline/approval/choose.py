"""Court by court the batch that goes out, who signed it, what waits, and what was refused and why."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
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
from pipeline.approval.registry import Registry, person
from pipeline.core.workdays import workdays_between
from pipeline.state.batches import Batch, BatchDamaged, BatchInfo, BatchName, BatchStore
from pipeline.state.envelopes import EnvelopeStore
from pipeline.state.ledger import Ledger

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
    """Different people; empty where the mode asks for no signature."""
    is_kept: bool = False
    """Signed when it went out, but its signatures do not count any more (see `choose_batches`)."""
    only_what_stands: bool = False
    """Nobody has signed for this state yet: only rows that stand in public now may go out (`pipeline.composing.lost_state`)."""


@dataclass(frozen=True, slots=True)
class Published:
    """A batch that went out signed."""

    name: BatchName
    digest: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """The newest batch of a court, newer than the one that goes out."""

    court_code: str
    name: BatchName
    since: str
    """The first night that was not signed."""
    signers: tuple[str, ...]
    """Who has signed it already."""
    threshold: int
    """How many different people must sign."""
    is_late: bool


@dataclass(frozen=True, slots=True)
class Chosen:
    """What goes out tonight, and what does not."""

    signed: dict[str, Signed]
    """Court -> the batch that goes out; a court without one has nothing public."""
    waiting: dict[str, Waiting]
    refused: tuple[Refusal, ...]
    unproved: tuple[str, ...] = ()
    """Courts whose batch the ledger calls signed, though no signature proves it; the batch stays out."""

    @property
    def late(self) -> list[str]:
        """The courts that are late with their signature."""
        return [court for court, waiting in self.waiting.items() if waiting.is_late]

    def batches(self, store: BatchStore) -> Iterator[Batch]:
        """Read the chosen batches, one court at a time.

        Raises:
            BatchDamaged: A batch does not fit its digest, or was replaced since it was chosen.
        """
        for court, signed in self.signed.items():
            batch = store.read(court, signed.name)
            if batch.info != signed.info:
                raise BatchDamaged(f"batch {court}/{signed.name} changed while it was read; run the command again")
            yield batch


def choose_batches(
    store: BatchStore,
    envelopes: EnvelopeStore,
    registry: Registry,
    mode: ApprovalMode,
    on: date,
    late_after_days: int = LATE_AFTER_DAYS,
    published: Mapping[str, Published] | None = None,
    began_after: int | None = None,
    keys_are_known: bool = True,
) -> Chosen:
    """Choose what goes out, court by court.

    Under ``court`` it is the newest batch with enough valid signatures of different people; a batch that waits, or
    whose signatures are refused, leaves the one before in force. A batch that went out signed stays in force also
    where its signatures count no longer (a key revoked, expired or moved to ``[[former]]``): the site stays as it
    was, and what is due can still be taken down. That it went out signed is proved by its envelopes, never by the
    ledger alone; without them it stays out. Under ``scan`` and ``demo`` it is the newest.

    While the key file cannot be read, nothing proves anything: what went out signed stays only as far as it stands in
    public already, so that a slip of the pen in that file empties no list and lets nothing in.

    Where the state began beside a public release, batches up to that number count for nothing, and until a court has
    signed for this state its newest batch goes out only as far as it stands in public already.

    Args:
        store: The batches.
        envelopes: The signatures.
        registry: The key file; empty for ``scan`` and ``demo``.
        mode: Who lets a batch out.
        on: R.
        late_after_days: Working days that a batch may wait.
        published: What the ledger says went out signed before (`published_batches`).
        began_after: The number after which this state began beside a public release; None where it never did.
        keys_are_known: Whether the key file could be read.

    Raises:
        BatchDamaged: The batch that is public now does not fit its digest, and no newer one is signed.
    """
    signed, waiting, refused, unproved = {}, {}, [], []
    for court in store.courts():
        judged = _JudgedCourt(store, envelopes, registry, court, on, began_after or 0, keys_are_known)
        if mode is ApprovalMode.COURT:
            chosen = judged.in_force((published or {}).get(court))
            if behind := judged.waiting_after(chosen, late_after_days):
                waiting[court] = behind
            if chosen is None and began_after is not None and not judged.is_unproved:
                chosen = replace(judged.newest(), only_what_stands=True)
        else:
            is_new = began_after is not None and not has_signed_since(envelopes, registry, court, began_after)
            chosen = replace(judged.newest(), only_what_stands=is_new)
        if chosen is not None:
            signed[court] = chosen
        if judged.is_unproved:
            unproved.append(court)
        refused += judged.refused
    return Chosen(signed, waiting, tuple(refused), tuple(unproved))


def has_signed_since(envelopes: EnvelopeStore, registry: Registry, court_code: str, number: int) -> bool:
    """Whether an officer of a court has signed a batch of a higher number, by a key that is or was listed."""
    for name, path in envelopes.after(court_code, number):
        with suppress(ApprovalRefused):
            verify_past(read_envelope(path), registry, court_code, name)
            return True
    return False


def published_batches(ledger: Ledger) -> dict[str, Published]:
    """Court -> the batch that went out signed and stands in public now."""
    noted = ledger.notes_under(_OUT).items()
    return {court: Published(BatchName.parse(value.split()[0]), value.split()[1]) for court, value in noted}


def note_published(ledger: Ledger, chosen: Chosen) -> None:
    """Note what went out signed; call in the transaction that records the release."""
    for court, signed in chosen.signed.items():
        was_signed = bool(signed.approvals) or signed.is_kept
        ledger.keep_note(_OUT + court, f"{signed.name} {signed.info.digest}" if was_signed else "")


def tidy_batches(store: BatchStore, chosen: Chosen, needed: Mapping[str, Collection[BatchName]] | None = None) -> None:
    """Delete older batches once what was chosen is public; envelopes stay.

    Args:
        store: The batches.
        chosen: What is public now.
        needed: Court -> batches that held records still show (`Holds.batches_needed`).
    """
    for court in store.courts():
        waiting = chosen.waiting.get(court)
        store.note_waiting(court, waiting.since if waiting else None)
        shown = [chosen.signed[court].name] if court in chosen.signed else []
        store.drop_older(court, keep=[*shown, *(needed or {}).get(court, ())])


class _JudgedCourt:
    """The batches of one court and the signatures on them."""

    def __init__(
        self,
        store: BatchStore,
        envelopes: EnvelopeStore,
        registry: Registry,
        court_code: str,
        on: date,
        began_after: int,
        keys_are_known: bool,
    ) -> None:
        self._store, self._envelopes, self._registry = store, envelopes, registry
        self._court, self._on, self._began_after = court_code, on, began_after
        self._keys_are_known = keys_are_known
        self._names = store.names(court_code)
        self._signers: dict[BatchName, tuple[Approval, ...]] = {}
        self.refused: list[Refusal] = []
        self.is_unproved = False
        """Whether the ledger calls a batch signed that no envelope proves."""

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
                if len(approvals) >= self._registry.threshold(self._court, name.date):
                    self._store.read(self._court, name)
                    return Signed(self._court, name, info, approvals)
            except BatchDamaged as error:
                self.refused.append(Refusal(self._court, str(name), "", Reason.BATCH_DAMAGED, str(error)))
        return None

    def in_force(self, published: Published | None) -> Signed | None:
        """The newest signed batch, not older than what is public; else what is public, as it is.

        Raises:
            BatchDamaged: What is public does not fit its digest.
        """
        signed = self.newest_signed()
        if published is None or published.name.number <= self._began_after:
            return signed
        if signed is not None and signed.name >= published.name:
            return signed
        if published.name not in self._names:
            return None
        info = self._store.read(self._court, published.name).info
        if info.digest != published.digest:
            raise BatchDamaged(
                f"batch {self._court}/{published.name} is not the one that went out: it was edited after signing; "
                "bring the file back, or delete it and let the court sign a new one"
            )
        if not self._keys_are_known:
            return Signed(self._court, published.name, info, (), True, only_what_stands=True)
        return Signed(self._court, published.name, info, (), True) if self._went_out_signed(published) else None

    def waiting_after(self, chosen: Signed | None, late_after_days: int) -> Waiting | None:
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
            since,
            tuple(approval.signer for approval in self._signers.get(name, ())),
            self._registry.threshold(self._court, name.date),
            workdays_between(date.fromisoformat(since), self._on) > late_after_days,
        )

    def _approvals(self, name: BatchName, info: BatchInfo) -> tuple[Approval, ...]:
        """The signatures of different people on a batch; what is refused is noted."""
        found: dict[str, Approval] = {}
        for path in self._envelopes.of(self._court, name):
            try:
                approval = self._verify(read_envelope(path), name, info)
                if person(approval.signer) in found:
                    raise ApprovalRefused(
                        Reason.SAME_PERSON, f"key {approval.keyid[:8]} belongs to a person who has signed already"
                    )
                found[person(approval.signer)] = approval
            except ApprovalRefused as error:
                self.refused.append(Refusal(self._court, str(name), path.name, error.reason, str(error)))
        self._signers[name] = tuple(found.values())
        return self._signers[name]

    def _went_out_signed(self, published: Published) -> bool:
        """Whether enough envelopes prove what the ledger says of a batch."""
        people = set()
        for path in self._envelopes.of(self._court, published.name):
            with suppress(ApprovalRefused):
                content = read_envelope(path)
                people.add(verify_past(content, self._registry, self._court, published.name, published.digest))
        needed = self._registry.threshold(self._court, published.name.date)
        self.is_unproved = len(people) < needed
        if self.is_unproved:
            message = (
                f"the ledger says that it went out signed, but {len(people)} of {needed} signatures verify under a key "
                "that is or was in the key file; bring its envelopes back, list its keys under [[former]], or let the "
                "court sign the newest batch"
            )
            self.refused.append(Refusal(self._court, str(published.name), "", Reason.UNPROVED, message))
        return not self.is_unproved

    def _verify(self, content: bytes, name: BatchName, info: BatchInfo) -> Approval:
        try:
            return verify_envelope(content, self._registry, info, name, self._on)
        except ApprovalRefused as error:
            if error.reason is Reason.OTHER_NIGHT and self._is_copy(content):
                raise ApprovalRefused(
                    Reason.REPLAYED, "the signature was given to another batch; sign this one itself"
                ) from None
            raise

    def _is_copy(self, content: bytes) -> bool:
        """Whether the same envelope is filed under the batch that it names itself."""
        named = statement_of(content).name
        return any(read_envelope(path) == content for path in self._envelopes.of(self._court, named))
