"""Nights of a deployment with roles, seen by a witness: cosigned heads go out with the next release, a fork is refused."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from pipeline.core.records import Dataset
from pipeline.evidence.keys import write_private_key
from pipeline.evidence.outside import Fetch
from pipeline.evidence.statement import origin_of
from pipeline.evidence.verify import Extent, Trust, verify_files
from pipeline.evidence.witness import Begin, Refusal, Witnessed, WitnessRefused, keep_watch
from pipeline.evidence.witness_audits import with_every_file
from pipeline.release.map_audit import audit_map
from tests.pipeline.evidence.made import ED25519, key, roles, rule, signed, signed_bytes
from tests.pipeline.evidence.small_site import noon
from tests.support.case_system import listing, notice, party
from tests.support.deployment import Deployment

pytestmark = pytest.mark.drill

PASSPHRASE = "a passphrase for tests"


def reader(deployment: Deployment) -> Fetch:
    def read(path: str) -> bytes | None:
        file = deployment.public / path
        return file.read_bytes() if file.is_file() else None

    return read


@pytest.mark.slow
def test_a_state_that_was_brought_back_forks_the_log_and_the_witness_says_so(tmp_path: Path) -> None:
    origin = origin_of(Deployment.at(tmp_path / "unused").settings.site.base_url)
    version = roles(witness=rule(["witness-ed"], 1, [ED25519]), origin=origin)
    trust, brought = signed(version, "root").digest, tmp_path / "brought"
    write_private_key(tmp_path / "release.pem", key("release"), PASSPHRASE)
    brought.mkdir()
    (tmp_path / "roles").mkdir()
    (tmp_path / "roles" / "1.dsse.json").write_bytes(signed_bytes(version, "root"))
    deployment = Deployment.at(
        tmp_path / "home",
        f'[release]\nkey = "{tmp_path}/release.pem"\npassphrase = "{PASSPHRASE}"\n'
        f'roles = "{tmp_path}/roles"\ncosigned = "{brought}"\n',
    )
    tables = {Dataset.UNFINISHED_CASES: [party("u1")], Dataset.DISHONEST_DEBTORS: [listing("d1")]}
    deployment.holds(tables | {Dataset.AUCTION_NOTICES: [notice("n1")]})

    def visit(site: Deployment, day: str, begin: Begin | None = None) -> Witnessed:
        now, audit = noon(date.fromisoformat(day)), with_every_file(audit_map)
        done = keep_watch(tmp_path / "witness", reader(site), key("witness-ed"), now, begin, [audit])
        shutil.copytree(tmp_path / "witness" / "notes", brought, dirs_exist_ok=True)
        return done

    assert deployment.night("2026-11-20").refused == ""
    note = json.loads((deployment.public / "release.json").read_text(encoding="utf-8"))
    assert visit(deployment, "2026-11-20", Begin(note["statement"]["sha256"], trust)).head.size == 1
    older = deployment.copy(tmp_path / "older")

    assert deployment.night("2026-11-21").refused == ""
    assert visit(deployment, "2026-11-21").head.size == 2
    found = verify_files("", reader(deployment), date(2026, 11, 21), Trust(trust), Extent(None, 0, audit_map))
    assert (found.problems, found.remarks, found.witnessed) == ([], [], "2026-11-20")

    after = older.night("2026-11-22")
    assert after.refused == ""
    assert any("a witness saw another log of 2 entries" in note for note in after.notes)
    with pytest.raises(WitnessRefused, match="a fork") as caught:
        visit(older, "2026-11-22")
    assert caught.value.refusal is Refusal.FORK
