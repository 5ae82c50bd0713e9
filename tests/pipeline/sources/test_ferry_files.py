"""Files of a ferry as courts' tools write them: each is read as what it means, or refused with the cause."""

import io
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl  # type: ignore[import-untyped]
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.core.errors import SourceError
from pipeline.core.findings import Effect, UnknownWord
from pipeline.core.frames import Frame
from pipeline.core.records import SCHEMAS, Dataset
from pipeline.settings.source import FerrySettings
from pipeline.sources.ferry import FerryReading, read_ferry, write_night
from pipeline.sources.ferry.formats import ODD, width_of
from pipeline.sources.mapping import load_mapping
from tests.pipeline.sources.test_ferry import change_manifest, exchange

TONIGHT = date(2026, 11, 20)
EMPTY = {dataset: Frame(columns=list(SCHEMAS[dataset].column_names), dtype=object) for dataset in Dataset}
READ = ("source_id", "party_name", "case_type", "status", "filed_on")
ABSENT = "absent = " + str(sorted(set(SCHEMAS[Dataset.EXIT_BANS].column_names) - set(READ))).replace("'", '"')
NAMES = (
    '[exit_bans.columns]\nsource_id = "bh"\nparty_name = "DSR"\ncase_type = "AJLX"\nstatus = "ZT"\nfiled_on = "larq"\n'
)
ROWS = [["0012", "钱,斌", "执", "在执", "2026-01-05"], ["0013", "孙\n芳", "执恢", "", "2026-01-06"]]
HEADER = ["BH", "dsr", "ajlx", "zt", "LARQ"]


def text(sign: str, header: list[str] = HEADER) -> str:
    return "".join(sign.join(f'"{value}"' for value in row) + "\r\n" for row in [header, *ROWS])


def night(drop: Path, name: str, content: bytes, rows: int = 2, **more: Any) -> Path:
    folder = write_night(drop, TONIGHT, EMPTY)
    (folder / "exit_bans.csv").unlink()
    exchange(folder, Dataset.EXIT_BANS, name, content, rows, **more)
    return folder


def read(drop: Path, mapping: str = NAMES) -> FerryReading:
    path = drop / "mapping.toml"
    path.write_text(f"{ABSENT}\n{mapping}", encoding="utf-8")
    return read_ferry(drop, TONIGHT, load_mapping(path), FerrySettings(), None)


def rows_of(reading: FerryReading) -> list[list[str | None]]:
    frame = reading.tables[Dataset.EXIT_BANS][list(READ)].astype(object)
    return [list(row) for row in frame.where(frame.notna(), None).itertuples(index=False)]


def said(drop: Path, mapping: str = NAMES) -> str:
    with pytest.raises(SourceError) as caught:
        read(drop, mapping)
    return str(caught.value)


WANTED = [[value or None for value in row] for row in ROWS]
TITLE = "限制出境名单,,,,\r\n制表日期,2026-11-20,,,\r\n"

TEXTS: dict[str, bytes] = {
    "utf-8": text(",").encode(),
    "utf-8 with a mark": b"\xef\xbb\xbf" + text(",").encode(),
    "gb18030": text(",").encode("gb18030"),
    "utf-16 with tabs": text("\t").encode("utf-16"),
    "utf-16 big end first, with its mark": b"\xfe\xff" + text("\t").encode("utf-16-be"),
    "utf-16 without a mark": text("\t").encode("utf-16-le"),
    "utf-16 without a mark, big end first": text("\t").encode("utf-16-be"),
    "tabs": text("\t").encode(),
    "semicolons": text(";").encode(),
    "bars": text("|").encode(),
    "a line that says the sign": ("sep=;\r\n" + text(";")).encode(),
    "a line that says the comma": ("sep=,\n" + text(",")).encode("gb18030"),
    "a line that says the tab, in utf-16": ("sep=\t\r\n" + text("\t")).encode("utf-16"),
    "titles above the header": (TITLE + text(",")).encode(),
    "titles and semicolons": ("名单\r\n\r\n" + text(";")).encode(),
    "a quoted title of two lines": ('"名单\n限制出境"\r\n' + text(",")).encode(),
    "spaces around the names": text(",", [f" {name} " for name in HEADER]).encode(),
}


@pytest.mark.parametrize("kind", list(TEXTS))
def test_a_text_file_is_read_however_it_was_saved(tmp_path: Path, kind: str) -> None:
    night(tmp_path, "x.csv", TEXTS[kind])
    reading = read(tmp_path)
    assert rows_of(reading) == WANTED
    assert reading.notes == ()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (text(",").replace('"钱,斌"', "钱,斌").encode(), "row 1 has 6 fields, the header 5"),
        (text(":").encode(), "has no columns 'bh' (for source_id)"),
        (("\r\n".join(f"说明{n}" for n in range(12)) + "\r\n" + text(",")).encode(), "has no columns 'bh'"),
        (text(",").replace('"dsr"', '"DSr","dsR"').encode(), "has two columns 'DSR' that differ by upper and lower"),
        (text(",").replace('"dsr"', '"DSR","DSR"').encode(), "has the column 'DSR' twice"),
        (text(",").replace('"zt"', '"zzt"').encode(), "has no column 'ZT' (for status)"),
        ((text(",") + '"1"').encode(), "row 3 has 1 fields"),
        (("sep=;\r\n" + text(",")).encode(), "has no columns 'bh'"),
    ],
)
def test_what_cannot_be_told_is_refused_with_the_cause(tmp_path: Path, content: bytes, reason: str) -> None:
    night(tmp_path, "x.csv", content)
    assert reason in said(tmp_path)


def book(write: Callable[[Any], None]) -> bytes:
    made = openpyxl.Workbook()
    write(made.active)
    sink = io.BytesIO()
    made.save(sink)
    return sink.getvalue()


def sheet(key: Any, form: str = "General", titles: int = 0) -> bytes:
    def write(page: Any) -> None:
        for number in range(titles):
            page.append([f"名单{number}"])
        page.append(HEADER)
        page.append([key, *ROWS[0][1:]])
        page.cell(page.max_row, 1).number_format = form

    return book(write)


@pytest.mark.parametrize(
    ("key", "form", "read_as"),
    [
        (12, "00000", "00012"),
        (12, "0000000000", "0000000012"),
        (123456, "00000", "123456"),
        (12, "0", "12"),
        (12, "General", "12"),
        (12, "#,##0.00", "12"),
        (12, "[$-804]00000", "00012"),
        (12, "00000;-00000", "00012"),
        (1.5, "00000", "1.5"),
        ("0012", "@", "0012"),
        ("0012", "00000", "0012"),
    ],
)
def test_a_formatted_key_keeps_its_zeros(tmp_path: Path, key: Any, form: str, read_as: str) -> None:
    night(tmp_path, "x.xlsx", sheet(key, form), rows=1)
    assert rows_of(read(tmp_path))[0][0] == read_as


@pytest.mark.parametrize("form", ["0000-0000", '"A"00000', "000\\.000", "(00)000"])
def test_a_key_that_is_shown_with_other_signs_is_refused(tmp_path: Path, form: str) -> None:
    night(tmp_path, "x.xlsx", sheet(1234567, form), rows=1)
    assert "shows the numbers of 'bh' with other signs than zeros; make them text" in said(tmp_path)


@pytest.mark.parametrize(
    ("form", "width"),
    [
        ("yyyy-mm-dd hh:mm:ss", 0), ('yyyy"年"m"月"d"日"', 0), ("00:00", 0), ("0.00%", 0), ("0.00E+00", 0),
        ('#,##0.00"元"', 0), ('_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ;_ ¥* "-"??_ ;_ @_ ', 0), ("@", 0), ("", 0),
        ("000000000000000000", 18), ("[Red]000", 3), ('"No."00', ODD),
    ],
)  # fmt: skip
def test_formats_that_courts_use(form: str, width: int) -> None:
    assert width_of(form) == width


def test_titles_above_the_header_of_a_sheet_are_left_out(tmp_path: Path) -> None:
    night(tmp_path, "x.xlsx", sheet(12, "00000", titles=3), rows=1)
    assert rows_of(read(tmp_path))[0] == ["00012", *WANTED[0][1:]]


def test_cells_without_places_are_refused_only_where_zeros_depend_on_them(tmp_path: Path) -> None:
    def without_places(content: bytes) -> bytes:
        sink = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as new:
            for name in old.namelist():
                part = old.read(name)
                new.writestr(name, part.replace(b'<c r="A2" ', b"<c ") if "sheet1" in name else part)
        return sink.getvalue()

    night(tmp_path, "x.xlsx", without_places(sheet(12, "00000")), rows=1)
    assert "has no place; write keys as text" in said(tmp_path)


def parquet(names: list[str]) -> bytes:
    sink = io.BytesIO()
    pq.write_table(pa.table([list(column) for column in zip(*ROWS, strict=True)], names=names), sink)
    return sink.getvalue()


def json_lines(names: list[str]) -> bytes:
    return "".join(
        "{" + ", ".join(f'"{n}": ' + repr(v).replace("'", '"') for n, v in zip(names, row, strict=True)) + "}\n"
        for row in ROWS
    ).encode()


@pytest.mark.parametrize(("name", "make"), [("x.parquet", parquet), ("x.jsonl", json_lines)])
def test_names_match_without_case_in_every_format(
    tmp_path: Path, name: str, make: Callable[[list[str]], bytes]
) -> None:
    night(tmp_path, name, make(HEADER))
    assert [row[:3] for row in rows_of(read(tmp_path))] == [row[:3] for row in WANTED]
    night(tmp_path, name, make(["bh", "DSR", "AJLX", "zt", "x"]))
    assert "has no column 'larq' (for filed_on)" in said(tmp_path)


MAPPED = """
[exit_bans]
table = "is not used here"
[exit_bans.columns]
source_id = "bh"
party_name = { constant = "某人" }
case_type = { column = "AJLX", codes = { "执" = "执", "执恢" = "执保" } }
status = { column = "ZT", codes = { file = "zt.csv" }, default = "终本" }
filed_on = false
"""


def test_a_ferry_gets_what_a_database_got(tmp_path: Path) -> None:
    (tmp_path / "zt.csv").write_text("待执,未结\n", encoding="utf-8")
    night(tmp_path, "x.csv", text(",").replace("执恢", "执").encode())
    reading = read(tmp_path, MAPPED)
    assert rows_of(reading) == [["0012", "某人", "执", None, None], ["0013", "某人", "执", "终本", None]]
    assert reading.unknown_words == (UnknownWord(Dataset.EXIT_BANS, "status", "字字", 1, False, Effect.DROPPED),)
    night(tmp_path, "x.csv", text(",").encode())
    assert [row[0] for row in rows_of(read(tmp_path, MAPPED))] == ["0012"]


@pytest.mark.parametrize(
    ("mapping", "told"),
    [
        ('[exit_bans]\nquery = "SELECT 1"\n', "[exit_bans] query: the files of a ferry cannot be asked"),
        (
            '[exit_bans.columns]\nstatus = { codes = { sql = "SELECT a, b FROM t" } }\n',
            "[exit_bans.columns] status.codes: sql needs a database, and the ferry has none; write the codes here, or",
        ),
        (
            '[court_ids]\nsql = "SELECT a, b FROM t"\n[exit_bans.columns]\ncourt_code = "FY"\n',
            "[court_ids]: sql needs a database",
        ),
    ],
)
def test_what_only_a_database_can_follow_is_refused_before_a_night_is_waited_for(
    tmp_path: Path, mapping: str, told: str
) -> None:
    assert told in said(tmp_path, mapping)


def test_every_file_that_does_not_fit_is_told_at_once(tmp_path: Path) -> None:
    folder = night(tmp_path, "x.csv", text(",").encode())
    exchange(folder, Dataset.COURTS, "y.csv", b"a,b\n1,2\n", 1)
    lines = said(tmp_path, NAMES.replace('"ZT"', '"AJZT"')).split("\n")
    assert lines[0] == "the source does not fit the mapping in 2 places:"
    assert "x.csv has no column 'AJZT' (for status)" in lines[1]
    assert "y.csv has no columns 'source_id'" in lines[2]
    assert (folder / "x.csv").exists()


def test_a_declared_encoding_may_be_utf_16(tmp_path: Path) -> None:
    folder = night(tmp_path, "x.csv", text(",").encode("utf-16-le"), encoding="utf-16")
    assert rows_of(read(tmp_path)) == WANTED
    change_manifest(folder, lambda manifest: manifest["tables"][-1].update(encoding="utf-32"))
    assert "encoding" in said(tmp_path)
