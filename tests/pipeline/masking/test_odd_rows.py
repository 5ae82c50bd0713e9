"""Numbers in columns where nobody expects them: none of them comes out of a night."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.cleaning.contacts import declared_values
from pipeline.cleaning.name_lists import split_persons
from pipeline.cleaning.parties import IdForm, read_party_number
from pipeline.core.records import Dataset
from pipeline.masking.columns import mask_party_number
from pipeline.masking.profiles import Profile
from tests.support.case_system import listing, notice, party, resident_id
from tests.support.deployment import Deployment, Row, public_files

ID = resident_id("33010619800512123")
BY_NUMBER = "search/data/id/"
BROKEN = f"{ID[:6]}-{ID[6:12]} {ID[12:]}"


def test_a_number_that_the_source_masked_with_x_is_no_organisation_code() -> None:
    assert mask_party_number("33010619810413XXXX", "uscc", Profile.STANDARD) == "*" * 18
    assert mask_party_number("91330106589876543P", "uscc", Profile.STANDARD) == "91330106589876543P"


def printed(raw: str, kind: str = "natural") -> str:
    """How the column of identity numbers prints a field."""
    read = read_party_number(raw, kind)
    return "" if read is None else mask_party_number(read.number, read.form, Profile.STANDARD)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("13812345654", "*" * 11),
        ("138 1234 5654", "*" * 11),
        ("１３８－１２３４－５６５４", "*" * 11),
        ("86-138-1234-5654", "*" * 13),
        ("+8613812345654", "*" * 14),
        ("0086 13812345654", "*" * 15),
        ("138****5654", "*" * 11),
        ("TEL13812345654", "*" * 14),
        ("手机：13812345654", "*" * 14),
        ("13812345654号", "*" * 12),
        ("13812345654、13912345654", "*" * 23),
        ("0578-2134417", "*" * 11),
        ("（0578）2134417", "*" * 13),
        ("0578-2134417-801", "*" * 14),
        ("88880000", "*" * 8),
        ("QQ12345678", "*" * 10),
        ("123456789", "*" * 9),
        ("12345678X", "*" * 9),
        ("军字第1234567号", "*" * 11),
        ("E12345678", "E******78"),
        ("H1234567890", "H********90"),
        ("CHN330106801234", "CHN**********34"),
        ("E****5678", "E******78"),
    ],
)
def test_a_tail_is_printed_of_document_numbers_with_letters_only(raw: str, shown: str) -> None:
    assert printed(raw) == shown


@given(
    st.text("0123456789*０１２３４５６７８９ -－—.·+()（）", min_size=1, max_size=40),
    st.sampled_from(["natural", "legal", "other"]),
)
def test_of_digits_alone_nothing_is_printed_but_of_resident_ids_and_organisations(typed: str, kind: str) -> None:
    read = read_party_number(typed, kind)
    if read is not None and read.form not in (IdForm.RESIDENT, IdForm.USCC, IdForm.ORG_CODE):
        assert set(printed(typed, kind)) == {"*"}
    assert kind != "natural" or read is None or read.form != IdForm.ORG_CODE


def test_a_mobile_in_the_place_of_an_identity_number_is_hidden_whole_and_no_key(tmp_path: Path) -> None:
    home = Deployment.at(tmp_path / "home")
    debtors: list[Row] = [listing("1", id_number="138-1234-5654"), listing("2", "王伟", id_number=ID)]
    home.holds({Dataset.DISHONEST_DEBTORS: debtors})
    assert home.night("2026-11-20").refused == ""
    assert sorted(row["id_number"] for row in home.public_rows().values() if "id_number" in row) == [
        "*" * 11,
        "3301061980****123*",
    ]
    keys = [json.loads(content)["k"] for name, content in public_files(home.public) if name.startswith(BY_NUMBER)]
    assert [list(held) for held in keys] == [["3301061980****123*"]]


def test_a_resident_id_among_the_contacts_is_not_declared_public() -> None:
    assert declared_values(f'[{{"phone":"{ID}","account":"0571-1"}}]') == ("0571-1",)


def test_who_answers_a_notices_phone_is_public_unless_the_case_hides_the_name(tmp_path: Path) -> None:
    home = Deployment.at(tmp_path / "home")
    own = party("u1", "慕容远", case_id="case-1", applicant_names="令狐小满")
    asked = [{"name": name, "role": "咨询", "phone": "0571-88880000"} for name in ("林晓燕", "令狐小满")]
    answered = notice("1", case_id="case-1", contacts=json.dumps(asked, ensure_ascii=False))
    home.holds({Dataset.UNFINISHED_CASES: [own], Dataset.AUCTION_NOTICES: [answered]})
    assert home.night("2026-11-20").refused == ""
    (row,) = (row for row in home.public_rows().values() if "contacts" in row)
    assert [entry["name"] for entry in row["contacts"]] == ["林晓燕", "申请执行人"]


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
        notice("3", platform_url=f"https://sf.taobao.com/{BROKEN.replace(' ', '-')}"),
        notice("4", contacts=f'[{{"role":"张三{ID}","name":"{ID}","phone":"{BROKEN}","account":"{ID}"}}]'),
    ]
    guideline: Row = {"source_id": "g", "disclosure": "open", "title": "须知", "document_number": ID, "body": "正文"}
    home.holds({Dataset.DISHONEST_DEBTORS: debtors, Dataset.AUCTION_NOTICES: notices, Dataset.GUIDELINES: [guideline]})
    assert home.night("2026-11-20").refused == ""
    shown = home.public_text()
    for hidden in (ID, BROKEN, BROKEN.replace(" ", "-"), "5月12日"):
        assert hidden not in shown
    assert "张三1980年**月**日生" in shown
