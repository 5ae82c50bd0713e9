"""What people type finds what is meant, in the files as a browser and as the terminal reads them; a table for each habit."""

from pathlib import Path

import pytest

from pipeline.core.records import PublicRow
from pipeline.masking.profiles import Profile
from search_index.answers import Part
from tests.search_index.conftest import Built, build, data_of
from tests.search_index.reading.answers import Reader
from tests.search_index.reading.store import Store


def party(number: str, name: str, kind: str = "natural", **more: str) -> PublicRow:
    base = {"id": f"{number:a>16}", "dataset": "unfinished_cases", "court_code": "浙0106", "court_name": "某法院"}
    return {**base, "party_name": name, "party_kind": kind, "filed_on": "2026-01-01", **more}


ROWS = [
    party("2", "陈伟", id_number="3301061980****123*", case_number="（2025）浙0106执1234号"),
    party("3", "陳偉", id_number="H******12", case_number="（2025）浙0106执恢1234号"),
    party("4", "买买提·艾力", case_number="（2024）浙0106执1234号"),
    party("5", "曾伟"),
    party("6", "吕布"),
    party("7", "王伟"),
    party("2a", "王薇"),
    party("3a", "王伟"),
    party("4a", "杭州市华美贸易（集团）有限公司", "legal", id_number="91330106MA2AX1234P"),
    party("5a", "华美丽美容店", "other", id_number="73011302-3"),
    party("6a", "John Smith"),
    party("7a", "鍾楚"),
    {
        "id": "b" * 16, "dataset": "auction_notices", "court_code": "浙0106", "court_name": "某法院",
        "title": "余杭区房产拍卖公告", "published_on": "2026-01-02", "case_number": "（2023）浙0106执1234号",
    },
]  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return build(tmp_path_factory.mktemp("typed"), ROWS)


def found(built: Built, typed: str) -> tuple[set[str], list[tuple[str, int]], Part | None]:
    """Ids, choices and part; the same from all three."""
    answer = built.scan.search(typed, profile=Profile.STANDARD)
    assert built.search.search(typed, profile=Profile.STANDARD) == answer
    read = Reader(Store(data_of(built.site))).answer(typed)[1]
    assert [row["id"] for row in read.rows] == [hit["id"] for hit in answer.hits]
    assert (read.choices, read.part) == (list(answer.choices), answer.part)
    choices = [(choice.text, choice.records) for choice in answer.choices]
    return {hit["id"].lstrip("a") or "a" for hit in answer.hits}, choices, answer.part


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        ("陈伟", {"2", "3"}),
        ("陳偉", {"2", "3"}),
        ("陈 伟", {"2", "3"}),
        ("陈　伟", {"2", "3"}),
        (" 陳\u200b偉 ", {"2", "3"}),
        ("买买提·艾力", {"4"}),
        ("买买提艾力", {"4"}),
        ("買買提•艾力", {"4"}),
        ("john smith", {"6a"}),
        ("ＪＯＨＮ　ＳＭＩＴＨ", {"6a"}),
        ("钟楚", {"7a"}),
        ("锺楚", {"7a"}),
        ("鍾楚", {"7a"}),
        ("杭州市华美贸易【集团】有限公司", {"4a"}),
        ("杭州市華美貿易（集團）有限公司", {"4a"}),
    ],
)
def test_names(built: Built, typed: str, ids: set[str]) -> None:
    assert found(built, typed) == (ids, [], Part.EXACT)


@pytest.mark.parametrize(
    "typed", ["wangwei", "wang wei", "WANG WEI", "Wang Wei", "wáng wěi", "wang'wei", "ｗａｎｇｗｅｉ"]
)
def test_pinyin_answers_with_names_and_their_records(built: Built, typed: str) -> None:
    assert found(built, typed) == (set(), [("王伟", 2), ("王薇", 1)], Part.PINYIN)


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("zengwei", ["曾伟"]),
        ("ceng wei", ["曾伟"]),
        ("lvbu", ["吕布"]),
        ("lübu", ["吕布"]),
        ("Lyu Bu", ["吕布"]),
        ("chenwei", ["陈伟"]),
    ],
)
def test_every_reading_counts(built: Built, typed: str, names: list[str]) -> None:
    assert [name for name, _ in found(built, typed)[1]] == names


@pytest.mark.parametrize(
    ("typed", "cases"),
    [
        ("执1234号", ["(2025)浙0106执1234号", "(2024)浙0106执1234号", "(2023)浙0106执1234号"]),
        ("执1234", ["(2025)浙0106执1234号", "(2024)浙0106执1234号", "(2023)浙0106执1234号"]),
        ("浙0106执恢1234号", ["(2025)浙0106执恢1234号"]),
        ("执恢01234号", ["(2025)浙0106执恢1234号"]),
        ("１２３４号", [f"({year})浙0106执{kind}1234号" for year, kind in (("2025", ""), ("2025", "恢"), ("2024", ""), ("2023", ""))]),
        ("执999号", []),
    ],
)  # fmt: skip
def test_the_tail_of_a_case_number_answers_with_case_numbers(built: Built, typed: str, cases: list[str]) -> None:
    _, choices, part = found(built, typed)
    assert ([case for case, _ in choices], part) == (cases, Part.TAIL)


@pytest.mark.parametrize(
    "typed",
    [
        "（2025）浙0106执1234号", "(2025)浙0106执1234号", "[2025]浙0106执1234号", "〔2025〕浙0106执1234号", "【2025】浙0106执1234号",
        "《2025》浙0106执1234号", "<2025>浙0106执1234号", "「2025」浙0106执1234号", "{2025} 浙0106 执 1234 号", "2025浙0106执1234",
        "2025年浙0106执1234号", "（２０２５）浙０１０６执０１２３４号", "（2025）浙0106执1234号之一", "(2025)浙0106執1234號",
    ],
)  # fmt: skip
def test_a_case_number_in_any_brackets(built: Built, typed: str) -> None:
    assert found(built, typed)[0] == {"2"}


@pytest.mark.parametrize(
    ("typed", "ids", "part"),
    [
        ("华美", {"4a", "5a"}, Part.ORGANISATIONS),
        ("華美貿易", {"4a"}, Part.ORGANISATIONS),
        ("美贸易（集", {"4a"}, Part.ORGANISATIONS),
        ("杭州华美", {"4a"}, Part.SHORT),
        ("杭州华美公司", {"4a"}, Part.SHORT),
        ("华美贸易有限公司", {"4a"}, Part.SHORT),
        ("华美杭州", set(), None),
    ],
)
def test_a_company_by_part_of_its_name_or_its_short_form(
    built: Built, typed: str, ids: set[str], part: Part | None
) -> None:
    assert found(built, typed) == (ids, [], part)


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        ("73011302-3", {"5a"}),
        ("730113023", {"5a"}),
        ("７３０１１３０２－３", {"5a"}),
        ("91330106ma2ax1234p", {"4a"}),
        ("91330106 MA2AX1234P", {"4a"}),
        ("MA2AX123-4", {"4a"}),
        ("330106198001011235", {"2"}),
        ("陈伟 330106198001011235", {"2"}),
        ("330106198001011235陳偉", {"2"}),
        ("姓名：陈伟，身份证号：330106 19800101 1235", {"2"}),
        ("王伟330106198001011235", set()),
    ],
)
def test_numbers_with_and_without_the_name(built: Built, typed: str, ids: set[str]) -> None:
    assert found(built, typed)[0] == ids


@pytest.mark.parametrize("typed", ["余杭区 房产", "余杭房产拍卖", "餘杭區房產", "房产，拍卖"])
def test_words(built: Built, typed: str) -> None:
    assert found(built, typed)[0] == {"b" * 16}


def test_tables_for_the_browser_hold_no_character_of_gb_2312(built: Built) -> None:
    store = Store(data_of(built.site))
    table = store._read(["tables/traditional.json.gz"])[0]
    signs = table["one"][0] + "".join(table["many"])
    assert len(table["one"][0]) == len(table["one"][1])
    assert len(signs) > 3000
    assert signs.encode("gb2312", errors="ignore") == b""


def test_the_table_of_courts_names_every_court(built: Built, tmp_path: Path) -> None:
    assert Store(data_of(built.site))._read(["tables/courts.json.gz"]) == [{"浙0106": "某法院"}]
