"""The sample's guidelines in our own words, from ``data/guidelines/``; one of them is not open."""

from datetime import date, timedelta
from importlib import resources

from pipeline.sample.courts import OPERATING_COURT, courts

_KEYS = {
    "标题": "title", "类别": "category", "机关": "issuer", "文号": "document_number", "公开": "disclosure",
}  # fmt: skip
_DAYS = {"发布": "issued_on", "施行": "effective_on", "废止": "repealed_on", "确认": "in_force_confirmed_on"}


def guideline_rows(on: date) -> list[dict[str, str | None]]:
    """The guidelines in the columns of the contract; their dates are told in days before the sample's day.

    ``{year}`` in a document number is the year of issue, ``{court}`` as an issuer the operating court.
    """
    folder = resources.files(__package__).joinpath("data").joinpath("guidelines")
    files = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".txt")), key=lambda entry: entry.name)
    return [_row(number, entry.read_text(encoding="utf-8"), on) for number, entry in enumerate(files, 1)]


def _row(number: int, text: str, on: date) -> dict[str, str | None]:
    head, _, body = text.partition("\n\n")
    fields = dict(line.split("：", 1) for line in head.splitlines())
    name = next(court.name for court in courts() if court.code == OPERATING_COURT)
    days = {_DAYS[key]: (on - timedelta(days=int(value))).isoformat() for key, value in fields.items() if key in _DAYS}
    plain = {_KEYS[key]: value for key, value in fields.items() if key in _KEYS}
    plain["issuer"] = plain["issuer"].format(court=name)
    plain["document_number"] = plain["document_number"].format(year=days["issued_on"][:4])
    row: dict[str, str | None] = {
        "source_id": f"ZN{number:06d}",
        "court_code": OPERATING_COURT,
        "court_name": name,
        "updated_at": f"{on.isoformat()} 08:00:00",
        "disclosure": "open",
        "is_minor": "否",
        "handler_reviewed_on": on.isoformat(),
        "body": body.strip() + "\n",
    }
    return row | days | plain
