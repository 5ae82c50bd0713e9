"""What boards and posters may print of a notice: kind, court, case, days, sums, a telephone; and a name only by an officer's mark."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.core.records import Dataset, PublicRow
from yangguang_site.inert import one_line, phone_link, without_markup
from yangguang_site.kinds import kind_of
from yangguang_site.moments import read_day
from yangguang_site.wording import chinese_date, grouped_money, grouped_sum

ASK = "12368"
"""The courts' number for everybody, where neither notice nor directory has one."""
_MARKED = "是"
_A_SUM = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,2})?(?:万|亿)?元?", re.ASCII)
_ROOM = re.compile(
    "[0-9A-Za-z一二三四五六七八九十百第号楼层幢栋座区东西南北中审判执行局立案诉讼服务听证会议调解接待科技智慧互联网远程视频大小主副法庭院室厅心（）()、 -]*"
    "(?:法庭|审判庭|听证室|会议室|调解室|接待室|服务中心|[0-9]室|大厅|法院)"
)
"""Words of a court house and nothing else: no name is spelled with them."""
_SHORTEST_ADDRESS = 6
LONGEST_LINE = 50
"""Signs of a line in the notice's own words: two printed lines."""
PRINTED_LINE = 38
"""Signs of a line on the poster."""
_INDENT = 2


@dataclass(frozen=True, slots=True)
class Line:
    """A labelled line of a card or a poster."""

    title: str
    text: str


def is_marked(row: PublicRow) -> bool:
    """Whether an officer marked the notice for posting with its names: rewards only; anything but 是 is no mark.

    >>> is_marked({"dataset": "reward_notices", "posting": "是"}), is_marked({"dataset": "auction_notices", "posting": "是"})
    (True, False)
    """
    return row["dataset"] == Dataset.REWARD_NOTICES and row.get("posting") == _MARKED


def lines_of(row: PublicRow, court: Mapping[str, object], *, is_brief: bool = False) -> list[Line]:
    """What is printed of a notice beside kind, court and case number.

    Args:
        row: The notice.
        court: Its court in the directory; empty where that has none.
        is_brief: Whether it is read from afar: of the sums the first alone.
    """
    kind = kind_of(row)
    found = [
        Line(f"{kind.event}时间", _day(row, "event_at") if kind.event else ""),
        Line("地点", _place(row, court)),
        Line({"auction": "竞价结束", "reward": "悬赏截止"}.get(kind.slug, ""), _day(row, "ends_on")),
        Line("起拍价", _money(row, "starting_price")),
        Line("评估价", "" if is_brief else _money(row, "appraised_price")),
        Line("保证金", "" if is_brief else _money(row, "deposit")),
        Line("悬赏金额", _reward(row)),
        Line("线索电话" if kind.slug == "reward" else "咨询电话", phone_of(row, court)),
    ]
    return [line for line in found if line.title and line.text]


def phone_of(row: PublicRow, court: Mapping[str, object]) -> str:
    """The first number that the notice declares, else its court's, else `ASK`; no name and no post stands beside it."""
    declared = [one.get("phone") for one in row.get("contacts", ()) if isinstance(one, dict)]
    return next((one_line(phone) for phone in (*declared, court.get("duty_phone")) if phone_link(phone)), ASK)


def place_of(text: str, court: Mapping[str, object]) -> str:
    """A place in the court's own house; empty for any other, which may be somebody's home and name him.

    >>> place_of("杭州市西湖区示例路1号第3法庭", {"address": "杭州市西湖区示例路1号"}), place_of("沈星乙家中会议室", {})
    ('杭州市西湖区示例路1号第3法庭', '')
    """
    text = rest = one_line(text)
    for known in (court.get("address"), court.get("name")):
        if isinstance(known, str) and len(known) >= _SHORTEST_ADDRESS:
            rest = rest.replace(known, "")
    return text if (rest != text and not rest.strip()) or _ROOM.fullmatch(rest) else ""


def cut(text: str, most: int) -> str:
    """A text, or its beginning where it is longer than ``most`` signs."""
    return text if len(text) <= most else text[: most - 1] + "…"


def body_lines(row: PublicRow, most: int) -> tuple[list[str], bool]:
    """The beginning of a notice's text as plain lines, and whether something was left out.

    Args:
        row: The notice.
        most: Signs that there is room for; the last printed line of each, however short, takes as much as a full one.
    """
    lines: list[str] = []
    for line in without_markup(str(row.get("body", ""))):
        if len(line) > most:
            return [*lines, *([cut(line, most)] if most > 0 else [])], True
        lines.append(line)
        most -= PRINTED_LINE * -(-(len(line) + _INDENT) // PRINTED_LINE)
    return lines, False


def _day(row: PublicRow, name: str) -> str:
    value = row.get(name)
    return chinese_date(str(value)) if read_day(value) else ""


def _money(row: PublicRow, name: str) -> str:
    value = str(row.get(name, ""))
    return f"{grouped_money(value)} 元" if _A_SUM.fullmatch(value) else ""


def _reward(row: PublicRow) -> str:
    """The reward where it is nothing but a sum; in its own words, which may hold a name, only by the mark."""
    value = one_line(row.get("reward", ""))
    if _A_SUM.fullmatch(value):
        return grouped_sum(value)
    return cut(value, LONGEST_LINE) if is_marked(row) else ""


def _place(row: PublicRow, court: Mapping[str, object]) -> str:
    if not row.get("event_place"):
        return ""
    return place_of(row["event_place"], court) or "以公告为准"
