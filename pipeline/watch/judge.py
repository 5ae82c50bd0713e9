"""What is wrong, from what is known: pure functions, a topic each."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta

from pipeline.composing.lost_state import FOREIGN
from pipeline.composing.unread import unread_courts, unread_tomorrow
from pipeline.core.exit_statuses import AGAIN_AFTER_MINUTES, MOST_TRIES, RELEASED, TRIED_AGAIN, ExitStatus
from pipeline.core.messages import Message, _, in_english, in_language, joined
from pipeline.night.run_note import RunNote
from pipeline.retention.checks import load_checks
from pipeline.watch.facts import Ending, Facts, Part
from pipeline.watch.problems import Code, Problem, Urgency, join, named_in, sort_problems

ENDS_WITHIN = 30
"""Days before its end at which something that ends is told."""
_ENDS_NOW_WITHIN = 7
_BACKUP_DAYS = 2
_NIGHT_HOURS = 26
"""A day, and what a timer may be late by."""
_RUN_HOURS = 5
_WITNESS_DAYS = 3
_MOST_DAYS_AHEAD = 31
_CLOCK_SECONDS = 120
_LEAST_SHRUNKEN = 20
"""Records; fewer lost than this are told only where they are half of a list."""
_LEAST_HALVED = 3
_CALENDAR_URGENT = (12, 15)

_RANK = {"takedown": 0, "publish": 1, "nightly": 2}
_OF_STATUS = {
    ExitStatus.SETTINGS: Code.RUN_SETTINGS,
    ExitStatus.SOURCE: Code.RUN_SOURCE,
    ExitStatus.STATE: Code.RUN_STATE,
    ExitStatus.REFUSED: Code.RUN_REFUSED,
    ExitStatus.LEAK: Code.RUN_LEAK,
    ExitStatus.TARGET: Code.RUN_TARGET,
    ExitStatus.KEY: Code.RUN_KEY,
    ExitStatus.DIFFERING: Code.RUN_DIFFERING,
    ExitStatus.UNEXPECTED: Code.RUN_UNEXPECTED,
    ExitStatus.SHORTAGE: Code.RUN_SHORTAGE,
    ExitStatus.INTERRUPTED: Code.RUN_INTERRUPTED,
}
_OF_PART = {
    Part.LEDGER: Code.STATE_DAMAGED,
    Part.BATCHES: Code.BATCHES_DAMAGED,
    Part.FILE: Code.FILE_UNREADABLE,
}
_BLINDING = frozenset(
    {
        Code.SETTINGS_BROKEN,
        Code.STATE_CLOSED,
        Code.STATE_DAMAGED,
        Code.STATE_MISSING,
        Code.STATE_OUTDATED,
        Code.BATCHES_DAMAGED,
        Code.FILE_UNREADABLE,
        Code.PUBLIC_DIFFERS,
        Code.KEY_FILE_BROKEN,
        Code.RELEASE_AHEAD,
        Code.CLOCK_BEHIND,
    }
)
"""While one of these stands, others are not judged: that they are not seen does not say that they are solved."""
_MENDED_BY_A_NIGHT = {
    int(status)
    for status in (
        ExitStatus.SETTINGS,
        ExitStatus.SOURCE,
        ExitStatus.REFUSED,
        ExitStatus.LEAK,
        ExitStatus.KEY,
    )
}
"""Of a night that ended so, tonight's data are still not out after a `publish`."""
_MENDED_BY_DAY = (Code.SECURITY_TXT_ENDS, Code.LAW_ENDS, Code.OFFICER_KEY_ENDS)
"""Ends that a person of the court mends in office hours, and nobody at night."""
_MISTAKES_AT_A_TERMINAL = {int(ExitStatus.SETTINGS), int(ExitStatus.STATE)}
"""Of a takedown: a wrong id or reason, which who ordered it has read."""


def problems_of(facts: Facts) -> list[Problem]:
    """Everything that is wrong, the most urgent first."""
    if facts.owner:
        return [Problem(Code.STATE_CLOSED, {"owner": facts.owner})]
    topics = [_state(facts), _public_place(facts), _runs(facts), _not_started(facts), _key_file(facts)]
    topics += [
        _gate(facts),
        _endings(facts),
        _witnesses(facts),
        _calendar(facts),
        _machine(facts),
        _clock(facts),
        _outside(facts),
    ]
    if not is_state_outdated(facts):
        topics.append(_purges(facts))
    if not is_ledger_behind(facts):
        topics += [_nights(facts), _removals(facts), _corrections(facts), _hidden(facts), _pull(facts), _lists(facts)]
        topics.append(_held(facts))
        topics += [_signatures(facts), _backup(facts)]
    return sort_problems(problem for topic in topics for problem in topic)


def is_ledger_behind(facts: Facts) -> bool:
    """Whether a release is public that came after all that the ledger knows: what it says of records is not what is public."""
    if facts.is_at_work:
        return False
    if facts.public is not None:
        return facts.public.number > facts.release.number
    return not facts.is_folder and any(_is_refused_as_foreign(note) for note in failed_runs(facts))


def is_state_outdated(facts: Facts) -> bool:
    """Whether the state folder is an older copy: behind, and not only since a run died before it could enter its release."""
    seen = facts.public
    if not is_ledger_behind(facts) or _is_ledger_damaged(facts):
        return False
    return seen is None or f"{seen.number} {seen.digest}" != facts.release.to_come


def knows_of_no_bucket(facts: Facts) -> bool:
    """Whether the state knows of no release, and the bucket must be asked whether there is one: a state folder that was lost."""
    return not facts.is_folder and not facts.release.number and not facts.owner and not _is_ledger_damaged(facts)


def failed_runs(facts: Facts) -> list[RunNote]:
    """Runs that died or ended badly, and were not made good by a later one; no mistake of who ordered a takedown."""
    newest = max(facts.runs.values(), key=lambda note: note.began, default=None)
    return [
        note
        for note in facts.runs.values()
        if not _is_mended(note, facts.runs.values())
        and not (note.what == "takedown" and note.exit_status in _MISTAKES_AT_A_TERMINAL)
        and (note.exit_status not in {0, *RELEASED} if note.ended else not (facts.is_at_work and note is newest))
    ]


def _is_refused_as_foreign(note: RunNote) -> bool:
    return note.exit_status == ExitStatus.STATE and in_english(FOREIGN) in note.line


def unjudged(facts: Facts, problems: Iterable[Problem]) -> frozenset[Code]:
    """Problems of which nothing can be said now, since what they are judged by is not read or changes at this moment."""
    if facts.is_at_work or any(problem.code in _BLINDING for problem in problems):
        return frozenset(Code)
    if facts.outside is None:
        return frozenset({Code.SITE_UNREACHABLE, Code.SITE_DIFFERS, Code.CLOCK_DIFFERS})
    return frozenset({Code.SITE_DIFFERS}) if facts.outside.problem else frozenset()


def _state(facts: Facts) -> Iterator[Problem]:
    for damage in facts.damages:
        told = {"what": damage.what, "why": damage.why}
        yield Problem(_OF_PART[damage.part], told)
    if _is_ledger_damaged(facts):
        return
    if is_state_outdated(facts) and (facts.release.number or facts.public is None):
        yield Problem(Code.STATE_OUTDATED, {"known": facts.release.number})
    elif facts.release.number:
        return
    elif facts.public is not None:
        yield Problem(Code.STATE_MISSING, {"number": facts.public.number})
    else:
        yield Problem(Code.NOTHING_PUBLISHED)


def _is_ledger_damaged(facts: Facts) -> bool:
    return any(damage.part is Part.LEDGER for damage in facts.damages)


def _public_place(facts: Facts) -> Iterator[Problem]:
    """A public folder shows what the ledger knows; while a run is at work it may be ahead."""
    known, seen = facts.release.number, facts.public
    if not known or not facts.is_folder or facts.is_at_work or is_state_outdated(facts):
        return
    if seen is None:
        yield Problem(Code.PUBLIC_MISSING, {"known": known})
    elif seen.number != known:
        yield Problem(Code.PUBLIC_DIFFERS, {"public": seen.number, "known": known})


def _runs(facts: Facts) -> Iterator[Problem]:
    for note in failed_runs(facts):
        if note.ended:
            yield from _badly_ended(note, facts)
        else:
            told = {"what": note.what, "began": _minute(note.began), "stage": note.stage or "-"}
            yield Problem(Code.RUN_DIED, told)
    newest = max(facts.runs.values(), key=lambda note: note.began, default=None)
    if facts.is_at_work and newest is not None and not newest.ended:
        yield from _at_work(newest, facts)


def _at_work(note: RunNote, facts: Facts) -> Iterator[Problem]:
    hours = _hours(note.began, facts.at)
    if hours >= _RUN_HOURS:
        told: dict[str, str | int] = {"what": note.what, "began": _minute(note.began), "hours": hours}
        yield Problem(Code.RUN_HANGS, told | {"stage": note.stage or "-"})


def _badly_ended(note: RunNote, facts: Facts) -> Iterator[Problem]:
    status = note.exit_status
    code = _OF_STATUS.get(ExitStatus(status), Code.RUN_FAILED) if status in set(ExitStatus) else Code.RUN_FAILED
    told: dict[str, str | int] = {"what": note.what, "why": note.told or "-", "began": _minute(note.began)}
    yield Problem(code, told | {"stage": note.stage or "-", "status": status, "again": _again(note, facts.at)})


def _again(note: RunNote, at: datetime) -> str:
    """The clock's time at which the timer tries a run again; empty where it does not, or did."""
    is_tried = note.exit_status in set(ExitStatus) and TRIED_AGAIN.get(ExitStatus(note.exit_status), False)
    if not is_tried or not 0 < note.tries < MOST_TRIES:
        return ""
    again = datetime.fromisoformat(note.ended) + timedelta(minutes=AGAIN_AFTER_MINUTES)
    return again.strftime("%H:%M") if again > at else ""


def _is_mended(note: RunNote, runs: Iterable[RunNote]) -> bool:
    """Whether a later run did what this one did not."""
    needs_night = note.what == "nightly" and note.exit_status in _MENDED_BY_A_NIGHT
    least = _RANK["nightly"] if needs_night else min(_RANK.get(note.what, 0), _RANK["publish"])
    return any(
        later.began > note.began
        and later.ended != ""
        and later.exit_status in RELEASED
        and _RANK.get(later.what, 0) >= least
        for later in runs
    )


def _last_date(facts: Facts) -> str:
    """Date of the last release: the public one where the ledger does not know it."""
    return facts.public.date if facts.public is not None and is_ledger_behind(facts) else facts.release.date


def _is_release_ahead(facts: Facts) -> bool:
    return facts.is_today and _last_date(facts) > facts.on.isoformat()


def _not_started(facts: Facts) -> Iterator[Problem]:
    last = facts.runs.get("nightly")
    if last is None or not facts.release.number or not facts.is_today or facts.is_at_work:
        return
    if _hours(last.began, facts.at) >= _NIGHT_HOURS:
        yield Problem(Code.NIGHT_NOT_STARTED, {"began": _minute(last.began)})


def _nights(facts: Facts) -> Iterator[Problem]:
    if not facts.release.number:
        return
    good = facts.good_night
    if good < (facts.on - timedelta(days=1)).isoformat():
        days = (facts.on - date.fromisoformat(good or facts.release.began_on)).days
        yield Problem(Code.NO_GOOD_NIGHT, {"since": good or "-", "days": days, "trace": _trace(facts)})
    expires = date.fromisoformat(facts.release.date) + timedelta(days=facts.options.expires_days)
    if expires < facts.on:
        told: dict[str, str | int] = {"day": expires.isoformat(), "days": (facts.on - expires).days}
        yield Problem(Code.RELEASE_EXPIRED, told)


def _trace(facts: Facts) -> str:
    """A clause where no run of the night is known of since the last one: it never began, or was killed before it could note itself."""
    last = facts.runs.get("nightly")
    if facts.is_at_work or last is None or not last.date or last.date >= facts.on.isoformat() or failed_runs(facts):
        return ""
    return _(
        "; no run left a trace after the last nightly (for {day}): it did not begin, or was killed at once"
    ).format(day=last.date)


def _removals(facts: Facts) -> Iterator[Problem]:
    records, today = facts.records, facts.on.isoformat()
    overdue = {day: count for day, count in records.deadlines.items() if day < today}
    if overdue:
        yield Problem(Code.RECORDS_OVERDUE, {"count": sum(overdue.values()), "since": min(overdue)})
    if facts.is_at_work:
        return
    if records.takedowns_open:
        yield Problem(Code.TAKEDOWNS_OPEN, {"count": records.takedowns_open})
    if records.unconfirmed:
        since = records.unconfirmed_since
        days = max(0, (facts.on - date.fromisoformat(since)).days)
        yield Problem(Code.REMOVALS_UNCONFIRMED, {"count": records.unconfirmed, "since": since, "days": days})


def _purges(facts: Facts) -> Iterator[Problem]:
    if facts.purge_pending and not facts.is_at_work:
        lists = facts.records.unconfirmed_lists
        kinds = _listed(f"{name} {count}" for name, count in sorted(lists.items()))
        told: dict[str, str | int] = {"count": facts.purge_pending, "since": facts.purge_since}
        told["why"] = (
            next((note.told for note in failed_runs(facts) if note.exit_status == ExitStatus.TARGET), "-") or "-"
        )
        told["removed"] = kinds or _("no removed record is among them, only pages that changed")
        yield Problem(Code.PURGE_PENDING, told)


def _corrections(facts: Facts) -> Iterator[Problem]:
    today = facts.on.isoformat()
    for code, due in (
        (Code.CORRECTIONS_OVERDUE, [one for one in facts.corrections if one.due_on < today]),
        (Code.CORRECTIONS_DUE, [one for one in facts.corrections if one.due_on >= today]),
    ):
        if due:
            requests = join([f"{one.number}（{one.court}）" for one in due])
            told: dict[str, str | int] = {"requests": requests, "count": len(due)}
            yield Problem(code, told | {"until": min(one.due_on for one in due)})


def _hidden(facts: Facts) -> Iterator[Problem]:
    """R12: what is hidden, and what the next working day hides."""
    reads, by_court = facts.records.reads, facts.records.by_court
    if hidden := sorted(unread_courts(reads, facts.on, facts.calendar)):
        yield Problem(Code.HIDDEN_UNREAD, {"courts": join(hidden), "count": len(hidden)})
    if soon := sorted(unread_tomorrow(reads, facts.on, facts.calendar)):
        lists = sorted({name for court in soon for name in by_court.get(court, {})})
        told: dict[str, str | int] = {"courts": join(soon), "count": len(soon), "lists": join(lists) or "-"}
        records = sum(sum(by_court.get(court, {}).values()) for court in soon)
        yield Problem(Code.HIDDEN_TOMORROW, told | {"records": records, "day": _next_workday(facts)})


def _pull(facts: Facts) -> Iterator[Problem]:
    """The mapping that looks wrong, and lists that the shrink guard holds back."""
    pull, day = facts.pull, _next_workday(facts)
    if pull.doubts:
        doubts = "; ".join(pull.doubts[:3]) + ("; …" if len(pull.doubts) > 3 else "")
        named = {"lists": join(named_in(pull.doubts)) or "-", "doubts": doubts, "left": _left(facts)}
        yield Problem(Code.PULL_DOUBTED, {"day": pull.date, "count": len(pull.doubts), **named})
    gone = sorted(pair for pair, until in pull.held_back.items() if until <= day)
    if gone:
        yield Problem(Code.GUARD_LETS_GO, {"lists": join(gone), "count": len(gone), "day": day})
    if held := sorted(set(pull.held_back) - set(gone)):
        until = min(pull.held_back[pair] for pair in held)
        yield Problem(Code.GUARD_HOLDS, {"lists": join(held), "count": len(held), "until": until})


def _left(facts: Facts) -> str:
    """A clause: what left with the release of the doubted night, list by list, a rule each."""
    if facts.pull.date != facts.release.date or not facts.release.left:
        return ""
    lists = (
        _("{list} {count} ({rules})").format(list=name, count=sum(rules.values()), rules=_by_rule(rules))
        for name, rules in sorted(facts.release.left.items())
    )
    return _("; left that day: {lists}").format(lists=_listed(lists))


def _by_rule(rules: Mapping[str, int]) -> str:
    return _listed(f"{rule} {count}" for rule, count in sorted(rules.items(), key=lambda each: -each[1]))


def _listed(texts: Iterable[str]) -> str:
    """In Chinese with the comma of lists."""
    every = list(texts)
    chinese = "、".join(in_language(text, "zh") for text in every)
    return Message(", ".join(in_english(text) for text in every), chinese)


def _because(facts: Facts, name: str) -> str:
    """A clause: for what most rows of a list are not public now, or left last; empty where nothing is known."""
    held, left = facts.pull.withheld.get(name, {}), facts.release.left.get(name, {})
    counts = {reason: max(held.get(reason, 0), left.get(reason, 0)) for reason in (*held, *left)}
    if not counts:
        return ""
    reason = max(counts, key=lambda each: counts[each])
    return _("; most often for {reason}: {count} row(s)").format(reason=reason, count=counts[reason])


def _held(facts: Facts) -> Iterator[Problem]:
    """Rows that wait for an officer."""
    if facts.held:
        told: dict[str, str | int] = {"courts": join(list(facts.held)), "count": sum(facts.held.values())}
        yield Problem(Code.ROWS_HELD, told | {"nets": join(facts.held_nets)})
    if facts.legality:
        checks = _listed(load_checks().check(check).told for check in facts.legality_checks)
        told = {"courts": join(list(facts.legality)), "count": sum(facts.legality.values())}
        yield Problem(Code.LEGALITY_HELD, told | {"checks": checks})


def _lists(facts: Facts) -> Iterator[Problem]:
    """Lists that are empty, or much shorter than in the week before."""
    for name, (before, day) in sorted(facts.release.most.items()):
        now = facts.release.counts.get(name, 0)
        lost = before - now
        told: dict[str, str | int] = {"list": name, "before": before, "day": day, "now": now}
        told["because"] = _because(facts, name)
        is_halved = lost >= _LEAST_HALVED and lost * 2 >= before
        if before and not now:
            yield Problem(Code.LIST_EMPTY, told)
        elif is_halved or (lost >= _LEAST_SHRUNKEN and lost * 100 >= before * facts.options.shrunken_percent):
            yield Problem(Code.LIST_SHRUNKEN, told | {"percent": lost * 100 // before})


def _key_file(facts: Facts) -> Iterator[Problem]:
    found = facts.signatures
    if found.key_file_problem:
        yield Problem(Code.KEY_FILE_BROKEN, {"why": found.key_file_problem, "path": found.key_file})


def _signatures(facts: Facts) -> Iterator[Problem]:
    found = facts.signatures
    if found.late:
        yield Problem(Code.COURTS_LATE, {"courts": join(found.late), "count": len(found.late)})
    if found.lost:
        courts = [court for court, _ in found.lost]
        yield Problem(Code.BATCHES_LOST, {"courts": join(courts), "count": len(courts), "why": found.lost[0][1]})
    if found.unproved:
        yield Problem(Code.BATCHES_UNPROVED, {"courts": join(found.unproved), "count": len(found.unproved)})
    refused = [(court, why) for court, why in found.refused if court not in found.unproved]
    if refused and not found.key_file_problem:
        courts = sorted({court for court, _ in refused})
        told: dict[str, str | int] = {"courts": join(courts), "count": len(refused)}
        yield Problem(Code.SIGNATURES_REFUSED, told | {"why": refused[0][1]})


def _gate(facts: Facts) -> Iterator[Problem]:
    if facts.gate:
        yield Problem(Code.GATE_CLOSED, {"why": joined("; ", facts.gate)})


def _endings(facts: Facts) -> Iterator[Problem]:
    for ending in facts.endings:
        days = (ending.day - facts.on).days
        if days <= ENDS_WITHIN:
            told = {"what": ending.what, "day": ending.day.isoformat(), "today": facts.on.isoformat()}
            yield Problem(ending.code, told, _nearness(ending, days))


def _nearness(ending: Ending, days: int) -> Urgency:
    if days < 0:
        return Urgency.WORKDAY if ending.code in _MENDED_BY_DAY else Urgency.NOW
    return Urgency.WORKDAY if days <= _ENDS_NOW_WITHIN else Urgency.SOON


def _witnesses(facts: Facts) -> Iterator[Problem]:
    found = facts.witnessing
    if found is None:
        return
    if found.last is None:
        yield Problem(Code.WITNESS_ABSENT)
    elif (days := (facts.on - found.last).days) > _WITNESS_DAYS:
        yield Problem(Code.WITNESS_STALE, {"since": found.last.isoformat(), "days": days})


def _calendar(facts: Facts) -> Iterator[Problem]:
    year = facts.missing_year
    if year is not None:
        is_near = year <= facts.on.year or (facts.on.month, facts.on.day) >= _CALENDAR_URGENT
        yield Problem(Code.CALENDAR_MISSING, {"year": year}, Urgency.WORKDAY if is_near else None)


def _backup(facts: Facts) -> Iterator[Problem]:
    if facts.options.is_demo or not facts.release.number or _is_ledger_damaged(facts):
        return
    if facts.backup is None:
        age = (facts.on - date.fromisoformat(facts.release.began_on)).days
        yield Problem(Code.BACKUP_NEVER, {}, Urgency.WORKDAY if age > ENDS_WITHIN else None)
        return
    hours = (facts.at - facts.backup).total_seconds() / 3600
    if hours > _BACKUP_DAYS * 24:
        told: dict[str, str | int] = {"since": _minute(facts.backup.astimezone(facts.at.tzinfo).isoformat())}
        yield Problem(Code.BACKUP_OLD, told | {"days": int(hours // 24)})


def _machine(facts: Facts) -> Iterator[Problem]:
    for disk in facts.disks:
        if disk.free_mb < disk.need_mb:
            told: dict[str, str | int] = {"where": disk.where, "free_mb": disk.free_mb, "need_mb": disk.need_mb}
            yield Problem(Code.DISK_LOW, told)
        if disk.free_files is not None and disk.free_files < disk.need_files:
            yield Problem(Code.DISK_FILES_LOW, {"where": disk.where, "free": disk.free_files, "need": disk.need_files})
    if facts.unsent:
        yield Problem(Code.ALERT_UNSENT, {"ways": joined("; ", facts.unsent), "count": len(facts.unsent)})
    if not facts.options.is_told and not facts.options.is_demo:
        yield Problem(Code.ALERTS_UNSET)


def _clock(facts: Facts) -> Iterator[Problem]:
    """A release of a day to come was made by a clock that was ahead; a run that began later than now, before one was set back."""
    if not facts.is_today:
        return
    last, began = _last_date(facts), max((note.began for note in facts.runs.values()), default="")
    if _is_release_ahead(facts):
        yield Problem(Code.RELEASE_AHEAD, {"now": _minute(facts.at.isoformat()), "last": last})
    elif began and (datetime.fromisoformat(began) - facts.at).total_seconds() > _CLOCK_SECONDS:
        yield Problem(Code.CLOCK_BEHIND, {"now": _minute(facts.at.isoformat()), "last": _minute(began)})
    elif last and (days := (facts.on - date.fromisoformat(last)).days) > _MOST_DAYS_AHEAD:
        yield Problem(Code.CLOCK_AHEAD, {"last": last, "days": days})


def _outside(facts: Facts) -> Iterator[Problem]:
    found = facts.outside
    if found is None:
        return
    if found.problem:
        yield Problem(Code.SITE_UNREACHABLE, {"address": found.address, "why": found.problem})
    elif found.shown and found.shown.number != facts.release.number and _is_ledger_of_now(facts):
        yield Problem(Code.SITE_DIFFERS, {"shown": found.shown.number, "known": facts.release.number})
    if found.clock_seconds is not None and abs(found.clock_seconds) > _CLOCK_SECONDS:
        yield Problem(Code.CLOCK_DIFFERS, {"seconds": abs(found.clock_seconds)})


def _is_ledger_of_now(facts: Facts) -> bool:
    return facts.release.number > 0 and not facts.is_at_work and not is_ledger_behind(facts)


def next_deadlines(deadlines: Mapping[str, int], count: int = 7) -> dict[str, int]:
    """The next days on which records must go, and how many."""
    return dict(sorted(deadlines.items())[:count])


def _next_workday(facts: Facts) -> str:
    return facts.calendar.wait_end(facts.on, 1).isoformat()


def _hours(began: str, at: datetime) -> int:
    return int((at - datetime.fromisoformat(began)).total_seconds() // 3600)


def _minute(moment: str) -> str:
    """A moment without seconds and offset: the house's clock is meant.

    >>> _minute("2026-11-28T01:30:05+08:00")
    '2026-11-28 01:30'
    """
    return moment[:16].replace("T", " ")
