"""A packed frame is the frame that was packed, large or small."""

import pandas as pd
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.frames import TEXT
from pipeline.core.packed_frames import LEAST, Packed
from pipeline.core.records import Dataset

CELLS = st.one_of(st.none(), st.text(max_size=5), st.sampled_from(["被执行人", "\0", "𠮷", ""]))
ROWS = st.lists(st.tuples(CELLS, CELLS, st.booleans()), max_size=6)


def frame_of(rows: list[tuple[str | None, str | None, bool]]) -> pd.DataFrame:
    columns = list(zip(*rows, strict=True)) or [(), (), ()]
    texts = {name: pd.Series(list(cells), dtype=TEXT) for name, cells in zip("ab", columns[:2], strict=True)}
    flags = pd.Series(list(columns[2]), dtype=bool)
    return pd.DataFrame({**texts, "due": flags, "public": flags.astype(pd.ArrowDtype(pa.bool_()))})


@given(ROWS, st.integers(0, 50), st.sampled_from([0, LEAST]))
def test_what_is_opened_is_what_was_packed(
    rows: list[tuple[str | None, str | None, bool]], first: int, least: int
) -> None:
    frame = frame_of(rows)
    frame.index = pd.RangeIndex(first, first + len(frame))
    for given_frame in (frame, frame.iloc[1:], frame[frame["due"]], frame.head(0)):
        packed = Packed.of({Dataset.EXIT_BANS: given_frame, Dataset.COURTS: frame.head(1)}, least)
        assert packed.sizes[Dataset.EXIT_BANS] == len(given_frame)
        assert bool(packed.large) is (least == 0)
        opened = packed.open()
        pd.testing.assert_frame_equal(packed.one(Dataset.EXIT_BANS), given_frame)
        pd.testing.assert_frame_equal(opened[Dataset.EXIT_BANS], given_frame)
        pd.testing.assert_frame_equal(opened[Dataset.COURTS], frame.head(1))


def test_a_large_frame_takes_a_fraction_of_its_memory() -> None:
    frame = frame_of([("被执行人" * 20, "（2026）浙0106执12号", True)] * 20_000)
    packed = Packed.of({Dataset.EXIT_BANS: frame})
    assert packed.small == {}
    assert packed.large[Dataset.EXIT_BANS].size < frame.memory_usage().sum() / 4
