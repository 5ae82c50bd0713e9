"""Tiles: the leaves and nodes of a key family's tree as small files (docs/release-format.md, Trees)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.core.messages import _
from pipeline.core.packing import gzip_bytes
from pipeline.evidence.leaves import content_of
from pipeline.evidence.letters import from_letters, to_letters
from pipeline.evidence.merkle import SIZE, hash_level

Read = Callable[[str], bytes | None]
"""Path -> bytes; None where there is no such file."""

TREES = "releases/trees"
_STEP = 8
TILE = 1 << _STEP
"""Nodes of a tile."""


@dataclass(frozen=True, slots=True)
class FamilyTree:
    """What a statement says of a key family."""

    width: int
    root: bytes


def tile_path(family: str, level: int, tile: int) -> str:
    """Where a tile lies.

    >>> tile_path("cards", 0, 26)
    'releases/trees/cards/0/1a.txt.gz'
    """
    return f"{TREES}/{family}/{level}/{tile:x}.txt.gz"


def tile_levels(width: int) -> range:
    """The levels of tiles of a tree.

    >>> [len(tile_levels(width)) for width in (0, 8, 9, 16, 17)]
    [1, 1, 2, 2, 3]
    """
    return range(max(1, -(-width // _STEP)))


def hash_heights(leaves: bytes) -> list[bytes]:
    """The nodes of a complete tree, height by height; the first are its leaves, the last its root."""
    heights = [leaves]
    while len(heights[-1]) > SIZE:
        heights.append(hash_level(heights[-1]))
    return heights


def cut_tiles(family: str, heights: Sequence[bytes]) -> Iterator[tuple[str, bytes]]:
    """Path and bytes of every tile of a tree, from the nodes of each height."""
    for level in tile_levels(len(heights) - 1):
        nodes = heights[_STEP * level]
        for tile, start in enumerate(range(0, len(nodes), TILE * SIZE)):
            yield tile_path(family, level, tile), gzip_bytes(_tile_text(nodes[start : start + TILE * SIZE]))


def read_leaves(read: Read, family: str, width: int) -> bytes | None:
    """The leaf hashes as the lowest tiles say, unchecked; None where one is missing or has another size."""
    tiles = [_read_tile(read, family, width, 0, tile) for tile in range(_tiles(width, 0))]
    found = [tile for tile in tiles if tile is not None]
    return b"".join(found) if len(found) == len(tiles) else None


def tile_problems(read: Read, family: str, tree: FamilyTree) -> Iterator[str]:
    """What is wrong with the tiles of a family: each must hash to its node in the tile above, the last to the root."""
    expected = tree.root
    for level in reversed(tile_levels(tree.width)):
        tiles = [_read_tile(read, family, tree.width, level, tile) for tile in range(_tiles(tree.width, level))]
        for number, tile in enumerate(tiles):
            if tile is None:
                yield _("{path} cannot be read, or has not the size of its tile").format(
                    path=tile_path(family, level, number)
                )
            elif _root(tile) != expected[SIZE * number : SIZE * (number + 1)]:
                yield _("{path} does not hash to the tree of {family}").format(
                    path=tile_path(family, level, number), family=family
                )
        if None in tiles:
            return
        expected = b"".join(tile for tile in tiles if tile is not None)


def proves_leaf(read: Read, family: str, tree: FamilyTree, bucket: int, leaf: bytes) -> bool:
    """Whether tiles lead from a bucket's leaf to the root of its family."""
    node, number = leaf, bucket
    for level in tile_levels(tree.width):
        number, place = divmod(number, TILE)
        tile = _read_tile(read, family, tree.width, level, number)
        if tile is None or tile[SIZE * place : SIZE * (place + 1)] != node:
            return False
        node = _root(tile)
    return number == 0 and node == tree.root


def _tiles(width: int, level: int) -> int:
    """How many tiles a level has."""
    return -(-(1 << (width - _STEP * level)) // TILE)


def _root(tile: bytes) -> bytes:
    return hash_heights(tile)[-1]


def _read_tile(read: Read, family: str, width: int, level: int, tile: int) -> bytes | None:
    path, size = tile_path(family, level, tile), SIZE * min(TILE, 1 << (width - _STEP * level))
    stored = read(path)
    try:
        nodes = _read_tile_text(content_of(path, stored)) if stored is not None else b""
    except ValueError:
        return None
    return nodes if len(nodes) == size else None


def _tile_text(nodes: bytes) -> bytes:
    """A line for each node."""
    return "".join(f"{to_letters(nodes[start : start + SIZE])}\n" for start in range(0, len(nodes), SIZE)).encode()


def _read_tile_text(text: bytes) -> bytes:
    """The nodes of a tile.

    Raises:
        ValueError: It is none in its one byte form.
    """
    if len(text) > TILE * (2 * SIZE + 1):
        raise ValueError(_("no tile"))
    nodes = from_letters(text.decode("ascii").replace("\n", ""))
    if _tile_text(nodes) != text:
        raise ValueError(_("no tile"))
    return nodes
