import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from pipeline.review.sample import draw_sample

MANY = pd.DataFrame({"id": [f"{number:016d}" for number in range(500)]})


@given(st.text(max_size=70), st.integers(0, 600))
def test_a_sample_is_drawn_again_from_the_digest_alone(digest: str, size: int) -> None:
    first, second = draw_sample(MANY, digest, size), draw_sample(MANY.copy(), digest, size)
    assert first["id"].tolist() == second["id"].tolist()
    assert len(set(first["id"])) == min(size, len(MANY))
    assert first["id"].is_monotonic_increasing


def test_another_batch_gives_another_sample() -> None:
    assert draw_sample(MANY, "a" * 64)["id"].tolist() != draw_sample(MANY, "b" * 64)["id"].tolist()


def test_the_sample_of_a_known_digest_never_moves() -> None:
    assert [int(one) for one in draw_sample(MANY, "a" * 64, 3)["id"]] == [127, 142, 196]
