"""The data ferry: every format gives the same rows, and a night is read whole or not at all."""

import csv
import hashlib
import io
import json
import os
import zipfile
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

import openpyxl  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import settings as laws
from hypothesis import strategies as st

from pipeline.core.errors import SourceError
from pipeline.core.frames import Frame
from pipeline.core.records import SCHEMAS, Dataset
from pipeline.settings.source import FerrySettings
from pipeline.sources.ferry import FerryMark, FerryReading, clear_night, read_ferry, write_night
from pipeline.sources.ferry.encodings import find_encoding
from pipeline.sources.ferry.parts import read_file
from pipeline.sources.ferry.writing import write_durably
from pipeline.sources.mapping import default_mapping, load_mapping
from pipeline.sources.sql import CaseSystem, read_case_system
from tests.support.case_system import listing, notice, party, write_case_system

TONIGHT = date(2026, 11, 20)
TOMORROW = date(2026, 11, 21)
NAME = TONIGHT.isoformat()
AWKWARD = '他说："还",\r\n下一行\n又一行，𠮷野'

Tables = dict[Dataset, Frame]


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    url = write_case_system(
        tmp_path_factory.mktemp("source") / "case.db",
        {
            Dataset.UNFINISHED_CASES: [party(f"u{number}", reason=AWKWARD) for number in range(30)],
            Dataset.DISHONEST_DEBTORS: [listing("d1"), listing("d2", name="阿卜杜拉·买买提")],
            Dataset.AUCTION_NOTICES: [notice("a1", body="<p>甲,乙</p>\n<p>丙</p>")],
        },
    )
    return read_case_system(CaseSystem(url, default_mapping(), 100))


def read(drop: Path, on: date = TONIGHT, last: FerryMark | None = None, **options: Any) -> FerryReading:
    return read_ferry(drop, on, default_mapping(), FerrySettings(**options), last)


def said(drop: Path, on: date = TONIGHT, last: FerryMark | None = None, **options: Any) -> str:
    with pytest.raises(SourceError) as caught:
        read(drop, on, last, **options)
    assert caught.value.__cause__ is None
    return str(caught.value)


def change_manifest(folder: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Write another manifest with a done-mark that fits it."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    change(manifest)
    content = json.dumps(manifest).encode()
    (folder / "manifest.json").write_bytes(content)
    (folder / "DONE").write_text(hashlib.sha256(content).hexdigest(), encoding="utf-8")


def exchange(folder: Path, dataset: Dataset, name: str, content: bytes, rows: int, **more: Any) -> None:
    """Put another file in a dataset's place, with the right hash."""
    (folder / name).write_bytes(content)

    def change(manifest: dict[str, Any]) -> None:
        entry = {"dataset": dataset.value, "file": name, "rows": rows, "sha256": hashlib.sha256(content).hexdigest()}
        manifest["tables"] = [part for part in manifest["tables"] if part["dataset"] != dataset.value] + [entry | more]

    change_manifest(folder, change)


def sheet_content(frame: Frame, sheet: str = "Sheet1", cells: Mapping[str, Any] = MappingProxyType({})) -> bytes:
    """A workbook as a court's tool writes it; ``cells`` stand in every row instead of the frame's values."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    page.append(list(frame.columns))
    for row in frame.astype(object).where(frame.notna(), None).itertuples(index=False):
        page.append([cells.get(name, value) for name, value in zip(frame.columns, row, strict=True)])
    sink = io.BytesIO()
    book.save(sink)
    return sink.getvalue()


def csv_content(frame: Frame) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(frame.columns)
    writer.writerows(frame.astype(object).where(frame.notna(), None).itertuples(index=False))
    return text.getvalue()


def zip_content(**members: bytes) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "."), content)
    return sink.getvalue()


@pytest.mark.parametrize("zipped", [False, True])
@pytest.mark.parametrize("form", ["csv", "csv-gb18030", "jsonl", "parquet"])
def test_every_format_gives_the_rows_of_the_case_system(
    tmp_path: Path, tables: Tables, form: Any, zipped: bool
) -> None:
    write_night(tmp_path, TONIGHT, tables, form=form, zipped=zipped)
    reading = read(tmp_path)
    assert all(reading.tables[dataset].equals(tables[dataset]) for dataset in Dataset)
    assert reading.tables[Dataset.UNFINISHED_CASES]["reason"][0] == AWKWARD
    assert reading.notes == ()
    assert (reading.mark.night, reading.mark.sequence, reading.mark.read_for) == (NAME, 1, NAME)


def test_an_excel_file_gives_the_same_rows_alone_or_as_a_sheet_of_many(tmp_path: Path, tables: Tables) -> None:
    folder = write_night(tmp_path, TONIGHT, tables)
    frame = tables[Dataset.DISHONEST_DEBTORS]
    for number, sheet in enumerate(("Sheet1", "dishonest_debtors")):
        exchange(folder, Dataset.DISHONEST_DEBTORS, f"list{number}.xlsx", sheet_content(frame, sheet), len(frame))
        assert read(tmp_path).tables[Dataset.DISHONEST_DEBTORS].equals(frame)


def test_cells_of_an_excel_file_become_text_without_made_up_digits(tmp_path: Path, tables: Tables) -> None:
    folder = write_night(tmp_path, TONIGHT, tables)
    cells: dict[str, Any] = {
        "age": 44,
        "amount": 28000.5,
        "filed_on": date(2026, 1, 5),
        "updated_at": datetime(2026, 1, 5, 10, 30),  # noqa: DTZ001
        "is_minor": False,
        "id_number": 330106198001011230,
    }
    frame = tables[Dataset.UNFINISHED_CASES]
    exchange(folder, Dataset.UNFINISHED_CASES, "cases.xlsx", sheet_content(frame, cells=cells), len(frame))
    row = read(tmp_path).tables[Dataset.UNFINISHED_CASES].iloc[0]
    assert [row[name] for name in ("age", "amount", "is_minor")] == ["44", "28000.5", "0"]
    assert row["filed_on"].startswith("2026-01-05")
    assert row["updated_at"] == "2026-01-05 10:30:00"
    assert row["id_number"].endswith("e+17")


@pytest.mark.parametrize(
    ("bom", "encoding", "declared"),
    [
        (b"\xef\xbb\xbf", "utf-8", None),
        (b"", "utf-8", "utf-8"),
        (b"", "gb18030", None),
        (b"", "gb18030", "gb18030"),
    ],
)
def test_encodings_are_found_out(
    tmp_path: Path, tables: Tables, bom: bytes, encoding: str, declared: str | None
) -> None:
    frame = tables[Dataset.UNFINISHED_CASES]
    content = bom + csv_content(frame).encode(encoding)
    folder = write_night(tmp_path, TONIGHT, tables)
    exchange(folder, Dataset.UNFINISHED_CASES, "cases.csv", content, len(frame), encoding=declared)
    assert read(tmp_path).tables[Dataset.UNFINISHED_CASES].equals(frame)


def test_bytes_that_are_no_text_are_read_as_junk_and_said(tmp_path: Path, tables: Tables) -> None:
    frame = tables[Dataset.UNFINISHED_CASES]
    content = csv_content(frame).encode().replace("钱斌".encode(), b"\xff\xfe", 1)
    folder = write_night(tmp_path, TONIGHT, tables)
    exchange(folder, Dataset.UNFINISHED_CASES, "unfinished_cases.csv", content, len(frame), encoding="utf-8")
    reading = read(tmp_path)
    assert "\ufffd" in reading.tables[Dataset.UNFINISHED_CASES]["party_name"][0]
    assert reading.notes == (
        f"ferry night {NAME}: unfinished_cases.csv holds bytes that are no text; they were read as U+FFFD",
    )


def test_a_whole_night_may_lie_in_one_zip_and_a_list_in_several_files(tmp_path: Path, tables: Tables) -> None:
    folder = write_night(tmp_path, TONIGHT, tables)
    members = {f"{dataset.value}__csv": csv_content(tables[dataset]).encode() for dataset in Dataset}
    extra = csv_content(tables[Dataset.UNFINISHED_CASES]).encode()
    content = zip_content(**members, more__csv=extra)
    for path in folder.glob("*.csv"):
        path.unlink()
    (folder / "night.zip").write_bytes(content)
    digest = hashlib.sha256(content).hexdigest()

    def change(manifest: dict[str, Any]) -> None:
        manifest["tables"] = [
            {
                "dataset": d.value,
                "file": "night.zip",
                "member": f"{d.value}.csv",
                "rows": len(tables[d]),
                "sha256": digest,
            }
            for d in Dataset
        ]
        more = {"dataset": "unfinished_cases", "file": "night.zip", "member": "more.csv", "rows": 30, "sha256": digest}
        manifest["tables"].append(more)

    change_manifest(folder, change)
    reading = read(tmp_path)
    assert len(reading.tables[Dataset.UNFINISHED_CASES]) == 60
    assert reading.tables[Dataset.AUCTION_NOTICES].equals(tables[Dataset.AUCTION_NOTICES])


def test_case_types_that_are_no_enforcement_are_counted_and_left_out(tmp_path: Path, tables: Tables) -> None:
    frame = tables[Dataset.UNFINISHED_CASES].copy()
    frame.loc[:4, "case_type"] = ["执保", " 执异 ", "执复", "执恢", None]
    write_night(tmp_path, TONIGHT, tables | {Dataset.UNFINISHED_CASES: frame})
    assert len(read(tmp_path).tables[Dataset.UNFINISHED_CASES]) == 27


def test_a_mapping_adapts_a_courts_own_column_names(tmp_path: Path, tables: Tables) -> None:
    frame = tables[Dataset.EXIT_BANS].drop(columns="phone").rename(columns={"party_name": "dsrmc"})
    write_night(tmp_path, TONIGHT, tables | {Dataset.EXIT_BANS: frame})
    assert "has no columns 'party_name', 'phone'; add them" in said(tmp_path)
    mapping = tmp_path / "mapping.toml"
    mapping.write_text('[exit_bans.columns]\nparty_name = "dsrmc"\nphone = false\n', encoding="utf-8")
    read_ferry(tmp_path, TONIGHT, load_mapping(mapping), FerrySettings(), None)


BROKEN: list[tuple[str, Callable[[Path], Any], str]] = [
    ("no done-mark", lambda f: (f / "DONE").unlink(), "not complete: DONE is not there"),
    ("no manifest", lambda f: (f / "manifest.json").unlink(), "not complete: manifest.json is not there"),
    ("empty done-mark", lambda f: (f / "DONE").write_bytes(b""), "DONE must hold the SHA-256"),
    (
        "done-mark of another",
        lambda f: (f / "DONE").write_text("0" * 64, encoding="utf-8"),
        "DONE does not fit manifest.json",
    ),
    (
        "a file is missing",
        lambda f: (f / "courts.csv").unlink(),
        "courts.csv is named in the manifest but is not there",
    ),
    ("half a file", lambda f: os.truncate(f / "courts.csv", 100), "courts.csv has another SHA-256"),
    ("no file", lambda f: (f / "exit_bans.csv").write_bytes(b""), "exit_bans.csv has another SHA-256"),
    ("too few", lambda f: count(f, "courts", 0), "courts.csv has 1 rows, the manifest says 0"),
    ("too many", lambda f: count(f, "unfinished_cases", 31), "has 30 rows, the manifest says 31"),
    ("no table", lambda f: change_manifest(f, lambda m: m["tables"].pop()), "no table for withholdings"),
    ("an unknown key", lambda f: change_manifest(f, lambda m: m.update(court="x")), "court: Extra inputs"),
    ("an unknown version", lambda f: change_manifest(f, lambda m: m.update(version=2)), "version: Input should be 1"),
    (
        "another night",
        lambda f: change_manifest(f, lambda m: m.update(night="2026-11-19")),
        "copied under another name",
    ),
    ("no JSON", lambda f: change_manifest_bytes(f, b"\xff{"), "is no JSON in UTF-8"),
    ("deep JSON", lambda f: change_manifest_bytes(f, b"[" * 100_000), "is nested too deeply"),
    (
        "a key twice",
        lambda f: change_manifest_bytes(f, b'{"sequence": 9, ' + (f / "manifest.json").read_bytes().lstrip()[1:]),
        "names a key twice",
    ),
    ("NaN", lambda f: change_manifest_bytes(f, b'{"version": NaN}'), "has a number that JSON does not know"),
    ("twice", lambda f: change_manifest(f, lambda m: m["tables"].append(m["tables"][0])), "a file is named twice"),
]


def count(folder: Path, dataset: str, rows: int) -> None:
    change_manifest(folder, lambda m: next(p for p in m["tables"] if p["dataset"] == dataset).update(rows=rows))


def change_manifest_bytes(folder: Path, content: bytes) -> None:
    (folder / "manifest.json").write_bytes(content)
    (folder / "DONE").write_text(hashlib.sha256(content).hexdigest(), encoding="utf-8")


@pytest.mark.parametrize(("damage", "reason"), [b[1:] for b in BROKEN], ids=[b[0] for b in BROKEN])
def test_a_night_that_is_not_whole_is_refused(
    tmp_path: Path, tables: Tables, damage: Callable[[Path], Any], reason: str
) -> None:
    damage(write_night(tmp_path, TONIGHT, tables))
    assert reason in said(tmp_path)


def bad(name: str, content: bytes, rows: int = 1) -> Callable[[Path], None]:
    return lambda folder: exchange(folder, Dataset.EXIT_BANS, name, content, rows)


HEADER = ",".join(SCHEMAS[Dataset.EXIT_BANS].column_names)
DOCTYPE = zip_content(**{"xl/workbook__xml": b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'})


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (bad("x.csv", f"{HEADER}\n甲,乙\n".encode()), "row 1 has 2 fields, the header"),
        (bad("x.csv", f'{HEADER}\n"甲'.encode()), "line 2 is no CSV"),
        (bad("x.csv", f"{HEADER},phone\n".encode()), "has the column 'phone' twice"),
        (bad("x.csv", b"\n\n"), "has 0 rows, the manifest says 1"),
        (bad("x.jsonl", b"[]\n"), "line 1 is no JSON object"),
        (bad("x.jsonl", b'{"source_id": 1'), "line 1 is no JSON object"),
        (bad("x.jsonl", b'{"source_id": 1, "source_id": 2}'), "line 1 names a key twice"),
        (bad("x.jsonl", b'{"source_id": NaN}'), "line 1 has a number that JSON does not know"),
        (bad("x.jsonl", b'{"source_id": 1e999}'), "line 1 has a number that JSON does not know"),
        (bad("x.jsonl", b'{"source_id": -Infinity}'), "line 1 has a number that JSON does not know"),
        (bad("x.jsonl", b'{"source_id": ' + b"[" * 100_000), "line 1 is nested too deeply"),
        (bad("x.jsonl", b"{}\n"), "has no columns 'source_id', 'case_id'"),
        (bad("x.parquet", b"PAR1 no"), "is no readable Parquet file"),
        (bad("x.xlsx", b"PK no"), "is no readable Excel file: it is no readable zip file"),
        (bad("x.xlsx", DOCTYPE), "declares a document type; entities are not read"),
        (bad("x.xlsx", zip_content(a__xml=b"x")), "is no readable Excel file: it is no .xlsx inside"),
        (bad("x.xlsx", zip_content(**{"xl/workbook__xml": b"<x/>"})), "is no readable Excel file"),
        (
            bad("x.xlsx", zip_content(**{"xl/workbook__xml": b"<x/>", "xl/s": "<sheetData>".encode("utf-16")})),
            "a sheet is not in UTF-8",
        ),
        (bad("x.xls", b"x"), "is of no known kind"),
        (bad("x.zip", zip_content(a__csv=b"", b__csv=b"")), "holds 2 files and not the one that is meant"),
        (bad("x.zip", zip_content(a__zip=zip_content(b__csv=b""))), "is of no known kind"),
        (bad("x.zip", zip_content(a__csv=bytes(50_000_000))), "packed more than 200 times smaller"),
        (bad("x.zip", zip_content(**{f"f{n}__csv": b"" for n in range(300)})), "300 members, more than 200"),
        (bad("x.zip", zip_content(**{"../x__csv": b""})), "name leads out of the folder"),
        (bad("x.zip", zip_content(**{"/etc/x__csv": b""})), "name leads out of the folder"),
        (bad("x.zip", zip_content(**{"a/x__csv": b""})), "lies in a folder"),
        (bad("x.xlsx", zip_content(a__xml=bytes(50_000_000))), "packed more than 200 times smaller"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused(
    tmp_path: Path, tables: Tables, damage: Callable[[Path], None], reason: str
) -> None:
    damage(write_night(tmp_path, TONIGHT, tables))
    assert reason in said(tmp_path)


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (bad("x.csv", HEADER.encode() + b"\n" + b"," * (3 << 20)), "has a line of more than 2 million signs"),
        (bad("x.jsonl", b" " * (3 << 20)), "has a line of more than 2 million signs"),
        (bad("x.csv", f'{HEADER}\n"{"x" * 1_100_000}"'.encode()), "line 2 has a field of more than 1 MB"),
    ],
)
def test_a_line_or_field_without_end_is_refused(
    tmp_path: Path,
    tables: Tables,
    monkeypatch: pytest.MonkeyPatch,
    damage: Callable[[Path], None],
    reason: str,
) -> None:
    monkeypatch.setattr("pipeline.sources.ferry.tables.LONGEST_LINE", 2 << 20)
    monkeypatch.setattr("pipeline.sources.ferry.tables.LONGEST_FIELD", 1 << 20)
    damage(write_night(tmp_path, TONIGHT, tables))
    assert reason in said(tmp_path)


def far_cell(place: str) -> bytes:
    """A workbook with a cell far away: a reader that fills the rectangle would need hundreds of gigabytes."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page["A1"], page["B2"] = "source_id", "x"
    sink = io.BytesIO()
    book.save(sink)
    with zipfile.ZipFile(sink) as archive:
        members = {name.replace(".", "__"): archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1__xml"
    members[sheet] = members[sheet].replace(b'r="B2"', f'r="{place}"'.encode())
    return zip_content(**members)


@pytest.mark.parametrize("place", ["XFD1048576", "A1048576", "XFD2", "AAAA2", "B999999999999"])
def test_an_excel_file_with_a_cell_far_outside_is_refused(tmp_path: Path, tables: Tables, place: str) -> None:
    bad("x.xlsx", far_cell(place))(write_night(tmp_path, TONIGHT, tables))
    assert "a cell lies far outside the table" in said(tmp_path)


def lying_zip() -> bytes:
    """A zip whose directory says that a member of 60,000 bytes has ten."""
    content = bytearray(zip_content(a__csv=os.urandom(60_000)))
    for signature, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = content.index(signature) + place
        content[at : at + 4] = (10).to_bytes(4, "little")
    return bytes(content)


def linked_zip() -> bytes:
    member = zipfile.ZipInfo("a.csv")
    member.external_attr = 0o120777 << 16
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        archive.writestr(member, "/etc/passwd")
    return sink.getvalue()


def encrypted_zip() -> bytes:
    content = bytearray(zip_content(a__csv=b"x"))
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + place] |= 1
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "reason"),
    [(lying_zip(), "a member is broken"), (linked_zip(), "a link or device"), (encrypted_zip(), "it is encrypted")],
)
def test_a_zip_that_lies_links_or_hides_is_refused(tmp_path: Path, tables: Tables, content: bytes, reason: str) -> None:
    bad("x.zip", content)(write_night(tmp_path, TONIGHT, tables))
    assert reason in said(tmp_path)


def test_a_night_larger_than_the_settings_allow_is_refused(tmp_path: Path, tables: Tables) -> None:
    for form, zipped in (("csv", False), ("parquet", True)):
        write_night(tmp_path, TONIGHT, tables, form=form, zipped=zipped)  # type: ignore[arg-type]
        with pytest.raises(SourceError, match=r"raise ferry\.gigabytes"):
            read_ferry(tmp_path, TONIGHT, default_mapping(), FerrySettings(gigabytes=1), None, gigabyte=2_000)


@pytest.mark.parametrize("name", ["../x.csv", "/etc/passwd", "a/b.csv", ".hidden.csv", "a\\b.csv", "", "x\n.csv"])
def test_a_manifest_names_no_path(tmp_path: Path, tables: Tables, name: str) -> None:
    folder = write_night(tmp_path, TONIGHT, tables)
    change_manifest(folder, lambda manifest: manifest["tables"][0].update(file=name))
    assert "tables.0.file" in said(tmp_path)


def test_a_file_name_with_somebodys_number_is_refused_and_not_repeated(tmp_path: Path, tables: Tables) -> None:
    folder = write_night(tmp_path, TONIGHT, tables)
    change_manifest(folder, lambda manifest: manifest["tables"][0].update(file="330106198001011234.csv"))
    message = said(tmp_path)
    assert "no run of 15 digits" in message
    assert "330106" not in message


def replace_with_symlink(path: Path) -> None:
    path.rename(path.parent.parent / "elsewhere")
    path.symlink_to(path.parent.parent / "elsewhere")


def replace_with_hard_link(path: Path) -> None:
    path.rename(path.parent.parent / "elsewhere")
    path.hardlink_to(path.parent.parent / "elsewhere")


def replace_with_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def replace_with_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize("name", ["courts.csv", "manifest.json", "DONE"])
@pytest.mark.parametrize(
    "replace", [replace_with_symlink, replace_with_hard_link, replace_with_pipe, replace_with_folder]
)
def test_links_pipes_and_folders_are_never_read(
    tmp_path: Path, tables: Tables, name: str, replace: Callable[[Path], None]
) -> None:
    replace(write_night(tmp_path / "drop", TONIGHT, tables) / name)
    assert f"{name} " in said(tmp_path / "drop")


def test_a_night_that_is_a_link_is_not_entered(tmp_path: Path, tables: Tables) -> None:
    folder = write_night(tmp_path / "drop", TONIGHT, tables)
    folder.rename(tmp_path / "elsewhere")
    folder.symlink_to(tmp_path / "elsewhere")
    assert "is a link" in said(tmp_path / "drop")


def test_a_night_is_waited_for_until_its_done_mark_comes(tmp_path: Path, tables: Tables) -> None:
    mark = b""
    rounds = 0

    def copy_on(_seconds: float) -> None:
        nonlocal rounds, mark
        rounds += 1
        if rounds == 2:
            write_night(tmp_path, TONIGHT, tables)
            mark = (tmp_path / NAME / "DONE").read_bytes()
            (tmp_path / NAME / "DONE").unlink()
        if rounds == 4:
            (tmp_path / NAME / "DONE").write_bytes(mark)

    reading = read_ferry(tmp_path, TONIGHT, default_mapping(), FerrySettings(wait_minutes=2), None, copy_on)
    assert rounds == 4
    assert len(reading.tables[Dataset.UNFINISHED_CASES]) == 30


def test_patience_ends(tmp_path: Path) -> None:
    waited: list[float] = []
    with pytest.raises(SourceError, match="no ferry night of 2026-11-19 to 2026-11-20 has come"):
        read_ferry(tmp_path, TONIGHT, default_mapping(), FerrySettings(wait_minutes=3), None, waited.append)
    assert sum(waited) == 180


def test_a_night_is_never_read_for_two_dates_but_again_for_the_same(tmp_path: Path, tables: Tables) -> None:
    write_night(tmp_path, TONIGHT, tables)
    mark = read(tmp_path).mark
    assert read(tmp_path, last=mark).mark == mark
    assert "was read before, for 2026-11-20" in said(tmp_path, TOMORROW, mark)


def test_a_night_that_was_changed_after_it_was_read_is_refused_unless_it_is_numbered_anew(
    tmp_path: Path, tables: Tables
) -> None:
    write_night(tmp_path, TONIGHT, tables)
    mark = read(tmp_path).mark
    fewer = tables | {Dataset.DISHONEST_DEBTORS: tables[Dataset.DISHONEST_DEBTORS].iloc[:1]}
    write_night(tmp_path, TONIGHT, fewer, sequence=1)
    assert "was changed after it was read" in said(tmp_path, last=mark)
    write_night(tmp_path, TONIGHT, fewer)
    assert len(read(tmp_path, last=mark).tables[Dataset.DISHONEST_DEBTORS]) == 1


def test_nights_out_of_order_are_refused(tmp_path: Path, tables: Tables) -> None:
    write_night(tmp_path, TONIGHT, tables, sequence=7)
    mark = read(tmp_path).mark
    write_night(tmp_path, TOMORROW, tables, sequence=6)
    assert "nights came out of order" in said(tmp_path, TOMORROW, mark)
    clear_night(tmp_path, FerryMark(TOMORROW.isoformat(), 0, "", ""))
    write_night(tmp_path, date(2026, 11, 19), tables, sequence=8)
    assert "is older than the night read last" in said(tmp_path, TONIGHT, mark)


def test_nights_that_never_came_are_said_and_lose_nothing(tmp_path: Path, tables: Tables) -> None:
    write_night(tmp_path, TONIGHT, tables, sequence=3)
    mark = read(tmp_path).mark
    write_night(tmp_path, TOMORROW, tables, sequence=6)
    assert read(tmp_path, TOMORROW, mark).notes == (
        "ferry night 2026-11-21: 2 night(s) between sequence 6 and the one before never came",
    )


def test_nights_of_the_future_and_of_long_ago_are_left_alone(tmp_path: Path, tables: Tables) -> None:
    write_night(tmp_path, TOMORROW, tables)
    write_night(tmp_path, date(2026, 11, 10), tables)
    (tmp_path / "2026-11-20.tmp").mkdir()
    assert "has come" in said(tmp_path)


def test_files_that_the_manifest_does_not_name_are_left_alone_and_counted(tmp_path: Path, tables: Tables) -> None:
    folder = write_night(tmp_path, TONIGHT, tables)
    (folder / "Thumbs.db").write_bytes(b"x")
    assert read(tmp_path).notes == (f"ferry night {NAME}: 1 file(s) that the manifest does not name were left alone",)


@pytest.mark.parametrize("victim", ["unfinished_cases.csv", "withholdings.csv", "manifest.json", "DONE"])
@pytest.mark.parametrize("how", ["touch", "exchange", "unlink"])
def test_a_folder_that_changes_while_it_is_read_is_refused(
    tmp_path: Path, tables: Tables, monkeypatch: pytest.MonkeyPatch, victim: str, how: str
) -> None:
    folder = write_night(tmp_path, TONIGHT, tables)

    def read_while_a_clerk_copies(*arguments: Any) -> Any:
        yield from read_file(*arguments)
        if arguments[1][0].file != "withholdings.csv":
            return
        path = folder / victim
        content = path.read_bytes()
        path.unlink()
        if how != "unlink":
            path.write_bytes(content)
        if how == "touch":
            os.utime(path, (1, 1))

    monkeypatch.setattr("pipeline.sources.ferry.reading.read_file", read_while_a_clerk_copies)
    assert victim in said(tmp_path)


def test_a_file_that_is_rewritten_between_two_reads_of_it_is_refused(
    tmp_path: Path, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_night(tmp_path, TONIGHT, tables)

    def then_rewritten(*arguments: Any) -> Any:
        found = find_encoding(*arguments)
        path = folder / "unfinished_cases.csv"
        path.write_bytes(path.read_bytes().replace("钱斌".encode(), "孙斌".encode()))
        return found

    monkeypatch.setattr("pipeline.sources.ferry.parts.find_encoding", then_rewritten)
    assert "unfinished_cases.csv has another SHA-256" in said(tmp_path)


@pytest.mark.parametrize("written", range(13))
def test_a_writer_that_dies_leaves_a_night_that_is_not_read(tmp_path: Path, tables: Tables, written: int) -> None:
    left = [None] * written

    def then_dies(path: Path, content: bytes) -> None:
        if not left:
            raise KeyboardInterrupt
        left.pop()
        write_durably(path, content)

    with pytest.raises(KeyboardInterrupt):
        write_night(tmp_path, TONIGHT, tables, write=then_dies)
    assert "is not complete" in said(tmp_path)
    write_night(tmp_path, TONIGHT, tables)
    assert len(read(tmp_path).tables[Dataset.UNFINISHED_CASES]) == 30


def test_nothing_is_written_while_reading_and_raw_data_leave_the_drop_folder_afterwards(
    tmp_path: Path, tables: Tables
) -> None:
    for day in (date(2026, 11, 18), date(2026, 11, 19), TONIGHT, TOMORROW):
        write_night(tmp_path, day, tables)
    before = sorted(tmp_path.rglob("*"))
    mark = read(tmp_path).mark
    assert sorted(tmp_path.rglob("*")) == before
    assert clear_night(tmp_path, mark) == ()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["2026-11-21", "sequence"]


def test_clearing_follows_no_link_and_says_what_stays(tmp_path: Path, tables: Tables) -> None:
    outside = write_night(tmp_path / "outside", date(2026, 11, 19), tables)
    (tmp_path / "drop").mkdir()
    (tmp_path / "drop" / "2026-11-19").symlink_to(outside)
    clear_night(tmp_path / "drop", FerryMark(NAME, 1, "", NAME))
    assert (outside / "DONE").exists()
    assert list((tmp_path / "drop").iterdir()) == []


def test_the_mark_survives_the_ledger() -> None:
    mark = FerryMark(NAME, 3, "a" * 64, NAME)
    assert FerryMark.from_text(mark.as_text()) == mark
    assert FerryMark.from_text(None) is None


@laws(max_examples=60)
@given(
    st.binary(max_size=200) | st.text(max_size=100).map(str.encode) | st.just(f"{HEADER}\n".encode()),
    st.sampled_from(["x.csv", "x.jsonl", "x.parquet", "x.xlsx", "x.zip"]),
)
def test_any_bytes_are_refused_or_read_and_never_a_crash(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, name: str
) -> None:
    drop = tmp_path_factory.mktemp("drop")
    empty = {dataset: Frame(columns=list(SCHEMAS[dataset].column_names), dtype=object) for dataset in Dataset}
    folder = write_night(drop, TONIGHT, empty)
    exchange(folder, Dataset.EXIT_BANS, name, content, 3)
    assert name in said(drop)


@given(st.text(alphabet="0123456789X", min_size=15, max_size=18))
@laws(max_examples=20)
def test_no_message_repeats_what_a_file_says(tmp_path_factory: pytest.TempPathFactory, number: str) -> None:
    drop = tmp_path_factory.mktemp("drop")
    empty = {dataset: Frame(columns=list(SCHEMAS[dataset].column_names), dtype=object) for dataset in Dataset}
    folder = write_night(drop, TONIGHT, empty)
    for name, content in (
        ("x.csv", f'{HEADER}\n"{number}'),
        ("x.csv", f"{HEADER}\n{number},{number}"),
        ("x.csv", f"{number}\n{number}"),
        ("x.jsonl", f'{{"{number}": {number}}}'),
        ("x.jsonl", number + "Z"),
    ):
        exchange(folder, Dataset.EXIT_BANS, name, content.encode(), 3)
        assert number not in said(drop)
