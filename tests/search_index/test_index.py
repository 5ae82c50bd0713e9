"""Whoosh over notices and guidelines: updates, deletions, a killed run, damage."""

import gc
from pathlib import Path

import pytest
from whoosh.fields import ID, Schema
from whoosh.index import create_in

from pipeline.core.errors import StateError
from pipeline.core.records import PublicRow, RecordId
from search_index.documents import filed_under
from search_index.index import SearchIndex, open_index, read_index
from tests.search_index import corpus


def row(title: str, number: str, **more: str) -> PublicRow:
    base = {"id": f"{number:a>16}", "dataset": "auction_notices", "court_code": "浙01", "court_name": "某法院"}
    return {**base, "title": title, **more}


def ids(index: SearchIndex, key: str, field: str = "term") -> list[str]:
    with index.view() as view:
        return sorted(view.row(document)["id"].lstrip("a") for document in view.documents(field, key))


@pytest.fixture
def index(tmp_path: Path) -> SearchIndex:
    opened = open_index(tmp_path)
    rows = [
        row("房产拍卖", "2", published_on="2025-01-01"),
        row("房产拍卖", "3", published_on="2026-01-01"),
        row("机动车拍卖", "4", case_number="（2025）浙0106执1号"),
        row("华美丽", "7"),
    ]
    opened.update((), corpus.canonical(rows), token="one")
    return opened


def test_texts_are_found_by_words_and_by_the_numbers_of_their_cases(index: SearchIndex) -> None:
    assert ids(index, "房产") == ["2", "3"]
    assert ids(index, "(2025)浙0106执1号", "case") == ["4"]


def test_no_party_record_and_no_case_entry_is_in_the_index(tmp_path: Path) -> None:
    party = {
        "id": "b" * 16,
        "dataset": "exit_bans",
        "court_code": "浙01",
        "party_name": "钱斌楠",
        "party_kind": "natural",
    }
    entry = {"id": "c" * 16, "dataset": "claims", "court_code": "浙01", "case_number": "（2025）浙0106执7788号"}
    index = open_index(tmp_path)
    index.update((), corpus.canonical([party, entry, row("房产拍卖", "2")]), token="one")
    assert index.document_count() == 1
    content = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
    assert "钱斌楠".encode() not in content
    assert b"7788" not in content
    assert "房产".encode() in content


def test_removed_and_changed_records_answer_no_more_under_their_old_form(index: SearchIndex) -> None:
    changed = row("车位拍卖", "3", published_on="2026-01-01")
    index.update([RecordId(f"{'2':a>16}"), RecordId("unknown")], corpus.canonical([changed]), token="two")
    assert ids(index, "房产") == []
    assert ids(index, "车位") == ["3"]
    assert (index.document_count(), index.token) == (3, "two")


def test_compaction_changes_no_answer_and_leaves_no_byte_of_the_removed(index: SearchIndex, tmp_path: Path) -> None:
    index.update([RecordId(f"{'7':a>16}")], (), token="two")
    index.compact()
    assert (index.document_count(), index.token) == (3, "two")
    assert not any("华美丽".encode() in path.read_bytes() for path in tmp_path.iterdir() if path.is_file())


def test_a_killed_update_is_noticed_and_mended_by_a_rebuild(index: SearchIndex, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="Expecting"):
        index.update((), ["not json"], token="two")
    again = open_index(tmp_path)
    assert again.token is None
    again.rebuild(corpus.canonical([row("房产拍卖", "9")]), token="three")
    assert ids(open_index(tmp_path), "房产") == ["9"]


@pytest.mark.filterwarnings("ignore::ResourceWarning")  # Whoosh leaves the bad file open
def test_a_damaged_index_opens_empty_and_without_token(index: SearchIndex, tmp_path: Path) -> None:
    for path in tmp_path.glob("*.toc"):
        path.write_bytes(b"garbage")
    opened = open_index(tmp_path)
    gc.collect()
    assert (opened.document_count(), opened.token) == (0, None)


@pytest.mark.parametrize("suffix", [".toc", ".seg"])
@pytest.mark.parametrize("harm", ["cut to 20", "cut to 0", "zeroed", "one bit"])
@pytest.mark.filterwarnings("ignore::ResourceWarning")  # Whoosh leaves the bad file open
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_whatever_is_wrong_with_a_file_the_index_has_no_token_and_can_be_built_anew(
    index: SearchIndex, tmp_path: Path, suffix: str, harm: str
) -> None:
    for path in tmp_path.glob(f"*{suffix}"):
        content = path.read_bytes()
        harmed = {
            "cut to 20": content[:20],
            "cut to 0": b"",
            "zeroed": bytes(len(content)),
            "one bit": content[:-9] + bytes([content[-9] ^ 1]) + content[-8:],
        }
        path.write_bytes(harmed[harm])
    assert open_index(tmp_path).token is None
    with pytest.raises(StateError, match="damaged or missing"):
        read_index(tmp_path)
    again = open_index(tmp_path)
    again.rebuild(corpus.canonical([row("房产拍卖", "9")]), token="three")
    assert ids(read_index(tmp_path), "房产") == ["9"]
    gc.collect()


@pytest.mark.parametrize("lies_there", ["file", "link to nowhere", "nothing"])
def test_what_is_no_index_folder_is_replaced(tmp_path: Path, lies_there: str) -> None:
    folder = tmp_path / "index"
    if lies_there == "file":
        folder.write_text("no folder", encoding="utf-8")
    elif lies_there == "link to nowhere":
        folder.symlink_to(tmp_path / "gone")
    opened = open_index(folder)
    opened.rebuild(corpus.canonical([row("房产拍卖", "9")]), token="one")
    assert ids(read_index(folder), "房产") == ["9"]


def test_two_writers_are_refused(index: SearchIndex, tmp_path: Path) -> None:
    def rows() -> list[str]:
        with pytest.raises(StateError, match="another run"):
            open_index(tmp_path).update((), ())
        return []

    class Late(list[str]):
        def __iter__(self):  # type: ignore[no-untyped-def]
            return iter(rows())

    index.update((), Late())


def test_extreme_rows_are_indexed(tmp_path: Path) -> None:
    rows = [
        row("../" * 60_000, "2", body="x" * 200_000),
        row("<script>alert(1)</script>🙂\u202e", "3"),
        row("A" * 200_000, "4", body="<p>" * 1000),
        {"id": "c" * 16, "dataset": "courts", "court_code": "浙01", "court_name": "某法院"},
        {"id": "d" * 16, "dataset": "guidelines", "court_code": "浙01", "document_number": "法发〔2014〕18号"},
    ]
    index = open_index(tmp_path)
    index.update((), corpus.canonical(rows))
    assert index.document_count() == 4
    assert ids(index, "法发(2014)18号", "case") == ["d" * 16]


COLLIDING = {
    "id": (f"{'i':a<16}", f"{'aq':a<16}"),
    "case": ("(2025)浙01执1号", "(2025)浙01执4851号"),
}
"""Field -> two of its keys that Whoosh files under one short hash."""


def test_keys_of_one_hash_are_told_apart(tmp_path: Path) -> None:
    for field, (key, other) in COLLIDING.items():
        assert filed_under(field, key) == filed_under(field, other)
    index = open_index(tmp_path)
    sides = [{field: pair[side] for field, pair in COLLIDING.items()} for side in (0, 1)]
    twins = [row("房产拍卖", "", id=side["id"], case_number=side["case"]) for side in sides]
    index.update((), corpus.canonical([*twins, row("房产拍卖", "2")]))
    with index.view() as view:
        for side in sides:
            (found,) = view.documents("case", side["case"])
            assert view.row(found)["id"] == side["id"]
    index.update([RecordId(sides[0]["id"])], ())
    assert index.document_count() == 2
    assert [len(ids(index, side["case"], "case")) for side in sides] == [0, 1]


def test_an_index_of_other_fields_is_begun_anew(index: SearchIndex, tmp_path: Path) -> None:
    create_in(str(tmp_path), Schema(id=ID()))
    opened = open_index(tmp_path)
    assert (opened.document_count(), opened.token) == (0, None)
