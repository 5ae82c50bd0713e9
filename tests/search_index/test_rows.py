"""What search takes from a public row."""

import pytest

from search_index.rows import excerpt

MASK = "3301061980****123*"


@pytest.mark.parametrize("before", range(60, 84))
def test_an_excerpt_never_ends_within_a_mask(before: int) -> None:
    shown = excerpt({"dataset": "auction_notices", "body": "拍" * before + MASK + "，已公告" * 30})
    assert shown.endswith("…")
    assert MASK in shown or "*" not in shown
    assert len(shown) <= 81
