"""PDF documents: the text of the pages, wrapped lines joined to paragraphs again."""

import json
import subprocess
import sys
from pathlib import Path

from pipeline.core.messages import _
from pipeline.sources.guidelines.pdf_layout import Sign, page_lines, paragraphs_of
from pipeline.sources.guidelines.unreadable import UnreadableFileError

CHILD = Path(__file__).with_name("pdf_child.py")
"""The program that reads a PDF, in a process of its own."""
PATIENCE = 120
"""Seconds that it may take."""
_REASONS = {
    3: _("it is encrypted; save it without a password"),
    4: _("it is no PDF, or a broken one"),
    5: _("it has too many pages"),
}


def pdf_lines(content: bytes, child: Path = CHILD, patience: float = PATIENCE) -> list[str]:
    """The paragraphs of a PDF document, without page numbers and running heads.

    Args:
        content: The file's bytes.
        child: The program that reads it.
        patience: Seconds that the program may take.

    Raises:
        UnreadableFileError: It is none, encrypted, too long, or holds pictures of pages only.
    """
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and file
            [sys.executable, "-I", str(child)],
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=patience,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise UnreadableFileError(_("not read: no readable PDF: reading it takes too long")) from None
    if done.returncode != 0:
        reason = _REASONS.get(done.returncode, _("reading it fails"))
        raise UnreadableFileError(_("not read: no readable PDF: {reason}").format(reason=reason))
    pages = [[Sign(*sign) for sign in page] for page in json.loads(done.stdout)]
    if not any(pages):
        raise UnreadableFileError(_("not read: the PDF holds no text, only pictures of pages; send the text itself"))
    return paragraphs_of([page_lines(page) for page in pages])
