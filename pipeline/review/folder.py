"""The review as a folder of pages that opens from disk.

1. Every record becomes an entry, one at a time (`entries`).
2. The entries are ordered, the riskiest first (`ordering`).
3. They are written in chunks of a page each; an index holds a line of every record for lists and filters.
4. The front page tells the counts, who has reviewed, findings, the profile, the sample.

Pages read the chunks as scripts: a page from disk may not fetch, but may load a script that stands beside it. Nor may it
load modules, so those of ``static`` are put together, one script for each kind of page; `types.d.ts` types what is written.
"""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from pipeline.core.errors import StateError
from pipeline.core.frames import Frame
from pipeline.core.messages import _
from pipeline.core.places import site_root
from pipeline.core.scripts import classic
from pipeline.review.changes import Changes, State, find_changes, records_of
from pipeline.review.entries import Entry, make_entry
from pipeline.review.facts import FACTS_FILE, write_facts
from pipeline.review.handlers import Reviews, reviews_of
from pipeline.review.index import ReviewIndex
from pipeline.review.ordering import ordered
from pipeline.review.pages import render_front, render_list
from pipeline.review.sample import draw_sample
from pipeline.review.source import ReviewSource
from pipeline.review.tally import Tally

PAGE_SIZE = 200
_STATIC = Path(__file__).parent / "static"
_SCRIPTS = ("desk.js", "front.js")
"""What list.html loads, and what all other pages do."""


@dataclass(frozen=True, slots=True)
class ReviewSummary:
    """What was written."""

    folder: Path
    counts: dict[str, int]
    """new, changed, leaving, unchanged, sample"""
    reviews: Reviews


def build_review(source: ReviewSource, folder: Path) -> ReviewSummary:
    """Write the review into a folder; an earlier review there is replaced.

    Args:
        source: The batches and what is known beside them.
        folder: Where to; made readable for its owner only.

    Raises:
        StateError: The folder holds something else than a review.
    """
    changes = find_changes(source.signed, source.newest, date.fromisoformat(source.facts.date), source.reasons)
    if source.facts.handler:
        changes = changes.of_handler(source.facts.handler)
    sample = draw_sample(changes.unchanged, source.facts.digest, source.sample_size)
    reviews = reviews_of(changes)
    counts = {**changes.counts(), State.SAMPLE.value: len(sample)}
    aside = _make_room(folder)
    tally = _write_entries(source, _entries(source, changes, sample), aside)
    (aside / "index.html").write_text(render_front(source, counts, tally, reviews), encoding="utf-8")
    (aside / "list.html").write_text(render_list(source.facts), encoding="utf-8")
    _copy_static(aside)
    to_check = counts[State.NEW] + counts[State.CHANGED] + counts[State.SAMPLE]
    write_facts(replace(source.facts, to_check=to_check), source.newest["id"], aside)
    if folder.exists():
        shutil.rmtree(folder)
    aside.rename(folder)
    return ReviewSummary(folder, counts, reviews)


def _make_room(folder: Path) -> Path:
    """An empty folder aside; nothing but an earlier review is ever replaced."""
    if folder.exists() and any(folder.iterdir()) and not (folder / FACTS_FILE).is_file():
        raise StateError(
            _("{folder} is not empty and holds no review; choose another --out").format(folder=folder.name)
        )
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = folder.with_name(folder.name + ".tmp")
    if aside.exists():
        shutil.rmtree(aside)
    aside.mkdir(mode=0o700)
    (aside / "data").mkdir()
    return aside


def _entries(source: ReviewSource, changes: Changes, sample: Frame) -> Iterator[Entry]:
    known = source.known
    parts = {
        State.NEW: changes.new,
        State.CHANGED: changes.changed,
        State.SAMPLE: sample,
        State.LEAVING: changes.leaving,
    }
    for state, frame in parts.items():
        for record in records_of(frame):
            yield make_entry(record, state, known)


def _write_entries(source: ReviewSource, entries: Iterator[Entry], folder: Path) -> Tally:
    tally, index = Tally(), ReviewIndex(source.facts, PAGE_SIZE)
    with ordered(entries, folder) as in_order:
        for number, chunk in enumerate(in_order.chunks(PAGE_SIZE)):
            for entry in map(json.loads, chunk):
                tally.count(entry)
                index.add(entry)
            script = f"Review.take({number},[{','.join(chunk)}]);\n"
            (folder / "data" / f"{number:04d}.js").write_text(script, encoding="utf-8")
    lines = json.dumps(index.tree(), ensure_ascii=False, separators=(",", ":"))
    (folder / "data" / "index.js").write_text(f"Review.begin({lines});\n", encoding="utf-8")
    return tally


def _copy_static(folder: Path) -> None:
    (folder / "static").mkdir()
    styles = site_root() / "site" / "theme" / "static" / "css"
    for sheet in (_STATIC / "review.css", styles / "tokens.css", styles / "dark.css"):
        (folder / "static" / sheet.name).write_bytes(sheet.read_bytes())
    for script in _SCRIPTS:
        (folder / "static" / script).write_text(classic(_STATIC, script), encoding="utf-8")
