"""A folder of guidelines in somebody else's hands: each attack is a finding, and the good document beside it is read."""

import os
import resource
import socket
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.core.errors import SourceError
from pipeline.sources.guidelines import GuidelineReading, read_guideline_folder
from tests.pipeline.sources.documents import word_file, word_paragraph

pytestmark = pytest.mark.drill

GOOD = "东河市中级人民法院关于来访接待的规定\n第一条 甲。\n"
OUTSIDE = "西岭市中级人民法院关于内部事项的规定\n第一条 密。\n"
NUMBER = "330106198001011235"

Attack = Callable[[Path, Path], None]
"""Puts something into the folder (first); the second is a file outside of it."""


def symbolic_link(folder: Path, outside: Path) -> None:
    (folder / "bad.txt").symlink_to(outside)


def link_to_a_folder(folder: Path, outside: Path) -> None:
    (folder / "bad.txt").symlink_to(outside.parent, target_is_directory=True)


def link_that_leads_nowhere(folder: Path, outside: Path) -> None:
    (folder / "bad.txt").symlink_to(outside.parent / "nothing")


def link_to_itself(folder: Path, outside: Path) -> None:
    (folder / "bad.txt").symlink_to("bad.txt")


def link_to_the_good_one(folder: Path, outside: Path) -> None:
    (folder / "bad.txt").symlink_to("good.txt")


def hard_link(folder: Path, outside: Path) -> None:
    (folder / "bad.txt").hardlink_to(outside)


def link_to_the_memory(folder: Path, outside: Path) -> None:
    (folder / "bad.txt").symlink_to("/proc/self/environ")


def endless_device(folder: Path, outside: Path) -> None:
    (folder / "bad.txt").symlink_to("/dev/zero")


def pipe(folder: Path, outside: Path) -> None:
    os.mkfifo(folder / "bad.txt")


def listening_socket(folder: Path, outside: Path) -> None:
    here = os.getcwd()  # noqa: PTH109
    os.chdir(folder)  # a socket's path is short
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind("bad.txt")
    finally:
        os.chdir(here)


def sparse_file_of_a_terabyte(folder: Path, outside: Path) -> None:
    with (folder / "bad.txt").open("wb") as file:
        file.truncate(1 << 40)


def word_of_entities(folder: Path, outside: Path) -> None:
    entities = '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    (folder / "bad.docx").write_bytes(word_file(word_paragraph("x"), **{"word/numbering__xml": entities + "<w:root/>"}))


def word_that_unpacks_to_a_gigabyte(folder: Path, outside: Path) -> None:
    archive = zipfile.ZipFile(folder / "bad.docx", "w", zipfile.ZIP_DEFLATED)
    with archive, archive.open("word/document.xml", "w", force_zip64=True) as part:
        for _ in range(1024):
            part.write(bytes(1 << 20))


def word_of_a_million_tags(folder: Path, outside: Path) -> None:
    body = "".join(word_paragraph(str(number)) for number in range(200_000))
    (folder / "bad.docx").write_bytes(word_file(body))


def word_nested_without_end(folder: Path, outside: Path) -> None:
    (folder / "bad.docx").write_bytes(word_file("<w:sdt>" * 50_000 + "</w:sdt>" * 50_000))


def page_nested_without_end(folder: Path, outside: Path) -> None:
    (folder / "bad.html").write_text("<div>" * 150_000, encoding="utf-8")


def pdf_of(objects: list[bytes]) -> bytes:
    body, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count, start = len(objects) + 1, len(body)
    return body + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
        % (count, table, count, start)
    )


def stream(content: bytes, more: bytes = b"") -> bytes:
    return b"<</Length %d%s>>\nstream\n%s\nendstream" % (len(content), more, content)


def pdf_of_many_pages(folder: Path, outside: Path) -> None:
    kids = b" ".join([b"3 0 R"] * 100_000)
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 100000/Kids[%s]>>" % kids]
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"
    (folder / "bad.pdf").write_bytes(pdf_of([*objects, page]))


def pdf_that_points_at_itself(folder: Path, outside: Path) -> None:
    pages = b"<</Type/Pages/Count 1/Kids[2 0 R]/Parent 2 0 R>>"
    content = pdf_of([b"<</Type/Catalog/Pages 2 0 R>>", pages])
    (folder / "bad.pdf").write_bytes(content.replace(b"trailer<<", b"trailer<</Prev %d" % content.rindex(b"xref\n0")))


def pdf_whose_page_unpacks_to_gigabytes(folder: Path, outside: Path) -> None:
    packed = zlib.compress(b"0 0 m " * 3_000_000, 9)
    for _ in range(2):
        packed = zlib.compress(packed, 9)
    filters = b"/Filter[/FlateDecode/FlateDecode/FlateDecode]"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents[%s]>>" % b" ".join([b"4 0 R"] * 2_000)
    pages = b"<</Type/Pages/Count 1/Kids[3 0 R]>>"
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", pages, page, stream(packed, filters)]
    (folder / "bad.pdf").write_bytes(pdf_of(objects))


def pdf_nested_without_end(folder: Path, outside: Path) -> None:
    (folder / "bad.pdf").write_bytes(pdf_of([b"[" * 1_000_000, b"<<" * 1_000_000]))


def pdf_forms_that_call_each_other(folder: Path, outside: Path) -> None:
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</A 4 0 R/B 5 0 R>>>>"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 6 0 R/Resources<</XObject<</A 4 0 R/B 5 0 R>>>>>>"
    calls = b"/A Do /B Do " * 20
    pages = b"<</Type/Pages/Count 1/Kids[3 0 R]>>"
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", pages, page, stream(calls, form), stream(calls, form), stream(calls)]
    (folder / "bad.pdf").write_bytes(pdf_of(objects))


def name_that_is_no_text(folder: Path, outside: Path) -> None:
    Path(os.fsdecode(os.fsencode(folder) + b"/\xff\xfe.xyz")).write_bytes(b"x")


def name_that_turns_the_reading(folder: Path, outside: Path) -> None:
    (folder / "规定\u202etxt.exe\n").write_bytes(b"x")


def name_with_somebodys_number(folder: Path, outside: Path) -> None:
    (folder / f"{NUMBER}.xyz").write_bytes(b"x")


ATTACKS: tuple[Attack, ...] = (
    symbolic_link, link_to_a_folder, link_that_leads_nowhere, link_to_itself, link_to_the_good_one, hard_link,
    link_to_the_memory, endless_device, pipe, listening_socket, sparse_file_of_a_terabyte, word_of_entities,
    word_that_unpacks_to_a_gigabyte, word_of_a_million_tags, word_nested_without_end, page_nested_without_end,
    pdf_of_many_pages, pdf_that_points_at_itself, pdf_whose_page_unpacks_to_gigabytes, pdf_nested_without_end,
    pdf_forms_that_call_each_other, name_that_is_no_text, name_that_turns_the_reading, name_with_somebodys_number,
)  # fmt: skip


def read(tmp_path: Path, attack: Attack) -> GuidelineReading:
    folder, outside = tmp_path / "documents", tmp_path / "elsewhere" / "secret.txt"
    folder.mkdir()
    outside.parent.mkdir()
    outside.write_text(OUTSIDE, encoding="utf-8")
    (folder / "good.txt").write_text(GOOD, encoding="utf-8")
    attack(folder, outside)
    return read_guideline_folder(folder, "云01")


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
def test_an_attack_is_a_finding_and_the_good_document_is_read(tmp_path: Path, attack: Attack) -> None:
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    reading = read(tmp_path, attack)
    assert reading.frame["title"].tolist() == [GOOD.splitlines()[0]]
    assert len(reading.findings) == 1
    told = "".join((reading.findings[0].file, reading.findings[0].reason))
    told.encode()
    assert told.isprintable()
    assert NUMBER not in told
    assert "not read" in told
    assert time.monotonic() - start < 90
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 1_500_000, "kilobytes"


@pytest.mark.parametrize("is_hard", [False, True])
def test_a_list_that_is_a_link_is_not_followed(tmp_path: Path, is_hard: bool) -> None:
    def linked(folder: Path, outside: Path) -> None:
        outside.write_text('["x"]\ndisclosure = "open"\n', encoding="utf-8")
        (folder / "guidelines.toml").hardlink_to(outside) if is_hard else (folder / "guidelines.toml").symlink_to(
            outside
        )

    with pytest.raises(SourceError, match="is a link or no plain file"):
        read(tmp_path, linked)


def test_a_list_nested_without_end_is_refused(tmp_path: Path) -> None:
    def nested(folder: Path, outside: Path) -> None:
        (folder / "guidelines.toml").write_text("x = " + "[" * 100_000, encoding="utf-8")

    with pytest.raises(SourceError, match="cannot be read"):
        read(tmp_path, nested)


def test_a_file_that_becomes_a_link_between_two_looks_is_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is opened is what was looked at: there is no second look by name."""
    names = os.listdir

    def listed(folder: int) -> list[str]:
        found = names(folder)
        (tmp_path / "documents" / "good.txt").unlink()
        (tmp_path / "documents" / "good.txt").symlink_to(tmp_path / "elsewhere" / "secret.txt")
        return found

    monkeypatch.setattr("pipeline.sources.guidelines.folder.os.listdir", listed)
    reading = read(tmp_path, lambda folder, outside: None)
    assert reading.frame.empty
    assert [finding.file for finding in reading.findings] == ["good.txt"]


def test_a_folder_that_is_exchanged_meanwhile_is_read_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = os.listdir

    def listed(folder: int) -> list[str]:
        (tmp_path / "documents").rename(tmp_path / "moved")
        (tmp_path / "documents").symlink_to(tmp_path / "elsewhere")
        (tmp_path / "elsewhere" / "good.txt").write_text(OUTSIDE, encoding="utf-8")
        return names(folder)

    monkeypatch.setattr("pipeline.sources.guidelines.folder.os.listdir", listed)
    reading = read(tmp_path, lambda folder, outside: None)
    assert reading.frame["title"].tolist() == [GOOD.splitlines()[0]]


def test_more_files_than_a_folder_may_have_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.sources.guidelines.folder.MOST_FILES", 1)
    with pytest.raises(SourceError, match="more than 1 files"):
        read(tmp_path, hard_link)
