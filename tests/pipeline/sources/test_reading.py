"""One address for either kind of source."""

from datetime import date
from pathlib import Path

import pytest

from pipeline.core.errors import SourceError
from pipeline.core.records import Dataset
from pipeline.sample import write_sample
from pipeline.settings.source import FerrySettings, with_absolute_folder
from pipeline.sources.ferry import ship_night
from pipeline.sources.ferry.sample import ship_sample
from pipeline.sources.mapping import default_mapping
from pipeline.sources.reading import SourceReading, read_source
from pipeline.sources.sql import CaseSystem

TONIGHT = date(2026, 11, 20)


def read(address: str) -> SourceReading:
    return read_source(CaseSystem(address, default_mapping(), 1_000), FerrySettings(), TONIGHT, None)


def test_a_case_system_that_was_shipped_reads_as_the_one_it_came_from(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'case.db'}"
    write_sample(url, records=200, seed=3, on=TONIGHT)
    ship_night(CaseSystem(url, default_mapping()), tmp_path / "drop", TONIGHT)
    direct, carried = read(url), read(f"ferry:{tmp_path / 'drop'}")
    for dataset in Dataset:
        filled = direct.tables[dataset].replace("", None)
        assert carried.tables[dataset].equals(filled.astype(carried.tables[dataset].dtypes.to_dict())), dataset
    assert direct.mark is None
    assert carried.mark is not None
    assert carried.mark.sequence == 1


def test_a_drop_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"mend source\.url"):
        read(f"ferry:{tmp_path / 'nowhere'}")


def test_a_relative_drop_folder_is_taken_from_the_settings_folder() -> None:
    assert with_absolute_folder("ferry:drop", Path("/srv")) == "ferry:/srv/drop"
    assert with_absolute_folder("ferry:/mnt/drop", Path("/srv")) == "ferry:/mnt/drop"
    assert with_absolute_folder("sqlite:///case.db", Path("/srv")) == "sqlite:///case.db"


def test_the_sample_can_be_shipped_night_by_night(tmp_path: Path) -> None:
    ship_sample(tmp_path, records=60, seed=3, on=date(2026, 11, 19))
    ship_sample(tmp_path, records=60, seed=3, on=date(2026, 11, 19), advance=1, truth=tmp_path / "truth.jsonl")
    reading = read(f"ferry:{tmp_path}")
    assert reading.mark is not None
    assert (reading.mark.night, reading.mark.sequence) == ("2026-11-20", 2)
    assert all(len(reading.tables[dataset]) for dataset in Dataset)
    assert (tmp_path / "truth.jsonl").stat().st_size > 0
