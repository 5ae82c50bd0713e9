"""One publisher at a time: an object in the bucket that only one machine can write.

Whether the host keeps its word on conditional requests is probed at every start. Ages are told by the server's clock
alone, so that a machine whose clock jumps takes nothing over.

The lease is written for one run (a random number in it), so no two runs ever have the same ETag, and whoever lost it
can neither renew it nor give it back. It is given back by a delete with If-Match. A host that knows conditional writes
but no conditional deletes (MinIO, for example) gets a mark instead, `ended`, written over the run's own lease; whoever
comes next takes such a lease over at once.

What remains: S3 cannot refuse a request because of another object, so between the look at the lease and the write or
delete that follows it there is a window. A machine that falls silent exactly there for a whole `lease_minutes`, or whose
request lies that long in the network, may still write or delete one file for each request in flight. Every other
request finds the lease lost. A pause that no clock of the machine counts (a virtual machine stopped from outside) is
noticed at the next renewal: before every wave that deletes, before the notes of a release, else within a quarter of the
lease. The next publication mends what such a request did, since it plans from what stands there.
"""

import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Lock

from pipeline.core.errors import TargetError
from pipeline.core.messages import _
from pipeline.targets.s3.bucket import Bucket, Stored
from pipeline.targets.trees import md5

LEASE = ".yangguang-lease"
"""The object; it says who publishes, and nothing else."""
_NOBODYS = "0" * 32
"""An ETag that no lease has."""
_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
"""Counts while the machine sleeps, where there is such a clock."""


class Lease:
    """The right to publish, held by one run of one state folder."""

    def __init__(self, bucket: Bucket, holder: str, minutes: float, single_writer: bool) -> None:
        self._bucket = bucket
        self._holder = holder
        whose = {"holder": holder, "run": secrets.token_hex(8)}
        self._content = json.dumps(whose).encode()
        self._ended = json.dumps({**whose, "ended": True}).encode()
        self._seconds = minutes * 60
        self._single_writer = single_writer
        self._conditional_writes = True
        self._conditional_deletes = True
        self._etag: str | None = None
        """Of what this run wrote last; None when the lease is lost."""
        self._renewed = 0.0
        self._lock = Lock()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the lease; it is given back at the end, and taken over from a killed run of the same state folder.

        Within, the bucket asks `renew` before every try of a write or delete. An error from within is the one that is
        told, whatever becomes of the lease.

        Raises:
            TargetError: Another machine publishes, or the host knows no conditional writes; at the end, another machine
                took over.
        """
        self._etag = self._bucket.put_if(LEASE, self._content, None) or self._taken_over()
        self._renewed = _now()
        self._probe()
        try:
            with self._bucket.only_while(self.renew):
                yield
        except BaseException:
            with suppress(Exception):
                self._given_back()
            raise
        if not self._given_back():
            raise self._lost()

    @property
    def tells_md5(self) -> bool:
        """Whether this host gives the MD5 of what it stored as ETag."""
        return self._etag == md5(self._content)

    def renew(self, *, at_once: bool = False) -> None:
        """Say that this run is alive, if nobody else took over; cheap, so call it often, from any thread.

        The write is conditional on what this run wrote last, so it never takes the lease back from another. Where the
        host knows no conditional writes, `s3.single_writer` is the operator's word that there is no other.

        Args:
            at_once: Ask the host now, and not only after a quarter of the lease.

        Raises:
            TargetError: The lease was lost; nothing more may be written or removed.
        """
        with self._lock:
            if not self._conditional_writes or (not at_once and _now() - self._renewed < self._seconds / 4):
                return
            if self._etag is None:
                raise self._lost()
            asked = _now()
            self._etag = self._bucket.put_if(LEASE, self._content, self._etag) or self._written_unheard()
            if self._etag is None:
                self._renewed = float("-inf")  # whoever asks again is told again
                raise self._lost()
            self._renewed = asked

    def _written_unheard(self) -> str | None:
        """The ETag where our last write arrived but its answer did not, and the host's ETags are no digests."""
        found = self._bucket.get(LEASE)
        if found is None or found.content != self._content:
            return None
        return self._bucket.put_if(LEASE, self._content, found.etag)

    def _given_back(self) -> bool:
        """Give the lease back; False if another machine took over and nobody was told of it yet. Where the host does
        not answer, the lease ends by itself, and this state folder may take it over at once."""
        if self._etag is None:
            return True
        with suppress(TargetError):
            if not self._conditional_writes:
                self._bucket.delete(LEASE)
            elif not self._end_own(self._etag):
                found = self._bucket.get(LEASE)  # ours, where only the answer was lost
                return found is None or found.content in (self._content, self._ended)
        return True

    def _end_own(self, etag: str) -> bool:
        if self._conditional_deletes:
            return self._bucket.delete_if(LEASE, etag)
        return self._bucket.put_if(LEASE, self._ended, etag) is not None

    def _taken_over(self) -> str:
        found = self._bucket.get(LEASE)
        if found is None:
            etag = self._bucket.put_if(LEASE, self._content, None)
        elif self._may_take(found):
            etag = self._bucket.put_if(LEASE, self._content, found.etag)
        else:
            etag = None
        if etag is None:
            raise self._refused()
        return etag

    def _may_take(self, found: Stored) -> bool:
        whose = _read(found.content)
        return whose.get("holder") == self._holder or whose.get("ended") is True or found.age_seconds > self._seconds

    def _probe(self) -> None:
        """A second conditional write must fail, and so should a delete of what somebody else wrote.

        The delete is tried on our own lease, before anything is published. Where the host carries it out or does not
        know it, the lease is taken anew, and a conditional overwrite must fail too, since all will hang on that.
        """
        self._conditional_writes = self._bucket.put_if(LEASE, self._content, None) is None
        if self._conditional_writes:
            self._conditional_deletes = self._refuses_delete()
        if self._conditional_writes and not self._conditional_deletes:
            again = self._bucket.put_if(LEASE, self._content, None)
            self._etag = again or self._bucket.put_if(LEASE, self._content, self._etag)
            if self._etag is None:
                raise self._refused()
            self._conditional_writes = self._bucket.put_if(LEASE, self._content, _NOBODYS) is None
        if not self._conditional_writes and not self._single_writer:
            self._bucket.delete(LEASE)
            raise TargetError(
                _(
                    "bucket {bucket}: the host knows no conditional writes, so two machines could publish at "
                    "once; make sure that only this one does, then set s3.single_writer = true"
                ).format(bucket=self._bucket.name)
            )

    def _refuses_delete(self) -> bool:
        try:
            return not self._bucket.delete_if(LEASE, _NOBODYS, attempts=1)  # repeated, it could hit another's lease
        except TargetError:
            return False

    def _refused(self) -> TargetError:
        return TargetError(
            _(
                "bucket {bucket}: another machine is publishing; wait for it to end. If it is dead, its lease "
                "ends {minutes:g} minutes after its last sign of life"
            ).format(bucket=self._bucket.name, minutes=self._seconds / 60)
        )

    def _lost(self) -> TargetError:
        return TargetError(
            _(
                "bucket {bucket}: another machine took over while this run was silent, so this run writes and "
                "removes nothing more; the other one completes the release, or run again when it has ended"
            ).format(bucket=self._bucket.name)
        )


def _read(content: bytes) -> dict[str, object]:
    """What a lease says; nothing where it is none of ours."""
    try:
        facts = json.loads(content)
    except ValueError:
        return {}
    return facts if isinstance(facts, dict) else {}


def _now() -> float:
    return time.clock_gettime(_CLOCK)
