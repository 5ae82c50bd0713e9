"""What the commands print: tables on a terminal, the same lines in a file."""

import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from pipeline.records import SCHEMAS, Dataset, PublicRow
from pipeline.report import Report
from pipeline.status import Status
from search_index.reference import Answer

if TYPE_CHECKING:
    from pipeline.demo import Demo

_WIDTH = 120


def print_summary(report: Report) -> None:
    """One line per dataset, one per stage."""
    console = _console()
    table = Table(title=f"{report.date} · release {report.number}", title_justify="left")
    for name in ("dataset", "pulled", "published", "new", "changed", "withheld", "findings"):
        table.add_column(name, justify="left" if name == "dataset" else "right")
    table.add_column("removed by rule")
    for dataset, n in report.datasets.items():
        removed = " ".join(f"{rule}:{count}" for rule, count in n.removed.items())
        numbers = (n.pulled, n.published, n.new, n.changed, n.withheld, n.findings)
        table.add_row(dataset, *map(str, numbers), removed)
    console.print(table)
    _print_proof(report, console)
    stages = Table(title="stages", title_justify="left")
    for name in ("stage", "seconds", "CPU s", "peak MB"):
        stages.add_column(name, justify="left" if name == "stage" else "right")
    for stage in report.stages:
        stages.add_row(stage.name, f"{stage.seconds:.1f}", f"{stage.cpu_seconds:.1f}", str(stage.peak_mb))
    console.print(stages)
    for note in report.notes:
        console.print(f"note: {note}")


def _print_proof(report: Report, console: Console) -> None:
    """How many canaries flew, and per list how many valid numbers fit the person who is hidden least."""
    if report.canaries:
        console.print(f"canaries: {report.canaries} found without masking, none with it")
    if not report.strength:
        return
    table = Table(title="mask strength: valid numbers that fit", title_justify="left")
    for name in ("list", "persons", "fewest", "persons by decade"):
        table.add_column(name, justify="right" if name in ("persons", "fewest") else "left")
    for name, numbers in report.strength.items():
        decades = "  ".join(f"{decade}: {count}" for decade, count in numbers["histogram"].items())
        table.add_row(name, str(numbers["persons"]), str(numbers["fewest"]), decades)
    console.print(table)


def print_answer(answer: Answer, as_json: bool) -> None:
    """A search's answer: ids and kinds as JSON, or a line per hit."""
    if as_json:
        hits = [{"id": hit["id"], "dataset": hit["dataset"], **_rest(hit)} for hit in answer.hits]
        print(json.dumps({"kind": answer.kind, "count": answer.count, "hits": hits}, ensure_ascii=False))
        return
    print(f"{answer.kind}: {answer.count}")
    for hit in answer.hits:
        title = hit.get("party_name") or hit.get("title", "")
        facts = (
            SCHEMAS[Dataset(hit["dataset"])].title,
            title,
            hit.get("id_number"),
            hit["court_name"],
            hit.get("case_number"),
        )
        print("  ".join(str(fact) for fact in (hit["id"], *facts) if fact))


def print_status(status: Status, as_json: bool) -> None:
    """The state of a deployment."""
    if as_json:
        print(json.dumps(asdict(status), ensure_ascii=False))
        return
    if not status.number:
        print("nothing was published yet")
        return
    print(f"release {status.number} of {status.date}, digest {status.digest[:16]}")
    for dataset, count in status.counts.items():
        print(f"  {dataset}: {count}")
    for day, count in status.next_deadlines.items():
        print(f"  due on {day}: {count}")
    for day, count in status.courts_read.items():
        print(f"  courts last read for {day}: {count}")


def print_demo(demo: "Demo", port: int) -> None:
    """The address and three things to try."""
    print(f"\nThe site: http://127.0.0.1:{port}/   (all people in it are invented)")
    if not demo.name:
        print("The sample is too small to hold a public person; try more --records.")
        return
    print("Try in the search box:")
    print(f"  a name         {demo.name}")
    print(f"  an ID number   {demo.number}")
    print(f"  a case number  {demo.case_number}")


def _rest(hit: PublicRow) -> PublicRow:
    return {key: value for key, value in hit.items() if key not in ("id", "dataset")}


def _console() -> Console:
    return Console() if sys.stdout.isatty() else Console(width=_WIDTH)
