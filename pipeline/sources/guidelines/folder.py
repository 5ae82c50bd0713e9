"""A folder of documents as raw rows of the dataset `guidelines`."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.core.errors import SourceError
from pipeline.core.frames import TEXT, Frame
from pipeline.core.records import SCHEMAS, Dataset
from pipeline.sources.guidelines.description import Guideline, describe_document
from pipeline.sources.guidelines.documents import split_documents
from pipeline.sources.guidelines.listing import LIST_NAME, GuidelineList, read_guideline_list
from pipeline.sources.guidelines.paragraphs import read_paragraphs
from pipeline.sources.guidelines.unreadable import UnreadableFileError


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
        folder: Text documents (UTF-8 or GB18030), one or several to a file; sub-folders are not read.
        operating_court: Code of the court that answers for them.
        listing: The list of open documents; ``guidelines.toml`` in the folder when absent.

    Returns:
        A row per document; ``disclosure`` is null unless the list says otherwise, so it stays private.

    Raises:
        SourceError: There is no such folder, or the list is wrong.
    """
    if not folder.is_dir():
        raise SourceError(f"the folder of guidelines '{folder.name}' is not there; mend source.guidelines")
    path = folder / LIST_NAME if listing is None else listing
    entries = read_guideline_list(path)  # 1
    rows: dict[str, dict[str, Any]] = {}
    findings: list[GuidelineFinding] = []
    used: set[str] = set()
    for file in _documents_in(folder, path):
        documents, reasons = _read_file(file)  # 2
        for place, document in enumerate(documents, 1):
            reason = _reason_to_leave_out(document, rows.get(document.source_id))  # 3
            if reason is not None:
                reasons.append(f"document {place} {reason}")
                continue
            entry, keys = entries.entry_for(document.document_number, document.title)
            used.update(keys)
            rows[document.source_id] = _row(document, operating_court) | _overrides(entry.model_dump(exclude_none=True))
        findings += [GuidelineFinding(file.name, reason) for reason in reasons]
    findings += _unused_entries(entries, used, path.name)  # 4
    return GuidelineReading(_frame(list(rows.values())), tuple(dict.fromkeys(findings)))


def _documents_in(folder: Path, listing: Path) -> list[Path]:
    files = (path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    return sorted(path for path in files if path.name != LIST_NAME and path.resolve() != listing.resolve())


def _read_file(file: Path) -> tuple[list[Guideline], list[str]]:
    try:
        split = split_documents(read_paragraphs(file))
    except UnreadableFileError as error:
        return [], [str(error)]
    except OSError:
        return [], ["not read: the file cannot be opened"]
    return [describe_document(text) for text in split.documents], list(split.findings)


def _reason_to_leave_out(document: Guideline, earlier: dict[str, Any] | None) -> str | None:
    if not document.body:
        return "has no text: left out"
    if earlier is None:
        return None
    name = f"({document.document_number}) " if document.document_number else ""
    if earlier["body"] == document.body:
        return f"{name}was there before: the second copy is left out"
    return f"{name}was there before with different text: the first copy is kept, check which is right"


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
    return [GuidelineFinding(name, f'"{key}" fits no document of the folder') for key in unused]


def _frame(rows: list[dict[str, Any]]) -> Frame:
    columns = list(SCHEMAS[Dataset.GUIDELINES].column_names)
    return pd.DataFrame(rows, columns=columns, dtype=TEXT)
