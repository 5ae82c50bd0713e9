"""What the commands print: tables on a terminal, the same lines in a file."""

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import pandas as pd
from rich.console import Console
from rich.table import Table

from pipeline.approval.choose import Chosen
from pipeline.approval.modes import ApprovalMode
from pipeline.composing.choice import DEMO_PASSPHRASE, demo_keys
from pipeline.core.frames import Frame
from pipeline.core.records import SCHEMAS, Dataset, PublicRow
from pipeline.night.report import Report
from pipeline.quality.removals import count_by_court, count_removals
from pipeline.release.verify import Signature, Verification
from pipeline.watch.status import Status
from search_index.reference import Answer

if TYPE_CHECKING:
    from pipeline.cli.demo import Demo

_WIDTH = 120
_SHOWN = 10
"""Waiting courts in a night's summary."""


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
    notes = (*(f"note: {note}" for note in report.notes), *(f"not confirmed: {one}" for one in report.unconfirmed))
    for line in (*_approval_lines(report), *notes):
        console.print(line, highlight=False, markup=False)


def _approval_lines(report: Report) -> Iterator[str]:
    """What waits for signatures, what was refused, what today's masker hides more."""
    urgent = sorted(report.waiting.items(), key=lambda pair: (not pair[1].is_late, pair[0]))
    for court, one in urgent[:_SHOWN]:
        late = ", late 已逾期" if one.is_late else ""
        signed = f"{len(one.signed_by)} of {one.threshold} signed"
        yield f"waiting 待签: {court} {one.batch} since {one.since}, {signed}{late}"
    if len(urgent) > _SHOWN:
        yield f"and {len(urgent) - _SHOWN} more courts wait; `publish.py approvals` lists them"
    for line in report.signatures_refused:
        yield f"refused 未采信: {line}"
    if report.hidden_more:
        yield f"today's masker hides more than was signed in {report.hidden_more} public record(s)"


_SIGNATURES = {
    Signature.GOOD: "signed",
    Signature.BAD: "signature not good",
    Signature.UNCHECKED: "signature not checked",
    Signature.MISSING: "not signed",
}


def verification_lines(found: Verification) -> list[str]:
    """What a look from outside found; only a checked signature lets it say that nothing is wrong."""
    expires = f", good until {found.expires}" if found.expires else ""
    first = f"{found.url}: release {found.number} of {found.date}, {_SIGNATURES[found.signature]}{expires}"
    compared = f"{found.checked} of {found.files} files compared"
    lines = [first, compared, *(f"note: {remark}" for remark in found.remarks)]
    if found.problems:
        return [*lines, *(f"wrong: {problem}" for problem in found.problems)]
    return [*lines, "nothing else is wrong 其余无误" if found.remarks else "nothing is wrong 核验无误"]


def approvals_tree(chosen: Chosen, mode: ApprovalMode) -> dict[str, Any]:
    """Who signed what, what waits, who is late, as JSON."""
    out = {
        court: {
            "batch": str(one.name),
            "digest": one.info.digest,
            "kept": one.is_kept,
            "only_what_stands": one.only_what_stands,
            "signatures": [
                {"signer": a.signer, "keyid": a.keyid, "signed_on": a.statement.signed_on} for a in one.approvals
            ],
        }
        for court, one in sorted(chosen.signed.items())
    }
    waiting = {
        court: {
            "batch": str(one.name),
            "since": one.since,
            "signed_by": list(one.signers),
            "threshold": one.threshold,
            "late": one.is_late,
        }
        for court, one in sorted(chosen.waiting.items())
    }
    refused = [{"court": one.court_code, "reason": one.reason.value, "line": one.line} for one in chosen.refused]
    courts = {"late": sorted(chosen.late), "unproved": sorted(chosen.unproved)}
    return {"mode": mode.value, "out": out, "waiting": waiting, **courts, "refused": refused}


def approvals_lines(chosen: Chosen, mode: ApprovalMode) -> list[str]:
    """The same in lines."""
    lines = [] if mode is ApprovalMode.COURT else [f"approval.mode = {mode}: batches go out without courts' signatures"]
    for court, one in sorted(chosen.signed.items()):
        signers = "、".join(f"{a.signer} {a.statement.signed_on}" for a in one.approvals)
        by = signers or ("signed before; its signatures count no more" if one.is_kept else "nobody")
        new = ", only what is public already: not signed yet for this state" if one.only_what_stands else ""
        lines.append(f"out 公布: {court} {one.name}, signed by {by}{new}")
    for court, waits in sorted(chosen.waiting.items()):
        late = ", late 已逾期" if waits.is_late else ""
        signed = "、".join(waits.signers) or "nobody"
        lines.append(
            f"waiting 待签: {court} {waits.name} since {waits.since}, signed by {signed} of {waits.threshold}{late}"
        )
    lines += [f"refused 未采信: {refusal.line}" for refusal in chosen.refused]
    return lines or ["there is no batch yet"]


def removals_lines(frame: Frame) -> list[str]:
    """Totals, and a line for each court."""
    totals = count_removals(frame)
    share = "-" if totals.share_on_time is None else f"{totals.share_on_time:.1%}"
    verbs = "  ".join(f"{verb} {count}" for verb, count in totals.by_verb.items())
    lines = [f"{totals.removed} removed: {verbs}; on time {share} of {totals.judged}"]
    for court, one in count_by_court(frame).items():
        share = "-" if one.share_on_time is None else f"{one.share_on_time:.1%}"
        lines.append(f"  {court}: {one.removed}; on time {share} of {one.judged}")
    return lines


def quality_lines(month: str, compared: Frame) -> list[str]:
    """A line for each measure, beside the month before."""
    lines = [f"data quality of {month} 数据质量 (internal)"]
    for row in compared.to_dict("records"):
        field = f" {row['field']}" if isinstance(row["field"], str) and row["field"] else ""
        share, before = (_share(row[name]) for name in ("share", "share_before"))
        lines.append(f"  {row['court_code']}  {row['dataset']}  {row['measure']}{field}: {share} (before {before})")
    return lines


def _share(value: float) -> str:
    return "-" if pd.isna(value) else f"{value:.2f}"


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
        choices = [{"text": choice.text, "records": choice.records} for choice in answer.choices]
        found = {"kind": answer.kind, "part": answer.part, "count": answer.count, "unfiltered": answer.unfiltered}
        print(json.dumps({**found, "hits": hits, "choices": choices}, ensure_ascii=False))
        return
    print(f"{answer.kind}: {answer.count}")
    for choice in answer.choices:
        print(f"{choice.text}  {choice.records}")
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
    print(f"release {status.number} of {status.date}, digest {status.digest[:16]}; last good night {status.good_night}")
    for dataset, count in status.counts.items():
        print(f"  {dataset}: {count}")
    for day, count in status.next_deadlines.items():
        print(f"  due on {day}: {count}")
    for day, count in status.courts_read.items():
        print(f"  courts last read for {day}: {count}")
    for line in status.corrections:
        print(f"  {line}")
    print(f"  courts that wait for a signature: {status.waiting}; findings for courts: {status.findings}")
    for line in status.alarms:
        print(f"alarm 告警: {line}")


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
    home = demo.settings.approval.keys.parent
    options = (
        f"--court {demo.court} --key {demo_keys(demo.settings) / demo.court}.pem --settings {home / 'yangguang.toml'}"
    )
    print(f"A court reviews and signs before anything goes out; here it signs by itself. Passphrase {DEMO_PASSPHRASE}:")
    print(f"  review at      publish.py review --serve {options}")
    print(f"  approve with   publish.py approve {options}")


def _rest(hit: PublicRow) -> PublicRow:
    return {key: value for key, value in hit.items() if key not in ("id", "dataset")}


def _console() -> Console:
    return Console() if sys.stdout.isatty() else Console(width=_WIDTH)
