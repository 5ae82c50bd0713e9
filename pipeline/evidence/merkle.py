"""Merkle tree hashing of RFC 9162, section 2.1, over leaf hashes of 32 bytes."""

import hashlib
from collections.abc import Sequence

SIZE = 32
"""Bytes of a hash."""
EMPTY = hashlib.sha256().digest()
"""The root of a tree without leaves."""


def hash_leaf(data: bytes) -> bytes:
    """The hash of a leaf with these data."""
    return hashlib.sha256(b"\x00" + data).digest()


def hash_node(left: bytes, right: bytes) -> bytes:
    """The hash of a node over two others."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def hash_tree(leaves: Sequence[bytes]) -> bytes:
    """The root over leaf hashes; splits at the largest power of two below their number.

    >>> hash_tree([]) == EMPTY
    True
    """
    if not leaves:
        return EMPTY
    level = list(leaves)
    while len(level) > 1:
        paired = [hash_node(left, right) for left, right in zip(level[::2], level[1::2], strict=False)]
        level = paired + level[2 * len(paired) :]
    return level[0]


def hash_level(nodes: bytes) -> bytes:
    """The level of a complete tree above nodes that stand side by side.

    >>> hash_level(EMPTY * 4) == hash_node(EMPTY, EMPTY) * 2
    True
    """
    pairs = range(0, len(nodes), 2 * SIZE)
    return b"".join([hashlib.sha256(b"\x01" + nodes[start : start + 2 * SIZE]).digest() for start in pairs])


def field(content: bytes) -> bytes:
    """Bytes behind their length (four bytes, big-endian), so that fields cannot run into each other.

    >>> field(b"ab")
    b'\\x00\\x00\\x00\\x02ab'
    """
    return len(content).to_bytes(4, "big") + content


def uint(number: int) -> bytes:
    """A number as four bytes, big-endian."""
    return number.to_bytes(4, "big")
