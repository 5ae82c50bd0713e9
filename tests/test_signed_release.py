"""Nights of a deployment that signs: what a stranger with the paper finds, and what a log outlives."""

import gzip
import json
import shutil
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from unittest.mock import patch

import pytest
from securesystemslib.dsse import Envelope
from securesystemslib.exceptions import VerificationError
from securesystemslib.signer import SSlibKey

from pipeline.core.records import Dataset
from pipeline.evidence import leaves, merkle, trees
from pipeline.evidence.dsse import read_envelope
from pipeline.evidence.keys import RoleKeyError
from pipeline.evidence.log import read_entries
from pipeline.evidence.paths import RELEASES
from pipeline.evidence.said import Said
from pipeline.evidence.statement import PAYLOAD_TYPE, Predicate, read_statement
from pipeline.evidence.verify import Signature
from pipeline.night.moving import move_deployment
from pipeline.night.nightly import NightOptions, run_nightly, take_down
from pipeline.release.map_audit import audit_map
from pipeline.state.ledger import Ledger
from tests.support.canaries import unchecked
from tests.support.case_system import listing, notice, party
from tests.support.deployment import public_bytes
from tests.support.signed_deployment import SignedDeployment

pytestmark = pytest.mark.drill

CASES, LISTINGS, AUCTIONS = Dataset.UNFINISHED_CASES, Dataset.DISHONEST_DEBTORS, Dataset.AUCTION_NOTICES
FIRST, SECOND, THIRD = "2026-11-17", "2026-11-18", "2026-11-19"
ROWS = {
    CASES: [party("u1", "欧阳静好"), party("u2", "慕容远")],
    LISTINGS: [listing("d1", "司马知秋")],
    AUCTIONS: [notice("n1", title="拍卖明月路一处房产")],
}


@pytest.fixture(scope="module")
def after_two_nights(tmp_path_factory: pytest.TempPathFactory) -> SignedDeployment:
    """Two nights; in the second a case left the source by closing."""
    made = SignedDeployment.at(tmp_path_factory.mktemp("signed") / "home")
    made.house.holds(ROWS)
    made.house.night(FIRST)
    closed = party("u1", "欧阳静好", closed_on="2026-11-10", closing_mode="执行完毕")
    made.house.holds({**ROWS, CASES: [closed, ROWS[CASES][1]]})
    made.house.night(SECOND)
    return made


@pytest.fixture
def site(after_two_nights: SignedDeployment, tmp_path: Path) -> SignedDeployment:
    return SignedDeployment(after_two_nights.house.copy(tmp_path / "home"), after_two_nights.trust)


def newest(site: SignedDeployment) -> Predicate:
    note = json.loads(site.read("release.json") or b"")
    envelope = read_envelope(site.read(note["statement"]["path"]) or b"", PAYLOAD_TYPE)
    return read_statement(envelope.payload).predicate


def log(site: SignedDeployment) -> list[int]:
    return [entry.number for entry in read_entries(site.read(RELEASES))]


def noon(day: str) -> int:
    return int(datetime.fromisoformat(f"{day}T04:00:00").replace(tzinfo=UTC).timestamp())


def test_a_stranger_with_the_paper_finds_nothing_wrong(site: SignedDeployment) -> None:
    found = site.verify(SECOND, audit=audit_map)
    assert (found.problems, [one.code for one in found.remarks]) == ([], [Said.WITNESS_AWAITED, Said.LATE])
    assert (found.signature, found.checked) == (Signature.GOOD, found.files)
    site.witness(noon(SECOND))
    site.house.night(THIRD)
    found = site.verify(THIRD, audit=audit_map)
    assert (found.problems, found.remarks, found.witnessed) == ([], [], SECOND)


def test_the_statement_tells_the_night(site: SignedDeployment) -> None:
    said = newest(site)
    assert (said.number, said.date, said.log.index, said.rules.name) == (2, SECOND, 1, "five-day")
    assert {name: count for name, count in said.counts.items() if count} == {
        "unfinished_cases": 1, "dishonest_debtors": 1, "auction_notices": 1, "courts": 1,
    }  # fmt: skip
    assert {name: count.model_dump() for name, count in said.removals.items()} == {
        "unfinished_cases": {"due": 1, "in_time": 0, "late": 1}
    }, "the fifth working day after the closing was the night before"
    assert said.courts.model_dump()["as_of"] == {SECOND: ["浙0106"]}


def test_an_unchanged_night_hashes_no_file_and_changes_the_release_alone(site: SignedDeployment) -> None:
    before = public_bytes(site.house.public)
    with (
        patch.object(trees, "bucket_leaf", side_effect=AssertionError),
        patch.object(trees, "content_digest", wraps=leaves.content_digest) as digested,
        patch.object(trees, "hash_node", wraps=merkle.hash_node) as hashed,
    ):
        site.house.night(THIRD)
    assert public_bytes(site.house.public) == before
    assert ({call.args[0] for call in digested.call_args_list}, hashed.call_count) == ({"releases/trees/files.txt"}, 0)
    assert newest(site).digest == json.loads(site.read(RELEASES) or b"")[1]["digest"]


def test_the_log_outlives_a_lost_state(site: SignedDeployment) -> None:
    shutil.rmtree(site.house.home / "state")
    run_nightly(
        site.house.settings, date.fromisoformat(THIRD), options=NightOptions(new_state=True), canaries=unchecked
    )
    assert log(site) == [1, 2, 3]
    assert site.verify(THIRD).problems == []


def test_the_log_goes_on_behind_a_run_that_was_killed_after_the_swap(site: SignedDeployment) -> None:
    with patch("pipeline.night.stages.record_release", side_effect=KeyboardInterrupt), pytest.raises(KeyboardInterrupt):
        site.house.night(THIRD)
    assert log(site) == [1, 2, 3]
    site.house.night("2026-11-20")
    assert log(site) == [1, 2, 3, 4]
    assert site.verify("2026-11-20").problems == []


def test_a_key_that_cannot_be_opened_stops_what_is_new_and_no_removal(site: SignedDeployment) -> None:
    (site.house.home / "release.pem").unlink()
    with pytest.raises(RoleKeyError, match=r"release\.pem"):
        site.house.night(THIRD)
    assert site.house.number() == 2
    ledger = Ledger(site.house.home / "state" / "ledger.sqlite")
    record = next(row for row in ledger.public()[ledger.public()["dataset"] == LISTINGS]["id"])
    ledger.close()
    take_down(site.house.settings, record, "decision of the court", date.fromisoformat(THIRD))
    assert "司马知秋" not in site.house.public_text()
    assert Said.UNSIGNED in {one.code for one in site.verify(THIRD).problems}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ('roles = "roles"\n', "[release] roles names no roles"),
        ('base_url = "https://zxgk.example.cn"\n', "site.base_url says 127.0.0.1:8000"),
    ],
)
def test_a_night_says_that_no_verifier_will_accept_its_signature(
    site: SignedDeployment, change: str, told: str
) -> None:
    settings = site.house.home / "yangguang.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace(change, ""), encoding="utf-8")
    move_deployment(site.house.settings.state, site.house.settings.owner)
    assert any(told in note for note in site.house.night(THIRD).notes)


def test_securesystemslib_alone_verifies_the_statement(site: SignedDeployment) -> None:
    """P-256, by another project's code; whether cosign verifies it was not run, since no index here has it."""
    roles = json.loads(Envelope.from_dict(json.loads(site.read("releases/roles/1.dsse.json") or b"")).payload)
    keys = [
        SSlibKey(keyid, "ecdsa", "ecdsa-sha2-nistp256", {"public": _pem(roles["keys"][keyid]["public"])})
        for keyid in roles["roles"]["release"]["keys"]
    ]
    envelope = Envelope.from_dict(json.loads(site.read("releases/2.dsse.json") or b""))
    assert envelope.verify(keys, 1).keys() == set(roles["roles"]["release"]["keys"])
    assert envelope.payload_type == "application/vnd.in-toto+json"
    listed = gzip.decompress(site.read("releases/trees/files.txt.gz") or b"")
    said = json.loads(envelope.payload)
    assert said["subject"] == [{"name": "releases/trees/files.txt", "digest": {"sha256": sha256(listed).hexdigest()}}]
    envelope.payload += b" "
    with pytest.raises(VerificationError):
        envelope.verify(keys, 1)


def _pem(public: str) -> str:
    return f"-----BEGIN PUBLIC KEY-----\n{public}\n-----END PUBLIC KEY-----\n"
