"""What is handed over to the program that makes the pages (``site/``): a folder of files, and nothing else.

======================  ==============================================================================================
``<dataset>.jsonl``     the canonical public rows of one dataset, a line each, sorted by id; UTF-8, lines end in ``\\n``
``site.json``           ``format`` (1); ``facts`` (`SiteFacts`); ``past`` (`Past`); ``counts`` (dataset -> lines of its
                        file; one that is not named has no file); ``kept`` (null, or ``manifest``: the list of the pages
                        of the last release, ``previous``: its tree or null)
======================  ==============================================================================================

The two programs share this module and no memory, so whatever a page shows has gone through these files: masked rows,
figures, and the few settings that pages may show.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pipeline.core.messages import _
from pipeline.core.pages import (
    BoardDays,
    Cell,
    CellRow,
    ConfirmedText,
    CountPoint,
    DayChange,
    Figures,
    HalfYears,
    History,
    ListBasis,
    Past,
    PrivacyFacts,
    QuarterShare,
    RemovalFigures,
    SiteFacts,
    Totals,
    WithdrawnNotice,
)
from pipeline.core.records import Dataset, RecordId

FORMAT = 1
_SITE = "site.json"


class HandoverDamaged(ValueError):
    """The folder is not whole, or of another version of this program."""


@dataclass(frozen=True, slots=True)
class KeptPages:
    """What lets pages be taken over from the last release."""

    manifest: Path
    """The list of that release's pages; written anew."""
    previous: Path | None = None
    """Its tree; None where this machine has none."""


@dataclass(frozen=True, slots=True)
class Handover:
    """A hand-over folder, read; the rows of a dataset when they are asked for."""

    folder: Path
    facts: SiteFacts
    past: Past
    counts: dict[Dataset, int]
    kept: KeptPages | None

    def lines(self, dataset: Dataset) -> list[str]:
        """The canonical rows of a dataset, sorted by id.

        Raises:
            HandoverDamaged: There are more or fewer than were written.
        """
        count = self.counts.get(dataset, 0)
        if not count:
            return []
        content = _file(self.folder, dataset).read_bytes().decode("utf-8", "surrogatepass")
        lines = content.removesuffix("\n").split("\n")
        if len(lines) != count:
            raise HandoverDamaged(
                _("{dataset}: {count} rows were handed over, {there} are there").format(
                    dataset=dataset, count=count, there=len(lines)
                )
            )
        return lines


def write_handover(
    folder: Path, rows: Mapping[Dataset, Sequence[str]], facts: SiteFacts, past: Past, kept: KeptPages | None
) -> None:
    """Write a hand-over into an empty folder.

    Args:
        folder: It is there, and nobody else may enter it.
        rows: Dataset -> canonical rows, sorted by id.
        facts: The settings that pages may show.
        past: What pages tell of the nights before.
        kept: What lets pages be taken over; None renders everything.
    """
    for dataset, lines in rows.items():
        with _file(folder, dataset).open("w", encoding="utf-8", errors="surrogatepass", newline="\n") as file:
            file.writelines(line + "\n" for line in lines)
    tree = {
        "format": FORMAT,
        "facts": asdict(facts),
        "past": {**asdict(past), "corrected": dict(past.corrected)},
        "counts": {dataset.value: len(lines) for dataset, lines in rows.items()},
        "kept": kept and {"manifest": _absolute(kept.manifest), "previous": _absolute(kept.previous)},
    }
    (folder / _SITE).write_text(json.dumps(tree), encoding="ascii")


def read_handover(folder: Path) -> Handover:
    """Read what `write_handover` wrote.

    Raises:
        HandoverDamaged: It is of another version.
    """
    tree = json.loads((folder / _SITE).read_text(encoding="ascii"))
    if tree["format"] != FORMAT:
        raise HandoverDamaged(
            _("format {found} of the hand-over is not known; {known} is expected").format(
                found=tree["format"], known=FORMAT
            )
        )
    kept = tree["kept"] and KeptPages(Path(tree["kept"]["manifest"]), _path(tree["kept"]["previous"]))
    counts = {Dataset(name): int(count) for name, count in tree["counts"].items()}
    return Handover(folder, _facts(tree["facts"]), _past(tree["past"]), counts, kept)


def _facts(tree: Mapping[str, Any]) -> SiteFacts:
    confirmed = tuple(ConfirmedText(**one) for one in tree["confirmed_texts"])
    told = tree["privacy"]
    privacy = told and PrivacyFacts(**{**told, "bases": tuple((name, basis) for name, basis in told["bases"])})
    read = {
        "link_hosts": tuple(tree["link_hosts"]),
        "lists": tuple(tree["lists"]),
        "confirmed_texts": confirmed,
        "privacy": privacy,
    }
    read["list_bases"] = tuple(ListBasis(**one) for one in tree["list_bases"])
    return SiteFacts(**{**tree, **read})


def _past(tree: Mapping[str, Any]) -> Past:
    return Past(
        withdrawn=tuple(map(_withdrawn, tree["withdrawn"])),
        corrected=tree["corrected"],
        removals=None if tree["removals"] is None else _removals(tree["removals"]),
        history=History(
            tuple(CountPoint(**point) for point in tree["history"]["counts"]),
            tuple(DayChange(**change) for change in tree["history"]["changes"]),
        ),
        figures=_figures(tree["figures"]),
        board=tree["board"] and _board(tree["board"]),
    )


def _board(tree: Mapping[str, Any]) -> BoardDays:
    return BoardDays(tree["on"], tuple(tree["days_off"]), tuple(tree["swapped"]), tree["known_until"])


def _figures(tree: Mapping[str, Any]) -> Figures:
    halves = tree["half_years"]
    return Figures(
        _cell_rows(tree["months"]),
        HalfYears(_cell_rows(halves["entered"]), _cell_rows(halves["left"])),
        tuple(QuarterShare(**share) for share in tree["quarters"]),
    )


def _cell_rows(rows: Sequence[Mapping[str, Any]]) -> tuple[CellRow, ...]:
    return tuple(
        CellRow(row["period"], tuple(row["groups"]), tuple(Cell(tuple(c["parts"]), c["count"]) for c in row["cells"]))
        for row in rows
    )


def _withdrawn(tree: Mapping[str, Any]) -> WithdrawnNotice:
    return WithdrawnNotice(**{**tree, "id": RecordId(tree["id"]), "dataset": Dataset(tree["dataset"])})


def _removals(tree: Mapping[str, Any]) -> RemovalFigures:
    courts = tuple((code, name, Totals(**totals)) for code, name, totals in tree["by_court"])
    return RemovalFigures(tree["since"], Totals(**tree["total"]), courts)


def _file(folder: Path, dataset: Dataset) -> Path:
    return folder / f"{dataset.value}.jsonl"


def _absolute(path: Path | None) -> str | None:
    return None if path is None else str(path.absolute())


def _path(text: str | None) -> Path | None:
    return None if text is None else Path(text)
