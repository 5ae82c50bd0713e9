"""The list of all content files that are no buckets, ``releases/trees/files.txt.gz``, and the tree over them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from pipeline.core.messages import _
from pipeline.evidence.leaves import bucket_at, file_leaf, is_own
from pipeline.evidence.letters import from_letters, to_letters
from pipeline.evidence.merkle import hash_tree
from pipeline.evidence.tiles import TREES

FILES = f"{TREES}/files.txt.gz"
"""Where it lies."""
SUBJECT = f"{TREES}/files.txt"
"""How a statement calls its content."""

_LINE = re.compile(r"([a-p]{64})  ([^\n]+)")
_NO_PATH = re.compile(r"(?:^|/)(?:\.{0,2})(?:/|$)|[\x00-\x1f\x7f\\\ud800-\udfff]")
"""Empty parts, ``.`` and ``..``; control characters; what is no UTF-8."""


@dataclass(frozen=True, slots=True)
class FilesTree:
    """What a statement says of the files that are no buckets."""

    count: int
    root: bytes


def is_listed(path: str) -> bool:
    """Whether a file stands in the list: content, and no bucket."""
    return not is_own(path) and bucket_at(path) is None


def is_path(path: str) -> bool:
    """Whether it is the path of a file below a site's root, in its one form.

    >>> [is_path(path) for path in ("a/b.html", "a//b", "/a", "a/../b", "", "a\\nb", ".well-known/x")]
    [True, False, False, False, False, False, True]
    """
    return _NO_PATH.search(path) is None


def files_text(digests: Mapping[str, bytes]) -> bytes:
    """The list's content.

    Args:
        digests: Path -> SHA-256 of the file's content, of every file that is listed.
    """
    return "".join(f"{to_letters(digests[path])}  {path}\n" for path in sorted(digests)).encode()


def read_files_text(content: bytes) -> dict[str, bytes]:
    """Path -> SHA-256 of the file's content, in the order of the list.

    Raises:
        ValueError: It is not in the form of such a list: not sorted, a path twice, a path that does not belong there.
    """
    try:
        lines = content.decode().split("\n")
    except UnicodeDecodeError:
        raise ValueError(_("the list of files is not in its form")) from None
    found = [_LINE.fullmatch(line) for line in lines[:-1]]
    if lines[-1] or None in found:
        raise ValueError(_("the list of files is not in its form"))
    digests = {line[2]: from_letters(line[1]) for line in found if line}
    _refuse_order(line[2] for line in found if line)
    for path in digests:
        if not is_path(path) or not is_listed(path):
            raise ValueError(_("the list of files names a path that does not belong into it"))
    return digests


def _refuse_order(paths: Iterable[str]) -> None:
    for before, after in pairwise(paths):
        if before == after:
            raise ValueError(_("the list of files names {after} twice").format(after=after))
        if before > after:  # code points sort as their UTF-8
            raise ValueError(_("the list of files is not sorted at {after}").format(after=after))


def grow_files(digests: Mapping[str, bytes]) -> FilesTree:
    """The tree over the files that are no buckets."""
    return FilesTree(len(digests), hash_tree([file_leaf(path, digests[path]) for path in sorted(digests)]))
