"""Short citations in Chinese and English. They hold no title, since it may name a person, and no access date: the page's script adds it."""

from dataclasses import dataclass

from pipeline.records import PublicRow
from yangguang_site.kinds import kind_of
from yangguang_site.moments import english_date, read_day
from yangguang_site.wording import chinese_date


@dataclass(frozen=True, slots=True)
class Citation:
    """A citation up to the day of access."""

    chinese: str
    english: str
    address: str


def cite_notice(row: PublicRow, address: str) -> Citation:
    """Cite a notice by kind, court, case number and day.

    Args:
        row: The public row.
        address: Its permanent address.
    """
    kind, case = kind_of(row), str(row.get("case_number", ""))
    day = read_day(row.get("published_on"))
    chinese = [f"{row['court_name']}：《{kind.title}》", case, f"{chinese_date(day.isoformat())}发布" if day else ""]
    english = [
        kind.english,
        f"case No. {case}" if case else "",
        row["court_name"],
        f"published {english_date(day)}" if day else "",
    ]
    return Citation(_joined("，", chinese), _joined(", ", english), address)


def cite_guideline(row: PublicRow, address: str) -> Citation:
    """Cite a document as lawyers do: issuer, title, number, day."""
    day = read_day(row.get("issued_on"))
    title, number = str(row.get("title", "")), str(row.get("document_number", ""))
    named = f"《{title}》" + (f"（{number}）" if number else "")
    chinese = [str(row.get("issuer", "")), named, f"{chinese_date(day.isoformat())}发布" if day else ""]
    english = [
        str(row.get("issuer", "")),
        f"“{title}”",
        f"No. {number}" if number else "",
        f"issued {english_date(day)}" if day else "",
    ]
    return Citation(_joined("，", chinese), _joined(", ", english), address)


def _joined(comma: str, parts: list[str]) -> str:
    return comma.join(part for part in parts if part)
