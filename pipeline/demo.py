"""The demo: a sample case system, one night over it, and three things to try."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from pipeline.cleaning.identifiers import has_valid_check_digit, normalise_resident_id
from pipeline.errors import SettingsError
from pipeline.nightly import Announce, run_nightly
from pipeline.records import Dataset, record_id
from pipeline.report import Report
from pipeline.settings import Settings, example_settings, load_settings, new_site_secret
from pipeline.sources.sample import write_sample
from search_index.index import open_index


@dataclass(frozen=True, slots=True)
class Demo:
    """What the demo made."""

    settings: Settings
    report: Report
    name: str
    """A name of the sample that is public; the number and the case number belong to the same record."""
    number: str
    case_number: str


def write_settings(home: Path, values: dict[str, dict[str, Any]]) -> Path:
    """Write ``yangguang.toml`` with a fresh site secret.

    Raises:
        SettingsError: There is one already; its secret must never change.
    """
    path = home / "yangguang.toml"
    if path.exists():
        raise SettingsError(
            f"{path.name} is there already; edit it, or choose another --home (its secret must not change)"
        )
    home.mkdir(parents=True, exist_ok=True)
    site = {"secret": new_site_secret(), **values.get("site", {})}
    path.write_text(example_settings({**values, "site": site}), encoding="utf-8")
    path.chmod(0o600)
    return path


def make_demo(home: Path, records: int, seed: int, on: date, port: int, announce: Announce) -> Demo:
    """Make the sample and publish it in ``home`` (settings, case.db, truth.jsonl, public, state).

    A home that is there already keeps its settings and gets a fresh sample.
    """
    path = home / "yangguang.toml"
    if not path.exists():
        site = {"base_url": f"http://127.0.0.1:{port}", "browse_dishonest_debtors": True}
        write_settings(home, {"": {"approval": "demo"}, "site": site})
    settings = load_settings(path)
    announce("sample")
    write_sample(f"sqlite:///{home / 'case.db'}", records=records, seed=seed, on=on, truth=home / "truth.jsonl")
    report = run_nightly(settings, on, announce)
    name, number, case_number = _something_to_try(settings)
    return Demo(settings, report, name, number, case_number)


def _something_to_try(settings: Settings) -> tuple[str, str, str]:
    """Name, full ID and case number of a public listing of the (invented) sample."""
    index = open_index(settings.state / "index")
    engine = sa.create_engine(settings.source.url)
    columns = ("court_code", "source_id", "party_name", "id_number")
    query = sa.select(*(sa.column(name) for name in columns))
    with engine.connect() as connection:
        rows = connection.execute(query.select_from(sa.table(Dataset.DISHONEST_DEBTORS.value)))
        for court, source, name, number in rows:
            if normalise_resident_id(number or "") != number or not has_valid_check_digit(number):
                continue
            record = record_id(settings.site_secret, Dataset.DISHONEST_DEBTORS, court, source)
            hits = index.search(name, profile=settings.masking.profile).hits
            found = next((hit for hit in hits if hit["id"] == record), None)
            if found is not None:
                return name, number, found["case_number"]
    raise SettingsError("the sample has no public listing of a person; use more --records")
