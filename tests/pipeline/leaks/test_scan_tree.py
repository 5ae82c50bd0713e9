"""Trees, containers and names."""

import bz2
import copy
import gzip
import io
import json
import lzma
import os
import pickle
import sqlite3
import tarfile
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.feather as feather_file
import pyarrow.parquet as pq
import pytest
from whoosh.fields import ID, STORED, TEXT, Schema
from whoosh.index import create_in

from pipeline.core.errors import SettingsError
from pipeline.leaks.hits import Hit, Rule, ScanReport
from pipeline.leaks.raw_values import RawValues
from pipeline.leaks.report import as_json, text_lines
from pipeline.leaks.scan import found_values, scan_bytes, scan_folder, scan_tree
from tests.pipeline.leaks.invented import credit_code, digits_only_id, masked, mobile, resident_id

NUMBER = digits_only_id(21)


def parquet(values: list[object]) -> bytes:
    sink = io.BytesIO()
    pq.write_table(pa.table({"a": pa.array(values), "b": pa.array([["x"]] * len(values))}), sink, compression="zstd")
    return sink.getvalue()


def nested_parquet() -> bytes:
    sink = io.BytesIO()
    pq.write_table(pa.table({"rows": [[{"n": NUMBER}]]}), sink, compression="zstd")
    return sink.getvalue()


def sqlite(value: object) -> bytes:
    connection = sqlite3.connect(":memory:")
    connection.execute('CREATE TABLE "od""d" (a, b)')
    connection.execute('INSERT INTO "od""d" VALUES (?, ?)', ("浙0106", value))
    connection.commit()
    data = connection.serialize()
    connection.close()
    return data


def zipped(data: bytes, name: str = "inside.txt") -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return sink.getvalue()


def packed(data: bytes, codec: str) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.CompressedOutputStream(sink, codec) as stream:
        stream.write(data)
    return bytes(sink.getvalue())


def tarred(data: bytes, name: str = "inside.txt") -> bytes:
    sink = io.BytesIO()
    with tarfile.open(fileobj=sink, mode="w") as archive:
        member = tarfile.TarInfo(name)
        member.size = len(data)
        archive.addfile(member, io.BytesIO(data))
    return sink.getvalue()


def feather() -> bytes:
    sink = io.BytesIO()
    feather_file.write_feather(pa.table({"a": ["x", NUMBER]}), sink, compression="lz4")
    return sink.getvalue()


def pdf(shown: bytes, *, header: bytes = b"/FlateDecode", extra: bytes = b"") -> bytes:
    stream = zlib.compress(b"BT /F1 12 Tf " + shown + b" ET") if header else shown
    body = b"1 0 obj <</Length %d /Filter %s>>\nstream\n%s\nendstream endobj" % (len(stream), header, stream)
    return b"%PDF-1.7\n" + body + extra + b"\n%%EOF"


def glyphs_of_a_font() -> tuple[bytes, bytes]:
    """The number in glyphs of a font's own numbering, and the font's table."""
    shown = "".join(f"{ord(sign) + 7:04X}" for sign in NUMBER).encode()
    table = zlib.compress(b"1 beginbfrange <0037> <0040> <0030> endbfrange")
    return b"[<" + shown + b">] TJ", b"2 0 obj <</Filter /FlateDecode>>\nstream\n" + table + b"\nendstream endobj"


def png(kind: bytes) -> bytes:
    text = zlib.compress(PLAIN)
    body = {b"zTXt": b"Comment\0\0" + text, b"iTXt": b"Comment\0\1\0zh\0\0" + text, b"tEXt": b"Comment\0" + PLAIN}[kind]
    chunk = len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")
    return b"\x89PNG\r\n\x1a\n" + chunk


def jpeg() -> bytes:
    comment = f"证件 {NUMBER}".encode("utf-16-le")
    return b"\xff\xd8\xff\xe1" + (len(comment) + 10).to_bytes(2, "big") + b"UNICODE\0" + comment + b"\xff\xd9"


PLAIN = f"x {NUMBER} y".encode()
CONTAINERS: dict[str, Callable[[], bytes]] = {
    "gzip": lambda: gzip.compress(PLAIN, mtime=0),
    "gzip of gzip": lambda: gzip.compress(gzip.compress(PLAIN)),
    "second member of a gzip": lambda: gzip.compress(b"a") + gzip.compress(PLAIN),
    "bzip2": lambda: bz2.compress(PLAIN),
    "xz": lambda: lzma.compress(PLAIN),
    "zip": lambda: zipped(PLAIN),
    "zip of gzip": lambda: zipped(gzip.compress(PLAIN)),
    "zstd": lambda: packed(PLAIN, "zstd"),
    "lz4": lambda: packed(PLAIN, "lz4"),
    "tar": lambda: tarred(PLAIN),
    "tar of gzip": lambda: tarred(gzip.compress(PLAIN)),
    "gzip of tar": lambda: gzip.compress(tarred(PLAIN)),
    "member name of a tar": lambda: tarred(b"", f"{NUMBER}.txt"),
    "feather": feather,
    "pdf": lambda: pdf(b"(" + NUMBER.encode() + b") Tj"),
    "pdf, sign by sign": lambda: pdf(b"[" + b" -120 ".join(b"(%c)" % sign for sign in NUMBER.encode()) + b"] TJ"),
    "pdf, hexadecimal": lambda: pdf(b"<" + NUMBER.encode().hex().encode() + b"> Tj"),
    "pdf, octal": lambda: pdf(b"(" + b"".join(b"\\%03o" % sign for sign in NUMBER.encode()) + b") Tj"),
    "pdf, glyphs": lambda: pdf(glyphs_of_a_font()[0], extra=glyphs_of_a_font()[1]),
    "png, packed text": lambda: png(b"zTXt"),
    "png, international text": lambda: png(b"iTXt"),
    "png, plain text": lambda: png(b"tEXt"),
    "jpeg, UTF-16 comment": jpeg,
    "zlib inside a binary file": lambda: b"\0\1\2" * 999 + zlib.compress(PLAIN) + b"\0" * 99,
    "member name of a zip": lambda: zipped(b"", f"{NUMBER}.txt"),
    "parquet": lambda: parquet(["x", NUMBER, None]),
    "parquet with numbers as integers": lambda: parquet([int(NUMBER), 2]),
    "parquet with nested values": nested_parquet,
    "gzip of parquet": lambda: gzip.compress(parquet([NUMBER])),
    "sqlite": lambda: sqlite(NUMBER),
    "sqlite, as integer": lambda: sqlite(int(NUMBER)),
    "sqlite, as bytes": lambda: sqlite(NUMBER.encode()),
    "gzip of sqlite": lambda: gzip.compress(sqlite(NUMBER)),
}


@pytest.mark.parametrize("name", CONTAINERS)
def test_every_container_is_opened_whatever_its_name(name: str, tmp_path: Path) -> None:
    (tmp_path / "data.bin").write_bytes(CONTAINERS[name]())
    report = scan_tree(tmp_path)
    assert Rule.RESIDENT_ID in {hit.rule for hit in report.hits}
    assert Rule.UNREADABLE not in {hit.rule for hit in report.hits}
    assert NUMBER not in "\n".join(text_lines(report))


def test_a_sqlite_file_on_disk_is_read_in_write_ahead_mode_too(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "state.db")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("CREATE TABLE t (phone INTEGER)")
    connection.execute("INSERT INTO t VALUES (?)", (int(mobile(1)),))
    connection.commit()
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    raw = RawValues.collect([], [mobile(1)], [], [])
    assert Rule.EXACT_NUMBER in {hit.rule for hit in scan_tree(tmp_path, raw=raw).hits}


def test_brotli_has_no_mark_and_is_told_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "page.html.br").write_bytes(packed(PLAIN, "brotli"))
    (tmp_path / "damaged.br").write_bytes(b"no brotli at all")
    found = {(hit.file, hit.rule) for hit in scan_tree(tmp_path).hits}
    assert found == {("page.html.br", Rule.RESIDENT_ID), ("damaged.br", Rule.UNREADABLE)}


@pytest.mark.parametrize("field", ["stored", "word", "text", "column"])
@pytest.mark.parametrize("segments", [1, 2])
def test_a_number_in_a_whoosh_index_is_found_wherever_it_stands(field: str, segments: int, tmp_path: Path) -> None:
    schema = Schema(stored=STORED, word=ID, text=TEXT, column=ID(stored=True, sortable=True))
    index = create_in(tmp_path, schema)
    for segment in range(segments):
        writer = index.writer()
        for place in range(50):
            row = {"stored": f"甲{place}", "word": f"k{place}", "text": f"乙 {place}", "column": f"z{place}"}
            writer.add_document(**(row | ({field: NUMBER} if place == 25 and segment == 0 else {})))
        writer.commit(merge=False)
    index.close()
    raw = RawValues.collect([NUMBER], [], [], [])
    assert Rule.EXACT_NUMBER in {hit.rule for hit in scan_tree(tmp_path, raw=raw).hits}


@pytest.mark.parametrize(
    "data",
    [
        pdf(b"(x) Tj", extra=b"trailer <</Encrypt 3 0 R>>"),
        b"%PDF-1.7\n1 0 obj <</Filter /FlateDecode>>\nstream\nno zlib\nendstream",
        b"ARROW1" + b"\0" * 60,
        b"(\xb5/\xfd" + b"\1" * 60,
        gzip.compress(PLAIN)[:-6],
        b"\x1f\x8b\x08garbage that is no gzip",
        b"PK\x03\x04" + b"\0" * 60,
        b"PAR1" + b"\0" * 60,
        b"SQLite format 3\x00" + b"\1" * 200,
        gzip.compress(gzip.compress(gzip.compress(gzip.compress(PLAIN)))),
    ],
    ids=[
        "encrypted pdf",
        "damaged pdf",
        "no arrow",
        "no zstd",
        "cut gzip",
        "no gzip",
        "no zip",
        "no parquet",
        "no sqlite",
        "too deep",
    ],
)
def test_what_cannot_be_opened_is_a_hit(data: bytes) -> None:
    assert Rule.UNREADABLE in {hit.rule for hit in scan_bytes(data)}


def test_a_compression_bomb_is_a_hit_and_costs_little() -> None:
    bomb = gzip.compress(b"\0" * 50_000_000)
    started = time.process_time()
    assert [hit.rule for hit in scan_bytes(bomb, limit_bytes=10_000_000)] == [Rule.UNREADABLE]
    assert time.process_time() - started < 2


def test_a_value_in_a_file_name_is_found_and_not_repeated(tmp_path: Path) -> None:
    folder = tmp_path / "records" / NUMBER
    folder.mkdir(parents=True)
    (folder / "a.html").write_text(PLAIN.decode(), encoding="utf-8")
    (tmp_path / f"某地{resident_id(3)}").mkdir()
    report = scan_folder(tmp_path)
    assert len(report.hits) == 3
    printed = "\n".join(text_lines(report)) + as_json(report) + repr(report)
    assert NUMBER not in printed
    assert resident_id(3)[:17] not in printed


def test_an_encoded_value_in_a_file_name_is_not_repeated(tmp_path: Path) -> None:
    numerals = NUMBER.translate(str.maketrans("0123456789", "〇一二三四五六七八九"))
    (tmp_path / numerals).write_bytes(b"")
    (hit,) = scan_folder(tmp_path).hits
    assert (hit.file, hit.rule, hit.in_name) == ("*", Rule.RESIDENT_ID, True)


def test_a_report_says_whether_name_or_content_holds_the_value(tmp_path: Path) -> None:
    (tmp_path / f"{resident_id(3)}.txt").write_bytes(b"nothing")
    (tmp_path / "inside.txt").write_bytes(PLAIN)
    in_name, in_content, _ = text_lines(scan_folder(tmp_path))
    assert in_name.startswith("*****************")
    assert ":0: resident-id in the file's name …" in in_name
    assert in_content.startswith("inside.txt:")
    assert ": resident-id …" in in_content


def test_links_pipes_and_dead_links_are_never_passed_over(tmp_path: Path) -> None:
    inside, outside = tmp_path / "site", tmp_path / "outside"
    inside.mkdir()
    outside.mkdir()
    (outside / "secret.txt").write_bytes(PLAIN)
    (inside / "folder").symlink_to(outside)
    (inside / "file").symlink_to(outside / "secret.txt")
    (inside / "dead").symlink_to(outside / "nothing")
    os.mkfifo(inside / "pipe")
    found = {(hit.file, hit.rule) for hit in scan_folder(inside).hits}
    expected = {("folder", Rule.UNREADABLE), ("dead", Rule.UNREADABLE), ("pipe", Rule.UNREADABLE)}
    assert found == {*expected, ("file", Rule.RESIDENT_ID)}


def test_texts_are_found_in_every_encoding() -> None:
    texts = ["某市某区某路1号2幢", "someone@example.cn", "欧阳某某"]
    raw = RawValues.collect(["E12345678"], [], texts, [])
    for text in [*texts, "E12345678"]:
        for payload in (
            text.encode(),
            f"前{text.upper()}后".encode(),
            json.dumps(text).encode(),
            "".join(f"&#{ord(sign)};" for sign in text).encode(),
            f"\ufeff备注,{text}".encode("utf-16-le"),
            gzip.compress(text.encode()),
        ):
            assert [hit.rule for hit in scan_bytes(payload, raw=raw)] == [Rule.EXACT_TEXT], (text, payload)
    assert scan_bytes("欧阳 某路".encode(), raw=raw) == ()


def test_public_texts_are_no_secret() -> None:
    raw = RawValues.collect([], [], ["某某某"], ["某某某"])
    assert scan_bytes("某某某".encode(), raw=raw) == ()


def test_values_can_be_neither_printed_nor_pickled_nor_copied() -> None:
    raw = RawValues.collect([NUMBER], [mobile(1)], ["某市某区某路1号"], [])
    assert NUMBER[:6] not in repr(raw)
    assert mobile(1) not in str(raw)
    for escape in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="memory"):
            escape(raw)


def test_the_report_is_the_same_for_one_process_and_for_two(tmp_path: Path) -> None:
    for number in range(300):
        text = f"{resident_id(number)}" if number % 10 == 0 else f"{masked(digits_only_id(number), 'standard')}"
        (tmp_path / f"page-{number}.html").write_text(text, encoding="utf-8")
    raw = RawValues.collect([resident_id(10)], [], ["某市某区某路1号"], [])
    one = scan_tree(tmp_path, raw=raw, profile="standard")
    assert scan_tree(tmp_path, raw=raw, profile="standard", workers=2) == one
    assert (one.files, len({hit.file for hit in one.hits})) == (300, 30)


def test_a_value_across_two_blocks_is_found_once(tmp_path: Path) -> None:
    block = 4 * 1024 * 1024
    for shift in (1, 9, 17, 500):
        filler = b"a" * (block - shift)
        (tmp_path / "big.txt").write_bytes(filler + b" " + NUMBER.encode() + b" " + filler)
        (hit,) = scan_folder(tmp_path).hits
        assert (hit.offset, hit.rule) == (len(filler) + 1, Rule.RESIDENT_ID)


def test_skipped_paths_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_bytes(PLAIN)
    assert scan_tree(tmp_path, skip=["*.log"]) == ScanReport((), 0, 0)


def test_an_unknown_profile_and_a_missing_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="standard"):
        scan_tree(tmp_path, profile="loose")
    with pytest.raises(NotADirectoryError):
        scan_folder(tmp_path / "nothing")


def test_a_hit_is_one_clear_line_for_people_and_one_object_for_programs() -> None:
    report = ScanReport((Hit("a\n.html", 5, Rule.MOBILE, "12"),), 1, 10)
    assert text_lines(report) == ["a�.html:5: mobile …12", "scanned 1 files, 0.0 MB: 1 mobile"]
    expected = {"file": "a\n.html", "offset": 5, "rule": "mobile", "tail": "12", "in_name": False}
    assert json.loads(as_json(report))["hits"] == [expected]


def test_a_sound_release_of_mixed_files_is_clean(tmp_path: Path) -> None:
    rows = [
        {"id_number": masked(digits_only_id(n), "standard"), "code": credit_code(n, digits=True)} for n in range(200)
    ]
    (tmp_path / "cards.json.gz").write_bytes(gzip.compress(json.dumps(rows).encode(), mtime=0))
    (tmp_path / "rows.parquet").write_bytes(parquet([json.dumps(row) for row in rows]))
    (tmp_path / "ledger.db").write_bytes(sqlite(json.dumps(rows)))
    raw = RawValues.collect([digits_only_id(n) for n in range(200)], [mobile(n) for n in range(200)], [], [])
    assert scan_tree(tmp_path, raw=raw, profile="standard").hits == ()


def test_the_values_found_are_told_to_the_caller_alone(tmp_path: Path) -> None:
    many = [digits_only_id(seed) for seed in range(400)]
    (tmp_path / "many.txt").write_text("\n".join(many), encoding="utf-8")
    (tmp_path / f"{mobile(7)}.txt").write_bytes(gzip.compress("住某市某区某路1号2幢。1****2".encode()))
    raw = RawValues.collect([], [mobile(7), mobile(8)], ["某市某区某路1号2幢"], [])
    assert found_values(tmp_path, raw, "standard") == {*many, mobile(7), "某市某区某路1号2幢"}


def test_a_broken_form_is_told_together_with_the_value_that_it_stands_for(tmp_path: Path) -> None:
    broken = NUMBER[:9] + NUMBER[10:]
    (tmp_path / "a.txt").write_text(f"x,{broken},y", encoding="utf-8")
    assert found_values(tmp_path, RawValues.collect([NUMBER], [], [], [])) == {broken, NUMBER[:17]}


def test_a_folder_of_texts_is_read_with_the_soft_nets_where_asked_for(tmp_path: Path) -> None:
    text = "被执行人户籍地为云和县石塘镇竹坑村三组12号"
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    (tmp_path / "b.bin").write_bytes(bytes(range(256)))
    assert scan_folder(tmp_path).hits == ()
    hits = scan_folder(tmp_path, with_soft_nets=True).hits
    assert {(hit.file, hit.rule) for hit in hits} == {("a.txt", Rule.HOME)}
    assert all(text.index("户籍") <= hit.offset < text.index("石塘") for hit in hits)
