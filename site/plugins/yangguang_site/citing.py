"""Short citations in Chinese and English.

Those of notices hold no title, since it may name a person. The day of access is added by the page's script.
"""

from dataclasses import dataclass

from pipeline.core.records import PublicRow
from yangguang_site.kinds import kind_of
from yangguang_site.moments import english_date, read_day
from yangguang_site.wording import chinese_date


@dataclass(frozen=True, slots=True)
class Citation:
    """A citation up to the day of access, in two parts: between them stands the article, where one is cited."""

    chinese: tuple[str, str]
    english: tuple[str, str]
    address: str


def cite_notice(row: PublicRow, address: str) -> Citation:
    """Cite a notice by kind, court, case number and day.

    Args:
        row: The public row.
        address: Its permanent address.
    """
    kind, case = kind_of(row), str(row.get("case_number", ""))
    day = read_day(row.get("published_on"))
    chinese = [f"{row['court_name']}：《{kind.title}》", case]
    english = [kind.english, f"case No. {case}" if case else "", str(row["court_name"])]
    return Citation(
        (_joined("，", chinese), f"，{chinese_date(day.isoformat())}发布" if day else ""),
        (_joined(", ", english), f", published {english_date(day)}" if day else ""),
        address,
    )


def cite_guideline(row: PublicRow, address: str) -> Citation:
    """Cite a document as lawyers do: issuer, title, number, day."""
    day = read_day(row.get("issued_on"))
    issuer, title, number = (str(row.get(name, "")) for name in ("issuer", "title", "document_number"))
    chinese = [issuer, f"《{title}》" + (f"（{number}）" if number else "")]
    english = [issuer, f"“{title}”", f"No. {number}" if number else ""]
    return Citation(
        (_joined("，", chinese), f"，{chinese_date(day.isoformat())}发布" if day else ""),
        (_joined(", ", english), f", issued {english_date(day)}" if day else ""),
        address,
    )


def _joined(comma: str, parts: list[str]) -> str:
    return comma.join(part for part in parts if part)
