"""A witness: three nights are signed, and whatever does not continue what was seen is refused by its own exit status."""

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as laws
from hypothesis import strategies as st

from pipeline.core.errors import StateError
from pipeline.evidence.checkpoint import read_checkpoint, sign_checkpoint, who_cosigned, who_signed
from pipeline.evidence.files_list import FILES, files_text
from pipeline.evidence.log import checkpoint_of
from pipeline.evidence.notes import read_note, write_note
from pipeline.evidence.outside import Fetch, reader_of
from pipeline.evidence.paths import CHECKPOINT, RELEASE_NOTE, RELEASES, envelope_path, roles_path
from pipeline.evidence.statement import LogPlace, RolesVersion
from pipeline.evidence.tiles import tile_path
from pipeline.evidence.trees import TreeHeads
from pipeline.evidence.witness import COSIGNED, Begin, Refusal, Witnessed, WitnessRefused, keep_watch
from pipeline.evidence.witness_audits import audit_trees, with_every_file
from tests.conftest import served
from tests.pipeline.evidence.made import ED25519, ORIGIN, entry, key, roles, rule
from tests.pipeline.evidence.small_site import FIRST_NIGHT, SmallSite, noon

WITNESS = rule(["witness-ed", "witness2-ed", "witness3-ed"], 1, [ED25519])
DAY = timedelta(1)


@pytest.fixture
def site(tmp_path: Path) -> SmallSite:
    """A site after two releases."""
    small = SmallSite(tmp_path / "public")
    small.publish()
    small.publish()
    return small


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The witness's own."""
    return tmp_path / "witness"


def watch(site: SmallSite, folder: Path, on: date | None = None, name: str = "witness-ed", **more: Any) -> Witnessed:
    now = noon(on or site.entries[-1].day)
    return keep_watch(folder, site.read, key(name), now, more.get("begin"), [audit_trees])


def begin(site: SmallSite, folder: Path, name: str = "witness-ed") -> Witnessed:
    return watch(site, folder, name=name, begin=Begin(site.entries[-1].statement, site.trust))


def refused(site: SmallSite, folder: Path, on: date | None = None, **more: Any) -> WitnessRefused:
    """Refused, and nothing that the witness has is changed but the proof."""
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and "refused" not in path.parts}
    with pytest.raises(WitnessRefused) as caught:
        watch(site, folder, on, **more)
    after = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and "refused" not in path.parts}
    assert {path: content for path, content in after.items() if path.name != "run.lock"} == {
        path: content for path, content in before.items() if path.name != "run.lock"
    }
    assert caught.value.exit_status == caught.value.refusal
    assert "\n" not in str(caught.value)
    return caught.value


def test_three_nights_of_a_site_and_then_a_fork(tmp_path: Path, folder: Path) -> None:
    """The story, over HTTP."""
    small = SmallSite(tmp_path / "public")
    statement = small.publish()
    with served(small.root) as url:
        read = reader_of(url)

        def night(told: Begin | None = None) -> Witnessed:
            return keep_watch(folder, read, key("witness-ed"), noon(small.entries[-1].day), told, [audit_trees])

        assert night(Begin(statement.digest, small.trust)).head.size == 1
        small.publish()
        small.publish()  # a night that the witness missed
        assert night().head.size == 3
        small.publish()
        done = night()
        assert done.head == checkpoint_of(ORIGIN, small.entries)
        before = done.cosigned.read_bytes()
        small.entries.pop()
        small.publish(small.entries[-1].day + DAY, counts={"unfinished_cases": 2})
        with pytest.raises(WitnessRefused, match="a fork") as caught:
            night()
    assert caught.value.refusal is Refusal.FORK
    assert done.cosigned.read_bytes() == before
    (proof,) = (folder / "refused").iterdir()
    signed = read_note(proof.read_bytes())
    assert who_signed(signed, ORIGIN, [key("release").public]) == {key("release").public.keyid}
    assert read_checkpoint(signed.text).size == done.head.size
    assert read_checkpoint(signed.text).root != done.head.root
    names = sorted(path.name for path in (folder / "notes").iterdir())
    assert names == [f"{size}.{key('witness-ed').public.keyid[:8]}.note" for size in (1, 3, 4)]


def test_what_is_brought_to_the_operator_bears_both_signatures(site: SmallSite, folder: Path) -> None:
    done = begin(site, folder)
    note = read_note((folder / COSIGNED).read_bytes())
    assert done.cosigned == folder / COSIGNED
    assert note.text == checkpoint_of(ORIGIN, site.entries).body
    assert who_signed(note, ORIGIN, [key("release").public])
    (line,) = who_cosigned(note, [("witness-ed", key("witness-ed").public)])
    assert line.time == done.time == noon(site.entries[-1].day)


def test_the_same_head_twice_is_signed_with_a_fresh_time(site: SmallSite, folder: Path) -> None:
    first = begin(site, folder)
    again = watch(site, folder, on=site.entries[-1].day + DAY)
    witness = [("witness-ed", key("witness-ed").public)]
    assert [one.time for one in who_cosigned(read_note((folder / COSIGNED).read_bytes()), witness)] == [again.time]
    assert again.time > first.time
    (kept,) = (folder / "notes").iterdir()
    assert [one.time for one in who_cosigned(read_note(kept.read_bytes()), witness)] == [first.time]


def test_lines_of_strangers_are_not_passed_on(site: SmallSite, folder: Path) -> None:
    head = checkpoint_of(ORIGIN, site.entries)
    site.write(CHECKPOINT, write_note(sign_checkpoint(head, [key("other-root"), key("release")])))
    begin(site, folder)
    assert len(read_note((folder / COSIGNED).read_bytes()).signatures) == 2


def test_a_killed_witness_remembers_before_it_signs(site: SmallSite, folder: Path, monkeypatch: Any) -> None:
    def killed(*given: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("pipeline.evidence.witness.cosign", killed)
    with pytest.raises(KeyboardInterrupt):
        begin(site, folder)
    monkeypatch.undo()
    assert not (folder / COSIGNED).exists()
    assert watch(site, folder).head.size == 2


def replaced(site: SmallSite, place: int, **changes: Any) -> None:
    """Another statement at a place of the log, and all that hangs on it made anew."""
    later = site.entries[place:]
    del site.entries[place:]
    for number, old in enumerate(later):
        site.publish(old.day, **(changes if not number else {}))


def cut(site: SmallSite) -> None:
    site.entries.pop()
    site.show()


def restarted(site: SmallSite) -> None:
    site.entries.clear()
    site.publish(FIRST_NIGHT + 3 * DAY)


def emptied(site: SmallSite) -> None:
    site.entries.clear()
    site.show()
    site.write(RELEASE_NOTE, json.dumps({"statement": {"sha256": "a" * 64}}).encode())


def gone(path: str) -> Callable[[SmallSite], None]:
    return lambda site: (site.root / path).unlink()


def renumbered(site: SmallSite) -> None:
    site.entries[-1] = replace(site.entries[-1], number=9)
    site.write(envelope_path(9), site.read(envelope_path(8)) or b"")
    site.show()


def back(site: SmallSite) -> None:
    site.publish(FIRST_NIGHT - DAY)


def unsigned_checkpoint(site: SmallSite) -> None:
    site.publish()
    site.write(CHECKPOINT, write_note(sign_checkpoint(checkpoint_of(ORIGIN, site.entries), [])))


def spoilt(site: SmallSite) -> None:
    site.publish()
    note = read_note((site.root / CHECKPOINT).read_bytes())
    line = note.signatures[0]
    bad = replace(line, signature=key("release2").sign(note.text.encode()))
    site.write(CHECKPOINT, write_note(replace(note, signatures=(bad,))))


def half_published(site: SmallSite) -> None:
    note = site.read(RELEASE_NOTE) or b""
    site.publish()
    site.write(RELEASE_NOTE, note)


def swapped_envelope(site: SmallSite) -> None:
    site.publish()
    site.write(envelope_path(9), site.read(envelope_path(8)) or b"")


def other_site(site: SmallSite) -> None:
    site.origin = "zxgk.example.com"
    site.publish()


def new_roles(site: SmallSite, **changes: Any) -> None:
    """The next version of the roles, and a release under it."""
    night = site.entries[-1].day + DAY
    site.rotate(roles(witness=WITNESS, version=2, date=night, **changes))
    site.publish()


def rolled_back_roles(site: SmallSite) -> None:
    (site.root / roles_path(1)).write_bytes(b"{}")


NOT_SIGNED: list[tuple[str, Callable[[SmallSite], Any], Refusal]] = [
    ("log gone", gone(RELEASES), Refusal.LOST),
    ("checkpoint gone", gone(CHECKPOINT), Refusal.LOST),
    ("log empty", emptied, Refusal.LOST),
    ("log restarted", restarted, Refusal.LOST),
    ("smaller", cut, Refusal.SMALLER),
    ("fork", lambda site: replaced(site, 1, counts={"unfinished_cases": 2}), Refusal.FORK),
    ("earlier entry changed", lambda site: replaced(site, 0, counts={"unfinished_cases": 2}), Refusal.LOST),
    ("renumbered", renumbered, Refusal.RENUMBERED),
    ("date back", back, Refusal.DATE),
    ("no site", lambda site: (site.root / RELEASE_NOTE).unlink(), Refusal.UNREADABLE),
    ("old format", lambda site: site.write(RELEASE_NOTE, b'{"number": 7}'), Refusal.UNREADABLE),
    ("note that is none", lambda site: site.write(RELEASE_NOTE, b"["), Refusal.UNREADABLE),
    ("log that is none", lambda site: site.write(RELEASES, b"{}"), Refusal.UNREADABLE),
    ("checkpoint that is none", lambda site: site.write(CHECKPOINT, b"none\n"), Refusal.UNREADABLE),
    ("half published", half_published, Refusal.UNREADABLE),
    ("other site", other_site, Refusal.OTHER_SITE),
    ("roles gone", gone(roles_path(1)), Refusal.ROLES),
    ("roles damaged", rolled_back_roles, Refusal.ROLES),
    ("checkpoint unsigned", unsigned_checkpoint, Refusal.SIGNATURE),
    ("checkpoint by a stranger", lambda site: site.publish(names=["other-root"]), Refusal.SIGNATURE),
    ("checkpoint by the root", lambda site: site.publish(names=["root"]), Refusal.SIGNATURE),
    ("checkpoint with a bad line", spoilt, Refusal.SIGNATURE),
    (
        "release key revoked",
        lambda site: new_roles(site, ends={"release": {"revoked_on": FIRST_NIGHT}}),
        Refusal.SIGNATURE,
    ),
    (
        "witness key revoked",
        lambda site: new_roles(site, ends={"witness-ed": {"revoked_on": FIRST_NIGHT}}),
        Refusal.KEY,
    ),
    (
        "roles of another version",
        lambda site: site.publish(roles=RolesVersion(version=2, sha256="a" * 64)),
        Refusal.ROLES,
    ),
    ("statement without roles", lambda site: site.publish(roles=None), Refusal.ROLES),
    ("statement of another site", lambda site: site.publish(origin="zxgk.example.com"), Refusal.STATEMENT),
    ("statement of another number", lambda site: site.publish(number=99), Refusal.STATEMENT),
    ("statement of another date", lambda site: site.publish(date="2026-12-09"), Refusal.STATEMENT),
    ("another place", lambda site: site.publish(log=LogPlace(index=7, previous="a" * 64)), Refusal.STATEMENT),
    (
        "another statement before",
        lambda site: site.publish(log=LogPlace(index=2, previous="a" * 64)),
        Refusal.STATEMENT,
    ),
    ("swapped envelope", swapped_envelope, Refusal.STATEMENT),
    ("damaged envelope", lambda site: site.write(envelope_path(8), b"{}"), Refusal.STATEMENT),
    ("envelope gone", gone(envelope_path(8)), Refusal.UNREADABLE),
    ("expired", lambda site: site.publish(expires="2026-12-02"), Refusal.EXPIRED),
    ("tile gone", gone(tile_path("cards", 0, 0)), Refusal.TREES),
    ("list of files gone", gone(FILES), Refusal.TREES),
    ("list of files damaged", lambda site: site.write(FILES, b"a\n"), Refusal.TREES),
    ("list of files of another time", lambda site: site.write(FILES, files_text({})), Refusal.TREES),
]


@pytest.mark.parametrize(
    ("happens", "refusal"), [case[1:] for case in NOT_SIGNED], ids=[case[0] for case in NOT_SIGNED]
)
def test_what_is_not_the_site_that_was_seen_grown_is_refused(
    site: SmallSite, folder: Path, happens: Callable[[SmallSite], Any], refusal: Refusal
) -> None:
    begin(site, folder)
    happens(site)
    assert refused(site, folder, max([FIRST_NIGHT + DAY, *(one.day for one in site.entries)])).refusal is refusal


def test_every_refusal_has_a_test_and_an_exit_status_of_its_own() -> None:
    here = Path(__file__).read_text(encoding="utf-8")
    assert [name for name in Refusal.__members__ if f"Refusal.{name}" not in here] == []
    assert len(set(Refusal)) == len(Refusal.__members__)


def test_every_refusal_is_explained_on_the_page() -> None:
    page = (Path(__file__).parents[3] / "docs" / "witness.md").read_text(encoding="utf-8")
    assert [one for one in Refusal if f"| {one.value} |" not in page] == []


def test_a_changed_entry_behind_others_is_told(site: SmallSite, folder: Path) -> None:
    site.publish()
    begin(site, folder)
    replaced(site, 1, counts={"unfinished_cases": 2})
    said = refused(site, folder)
    assert said.refusal is Refusal.CHANGED
    assert "entry 1, release 8," in str(said)


def test_a_release_of_tomorrow_is_refused(site: SmallSite, folder: Path) -> None:
    begin(site, folder)
    site.publish(site.entries[-1].day + 2 * DAY)
    assert refused(site, folder, on=site.entries[-1].day - DAY).refusal is Refusal.DATE
    assert watch(site, folder).head.size == 3


def test_a_clock_that_went_back_signs_nothing(site: SmallSite, folder: Path) -> None:
    begin(site, folder)
    assert refused(site, folder, on=site.entries[-1].day - DAY).refusal is Refusal.CLOCK


def test_a_folder_that_remembers_nothing_needs_to_be_told(site: SmallSite, folder: Path) -> None:
    assert refused(site, folder).refusal is Refusal.BEGIN
    unknown = Begin("a" * 64, site.trust)
    assert "compare the digest" in str(refused(site, folder, begin=unknown))
    untrusted = Begin(site.entries[-1].statement, "a" * 64)
    assert refused(site, folder, begin=untrusted).refusal is Refusal.ROLES


def test_a_witness_that_has_begun_does_not_begin_again(site: SmallSite, folder: Path) -> None:
    begin(site, folder)
    assert refused(site, folder, begin=Begin(site.entries[-1].statement, site.trust)).refusal is Refusal.BEGIN


def test_a_witness_may_begin_with_an_earlier_statement(site: SmallSite, folder: Path) -> None:
    told = Begin(site.entries[0].statement, site.trust)
    assert watch(site, folder, begin=told).head.size == 2


def test_a_log_whose_past_goes_back_is_none_to_begin_with(tmp_path: Path, folder: Path) -> None:
    small = SmallSite(tmp_path / "public")
    for days in (3, 1, 2, 4):
        small.publish(FIRST_NIGHT + timedelta(days))
    told = Begin(small.entries[-1].statement, small.trust)
    assert refused(small, folder, begin=told).refusal is Refusal.DATE


def test_a_site_without_a_log_has_nothing_to_begin_with(tmp_path: Path, folder: Path) -> None:
    small = SmallSite(tmp_path / "public")
    small.publish()
    told = Begin(small.entries[-1].statement, small.trust)
    emptied(small)
    with pytest.raises(WitnessRefused) as caught:
        keep_watch(folder, small.read, key("witness-ed"), noon(FIRST_NIGHT), told)
    assert caught.value.refusal is Refusal.UNREADABLE


@pytest.mark.parametrize("name", ["release", "root", "release-ed", "other-root"])
def test_a_key_of_another_role_or_of_nobody_does_not_cosign(site: SmallSite, folder: Path, name: str) -> None:
    told = Begin(site.entries[-1].statement, site.trust)
    assert refused(site, folder, begin=told, name=name).refusal is Refusal.KEY


def test_a_release_key_that_ended_since_signs_nothing_new(site: SmallSite, folder: Path) -> None:
    """A thief could date a release before the end: nobody saw it before, so it is not taken."""
    begin(site, folder)
    site.publish()
    after = site.entries[-1].day + DAY
    site.rotate(roles(witness=WITNESS, version=2, date=after, ends={"release": {"compromised_since": after}}))
    assert refused(site, folder, on=after).refusal is Refusal.SIGNATURE


def test_a_head_that_was_seen_stays_seen_when_its_key_ends(site: SmallSite, folder: Path) -> None:
    begin(site, folder)
    after = site.entries[-1].day + DAY
    site.rotate(roles(witness=WITNESS, version=2, date=after, ends={"release": {"compromised_since": after}}))
    assert watch(site, folder, on=after).head.size == 2


def test_roles_that_were_seen_do_not_go_back(site: SmallSite, folder: Path) -> None:
    begin(site, folder)
    new_roles(site)
    watch(site, folder)
    (site.root / roles_path(2)).unlink()
    assert refused(site, folder).refusal is Refusal.ROLES


def test_roles_that_expired_are_refused(site: SmallSite, folder: Path) -> None:
    begin(site, folder)
    said = refused(site, folder, on=date(2027, 11, 20))
    assert (said.refusal, "expired" in str(said)) == (Refusal.ROLES, True)


def test_release_keys_are_rotated_under_the_witness(site: SmallSite, folder: Path) -> None:
    begin(site, folder)
    night = site.entries[-1].day + DAY
    both = rule(["release", "release2"])
    site.rotate(roles(witness=WITNESS, version=2, date=night, release=both, ends={"release": {"revoked_on": night}}))
    site.publish(names=["release2"])
    assert watch(site, folder).head.size == 3


def test_a_damaged_memory_is_told(site: SmallSite, folder: Path) -> None:
    begin(site, folder)
    told = json.loads((folder / "witness.json").read_text(encoding="utf-8"))
    for damaged in ("", "[]", json.dumps(told | {"entries": told["entries"][:1]}), json.dumps(told | {"format": 2})):
        (folder / "witness.json").write_text(damaged, encoding="utf-8")
        with pytest.raises(StateError, match="damaged"):
            watch(site, folder)


def test_further_audits_are_asked(site: SmallSite, folder: Path) -> None:
    told = Begin(site.entries[-1].statement, site.trust)
    with pytest.raises(WitnessRefused, match="a card is missing") as caught:
        keep_watch(
            folder,
            site.read,
            key("witness-ed"),
            noon(FIRST_NIGHT + DAY),
            told,
            [lambda read, statement: ["a card is missing"]],
        )
    assert caught.value.refusal is Refusal.TREES
    assert entry("witness-ed").owner == "witness-ed"


@pytest.mark.parametrize(
    ("path", "content", "said"),
    [
        ("index.html", None, "index.html is missing"),
        ("index.html", b"another", "index.html is not what was signed"),
        (tile_path("cards", 0, 0), None, "cannot be read"),
    ],
)
def test_with_the_map_every_file_is_looked_at_before(
    site: SmallSite, path: str, content: bytes | None, said: str
) -> None:
    statement, counts = site.publish(), []

    def audit_map(read: Fetch, heads: TreeHeads, listed: Mapping[str, bytes], counted: Mapping[str, int]) -> list[str]:
        counts.append((list(heads.families), list(listed), counted))
        return ["a card is missing"]

    assert list(with_every_file(audit_map)(site.read, statement)) == ["a card is missing"]
    assert counts == [(["cards"], ["index.html"], {"unfinished_cases": 1})]
    (site.root / path).unlink()
    if content is not None:
        site.write(path, content)
    (found,) = with_every_file(audit_map)(site.read, statement)
    assert said in found
    assert len(counts) == 1


ALARMS = {Refusal.SIGNATURE, Refusal.LOST, Refusal.SMALLER, Refusal.FORK, Refusal.CHANGED, Refusal.RENUMBERED}


@pytest.mark.parametrize("first", [RELEASES, CHECKPOINT])
def test_a_release_that_is_being_written_raises_no_alarm(
    site: SmallSite, folder: Path, tmp_path: Path, first: str
) -> None:
    """File by file, as into a bucket: envelope first, `release.json` last."""
    begin(site, folder)
    new = SmallSite(tmp_path / "new", entries=list(site.entries))
    new.publish()
    last = [first, *({RELEASES, CHECKPOINT} - {first}), RELEASE_NOTE]
    paths = sorted(path.relative_to(new.root).as_posix() for path in new.root.rglob("*") if path.is_file())
    said = []
    for path in [envelope_path(9), *(path for path in paths if path not in last), *last]:
        site.write(path, new.read(path) or b"")
        try:
            said.append(watch(site, folder, on=new.entries[-1].day).head.size)
        except WitnessRefused as refused:
            said.append(refused.refusal)
    assert said[-1] == 3
    assert {Refusal.UNREADABLE, Refusal.TREES} <= set(said)
    assert not ALARMS & set(said)


def test_a_swap_between_two_requests_raises_no_alarm(site: SmallSite, folder: Path, tmp_path: Path) -> None:
    """At once, as in a folder, after any number of requests."""
    begin(site, folder)
    new = SmallSite(tmp_path / "new", entries=list(site.entries))
    shutil.copytree(site.root, new.root, dirs_exist_ok=True)
    new.publish()
    said = []
    for requests in range(16):
        asked: list[str] = []

        def read(path: str, requests: int = requests, asked: list[str] = asked) -> bytes | None:
            asked.append(path)
            return (site if len(asked) <= requests else new).read(path)

        own = tmp_path / f"witness-{requests}"
        shutil.copytree(folder, own)
        try:
            now = noon(new.entries[-1].day)
            said.append(keep_watch(own, read, key("witness-ed"), now, None, [audit_trees]).head.size)
        except WitnessRefused as refused:
            said.append(refused.refusal)
    assert {2, 3, Refusal.UNREADABLE} <= set(said)
    assert not ALARMS & set(said)


def test_a_request_that_fails_once_raises_no_alarm(site: SmallSite, folder: Path) -> None:
    begin(site, folder)
    failed: set[str] = set()

    def read(path: str) -> bytes | None:
        if path in failed:
            return site.read(path)
        failed.add(path)
        return None

    assert keep_watch(folder, read, key("witness-ed"), noon(site.entries[-1].day), None, [audit_trees]).head.size == 2


@given(st.lists(st.booleans(), min_size=1, max_size=6), st.data())
@laws(max_examples=10)
def test_nights_are_accepted_in_any_order_of_visits_and_no_past_is_changed(
    visits: list[bool], data: st.DataObject
) -> None:
    """Law: a log that only grows is always signed; after any change to what was seen it never is."""
    with TemporaryDirectory() as place:
        small, folder = SmallSite(Path(place) / "public"), Path(place) / "witness"
        small.publish()
        begin(small, folder)
        for visited in visits:
            small.publish()
            if visited:
                assert watch(small, folder).head.size == len(small.entries)
        seen = watch(small, folder).head.size
        replaced(small, data.draw(st.integers(0, seen - 1)), counts={"unfinished_cases": 2})
        for _ in range(data.draw(st.integers(0, 2))):
            small.publish()
        assert refused(small, folder).refusal in (Refusal.LOST, Refusal.FORK, Refusal.CHANGED)


@given(st.data())
@laws(max_examples=60)
def test_no_bytes_of_a_stranger_s_host_make_a_witness_fail_or_sign_something_else(data: st.DataObject) -> None:
    """Law: whatever is changed in a file of the release, the head that was signed is the only one that is."""
    with TemporaryDirectory() as place:
        small, folder = SmallSite(Path(place) / "public"), Path(place) / "witness"
        small.publish()
        begin(small, folder)
        small.publish()
        own = [RELEASE_NOTE, RELEASES, CHECKPOINT, envelope_path(8), roles_path(1), FILES, tile_path("cards", 0, 0)]
        path = data.draw(st.sampled_from(own))
        content = bytearray(small.read(path) or b"")
        at = data.draw(st.integers(0, len(content) - 1))
        replacement = data.draw(st.binary(max_size=2) | st.sampled_from([b'"', b"{", b"\n", b"0", b"[" * 2000]))
        content[at : at + data.draw(st.integers(0, 2))] = replacement
        small.write(path, bytes(content))
        try:
            signed = watch(small, folder).head
        except WitnessRefused:
            return
        assert signed == checkpoint_of(ORIGIN, small.entries)
