"""Signs and places of a PDF file, read in a process of its own: standard input -> JSON on standard output.

PDFium is C++; a hostile file may at worst end this process, which has little memory, little time and no file to
write. Only page text is asked for: no scripts, forms, attachments, metadata. Started by `pdf`, never imported.
"""

import ctypes
import json
import math
import resource
import sys

import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

_MEMORY = 2 << 30
_SECONDS = 60
_MOST_PAGES = 1_000
_MOST_SIGNS = 1_500_000
ENCRYPTED, BROKEN, TOO_LONG = 3, 4, 5


def main() -> int:
    """Read, print, and tell by the exit status what was wrong."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        document = pypdfium2.PdfDocument(sys.stdin.buffer.read())
    except pypdfium2.PdfiumError as error:
        return ENCRYPTED if getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD else BROKEN
    if len(document) > _MOST_PAGES:
        return TOO_LONG
    pages: list[list[tuple[str, float, float, float, float]]] = []
    for number in range(len(document)):
        pages.append(_signs(document[number]))
        if sum(map(len, pages)) > _MOST_SIGNS:
            return TOO_LONG
    json.dump(pages, sys.stdout)
    return 0


def _signs(page: pypdfium2.PdfPage) -> list[tuple[str, float, float, float, float]]:
    """(sign, left, baseline, right edge, size) in points, in the order of the file."""
    text = page.get_textpage()
    found: list[tuple[str, float, float, float, float]] = []
    for index in range(text.count_chars()):
        code = pdfium.FPDFText_GetUnicode(text, index)
        if code < 32 or 0xD800 <= code < 0xE000 or pdfium.FPDFText_IsGenerated(text, index) == 1:
            continue
        left, baseline, matrix = ctypes.c_double(), ctypes.c_double(), pdfium.FS_MATRIX()
        pdfium.FPDFText_GetCharOrigin(text, index, left, baseline)
        pdfium.FPDFText_GetMatrix(text, index, matrix)
        size = pdfium.FPDFText_GetFontSize(text, index) * math.hypot(matrix.c, matrix.d)
        edge = float(text.get_charbox(index, loose=True)[2])
        if all(map(math.isfinite, (left.value, baseline.value, edge, size))):
            found.append((chr(code), round(left.value, 2), round(baseline.value, 2), round(edge, 2), round(size, 2)))
    return found


if __name__ == "__main__":
    sys.exit(main())
