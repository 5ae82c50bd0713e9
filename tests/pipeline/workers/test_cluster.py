"""The night on a real cluster of two workers: the same bytes, and nothing hidden on a worker's disk."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import publish
from pipeline.core.errors import ClusterError, SettingsError, SourceError
from pipeline.core.mapper import IN_PROCESS, balanced_bundles
from pipeline.core.records import Dataset
from pipeline.night.nightly import run_nightly
from pipeline.sample import write_sample
from pipeline.settings.cluster import ClusterSettings
from pipeline.settings.deployment import load_settings
from pipeline.workers.cluster import ClusterMapper, open_mapper
from tests.pipeline.sources.postgresql import running_server
from tests.support.canaries import unchecked
from tests.support.case_system import notice, party
from tests.support.cluster import Cluster, make_certificates, running_cluster
from tests.support.deployment import Deployment, public_bytes
from tests.support.on_workers import (
    SECRET_VALUE,
    die,
    die_once,
    double,
    fail_on_purpose,
    fail_with_a_value,
    process_of,
)
from tests.support.truth import occurrences, truth_values

pytestmark = pytest.mark.drill

DAY = date(2026, 11, 20)
RECORDS = 200


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with running_cluster(tmp_path_factory.mktemp("cluster")) as running:
        yield running


@pytest.fixture(scope="module")
def case_system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A PostgreSQL with a sample, and the values in it that must not be public."""
    folder = tmp_path_factory.mktemp("case")
    with running_server(folder / "pg") as url:
        write_sample(url, records=RECORDS, seed=4, on=DAY, truth=folder / "truth.jsonl")
        yield url, folder / "truth.jsonl"


@pytest.fixture(scope="module")
def alone(case_system: tuple[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Deployment:
    """A night in one process."""
    return night_of(tmp_path_factory.mktemp("alone"), case_system[0])


def night_of(home: Path, url: str, more: str = "") -> Deployment:
    deployment = Deployment.at(home, f'[source]\nurl = "{url}"\n{more}')
    run_nightly(deployment.settings, DAY, canaries=unchecked)
    return deployment


def batches(deployment: Deployment) -> dict[str, bytes]:
    folder = deployment.home / "state" / "batches"
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


class Watched:
    """Counts the pieces that are handed out, by function, and does something at one of them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, at: int = 0, do: Any = None) -> None:
        self.pieces: list[str] = []
        submit = ClusterMapper.submit

        def watched(mapper: ClusterMapper, function: Any, piece: Any) -> Any:
            future = submit(mapper, function, piece)
            self.pieces.append(function.__name__)
            if len(self.pieces) == at:
                do()
            return future

        monkeypatch.setattr(ClusterMapper, "submit", watched)


@pytest.mark.slow
def test_a_night_on_two_workers_gives_the_same_bytes_and_leaves_nothing_on_them(
    cluster: Cluster,
    case_system: tuple[str, Path],
    alone: Deployment,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    watched = Watched(monkeypatch)
    together = night_of(tmp_path, case_system[0], cluster.toml())
    assert watched.pieces.count("print_court_rows") == 8
    assert watched.pieces.count("render_share") == 2
    assert watched.pieces.count("read_table") >= len(Dataset) - len(together.settings.lists.off)
    assert public_bytes(together.public) == public_bytes(alone.public)
    assert batches(together) == batches(alone)
    assert occurrences([cluster.folder], truth_values(case_system[1])) == []


@pytest.mark.slow
def test_a_worker_killed_in_the_middle_of_a_night_changes_no_byte(
    case_system: tuple[str, Path], alone: Deployment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running_cluster(tmp_path / "cluster") as cluster:
        watched = Watched(monkeypatch, at=15, do=lambda: cluster.kill(0))
        together = night_of(tmp_path / "home", case_system[0], cluster.toml())
        assert len(watched.pieces) > 15
    assert public_bytes(together.public) == public_bytes(alone.public)
    assert batches(together) == batches(alone)


@pytest.mark.slow
def test_mutual_tls_leads_to_a_cluster_and_a_strangers_certificate_does_not(tmp_path: Path) -> None:
    certificates = make_certificates(tmp_path / "tls")
    strangers = make_certificates(tmp_path / "stranger", "stranger")
    with running_cluster(tmp_path / "cluster", certificates, workers=1) as cluster:
        assert cluster.address.startswith("tls://")
        with open_mapper(cluster.settings()) as mapper:
            assert list(mapper.map(double, [1, 2, 3])) == [2, 4, 6]
        foreign = {"tls_certificate": strangers.certificate, "tls_key": strangers.key, "wait_seconds": 3}
        with pytest.raises(ClusterError, match="does not answer"), open_mapper(cluster.settings(**foreign)):
            pass
        plain = {"scheduler": cluster.address.replace("tls://", "tcp://"), "wait_seconds": 3}
        with pytest.raises(ClusterError, match="does not answer"), open_mapper(cluster.settings(**plain)):
            pass


@pytest.mark.slow
def test_a_worker_that_may_write_to_its_disk_is_refused_and_what_is_due_goes_all_the_same(tmp_path: Path) -> None:
    tables = {
        Dataset.UNFINISHED_CASES: [party("u1", "欧阳静好", closed_on="2026-11-13", closing_mode="执行完毕")],
        Dataset.AUCTION_NOTICES: [notice("n1")],
    }
    with running_cluster(tmp_path / "cluster", spilling=True, workers=1) as cluster:
        deployment = Deployment.at(tmp_path / "home", cluster.toml())
        deployment.holds(tables)
        with pytest.raises(
            ClusterError, match=r"distributed\.worker\.memory\.spill.*set target, spill and pause to false"
        ):
            deployment.night("2026-11-16")
        assert not deployment.public.exists()
        toml = deployment.home / "yangguang.toml"
        with_cluster = toml.read_text(encoding="utf-8")
        toml.write_text(with_cluster.replace(cluster.address, ""), encoding="utf-8")
        deployment.night("2026-11-16")
        assert "欧阳静好" in deployment.public_text()
        toml.write_text(with_cluster, encoding="utf-8")
        report = deployment.night("2026-11-30")
        assert (report.exit_status, "spill" in report.refused) == (4, True)
        assert "欧阳静好" not in deployment.public_text()


@pytest.mark.slow
def test_when_all_workers_die_in_a_night_what_is_due_goes_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = party("u1", "欧阳静好", closed_on="2026-11-13", closing_mode="执行完毕")
    with running_cluster(tmp_path / "cluster", workers=1) as cluster:
        deployment = Deployment.at(tmp_path / "home", cluster.toml().replace("wait_seconds = 30", "wait_seconds = 3"))
        deployment.holds({Dataset.UNFINISHED_CASES: [closed, party("u2", "慕容远")]})
        deployment.night("2026-11-16")
        assert "欧阳静好" in deployment.public_text()
        Watched(monkeypatch, at=1, do=lambda: cluster.kill(0))
        with pytest.raises(ClusterError, match="no worker is left"):
            deployment.night("2026-11-30")
    assert "欧阳静好" not in deployment.public_text()
    assert "慕容远" in deployment.public_text()


@pytest.mark.slow
def test_results_come_in_order_from_several_processes(cluster: Cluster) -> None:
    with open_mapper(cluster.settings()) as mapper:
        assert (mapper.workers, mapper.pieces) == (2, 8)
        assert list(mapper.map(double, range(50))) == list(range(0, 100, 2))
        assert len(set(mapper.map(process_of, range(20)))) == 2


@pytest.mark.slow
def test_what_fails_on_a_worker_is_told_without_a_value_here_and_in_its_log(cluster: Cluster) -> None:
    with open_mapper(cluster.settings()) as mapper:
        with pytest.raises(ClusterError, match=r"ValueError in on_workers.py:\d+") as failed:
            list(mapper.map(fail_with_a_value, [SECRET_VALUE]))
        with pytest.raises(SourceError, match="the source said so"):
            list(mapper.map(fail_on_purpose, ["the source said so"]))
    assert SECRET_VALUE not in str(failed.value)
    assert SECRET_VALUE not in cluster.left_on_disks()


@pytest.mark.slow
def test_a_piece_whose_worker_died_goes_to_another_and_without_workers_the_run_ends(tmp_path: Path) -> None:
    with running_cluster(tmp_path / "cluster") as cluster:
        with open_mapper(cluster.settings(wait_seconds=3)) as mapper:
            assert list(mapper.map(die_once, [str(tmp_path / "mark")])) == ["answered by another worker"]
            with pytest.raises(ClusterError, match="no worker is left"):
                list(mapper.map(die, [1]))
        with pytest.raises(ClusterError, match="no worker came"), open_mapper(cluster.settings(wait_seconds=1)):
            pass


@pytest.mark.slow
def test_a_worker_of_another_version_is_refused(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.workers.cluster.code_version", lambda: "another")
    with pytest.raises(ClusterError, match="another version of Yangguang"), open_mapper(cluster.settings()):
        pass


@pytest.mark.parametrize("address", ["tcp://10.0.0.5:8786", "10.0.0.5:8786", "tcp://scheduler.example.cn:8786"])
def test_plain_tcp_to_another_machine_is_refused_with_the_remedy(address: str) -> None:
    with (
        pytest.raises(SettingsError, match="write tls://HOST:PORT and the files cluster"),
        open_mapper(ClusterSettings(scheduler=address)),
    ):
        pass


def test_tls_without_its_files_is_refused(tmp_path: Path) -> None:
    settings = ClusterSettings(scheduler="tls://10.0.0.5:8786", tls_ca=tmp_path / "missing.pem")
    with pytest.raises(SettingsError, match="name the files cluster"), open_mapper(settings):
        pass


def test_without_the_extra_one_line_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    deployment = Deployment.at(tmp_path, '[cluster]\nscheduler = "tcp://127.0.0.1:1"\n')
    words = ["nightly", "--date", DAY.isoformat(), "--settings", str(deployment.home / "yangguang.toml")]
    result = CliRunner().invoke(publish.app, words)
    assert (result.exit_code, "make production EXTRAS=cluster" in result.stderr) == (2, True)


def test_dask_is_imported_only_where_a_cluster_is_set() -> None:
    asked = "import sys, publish, pipeline.night.nightly; print('distributed' in sys.modules or 'dask' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, encoding="utf-8", check=True)
    assert said.stdout.strip() == "False"
    with open_mapper(ClusterSettings()) as mapper:
        assert mapper is IN_PROCESS


def test_files_of_the_cluster_are_taken_from_the_folder_of_the_settings(tmp_path: Path) -> None:
    deployment = Deployment.at(tmp_path, '[cluster]\ntls_ca = "ca.pem"\n')
    assert load_settings(deployment.home / "yangguang.toml").cluster.tls_ca == tmp_path / "ca.pem"


def test_bundles_hold_every_key_once_and_are_about_equal() -> None:
    sizes: dict[str | None, int] = {f"浙{n:02d}": n for n in range(40)} | {None: 7}
    bundles = balanced_bundles(sizes, 6)
    assert sorted(map(str, (key for bundle in bundles for key in bundle))) == sorted(map(str, sizes))
    loads = [sum(sizes[key] for key in bundle) for bundle in bundles]
    assert max(loads) - min(loads) < max(sizes.values())
    assert balanced_bundles(sizes, 6) == bundles
    assert balanced_bundles({}, 3) == []
