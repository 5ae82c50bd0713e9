"""A court's data hub, mapped: the site built through it is byte for byte the one built from the contract's tables."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from pipeline.core.records import CASE_ENTRIES, PARTY_LISTS, Dataset
from pipeline.night.nightly import run_nightly
from pipeline.sample.hub import write_hub
from pipeline.sample.hub.codes import WORDS
from pipeline.sample.making import clean_batches, write_batch
from pipeline.sample.writer import make_tables, open_case_system
from pipeline.sources.mapping import load_mapping
from tests.pipeline.sources.mariadb import SERVER, running_mariadb
from tests.pipeline.sources.postgresql import running_server
from tests.support.canaries import unchecked
from tests.support.deployment import SECRET, public_files

EXAMPLE = Path(__file__).parents[3] / "deploy" / "examples" / "hub.toml"
RECORDS, SEED, DAY = 600, 7, date(2026, 11, 20)


@pytest.fixture(scope="module")
def contract_site(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The site over the contract's own tables."""
    home = tmp_path_factory.mktemp("contract")
    url = f"sqlite:///{home / 'case.db'}"
    with open_case_system(url) as connection:
        make_tables(connection)
        for batch in clean_batches(SEED, DAY, RECORDS):
            write_batch(connection, batch)
    return site(home, url, "")


_NO_MARIADB = pytest.mark.skipif(SERVER is None, reason="mariadbd is not installed (deploy/install-mariadb.sh)")


@pytest.fixture(params=["sqlite", "postgresql", pytest.param("mariadb", marks=[pytest.mark.drill, _NO_MARIADB])])
def hub(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The same world in the hub's schema."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'hub.db'}"
        return
    if request.param == "mariadb":
        with running_mariadb(tmp_path) as url:
            yield url
        return
    with running_server(tmp_path / "server") as url:
        yield url


HOSTS = 'link_hosts = [{ host = "*.example.cn", basis = "invented" }]\n'


NAMED = "".join(
    f'[lists.{dataset}]\nbasis = "某条"\ndocument = "某院〔2026〕1号"\ndate = "2026-11-02"\n'
    for dataset in CASE_ENTRIES
)


def site(home: Path, url: str, mapping: str) -> dict[str, bytes]:
    """Every public file of a first night."""
    home.mkdir(exist_ok=True)
    (home / "yangguang.toml").write_text(
        f'[approval]\nmode = "demo"\n[site]\nsecret = "{SECRET}"\noperating_court = "浙01"\n{HOSTS}{NAMED}[source]\nurl = "{url}"\n{mapping}',
        encoding="utf-8",
    )
    from pipeline.settings.deployment import load_settings

    report = run_nightly(load_settings(home / "yangguang.toml", environ={}), DAY, canaries=unchecked)
    assert (report.exit_status, report.doubts) == (0, [])
    return dict(public_files(home / "public"))


@pytest.mark.drill
def test_the_site_is_byte_for_byte_that_of_the_contracts_tables(
    hub: str, tmp_path: Path, contract_site: dict[str, bytes]
) -> None:
    write_hub(hub, records=RECORDS, seed=SEED, on=DAY)
    mapped = site(tmp_path / "home", hub, f'mapping = "{EXAMPLE}"\n')
    assert {name for name in mapped if mapped[name] != contract_site.get(name)} == set()
    assert mapped.keys() == contract_site.keys()


def test_the_hub_is_of_another_kind_than_the_contract(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'hub.db'}"
    write_hub(url, records=60, seed=SEED, on=DAY)
    names = set(sa.inspect(sa.create_engine(url)).get_table_names())
    assert not names & {dataset.value for dataset in Dataset}
    assert len([name for name in names if name.startswith("t_")]) == len(names) == 12
    with sa.create_engine(url).connect() as connection:
        key = connection.execute(sa.text("SELECT c_ajbs FROM t_sczx_aj")).scalars().first()
        numbers = connection.execute(sa.text("SELECT DISTINCT n_fybs FROM t_sczx_aj")).scalars().all()
    assert len(str(key)) == 32
    assert all(isinstance(number, int) for number in numbers)


def test_the_example_names_every_list_and_one_table_feeds_three(tmp_path: Path) -> None:
    mapping = load_mapping(EXAMPLE)
    assert set(mapping) == set(Dataset)
    fed = [dataset for dataset in PARTY_LISTS if "t_sczx_xzcs" in mapping[dataset].place.text]
    assert len(fed) == 3


def test_no_word_has_two_codes() -> None:
    assert all(len(set(words)) == len(words) for words in WORDS.values())
