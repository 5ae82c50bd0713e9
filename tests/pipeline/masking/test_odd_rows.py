"""Numbers in columns where nobody expects them: none of them comes out of a night."""

from pathlib import Path

import pytest

from pipeline.masking.cases import declared_values, split_persons
from pipeline.masking.columns import mask_party_number
from pipeline.masking.profiles import Profile
from pipeline.records import Dataset
from tests.support.case_system import listing, notice, resident_id
from tests.support.deployment import Deployment, Row

ID = resident_id("33010619800512123")
BROKEN = f"{ID[:6]}-{ID[6:12]} {ID[12:]}"


def test_a_number_that_the_source_masked_with_x_is_no_organisation_code() -> None:
    assert mask_party_number("33010619810413XXXX", "uscc", Profile.STANDARD) == "*" * 18
    assert mask_party_number("91330106589876543P", "uscc", Profile.STANDARD) == "91330106589876543P"


def test_a_resident_id_among_the_contacts_is_not_declared_public() -> None:
    assert declared_values(f'[{{"phone":"{ID}","account":"0571-1"}}]') == ("0571-1",)


@pytest.mark.parametrize(
    ("field", "names"),
    [
        ("配偶：李某甲、王五", ("李某甲", "王五")),
        ("张三 李四", ("张三 李四", "张三", "李四")),
        ("张三和李四", ("张三和李四", "张三", "李四")),
        ("李和平", ("李和平",)),
        ("钱 斌", ("钱 斌",)),
        ("张三等3人", ("张三",)),
        ("某某投资与咨询公司", ("某某投资与咨询公司",)),
    ],
)
def test_a_field_of_names_is_read_as_people_fill_it(field: str, names: tuple[str, ...]) -> None:
    assert split_persons(field) == names


def test_the_name_of_a_co_debtor_who_is_a_child_by_age_or_year_is_hidden_in_the_case(tmp_path: Path) -> None:
    home = Deployment.at(tmp_path / "home")
    child = listing("2", "张小明", id_number=resident_id("33010620150302123"))
    home.holds({Dataset.DISHONEST_DEBTORS: [listing("1", obligation="与其女张小明共同归还借款"), child]})
    assert home.night("2026-11-20").refused == ""
    assert "张小明" not in home.public_text()


def test_a_number_in_an_odd_column_stays_inside(tmp_path: Path) -> None:
    home = Deployment.at(tmp_path / "home")
    debtors: list[Row] = [
        listing("1", "张三1980年5月12日生"),
        listing("2", case_number=f"张三{BROKEN}"),
        listing("3", court_name=f"某某法院{ID}", court_code="浙0199"),
    ]
    notices: list[Row] = [
        notice("1", stage=ID),
        notice("2", lot_id=BROKEN),
        notice("3", platform_url=f"https://auction.example.cn/{BROKEN.replace(' ', '-')}"),
        notice("4", contacts=f'[{{"role":"张三{ID}","name":"{ID}","phone":"{BROKEN}","account":"{ID}"}}]'),
    ]
    guideline: Row = {"source_id": "g", "disclosure": "open", "title": "须知", "document_number": ID, "body": "正文"}
    home.holds({Dataset.DISHONEST_DEBTORS: debtors, Dataset.AUCTION_NOTICES: notices, Dataset.GUIDELINES: [guideline]})
    assert home.night("2026-11-20").refused == ""
    shown = home.public_text()
    for hidden in (ID, BROKEN, BROKEN.replace(" ", "-"), "5月12日"):
        assert hidden not in shown
    assert "张三1980年**月**日生" in shown
