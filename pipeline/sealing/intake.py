"""Whether tonight's pull looks as if a mapping or a view were wrong.

A clerk's slip takes a row away here and there. A code table that was left out, a column mapped to another one, a view
that was changed take many away at once, and each of them for a reason that is right for one row. So a night is doubted

1. where many rows of a list fall out for what a wrong mapping would do,
2. where nearly all that was public of a court's list falls out so, however few rows these are,
3. where a court or a list that is public is gone from the source altogether,
4. where the shrink guard holds a list back.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from pipeline.core.findings import Cause, Effect, Finding, UnknownWord
from pipeline.core.frames import Frame, among
from pipeline.core.messages import _, joined
from pipeline.core.records import OF_CASES, Dataset
from pipeline.retention.judged_night import JudgedNight
from pipeline.retention.rules import RuleId
from pipeline.sealing.shrinkage import ALL, Pair, ShrinkVerdict, is_accepted
from pipeline.settings.source import IntakeSettings

_REASONS_TOLD = 3
NEARLY_ALL = 0.9
"""Share of what is public of a court's list that may not fall out as by a mapping, however few rows these are."""
LEAST_OF_A_LIST = 3
"""Fewer rows than this are a clerk's slip."""
LEAVES_UNREAD = (RuleId.WITHHELD, RuleId.START)
"""Under these a row leaves that cannot be read as one that is open and in force."""


@dataclass(frozen=True, slots=True)
class Intake:
    """A pull, as far as its size and its losses tell of the mapping."""

    sizes: Mapping[Dataset, int]
    """Rows of each table, before anything was left out."""
    findings: tuple[Finding, ...]
    courts: frozenset[str]
    """Courts of which the lists and notices hold a row."""
    ids: frozenset[str]
    """Opaque ids of all rows."""
    words: tuple[UnknownWord, ...] = ()
    """Words and codes that nobody knows."""


def intake_of(sizes: Mapping[Dataset, int], words: tuple[UnknownWord, ...], night: JudgedNight) -> Intake:
    """What `find_doubts` asks of a pull that was judged.

    Args:
        sizes: Rows of each table.
        words: Codes that no table of codes translates.
        night: The rows, judged.
    """
    return Intake(sizes, night.findings, night.courts_of_cases, night.ids, (*words, *night.unknown_words))


def find_doubts(
    intake: Intake,
    public: Frame,
    shrunk: ShrinkVerdict,
    options: IntakeSettings,
    accepted: Collection[Pair] = (),
    left_unread: Collection[str] = (),
) -> tuple[str, ...]:
    """What makes this pull doubtful, a sentence each: what, where, how many; no value of a row.

    Args:
        intake: Tonight's pull.
        public: What is public now: ``id``, ``dataset``, ``court_code`` (`Ledger.public`).
        shrunk: What the shrink guard says of it.
        options: Share and least number of rows.
        accepted: What `--accept-shrink` names.
        left_unread: Ids of records that left under `LEAVES_UNREAD` on a night before; as long as they cannot be read they
            count as public, so that a wrong mapping is doubted every night until it is mended.
    """
    many = dict(_fallen_out(intake, options))
    return (
        *many.values(),
        *_emptied(intake, public, accepted, left_unread, many),
        *_gone(intake, public, accepted),
        *(
            _("held back by the shrink guard: {stopped}; until {until}").format(stopped=stopped, until=stopped.until)
            for stopped in shrunk.stopped
        ),
    )


def _fallen_out(intake: Intake, options: IntakeSettings) -> Iterator[tuple[Dataset, str]]:
    for dataset, size in intake.sizes.items():
        away = _smelling(dataset, size, intake.findings)
        rows = len({finding.record_id for finding in away})
        if rows < options.least or rows < options.share * size:
            continue
        told = _reasons_of(dataset, away, intake.words)
        yield (
            dataset,
            _("{dataset}: {rows} of {size} rows fell out as if the mapping were wrong: {told}").format(
                dataset=dataset, rows=rows, size=size, told=told
            ),
        )


def _reasons_of(dataset: Dataset, away: Iterable[Finding], words: Iterable[UnknownWord]) -> str:
    """Column and reason that took most rows away, with the words that stand there."""
    reasons = Counter((finding.column, finding.reason) for finding in away)
    return joined(
        "; ",
        (
            _("column {column} {reason} ({count}){words}").format(
                column=column, reason=reason, count=count, words=_words_of(dataset, column, words)
            )
            for (column, reason), count in reasons.most_common(_REASONS_TOLD)
        ),
    )


def _emptied(
    intake: Intake, public: Frame, accepted: Collection[Pair], left_unread: Collection[str], told: Collection[Dataset]
) -> Iterator[str]:
    """Courts' lists of which nearly all that is public falls out, for a blank that hides, too; no list that is told."""
    shown = dict(zip(public["id"], zip(public["court_code"], public["dataset"], strict=True), strict=True))
    size, away = Counter(Pair(*pair) for pair in shown.values()), dict[Pair, list[Finding]]()
    for finding in intake.findings:
        is_blank = finding.cause is Cause.MISSING and finding.effect is Effect.HIDDEN
        if finding.dataset in OF_CASES and (finding.smells_of_mapping or is_blank):
            pair = Pair(*shown.get(finding.record_id, (finding.court_code, finding.dataset.value)))
            if finding.record_id in shown or finding.record_id in left_unread:
                away.setdefault(pair, []).append(finding)
    for pair, found in sorted(away.items()):
        ids = {finding.record_id for finding in found}
        of = size[pair] + len(ids - shown.keys())
        dataset = Dataset(pair.dataset)
        if len(ids) < LEAST_OF_A_LIST or len(ids) < NEARLY_ALL * of or dataset in told or is_accepted(pair, accepted):
            continue
        yield _(
            "{pair}: {count} of {of} record(s) that were public cannot be read any more, as if the mapping were wrong: {told}"
        ).format(pair=pair, count=len(ids), of=of, told=_reasons_of(dataset, found, intake.words))


def _words_of(dataset: Dataset, column: str, words: Iterable[UnknownWord]) -> str:
    """The words, or their shapes, that most rows have there."""
    own = sorted((w for w in words if w.dataset is dataset and w.column == column), key=lambda w: -w.count)
    told = joined(", ", (word.told for word in own[:_REASONS_TOLD]))
    return joined("", (": ", told)) if told else ""


def _smelling(dataset: Dataset, size: int, findings: Iterable[Finding]) -> list[Finding]:
    """The findings of a list that a mapping may have made; a column that is blank in every row is one, too."""
    own = [finding for finding in findings if finding.dataset is dataset]
    missing = Counter(one.column for one in own if one.cause is Cause.MISSING and one.effect is Effect.HIDDEN)
    blank = {column for column, count in missing.items() if count == size}
    return [one for one in own if one.smells_of_mapping or (one.column in blank and one.effect is Effect.HIDDEN)]


def _gone(intake: Intake, public: Frame, accepted: Collection[Pair]) -> Iterator[str]:
    """Courts and lists that are public and of which the source has not a single row."""
    of_cases = public[public["dataset"].isin([dataset.value for dataset in OF_CASES])]
    vanished = of_cases[~among(of_cases["id"], intake.ids)]
    for court, count in vanished.groupby("court_code").size().items():
        if court not in intake.courts and not is_accepted(Pair(str(court), ALL), accepted):
            yield _("{court}: the court is gone from the source; {count} of its records are public").format(
                court=court, count=count
            )
    for dataset in OF_CASES:
        count = int((vanished["dataset"] == dataset.value).sum())
        if count and not intake.sizes[dataset] and not is_accepted(Pair(ALL, dataset.value), accepted):
            yield _("{dataset}: the list is gone from the source; {count} of its records are public").format(
                dataset=dataset, count=count
            )
