"""What the commands print: tables on a terminal, the same lines in a file."""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any

import pandas as pd
from rich.console import Console
from rich.table import Table

from pipeline.approval.choose import Chosen
from pipeline.approval.key_file import key_states
from pipeline.approval.modes import ApprovalMode
from pipeline.approval.registry import Registry
from pipeline.approval.six_words import six_words
from pipeline.composing.officers import DEMO_PASSPHRASE, demo_keys
from pipeline.core.findings import tell_words
from pipeline.core.frames import Frame
from pipeline.core.messages import _, joined, stored
from pipeline.core.records import SCHEMAS, Dataset, PublicRow
from pipeline.core.said import of_a_check, said
from pipeline.dry_run.check import SourceCheck
from pipeline.dry_run.why import Answer
from pipeline.night.report import Report
from pipeline.quality.completeness import percent_of
from pipeline.quality.notices import EVERY_LIST, Notice
from pipeline.quality.posters import Act, Poster
from pipeline.quality.removals import count_by_court, count_removals, count_verbs, of_the_law
from pipeline.retention.legend import tell_rules
from pipeline.retention.rules import GOES_ON_ELSEWHERE
from pipeline.state.last_pull import Withheld
from search_index.answers import Answer as Found

if TYPE_CHECKING:
    from pipeline.cli.demo import Demo

_WIDTH = 120
_ACTS = {
    Act.REMOVE: _("take down"),
    Act.REPLACE: _("replace"),
    Act.OVER: _("over"),
    Act.SOON: _("ends soon"),
}
_LONGEST_VALUE = 60
_SHOWN = 10
"""Waiting courts in a night's summary."""


def print_summary(report: Report) -> None:
    """One line per dataset, one per stage."""
    console = _console()
    for line in report.doubts:
        console.print(_("doubt: {line}").format(line=line), highlight=False, markup=False)
    table = Table(
        title=_("{date} · release {number}").format(date=report.date, number=report.number), title_justify="left"
    )
    table.add_column(_("dataset"))
    for name in (_("pulled"), _("published"), _("new"), _("changed"), _("withheld"), _("findings")):
        table.add_column(name, justify="right")
    table.add_column(_("removed by rule"))
    for dataset, n in report.datasets.items():
        removed = " ".join(f"{rule}:{count}" for rule, count in n.removed.items())
        numbers = (n.pulled, n.published, n.new, n.changed, n.withheld, n.findings)
        table.add_row(dataset, *map(str, numbers), removed)
    console.print(table)
    _print_proof(report, console)
    stages = Table(title=_("stages"), title_justify="left")
    stages.add_column(_("stage"))
    for name in (_("seconds"), _("CPU s"), _("peak MB")):
        stages.add_column(name, justify="right")
    for stage in report.stages:
        stages.add_row(stage.name, f"{stage.seconds:.1f}", f"{stage.cpu_seconds:.1f}", str(stage.peak_mb))
    console.print(stages)
    for line in (
        *(_("unknown word: {line}").format(line=line) for line in report.unknown_words),
        *withheld_lines({name: n.withheld_by for name, n in report.datasets.items()}),
        *(_("approval: {line}").format(line=line) for line in report.missed_approvals),
    ):
        console.print(line, highlight=False, markup=False)
    notes = (
        *(_("note: {note}").format(note=note) for note in report.notes),
        *(_("not confirmed: {problem}").format(problem=one) for one in report.unconfirmed),
    )
    for line in (*_approval_lines(report), *notes):
        console.print(line, highlight=False, markup=False)


def _why_told(why: str) -> str:
    """A reason of the report's numbers as it is told: rules by their code, the rest in words."""
    left_out, _colon, column = why.partition("left out: ")
    if column and not left_out:
        return _("left out: {column}").format(column=column)
    return _("stands twice") if why == "stands twice" else why


def withheld_lines(withheld: Withheld) -> Iterator[str]:
    """Why rows of each list are not public."""
    for dataset, reasons in withheld.items():
        if reasons:
            told = joined(", ", (f"{_why_told(why)} {count}" for why, count in reasons.items()))
            yield _("not public: {dataset}: {reasons}").format(dataset=dataset, reasons=told)


def _approval_lines(report: Report) -> Iterator[str]:
    """What waits for signatures, what was refused, what today's masker hides more."""
    urgent = sorted(report.waiting.items(), key=lambda pair: (not pair[1].is_late, pair[0]))
    for court, one in urgent[:_SHOWN]:
        yield _("waiting: {court} {batch} since {since}, {signed} of {threshold} signed{late}").format(
            court=court,
            batch=one.batch,
            since=one.since,
            signed=len(one.signed_by),
            threshold=one.threshold,
            late=_(", late") if one.is_late else "",
        )
    if len(urgent) > _SHOWN:
        yield _("and {count} more courts wait; `publish.py approvals` lists them").format(count=len(urgent) - _SHOWN)
    for line in report.lost:
        yield _("lost: {line}").format(line=line)
    for line in report.signatures_refused:
        yield _("refused: {line}").format(line=line)
    if report.held:
        nets = ", ".join(f"{net} {count}" for net, count in report.held.items())
        yield _("held: rows that may hold a private value, by net: {nets}; their courts' officers see where").format(
            nets=nets
        )
    for check, count in report.legality_held.items():
        yield _("held by law: {check}: {told} ({count}); `publish.py legality list` shows them").format(
            check=check, told=said(of_a_check(check)), count=count
        )
    for check, count in report.legality_told.items():
        yield _("to be looked at: {check}: {told} ({count})").format(
            check=check, told=said(of_a_check(check)), count=count
        )
    if report.hidden_more:
        yield _("today's masker hides more than was signed in {count} public record(s)").format(
            count=report.hidden_more
        )


def approvals_tree(chosen: Chosen, mode: ApprovalMode) -> dict[str, Any]:
    """Who signed what, what waits, who is late, as JSON."""
    out = {
        court: {
            "batch": str(one.name),
            "digest": one.info.digest,
            "words": six_words(one.info.digest),
            "kept": one.is_kept,
            "only_what_stands": one.only_what_stands,
            "stands_in": one.stands_in,
            "signatures": [
                {"signer": a.signer, "keyid": a.keyid, "signed_on": a.statement.signed_on} for a in one.approvals
            ],
        }
        for court, one in sorted(chosen.signed.items())
    }
    waiting = {
        court: {
            "batch": str(one.name),
            "words": six_words(one.digest) if one.digest else "",
            "since": one.since,
            "signed_by": list(one.signers),
            "threshold": one.threshold,
            "late": one.is_late,
        }
        for court, one in sorted(chosen.waiting.items())
    }
    refused = [{"court": one.court_code, "reason": one.reason.value, "line": one.line} for one in chosen.refused]
    courts = {"late": sorted(chosen.late), "unproved": sorted(chosen.unproved), "lost": dict(chosen.lost)}
    return {"mode": mode.value, "out": out, "waiting": waiting, **courts, "refused": refused}


def approvals_lines(chosen: Chosen, mode: ApprovalMode, on: date, registry: Registry | None = None) -> list[str]:
    """The same in lines; with the key file, courts are named where nobody could sign on a day."""
    lines: list[str] = []
    if mode is not ApprovalMode.COURT:
        lines.append(_("approval.mode = {mode}: batches go out without courts' signatures").format(mode=mode))
    for court, one in sorted(chosen.signed.items()):
        signers = "、".join(f"{a.signer} {a.statement.signed_on}" for a in one.approvals)
        by = signers or (_("signed before; its signatures count no more") if one.is_kept else _("nobody"))
        new = _(", only what is public already: not signed yet for this state") if one.only_what_stands else ""
        if one.stands_in:
            new = _(", only what is public already: {why}").format(why=chosen.lost.get(court, ""))
        lines.append(
            _("out: {court} {batch}, signed by {signers}{new}; {words}").format(
                court=court, batch=one.name, signers=by, new=new, words=_words(one.info.digest)
            )
        )
    for court, waits in sorted(chosen.waiting.items()):
        lines.append(
            _("waiting: {court} {batch} since {since}, signed by {signers} of {threshold}{late}; {words}").format(
                court=court,
                words=_words(waits.digest),
                batch=waits.name,
                since=waits.since,
                signers="、".join(waits.signers) or _("nobody"),
                threshold=waits.threshold,
                late=_(", late") if waits.is_late else "",
            )
        )
    nobody = [court for court in sorted(chosen.waiting) if registry is not None and not _can_sign(registry, court, on)]
    if nobody:
        lines.append(
            _("no key that is good today: {courts}; enter their officers' keys (`publish.py keys add`)").format(
                courts=", ".join(nobody)
            )
        )
    lines += [_("refused: {line}").format(line=refusal.line) for refusal in chosen.refused]
    return lines or [_("there is no batch yet")]


def _can_sign(registry: Registry, court: str, on: date) -> bool:
    return any(one.state in ("good", "ending") for one in key_states(registry, on, court))


def _words(digest: str) -> str:
    """The words that the signing page shows of the same rows."""
    return _("words to compare: {words}").format(words=six_words(digest)) if digest else _("its note is damaged")


def removals_lines(frame: Frame) -> list[str]:
    """Totals, those of the law's last days alone, and a line for each court."""
    totals, verbs = count_removals(frame), "  ".join(f"{verb} {count}" for verb, count in count_verbs(frame).items())
    law = count_removals(of_the_law(frame))
    lines = [
        _("{count} removed: {verbs}; in time {share} of {due}, on our own target {target}").format(
            count=totals.removed,
            verbs=verbs,
            share=_of_all(totals.in_time, totals.due),
            due=totals.due,
            target=_of_all(totals.on_target, totals.due),
        ),
        _("  of these with a last day of the law: in time {share} of {due}").format(
            share=_of_all(law.in_time, law.due), due=law.due
        ),
    ]
    if totals.backlog:
        lines.append(
            _("  {count} were overdue before the first release (积压), and are not judged").format(count=totals.backlog)
        )
    for court, one in count_by_court(frame).items():
        lines.append(
            _("  {court}: {count}; in time {share} of {due}").format(
                court=court, count=one.removed, share=_of_all(one.in_time, one.due), due=one.due
            )
        )
    return lines


def poster_lines(posters: Iterable[Poster]) -> list[str]:
    """A line for each court with its counts, and one for each poster."""
    lines: list[str] = []
    for court, group in groupby(posters, key=lambda one: one.court_code):
        own = list(group)
        counts = Counter(one.act for one in own)
        told = joined("  ", (f"{_ACTS[act]} {counts[act]}" for act in Act if counts[act]))
        lines.append(_("{court}: {counts}").format(court=court, counts=told))
        lines += [joined("  ", filter(None, (f"  {_ACTS[one.act]}", one.day, one.name, one.address, one.rule, one.verb, one.ground)))
                  for one in own]  # fmt: skip
    return lines or [_("no poster is to be looked after")]


def _of_all(part: int, whole: int) -> str:
    """A share to a tenth of a percent, rounded down."""
    share = percent_of(part, whole, digits=1)
    return "-" if share is None else f"{share:.1f}%"


def completeness_lines(notice: Notice) -> list[str]:
    """A line for each court and sum, all lists together, with the reasons why the rest is not public."""
    lines = [_("completeness of {month}, as of {day} (internal)").format(month=notice.month, day=notice.as_of)]
    for line in notice.lines:
        if line.dataset == EVERY_LIST:
            reasons = "  ".join(f"{title} {count}" for title, count in zip(notice.columns, line.reasons, strict=True))
            lines.append(
                _("  {court}: {public} of {due} public, {percent}; {reasons}").format(
                    court=line.name, public=line.public, due=line.due, percent=line.percent or "-", reasons=reasons
                )
            )
    return lines


def quality_lines(month: str, compared: Frame) -> list[str]:
    """A line for each measure, beside the month before."""
    lines: list[str] = [_("data quality of {month} (internal)").format(month=month)]
    for row in compared.to_dict("records"):
        field = f" {row['field']}" if isinstance(row["field"], str) and row["field"] else ""
        share, before = (_share(row[name]) for name in ("share", "share_before"))
        told = f"{row['court_code']}  {row['dataset']}  {row['measure']}{field}"
        lines.append(_("  {measure}: {share} (before {before})").format(measure=told, share=share, before=before))
    return lines


def _share(value: float) -> str:
    return "-" if pd.isna(value) else f"{value:.2f}"


def _print_proof(report: Report, console: Console) -> None:
    """How many canaries were found without masking, and per list how many valid numbers fit the person who is hidden least."""
    if report.canaries:
        console.print(_("canaries: {count} found without masking, none with it").format(count=report.canaries))
    if not report.strength:
        return
    table = Table(title=_("mask strength: valid numbers that fit"), title_justify="left")
    table.add_column(_("list"))
    table.add_column(_("persons"), justify="right")
    table.add_column(_("fewest"), justify="right")
    table.add_column(_("persons by decade"))
    for name, numbers in report.strength.items():
        decades = "  ".join(f"{decade}: {count}" for decade, count in numbers["histogram"].items())
        table.add_row(name, str(numbers["persons"]), str(numbers["fewest"]), decades)
    console.print(table)


def print_answer(answer: Found, as_json: bool) -> None:
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


def print_source_check(found: SourceCheck, as_json: bool) -> None:
    """What a night would make of the source: doubts first, then list by list."""
    if as_json:
        seconds = {**asdict(found.estimate), "seconds": found.estimate.seconds}
        print(
            json.dumps(
                stored({**asdict(found), "estimate": seconds, "severity": found.severity.name}), ensure_ascii=False
            )
        )
        return
    console = _console()
    lines = [_("does not fit: {problem}").format(problem=problem) for problem in found.problems]
    for line in (*lines, *(_("doubt: {line}").format(line=doubt) for doubt in found.doubts)):
        console.print(line, highlight=False, markup=False)
    table = Table(title=_("source on {date}: nothing was published").format(date=found.date), title_justify="left")
    table.add_column(_("dataset"))
    for name in (_("rows"), _("seconds"), _("public"), _("not public"), _("held by the detector")):
        table.add_column(name, justify="right")
    for one in found.lists:
        away = sum(one.withheld.values())
        table.add_row(one.dataset, *map(str, (one.rows, f"{one.seconds:.1f}", one.public, away, one.unshown)))
    console.print(table)
    for line in _source_lines(found):
        console.print(line, highlight=False, markup=False)


def _source_lines(found: SourceCheck) -> Iterator[str]:
    yield from withheld_lines({one.dataset.value: one.withheld for one in found.lists})
    yield from (_("reason: {line}").format(line=line) for line in tell_rules(_rules_of(found)))
    if found.this_round_only:
        told = ", ".join(f"{name} {count}" for name, count in found.this_round_only.items())
        yield _("rule: closed by 终结本次执行程序 and ended by R1: {told}. {elsewhere}").format(
            told=told, elsewhere=GOES_ON_ELSEWHERE
        )
    yield from (_("unknown word: {line}").format(line=line) for line in tell_words(found.unknown_words))
    for one in found.lists:
        for often in one.findings:
            yield _("finding: {dataset}: column {column} {reason} ({count})").format(
                dataset=one.dataset, column=often.column, reason=often.reason, count=often.count
            )
        for host, count in one.unlisted_hosts:
            yield _(
                "host: {dataset}: {host} is not listed ({count}); where the site may lead there: [[site.link_hosts]]"
            ).format(dataset=one.dataset, host=host, count=count)
        if one.blank:
            yield _("always blank: {dataset}: {columns}").format(dataset=one.dataset, columns=", ".join(one.blank))
    for one in found.lists:
        for row in one.examples:
            values = ", ".join(f"{name}={_short(value)}" for name, value in row.items())
            yield _("example: {dataset}: {values}").format(dataset=one.dataset, values=values)
    yield from (_("approval: {line}").format(line=line) for line in found.missed)
    yield from (_("note: {note}").format(note=note) for note in found.notes)
    about = found.estimate
    yield _(
        "a night would take about {seconds:.0f} s here: read {read:.0f}, judge {judge:.0f}, mask {mask:.0f}, "
        "all after it {rest:.0f}"
    ).format(seconds=about.seconds, read=about.read, judge=about.judge, mask=about.mask, rest=about.rest)


def _rules_of(found: SourceCheck) -> set[str]:
    """The rules by which rows are away; R0 is told with a column behind it."""
    return {reason.partition(" ")[0] for one in found.lists for reason in one.withheld}


def _short(value: object) -> str:
    """A value of an example row on a terminal; `--json` has the whole."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}…"


def answer_lines(answers: Iterable[Answer]) -> Iterator[str]:
    """Why a record is not public, a line a place."""
    for one in answers:
        where = " ".join(part for part in (one.dataset, one.record_id) if part)
        rule = f" [{one.rule}]" if one.rule else ""
        column = _(" column {column}:").format(column=one.column) if one.column else ""
        article = f" ({one.article})" if one.article else ""
        yield f"{where}: {_(one.stage)}{rule}:{column} {one.text}{article}".removeprefix(": ")


def print_demo(demo: "Demo", port: int) -> None:
    """The address and three things to try."""
    print()
    print(_("The site: http://127.0.0.1:{port}/   (all people in it are invented)").format(port=port))
    if not demo.name:
        print(_("The sample is too small to hold a public person; try more --records."))
        return
    print(_("Try in the search box:"))
    print(_("  a name         {name}").format(name=demo.name))
    print(_("  an ID number   {number}").format(number=demo.number))
    print(_("  a case number  {number}").format(number=demo.case_number))
    home = demo.settings.approval.keys.parent
    options = f"--court {demo.court} --key {demo_keys(demo.settings.approval) / demo.court}.pem --settings {home / 'yangguang.toml'}"
    print(
        _(
            "A court reviews and signs before anything goes out; here it signs by itself. Passphrase {passphrase}:"
        ).format(passphrase=DEMO_PASSPHRASE)
    )
    print(_("  review at      publish.py review --serve {options}").format(options=options))
    print(_("  approve with   publish.py approve {options}").format(options=options))


def _rest(hit: PublicRow) -> PublicRow:
    return {key: value for key, value in hit.items() if key not in ("id", "dataset")}


def _console() -> Console:
    return Console() if sys.stdout.isatty() else Console(width=_WIDTH)
