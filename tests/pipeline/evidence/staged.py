"""A small staged release with invented files, and the release before."""

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from pipeline.core.packing import packed
from pipeline.evidence.leaves import Bucket
from pipeline.evidence.tiles import Read
from pipeline.evidence.trees import LastTrees, Trees, grow_trees, write_trees

WIDTHS = {"cards": 3, "texts": 0, "orgs": 9}
OTHER = {
    "index.html": b"<p>x</p>",
    "data/changes.csv.gz": b"a,b",
    "releases/index.html": b"<p>y</p>",
    "search/data/manifest.json": b"{}",
    "search/data/tables/courts.json.gz": b"{}",
    "search/data/cards/3/5-emllidpl-1.json.gz": b'{"k":1}',
    "公告/甲.html": "<p>甲</p>".encode(),
}
OWN = {"release.json": b"1", "releases/releases.json": b"2", "releases/7.dsse.json": b"3", "releases/checkpoint": b"4"}


def bucket_content(keys: Iterable[str]) -> bytes:
    """A bucket with these keys."""
    return json.dumps({"k": dict.fromkeys(keys, 1)}).encode()


def contents(widths: Mapping[str, int] = WIDTHS) -> dict[str, bytes]:
    """Path -> content of every file."""
    buckets = [Bucket(family, width, number) for family, width in widths.items() for number in range(1 << width)]
    keyed = {
        bucket.path: bucket_content(f"{bucket.number}-{key}" for key in range(bucket.number % 4)) for bucket in buckets
    }
    return {**keyed, **OTHER, **OWN}


def stage(root: Path, files: Mapping[str, bytes], before: Path | None = None) -> Path:
    """Write files; what is the same in the release before becomes a link to it."""
    for path, content in files.items():
        target, stored = root / path, packed(path, content)
        target.parent.mkdir(parents=True, exist_ok=True)
        if before and (before / path).exists() and (before / path).read_bytes() == stored:
            os.link(before / path, target)
        else:
            target.write_bytes(stored)
    return root


def grown(root: Path, widths: Mapping[str, int] = WIDTHS, last: LastTrees | None = None) -> Trees:
    """The trees of a staged release, written into it."""
    trees = grow_trees(root, widths, last)
    write_trees(trees, root)
    return trees


def reader(root: Path) -> Read:
    """What a stranger reads."""
    return lambda path: (root / path).read_bytes() if (root / path).is_file() else None
