"""Queries of every kind, taken from a corpus and around it; wishes; and what an answer must have in common."""

from collections.abc import Sequence
from typing import Any

from pipeline.core.records import PublicRow
from pipeline.masking.profiles import Profile
from search_index.answers import Answer, Part, Wish
from tests.search_index.conftest import Built
from tests.search_index.corpus import COURTS
from tests.search_index.reading.answers import FIRST_PAGE, NAMES_AT_FIRST, Reader

ALL_UP_TO = 200
FIRST_PAGES: dict[Part | None, int] = dict.fromkeys((Part.ORGANISATIONS, Part.SHORT), NAMES_AT_FIRST)
"""Hits of a first page at least, where fewer than usual."""

AROUND = (
    "华美", "有限公司", "有限", "公司", "科技有限", "司有", "华美科技", "ＡＢＣ", "abc建设", "𠮷野", "𠮷", "（集团）",
    "拍卖", "房产 拍卖", "在杭州的房产", "房產 拍賣", "钱斌楠", "古墩路", "听证公告", "优先购买权人", "编号", "的",
    "法发〔2014〕3号", "法释〔2017〕7号", "330106 19800101 1235", "33010619800101123", "330106198013011234",
    "91330106MA2AX1234P", "12345678-9", "E12345678", "伟", "王 伟", "张三", "<b>", "(.*)+$", "!!!", "查" * 300,
    "wangwei", "Wang Wei", "li qiang", "zhangmin", "ABC", "执12号", "12号", "执恢7", "浙0106执100号", "执行指引第3号",
    "杭州华美", "华美公司", "公司有限", "杭州有限", "分分分分分分分分分分x", "科技有限公司杭州",
)  # fmt: skip

WISHES = (
    Wish(),
    Wish(court=COURTS[0][0]),
    Wish(dataset="exit_bans"),
    Wish(year="2025"),
    Wish(dataset="unfinished_cases", court=COURTS[1][0], year="2024"),
    Wish(oldest_first=True),
    Wish(dataset="auction_notices", oldest_first=True),
    Wish(only=Part.ORGANISATIONS),
    Wish(only=Part.WORDS, court=COURTS[2][0]),
    Wish(only=Part.EXACT),
    Wish(court="none"),
)


def queries_from(rows: Sequence[PublicRow], step: int = 7) -> list[str]:
    """Names, numbers, case numbers, fragments and titles of some rows."""
    parties = [row for row in rows if "party_name" in row][::step]
    companies = [row for row in parties if row["party_kind"] == "legal"]
    texts = [row for row in rows if "title" in row][:: step * 2]
    asked = [row["party_name"] for row in parties] + [row["id_number"] for row in parties if "id_number" in row]
    asked += [f"{row['party_name']} {row['id_number']}" for row in parties[:9] if "id_number" in row]
    asked += [row["case_number"] for row in parties[:12] + texts if "case_number" in row]
    asked += [row["case_number"].replace("（", "《").replace("）", "》").replace("号", "") for row in parties[:3]]
    asked += [
        row["party_name"][start : start + size] for row in companies[:6] for start in (0, 2, 4) for size in (2, 3, 5, 8)
    ]
    asked += [row["party_name"][:2] + row["party_name"][4:6] for row in companies[:6]]
    asked += [row["title"] for row in texts]
    return list(dict.fromkeys(asked))


def differences(built: Built, reader: Reader, asked: Sequence[str], wishes: Sequence[Wish]) -> list[Any]:
    """Where the files, read as a browser does, or the terminal answer otherwise than the plain scan."""
    terminal, wrong = built.search, []
    for query in asked:
        for wish in wishes:
            expected = built.scan.search(query, profile=Profile.STANDARD, limit=None, wish=wish)
            told = terminal.search(query, profile=Profile.STANDARD, limit=None, wish=wish)
            reader.store.forget()
            _, found = reader.answer(query, wish)
            ids = [hit["id"] for hit in expected.hits]
            opened = [row["id"] for row in found.rows]
            enough = len(ids) if expected.count <= ALL_UP_TO else FIRST_PAGES.get(found.part, FIRST_PAGE)
            same = opened == ids[: len(opened)] and len(opened) >= enough
            counted = found.count == expected.count or (found.at_least and ALL_UP_TO < found.count <= expected.count)
            parts = found.part == expected.part and list(expected.choices) == found.choices
            if not (told == expected and same and counted and parts and _same_rows(expected, found.rows)):
                wrong.append(
                    (query, wish, found.part, expected.part, found.count, expected.count, same, told == expected)
                )
    return wrong


def _same_rows(expected: Answer, rows: Sequence[dict[str, Any]]) -> bool:
    """Whether party rows come out of the files as they went in."""
    known = {hit["id"]: hit for hit in expected.hits if "title" not in hit}
    return all(known[row["id"]] == row for row in rows if row["id"] in known)
