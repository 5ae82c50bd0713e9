"""A bucket as the public place.

A publication:
1. take the lease, probe what strangers can do
2. list what stands there; refuse what is not ours, and a number that does not go up
3. plan the way from there to the release (`pipeline.targets.plan`)
4. note what the caches must forget, then write everything but the notes; nothing is removed before the host has said
   that the lease is still ours
5. if that was anything, list again and compare, and look at the lease again; old versions and halves of uploads go
6. write the notes, `release.json` last: an error before leaves the old number public
7. keep the tree: next night's plan reads from it what stands in the bucket

A killed run leaves a mixture in which nothing is wrong; the next one plans from there.
"""

import json
import re
import secrets
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

from pipeline.core.errors import TargetError
from pipeline.core.messages import _, joined
from pipeline.evidence.paths import RELEASE_NOTE
from pipeline.release.staged import StagedRelease
from pipeline.settings.target import S3Settings
from pipeline.targets.base import Progress, silent
from pipeline.targets.contents import flow_between, links_of
from pipeline.targets.order import Kind, kind_of, may_move
from pipeline.targets.pending import Was, became
from pipeline.targets.plan import Act, Operation, Plan, Waves, plan_release
from pipeline.targets.purge import Purge
from pipeline.targets.s3.bucket import Bucket
from pipeline.targets.s3.etags import RememberedEtags
from pipeline.targets.s3.headers import headers_of
from pipeline.targets.s3.lease import LEASE, Lease
from pipeline.targets.s3.leftovers import clear_leftovers
from pipeline.targets.s3.openness import dangers
from pipeline.targets.s3.waves import Throttle, carry_out
from pipeline.targets.trees import ReleaseTrees, md5, md5_of_tree

_MEGABYTE = 1_000_000
_HOLDER = re.compile(r"[0-9a-f]{16}")


class S3Target:
    """Publishes into a bucket; what it must remember lies in the state folder."""

    def __init__(
        self,
        settings: S3Settings,
        state: Path,
        public_url: str,
        purge: Purge,
        progress: Progress = silent,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self._settings = settings
        self._bucket = Bucket(settings, wait)
        self._trees = ReleaseTrees(state / "releases")
        self._etags = RememberedEtags(state / "etags.json")
        self._public_url = public_url.rstrip("/")
        self._purge = purge
        self._progress = progress
        self._throttle = Throttle(settings.bandwidth_mb * _MEGABYTE)
        self._publisher = state / "publisher-id"
        self._done = 0
        self.plan = Plan(())
        """What the last publication did."""

    def current(self) -> dict[str, Any] | None:
        """``release.json`` as it stands in the bucket; None before the first release."""
        found = self._bucket.get(RELEASE_NOTE)
        if found is None:
            return None
        try:
            note: dict[str, Any] = json.loads(found.content)
        except ValueError:
            raise TargetError(
                _("bucket {bucket}: {release_note} is damaged; delete it and run `publish.py publish`").format(
                    bucket=self._bucket.name, release_note=RELEASE_NOTE
                )
            ) from None
        return note

    def leftover(self) -> str:
        """Nothing that `publish` would not refuse by itself: files without a release are not ours."""
        return ""

    def files(self, below: str) -> Iterator[tuple[str, bytes]]:
        """Path and bytes of every object below a folder, several read at a time."""
        paths = sorted(path for path in self._bucket.list() if path.startswith(below))
        with ThreadPoolExecutor(self._settings.parallel) as readers:
            for path, found in zip(paths, readers.map(self._bucket.get, paths), strict=True):
                if found is None:
                    raise TargetError(
                        _("bucket {bucket}: {path} went while it was read; run the command again").format(
                            bucket=self._bucket.name, path=path
                        )
                    )
                yield path, found.content

    def previous_tree(self) -> Path | None:
        """The tree of the last complete release, on this machine."""
        return self._trees.newest()

    def publish(self, staged: StagedRelease, *, only_takes_down: bool = False) -> None:
        """Bring the bucket to a staged release; see the module."""
        if not isinstance(staged, StagedRelease):
            raise TypeError("only a staged release is published")
        lease = Lease(self._bucket, self._holder(), self._settings.lease_minutes, self._settings.single_writer)
        with lease.held():  # 1
            versioning = self._bucket.versioning()
            found = dangers(self._bucket, self._settings, versioning)
            if found and not only_takes_down:
                raise TargetError(joined("; ", found))
            remote = self._listed()  # 2
            self._refuse_foreign(remote)
            self._refuse_old_number(staged.release.number)
            local = md5_of_tree(staged.root)
            self.plan, lost = self._planned(local, remote, staged.root)  # 3
            self._done = 0
            self._purge.remember(_changes(self.plan, remote, lost), staged.release.date)  # 4
            content, notes = self.plan.without_notes(), self.plan.only_notes()
            self._carry_out(content, staged.root, local, lease)
            if content:  # 5
                self._compare(local)
                lease.renew(at_once=True)
            clear_leftovers(self._bucket, versioning)
            self._carry_out(notes, staged.root, local, lease)  # 6
        self._trees.keep(staged)  # 7

    def recall(self, pages: Collection[str], since: str) -> str:
        """Find again what is to be looked at."""
        tree = self.previous_tree()
        return self._purge.recall(tree, pages, since) if tree and self._purge.is_used(must_answer=True) else ""

    def confirm(self) -> tuple[str, ...]:
        """Empty the caches, then read as a visitor what changed."""
        tree = self.previous_tree()
        if tree is None:
            return (
                _("bucket {bucket}: this machine has no copy of the release; run `publish.py publish`").format(
                    bucket=self._bucket.name
                ),
            )
        return self._purge.confirm(tree, must_answer=True)

    @property
    def remark(self) -> str:
        """What there is to say of the last look from outside; no problem."""
        return self._purge.remark

    def drop_others(self, number: int) -> None:
        """Delete what this machine keeps of every release but one."""
        self._trees.drop_others(number)

    def _listed(self) -> dict[str, str]:
        listed = self._bucket.list()
        listed.pop(LEASE, None)
        return {path: self._etags.digest(path, etag) for path, etag in listed.items()}

    def _planned(self, local: Mapping[str, str], remote: Mapping[str, str], root: Path) -> tuple[Plan, frozenset[str]]:
        def new(path: str) -> bytes:
            return (root / path).read_bytes() if path in local else b""

        def old(path: str) -> bytes:
            return self._old_content(path, remote.get(path))

        def links(path: str) -> set[str]:
            return {link for link in links_of(path, new(path), self._public_url) if link in local}

        others = [path for path in local.keys() ^ remote.keys() if may_move(path)]
        changed = [path for path in local if remote.get(path, local[path]) != local[path] and may_move(path)]
        flow = flow_between(others, changed, old, new)
        return plan_release(local, remote, links, flow.moves), flow.lost

    def _old_content(self, path: str, digest: str | None) -> bytes:
        """What stands in the bucket, from the kept tree where that has the same bytes."""
        if digest is None:
            return b""
        kept = self.previous_tree()
        if kept and (kept / path).is_file():
            content = (kept / path).read_bytes()
            if md5(content) == digest:
                return content
        found = self._bucket.get(path)
        return found.content if found else b""

    def _carry_out(self, waves: Waves, root: Path, local: Mapping[str, str], lease: Lease) -> None:
        def act(operation: Operation) -> None:
            if operation.act is Act.DELETE:
                self._bucket.delete(operation.path)
                return
            content = (root / operation.path).read_bytes()
            self._throttle.take(len(content))
            etag = self._bucket.put(operation.path, content, headers_of(operation.path))
            if lease.tells_md5 and etag != local[operation.path]:
                raise TargetError(
                    _("bucket {bucket}: {path} was stored damaged; run again").format(
                        bucket=self._bucket.name, path=operation.path
                    )
                )
            self._etags.note(operation.path, etag, local[operation.path])

        def still_ours(operations: Sequence[Operation]) -> None:
            lease.renew(at_once=any(operation.act is Act.DELETE for operation in operations))

        try:
            carry_out(waves, act, self._settings.parallel, self._count_done, still_ours, lease.renew)
        finally:
            self._etags.save(set(local))

    def _count_done(self, operations: int) -> None:
        self._done += operations
        self._progress(self._done, len(self.plan))

    def _compare(self, local: Mapping[str, str]) -> None:
        listed = self._listed()
        paths = {path for path in local.keys() | listed.keys() if kind_of(path) is not Kind.NOTE}
        wrong = sorted(path for path in paths if listed.get(path) != local.get(path))
        if wrong:
            raise TargetError(
                _(
                    "bucket {bucket}: {count} file(s) are not what was written, first {first}; does another "
                    "program write there? Run `publish.py publish` again"
                ).format(bucket=self._bucket.name, count=len(wrong), first=wrong[0])
            )

    def _refuse_foreign(self, remote: Mapping[str, str]) -> None:
        """A bucket with files is ours if a release stands there, or a first one was begun."""
        if remote and RELEASE_NOTE not in remote and not self._publisher_mark().is_file():
            raise TargetError(
                _(
                    "bucket {bucket} holds files that we did not write, first {first}; name an empty one, or set "
                    "s3.prefix"
                ).format(bucket=self._bucket.name, first=min(remote))
            )
        self._publisher_mark().write_text("", encoding="utf-8")

    def _refuse_old_number(self, number: int) -> None:
        seen = self.current()
        if seen is not None and int(seen["number"]) >= number:
            raise TargetError(
                _("release {public_number} is public already, so {number} cannot be; the number must go up").format(
                    public_number=seen["number"], number=number
                )
            )

    def _holder(self) -> str:
        """Who we are in the lease: random, one for a state folder."""
        with suppress(OSError, ValueError):
            if _HOLDER.fullmatch(name := self._publisher.read_text(encoding="ascii")):
                return name
        self._publisher.parent.mkdir(parents=True, exist_ok=True)
        self._publisher.write_text(made := secrets.token_hex(8), encoding="ascii")
        return made

    def _publisher_mark(self) -> Path:
        return self._publisher.with_name(f"publisher-{self._bucket.name}")


def _changes(plan: Plan, remote: Collection[str], lost: Collection[str]) -> dict[str, Was]:
    """What stands in the place of every file that is touched."""
    operations = [operation for wave in plan.waves for operation in wave]
    written = [operation.path for operation in operations if operation.act is Act.PUT]
    return became(
        [path for path in written if path not in remote],
        [path for path in written if path in remote],
        [operation.path for operation in operations if operation.act is Act.DELETE],
        lost,
    )
