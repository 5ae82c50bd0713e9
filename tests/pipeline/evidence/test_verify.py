"""Checking a site from outside: every known attack is refused and told by name, in Chinese and in English."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from pipeline.cli.verification import verification_lines, verification_tree
from pipeline.core.errors import TargetError
from pipeline.core.packing import gzip_bytes
from pipeline.evidence.checkpoint import cosign, sign_checkpoint
from pipeline.evidence.dsse import envelope_bytes, read_envelope, sign_envelope
from pipeline.evidence.files_list import FILES, files_text
from pipeline.evidence.log import checkpoint_of
from pipeline.evidence.notes import Note, write_note
from pipeline.evidence.paths import CHECKPOINT, COSIGNED, RELEASE_NOTE, RELEASES, envelope_path, roles_path
from pipeline.evidence.said import WORDS, Said
from pipeline.evidence.statement import (
    PAYLOAD_TYPE,
    RemovalCount,
    StatementError,
    Tree,
    content_digest,
    read_statement,
    state_release,
)
from pipeline.evidence.verify import Extent, Signature, Trust, Verification, verify_files
from tests.pipeline.evidence.made import key, roles, rule, signed_bytes
from tests.pipeline.evidence.small_site import FIRST_NIGHT, SmallSite, noon

NIGHT = FIRST_NIGHT + timedelta(2)
"""Of the third release, the newest."""
WHOLE = Extent(sample=None)


@pytest.fixture
def site(tmp_path: Path) -> SmallSite:
    """Three nights, the last of them witnessed."""
    made = SmallSite(tmp_path / "site")
    for _ in range(3):
        made.publish()
    made.cosign("witness-ed", noon(NIGHT))
    return made


def look(site: SmallSite, on: date = NIGHT, extent: Extent = WHOLE, **trust: Any) -> Verification:
    return verify_files("http://x.example", site.read, on, Trust(**({"roles": site.trust} | trust)), extent)


def codes(found: Verification) -> set[Said]:
    return {one.code for one in found.problems}


def test_a_site_as_published_is_good(site: SmallSite) -> None:
    found = look(site)
    assert (found.problems, found.remarks, found.signature) == ([], [], Signature.GOOD)
    assert (found.number, found.files, found.checked, found.witnessed) == (9, 3, 3, NIGHT.isoformat())
    assert found.exit_status == 0
    assert verification_lines(found, chinese=True)[-1] == "核验无误"


def edit(path: str, change: Callable[[Any], object]) -> Callable[[SmallSite], object]:
    """Change what a JSON file says."""

    def harm(site: SmallSite) -> None:
        tree = json.loads(site.read(path) or b"")
        change(tree)
        site.write(path, json.dumps(tree).encode())

    return harm


def take(path: str) -> Callable[[SmallSite], object]:
    return lambda site: (site.root / path).unlink()


def swapped_envelope(site: SmallSite) -> None:
    """The envelope of another night under the newest number."""
    site.write(envelope_path(9), site.read(envelope_path(8)) or b"")


def named_older(site: SmallSite) -> None:
    """Mix-and-match: the note of the night before over the newest files."""
    site.write(RELEASE_NOTE, json.dumps(site.note(site.entries[1])).encode())


def signed_by(*names: str) -> Callable[[SmallSite], object]:
    """The newest statement, signed by other keys."""

    def harm(site: SmallSite) -> None:
        payload = read_envelope(site.read(envelope_path(9)) or b"", PAYLOAD_TYPE).payload
        site.write(envelope_path(9), envelope_bytes(sign_envelope(PAYLOAD_TYPE, payload, [key(n) for n in names])))

    return harm


def retyped(site: SmallSite) -> None:
    """The payload, signed as something else."""
    payload = read_envelope(site.read(envelope_path(9)) or b"", PAYLOAD_TYPE).payload
    site.write(
        envelope_path(9),
        envelope_bytes(sign_envelope("application/vnd.yangguang.batch+json", payload, [key("release")])),
    )


def forked(site: SmallSite) -> None:
    """Another third night; the checkpoint is still that of the first one."""
    kept = site.read(CHECKPOINT) or b""
    site.entries.pop()
    site.publish(removals={"exit_bans": RemovalCount(due=1, in_time=1, late=0)})
    site.write(CHECKPOINT, kept)


def forked_whole(site: SmallSite) -> None:
    """Another third night, checkpoint and all; only the witness saw the first one."""
    site.entries.pop()
    site.publish(removals={"exit_bans": RemovalCount(due=1, in_time=1, late=0)})


def checkpoint_by_root(site: SmallSite) -> None:
    site.write(CHECKPOINT, write_note(sign_checkpoint(checkpoint_of(site.origin, site.entries), [key("root")])))


def elsewhere(site: SmallSite) -> None:
    """The good envelope, under a name that no other reader looks for."""
    site.write("releases/10.dsse.json", site.read(envelope_path(9)) or b"")
    edit(RELEASE_NOTE, lambda note: note["statement"].update(path="releases/10.dsse.json"))(site)


def cosigned_as(site: SmallSite, **said: Any) -> None:
    """The right root, another number or day."""
    head = replace(checkpoint_of(site.origin, site.entries), **said)
    site.write(COSIGNED, write_note(Note(head.body, (cosign(head, "witness-ed", key("witness-ed"), noon(NIGHT)),))))


def twice_listed(site: SmallSite) -> None:
    text = files_text({"index.html": b"x" * 32})
    site.write(FILES, gzip_bytes(text + text))


def second_width(site: SmallSite) -> None:
    """The list names a bucket of another width."""
    site.write(FILES, gzip_bytes(files_text({"index.html": b"x" * 32, "search/data/cards/2/0.json.gz": b"x" * 32})))


def another_bucket(site: SmallSite) -> None:
    site.write("search/data/cards/1/0.json.gz", gzip_bytes(b'{"k":{"b":9}}'))


ATTACKS: list[tuple[str, Callable[[SmallSite], object], Said]] = [
    ("a page is changed", lambda site: site.write("index.html", b"<title>other</title>"), Said.FILE_DIFFERS),
    ("a page is gone", take("index.html"), Said.FILE_MISSING),
    ("a bucket is changed", another_bucket, Said.FILE_DIFFERS),
    ("a bucket is gone", take("search/data/cards/1/1.json.gz"), Said.FILE_MISSING),
    ("a tile is gone", take("releases/trees/cards/0/0.txt.gz"), Said.TREE),
    ("the list of files is gone", take(FILES), Said.TREE),
    ("the list of files is no gzip", lambda site: site.write(FILES, b"\x1f\x8bno gzip"), Said.STATEMENT_FORM),
    ("a path stands twice", twice_listed, Said.STATEMENT_FORM),
    ("a second width", second_width, Said.STATEMENT_FORM),
    ("the number is another", edit(RELEASE_NOTE, lambda note: note.update(number=10)), Said.NOTE_DIFFERS),
    ("the counts are others", edit(RELEASE_NOTE, lambda note: note["counts"].clear()), Said.NOTE_DIFFERS),
    ("a court's night is another", edit(RELEASE_NOTE, lambda note: note["as_of"].clear()), Said.NOTE_DIFFERS),
    ("no statement is named", edit(RELEASE_NOTE, lambda note: note.pop("statement")), Said.STATEMENT_MISSING),
    ("the envelope is gone", take(envelope_path(9)), Said.STATEMENT_FORM),
    ("the envelope is swapped", swapped_envelope, Said.STATEMENT_SWAPPED),
    ("the envelope is of another type", retyped, Said.STATEMENT_FORM),
    ("mix-and-match: an older note over newer files", named_older, Said.LIST),
    ("nobody signed", signed_by(), Said.UNSIGNED),
    ("a key of another role signed", signed_by("root"), Said.SIGNATURE),
    ("a witness signed the statement", signed_by("witness-ed"), Said.SIGNATURE),
    ("an unknown key signed", signed_by("other-root"), Said.SIGNATURE),
    ("a fork under the old checkpoint", forked, Said.CHECKPOINT),
    ("a fork that the witness did not see", forked_whole, Said.WITNESS),
    ("the checkpoint is signed by another role", checkpoint_by_root, Said.CHECKPOINT),
    ("the checkpoint is gone", take(CHECKPOINT), Said.CHECKPOINT),
    ("the list of releases is gone", take(RELEASES), Said.UNREADABLE),
    ("a receipt's digest is another", edit(RELEASES, lambda rows: rows[-1].update(digest="0" * 64)), Said.LIST),
    ("an entry of the log is gone", edit(RELEASES, lambda rows: rows.pop(1)), Said.LOG),
    ("the entries of the log change places", edit(RELEASES, lambda rows: rows.insert(1, rows.pop(2))), Said.LOG),
    ("the roles are gone", take(roles_path(1)), Said.ROLES),
    ("the cosigned head is empty", lambda site: site.write(COSIGNED, b""), Said.WITNESS),
    (
        "a court's night is no object",
        edit(RELEASE_NOTE, lambda note: note.update(as_of={"浙0106": 1})),
        Said.NOTE_DIFFERS,
    ),
    ("the envelope lies elsewhere", lambda site: elsewhere(site), Said.STATEMENT_SWAPPED),
    ("the witness saw another number", lambda site: cosigned_as(site, number=10), Said.WITNESS),
    ("the witness saw another day", lambda site: cosigned_as(site, day=NIGHT - timedelta(1)), Said.WITNESS),
    ("the site has another origin", lambda site: _other_origin(site), Said.ORIGIN),
]


def _other_origin(site: SmallSite) -> None:
    """All of it signed by the right key, for another site."""
    site.origin = "other.example.cn"
    site.publish(NIGHT)


@pytest.mark.parametrize(
    ("harm", "told"), [(harm, told) for _, harm, told in ATTACKS], ids=[name for name, *_ in ATTACKS]
)
def test_every_attack_is_refused_and_told(site: SmallSite, harm: Callable[[SmallSite], object], told: Said) -> None:
    harm(site)
    found = look(site)
    assert told in codes(found)
    assert found.exit_status == 7
    assert found.seen is None
    assert "核验无误" not in "".join(verification_lines(found, chinese=True))


@pytest.mark.parametrize(("days", "told"), [(14, set()), (15, {Said.EXPIRED})])
def test_a_site_that_is_frozen_expires(site: SmallSite, days: int, told: set[Said]) -> None:
    assert codes(look(site, NIGHT + timedelta(days))) == told


def test_a_release_of_tomorrow_is_told(site: SmallSite) -> None:
    assert Said.FUTURE in codes(look(site, NIGHT - timedelta(1)))


def test_what_was_seen_is_remembered(site: SmallSite) -> None:
    seen = look(site).seen
    assert seen is not None
    site.publish()
    assert look(site, NIGHT + timedelta(1), seen=seen).problems == []


@pytest.mark.parametrize("entries", [[0, 1], [0]])
def test_an_older_release_is_told_to_whoever_remembers(site: SmallSite, entries: Sequence[int]) -> None:
    """Rollback: all that is shown is true, and old."""
    seen = look(site).seen
    older = SmallSite(site.root.parent / "older")
    for place in entries:
        older.publish(site.entries[place].day)
    older.cosign("witness-ed", noon(older.entries[-1].day))
    assert codes(look(older)) == set()
    assert codes(look(older, seen=seen)) == {Said.SEEN}


def test_a_past_that_goes_back_is_told_though_all_of_it_is_signed(tmp_path: Path) -> None:
    site = SmallSite(tmp_path / "site")
    for days in (0, 2, 1, 3):
        site.publish(FIRST_NIGHT + timedelta(days))
    site.cosign("witness-ed", noon(FIRST_NIGHT + timedelta(3)))
    assert codes(look(site, FIRST_NIGHT + timedelta(3))) == {Said.LOG}


def test_another_past_is_told_to_whoever_remembers(site: SmallSite) -> None:
    seen = look(site).seen
    forked_whole(site)
    site.cosign("witness-ed", noon(NIGHT))
    assert codes(look(site)) == set()
    assert codes(look(site, seen=seen)) == {Said.SEEN}


def test_roles_that_were_seen_cannot_be_hidden_from_whoever_also_brings_old_paper(site: SmallSite) -> None:
    """A thief of the release key hides the version that says so."""
    rotated(site, compromised_since=LATER)
    seen = look(site, seen=look(site).seen).seen
    assert seen is not None
    take(roles_path(2))(site)
    assert codes(look(site)) == set()
    assert codes(look(site, seen=seen)) == {Said.ROLES}


@pytest.mark.parametrize("number", ["1e999", "[" * 100_000])
def test_a_note_that_cannot_be_read_is_no_site(site: SmallSite, number: str) -> None:
    site.write(RELEASE_NOTE, f'{{"number":{number}'.encode() + b',"date":"2026-12-03","digest":""}')
    with pytest.raises(TargetError):
        look(site)


@pytest.mark.parametrize(("family", "width"), [("cards", 24), ("other", 1), ("../../data", 1)])
def test_a_tree_of_no_family_is_no_statement(site: SmallSite, family: str, width: int) -> None:
    trees = {family: Tree.model_construct(width=width, root="a" * 64)}
    said = read_statement(read_envelope(site.read(envelope_path(9)) or b"", PAYLOAD_TYPE).payload)
    files = said.predicate.files
    wrong = said.predicate.model_copy(update={"trees": trees, "digest": content_digest(trees, files)})
    with pytest.raises(StatementError):
        read_statement(state_release(wrong, said.files_sha256).payload)


@pytest.mark.parametrize("demo", [False, True])
def test_without_anything_to_trust_a_release_is_good_for_a_demonstration_only(site: SmallSite, demo: bool) -> None:
    found = look(site, roles="", demo=demo)
    assert [one.code for one in (found.remarks if demo else found.problems)] == [Said.NO_TRUST]
    assert found.signature is Signature.UNCHECKED
    assert verification_lines(found, chinese=False)[-1] != "nothing is wrong"


@pytest.mark.parametrize("demo", [False, True])
def test_an_unsigned_release_is_good_for_a_demonstration_only(site: SmallSite, demo: bool) -> None:
    signed_by()(site)
    found = look(site, roles="", demo=demo)
    assert Said.UNSIGNED in {one.code for one in (found.remarks if demo else found.problems)}


def test_a_demonstration_is_no_excuse_for_whoever_brings_paper(site: SmallSite) -> None:
    signed_by()(site)
    assert Said.UNSIGNED in codes(look(site, demo=True))


def rotated(site: SmallSite, **end: object) -> None:
    """The release key has ended; the next version of the roles says so."""
    second = roles(
        version=2,
        date=NIGHT,
        witness=rule(["witness-ed", "witness2-ed", "witness3-ed"], 1, [key("witness-ed").public.algorithm]),
        release=rule(["release", "release2"]),
        ends={"release": end, "release2": {}},
    )
    site.write(roles_path(2), signed_bytes(second, "root"))


LATER = NIGHT + timedelta(2)


@pytest.mark.parametrize(
    ("end", "witnessed", "problems", "remarks"),
    [
        ({"revoked_on": LATER}, True, set(), set()),
        ({"revoked_on": LATER}, False, set(), {Said.DATE_NOT_WITNESSED}),
        ({"revoked_on": NIGHT}, True, {Said.SIGNATURE, Said.CHECKPOINT}, set()),
        ({"compromised_since": LATER}, True, set(), set()),
        ({"compromised_since": LATER}, False, {Said.DATE_NOT_WITNESSED}, set()),
        ({"compromised_since": NIGHT}, True, {Said.SIGNATURE, Said.CHECKPOINT}, set()),
        ({"valid_until": NIGHT}, True, set(), set()),
        ({"valid_until": NIGHT - timedelta(1)}, True, {Said.SIGNATURE, Said.CHECKPOINT}, set()),
    ],
)
def test_a_key_that_has_ended_counts_for_what_was_witnessed_before(
    site: SmallSite, end: dict[str, object], witnessed: bool, problems: set[Said], remarks: set[Said]
) -> None:
    rotated(site, **end)
    if not witnessed:
        site.cosign("witness-ed", noon(LATER))
    found = look(site, LATER)
    assert codes(found) == problems
    assert {one.code for one in found.remarks} == remarks


def test_witnesses_that_have_stopped_are_told(site: SmallSite) -> None:
    for _ in range(4):
        site.publish()
    assert codes(look(site, NIGHT + timedelta(4))) == {Said.WITNESS_OLD}


@pytest.mark.parametrize(
    ("nights", "problems", "remarks"), [(1, set(), {Said.WITNESS_AWAITED}), (2, {Said.WITNESS}, set())]
)
def test_a_first_cosigned_head_is_awaited_for_three_days(
    site: SmallSite, nights: int, problems: set[Said], remarks: set[Said]
) -> None:
    take(COSIGNED)(site)
    for _ in range(nights):
        site.publish()
    found = look(site, NIGHT + timedelta(nights))
    assert (codes(found), {one.code for one in found.remarks}) == (problems, remarks)


def test_removals_that_came_too_late_are_told(site: SmallSite) -> None:
    site.publish(removals={"exit_bans": RemovalCount(due=3, in_time=1, late=2)})
    found = look(site, NIGHT + timedelta(1))
    assert [(one.code, one.facts["late"], one.facts["due"]) for one in found.remarks] == [(Said.LATE, 2, 3)]


@pytest.mark.parametrize(
    ("path", "content"), [("?list-type=2", b"<ListBucketResult>"), ("search/data/", b"<title>Index of /")]
)
def test_a_place_that_lists_its_files_is_told(site: SmallSite, path: str, content: bytes) -> None:
    def read(asked: str) -> bytes | None:
        return content if asked == path else None if asked.endswith("/") or "?" in asked else site.read(asked)

    found = verify_files("http://x.example", read, NIGHT, Trust(site.trust), WHOLE)
    assert codes(found) == {Said.OPEN}


def test_another_sample_sees_other_files(site: SmallSite) -> None:
    (site.root / "index.html").write_bytes(b"other")
    seen = [codes(look(site, extent=Extent(sample=1, seed=seed))) for seed in range(20)]
    assert set() in seen
    assert {Said.FILE_DIFFERS} in seen


def test_the_audit_of_the_map_is_told(site: SmallSite) -> None:
    found = look(site, extent=Extent(None, 0, lambda *_: ["a card is missing"]))
    assert [one.in_english() for one in found.problems] == ["a card is missing"]


def test_every_sentence_can_be_said_in_both_languages(site: SmallSite) -> None:
    assert WORDS.keys() == set(Said)
    take("index.html")(site)
    tree = verification_tree(look(site))
    assert tree["problems"] == [
        {"code": "file-missing", "path": "index.html", "zh": "index.html 缺失", "en": "index.html is missing"}
    ]
