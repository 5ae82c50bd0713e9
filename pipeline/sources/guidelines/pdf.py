"""PDF documents: the text of the pages, wrapped lines joined to paragraphs again."""

import json
import subprocess
import sys
from pathlib import Path

from pipeline.sources.guidelines.pdf_layout import Sign, page_lines, paragraphs_of
from pipeline.sources.guidelines.unreadable import UnreadableFileError

_CHILD = Path(__file__).with_name("pdf_child.py")
_PATIENCE = 120
_REASONS = {
    3: "it is encrypted; save it without a password",
    4: "it is no PDF, or a broken one",
    5: "it has too many pages",
}


def pdf_lines(content: bytes) -> list[str]:
    """The paragraphs of a PDF document, without page numbers and running heads.

    Raises:
        UnreadableFileError: It is none, encrypted, too long, or holds pictures of pages only.
    """
    try:
        child = subprocess.run(  # noqa: S603 - our own interpreter and file
            [sys.executable, "-I", str(_CHILD)],
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise UnreadableFileError("not read: no readable PDF: reading it takes too long") from None
    if child.returncode != 0:
        reason = _REASONS.get(child.returncode, "reading it fails")
        raise UnreadableFileError(f"not read: no readable PDF: {reason}")
    pages = [[Sign(*sign) for sign in page] for page in json.loads(child.stdout)]
    if not any(pages):
        raise UnreadableFileError("not read: the PDF holds no text, only pictures of pages; send the text itself")
    return paragraphs_of([page_lines(page) for page in pages])
