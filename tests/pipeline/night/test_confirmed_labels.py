"""Labels that a court confirmed, over whole nights: masker, detector, twin and review agree, and a label can be taken back."""

from datetime import date
from pathlib import Path

import pytest

from pipeline.core.errors import SettingsError
from pipeline.core.records import Dataset
from pipeline.night.nightly import NightOptions, run_nightly
from pipeline.review.office import Office
from pipeline.settings.deployment import load_settings
from tests.support.canaries import unchecked
from tests.support.case_system import notice, party, resident_id
from tests.support.deployment import Deployment

RECEIPT = resident_id("33110219840517041")
"""With the check digit of an identity number, so that it has every sign of one."""
OWN = resident_id("33012219790411527")
LABEL = '[[masking.confirmed_labels]]\nlabel = "缴款单号"\ncourt = "浙0106"\nconfirmed_by = "执行局"\non = 2026-11-02\n'


def deployment_at(home: Path, more: str) -> Deployment:
    deployment = Deployment.at(home, more)
    body = f"买受人凭缴款单号：{RECEIPT}缴纳余款。另有缴款单号：{OWN}。收据编号{RECEIPT}。"
    deployment.holds({
        Dataset.UNFINISHED_CASES: [party("u1", id_number=OWN)],
        Dataset.AUCTION_NOTICES: [notice("n1", body=body)],
    })  # fmt: skip
    return deployment


def test_a_receipt_stays_behind_its_label_and_a_partys_number_does_not(tmp_path: Path) -> None:
    deployment = deployment_at(tmp_path / "home", LABEL)
    report = run_nightly(deployment.settings, date(2026, 11, 20), options=NightOptions(twin=True), canaries=unchecked)
    assert (report.refused, report.held) == ("", {})
    text = deployment.public_text()
    assert f"缴款单号：{RECEIPT}" in text
    assert f"收据编号{'*' * 18}" in text
    assert f"缴款单号：{'*' * 18}" in text
    assert OWN not in text


def test_a_number_that_another_case_knows_keeps_its_row_back(tmp_path: Path) -> None:
    deployment = deployment_at(tmp_path / "home", LABEL)
    other = party("u2", "慕容远", case_id="case-2", case_number="（2026）浙0106执13号", id_number=RECEIPT)
    deployment.holds({
        Dataset.UNFINISHED_CASES: [other],
        Dataset.AUCTION_NOTICES: [notice("n1", body=f"缴款单号：\n{RECEIPT}")],
    })  # fmt: skip
    report = deployment.night("2026-11-20")
    assert report.refused == ""
    assert "exact-number" in (deployment.home / "state" / "findings.jsonl").read_text(encoding="utf-8")
    assert RECEIPT not in deployment.public_text()
    assert "慕容远" in deployment.public_text()


def test_the_officer_reads_how_many_numbers_stayed_behind_which_label(tmp_path: Path) -> None:
    deployment = deployment_at(tmp_path / "home", LABEL)
    deployment.night("2026-11-20")
    settings = deployment.settings
    office = Office(
        settings.state, settings.approval, settings.calendar_value, "陆明", confirmed=settings.masking.confirmed_labels
    )
    office.review("浙0106", "", tmp_path / "review")
    front = (tmp_path / "review" / "index.html").read_text(encoding="utf-8")
    assert "“缴款单号”后保留形似证件号码的编号 1 个（执行局，2026-11-02）" in front


def test_a_label_that_is_taken_out_hides_what_was_signed(tmp_path: Path) -> None:
    deployment = deployment_at(tmp_path / "home", LABEL)
    deployment.night("2026-11-20")
    assert RECEIPT in deployment.public_text()
    path = deployment.home / "yangguang.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(LABEL, ""), encoding="utf-8")
    run_nightly(load_settings(path, environ={}), date(2026, 11, 21), canaries=unchecked)
    assert RECEIPT not in deployment.public_text()


def test_without_a_label_every_number_of_that_form_goes(tmp_path: Path) -> None:
    deployment = deployment_at(tmp_path / "home", "")
    deployment.night("2026-11-20")
    assert "缴款单号" in deployment.public_text()
    assert RECEIPT not in deployment.public_text()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("缴款单号", "身份证号", "is not the label of a lot's or receipt's number"),
        ("浙0106", "nobody", "write the code of a court"),
        ("执行局", " ", "name the office of the court"),
        ("on = 2026-11-02", "", "on: Field required"),
        ("on = 2026-11-02", "on = 2026-11-02\nplaces = []", "name lot, text or both"),
    ],
)
def test_a_label_that_nobody_can_answer_for_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    deployment = Deployment.at(tmp_path / "home", LABEL.replace(old, new))
    with pytest.raises(SettingsError, match=said):
        _ = deployment.settings
