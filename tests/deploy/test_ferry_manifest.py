"""deploy/ferry/make_manifest.py: the case system's side needs nothing but Python, and the ferry reads what it wrote."""

import io
import json
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.core.records import SCHEMAS, Dataset
from pipeline.settings.source import FerrySettings
from pipeline.sources.ferry import FerryReading, read_ferry
from pipeline.sources.mapping import default_mapping

SCRIPT = Path(__file__).parents[2] / "deploy" / "ferry" / "make_manifest.py"
NIGHT = date(2026, 11, 20)
BANS = Dataset.EXIT_BANS
NAMES = SCHEMAS[BANS].column_names
VALUES = [{"source_id": f"c{n}", "reason": '他说："还",\r\n下一行'} for n in range(3)]
ABSENT = [f"--absent={dataset}" for dataset in Dataset if dataset is not BANS]


@pytest.fixture
def night(tmp_path: Path) -> Path:
    folder = tmp_path / "out" / NIGHT.isoformat()
    folder.mkdir(parents=True)
    return folder


def run(folder: Path, *more: str) -> subprocess.CompletedProcess[str]:
    """As on a machine that has the script and Python only."""
    command = [sys.executable, "-I", "-S", str(SCRIPT), str(folder), *more]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def read(folder: Path) -> FerryReading:
    return read_ferry(folder.parent, NIGHT, default_mapping(), FerrySettings(), None)


def csv_text(sign: str = ",") -> str:
    lines = [sign.join(NAMES)]
    for row in VALUES:
        cells = [row.get(name, "") for name in NAMES]
        lines.append(sign.join('"' + cell.replace('"', '""') + '"' if cell else "" for cell in cells))
    return "\r\n".join(lines) + "\r\n"


def workbook() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(NAMES)
    for row in VALUES:
        book.active.append([row.get(name) for name in NAMES])
    book.active.append([None] * len(NAMES))
    sink = io.BytesIO()
    book.save(sink)
    return sink.getvalue()


def packed(name: str, content: bytes) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return sink.getvalue()


def parquet() -> bytes:
    sink = io.BytesIO()
    columns = {name: pa.array([row.get(name) for row in VALUES], pa.string()) for name in NAMES}
    pq.write_table(pa.table(columns), sink)
    return sink.getvalue()


@pytest.mark.parametrize(
    ("file", "content", "more"),
    [
        ("exit_bans.csv", csv_text().encode(), ()),
        ("exit_bans.csv", csv_text().encode("gb18030"), ()),
        ("exit_bans.csv", csv_text("\t").encode("utf-16"), ()),
        ("exit_bans.csv", ("sep=,\r\n" + csv_text()).encode("utf-8-sig"), ()),
        ("exit_bans.csv", ("限制出境名单\r\n" + csv_text()).encode(), ("--titles=exit_bans=1",)),
        ("exit_bans.csv.zip", packed("exit_bans.csv", csv_text().encode()), ()),
        ("exit_bans.jsonl", "".join(json.dumps(dict.fromkeys(NAMES) | row) + "\n" for row in VALUES).encode(), ()),
        ("exit_bans.xlsx", workbook(), ()),
        ("exit_bans.parquet", parquet(), ("--rows=exit_bans=3",)),
    ],
)
def test_the_ferry_reads_what_it_wrote(night: Path, file: str, content: bytes, more: tuple[str, ...]) -> None:
    (night / file).write_bytes(content)
    found = run(night, *ABSENT, *more)
    assert found.returncode == 0, found.stderr
    assert found.stdout == f"2026-11-20: {len(Dataset)} files, 3 rows, sequence 1\n"
    frame = read(night).tables[BANS]
    assert list(frame["source_id"]) == ["c0", "c1", "c2"]
    assert set(frame["reason"].str.replace("\r\n", "\n")) == {VALUES[0]["reason"].replace("\r\n", "\n")}


def test_a_list_may_lie_in_several_files_and_the_sequence_goes_up(night: Path) -> None:
    (night / "exit_bans.1.csv").write_text(csv_text(), encoding="utf-8")
    (night / "exit_bans.2.csv").write_text(
        csv_text().replace("c0", "x0").replace("c1", "x1").replace("c2", "x2"), encoding="utf-8"
    )
    assert run(night, *ABSENT).returncode == 0
    assert len(read(night).tables[BANS]) == 6
    (night / "DONE").unlink()
    (night / "manifest.json").unlink()
    again = run(night)
    assert (again.returncode, again.stdout) == (0, f"2026-11-20: {len(Dataset) + 1} files, 6 rows, sequence 2\n")


def test_every_table_of_the_contract_is_known_to_it() -> None:
    found = subprocess.run(
        [sys.executable, "-I", "-c", f"import runpy; print(*runpy.run_path({str(SCRIPT)!r})['DATASETS'])"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert found.stdout.split() == [dataset.value for dataset in Dataset]


@pytest.mark.parametrize(
    ("file", "options", "reason"),
    [
        ("exit_bans.csv", (), "no file for unfinished_cases, dishonest_debtors"),
        ("exit_ban.csv", ABSENT, "names the table 'exit_ban', which is none; did you mean 'exit_bans'?"),
        ("exit_bans.txt", ABSENT, "is of no known kind; expected .csv, .jsonl, .parquet, .xlsx"),
        ("exit_bans.parquet", ABSENT, "cannot be counted here; say --rows exit_bans=NUMBER"),
        ("exit_bans.xlsx", ABSENT, "is no readable Excel file"),
        ("exit_bans.csv.zip", ABSENT, "is no readable .zip"),
    ],
)
def test_what_is_wrong_is_said_with_what_to_do(night: Path, file: str, options: tuple[str, ...], reason: str) -> None:
    (night / file).write_bytes(b"x")
    found = run(night, *options)
    assert found.returncode == 1
    assert reason in found.stderr
    assert not (night / "DONE").exists()


def test_a_link_is_refused_and_so_is_a_night_that_was_sent(night: Path) -> None:
    (night / "exit_bans.csv").symlink_to("/etc/hostname")
    assert "is no plain file" in run(night, *ABSENT).stderr
    (night / "exit_bans.csv").unlink()
    assert not list(night.iterdir()), "a night that was refused leaves nothing"
    for name in Dataset:
        (night / f"{name}.csv").write_bytes(b"")
    assert run(night).returncode == 0
    assert "there is a DONE already" in run(night).stderr


def test_a_folder_that_is_no_date_is_refused(tmp_path: Path) -> None:
    assert "must be named by its date" in run(tmp_path).stderr
