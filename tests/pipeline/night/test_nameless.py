"""R14 over nights: what leaves with a party is his name in every byte of the case, with and without a pull."""

from pathlib import Path

import pytest

from pipeline.core.records import Dataset, RecordId
from pipeline.night.nightly import take_down
from tests.support.case_system import notice, party, resident_id
from tests.support.deployment import Deployment

NAME, OTHER_CASE = "欧阳静好", "（2026）浙0106执77号"
OWN = resident_id("33010619790303456")
OF_CASE = notice(
    "n1",
    title=f"关于拍卖{NAME}房产的公告",
    body=f"<p>被执行人{NAME}（公民身份号码{OWN}）名下房产</p>",
    attachments='[{"name":"欧阳静好房产清单","url":"https://sf.taobao.com/1.pdf"}]',
)
NAMESAKE = {"case_id": "case-7", "case_number": OTHER_CASE, "id_number": resident_id("33010619850505678")}


@pytest.fixture
def deployment(tmp_path: Path) -> Deployment:
    return Deployment.at(tmp_path / "home")


def lines_with_the_name(deployment: Deployment) -> list[str]:
    return [line for line in deployment.public_text().splitlines() if NAME in line]


def test_a_closed_case_takes_the_name_out_of_its_notice_with_a_lost_pull_and_afterwards(deployment: Deployment) -> None:
    rows = {Dataset.UNFINISHED_CASES: [party("u1", NAME, id_number=OWN, closed_on="2026-11-13", closing_mode="销案")]}
    deployment.holds({**rows, Dataset.AUCTION_NOTICES: [OF_CASE]})
    deployment.night("2026-11-19")
    assert f"关于拍卖{NAME}房产的公告" in deployment.public_text()
    (deployment.home / "case.db").rename(deployment.home / "away.db")
    deployment.night("2026-11-20")
    assert lines_with_the_name(deployment) == []
    assert "关于拍卖欧阳某房产的公告" in deployment.public_text()
    assert "3301061979" not in deployment.public_text()
    deployment.holds({Dataset.AUCTION_NOTICES: [OF_CASE]})  # the row itself is gone from the source
    deployment.night("2026-11-23")
    assert lines_with_the_name(deployment) == []
    assert "关于拍卖欧阳某房产的公告" in deployment.public_text()


def test_a_takedown_by_hand_takes_the_name_out_and_leaves_a_namesakes_record(deployment: Deployment) -> None:
    lists = [party("u1", NAME, id_number=OWN), party("u2", NAME, **NAMESAKE)]
    other = notice("n2", case_id="case-7", case_number=OTHER_CASE, title=f"拍卖{NAME}车辆的公告")
    deployment.holds({Dataset.UNFINISHED_CASES: lists, Dataset.AUCTION_NOTICES: [OF_CASE, other]})
    deployment.night("2026-11-18")
    known = deployment.public_rows().values()
    record = next(row["id"] for row in known if row.get("party_name") == NAME and row["case_number"] != OTHER_CASE)
    take_down(deployment.settings, RecordId(record), "test")
    text = deployment.public_text()
    assert f"关于拍卖{NAME}房产的公告" not in text
    assert f"{NAME}房产清单" not in text
    assert "关于拍卖欧阳某房产的公告" in text
    assert f"拍卖{NAME}车辆的公告" in text
    assert "3301061985" in text
    assert "3301061979" not in text


@pytest.mark.parametrize("is_lost", [False, True])
def test_a_takedown_by_hand_reaches_a_notice_under_the_number_of_the_case_taken_up_again(
    deployment: Deployment, is_lost: bool
) -> None:
    again = notice("n1", case_number="（2026）浙0106执恢8号", title=f"关于拍卖{NAME}房产的公告")
    lists = [party("u1", NAME, id_number=OWN)]
    deployment.holds({Dataset.UNFINISHED_CASES: lists, Dataset.AUCTION_NOTICES: [again]})
    deployment.night("2026-11-18")
    assert f"关于拍卖{NAME}房产的公告" in deployment.public_text()
    record = next(row["id"] for row in deployment.public_rows().values() if row.get("party_name") == NAME)
    if is_lost:
        (deployment.home / "state" / "same_case.parquet").unlink()
    take_down(deployment.settings, RecordId(record), "test")
    assert lines_with_the_name(deployment) == []
    assert "关于拍卖欧阳某房产的公告" in deployment.public_text()
