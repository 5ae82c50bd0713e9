"""A sample of the soak: every step of three nights is killed once, always at the same places."""

from pathlib import Path

import pytest

from tests.soak.__main__ import Extent, soak
from tests.soak.look import problems
from tests.soak.story import Sample

BEFORE = {"index.html": b'<a href="a.html">', "a.html": b"abcdefghijklmnop"}
AFTER = {"index.html": b"<p>", "b.html": b"new"}


@pytest.mark.drill
@pytest.mark.parametrize("kind", ["folder", "bucket"])
def test_every_step_killed_once_leaves_nothing_wrong_and_the_next_run_repairs(kind: str, tmp_path: Path) -> None:
    lines: list[str] = []
    found = soak(tmp_path, [kind], Sample(), Extent(turns=1), lines.append)
    assert not found["problems"], [line for line in lines if not line.endswith("well")]
    assert found["kills"] >= 13
    assert found["aimed"] >= 4


def test_the_look_sees_what_is_neither_old_nor_new_what_returned_and_dead_links() -> None:
    def seen(tree: dict[str, bytes], *, is_swapped: bool = False) -> str:
        return str(problems(tree, BEFORE, AFTER, {"qrstuvwxyz234567"}, is_swapped=is_swapped))

    assert "neither old nor new: b.html" in seen({**AFTER, "b.html": b"other"})
    assert "dead link a.html" in seen({"index.html": BEFORE["index.html"]})
    assert "returned: qrstuvwxyz234567 in b.html" in seen({**AFTER, "b.html": b"qrstuvwxyz234567"})
    assert "a mixture in a folder" in seen({**AFTER, "a.html": BEFORE["a.html"]}, is_swapped=True)
    assert "mixture" not in seen(AFTER, is_swapped=True)
