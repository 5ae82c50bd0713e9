"""The trees over a staged release, grown by difference to those of the release before.

A leaf of the release before is taken over where the staged file is that release's own (a link to it) or has its bytes;
so a night that changed nothing hashes no file and no leaf, and above a changed leaf only its way to the root is new.

What is taken over was signed: the old lowest tiles must hash to the root that the statement before names (0.6 µs a
bucket; the upper tiles are never read), the old list of files must have the digest that it names. A file of the old
tree that was written after its tile or list is not believed. So an old tree that is damaged, of another release or
mended by hand costs the time of hashing anew and brings nothing into a signed root. For the same reason the caller
takes the old statement from its own state, not from the old tree.
"""

import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.core.errors import ReleaseRefused
from pipeline.core.messages import _
from pipeline.core.packing import gzip_bytes
from pipeline.evidence.files_list import (
    FILES,
    FilesTree,
    files_text,
    grow_files,
    is_path,
    read_files_text,
)
from pipeline.evidence.leaves import (
    FAMILIES,
    WIDEST,
    Bucket,
    bucket_at,
    bucket_leaf,
    content_digest,
    content_of,
    is_own,
    problem_with_place,
)
from pipeline.evidence.merkle import SIZE, hash_node
from pipeline.evidence.statement import Statement
from pipeline.evidence.tiles import TILE, TREES, FamilyTree, cut_tiles, hash_heights, read_leaves, tile_path


@dataclass(frozen=True, slots=True)
class TreeHeads:
    """What a statement says of the trees of a release."""

    families: Mapping[str, FamilyTree]
    files: FilesTree
    listed: bytes
    """SHA-256 of the content of the list of files: the statement's subject."""

    def as_dict(self) -> dict[str, Any]:
        """Members ``trees`` and ``files`` of a statement."""
        return {
            "trees": {name: {"width": tree.width, "root": tree.root.hex()} for name, tree in self.families.items()},
            "files": {"count": self.files.count, "root": self.files.root.hex()},
        }


@dataclass(frozen=True, slots=True)
class LastTrees:
    """The release before, whose leaves may be taken over."""

    folder: Path
    """Its tree of files."""
    heads: TreeHeads
    """As its statement says, which comes from the caller's own state."""


@dataclass(frozen=True, slots=True)
class Trees:
    """The trees of a release."""

    heads: TreeHeads
    heights: Mapping[str, list[bytes]]
    """Family -> nodes of its tree, height by height."""
    files_text: bytes
    """The list of the files that are no buckets."""


def grow_trees(root: Path, widths: Mapping[str, int], last: LastTrees | None = None) -> Trees:
    """The trees over every content file below a folder.

    Memory: 64 bytes a bucket, and the list of the other files.

    Args:
        root: The staged release.
        widths: Family -> width of its search files.
        last: The release before; without it everything is hashed.

    Raises:
        ReleaseRefused: A bucket is missing, of a second width or no bucket; a file lies where none may be.
    """
    growing = {family: _Family(family, width, last) for family, width in widths.items()}
    listed = _Listed(last)
    for path, entry in _files_below(root):
        bucket = bucket_at(path)
        try:
            if bucket and widths.get(bucket.family) == bucket.width:
                growing[bucket.family].take(bucket, path, entry)
            elif not is_own(path):
                listed.take(_checked(path, widths), entry)
        except ValueError as error:
            raise ReleaseRefused(
                _("the staged release cannot be signed: {error}; publish it again").format(error=error)
            ) from None
    heights = {family: tree.heights() for family, tree in growing.items()}
    families = {family: FamilyTree(widths[family], nodes[-1]) for family, nodes in heights.items()}
    text = files_text(listed.digests)
    return Trees(TreeHeads(families, listed.tree(text), content_digest(FILES.removesuffix(".gz"), text)), heights, text)


def write_trees(trees: Trees, root: Path) -> None:
    """Write list and tiles into a staged release; the same trees give the same bytes."""
    shutil.rmtree(root / TREES, ignore_errors=True)
    _write(root / FILES, gzip_bytes(trees.files_text))
    for family, heights in trees.heights.items():
        for path, nodes in cut_tiles(family, heights):
            _write(root / path, nodes)


def heads_of(statement: Statement) -> TreeHeads:
    """What a statement says of the trees."""
    said = statement.predicate.model_dump()
    return read_heads(said["trees"], said["files"], statement.files_sha256)


def read_heads(trees: Any, files: Any, listed: str) -> TreeHeads:
    """What the members ``trees`` and ``files`` of a statement and its subject's digest say.

    Raises:
        ValueError: They are not in their form.
    """
    try:
        families = {name: FamilyTree(_number(tree["width"]), _digest(tree["root"])) for name, tree in trees.items()}
        heads = TreeHeads(families, FilesTree(_number(files["count"]), _digest(files["root"])), _digest(listed))
        sound = heads.as_dict() == {"trees": trees, "files": files}
    except (KeyError, TypeError, AttributeError):
        raise ValueError(_("the trees of the statement are not in their form")) from None
    if not sound or not set(families) <= set(FAMILIES) or any(tree.width > WIDEST for tree in families.values()):
        raise ValueError(_("the trees of the statement are not in their form"))
    return heads


def _number(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise ValueError(_("the trees of the statement are not in their form"))
    return value


def _digest(text: str) -> bytes:
    digest = bytes.fromhex(text)
    if len(digest) != SIZE or digest.hex() != text:
        raise ValueError(_("the trees of the statement are not in their form"))
    return digest


_Staged = os.DirEntry[str]
"""A file of the staged release."""


class _Family:
    """The tree of a family, leaf by leaf."""

    def __init__(self, family: str, width: int, last: LastTrees | None) -> None:
        if family not in FAMILIES or not 0 <= width <= WIDEST:
            raise ReleaseRefused(
                _("the staged release cannot be signed: no trees for width {width} of {family}").format(
                    width=width, family=family
                )
            )
        self._family = family
        self._width = width
        self._folder = last.folder if last else Path()
        self._old = _old_heights(family, width, last)
        self._leaves = bytearray(self._old[0]) if self._old else bytearray(SIZE << width)
        self._seen = bytearray(1 << width)
        self._changed: set[int] = set()
        tiles = range(len(self._leaves) // (SIZE * TILE) or 1) if self._old else ()
        self._hashed = [_written(self._folder / tile_path(family, 0, tile)) for tile in tiles]

    def take(self, bucket: Bucket, path: str, staged: _Staged) -> None:
        """The leaf of a bucket, taken over or hashed."""
        number = bucket.number
        self._seen[number] = 1
        if self._old and _is_same_file(staged, f"{self._folder}/{path}", self._hashed[number // TILE]):
            return
        leaf, place = bucket_leaf(bucket, _content(staged)), slice(SIZE * number, SIZE * (number + 1))
        if self._leaves[place] != leaf:
            self._leaves[place] = leaf
            self._changed.add(number)

    def heights(self) -> list[bytes]:
        """The nodes of the whole tree, height by height."""
        missing = self._seen.find(0)
        if missing >= 0:
            path = Bucket(self._family, self._width, missing).path
            raise ReleaseRefused(
                _("the staged release cannot be signed: {path} is missing; publish it again").format(path=path)
            )
        if not self._old:
            return hash_heights(bytes(self._leaves))
        return _with_leaves(self._old, self._leaves, self._changed) if self._changed else self._old


class _Listed:
    """Digests of the files that are no buckets."""

    def __init__(self, last: LastTrees | None) -> None:
        self._last = last
        self._old_text = _old_list(last)
        self._old = read_files_text(self._old_text) if self._old_text else {}
        self._folder = last.folder if last else Path()
        self._hashed = _written(self._folder / FILES)
        self.digests: dict[str, bytes] = {}

    def take(self, path: str, staged: _Staged) -> None:
        """The digest of a file, taken over or made."""
        digest = self._old.get(path)
        if digest is None or not _is_same_file(staged, f"{self._folder}/{path}", self._hashed):
            digest = content_digest(path, _content(staged))
        self.digests[path] = digest

    def tree(self, text: bytes) -> FilesTree:
        """The tree over the files; that of the release before, if its list is the same."""
        return self._last.heads.files if self._last and text == self._old_text else grow_files(self.digests)


def _old_heights(family: str, width: int, last: LastTrees | None) -> list[bytes] | None:
    """The tree of the release before, if its tiles are those that were signed and its width is the same."""
    tree = last and last.heads.families.get(family)
    if not last or not tree or tree.width != width:
        return None
    leaves = read_leaves(lambda path: _read(last.folder / path), family, width)
    heights = hash_heights(leaves) if leaves else None
    return heights if heights and heights[-1] == tree.root else None


def _old_list(last: LastTrees | None) -> bytes | None:
    """The list of the release before, if it is the one that was signed."""
    stored = _read(last.folder / FILES) if last else None
    if not last or stored is None:
        return None
    try:
        text = content_of(FILES, stored)
        read_files_text(text)
    except ValueError:
        return None
    return text if content_digest(FILES.removesuffix(".gz"), text) == last.heads.listed else None


def _with_leaves(old: list[bytes], leaves: bytes | bytearray, changed: set[int]) -> list[bytes]:
    """A tree in which only the nodes above changed leaves are hashed."""
    heights = [bytes(leaves)]
    for above in old[1:]:
        below, nodes = heights[-1], bytearray(above)
        changed = {number >> 1 for number in changed}
        for number in changed:
            middle = SIZE * (2 * number + 1)
            nodes[SIZE * number : SIZE * (number + 1)] = hash_node(
                below[middle - SIZE : middle], below[middle : middle + SIZE]
            )
        heights.append(bytes(nodes))
    return heights


def _is_same_file(staged: _Staged, old: str, hashed: int) -> bool:
    """Whether a staged file is that of the release before, or has its bytes, and the old one was not written since."""
    try:
        new_stat, old_stat = staged.stat(), os.stat(old)  # noqa: PTH116 (many files, and twice as fast)
    except OSError:
        return False
    if old_stat.st_mtime_ns > hashed:
        return False
    if os.path.samestat(new_stat, old_stat):
        return True
    return new_stat.st_size == old_stat.st_size and _content(staged) == _read(Path(old))


def _content(staged: _Staged) -> bytes:
    return Path(staged.path).read_bytes()


def _written(path: Path) -> int:
    """When a file was written, in nanoseconds; before everything else where there is none."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return -1


def _checked(path: str, widths: Mapping[str, int]) -> str:
    """The path of a file that is no bucket, if it may be listed."""
    if not is_path(path):
        raise ValueError(_("{path!a} is no path that a list of files may hold").format(path=path))
    if problem := problem_with_place(path, widths):
        raise ValueError(problem)
    return path


def _files_below(folder: Path, inner: str = "") -> Iterator[tuple[str, _Staged]]:
    """Path and entry of every file below a folder."""
    with os.scandir(folder / inner) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _files_below(folder, f"{inner}{entry.name}/")
            else:
                yield inner + entry.name, entry


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
