"""The table of problems: every row can be said, and every row is what some facts amount to."""

import re
import string
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.cli.status_lines import status_lines
from pipeline.composing.lost_state import FOREIGN
from pipeline.core.exit_statuses import TRIED_AGAIN, ExitStatus
from pipeline.night.run_note import RunNote
from pipeline.state.last_pull import LastPull
from pipeline.watch.facts import (
    CorrectionFact,
    Damage,
    Disk,
    Ending,
    Facts,
    Options,
    Outside,
    Part,
    PublicNote,
    RecordFacts,
    ReleaseFacts,
    SignatureFacts,
    Witnessing,
)
from pipeline.watch.judge import problems_of
from pipeline.watch.problems import Code, Language, Problem, Urgency, alarms_of, fold, rows
from pipeline.watch.reference import exit_table, problems_table
from pipeline.watch.status import status_of
from pipeline.watch.wording import Wording, public_lines

TODAY = date(2026, 11, 26)
"""A Thursday."""
AT = datetime.fromisoformat("2026-11-26T07:30:00+08:00")
ALL_WELL = Facts(
    on=TODAY,
    at=AT,
    options=Options(is_told=True),
    release=ReleaseFacts(12, "2026-11-26", "d" * 64, {"dishonest_debtors": 90, "exit_bans": 10}, "2026-11-01"),
    records=RecordFacts(reads={"浙0106": "2026-11-26"}, deadlines={"2026-11-26": 1}),
    good_night="2026-11-26",
    runs={"nightly": RunNote("nightly", "2026-11-26", "2026-11-26T01:30:00+08:00", "2026-11-26T02:30:00+08:00")},
    public=PublicNote(12, "2026-11-26"),
    backup=AT - timedelta(hours=5),
    disks=(Disk("state", 5000, 200, 10**6, 20_000), Disk("public", 5000, 200)),
)


def ran(what: str = "nightly", status: int = 0, began: str = "2026-11-26T01:30:00+08:00", **more: str) -> RunNote:
    return RunNote(
        what,
        "2026-11-26",
        began,
        ended=more.get("ended", began),
        exit_status=status,
        line=more.get("line", "why"),
        stage="scan",
    )


def runs(*notes: RunNote) -> dict[str, RunNote]:
    return {note.what: note for note in notes}


def signed(**changes: object) -> Facts:
    return replace(ALL_WELL, signatures=replace(SignatureFacts(), **changes))  # type: ignore[arg-type]


def recorded(**changes: object) -> Facts:
    return replace(ALL_WELL, records=replace(ALL_WELL.records, **changes))  # type: ignore[arg-type]


def ends(code: Code, day: str) -> Facts:
    return replace(ALL_WELL, endings=(Ending(code, "it", date.fromisoformat(day)),))


CASES: Mapping[Code, Facts] = {
    Code.STATE_CLOSED: replace(ALL_WELL, owner="yangguang"),
    Code.STATE_DAMAGED: replace(ALL_WELL, damages=(Damage(Part.LEDGER, "ledger.sqlite", "malformed"),)),
    Code.BATCHES_DAMAGED: replace(ALL_WELL, damages=(Damage(Part.BATCHES, "batches", "was edited"),)),
    Code.FILE_UNREADABLE: replace(ALL_WELL, damages=(Damage(Part.FILE, "[scan] allow_list", "no TOML"),)),
    Code.STATE_MISSING: replace(ALL_WELL, release=ReleaseFacts()),
    Code.STATE_OUTDATED: replace(ALL_WELL, public=PublicNote(13, "2026-11-26")),
    Code.PUBLIC_DIFFERS: replace(ALL_WELL, public=PublicNote(11, "2026-11-25")),
    Code.PUBLIC_MISSING: replace(ALL_WELL, public=None),
    Code.NOTHING_PUBLISHED: replace(ALL_WELL, release=ReleaseFacts(), public=None),
    Code.NIGHT_NOT_STARTED: replace(ALL_WELL, runs=runs(ran(began="2026-11-25T01:30:00+08:00"))),
    Code.NO_GOOD_NIGHT: replace(ALL_WELL, good_night="2026-11-24"),
    Code.RUN_DIED: replace(ALL_WELL, runs=runs(ran(ended=""))),
    Code.RUN_HANGS: replace(ALL_WELL, runs=runs(ran(ended="")), is_at_work=True),
    Code.RUN_SETTINGS: replace(ALL_WELL, runs=runs(ran(status=2))),
    Code.RUN_SOURCE: replace(ALL_WELL, runs=runs(ran(status=3))),
    Code.RUN_STATE: replace(ALL_WELL, runs=runs(ran(status=4))),
    Code.RUN_REFUSED: replace(ALL_WELL, runs=runs(ran(status=5))),
    Code.RUN_LEAK: replace(ALL_WELL, runs=runs(ran(status=6))),
    Code.RUN_TARGET: replace(ALL_WELL, runs=runs(ran(status=7))),
    Code.RUN_KEY: replace(ALL_WELL, runs=runs(ran(status=8))),
    Code.RUN_DIFFERING: replace(ALL_WELL, runs=runs(ran(status=29))),
    Code.RUN_UNEXPECTED: replace(ALL_WELL, runs=runs(ran(status=70))),
    Code.RUN_SHORTAGE: replace(ALL_WELL, runs=runs(ran(status=71))),
    Code.RUN_INTERRUPTED: replace(ALL_WELL, runs=runs(ran(status=130))),
    Code.RUN_FAILED: replace(ALL_WELL, runs=runs(ran(status=99))),
    Code.RECORDS_OVERDUE: recorded(deadlines={"2026-11-25": 2, "2026-11-24": 1, "2026-11-26": 7}),
    Code.TAKEDOWNS_OPEN: recorded(takedowns_open=1),
    Code.REMOVALS_UNCONFIRMED: recorded(unconfirmed=3, unconfirmed_since="2026-11-20"),
    Code.PURGE_PENDING: replace(ALL_WELL, purge_pending=4, purge_since="2026-11-25"),
    Code.CORRECTIONS_OVERDUE: replace(ALL_WELL, corrections=(CorrectionFact(3, "浙0106", "2026-11-25"),)),
    Code.CORRECTIONS_DUE: replace(ALL_WELL, corrections=(CorrectionFact(3, "浙0106", "2026-11-26"),)),
    Code.HIDDEN_UNREAD: recorded(reads={"浙0106": "2026-11-24"}),
    Code.HIDDEN_TOMORROW: recorded(reads={"浙0106": "2026-11-25"}, by_court={"浙0106": {"exit_bans": 4}}),
    Code.GUARD_HOLDS: replace(ALL_WELL, pull=LastPull("2026-11-26", (), {"浙0106:exit_bans": "2026-11-30"})),
    Code.GUARD_LETS_GO: replace(ALL_WELL, pull=LastPull("2026-11-26", (), {"浙0106:exit_bans": "2026-11-27"})),
    Code.PULL_DOUBTED: replace(ALL_WELL, pull=LastPull("2026-11-26", ("exit_bans: 40 of 40 rows fell out",))),
    Code.LIST_EMPTY: replace(
        ALL_WELL, release=replace(ALL_WELL.release, counts={"exit_bans": 0}, most={"exit_bans": (10, "2026-11-25")})
    ),
    Code.LIST_SHRUNKEN: replace(
        ALL_WELL, release=replace(ALL_WELL.release, most={"dishonest_debtors": (120, "2026-11-25")})
    ),
    Code.COURTS_LATE: signed(late=("浙0106", "浙0108")),
    Code.ROWS_HELD: replace(ALL_WELL, held={"浙0106": 3}, held_nets=("home", "plate")),
    Code.LEGALITY_HELD: replace(ALL_WELL, legality={"浙0106": 2}, legality_checks=("firms_people", "not_served")),
    Code.BATCHES_LOST: signed(lost=(("浙0106", "no batch of 浙0106 is there"),)),
    Code.BATCHES_UNPROVED: signed(unproved=("浙0106",)),
    Code.KEY_FILE_BROKEN: signed(key_file_problem="keys.toml is no TOML"),
    Code.SIGNATURES_REFUSED: signed(refused=(("浙0106", "key 3f7a1234 expired"),)),
    Code.ROLE_KEY_ENDS: ends(Code.ROLE_KEY_ENDS, "2026-12-26"),
    Code.OFFICER_KEY_ENDS: ends(Code.OFFICER_KEY_ENDS, "2026-12-26"),
    Code.SECURITY_TXT_ENDS: ends(Code.SECURITY_TXT_ENDS, "2026-12-26"),
    Code.LAW_ENDS: ends(Code.LAW_ENDS, "2026-12-26"),
    Code.GATE_CLOSED: replace(ALL_WELL, gate=("[privacy] contact is empty",)),
    Code.CERTIFICATE_ENDS: ends(Code.CERTIFICATE_ENDS, "2026-12-26"),
    Code.ALLOW_LIST_ENDS: ends(Code.ALLOW_LIST_ENDS, "2026-12-26"),
    Code.RELEASE_EXPIRED: replace(ALL_WELL, release=replace(ALL_WELL.release, date="2026-11-11")),
    Code.WITNESS_STALE: replace(ALL_WELL, witnessing=Witnessing(date(2026, 11, 22))),
    Code.WITNESS_ABSENT: replace(ALL_WELL, witnessing=Witnessing(None)),
    Code.CALENDAR_MISSING: replace(ALL_WELL, missing_year=2027),
    Code.BACKUP_OLD: replace(ALL_WELL, backup=AT - timedelta(days=3)),
    Code.BACKUP_NEVER: replace(ALL_WELL, backup=None),
    Code.DISK_LOW: replace(ALL_WELL, disks=(Disk("state", 150, 200),)),
    Code.DISK_FILES_LOW: replace(ALL_WELL, disks=(Disk("state", 5000, 200, 19_000, 20_000),)),
    Code.RELEASE_AHEAD: replace(ALL_WELL, release=replace(ALL_WELL.release, date="2026-11-27")),
    Code.CLOCK_BEHIND: replace(ALL_WELL, runs=runs(ran(began="2026-11-26T08:30:00+08:00"))),
    Code.CLOCK_AHEAD: replace(ALL_WELL, release=replace(ALL_WELL.release, date="2026-10-20")),
    Code.CLOCK_DIFFERS: replace(
        ALL_WELL, outside=Outside("https://zxgk.example.cn", "", PublicNote(12, "2026-11-26"), -600)
    ),
    Code.SITE_UNREACHABLE: replace(ALL_WELL, outside=Outside("https://zxgk.example.cn", "no answer in time")),
    Code.SITE_DIFFERS: replace(ALL_WELL, outside=Outside("https://zxgk.example.cn", "", PublicNote(11, "2026-11-25"))),
    Code.ALERT_UNSENT: replace(ALL_WELL, unsent=("mail: the mail server answers 421",)),
    Code.ALERTS_UNSET: replace(ALL_WELL, options=Options()),
}


def codes(facts: Facts) -> set[Code]:
    return {problem.code for problem in problems_of(facts)}


def test_a_deployment_in_order_has_no_problem() -> None:
    assert problems_of(ALL_WELL) == []


def test_every_code_has_its_row_and_its_case() -> None:
    assert set(rows()) == set(Code)
    assert set(CASES) == set(Code) - {Code.SETTINGS_BROKEN}, "of broken settings the command itself knows"


@pytest.mark.parametrize("code", CASES)
def test_facts_amount_to_their_problem_and_both_sentences_can_be_said(code: Code) -> None:
    found = [problem for problem in problems_of(CASES[code]) if problem.code is code]
    assert len(found) == 1
    for language in ("zh", "en"):
        sentence = found[0].sentence(language)
        assert "{" not in sentence + found[0].remedy(language)
        assert "\n" not in sentence + found[0].remedy(language)
    assert found[0].number >= 1
    assert found[0].key.startswith(code)


@pytest.mark.parametrize("code", Code)
def test_both_languages_tell_the_same_facts(code: Code) -> None:
    row = rows()[code]
    named = [
        {name for _, name, _, _ in string.Formatter().parse(row.sentence[language]) if name}
        for language in row.sentence
    ]
    left_out = {"records", "lists", "since", "days"}  # told of in one language, counted in the other
    assert named[0] ^ named[1] <= left_out
    assert re.findall(r"`([a-z.]+ [a-z-]+)", row.remedy["zh"]) == re.findall(r"`([a-z.]+ [a-z-]+)", row.remedy["en"])
    assert re.search("[\u4e00-\u9fff]", row.sentence["en"] + row.remedy["en"]) is None


def test_each_exit_status_of_a_night_has_its_problem() -> None:
    told = {row.exit_status for row in rows().values() if row.exit_status is not None}
    assert told == {int(status) for status in TRIED_AGAIN} | {int(ExitStatus.ALERT_UNSENT)}


def test_the_most_urgent_stands_first() -> None:
    facts = replace(
        ALL_WELL, backup=None, signatures=SignatureFacts(late=("浙0106",)), runs=runs(ran(status=6)), missing_year=2027
    )
    found = problems_of(facts)
    assert [problem.code for problem in found] == [
        Code.RUN_LEAK,
        Code.COURTS_LATE,
        Code.CALENDAR_MISSING,
        Code.BACKUP_NEVER,
    ]
    assert [problem.code for problem in alarms_of(found)] == [Code.RUN_LEAK, Code.COURTS_LATE]


def test_a_cause_stands_before_what_it_causes() -> None:
    unread = replace(ALL_WELL.records, reads={"浙0106": "2026-11-24"}, deadlines={"2026-11-25": 2})
    facts = replace(ALL_WELL, runs=runs(ran(status=3)), good_night="2026-11-24", records=unread, backup=None)
    first, second = fold(problems_of(facts))
    assert first.cause.code is Code.RUN_SOURCE
    assert [one.code for one in first.effects] == [Code.NO_GOOD_NIGHT, Code.RECORDS_OVERDUE, Code.HIDDEN_UNREAD]
    assert (first.cause.urgency, first.urgency) == (Urgency.WORKDAY, Urgency.NOW), "as urgent as what it causes"
    assert second.cause.code is Code.BACKUP_NEVER
    lines = list(Wording("zh").told(first))
    assert lines[0].startswith("【立即】nightly 读不到数据源")
    assert [line[:9] for line in lines[2:]] == ["    ↳ 由此："] * 3
    alone = replace(ALL_WELL, good_night="2026-11-24")
    assert [group.cause.code for group in fold(problems_of(alone))] == [Code.NO_GOOD_NIGHT], (
        "without its cause it stands"
    )


def test_a_cause_is_found_through_what_stands_between() -> None:
    ends_now = replace(ends(Code.ALLOW_LIST_ENDS, "2026-11-25"), runs=runs(ran(status=5)), good_night="2026-11-24")
    (group,) = fold(problems_of(ends_now))
    assert group.cause.code is Code.ALLOW_LIST_ENDS
    assert {one.code for one in group.effects} == {Code.RUN_REFUSED, Code.NO_GOOD_NIGHT}


def test_no_problem_causes_itself() -> None:
    def above(code: Code) -> set[Code]:
        return {cause for one in rows()[code].caused_by for cause in (one, *above(one))}

    for code in Code:
        assert code not in above(code)


@pytest.mark.parametrize(
    ("status", "tries", "minutes", "again"),
    [(3, 1, 5, "02:45"), (3, 4, 5, ""), (3, 0, 5, ""), (5, 1, 5, ""), (7, 2, 5, "02:45"), (3, 1, 20, "")],
)
def test_the_next_try_is_told_with_its_time(status: int, tries: int, minutes: int, again: str) -> None:
    ended = "2026-11-26T02:30:00+08:00"
    note = replace(ran(status=status, ended=ended), tries=tries)
    at = datetime.fromisoformat(ended) + timedelta(minutes=minutes)
    (problem,) = problems_of(replace(ALL_WELL, at=at, backup=at, runs=runs(note)))
    assert problem.facts["again"] == again
    assert ("自动再试" in problem.sentence("zh")) is bool(again)
    assert (again in problem.sentence("en")) or not again


@pytest.mark.parametrize("code", CASES)
def test_no_english_sentence_stands_in_a_chinese_one(code: Code) -> None:
    told = "the source does not answer within thirty seconds; look at the network"
    for problem in problems_of(CASES[code]):
        facts = {name: told if name in ("why", "doubts", "ways") else value for name, value in problem.facts.items()}
        said = replace(problem, facts=facts).sentence("zh")
        assert not re.search(r"[a-z]+ [a-z]+ [a-z]+ [a-z]+", said), said


def test_a_run_is_told_in_chinese_as_it_was_noted_in_chinese() -> None:
    english = "public exists and was not made by us; move it away, or set target.path to a new name"
    note = replace(ran(status=7, line=english), chinese="public 已经存在而不是本程序制作的；请移走它")
    problem = next(one for one in problems_of(replace(ALL_WELL, runs=runs(note))) if one.code is Code.RUN_TARGET)
    assert problem.sentence("zh").endswith("：public 已经存在而不是本程序制作的；请移走它")
    assert problem.sentence("en").endswith(english)


def test_line_one_says_how_far_the_data_reach() -> None:
    for days, said in (
        ((), ""),
        (("2026-11-25",), "数据截至 2026-11-25"),
        (("2026-11-20", "2026-11-25"), "各院数据截至 2026-11-20 至 2026-11-25"),
    ):
        line = next(public_lines(replace(ALL_WELL, public=PublicNote(12, "2026-11-26", as_of=days)), Wording("zh")))
        assert said in line
    bucket = replace(ALL_WELL, public=None, is_folder=False, signatures=SignatureFacts(as_of=("2026-11-24",)))
    assert "data as of 2026-11-24" in next(public_lines(bucket, Wording("en")))


LATER = "2026-11-26T05:00:00+08:00"


@pytest.mark.parametrize(
    ("first", "later", "is_mended"),
    [
        (ran(status=7), ran("publish", 0, LATER), True),
        (ran(status=7), ran("publish", 9, LATER), True),
        (ran(status=7), ran("publish", 7, LATER), False),
        (ran(status=7), ran("takedown", 0, LATER), False),
        (ran(status=6), ran("publish", 0, LATER), False),
        (ran(status=3), ran("publish", 0, LATER), False),
        (ran(ended=""), ran("publish", 0, LATER), True),
        (ran("publish", 7), ran("nightly", 0, LATER), True),
        (ran("publish", 7), ran("nightly", 6, LATER), False),
        (ran("takedown", 7), ran("publish", 0, LATER), True),
        (ran("takedown", 7, LATER), ran("publish", 0), False),
    ],
)
def test_a_run_is_mended_by_a_later_one_that_did_as_much(first: RunNote, later: RunNote, is_mended: bool) -> None:
    told = {problem.facts["what"] for problem in problems_of(replace(ALL_WELL, runs=runs(first, later)))}
    assert (first.what not in told) == is_mended


def test_a_mistake_at_a_terminal_wakes_nobody() -> None:
    assert codes(replace(ALL_WELL, runs={**ALL_WELL.runs} | runs(ran("takedown", 4)))) == set()


def test_a_run_at_work_is_no_problem_and_what_it_leaves_open_meanwhile_is_none() -> None:
    at_work = replace(
        CASES[Code.REMOVALS_UNCONFIRMED],
        is_at_work=True,
        runs=runs(ran(ended="", began="2026-11-26T06:30:00+08:00")),
        public=PublicNote(13, "2026-11-26"),
        purge_pending=3,
        purge_since="2026-11-26",
    )
    assert codes(at_work) == set()


@pytest.mark.parametrize(
    ("day", "urgency"),
    [
        ("2026-12-27", None),
        ("2026-12-26", Urgency.SOON),
        ("2026-12-04", Urgency.SOON),
        ("2026-12-03", Urgency.WORKDAY),
        ("2026-11-26", Urgency.WORKDAY),
        ("2026-11-25", Urgency.NOW),
    ],
)
def test_what_ends_becomes_more_urgent(day: str, urgency: Urgency | None) -> None:
    assert [problem.urgency for problem in problems_of(ends(Code.ROLE_KEY_ENDS, day))] == (
        [] if urgency is None else [urgency]
    )


@pytest.mark.parametrize(
    ("on", "read", "told"),
    [
        ("2026-11-26", "2026-11-26", set()),
        ("2026-11-27", "2026-11-26", {Code.HIDDEN_TOMORROW}),  # Friday, Saturday and Sunday warn of Monday
        ("2026-11-28", "2026-11-26", {Code.HIDDEN_TOMORROW}),
        ("2026-11-29", "2026-11-26", {Code.HIDDEN_TOMORROW}),
        ("2026-11-30", "2026-11-26", {Code.HIDDEN_UNREAD}),
        ("2026-09-30", "2026-09-29", {Code.HIDDEN_TOMORROW}),  # National Day: 8 October is the next working day
        ("2026-10-07", "2026-09-29", {Code.HIDDEN_TOMORROW}),
        ("2026-10-08", "2026-09-29", {Code.HIDDEN_UNREAD}),
    ],
)
def test_hiding_is_told_the_working_day_before(on: str, read: str, told: set[Code]) -> None:
    facts = replace(recorded(reads={"浙0106": read}), on=date.fromisoformat(on))
    assert codes(facts) & {Code.HIDDEN_TOMORROW, Code.HIDDEN_UNREAD} == told


@pytest.mark.parametrize(
    ("on", "told"),
    [
        ("2026-11-26", Code.GUARD_HOLDS),
        ("2026-11-27", Code.GUARD_LETS_GO),
        ("2026-11-29", Code.GUARD_LETS_GO),
    ],
)
def test_what_the_shrink_guard_lets_go_is_told_the_working_day_before(on: str, told: Code) -> None:
    pull = LastPull("2026-11-26", (), {"浙0106:exit_bans": "2026-11-30"})
    found = codes(replace(ALL_WELL, pull=pull, on=date.fromisoformat(on)))
    assert found & {Code.GUARD_HOLDS, Code.GUARD_LETS_GO} == {told}


def test_the_calendar_becomes_urgent_in_the_middle_of_december() -> None:
    def urgency(day: str) -> Urgency:
        facts = replace(ALL_WELL, missing_year=2027, on=date.fromisoformat(day))
        return next(one.urgency for one in problems_of(facts) if one.code is Code.CALENDAR_MISSING)

    assert [urgency(day) for day in ("2026-11-15", "2026-12-14", "2026-12-15")] == [
        Urgency.SOON,
        Urgency.SOON,
        Urgency.WORKDAY,
    ]


def test_a_list_is_named_by_its_title_in_chinese() -> None:
    (problem,) = problems_of(CASES[Code.GUARD_HOLDS])
    assert "浙0106:限制出境" in problem.sentence("zh")
    assert "浙0106:exit_bans" in problem.sentence("en")


def test_the_age_of_a_problem_does_not_make_it_another_one() -> None:
    old, older = (Problem(Code.NO_GOOD_NIGHT, {"since": "2026-11-20", "days": days}) for days in (3, 4))
    assert old.key == older.key
    one, two = (Problem(Code.COURTS_LATE, {"courts": court, "count": 1}) for court in ("浙0106", "浙0108"))
    assert one.key != two.key


def test_a_damaged_state_asks_for_no_backup_of_it() -> None:
    found = codes(replace(CASES[Code.STATE_DAMAGED], backup=None, release=ReleaseFacts()))
    assert found == {Code.STATE_DAMAGED}


FOREIGN_LINE = f"release 13 of 2026-11-26 is public, this state folder knows release 12 as its last: {FOREIGN}"
OLD_COPY = replace(
    ALL_WELL,
    public=PublicNote(13, "2026-11-26", "e" * 64),
    records=replace(
        ALL_WELL.records,
        deadlines={"2026-11-20": 3},
        reads={"浙0106": "2026-11-25"},
        unconfirmed=2,
        unconfirmed_since="2026-11-20",
    ),
    release=replace(ALL_WELL.release, most={"dishonest_debtors": (900, "2026-11-25")}),
    good_night="2026-11-20",
    backup=None,
    runs=runs(ran(status=4, line=FOREIGN_LINE)),
)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, {Code.STATE_OUTDATED}),
        ({"disks": (Disk("state", 1, 200),)}, {Code.STATE_OUTDATED, Code.DISK_LOW}),
        ({"runs": runs(ran(status=6))}, {Code.STATE_OUTDATED, Code.RUN_LEAK}),
        ({"public": None, "is_folder": False}, {Code.STATE_OUTDATED}),
        ({"public": None, "is_folder": False, "release": ReleaseFacts()}, {Code.STATE_OUTDATED}),
        ({"release": ReleaseFacts()}, {Code.STATE_MISSING}),
        (
            {"release": replace(ALL_WELL.release, to_come=f"13 {'e' * 64}"), "runs": runs(ran(ended=""))},
            {Code.RUN_DIED},
        ),
        ({"release": replace(ALL_WELL.release, to_come=f"13 {'a' * 64}")}, {Code.STATE_OUTDATED}),
    ],
)
def test_what_only_an_old_ledger_believes_is_not_told(changes: dict[str, object], told: set[Code]) -> None:
    facts = replace(OLD_COPY, **changes)  # type: ignore[arg-type]
    assert {group.cause.code for group in fold(problems_of(facts))} == told
    assert "不明" in next(public_lines(facts, Wording("zh")))


def test_a_status_shows_no_deadline_of_an_old_ledger() -> None:
    said = "\n".join(status_lines(status_of(OLD_COPY), OLD_COPY, Wording("zh")))
    assert "2026-11-20" not in said
    assert "台账所知最后一期：第 12 期（2026-11-26），不是网站上的一期" in said


def test_the_remedy_of_an_old_copy_is_the_back_up_and_not_publish() -> None:
    ((problem, _),) = [group.all for group in fold(problems_of(OLD_COPY))]
    for language in ("zh", "en"):
        commands = re.findall("`publish.py ([^`]+)`", problem.remedy(language))
        assert commands == ["restore FILE --identity KEY", "nightly", "nightly --new-state"]


def test_a_release_of_a_day_to_come_is_one_alarm_that_names_the_way_out() -> None:
    refused = RunNote("nightly", "2026-11-26", "2026-11-26T01:30:00+08:00", "2026-11-26T01:30:01+08:00", 4, "why")
    ahead = replace(ALL_WELL, release=replace(ALL_WELL.release, date="2026-12-09"), runs=runs(refused))
    ((problem, _),) = [group.all for group in fold(problems_of(ahead))]
    assert problem.code is Code.RELEASE_AHEAD
    page = (Path(__file__).parents[3] / "docs" / "operating.md").read_text(encoding="utf-8")
    section = page[page.index("*The clock is wrong.*") :].partition("\n- *")[0]
    for language in ("zh", "en"):
        commands = re.findall("`([^`]+)`", problem.remedy(language))
        out = [one for one in commands if one not in ("timedatectl status", "publish.py status")]
        assert "--date" not in problem.remedy(language)
        assert out == [one for one in re.findall("`([^`]+)`", section) if " " in one]
    assert codes(replace(ahead, is_today=False)) >= {Code.RUN_STATE}


@pytest.mark.parametrize(("language", "warning"), [("zh", "勿动公开位置"), ("en", "leave the public place alone")])
def test_who_has_no_back_up_reads_so_before_the_public_place_is_taken_away(language: Language, warning: str) -> None:
    remedy = rows()[Code.RELEASE_AHEAD].remedy[language]
    assert remedy.index(warning) < remedy.index("release.json")


def test_an_empty_list_sends_to_the_rule_that_emptied_it() -> None:
    (problem,) = [one for one in problems_of(CASES[Code.LIST_EMPTY]) if one.code is Code.LIST_EMPTY]
    for language in ("zh", "en"):
        commands = re.findall("`publish.py ([^`]+)`", problem.remedy(language))
        assert [one.split(" --")[0] for one in commands] == [
            "status",
            "source rules",
            "source check",
            "approvals",
            "nightly",
        ]


def test_the_settings_file_is_named_only_where_a_command_asks_for_it() -> None:
    words = Wording("zh", settings="there.toml")
    assert words.command("source rules --chinese") == "publish.py source rules --chinese"
    assert words.command("keys new --court COURT") == "publish.py keys new --court COURT"
    assert words.command("keys add FILE") == "publish.py keys add FILE --settings there.toml"
    assert words.command("release-keys show") == "publish.py release-keys show --settings there.toml"
    assert words.command("source check") == "publish.py source check --settings there.toml"


def test_a_whole_court_that_is_gone_has_its_own_form_of_the_answer() -> None:
    (problem,) = [one for one in problems_of(CASES[Code.PULL_DOUBTED]) if one.code is Code.PULL_DOUBTED]
    for language in ("zh", "en"):
        assert "COURT:all" in problem.remedy(language)


def test_while_the_key_file_cannot_be_read_no_court_is_asked_to_sign_again() -> None:
    facts = signed(
        key_file_problem="line 497", key_file="/etc/keys.toml", refused=(("浙0106", "key is not in the file"),)
    )
    (problem,) = problems_of(facts)
    assert problem.code is Code.KEY_FILE_BROKEN
    assert "/etc/keys.toml" in problem.remedy("zh")


def test_what_lies_below_releases_is_not_to_be_found_in_the_case_system() -> None:
    for code in (Code.RUN_LEAK, Code.RUN_REFUSED):
        assert all("releases/" in rows()[code].remedy[language] for language in ("zh", "en"))


@pytest.mark.parametrize(
    ("facts", "line"),
    [
        (recorded(deadlines={}), "现在公开：第 12 期（2026-11-26），共 100 条；逾期未撤 0 条"),
        (
            replace(
                recorded(deadlines={"2026-11-25": 2, "2026-11-26": 1}),
                public=PublicNote(12, "2026-11-26", "", {"a": 7}),
            ),
            "现在公开：第 12 期（2026-11-26），共 7 条；逾期未撤 2 条；今日到期仍在公开 1 条",
        ),
        (
            replace(
                recorded(deadlines={}), runs=runs(ran(status=71)), release=replace(ALL_WELL.release, date="2026-11-25")
            ),
            "现在公开：第 12 期（2026-11-26），共 100 条；逾期未撤 0 条；nightly 未完成，应撤的可能仍在公开"
            "（逾期数只据台账已记的期限，即 2026-11-25 所知；此后案件系统中新出现的撤下事由还不知道）",
        ),
        (
            replace(recorded(deadlines={}), runs={**ALL_WELL.runs} | runs(ran("takedown", 4))),
            "现在公开：第 12 期（2026-11-26），共 100 条；逾期未撤 0 条",
        ),
        (
            replace(recorded(deadlines={}), runs=runs(ran(status=6))),
            "现在公开：第 12 期（2026-11-26），共 100 条；逾期未撤 0 条",
        ),
        (
            replace(OLD_COPY, public=PublicNote(13, "2026-11-27", "", {"a": 7})),
            "现在公开：第 13 期（2026-11-27），共 7 条；到期情况不明（台账缺失、损坏或不是最新）",
        ),
    ],
)
def test_the_first_line_counts_what_is_public(facts: Facts, line: str) -> None:
    assert next(public_lines(facts, Wording("zh"))) == line


def test_a_run_that_died_has_no_exit_status_beside_it() -> None:
    facts = CASES[Code.RUN_DIED]
    spoken: tuple[tuple[Language, str], ...] = (("zh", "没有结束"), ("en", "not ended"))
    for language, said in spoken:
        (line,) = [
            one for one in status_lines(status_of(facts), facts, Wording(language)) if said in one and "nightly" in one
        ][-1:]
        assert "退出码" not in line
        assert "exit status" not in line


@pytest.mark.parametrize("name", ["operating.md", "operating.zh.md"])
@pytest.mark.parametrize("table", [problems_table(), exit_table()], ids=["problems", "exits"])
def test_the_docs_hold_the_tables_as_they_are_made(table: str, name: str) -> None:
    page = Path(__file__).parents[3] / "docs" / name
    assert table in page.read_text(encoding="utf-8"), "put in what `python -m pipeline.watch.reference` prints"


def only(facts: Facts, code: Code) -> Problem:
    (found,) = (problem for problem in problems_of(facts) if problem.code is code)
    return found


def test_an_empty_list_says_for_what_most_of_its_rows_are_away() -> None:
    facts = replace(CASES[Code.LIST_EMPTY], pull=LastPull("2026-11-26", (), {}, {"exit_bans": {"R1": 1, "R6": 9}}))
    assert only(facts, Code.LIST_EMPTY).sentence("en").endswith("; most often for R6: 9 row(s)")
    assert only(facts, Code.LIST_EMPTY).sentence("zh").endswith("；最多的原因：R6（9 条）")
    gone = replace(facts, pull=LastPull(), release=replace(facts.release, left={"exit_bans": {"R9": 10}}))
    assert only(gone, Code.LIST_EMPTY).sentence("en").endswith("; most often for R9: 10 row(s)")


@pytest.mark.parametrize(
    ("before", "now", "is_told"), [(6, 1, True), (6, 3, True), (5, 3, False), (7, 4, False), (90, 71, False)]
)
def test_a_small_list_that_lost_half_is_told(before: int, now: int, is_told: bool) -> None:
    release = replace(ALL_WELL.release, counts={"exit_bans": now}, most={"exit_bans": (before, "2026-11-25")})
    assert (Code.LIST_SHRUNKEN in codes(replace(ALL_WELL, release=release))) is is_told


def test_a_doubted_pull_says_what_left_list_by_list() -> None:
    release = replace(ALL_WELL.release, left={"dishonest_debtors": {"R9": 5}, "exit_bans": {"R1": 1, "R9": 4}})
    facts = replace(CASES[Code.PULL_DOUBTED], release=release)
    said = only(facts, Code.PULL_DOUBTED)
    assert said.sentence("en").endswith("; left that day: dishonest_debtors 5 (R9 5), exit_bans 5 (R9 4, R1 1)")
    assert "当日撤下：失信被执行人 5 条（R9 5）" in said.sentence("zh")
    earlier = replace(facts, release=replace(release, date="2026-11-25"))
    assert "left that day" not in only(earlier, Code.PULL_DOUBTED).sentence("en"), "of another night"


def test_a_night_that_left_no_trace_is_told_with_the_last_that_did() -> None:
    older = replace(ran(), date="2026-11-24")
    facts = replace(CASES[Code.NO_GOOD_NIGHT], runs=runs(older))
    assert "上次 nightly（2026-11-24）之后没有运行的痕迹" in only(facts, Code.NO_GOOD_NIGHT).sentence("zh")
    failed = replace(facts, runs=runs(replace(older, exit_status=6)))
    assert "痕迹" not in only(failed, Code.NO_GOOD_NIGHT).sentence("zh"), "its failure is the cause"
    assert "痕迹" not in only(CASES[Code.NO_GOOD_NIGHT], Code.NO_GOOD_NIGHT).sentence("zh"), "it ran"


def test_the_first_line_says_why_nothing_may_be_overdue_and_something_must_go() -> None:
    facts = replace(
        ALL_WELL,
        runs=runs(ran(status=7)),
        release=replace(ALL_WELL.release, date="2026-11-25"),
        good_night="2026-11-25",
    )
    line = next(public_lines(facts, Wording("zh")))
    assert "逾期未撤 0 条" in line
    assert "nightly 未完成，应撤的可能仍在公开（逾期数只据台账已记的期限，即 2026-11-25 所知" in line
    assert "knew on 2026-11-25" in next(public_lines(facts, Wording("en")))


def test_caches_that_did_not_forget_are_told_with_cause_and_kind_of_record() -> None:
    failed = ran(status=7, line="release 1 is written, but not confirmed: caches were not emptied (OSError)")
    facts = replace(CASES[Code.PURGE_PENDING], runs=runs(failed))
    said = only(facts, Code.PURGE_PENDING)
    assert said.sentence("en").endswith("caches were not emptied (OSError)")
    assert "no removed record is among them" in said.sentence("en")
    removed = replace(facts, records=replace(facts.records, unconfirmed_lists={"exit_bans": 2, "dishonest_debtors": 1}))
    assert "（撤下的记录：失信被执行人 1、限制出境 2）" in only(removed, Code.PURGE_PENDING).sentence("zh")


def test_an_officers_key_that_has_ended_waits_for_office_hours() -> None:
    assert only(ends(Code.OFFICER_KEY_ENDS, "2026-11-25"), Code.OFFICER_KEY_ENDS).urgency is Urgency.WORKDAY
    assert only(ends(Code.ROLE_KEY_ENDS, "2026-11-25"), Code.ROLE_KEY_ENDS).urgency is Urgency.NOW
