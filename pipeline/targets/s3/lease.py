"""One publisher at a time: an object in the bucket that only one machine can write.

Whether the host keeps its word on conditional writes is probed at every start. Ages are told by the server's clock
alone, so that a machine whose clock jumps takes nothing over.
"""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from pipeline.errors import TargetError
from pipeline.targets.s3.bucket import Bucket
from pipeline.targets.trees import md5

LEASE = ".yangguang-lease"
"""The object; it says who publishes, and nothing else."""


class Lease:
    """The right to publish, held by one state folder."""

    def __init__(self, bucket: Bucket, holder: str, minutes: float, single_writer: bool) -> None:
        self._bucket = bucket
        self._content = json.dumps({"holder": holder}).encode()
        self._seconds = minutes * 60
        self._single_writer = single_writer
        self._etag: str | None = None
        self._renewed = 0.0

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the lease; it is given back at the end, and taken over from a killed run of the same state folder.

        Raises:
            TargetError: Another machine publishes, or the host knows no conditional writes.
        """
        self._etag = self._bucket.put_if(LEASE, self._content, None) or self._taken_over()
        self._renewed = time.monotonic()
        self._probe()
        try:
            yield
        finally:
            if self._etag is not None:
                with suppress(TargetError):  # it ends by itself, and this state folder may take it over at once
                    self._bucket.delete(LEASE)

    @property
    def tells_md5(self) -> bool:
        """Whether this host gives the MD5 of what it stored as ETag."""
        return self._etag == md5(self._content)

    def renew(self) -> None:
        """Say that this run is alive; cheap, so call it often.

        Raises:
            TargetError: The lease was lost.
        """
        if time.monotonic() - self._renewed < self._seconds / 4:
            return
        if not self._single_writer:
            etag = self._bucket.put_if(LEASE, self._content, self._etag)
            if etag is None:
                self._etag = None
                raise TargetError(
                    f"bucket {self._bucket.name}: another machine took over while this run was silent; it completes "
                    "the release, or run again when it has ended"
                )
            self._etag = etag
        self._renewed = time.monotonic()

    def _taken_over(self) -> str:
        found = self._bucket.get(LEASE)
        if found is None:
            etag = self._bucket.put_if(LEASE, self._content, None)
        elif found.content == self._content or found.age_seconds > self._seconds:
            etag = self._bucket.put_if(LEASE, self._content, found.etag)
        else:
            etag = None
        if etag is None:
            raise TargetError(
                f"bucket {self._bucket.name}: another machine is publishing; wait for it to end. If it is dead, its "
                f"lease ends {self._seconds / 60:g} minutes after its last sign of life"
            )
        return etag

    def _probe(self) -> None:
        """A second conditional write must fail."""
        if self._bucket.put_if(LEASE, self._content, None) is not None and not self._single_writer:
            self._bucket.delete(LEASE)
            raise TargetError(
                f"bucket {self._bucket.name}: the host knows no conditional writes, so two machines could publish at "
                "once; make sure that only this one does, then set s3.single_writer = true"
            )
