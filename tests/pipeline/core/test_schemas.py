"""A frame that is handed over with other columns than the next room takes is found out, and no value is told."""

import pandas as pd
import pytest

from pipeline.core.frames import TEXT, Frame
from pipeline.core.schemas import (
    ACT,
    BATCH_ROW,
    LEAVING,
    PUBLIC_RECORD,
    SNAPSHOT_ROW,
    VERDICT,
    WHY,
    FrameSchema,
    WrongFrame,
    checked,
)

ALL = (VERDICT, LEAVING, BATCH_ROW, SNAPSHOT_ROW, PUBLIC_RECORD, ACT)


def good(schema: FrameSchema) -> Frame:
    texts = pd.DataFrame({name: ["330106198001011234"] for name in schema.columns}).astype(TEXT)
    return texts.assign(**dict.fromkeys(schema.flags, True))


@pytest.mark.parametrize("schema", ALL, ids=lambda schema: schema.name)
def test_a_frame_of_its_schema_passes(schema: FrameSchema) -> None:
    frame = good(schema)
    assert checked(frame, schema) is frame


@pytest.mark.parametrize("schema", ALL, ids=lambda schema: schema.name)
def test_a_missing_a_further_and_an_absent_column_are_told_without_a_value(schema: FrameSchema) -> None:
    last = schema.columns[-1]
    wrong = [
        good(schema).drop(columns=last),
        good(schema).assign(further="1"),
        good(schema).assign(**{schema.columns[0]: 3}),
        *(good(schema).assign(**{name: pd.Series([pd.NA], dtype=TEXT)}) for name in schema.never_absent),
    ]
    for frame in wrong:
        with pytest.raises(WrongFrame, match=schema.name) as told:
            checked(frame, schema)
        assert "330106" not in str(told.value)


def test_why_a_record_leaves_is_the_same_in_every_frame() -> None:
    for schema in (LEAVING, SNAPSHOT_ROW, VERDICT, BATCH_ROW):
        assert set(WHY) <= set(schema.columns)
