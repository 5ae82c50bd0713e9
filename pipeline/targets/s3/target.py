"""A bucket as the public place.

A publication:
1. take the lease, probe what strangers can do
2. list what stands there; refuse what is not ours, and a number that does not go up
3. plan the way from there to the release (`pipeline.targets.plan`)
4. note what the caches must forget, then write everything but the notes; nothing is removed before the host has said
   that the lease is still ours
5. if that was anything, list again and compare, and look at the lease again
6. write the notes, `release.json` last: an error before leaves the old number public
7. keep the tree: next night's plan reads from it what stands in the bucket

A killed run leaves a mixture in which nothing is wrong; the next one plans from there.
"""

import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from pipeline.core.errors import TargetError
from pipeline.release.staged import StagedRelease
from pipeline.settings.target import S3Settings
from pipeline.targets.base import Progress, silent
from pipeline.targets.contents import links_of, moves_between
from pipeline.targets.order import RELEASE_NOTE, Kind, kind_of
from pipeline.targets.plan import Act, Operation, Plan, Waves, plan_release
from pipeline.targets.purge import Purge
from pipeline.targets.s3.bucket import Bucket
from pipeline.targets.s3.etags import EtagBook
from pipeline.targets.s3.headers import headers_of
from pipeline.targets.s3.lease import LEASE, Lease
from pipeline.targets.s3.openness import anonymous_read, dangers
from pipeline.targets.s3.waves import Throttle, carry_out
from pipeline.targets.trees import ReleaseTrees, md5, md5_of_tree

_MEGABYTE = 1_000_000


class S3Target:
    """Publishes into a bucket; what it must remember lies in the state folder."""

    def __init__(
        self, settings: S3Settings, state: Path, public_url: str, purge: Purge, progress: Progress = silent
    ) -> None:
        self._settings = settings
        self._bucket = Bucket(settings)
        self._trees = ReleaseTrees(state / "releases")
        self._etags = EtagBook(state / "etags.json")
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
                f"bucket {self._bucket.name}: {RELEASE_NOTE} is damaged; delete it and run `publish.py publish`"
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
                        f"bucket {self._bucket.name}: {path} went while it was read; run the command again"
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
            found = dangers(self._bucket, self._settings)
            if found and not only_takes_down:
                raise TargetError("; ".join(found))
            remote = self._listed()  # 2
            self._refuse_foreign(remote)
            self._refuse_old_number(staged.release.number)
            local = md5_of_tree(staged.root)
            self.plan = self._planned(local, remote, staged.root)  # 3
            self._done = 0
            self._purge.remember(self.plan.paths())  # 4
            content, notes = self.plan.without_notes(), self.plan.only_notes()
            self._carry_out(content, staged.root, local, lease)
            if content:  # 5
                self._compare(local)
                lease.renew(at_once=True)
            self._carry_out(notes, staged.root, local, lease)  # 6
        self._trees.keep(staged)  # 7

    def confirm(self) -> tuple[str, ...]:
        """Empty the caches, then read the release note as a stranger."""
        problems = [self._purge.run()]
        seen = anonymous_read(f"{self._public_url}/{RELEASE_NOTE}")
        tree = self.previous_tree()
        wanted = (tree / RELEASE_NOTE).read_bytes() if tree else b""
        if seen is None:
            problems.append(
                f"{self._public_url}/{RELEASE_NOTE} cannot be read by strangers; allow anonymous GetObject, or correct "
                "s3.public_url"
            )
        elif seen != wanted:
            problems.append(
                f"{self._public_url} shows another release than the bucket holds; set [purge] for its caches"
            )
        return tuple(problem for problem in problems if problem)

    def drop_others(self, number: int) -> None:
        """Delete what this machine keeps of every release but one."""
        self._trees.drop_others(number)

    def _listed(self) -> dict[str, str]:
        listed = self._bucket.list()
        listed.pop(LEASE, None)
        return {path: self._etags.digest(path, etag) for path, etag in listed.items()}

    def _planned(self, local: Mapping[str, str], remote: Mapping[str, str], root: Path) -> Plan:
        def new(path: str) -> bytes:
            return (root / path).read_bytes() if path in local else b""

        def old(path: str) -> bytes:
            return self._old_content(path, remote.get(path))

        def links(path: str) -> set[str]:
            return {link for link in links_of(path, new(path), self._public_url) if link in local}

        others = [path for path in local.keys() ^ remote.keys() if _may_move(path)]
        changed = [path for path in local if remote.get(path, local[path]) != local[path] and _may_move(path)]
        return plan_release(local, remote, links, moves_between(others, changed, old, new))

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
                raise TargetError(f"bucket {self._bucket.name}: {operation.path} was stored damaged; run again")
            self._etags.note(operation.path, etag, local[operation.path])

        def still_ours(operations: Sequence[Operation]) -> None:
            lease.renew(at_once=any(operation.act is Act.DELETE for operation in operations))

        try:
            carry_out(waves, act, self._settings.parallel, self._told, still_ours, lease.renew)
        finally:
            self._etags.save(set(local))

    def _told(self, operations: int) -> None:
        self._done += operations
        self._progress(self._done, len(self.plan))

    def _compare(self, local: Mapping[str, str]) -> None:
        listed = self._listed()
        paths = {path for path in local.keys() | listed.keys() if kind_of(path) is not Kind.NOTE}
        wrong = sorted(path for path in paths if listed.get(path) != local.get(path))
        if wrong:
            raise TargetError(
                f"bucket {self._bucket.name}: {len(wrong)} file(s) are not what was written, first {wrong[0]}; does "
                "another program write there? Run `publish.py publish` again"
            )

    def _refuse_foreign(self, remote: Mapping[str, str]) -> None:
        """A bucket with files is ours if a release stands there, or a first one was begun."""
        if remote and RELEASE_NOTE not in remote and not self._publisher_mark().is_file():
            raise TargetError(
                f"bucket {self._bucket.name} holds files that we did not write, first {min(remote)}; name an empty one, "
                "or set s3.prefix"
            )
        self._publisher_mark().write_text("", encoding="utf-8")

    def _refuse_old_number(self, number: int) -> None:
        seen = self.current()
        if seen is not None and int(seen["number"]) >= number:
            raise TargetError(
                f"release {seen['number']} is public already, so {number} cannot be; the number must go up"
            )

    def _holder(self) -> str:
        """Who we are in the lease: random, one for a state folder."""
        if not self._publisher.is_file():
            self._publisher.parent.mkdir(parents=True, exist_ok=True)
            self._publisher.write_text(secrets.token_hex(8), encoding="utf-8")
        return self._publisher.read_text(encoding="utf-8")

    def _publisher_mark(self) -> Path:
        return self._publisher.with_name(f"publisher-{self._bucket.name}")


def _may_move(path: str) -> bool:
    return kind_of(path) in (Kind.CARDS, Kind.KEYS, Kind.PAGE)
