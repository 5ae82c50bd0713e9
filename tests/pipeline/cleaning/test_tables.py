"""Cleaning of whole tables: every kind of dirt is normalised, or kept and reported; nothing is dropped silently."""

import pandas as pd
import pytest
from stdnum.cn import uscc

from pipeline.cleaning.case_numbers import parse_case_numbers
from pipeline.cleaning.dates import parse_day
from pipeline.cleaning.days import LONG_PAST, NEVER
from pipeline.cleaning.identifiers import compact_number, normalise_resident_id
from pipeline.cleaning.money import parse_money
from pipeline.cleaning.names import clean_name
from pipeline.cleaning.parties import IdForm, read_party_number
from pipeline.cleaning.tables import CleanTable, clean_table
from pipeline.core.frames import TEXT
from pipeline.core.records import SCHEMAS, Dataset
from tests.support.case_system import listing, notice, party, resident_id

SECRET = b"s" * 32
NAMES = {"浙0106": "杭州市西湖区人民法院"}
ID = resident_id()
USCC = "9133010658987654" + "3" + uscc.calc_check_digit("91330106589876543")


def clean(dataset: Dataset, *rows: dict[str, str | None]) -> CleanTable:
    raw = pd.DataFrame(list(rows), columns=list(SCHEMAS[dataset].column_names)).astype(TEXT)
    return clean_table(dataset, raw, NAMES, SECRET, "浙01")


def reasons(table: CleanTable) -> list[tuple[str, str]]:
    return [(finding.column, finding.reason) for finding in table.findings]


@pytest.mark.parametrize(
    ("raw", "printed"),
    [
        ("(2025)浙0106执1234号", ("（2025）浙0106执1234号",)),
        ("〔2025〕浙0106执1234号", ("（2025）浙0106执1234号",)),
        ("[2014]浙杭执字第12号", ("（2014）浙杭执字第12号",)),
        ("（２０１４）穗南法执字第１０５０号", ("（2014）穗南法执字第1050号",)),
        ("2025浙0106执1234", ("（2025）浙0106执1234号",)),
        ("(2025)浙0106执恢12号之一", ("（2025）浙0106执恢12号之一",)),
        ("(2025)浙0106执1号、(2025)浙0106执2号", ("（2025）浙0106执1号", "（2025）浙0106执2号")),
        ("(2025)浙0106执", None),
        ("执1234号", None),
        ("", None),
    ],
)
def test_case_numbers(raw: str, printed: tuple[str, ...] | None) -> None:
    assert parse_case_numbers(raw) == printed


@pytest.mark.parametrize(
    ("raw", "day"),
    [
        ("20190709", "2019-07-09"),
        ("2019年07月09日", "2019-07-09"),
        ("2014/4/23", "2014-04-23"),
        ("2019-07-09 00:00:00", "2019-07-09"),
        ("2019-07-09T10:00:00.000Z", "2019-07-09"),
        ("{year:119, month:6, date:9}", "2019-07-09"),
        ("２０１９．７．９", "2019-07-09"),
        ("2019-13-01", None),
        ("0000-00-00", None),
        ("昨天", None),
    ],
)
def test_dates(raw: str, day: str | None) -> None:
    assert parse_day(raw) == day


@pytest.mark.parametrize(
    ("raw", "yuan"),
    [
        ("28000.00元", "28000.00"),
        ("0.42万元", "4200.00"),
        ("28000.000000001", "28000.00"),
        ("￥1,234,567.8", "1234567.80"),
        ("2亿", "200000000.00"),
        ("-5", None),
        ("1e99", None),
        ("若干", None),
    ],
)
def test_money(raw: str, yuan: str | None) -> None:
    assert parse_money(raw) == yuan


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("钱 斌", "钱斌"),
        ("钱\u200b斌", "钱斌"),
        ("阿依·买买提", "阿依·买买提"),
        ("阿依•买买提", "阿依·买买提"),
        ("阿依・买买提", "阿依·买买提"),
        ("阿依．买买提", "阿依·买买提"),
        ("张三(曾用名:李四)", "张三（曾用名李四）"),
        ("【张三】", "张三"),
        ("王?", "王?"),
        ("John Smith", "John Smith"),
        (f"王五{ID}", "王五"),
        (f"王五（身份证号：{ID}）", "王五"),
        ("王五３３０１０２１９８００１０１０００Ｘ", "王五"),
        (ID, None),
        ("  ", None),
        ("𠮷田", "𠮷田"),
    ],
)
def test_names(raw: str, name: str | None) -> None:
    assert clean_name(raw) == name


@pytest.mark.parametrize("form", ["{}", " {} ", "{}\u200b", "’{}"])
def test_identifiers_are_normalised_before_anything_else(form: str) -> None:
    full_width = "".join(chr(ord(c) + 0xFEE0) for c in ID)
    spaced = " ".join(ID[i : i + 4] for i in range(0, 18, 4))
    hyphened = f"{ID[:6]}-{ID[6:14]}-{ID[14:]}"
    for typed in (ID, full_width, spaced, hyphened, ID.lower()):
        assert normalise_resident_id(form.replace("’", "'").format(typed)) == ID


@pytest.mark.parametrize("mask", ["****", "XXXX", "××××", "xxxx"])
def test_numbers_masked_by_the_source_stay_masked(mask: str) -> None:
    assert normalise_resident_id(ID[:10] + mask + ID[14:]) == ID[:10] + "****" + ID[14:]


@pytest.mark.parametrize(
    ("text", "kind", "form"),
    [
        (ID, "natural", IdForm.RESIDENT),
        (ID[:17] + ("0" if ID[17] != "0" else "1"), "natural", IdForm.RESIDENT),
        (ID, "legal", IdForm.RESIDENT),
        (USCC, "legal", IdForm.USCC),
        ("E12345678", "natural", IdForm.DOCUMENT),
        ("H12345678", "natural", IdForm.DOCUMENT),
        (ID[:16], "natural", IdForm.UNREADABLE),
        (ID + "1", "natural", IdForm.UNREADABLE),
        ("3.3010619800101E+17", "natural", IdForm.UNREADABLE),
        ("H1234567890", "natural", IdForm.DOCUMENT),
        ("CHN330106801234", "natural", IdForm.DOCUMENT),
        ("军字第1234567号", "natural", IdForm.DOCUMENT),
        ("13812345654", "natural", IdForm.UNREADABLE),
        ("TEL13812345654", "natural", IdForm.UNREADABLE),
        ("A13812345654", "natural", IdForm.UNREADABLE),
        ("手机13812345654", "natural", IdForm.UNREADABLE),
        ("73011302-3", "legal", IdForm.ORG_CODE),
        ("730113023", "other", IdForm.ORG_CODE),
        ("730113023", "natural", IdForm.UNREADABLE),
        ("730113022", "legal", IdForm.UNREADABLE),
    ],
)
def test_a_number_is_published_in_full_only_if_it_is_proven_an_organisations(
    text: str, kind: str, form: IdForm
) -> None:
    number = read_party_number(text, kind)
    assert number is not None
    assert number.form is form


@pytest.mark.parametrize("raw", ["13812345654", "+86 138-1234-5654", "0578-2134417", "88880000", "138****5654"])
def test_a_phone_in_the_place_of_an_identity_number_is_reported(raw: str) -> None:
    table = clean(Dataset.UNFINISHED_CASES, party("u1", id_number=raw))
    assert reasons(table) == [("id_number", "is no identity number; hidden whole")]


@pytest.mark.parametrize("column", ["closed_on", "measure_end", "removal_act_on", "national_removed_on", "term_until"])
def test_an_unreadable_end_counts_as_past_and_is_reported(column: str) -> None:
    table = clean(Dataset.DISHONEST_DEBTORS, listing("d1", **{column: "不详"}))
    assert table.frame[column][0] == LONG_PAST
    assert (column, "is no date; counts as past, the record is hidden") in reasons(table)


def test_an_unreadable_start_counts_as_never() -> None:
    assert clean(Dataset.EXIT_BANS, party("e1", measure_start="不详")).frame["measure_start"][0] == NEVER


def test_the_same_row_twice_is_kept_once_the_newest() -> None:
    table = clean(
        Dataset.UNFINISHED_CASES,
        party("u1", status="执行中", updated_at="2026-11-02"),
        party("u1", status="已结案", updated_at="2026-11-01"),
    )
    assert list(table.frame["status"]) == ["执行中"]
    assert reasons(table) == [("source_id", "stands more than once; the newest row was kept")]


def test_one_case_number_on_several_debtors_is_no_duplicate() -> None:
    assert len(clean(Dataset.UNFINISHED_CASES, party("u1"), party("u2", "王伟")).frame) == 2


@pytest.mark.parametrize("source_id", [None, "", f"id-{ID}"])
def test_a_row_without_a_usable_source_id_is_left_out_and_reported(source_id: str | None) -> None:
    table = clean(Dataset.UNFINISHED_CASES, party("u1") | {"source_id": source_id})
    assert len(table.frame) == 0
    assert list(table.every["party_name"]) == ["钱斌"]
    assert reasons(table) == [("source_id", "is empty or looks like an identity number; the row was left out")]


def test_a_court_is_known_by_code_or_by_name_else_the_row_is_left_out() -> None:
    rows = [party("u1"), party("u2", court_code="?"), party("u3", court_code=None, court_name="无名法院")]
    table = clean(Dataset.UNFINISHED_CASES, *rows)
    assert list(table.frame["court_code"]) == ["浙0106", "浙0106"]
    assert reasons(table) == [("court_code", "names no court; the row was left out")]


def test_findings_never_hold_a_value() -> None:
    row = listing("d1", f"王五{ID}", id_number=f"{ID}9", closed_on=ID, case_number=f"{ID}?", amount=ID * 3, sex=ID)
    table = clean(Dataset.DISHONEST_DEBTORS, row)
    assert len(table.findings) >= 5
    assert not any(ID[:10] in repr(finding) for finding in table.findings)


def test_a_case_number_that_cannot_be_read_is_kept_where_harmless_else_dropped() -> None:
    table = clean(Dataset.UNFINISHED_CASES, party("u1", case_number="（2025）浙0106执"), party("u2", case_number=ID))
    by_id = dict(zip(table.frame["source_id"], table.frame["case_number"].fillna(""), strict=True))
    assert by_id == {"u1": "（2025）浙0106执", "u2": ""}


def test_lists_in_notices_keep_known_keys_only() -> None:
    contacts = '[{"role":"承办人","phone":"0571-1","home":"西湖区"}]'
    attachments = '[{"name":"清单","url":"javascript:x"},{"name":"附件","url":"https://example.cn/1"}]'
    frame = clean(Dataset.AUCTION_NOTICES, notice("n1", contacts=contacts, attachments=attachments)).frame
    assert frame["contacts"][0] == '[{"role":"承办人","phone":"0571-1"}]'
    assert frame["attachments"][0] == '[{"name":"清单"},{"name":"附件","url":"https://example.cn/1"}]'


def test_compact_numbers_lose_every_separator() -> None:
    assert compact_number("３３０１ 06-1980.0101") == "33010619800101"


def test_what_is_taken_off_a_name_stands_beside_it() -> None:
    table = clean(
        Dataset.DISHONEST_DEBTORS,
        listing("L1", party_name="石作清泉（在校生）"),
        listing("L2", party_name="慕容云帆（虚设蓝湾贸易有限公司法定代表人）"),
        listing("L3", party_name="钱斌"),
    )
    told = dict(zip(table.frame["party_name"], table.frame["name_remark"].fillna(""), strict=True))
    assert told == {"石作清泉": "在校生", "慕容云帆": "虚设蓝湾贸易有限公司法定代表人", "钱斌": ""}
