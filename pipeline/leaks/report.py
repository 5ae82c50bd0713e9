"""Reports of a scan, for people and for programs, without values."""

import json
from collections import Counter
from typing import Any

from pipeline.core.messages import _, stored
from pipeline.leaks.hits import ScanReport


def text_lines(report: ScanReport) -> list[str]:
    """A line a hit (file, offset, rule, last characters), and one line of totals."""
    lines = [f"{hit.file}:{hit.offset}: {hit.what}" + (f" …{hit.tail}" if hit.tail else "") for hit in report.hits]
    return [_one_line(line) for line in lines] + [summary_line(report)]


def summary_line(report: ScanReport) -> str:
    """Files, bytes and hits by rule.

    >>> summary_line(ScanReport((), 2, 1_000_000))
    'scanned 2 files, 1.0 MB: nothing found'
    """
    counts = Counter(hit.rule.value for hit in report.hits)
    found = ", ".join(f"{count} {rule}" for rule, count in sorted(counts.items())) or _("nothing found")
    return _("scanned {files} files, {megabytes:.1f} MB: {found}").format(
        files=report.files, megabytes=report.bytes / 1e6, found=found
    )


def as_json(report: ScanReport) -> str:
    """The report as one JSON object: files, bytes, hits."""
    hits: list[dict[str, Any]] = [
        {"file": hit.file, "offset": hit.offset, "rule": hit.rule.value, "tail": hit.tail, "in_name": hit.in_name}
        for hit in report.hits
    ]
    return json.dumps(stored({"files": report.files, "bytes": report.bytes, "hits": hits}), ensure_ascii=False)


def _one_line(text: str) -> str:
    """Control characters of file names are shown, not sent to the terminal."""
    return "".join(sign if sign.isprintable() else "�" for sign in text)
