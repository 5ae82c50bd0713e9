"""A twin of a case system: other hidden digits, everything else the same (DESIGN §1, non-interference)."""

from collections.abc import Iterator
from pathlib import Path

from pipeline.core.frames import Frame
from pipeline.masking.hiding import ProfileMasking
from pipeline.masking.profiles import Profile
from pipeline.proof.twins.tables import twin_tables
from pipeline.sources.mapping import load_mapping
from pipeline.sources.sql import CaseSystem, read_case_system
from tests.support.case_system import write_case_system

_CHUNK = 50_000


def write_twin(original: Path, twin: Path, profile: Profile) -> int:
    """Write the twin of a SQLite case system; returns how many cells were changed."""
    tables = twin_tables(
        read_case_system(CaseSystem(f"sqlite:///{original}", load_mapping(None), _CHUNK)), ProfileMasking(profile)
    )
    write_case_system(twin, {dataset: list(_rows(frame)) for dataset, frame in tables.tables.items()})
    return tables.changed


def _rows(frame: Frame) -> Iterator[dict[str, str | None]]:
    values = frame.astype(object).where(frame.notna(), None)
    return (dict(zip(values.columns, row, strict=True)) for row in values.itertuples(index=False, name=None))
