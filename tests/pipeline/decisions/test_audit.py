import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.errors import StateError
from pipeline.core.remarks import RemarkRefused
from pipeline.decisions import audit
from pipeline.decisions.audit import Action, Tail, append, known_tail, verify
from pipeline.state.ledger import Ledger

AT = datetime(2026, 11, 16, 2, 30, tzinfo=UTC)
WORDS = ("nightly", "approve", "hold", "takedown", "correct")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    opened = Ledger(tmp_path / "ledger.sqlite")
    yield opened
    opened.close()


def by(who: str, what: str, detail: Mapping[str, audit.Detail] | None = None) -> Action:
    return Action(who=who, what=what, at=AT, detail=detail or {})


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "audit.jsonl"


def write(log: Path, count: int = 5, ledger: Ledger | None = None) -> list[bytes]:
    """Some entries; their lines."""
    for word in WORDS[:count]:
        action = replace(by("执行局甲", word, {"record": "aaaabbbbccccdddd"}), court="浙0106", number=3)
        append(log, action, ledger)
    return log.read_bytes().splitlines(keepends=True)


def test_an_untouched_log_holds_together(log: Path, ledger: Ledger) -> None:
    write(log, ledger=ledger)
    assert verify(log, known_tail(ledger)) is None
    assert [entry.what for entry in audit.entries(log)] == list(WORDS)
    assert known_tail(ledger) == Tail(5, list(audit.entries(log))[-1].hash)


def test_a_log_that_never_began_holds_together(log: Path, ledger: Ledger) -> None:
    assert verify(log, known_tail(ledger)) is None


@pytest.mark.parametrize("line", range(5))
def test_a_changed_word_is_found_at_its_line(log: Path, line: int) -> None:
    lines = write(log)
    lines[line] = lines[line].replace("执行局甲".encode(), "执行局乙".encode())
    log.write_bytes(b"".join(lines))
    broken = verify(log)
    assert broken is not None
    assert broken.line == line + 1
    assert "was changed" in broken.reason


@pytest.mark.parametrize("line", range(4))
def test_a_missing_line_is_found_where_it_stood(log: Path, line: int) -> None:
    lines = write(log)
    log.write_bytes(b"".join(lines[:line] + lines[line + 1 :]))
    broken = verify(log)
    assert broken is not None
    assert broken.line == line + 1


def test_lines_in_another_order_are_found(log: Path) -> None:
    lines = write(log)
    log.write_bytes(b"".join([lines[0], lines[2], lines[1], *lines[3:]]))
    broken = verify(log)
    assert broken is not None
    assert (broken.line, "another order" in broken.reason) == (2, True)


@pytest.mark.parametrize("left", range(5))
def test_a_cut_off_end_is_found_by_the_ledger(log: Path, ledger: Ledger, left: int) -> None:
    lines = write(log, ledger=ledger)
    log.write_bytes(b"".join(lines[:left]))
    broken = verify(log, known_tail(ledger))
    assert broken is not None
    assert (broken.line, "cut off" in broken.reason) == (left + 1, True)
    assert verify(log) is None


def test_a_log_without_its_file_is_found_by_the_ledger(log: Path, ledger: Ledger) -> None:
    write(log, ledger=ledger)
    log.unlink()
    assert verify(log, known_tail(ledger)) is not None


def test_a_log_written_anew_is_found_by_the_ledger(log: Path, ledger: Ledger) -> None:
    write(log, ledger=ledger)
    log.unlink()
    for word in WORDS:
        append(log, by("执行局乙", word))
    assert verify(log) is None
    broken = verify(log, known_tail(ledger))
    assert broken is not None
    assert "written anew" in broken.reason


def test_an_entry_that_the_ledger_does_not_know_yet_is_no_harm(log: Path, ledger: Ledger) -> None:
    write(log, 3, ledger)
    append(log, by("执行局甲", "approve"))
    assert verify(log, known_tail(ledger)) is None


def test_an_entry_inserted_with_a_hash_of_its_own_breaks_the_chain(log: Path, tmp_path: Path) -> None:
    lines = write(log)
    other = tmp_path / "other.jsonl"
    append(other, by("执行局乙", "approve"))
    log.write_bytes(b"".join([lines[0], other.read_bytes(), *lines[1:]]))
    broken = verify(log)
    assert broken is not None
    assert broken.line == 2


def test_half_a_line_of_a_killed_run_is_dropped_by_the_next(log: Path, ledger: Ledger) -> None:
    write(log, 2, ledger)
    whole = log.read_bytes()
    log.write_bytes(whole + b'{"at":"2026')
    assert verify(log) is not None
    append(log, by("执行局甲", "nightly"), ledger)
    assert verify(log, known_tail(ledger)) is None
    assert log.read_bytes().startswith(whole)


@pytest.mark.parametrize("harm", ["deleted", "emptied", "zeroed", "cut", "older", "last line"])
def test_after_damage_the_log_goes_on_from_what_the_ledger_knows_and_names_what_is_missing(
    harm: str, log: Path, ledger: Ledger
) -> None:
    lines = write(log, 3, ledger)
    content = log.read_bytes()
    harmed = {
        "emptied": b"",
        "zeroed": b"\0" * len(content),
        "cut": content[: len(content) // 2],
        "older": lines[0],
        "last line": content[:-3] + b"x}\n",
    }
    if harm == "deleted":
        log.unlink()
    else:
        log.write_bytes(harmed[harm])
    for _ in range(2):
        assert append(log, by("执行局甲", "nightly"), ledger).seq > 3
    broken = audit.verify_settled(log, ledger)
    assert broken is not None
    log.write_bytes(b"".join(lines) + b"".join(log.read_bytes().splitlines(keepends=True)[-2:]))
    assert audit.verify_settled(log, ledger) is None


def test_half_a_line_of_a_killed_run_is_no_damage(log: Path, ledger: Ledger) -> None:
    write(log, 2, ledger)
    whole = log.read_bytes()
    log.write_bytes(whole + b'{"at":"2026')
    assert audit.verify_settled(log, ledger) is None
    assert log.read_bytes() == whole


def test_a_whole_line_without_its_end_is_kept(log: Path, ledger: Ledger) -> None:
    write(log, 2, ledger)
    log.write_bytes(log.read_bytes()[:-1])
    append(log, by("执行局甲", "nightly"), ledger)
    assert verify(log, known_tail(ledger)) is None
    assert len(list(audit.entries(log))) == 3


def test_nothing_is_appended_to_a_damaged_line(log: Path) -> None:
    lines = write(log)
    log.write_bytes(b"".join(lines[:-1]) + b"{}\n")
    with pytest.raises(StateError, match="audit verify"):
        append(log, by("执行局甲", "nightly"))


def test_the_log_is_for_its_owner_alone(log: Path) -> None:
    write(log, 1)
    assert log.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "detail",
    [
        {"reason": "身份证号 330106198001011234"},
        {"reason": "电话 138 0000 0000"},
        {"reason": "账号６２２２０００"},
        {"reason": "someone@example.cn"},
        {"form_number": "330106198001011234"},
        {"handler": "330106198001011234"},
    ],
)
def test_a_persons_number_never_gets_into_the_log(log: Path, detail: dict[str, audit.Detail]) -> None:
    with pytest.raises(RemarkRefused) as caught:
        append(log, by("执行局甲", "hold", detail))
    assert not log.exists()
    assert all(str(value) not in str(caught.value) for value in detail.values())


def test_ids_digests_days_batches_and_form_numbers_may_stand_in_the_log(log: Path) -> None:
    detail: dict[str, audit.Detail] = {
        "keyid": "1234567890" * 6 + "abcd",
        "record": "aaaa234567234567",
        "batch": "2026-11-16_000012",
        "until": "2026-11-18",
        "form_number": "浙0106不公开〔2026〕20260012号",
        "handler": "20260012",
        "rows": 12345678,
        "late": True,
    }
    assert append(log, by("执行局甲", "hold", detail)).detail == detail
    assert verify(log) is None


def test_a_text_cannot_break_a_line(log: Path) -> None:
    append(log, by("执行局\n甲", "hold", {"reason": "一\r\n二\u2028三"}))
    assert len(log.read_bytes().splitlines()) == 1
    assert verify(log) is None


@given(st.data())
def test_any_changed_byte_is_found(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    log = tmp_path_factory.mktemp("log") / "audit.jsonl"
    write(log, 3)
    content = bytearray(log.read_bytes())
    place = data.draw(st.integers(0, len(content) - 2))
    content[place] ^= data.draw(st.integers(1, 255))
    log.write_bytes(bytes(content))
    assert verify(log) is not None


def test_each_entry_names_the_hash_before_it(log: Path) -> None:
    lines = [json.loads(line) for line in write(log)]
    assert [line["previous"] for line in lines] == [audit.BEGINNING, *(line["hash"] for line in lines[:-1])]
    assert [line["seq"] for line in lines] == [1, 2, 3, 4, 5]


def test_a_line_rewritten_with_a_fitting_hash_is_found_by_the_next(log: Path) -> None:
    lines = write(log)
    said = {**json.loads(lines[1]), "who": "执行局乙"}
    said.pop("hash")
    body = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    forged = {**said, "hash": hashlib.sha256(body).hexdigest()}
    lines[1] = json.dumps(forged, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"
    log.write_bytes(b"".join(lines))
    broken = verify(log)
    assert broken is not None
    assert (broken.line, "does not follow" in broken.reason) == (3, True)
