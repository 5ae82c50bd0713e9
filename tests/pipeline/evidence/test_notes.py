"""Signed notes: what is read is written back byte for byte, and everything else is no note."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.evidence.notes import (
    LARGEST_NOTE,
    MOST_SIGNATURES,
    Note,
    NoteSignature,
    may_name_a_key,
    read_note,
    write_note,
)

CHECKPOINT = """example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
"""
"""The example of C2SP tlog-cosignature."""
WITH_EMPTY_LINES = """first

last

— example.com/note NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=
"""
"""In the form of the example of C2SP signed-note: the text has an empty line of its own."""
LINE = "— a AAAAAAA=\n"


@pytest.mark.parametrize("text", [CHECKPOINT, WITH_EMPTY_LINES, "text\n\n", "text\n\n" + LINE * MOST_SIGNATURES])
def test_a_note_is_read_and_written_back_byte_for_byte(text: str) -> None:
    assert write_note(read_note(text.encode())) == text.encode()


def test_the_example_of_the_specification_is_cut_where_it_says() -> None:
    note = read_note(CHECKPOINT.encode())
    assert note.text.count("\n") == 3
    assert [line.name for line in note.signatures] == ["example.com/behind-the-sofa", "witness.example.com/w1"]
    assert [len(line.signature) for line in note.signatures] == [64, 72]
    assert int.from_bytes(note.signatures[1].signature[:8], "big") == 1679315147
    assert read_note(WITH_EMPTY_LINES.encode()).text == "first\n\nlast\n"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n",
        b"text\n",
        b"text\n\n\xff\n",
        ("text\n" + LINE).encode(),
        ("text\n\n" + LINE).encode()[:-1],
        ("text\n\n" + LINE + "\n").encode()[:-1] + b" ",
        ("text\n\n" + LINE.replace("— ", "- ")).encode(),
        ("text\n\n" + LINE.replace("— ", "")).encode(),
        ("text\n\n" + LINE.replace(" a ", "  ")).encode(),
        ("text\n\n" + LINE.replace(" a ", " a  ")).encode(),
        ("text\n\n" + LINE.replace(" a ", " a+b ")).encode(),
        ("text\n\n" + LINE.replace(" a ", " a\u00a0b ")).encode(),
        ("text\n\n" + LINE.replace(" a ", " a\u2028b ")).encode(),
        ("text\n\n" + LINE.replace("AAAAAAA=", "AAAA")).encode(),  # no more than the key's id
        ("text\n\n" + LINE.replace("AAAAAAA=", "AAAAAA==")).encode(),
        ("text\n\n" + LINE.replace("AAAAAAA=", "AAAAAAB=")).encode(),  # other padding bits, the same bytes
        ("text\n\n" + LINE.replace("AAAAAAA=", "AAAA\tAAA=")).encode(),
        ("text\n\n" + LINE.replace("AAAAAAA=", "AAAAAAA")).encode(),
        ("te\txt\n\n" + LINE).encode(),
        ("text\r\n\n" + LINE).encode(),
        ("text\n\n" + LINE.replace("\n", "\r\n")).encode(),
        ("text\n\n" + LINE * (MOST_SIGNATURES + 1)).encode(),
        b"t" * LARGEST_NOTE + b"\n\n",
    ],
)
def test_everything_else_is_no_note(content: bytes) -> None:
    with pytest.raises(ValueError, match="no signed note"):
        read_note(content)


@pytest.mark.parametrize(
    "note",
    [
        Note(""),
        Note("text"),
        Note("a\tb\n"),
        Note("text\n", (NoteSignature("", b"1234", b"5"),)),
        Note("text\n", (NoteSignature("a b", b"1234", b"5"),)),
        Note("text\n", (NoteSignature("a\nb", b"1234", b"5"),)),
        Note("text\n", (NoteSignature("a", b"123", b"45"),)),
    ],
)
def test_what_could_not_be_read_back_is_not_written(note: Note) -> None:
    with pytest.raises(ValueError, match="a note's"):
        write_note(note)


TEXTS = st.text(st.characters(exclude_categories=["Cc", "Cs"]) | st.just("\n")).map(lambda text: text + "\n")
NAMES = st.text(min_size=1).filter(may_name_a_key).filter(lambda name: name.isprintable())
LINES = st.builds(NoteSignature, NAMES, st.binary(min_size=4, max_size=4), st.binary(min_size=1, max_size=80))


@given(TEXTS, st.lists(LINES, max_size=5))
def test_what_is_written_is_read_back(text: str, lines: list[NoteSignature]) -> None:
    note = Note(text, tuple(lines))
    assert read_note(write_note(note)) == note


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_no_bytes_do_anything_but_be_a_note_or_not(content: bytes) -> None:
    try:
        note = read_note(content)
    except ValueError:
        return
    assert write_note(note) == content
