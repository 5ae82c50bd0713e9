"""The mapping file: what a court calls its own tables, columns, codes and courts (docs/decisions/0023-mapping.md)."""

from pipeline.sources.mapping.file import load_mapping
from pipeline.sources.mapping.values import (
    NEVER_PULLED_CASE_TYPES,
    Codes,
    ColumnSource,
    Place,
    PlaceKind,
    TableMapping,
    default_mapping,
    without_lists,
)

__all__ = [
    "NEVER_PULLED_CASE_TYPES",
    "Codes",
    "ColumnSource",
    "Place",
    "PlaceKind",
    "TableMapping",
    "default_mapping",
    "load_mapping",
    "without_lists",
]
