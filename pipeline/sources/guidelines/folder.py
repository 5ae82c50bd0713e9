"""A folder of documents as raw rows of the dataset `guidelines`."""

import os
import stat
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

import pandas as pd

from pipeline.core.errors import SourceError
from pipeline.core.frames import TEXT, Frame
from pipeline.core.messages import _
from pipeline.core.records import SCHEMAS, Dataset, is_id_like
from pipeline.sources.guidelines.description import Guideline, describe_document
from pipeline.sources.guidelines.documents import split_documents
from pipeline.sources.guidelines.listing import LIST_NAME, GuidelineList, read_guideline_list
from pipeline.sources.guidelines.paragraphs import read_paragraphs
from pipeline.sources.guidelines.unreadable import UnreadableFileError
from pipeline.sources.plain_files import held_open

MOST_FILES, MOST_DOCUMENTS = 2_000, 2_000
_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True, order=True)
class GuidelineFinding:
    """Something in the folder that an officer should look at."""

    file: str
    reason: str


@dataclass(frozen=True, slots=True)
class GuidelineReading:
    """Raw rows in the column contract, and the findings."""

    frame: Frame
    findings: tuple[GuidelineFinding, ...]


def read_guideline_folder(folder: Path, operating_court: str, listing: Path | None = None) -> GuidelineReading:
    """Read every document of a folder; files are taken in the order of their names.

    1. the list: what is open, and what the texts do not say
    2. file by file: paragraphs, documents, fields
    3. a document that was there before is left out and reported
    4. entries of the list that fit no document are reported

    Args:
        folder: Text documents (UTF-8 or GB18030), one or several to a file; sub-folders are not read, nor are links, which are said.
        operating_court: Code of the court that answers for them.
        listing: The list of open documents; ``guidelines.toml`` in the folder when absent.

    Returns:
        A row per document; ``disclosure`` is null unless the list says otherwise, so it stays private.

    Raises:
        SourceError: There is no such folder, or the list is wrong.
    """
    try:
        with held_open(folder, follows=True) as held:
            return _read_folder(held, folder / LIST_NAME if listing is None else listing, operating_court)
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        raise SourceError(
            _("the folder of guidelines '{folder}' is not there; mend source.guidelines").format(folder=folder.name)
        ) from None


def _read_folder(held: int, listing: Path, operating_court: str) -> GuidelineReading:
    entries = read_guideline_list(listing)  # 1
    rows: dict[str, dict[str, Any]] = {}
    findings: list[GuidelineFinding] = []
    used: set[str] = set()
    names = sorted(name for name in os.listdir(held) if _may_be_document(name, held))
    if len(names) > MOST_FILES:
        raise SourceError(
            _("the folder of guidelines has more than {most_files} files; take old ones away").format(
                most_files=MOST_FILES
            )
        )
    for name in names:
        documents, reasons = _read_file(name, held)  # 2
        for place, document in enumerate(documents, 1):
            reason = _reason_to_leave_out(document, rows.get(document.source_id))  # 3
            if reason is not None:
                reasons.append(_("document {place} {reason}").format(place=place, reason=reason))
                continue
            entry, keys = entries.entry_for(document.document_number, document.title)
            used.update(keys)
            rows[document.source_id] = _row(document, operating_court) | _overrides(entry.model_dump(exclude_none=True))
        findings += [GuidelineFinding(shown_name(name), reason) for reason in reasons]
    findings += _unused_entries(entries, used, listing.name)  # 4
    return GuidelineReading(_frame(list(rows.values())), tuple(dict.fromkeys(findings)))


def _may_be_document(name: str, folder: int) -> bool:
    """Whether something lies under that name that is to be read or said: no hidden file, no sub-folder, not the list."""
    if name.startswith(".") or name == LIST_NAME:
        return False
    try:
        return not stat.S_ISDIR(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode)
    except OSError:
        return True  # gone meanwhile: said when it is opened


def shown_name(name: str) -> str:
    """A file's name as a finding tells it: without signs that act, and never with somebody's number.

    >>> shown_name("规定\u202e.txt"), shown_name("330106198001011235.txt")
    ('规定?.txt', '(a name with a long number).txt')
    """
    plain = "".join(sign if sign.isprintable() else "?" for sign in name)
    if is_id_like(plain):
        return _("(a name with a long number)") + PurePath(plain).suffix[:8]
    return plain if len(plain) <= _LONGEST_NAME else plain[:_LONGEST_NAME] + "…"


def _read_file(name: str, folder: int) -> tuple[list[Guideline], list[str]]:
    try:
        split = split_documents(read_paragraphs(name, folder))
    except UnreadableFileError as error:
        return [], [str(error)]
    except OSError:
        return [], [_("not read: the file cannot be opened")]
    if len(split.documents) > MOST_DOCUMENTS:
        return [], [
            _("not read: more than {most_documents} documents in one file").format(most_documents=MOST_DOCUMENTS)
        ]
    return [describe_document(text) for text in split.documents], list(split.findings)


def _reason_to_leave_out(document: Guideline, earlier: dict[str, Any] | None) -> str | None:
    if not document.body:
        return _("has no text: left out")
    if earlier is None:
        return None
    name = f"({document.document_number}) " if document.document_number else ""
    if earlier["body"] == document.body:
        return _("{name}was there before: the second copy is left out").format(name=name)
    return _("{name}was there before with different text: the first copy is kept, check which is right").format(
        name=name
    )


def _row(document: Guideline, operating_court: str) -> dict[str, Any]:
    return {
        "source_id": document.source_id,
        "court_code": operating_court,
        "title": document.title,
        "category": document.category,
        "issuer": document.issuer,
        "document_number": document.document_number,
        "issued_on": document.issued_on,
        "effective_on": document.effective_on,
        "body": document.body,
    }


def _overrides(entry: dict[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in entry.items()}


def _unused_entries(entries: GuidelineList, used: set[str], name: str) -> list[GuidelineFinding]:
    unused = [key for canonical, key in entries.keys.items() if canonical not in used]
    return [GuidelineFinding(name, _('"{key}" fits no document of the folder').format(key=key)) for key in unused]


def _frame(rows: list[dict[str, Any]]) -> Frame:
    columns = list(SCHEMAS[Dataset.GUIDELINES].column_names)
    return pd.DataFrame(rows, columns=columns, dtype=TEXT)
