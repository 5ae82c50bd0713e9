"""Boards in halls and posters: what they print of hostile rows, what comes when, what a QR code holds."""

import re
from dataclasses import asdict, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import segno
from yangguang_site.nameless import body_lines, lines_of, place_of
from yangguang_site.posters import marked_text
from yangguang_site.qr import qr_code
from yangguang_site.screen import MOST, courts_below, upcoming

from pipeline.core.handover import KeptPages
from pipeline.core.records import SCHEMAS, Dataset, Kind, PublicRow
from pipeline.core.workdays import library_calendar
from pipeline.release.told import board_days
from tests.site.conftest import BOARD
from tests.site.invented import HANGZHOU, XIHU, Invented, Render, opaque, row
from tests.site.reading import Page
from tests.site.test_timeline import ask_module

NAME, OTHER = "沈星乙", "贺兰雪"
CASE = "（2026）浙0106执60号"
PLAIN = (Kind.DATE, Kind.MOMENT, Kind.MONEY, Kind.CASE_NUMBER)
CLOSED = {
    "stage": "一拍",
    "is_public": "是",
    "hearing_subject": "案外人异议",
    "result": "",
    "valuation_kind": "委托评估",
    "posting": "否",
}
"""Columns that cleaning gives no word but one of its own."""
SHOWN = (Dataset.AUCTION_NOTICES, Dataset.REWARD_NOTICES, Dataset.HEARING_NOTICES)


def full_of_names(dataset: Dataset, **values: Any) -> PublicRow:
    """A row in which every column that can hold a name holds one, and an ID's tail of a picture's name."""
    made: dict[str, Any] = {"case_number": CASE}
    for column in SCHEMAS[dataset].published_columns:
        if column.name in CLOSED:
            made[column.name] = CLOSED[column.name]
        elif column.kind is Kind.CONTACTS:
            made[column.name] = [{"role": f"{NAME}的法官", "name": OTHER, "phone": f"{NAME} 0571-1", "account": NAME}]
        elif column.kind is Kind.ATTACHMENTS:
            made[column.name] = [{"name": f"{NAME}照片.jpg", "url": f"https://a.example.cn/{NAME}.jpg"}]
        elif column.kind is Kind.URL:
            made[column.name] = f"https://a.example.cn/{NAME}"
        elif column.kind not in PLAIN:
            made[column.name] = f"{NAME}家第3法庭，{OTHER}付5000元"
    dated = {"event_at": "2026-12-01T10:00", "ends_on": "2026-12-05", "published_on": "2026-11-01"}
    made |= {name: day for name, day in dated.items() if name in SCHEMAS[dataset].published}
    return row(f"names {dataset}", dataset, XIHU, **(made | {"starting_price": "100.00"} | values))


def court(code: str, **values: Any) -> PublicRow:
    return row(f"court {code}", Dataset.COURTS, HANGZHOU, code=code, name=f"{code}法院", **values)


def poster(site: Path, key: str) -> Page:
    return Page(site / "notices" / opaque(key) / "poster" / "index.html")


@pytest.fixture(scope="module")
def named(render: Render) -> Path:
    """A site of notices that hold a name wherever one can stand; one reward is marked."""
    marked = full_of_names(
        Dataset.REWARD_NOTICES, posting="是", id=opaque("marked"), case_number="（2026）浙0106执61号"
    )
    rows = (*map(full_of_names, SHOWN), marked, court(XIHU, duty_phone="0571-00000001"))
    return render(Invented(rows), approval="scan")


def test_neither_board_nor_poster_names_anybody_without_the_mark(named: Path) -> None:
    pages = [named / "notices" / opaque(f"names {kind}") / "poster" / "index.html" for kind in SHOWN[:2]]
    for path in pages:
        told = path.read_text(encoding="utf-8")
        assert not [word for word in (NAME, OTHER, "沈星", "贺兰", "jpg", "5000", "公告正文") if word in told], path
        assert CASE in told
        assert "0571-00000001" in told
    for board in ("screen", "screen/zhe0106"):
        told = (named / board / "index.html").read_text(encoding="utf-8")
        cards = re.findall(r'<li class="board-card".*?</li>', told, re.DOTALL)
        assert len(cards) == 4
        without = [card for card in cards if "浙0106执61号" not in card]
        assert not [word for word in (NAME, OTHER, "沈星", "贺兰", "jpg", "5000") if word in "".join(without)]
        assert "以公告为准" in "".join(without), "the place of the hearing may be somebody's home"


def test_a_marked_reward_is_told_in_its_own_words_but_its_pictures_are_not(named: Path) -> None:
    told = poster(named, "marked").text
    assert told.count(NAME) > 3
    assert "照片" not in told
    board = (named / "screen" / "index.html").read_text(encoding="utf-8")
    (marked,) = [card for card in re.findall(r"<li class.*?</li>", board, re.DOTALL) if "浙0106执61号" in card]
    assert f"<h2>{NAME}家" in marked
    assert "照片" not in marked


def test_only_the_word_itself_is_a_mark(render: Render) -> None:
    marks = ["否", "", None, "允许", "1", "是 ", "是"]
    rows = [full_of_names(Dataset.REWARD_NOTICES, posting=mark, id=opaque(f"mark {mark}")) for mark in marks]
    site = render(Invented(tuple(rows)), approval="scan")
    named = [mark for mark in marks if NAME in poster(site, f"mark {mark}").path.read_text(encoding="utf-8")]
    assert named == ["是"]
    board = (site / "screen" / "index.html").read_text(encoding="utf-8")
    assert board.count(f"<h2>{NAME}") == board.count(NAME) - board.count(f"<dd>{NAME}") == 1


@pytest.mark.parametrize(
    ("place", "printed"),
    [
        ("杭州市西湖区示例路1号第3法庭", True),
        ("第三法庭", True),
        ("本院", False),
        ("执行局二楼听证室（东）", False),
        ("诉讼服务中心2楼听证室", True),
        (f"{NAME}家中", False),
        (f"{NAME}第3法庭", False),
        ("杭州市西湖区文三路5号3幢2单元501室", False),
        ("", False),
    ],
)
def test_a_place_is_printed_where_it_is_surely_in_the_court_house(place: str, printed: bool) -> None:
    assert bool(place_of(place, {"address": "杭州市西湖区示例路1号", "name": "杭州市西湖区人民法院"})) is printed


def test_a_reward_is_printed_as_a_sum_or_not_at_all() -> None:
    texts = {"50000元": True, "290000.00": True, "5万元": True, "实际到位金额的5%": False, f"{NAME}付5000元": False}
    for text, printed in texts.items():
        lines = lines_of(row("r", Dataset.REWARD_NOTICES, reward=text), {})
        assert ("悬赏金额" in [line.title for line in lines]) is printed, text


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ([{"phone": "0571-0000 0057"}, {"phone": "0571-2"}], "0571-0000 0057"),
        ([{"name": NAME, "phone": f"{NAME}13800000000"}], "0571-00000001"),
        ([{"phone": "138****0000"}], "0571-00000001"),
        ([NAME], "0571-00000001"),
        ([], "0571-00000001"),
    ],
)
def test_a_telephone_is_a_telephone_and_nobodys_name(values: list[Any], told: str) -> None:
    one = row("a", Dataset.AUCTION_NOTICES, contacts=values)
    assert lines_of(one, {"duty_phone": "0571-00000001"})[-1].text == told
    assert lines_of(row("a", Dataset.AUCTION_NOTICES), {})[-1].text == "12368"


def test_what_is_over_decided_or_not_public_is_on_no_board_and_what_comes_next_stands_first() -> None:
    auction, hearing, reward = Dataset.AUCTION_NOTICES, Dataset.HEARING_NOTICES, Dataset.REWARD_NOTICES
    rows = [
        row("later", auction, event_at="2026-12-10T10:00", ends_on="2026-12-11"),
        row("running", auction, event_at="2026-11-19T10:00", ends_on="2026-11-20"),
        row("over", auction, event_at="2026-11-18T10:00", ends_on="2026-11-19"),
        row("sold", auction, event_at="2026-12-10T10:00", result="成交"),
        row("morning", hearing, event_at="2026-11-20T09:00", is_public="是"),
        row("afternoon", hearing, event_at="2026-11-20T14:30", is_public="是"),
        row("closed", hearing, event_at="2026-11-20T10:00", is_public="否"),
        row("unsaid", hearing, event_at="2026-11-20T10:00"),
        row("reward", reward, ends_on="2027-05-04"),
        row("ended", reward, ends_on="2026-11-19"),
        row("endless", reward),
    ]
    expected = ["running", "morning", "afternoon", "later", "reward", "endless"]
    assert [one["id"] for one in upcoming(rows, "2026-11-20")] == [opaque(key) for key in expected]


def test_a_court_shows_what_is_below_it_however_the_directory_is_tied() -> None:
    ring = [court("浙", parent_code="浙01"), court("浙01", parent_code="浙"), court("浙0106", parent_code="浙01")]
    assert courts_below([*ring, court("苏01", parent_code="苏01")]) == {
        "浙": {"浙", "浙01", "浙0106"},
        "浙01": {"浙", "浙01", "浙0106"},
        "浙0106": {"浙0106"},
        "苏01": {"苏01"},
    }


def test_a_board_of_a_court_shows_its_own_and_lower_courts_notices_and_no_others(site: Path) -> None:
    def cases(slug: str) -> set[str]:
        return set(re.findall("执异?[0-9]+号", Page(site / "screen" / slug / "index.html").text))

    assert cases("zhe0106") == {"执57号", "执60号"}
    assert cases("zhe0100") == {"执57号", "执60号", "执异12号"}
    assert cases("su0100") == set()
    assert cases("") == {"执57号", "执60号", "执异12号"}


def test_a_board_begins_blank_and_says_of_how_many_it_shows_the_next(render: Render) -> None:
    many = tuple(
        row(f"many {number}", Dataset.AUCTION_NOTICES, case_number=f"（2026）浙0106执{number}号", event_at="2026-12-01")
        for number in range(MOST + 5)
    )
    page = Page(render(Invented(many)) / "screen" / "index.html")
    (board,) = [attributes for tag, attributes in page.elements if tag == "main"]
    assert board["data-state"] == "blank"
    cards = [attributes for tag, attributes in page.elements if attributes.get("class") == "board-card"]
    assert len(cards) == MOST
    assert all("hidden" in attributes for attributes in cards)
    assert f"共{MOST + 5}件公告，轮流显示最近的{MOST}件" in page.text
    assert len(page.path.read_bytes()) < 30_000


def test_a_board_without_scripts_stays_blank_and_where_no_release_is_made_there_is_none(
    render: Render, site: Path, snapshot: Invented
) -> None:
    assert "<noscript><p" in (site / "screen" / "index.html").read_text(encoding="utf-8")
    assert not (render(snapshot, board=None) / "screen").exists()


def test_a_browser_counts_the_days_of_a_board_as_the_courts_calendar_does() -> None:
    calendar = library_calendar()
    released = [date(2026, 1, 1) + timedelta(days=number) for number in range(400)]
    for year in (2026, 2027):
        known = {name: value for name, value in asdict(board_days(date(year, 1, 1), calendar)).items() if name != "on"}
        days = [on for on in released if on.year == year]
        assert all(board_days(on, calendar) == replace(board_days(days[0], calendar), on=on.isoformat()) for on in days)
        read = ask_module("hall/days.js", "v[0].map((on) => m.lastDay(on, v[1]))", [*map(str, days)], known)
        assert read == [calendar.deadline(on, 2).isoformat() for on in days]


def test_boards_and_posters_are_in_no_map_and_kept_from_search_engines(site: Path) -> None:
    sitemap = (site / "sitemap.xml").read_text(encoding="utf-8")
    assert "screen/" not in sitemap
    assert "poster/" not in sitemap
    pages = [*site.glob("notices/*/poster/index.html"), *site.glob("screen/**/index.html")]
    assert len(pages) > 6
    assert {Page(path).robots() for path in pages} == {"noindex, noarchive"}


def test_a_poster_goes_with_its_notice_and_hearings_have_none(site: Path, render: Render, snapshot: Invented) -> None:
    assert poster(site, "auction 1").path.is_file()
    link = f"notices/{opaque('auction 1')}/poster/"
    assert any(one.endswith(link) for one in Page(site / "notices" / opaque("auction 1") / "index.html").links())
    assert not (site / "notices" / opaque("hearing 1") / "poster").exists()
    assert not (site / "notices" / opaque("withdrawn") / "poster").exists()
    fewer = render(Invented(tuple(one for one in snapshot.rows if one["id"] != opaque("auction 2"))))
    assert not (fewer / "notices" / opaque("auction 2")).exists()


def test_a_poster_says_until_when_and_that_it_goes_then(site: Path) -> None:
    assert "有效期至2026年12月2日，到期撤下" in poster(site, "auction 1").text
    assert "有效期至2027年5月4日，到期撤下" in poster(site, "reward 1").text
    assert "公告提前撤下的，本张贴页同时失效" in poster(site, "auction 1").text
    assert f"公告编号 {opaque('auction 1')}" in poster(site, "auction 1").text


def test_on_another_night_boards_and_posters_are_taken_over(render: Render, snapshot: Invented, tmp_path: Path) -> None:
    manifest = tmp_path / "pages.json"
    first = render(snapshot, kept=KeptPages(manifest))
    second = render(snapshot, kept=KeptPages(manifest, first), board=replace(BOARD, on="2026-11-23"))
    changed = {
        path.relative_to(second).as_posix()
        for path in second.rglob("index.html")
        if path.stat().st_ino != (first / path.relative_to(second)).stat().st_ino
    }
    by_hand = {
        "about/index.html",
        "enforcement-guide/index.html",
        "scope/index.html",
        "rules/index.html",
        "privacy/index.html",
    }
    assert changed == by_hand


def drawn(markup: str, size: int) -> list[list[bool]]:
    """The dark modules of a QR code, read back from the path that draws it a row of strokes at a time."""
    grid = [[False] * size for _ in range(size)]
    x = y = 0.0
    (path,) = re.findall(' d="([^"]+)"', markup)
    for letter, numbers in re.findall("([Mmh])([-0-9. ]+)", path):
        values = [float(value) for value in numbers.split()]
        if letter == "h":
            for column in range(int(x), int(x + values[0])):
                grid[int(y)][column] = True
            x += values[0]
        else:
            x, y = values if letter == "M" else (x + values[0], y + values[1])
    return grid


def test_the_code_that_is_drawn_is_that_of_the_notices_own_address(site: Path) -> None:
    address = f"https://zx.example.cn/sub/notices/{opaque('auction 1')}/"
    page = poster(site, "auction 1")
    markup = page.path.read_text(encoding="utf-8")
    assert qr_code(address) in markup
    assert address in page.text
    code = segno.make_qr(address, error="m", boost_error=False)
    quiet = [[bool(module) for module in line] for line in code.matrix_iter(border=4)]
    assert drawn(qr_code(address), len(quiet)) == quiet
    assert 'style="' not in qr_code(address)


def test_a_code_tells_the_format_and_the_letters_that_went_into_it() -> None:
    """Read without a library: the version by its size, the letters by undoing the mask [ISO/IEC 18004]."""
    address = "https://zx.example.cn/n/"
    assert read_version_2(segno.make_qr(address, error="m", boost_error=False, version=2)) == address


def read_version_2(code: Any) -> str:
    """The text of a code of version 2: one block, so the data stand in the order in which they are read."""
    modules = [[bool(module) for module in line] for line in code.matrix]
    size = len(modules)
    assert size == 25
    free = [[True] * size for _ in range(size)]
    for y in range(size):
        for x in range(size):
            in_corner = (y < 9 and x < 9) or (y < 9 and x >= size - 8) or (y >= size - 8 and x < 9)
            if in_corner or 6 in (x, y) or (16 <= x <= 20 and 16 <= y <= 20):
                free[y][x] = False
    format_bits = "".join(str(int(modules[8][x])) for x in (0, 1, 2, 3, 4))
    mask = (int(format_bits, 2) ^ 0b10101) & 0b111
    flips = [
        lambda y, x: (y + x) % 2 == 0, lambda y, x: y % 2 == 0, lambda y, x: x % 3 == 0, lambda y, x: (y + x) % 3 == 0,
        lambda y, x: (y // 2 + x // 3) % 2 == 0, lambda y, x: y * x % 2 + y * x % 3 == 0,
        lambda y, x: (y * x % 2 + y * x % 3) % 2 == 0, lambda y, x: ((y + x) % 2 + y * x % 3) % 2 == 0,
    ]  # fmt: skip
    bits, upwards = "", True
    for right in (24, 22, 20, 18, 16, 14, 12, 10, 8, 5, 3, 1):
        for y in range(size - 1, -1, -1) if upwards else range(size):
            for x in (right, right - 1):
                if free[y][x]:
                    bits += str(int(modules[y][x] != flips[mask](y, x)))
        upwards = not upwards
    assert bits[:4] == "0100", "letters as bytes"
    count = int(bits[4:12], 2)
    return bytes(int(bits[12 + 8 * place : 20 + 8 * place], 2) for place in range(count)).decode()


def test_a_text_is_cut_where_the_sheet_ends_and_says_so() -> None:
    assert body_lines({"body": "甲" * 50}, 60) == (["甲" * 50], False)
    assert body_lines({"body": f"{'甲' * 40}\n乙"}, 77) == (["甲" * 40, "乙"], False)
    assert body_lines({"body": f"{'甲' * 40}\n乙"}, 76) == (["甲" * 40], True)
    assert body_lines({"body": "甲" * 50}, 20) == (["甲" * 19 + "…"], True)
    assert body_lines({"body": "甲\n乙\n丙"}, 76) == (["甲", "乙"], True), "a short line takes a printed line"
    assert body_lines({}, 0) == ([], False)
    long = row(
        "r", Dataset.REWARD_NOTICES, posting="是", title="甲" * 500, body="<p>甲</p>" * 500, claim_conditions="甲" * 500
    )
    text = marked_text(long, {})
    assert text.is_cut
    assert len(text.body) < 20
    assert max(len(text.title), *(len(line.text) for line in text.rules)) <= 60
    assert len({len(one.body) for one in map(marked_text, [long, long | {"title": "甲"}], [{}, {}])}) == 2
