"""Reading and changing rows of a living case system: a few verbs over SQL."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from pipeline.core.records import Dataset
from pipeline.sample.draws import Random
from pipeline.sample.truth import Truth
from pipeline.sample.writer import case_system_tables

Row = dict[str, Any]

IN_FORCE = "closed_on IS NULL AND disclosure = 'open' AND is_minor <> '是'"
"""Rows of the party lists that are probably public."""


@dataclass(frozen=True, slots=True)
class Life:
    """Some days in the life of a case system."""

    connection: sa.Connection
    random: Random
    records: int
    step: int
    before: date
    day: date
    truth: Truth

    def share(self, rate: float, fewest: int = 3) -> int:
        """How many rows an event befalls: so many of the party records a day, but a few at least."""
        return max(fewest, round(self.records * rate * (self.day - self.before).days))

    def some_day(self) -> str:
        """A day after the last one seen, up to the new one."""
        span = (self.day - self.before).days
        return (self.before + timedelta(days=int(self.random.integers(1, span + 1)))).isoformat()

    def pick(self, dataset: Dataset, columns: Sequence[str], where: str, count: int) -> list[Row]:
        """Some rows that meet a condition, drawn; the same on every database."""
        names = ", ".join(f'"{name}"' for name in ("source_id", *columns))
        query = f'SELECT DISTINCT {names} FROM "{dataset}" WHERE {where}'  # noqa: S608 - conditions are constants of this package
        found = [dict(row) for row in self.connection.execute(sa.text(query)).mappings()]
        found.sort(key=lambda row: str(row["source_id"]))
        chosen = self.random.permutation(len(found))[:count].tolist()
        return [found[place] for place in chosen]

    def update(self, dataset: Dataset, key: str, value: str, **changes: Any) -> None:
        """Change all rows of a table whose key column has a value; they count as updated."""
        table = case_system_tables().tables[dataset.value]
        stamp = f"{self.day.isoformat()} 19:00:00"
        statement = table.update().where(table.c[key] == value).values(updated_at=stamp, **changes)
        self.connection.execute(statement)

    def copy(self, dataset: Dataset, source_id: str) -> Row:
        """A whole row."""
        table = case_system_tables().tables[dataset.value]
        query = table.select().where(table.c.source_id == source_id).limit(1)
        return dict(self.connection.execute(query).mappings().one())

    def insert(self, dataset: Dataset, rows: Iterable[Row]) -> None:
        """Add whole rows."""
        self.connection.execute(case_system_tables().tables[dataset.value].insert(), list(rows))

    def delete(self, dataset: Dataset, source_id: str) -> None:
        """Take a row out, without any trace."""
        table = case_system_tables().tables[dataset.value]
        self.connection.execute(table.delete().where(table.c.source_id == source_id))
