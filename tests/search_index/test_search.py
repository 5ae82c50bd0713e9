"""The search of the terminal: parties from the published files, notices and guidelines from Whoosh; damage is no answer."""

import gzip
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.core.errors import SettingsError, StateError
from pipeline.core.records import PublicRow
from pipeline.masking.profiles import Profile
from search_index.answers import Part, Wish, read_wish
from search_index.published import PublishedFiles
from search_index.search import open_search
from tests.search_index import corpus
from tests.search_index.conftest import Built, build, data_of


def row(name: str, number: str, **more: str) -> PublicRow:
    base = {"id": f"{number:a>16}", "dataset": "exit_bans", "court_code": "浙01", "court_name": "某法院"}
    return {**base, "party_name": name, "party_kind": "natural", **more}


def ids(made: Built, query: str, profile: Profile = Profile.STANDARD) -> list[str]:
    return [hit["id"].lstrip("a") for hit in made.search.search(query, profile=profile).hits]


ROWS = [
    row("陈伟", "2", measure_start="2025-01-01", id_number="3301061980****123*"),
    row("陈伟", "3", measure_start="2026-01-01", id_number="3301061990****123*"),
    row("陈伟明", "4", id_number="3301061980****123*"),
    row(
        "浙江华美（集团）有限公司",
        "5",
        dataset="dishonest_debtors",
        party_kind="legal",
        id_number="91330106MA2AX1234P",
        legal_representative="陈伟",
    ),
    row("华美", "6", party_kind="legal", case_number="（2025）浙0106执1号"),
    row("华美丽", "7"),
]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return build(tmp_path_factory.mktemp("small"), ROWS)


def test_names_match_whole_and_newest_comes_first(small: Built) -> None:
    assert ids(small, "陈伟") == ["3", "2"]
    assert ids(small, "陈") == []


def test_fragments_are_for_organisations_only_and_are_asked_where_no_name_is_exact(small: Built) -> None:
    assert ids(small, "华美") == ["6"]
    assert ids(small, "美（集") == ["5"]
    demanded = small.search.search("华美", profile=Profile.STANDARD, wish=Wish(only=Part.ORGANISATIONS))
    assert sorted(hit["id"].lstrip("a") for hit in demanded.hits) == ["5", "6"]


def test_a_legal_representative_is_no_search_key(small: Built) -> None:
    assert "5" not in ids(small, "陈伟")


def test_a_number_alone_finds_all_that_fit_and_the_name_tells_them_apart(small: Built) -> None:
    assert sorted(ids(small, "330106198007071239")) == ["2", "4"]
    assert ids(small, "陈伟明 330106198007071239") == ["4"]
    assert ids(small, "330106198007071239", Profile.STRICT) == []


def test_codes_and_case_numbers(small: Built) -> None:
    assert ids(small, "91330106ma2ax1234p") == ["5"]
    assert ids(small, "[2025] 浙0106执1号") == ["6"]


def test_a_limit_cuts_the_hits_and_not_the_count(built: Built) -> None:
    cut = built.search.search("有限公司", profile=Profile.STANDARD, limit=3)
    whole = built.search.search("有限公司", profile=Profile.STANDARD, limit=None)
    assert len(cut.hits) == 3
    assert cut.count == whole.count == len(whole.hits) > 3
    assert cut.hits == whole.hits[:3]


@pytest.mark.parametrize("query", ["", " ", "!!!", "查" * 10_000, "\x00", "🙂", "(.*)+$", "<script>", "𠮷", "1" * 17])
def test_odd_queries_are_answered_with_nothing(built: Built, query: str) -> None:
    assert built.search.search(query, profile=Profile.STANDARD).hits == ()


def test_pages_of_hits_follow_each_other(built: Built) -> None:
    whole = built.search.search("有限公司", profile=Profile.STANDARD, limit=None).hits
    second = built.search.search("有限公司", profile=Profile.STANDARD, limit=20, offset=20)
    assert second.hits == whole[20:40]


def test_filters_hold_for_hits_and_say_how_many_there_are_without_them(built: Built) -> None:
    whole = built.search.search("有限公司", profile=Profile.STANDARD, limit=None)
    wish = Wish(dataset="exit_bans", court="浙0106", year="2025")
    some = built.search.search("有限公司", profile=Profile.STANDARD, limit=None, wish=wish)
    assert some.hits == tuple(hit for hit in whole.hits if wish.passes(hit))
    assert 0 < some.count < some.unfiltered == whole.count


def test_a_name_whose_records_fail_the_filters_is_not_answered_with_companies(small: Built) -> None:
    answer = small.search.search("华美", profile=Profile.STANDARD, wish=Wish(year="1999"))
    assert (answer.part, answer.count, answer.unfiltered) == (Part.EXACT, 0, 1)


def test_ranking_puts_the_text_that_speaks_most_of_the_word_first(tmp_path: Path) -> None:
    def notice(number: str, body: str, day: str) -> PublicRow:
        base = {"id": f"{number:a>16}", "dataset": "auction_notices", "court_code": "浙01", "court_name": "某法院"}
        return {**base, "title": "公告", "body": body, "published_on": day}

    rows = [notice("2", "房产。" + "其他的话。" * 9, "2026-02-01"), notice("3", "房产房产，房产。", "2026-01-01")]
    made = build(tmp_path, rows)
    assert ids(made, "房产") == ["2", "3"]
    ranked = made.search.search("房产", profile=Profile.STANDARD, wish=Wish(rank=True))
    assert [hit["id"].lstrip("a") for hit in ranked.hits] == ["3", "2"]


def test_every_text_is_found_by_words_of_its_title(built: Built) -> None:
    for text in [made for made in built.rows if made["dataset"] == "auction_notices"][:20]:
        hits = built.search.search(text["title"], profile=Profile.STANDARD, limit=None).hits
        assert text["id"] in [hit["id"] for hit in hits]


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


def test_hits_say_all_columns_of_their_row_in_one_order(built: Built) -> None:
    known = {made["id"]: corpus.canonical([made])[0] for made in built.rows}
    for query in ("有限公司", "公告", "陈伟"):
        for hit in built.search.search(query, profile=Profile.STANDARD, limit=None).hits:
            assert json.dumps(hit, ensure_ascii=False, separators=(",", ":")) == known[hit["id"]]


def _without(data: Path, path: Path) -> None:
    path.unlink()


def _empty(data: Path, path: Path) -> None:
    path.write_bytes(b"")


def _one_bit(data: Path, path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[:-9] + bytes([content[-9] ^ 1]) + content[-8:])


def _another_form(data: Path, path: Path) -> None:
    path.write_bytes(gzip.compress(b'{"k":[]}'))


@pytest.mark.parametrize("harm", [_without, _empty, _one_bit, _another_form])
@pytest.mark.parametrize(
    ("family", "query"),
    [
        ("cards", "陈伟"),
        ("id", "330106198001011235"),
        ("uscc", "91330106MA2AX1234P"),
        ("case", "（2025）浙0106执1号"),
        ("tails", "执1号"),
        ("pinyin", "chenwei"),
        ("orgs", "美（集"),
    ],
)
def test_a_damaged_file_is_refused_and_never_answered_with_nothing(
    small: Built, tmp_path: Path, family: str, query: str, harm: Callable[[Path, Path], None]
) -> None:
    shutil.copytree(small.site, tmp_path / "site")
    data = data_of(tmp_path / "site")
    home = small.site.parent
    asked = open_search(home, tmp_path / "site")
    assert asked.search(query, profile=Profile.STANDARD) == small.scan.search(query, profile=Profile.STANDARD)
    for path in sorted((data / family).rglob("*.gz")):
        harm(data, path)
    with pytest.raises(StateError, match="damaged or missing"):
        open_search(home, tmp_path / "site").search(query, profile=Profile.STANDARD)


@pytest.mark.parametrize("manifest", ["", "{}", '{"format": 3}', "[]"])
def test_files_of_another_version_or_without_a_manifest_are_refused(
    small: Built, tmp_path: Path, manifest: str
) -> None:
    shutil.copytree(data_of(small.site), tmp_path / "data")
    (tmp_path / "data" / "manifest.json").write_text(manifest, encoding="utf-8")
    with pytest.raises(StateError, match="damaged or missing"):
        PublishedFiles(tmp_path / "data")


def test_without_a_tree_or_an_index_nothing_is_answered(small: Built, tmp_path: Path) -> None:
    with pytest.raises(StateError, match="damaged or missing"):
        open_search(small.site.parent, None)
    with pytest.raises(StateError, match="damaged or missing"):
        open_search(tmp_path, small.site)
