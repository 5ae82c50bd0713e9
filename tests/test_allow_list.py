"""The allow-list in a night: a value that a person answers for passes, until its day."""

from pathlib import Path

import pytest

from pipeline.core.errors import ReleaseRefused
from pipeline.core.records import Dataset
from tests.support.case_system import listing, party
from tests.support.deployment import Deployment

pytestmark = pytest.mark.drill

ADDRESS = "西湖区无名路999号3幢"
ALLOWED = f'[[allow]]\nvalue = "{ADDRESS}"\nreason = "法院旧址，已公开"\nowner = "执行局信息员"\nexpires = 2026-12-31\n'


def deployment_at(home: Path, allowed: str) -> Deployment:
    deployment = Deployment.at(home, '[scan]\nallow_list = "allow.toml"\n')
    (home / "allow.toml").write_text(allowed, encoding="utf-8")
    elsewhere = listing("l-1", "孙立", case_id="case-2", obligation=f"交还法院旧址{ADDRESS}的钥匙")
    hiding = party("u-1", "钱斌", protected_addresses=ADDRESS)
    deployment.holds({Dataset.UNFINISHED_CASES: [hiding], Dataset.DISHONEST_DEBTORS: [elsewhere]})
    return deployment


def test_a_protected_address_in_another_case_leaves_the_row_out(tmp_path: Path) -> None:
    deployment = deployment_at(tmp_path, "")
    deployment.night("2026-11-20")
    assert {row["dataset"] for row in deployment.public_rows().values()} == {"unfinished_cases", "courts"}


def test_what_a_person_answers_for_passes(tmp_path: Path) -> None:
    deployment = deployment_at(tmp_path, ALLOWED)
    deployment.night("2026-11-20")
    assert ADDRESS in deployment.public_text()


def test_an_expired_entry_fails_the_run(tmp_path: Path) -> None:
    deployment = deployment_at(tmp_path, ALLOWED.replace("2026-12-31", "2026-11-19"))
    report = deployment.night("2026-11-20")
    assert "entry 1 expired on 2026-11-19" in report.refused
    assert report.exit_status == ReleaseRefused.exit_status
    assert not deployment.public.exists()


def test_an_expired_entry_never_delays_a_takedown(tmp_path: Path) -> None:
    deployment = deployment_at(tmp_path, ALLOWED)
    deployment.night("2026-11-20")
    closed = party("u-1", "钱斌", closed_on="2026-12-20", closing_mode="执行完毕")
    deployment.holds({Dataset.UNFINISHED_CASES: [closed]})
    report = deployment.night("2027-01-08")
    assert "entry 1 expired on 2026-12-31" in report.refused
    assert "钱斌" not in deployment.public_text()
    assert ADDRESS not in deployment.public_text()
