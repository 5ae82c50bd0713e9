"""Merkle hashing against the known vectors of Certificate Transparency (RFC 6962 and 9162 hash alike)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.evidence.merkle import EMPTY, hash_leaf, hash_level, hash_node, hash_tree

_LEAVES = [
    bytes.fromhex(data)
    for data in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
_ROOTS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)


@pytest.mark.parametrize(("size", "root"), list(enumerate(_ROOTS)))
def test_roots_are_the_known_ones(size: int, root: str) -> None:
    assert hash_tree([hash_leaf(data) for data in _LEAVES[:size]]).hex() == root


@given(st.lists(st.binary(min_size=32, max_size=32), max_size=40))
def test_a_tree_splits_at_the_largest_power_of_two_below_its_size(leaves: list[bytes]) -> None:
    assert hash_tree(leaves) == _as_the_standard_says(leaves)


@given(st.integers(0, 5).flatmap(lambda width: st.binary(min_size=32 << width, max_size=32 << width)))
def test_a_complete_tree_is_hashed_level_by_level(leaves: bytes) -> None:
    level = leaves
    while len(level) > 32:
        level = hash_level(level)
    assert level == hash_tree([leaves[start : start + 32] for start in range(0, len(leaves), 32)])


def _as_the_standard_says(leaves: list[bytes]) -> bytes:
    """RFC 9162, 2.1.1, word by word."""
    if len(leaves) < 2:
        return leaves[0] if leaves else EMPTY
    half = 1
    while 2 * half < len(leaves):
        half *= 2
    return hash_node(_as_the_standard_says(leaves[:half]), _as_the_standard_says(leaves[half:]))
