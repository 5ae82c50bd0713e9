"""The index of record: updates, deletions, a killed run, and the reference answers."""

import gc
from pathlib import Path

import pytest
from whoosh.fields import ID, Schema
from whoosh.index import create_in

from pipeline.core.errors import SettingsError, StateError
from pipeline.core.records import PublicRow, RecordId
from pipeline.masking.profiles import Profile
from search_index.answers import read_wish
from search_index.documents import filed_under
from search_index.index import SearchIndex, open_index, read_index
from search_index.reference import Choice, Part, Wish
from tests.search_index import corpus
from tests.search_index.conftest import Built


def row(name: str, number: str, **more: str) -> PublicRow:
    base = {"id": f"{number:a>16}", "dataset": "exit_bans", "court_code": "浙01", "court_name": "某法院"}
    return {**base, "party_name": name, "party_kind": "natural", **more}


def ids(index: SearchIndex, query: str, profile: Profile = Profile.STANDARD) -> list[str]:
    return [hit["id"].lstrip("a") for hit in index.search(query, profile=profile).hits]


@pytest.fixture
def index(tmp_path: Path) -> SearchIndex:
    opened = open_index(tmp_path)
    rows = [
        row("陈伟", "2", measure_start="2025-01-01", id_number="3301061980****123*"),
        row("陈伟", "3", measure_start="2026-01-01", id_number="3301061990****123*"),
        row("陈伟明", "4", id_number="3301061980****123*"),
        row(
            "浙江华美（集团）有限公司",
            "5",
            party_kind="legal",
            id_number="91330106MA2AX1234P",
            legal_representative="陈伟",
        ),
        row("华美", "6", party_kind="legal", case_number="（2025）浙0106执1号"),
        row("华美丽", "7"),
    ]
    opened.update((), corpus.canonical(rows), token="one")
    return opened


def test_names_match_whole_and_newest_comes_first(index: SearchIndex) -> None:
    assert ids(index, "陈伟") == ["3", "2"]
    assert ids(index, "陈") == []


def test_fragments_are_for_organisations_only_and_are_asked_where_no_name_is_exact(index: SearchIndex) -> None:
    assert ids(index, "华美") == ["6"]
    assert ids(index, "美（集") == ["5"]
    demanded = index.search("华美", profile=Profile.STANDARD, wish=Wish(only=Part.ORGANISATIONS))
    assert sorted(hit["id"].lstrip("a") for hit in demanded.hits) == ["5", "6"]


def test_a_legal_representative_is_no_search_key(index: SearchIndex) -> None:
    assert "5" not in ids(index, "陈伟")


def test_a_number_alone_finds_all_that_fit_and_the_name_tells_them_apart(index: SearchIndex) -> None:
    assert sorted(ids(index, "330106198007071231")) == ["2", "4"]
    assert ids(index, "陈伟明 330106198007071231") == ["4"]
    assert ids(index, "330106198007071231", Profile.STRICT) == []


def test_codes_and_case_numbers(index: SearchIndex) -> None:
    assert ids(index, "91330106ma2ax1234p") == ["5"]
    assert ids(index, "[2025] 浙0106执1号") == ["6"]


def test_removed_and_changed_records_answer_no_more_under_their_old_form(index: SearchIndex) -> None:
    changed = row("陈卫", "3", measure_start="2026-01-01")
    index.update([RecordId(f"{'2':a>16}"), RecordId("unknown")], corpus.canonical([changed]), token="two")
    assert ids(index, "陈伟") == []
    assert ids(index, "陈卫") == ["3"]
    assert (index.document_count(), index.token) == (5, "two")


def test_compaction_changes_no_answer_and_leaves_no_byte_of_the_removed(index: SearchIndex, tmp_path: Path) -> None:
    index.update([RecordId(f"{'7':a>16}")], (), token="two")
    index.compact()
    assert (index.document_count(), index.token) == (5, "two")
    assert not any("华美丽".encode() in path.read_bytes() for path in tmp_path.iterdir() if path.is_file())


def test_a_killed_update_is_noticed_and_mended_by_a_rebuild(index: SearchIndex, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="Expecting"):
        index.update((), ["not json"], token="two")
    again = open_index(tmp_path)
    assert again.token is None
    again.rebuild(corpus.canonical([row("陈伟", "9")]), token="three")
    assert ids(open_index(tmp_path), "陈伟") == ["9"]


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
    again.rebuild(corpus.canonical([row("陈伟", "9")]), token="three")
    assert ids(read_index(tmp_path), "陈伟") == ["9"]
    gc.collect()


@pytest.mark.parametrize("lies_there", ["file", "link to nowhere", "nothing"])
def test_what_is_no_index_folder_is_replaced(tmp_path: Path, lies_there: str) -> None:
    folder = tmp_path / "index"
    if lies_there == "file":
        folder.write_text("no folder", encoding="utf-8")
    elif lies_there == "link to nowhere":
        folder.symlink_to(tmp_path / "gone")
    opened = open_index(folder)
    opened.rebuild(corpus.canonical([row("陈伟", "9")]), token="one")
    assert ids(read_index(folder), "陈伟") == ["9"]


def test_two_writers_are_refused(index: SearchIndex, tmp_path: Path) -> None:
    def rows() -> list[str]:
        with pytest.raises(StateError, match="another run"):
            open_index(tmp_path).update((), ())
        return []

    class Late(list[str]):
        def __iter__(self):  # type: ignore[no-untyped-def]
            return iter(rows())

    index.update((), Late())


def test_every_text_is_found_by_words_of_its_title(built: Built) -> None:
    for text in [made for made in built.rows if made["dataset"] == "auction_notices"][:20]:
        hits = built.index.search(text["title"], profile=Profile.STANDARD, limit=None).hits
        assert text["id"] in [hit["id"] for hit in hits]


def test_a_limit_cuts_the_hits_and_not_the_count(built: Built) -> None:
    cut = built.index.search("有限公司", profile=Profile.STANDARD, limit=3)
    whole = built.index.search("有限公司", profile=Profile.STANDARD, limit=None)
    assert len(cut.hits) == 3
    assert cut.count == whole.count == len(whole.hits) > 3
    assert cut.hits == whole.hits[:3]


@pytest.mark.parametrize("query", ["", " ", "!!!", "查" * 10_000, "\x00", "🙂", "(.*)+$", "<script>", "𠮷", "1" * 17])
def test_odd_queries_are_answered_with_nothing(built: Built, query: str) -> None:
    assert built.index.search(query, profile=Profile.STANDARD).hits == ()


def test_pages_of_hits_follow_each_other(built: Built) -> None:
    whole = built.index.search("有限公司", profile=Profile.STANDARD, limit=None).hits
    second = built.index.search("有限公司", profile=Profile.STANDARD, limit=20, offset=20)
    assert second.hits == whole[20:40]


def test_filters_hold_for_hits_and_say_how_many_there_are_without_them(built: Built) -> None:
    whole = built.index.search("有限公司", profile=Profile.STANDARD, limit=None)
    wish = Wish(dataset="exit_bans", court="浙0106", year="2025")
    some = built.index.search("有限公司", profile=Profile.STANDARD, limit=None, wish=wish)
    assert some.hits == tuple(hit for hit in whole.hits if wish.passes(hit))
    assert 0 < some.count < some.unfiltered == whole.count


def test_a_name_whose_records_fail_the_filters_is_not_answered_with_companies(index: SearchIndex) -> None:
    answer = index.search("华美", profile=Profile.STANDARD, wish=Wish(year="1999"))
    assert (answer.part, answer.count, answer.unfiltered) == (Part.EXACT, 0, 1)


def test_ranking_puts_the_text_that_speaks_most_of_the_word_first(tmp_path: Path) -> None:
    def notice(number: str, body: str, day: str) -> PublicRow:
        base = {"id": f"{number:a>16}", "dataset": "auction_notices", "court_code": "浙01", "court_name": "某法院"}
        return {**base, "title": "公告", "body": body, "published_on": day}

    index = open_index(tmp_path)
    rows = [notice("2", "房产。" + "其他的话。" * 9, "2026-02-01"), notice("3", "房产房产，房产。", "2026-01-01")]
    index.update((), corpus.canonical(rows))
    assert ids(index, "房产") == ["2", "3"]
    ranked = index.search("房产", profile=Profile.STANDARD, wish=Wish(rank=True))
    assert [hit["id"].lstrip("a") for hit in ranked.hits] == ["3", "2"]


def test_extreme_rows_are_indexed(tmp_path: Path) -> None:
    rows = [
        row("../" * 60_000, "2", obligation="x" * 200_000),
        row("<script>alert(1)</script>🙂\u202e", "3"),
        {
            "id": "b" * 16,
            "dataset": "auction_notices",
            "title": "A" * 200_000,
            "body": "<p>" * 1000,
            "court_code": "浙",
        },
        {"id": "c" * 16, "dataset": "courts", "court_code": "浙01", "court_name": "某法院"},
        {"id": "d" * 16, "dataset": "exit_bans", "court_code": "浙01", "case_number": "（2025）浙01执7号"},
    ]
    index = open_index(tmp_path)
    index.update((), corpus.canonical(rows))
    assert index.document_count() == 4
    assert ids(index, "（2025）浙01执7号") == ["d" * 16]


COLLIDING = {
    "id": (f"{'i':a<16}", f"{'aq':a<16}"),
    "name": ("陈伟", "高超平"),
    "number": ("3301981952****000*", "3301401980****000*"),
    "case": ("(2025)浙01执1号", "(2025)浙01执4851号"),
    "pinyin": ("wangminli", "yuminpian"),
}
"""Field -> two of its keys that Whoosh files under one short hash."""


def test_keys_of_one_hash_are_told_apart(tmp_path: Path) -> None:
    for field, (key, other) in COLLIDING.items():
        assert filed_under(field, key) == filed_under(field, other)
    index = open_index(tmp_path)
    sides = [{field: pair[side] for field, pair in COLLIDING.items()} for side in (0, 1)]
    twins = [row(s["name"], "", id=s["id"], id_number=s["number"], case_number=s["case"]) for s in sides]
    index.update((), corpus.canonical([*twins, row("王敏丽", "2"), row("王敏平", "3")]))
    for side in sides:
        for field in ("name", "number", "case"):
            found = index.search(side[field], profile=Profile.STANDARD).hits
            assert [hit["id"] for hit in found] == [side["id"]], field
    assert index.search("wangminli", profile=Profile.STANDARD).choices == (Choice("王敏丽", 1),)
    index.update([RecordId(sides[0]["id"])], ())
    assert index.document_count() == 3
    assert [len(ids(index, side["name"])) for side in sides] == [0, 1]


def test_an_index_of_other_fields_is_begun_anew(index: SearchIndex, tmp_path: Path) -> None:
    create_in(str(tmp_path), Schema(id=ID()))
    opened = open_index(tmp_path)
    assert (opened.document_count(), opened.token) == (0, None)


def test_a_wish_is_read_from_the_options_of_the_command_line() -> None:
    asked = read_wish(dataset="exit_bans", court="浙0106", year="2025", part="words", sort="oldest", rank=True)
    assert asked == Wish("exit_bans", "浙0106", "2025", Part.WORDS, oldest_first=True, rank=True)
    assert read_wish() == Wish()


@pytest.mark.parametrize(
    ("options", "said"),
    [({"dataset": "x"}, "--dataset x"), ({"year": "25"}, "--year 25"), ({"part": "tail"}, "--in tail"), ({"sort": "up"}, "--sort up")],
)  # fmt: skip
def test_unknown_options_are_named(options: dict[str, str], said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        read_wish(**options)  # type: ignore[arg-type]
