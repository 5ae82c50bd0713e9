"""The twin run: what is hidden may be any digit, and a masker to whom it matters is found out."""

from dataclasses import dataclass
from datetime import date

import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pipeline.cleaning.characters import digits_of
from pipeline.cleaning.identifiers import has_valid_check_digit, is_valid_uscc, resident_id_check_character
from pipeline.cleaning.parties import IdForm, read_party_number
from pipeline.core.errors import ReleaseRefused
from pipeline.core.frames import TEXT, Frame
from pipeline.core.records import SCHEMAS, Dataset
from pipeline.core.workdays import library_calendar
from pipeline.masking.hiding import ProfileMasking, Surroundings
from pipeline.masking.html import sanitise
from pipeline.masking.known import NOTHING_KNOWN, KnownValues
from pipeline.masking.profiles import HIDDEN_POSITIONS, Profile, mask_resident_id
from pipeline.masking.text import mask_html, mask_text
from pipeline.proof.twin import Rebuild, Tables, refuse_dependence
from pipeline.proof.twins.numbers import twin_number
from pipeline.proof.twins.replacements import Replacements
from pipeline.proof.twins.tables import twin_tables
from pipeline.proof.twins.texts import turned, twin_text
from pipeline.retention.judge_night import judge_night
from pipeline.retention.rules import RuleSet
from pipeline.retention.verdicts import RetentionPolicy
from pipeline.sealing.seal import print_rows
from tests.pipeline.corpus import Snippet, snippets
from tests.pipeline.corpus.surroundings import surroundings_of
from tests.support.case_system import COURT, listing, notice, party, resident_id

DAY = date(2026, 11, 20)
SECRET = b"5" * 32
PROFILES = tuple(Profile)
NUMBER = resident_id("33010619800512123")
Row = dict[str, str | None]


def tables_of(**rows: list[Row]) -> dict[Dataset, Frame]:
    """Raw tables; those not named are empty, but for one court."""
    courts: list[Row] = [{"court_code": "浙0106", "disclosure": "open", "level": "基层", **COURT}]
    return {
        dataset: pd.DataFrame(
            rows.get(dataset.value, courts if dataset is Dataset.COURTS else []), columns=list(schema.column_names)
        ).astype(TEXT)
        for dataset, schema in SCHEMAS.items()
    }


def rebuilding(masking: ProfileMasking) -> Rebuild:
    """Judge and mask raw tables as a night does."""
    nobody = pd.DataFrame(
        {name: pd.Series([], dtype=TEXT) for name in ("id", "court_code", "case_number", "party_name")}
    )

    def rebuild(tables: Tables) -> Frame:
        policy = RetentionPolicy(library_calendar(), RuleSet.FIVE_DAY, 5, 90)
        return print_rows(judge_night(tables, DAY, policy, SECRET, "浙0106", set(), nobody), masking, SECRET)

    return rebuild


def one_listing() -> dict[Dataset, Frame]:
    row = listing("d1", id_number=NUMBER, age="46", phone="13800138000", sex="男")
    return tables_of(dishonest_debtors=[row])


@dataclass(frozen=True, slots=True)
class PeekingAtTheMonth(ProfileMasking):
    """Hides less of those who were born in an even month."""

    def party_number(self, number: str, form: str) -> str:
        return f"{number[:10]}{'*' * (7 if int(number[11]) % 2 else 8)}"


@dataclass(frozen=True, slots=True)
class PrintingATail(ProfileMasking):
    """Prints the last two digits of whatever stands in the column of identity numbers."""

    def party_number(self, number: str, form: str) -> str:
        return "*" * (len(number) - 2) + number[-2:]


@dataclass(frozen=True, slots=True)
class PrintingTheStatedAge(ProfileMasking):
    """Prints the age that the case system states."""

    def age(self, stated: str | None, listed_on: str | None, number: str | None) -> int | None:
        return int(stated or 0)


@dataclass(frozen=True, slots=True)
class CuttingByThePhone(ProfileMasking):
    """Cuts a text where the last digit of a phone says."""

    def text(self, value: str, around: Surroundings) -> str:
        return value[: int(min(around.known.phones)[-1]) - 10]


@pytest.mark.parametrize("profile", PROFILES)
def test_hidden_digits_make_no_difference(profile: Profile) -> None:
    rebuild = rebuilding(ProfileMasking(profile))
    tables = one_listing()
    run = refuse_dependence(tables, rebuild(tables), rebuild, ProfileMasking(profile))
    assert (run.records, run.changed) == (2, 3)
    assert run.sentence == "twin run: 3 cells with other hidden digits gave the same 2 records"


@pytest.mark.parametrize(
    ("masking", "column"),
    [
        (PrintingTheStatedAge(Profile.STANDARD), "age"),
        (PeekingAtTheMonth(Profile.STANDARD), "id_number"),
        (CuttingByThePhone(Profile.STANDARD), "obligation"),
    ],
)
def test_a_masker_that_peeks_at_a_hidden_digit_is_found_out(masking: ProfileMasking, column: str) -> None:
    rebuild = rebuilding(masking)
    tables = one_listing()
    rows = rebuild(tables)
    with pytest.raises(ReleaseRefused) as refused:
        refuse_dependence(tables, rows, rebuild, ProfileMasking(Profile.STANDARD))
    record = rows["id"][rows["dataset"].eq("dishonest_debtors")].iloc[0]
    assert str(refused.value).startswith("1 record(s) would look different")
    assert f"{record} in {column}" in str(refused.value)
    assert NUMBER[10:14] not in str(refused.value)
    assert "46" not in str(refused.value).replace(record, "")


@pytest.mark.parametrize("raw", ["13812345654", "0578-2134417", "8888 0000", "TEL13812345654"])
def test_a_masker_that_prints_the_tail_of_a_phone_is_found_out(raw: str) -> None:
    tables = tables_of(dishonest_debtors=[listing("d1", id_number=raw)])
    rebuild = rebuilding(PrintingATail(Profile.STANDARD))
    with pytest.raises(ReleaseRefused, match=r"^1 record\(s\) .* in id_number"):
        refuse_dependence(tables, rebuild(tables), rebuild, ProfileMasking(Profile.STANDARD))


def test_a_twin_keeps_the_tail_of_numbers_with_letters_only_whatever_cleaning_took_them_for() -> None:
    replacements = Replacements(Profile.STANDARD)
    for number in ("E12345678", "13812345654"):
        replacements.enter(number, {IdForm.DOCUMENT})
    assert replacements.twin("E12345678")[-2:] == "78"
    assert not set(zip("54", replacements.twin("13812345654")[-2:], strict=True)) & {("5", "5"), ("4", "4")}


def test_at_most_ten_places_are_named_and_all_are_counted() -> None:
    rows = [
        listing(f"d{place}", f"钱{place}", case_id=f"case-{place}", id_number=NUMBER, age="46") for place in range(25)
    ]
    tables = tables_of(dishonest_debtors=rows)
    rebuild = rebuilding(PrintingTheStatedAge(Profile.STANDARD))
    with pytest.raises(ReleaseRefused, match=r"^25 record\(s\) .* and 15 more; report the masker") as refused:
        refuse_dependence(tables, rebuild(tables), rebuild, ProfileMasking(Profile.STANDARD))
    assert str(refused.value).count(" in age") == 10


def test_a_record_that_comes_or_goes_with_a_hidden_digit_is_named() -> None:
    tables = one_listing()
    whole = rebuilding(ProfileMasking(Profile.STANDARD))
    rows = whole(tables)
    lost = rows["id"].iloc[0]
    with pytest.raises(ReleaseRefused, match=f"{lost} in record"):
        refuse_dependence(tables, rows, lambda twin: whole(twin).iloc[1:], ProfileMasking(Profile.STANDARD))


def test_a_night_without_hidden_digits_says_that_it_proved_nothing() -> None:
    firm = party("u1", "某某公司", party_kind="legal", id_number="91330106MA2B5C6D7P", age=None, sex=None)
    tables = tables_of(unfinished_cases=[firm])
    rebuild = rebuilding(ProfileMasking(Profile.STANDARD))
    run = refuse_dependence(tables, rebuild(tables), rebuild, ProfileMasking(Profile.STANDARD))
    assert run.changed == 0
    assert "proved nothing" in run.sentence


def test_a_number_has_the_same_twin_in_columns_texts_fragments_and_approvals() -> None:
    body = (
        f"身份证号{NUMBER[:6]} {NUMBER[6:14]} {NUMBER[14:]}，尾段{NUMBER[-8:]}，电话138-0013-8000，（2026）浙0106执12号"
    )
    tables = tables_of(
        dishonest_debtors=[listing("d1", id_number=f"{NUMBER[:6]}-{NUMBER[6:]}", phone="138 0013 8000")],
        unfinished_cases=[party("u1", id_number=f"{NUMBER[:6]}{NUMBER[8:17]}")],
        reward_notices=[notice("n1", body=body, contacts='[{"role":"本人","phone":"13800138000"}]')],
        withholdings=[{"scope": "party", "target": NUMBER, "court_code": "浙0999", "source_id": "w1"}],
    )
    twin = twin_tables(tables, ProfileMasking(Profile.STANDARD)).tables
    number = digits_of(twin[Dataset.DISHONEST_DEBTORS]["id_number"][0])
    phone = digits_of(twin[Dataset.DISHONEST_DEBTORS]["phone"][0])
    text = digits_of(twin[Dataset.REWARD_NOTICES]["body"][0])
    assert number != NUMBER
    assert twin[Dataset.DISHONEST_DEBTORS]["id_number"][0] == f"{number[:6]}-{number[6:]}"
    assert twin[Dataset.UNFINISHED_CASES]["id_number"][0] == f"{number[:6]}{number[8:17]}"
    assert twin[Dataset.WITHHOLDINGS]["target"][0] == number
    assert text == f"{number}{number[-8:]}{phone}2026010612"
    assert phone in twin[Dataset.REWARD_NOTICES]["contacts"][0]


@pytest.mark.parametrize(
    ("column", "raw"),
    [
        ("id_number", "３３０１０６１９８００５１２１２３５"),
        ("id_number", "330106\u200b198005121235"),
        ("id_number", "33010619800512123x"),
        ("id_number", "330106800512123"),
        ("id_number", "E12345678"),
        ("id_number", "138-1234-5654"),
        ("id_number", "0578-2134417"),
        ("id_number", "3301061980****1234"),
        ("phone", "(0571)88880000转803"),
        ("phone", "１３８００１３８０００、0571-88880000"),
        ("legal_representative_id", "330106 19800512 1234"),
        ("age", "四十六"),
        ("age", "17"),
        ("protected_addresses", "某某路1２号3幢301室"),
    ],
)
def test_a_cell_changes_in_digits_and_keeps_its_way_of_writing(column: str, raw: str) -> None:
    tables = tables_of(dishonest_debtors=[listing("d1", **{"id_number": NUMBER, column: raw})])
    new = str(twin_tables(tables, ProfileMasking(Profile.STANDARD)).tables[Dataset.DISHONEST_DEBTORS][column][0])
    assert new != raw
    if column != "age":
        assert [sign.isdigit() or sign in "Xx" for sign in new] == [sign.isdigit() or sign in "Xx" for sign in raw]
        assert [sign.isascii() for sign in new] == [sign.isascii() for sign in raw]
    if column == "id_number":
        assert form_of(new) == form_of(raw)


@pytest.mark.parametrize(
    ("column", "raw"),
    [("id_number", "91330106MA2B5C6D7P"), ("id_number", "73011302-3"), ("address", "某某市人民路220号")],
)
def test_what_is_public_of_an_organisation_stays(column: str, raw: str) -> None:
    tables = tables_of(unfinished_cases=[party("u1", "某某公司", party_kind="legal", **{column: raw})])
    assert twin_tables(tables, ProfileMasking(Profile.STANDARD)).tables[Dataset.UNFINISHED_CASES][column][0] == raw


def form_of(raw: str) -> IdForm | None:
    read = read_party_number(raw, "natural")
    return read.form if read else None


regions = st.sampled_from(["330106", "110105", "650102", "820000", "999999"])
days = st.dates(date(1930, 1, 1), date(2010, 12, 31))
mmdds = st.one_of(days.map(lambda day: f"{day:%m%d}"), st.from_regex(r"[0-9]{4}", fullmatch=True))


@given(regions, days, mmdds, st.from_regex(r"[0-9]{3}[0-9X]", fullmatch=True), st.booleans())
def test_a_twin_shows_the_same_and_checks_the_same(
    region: str, day: date, mmdd: str, tail: str, is_right: bool
) -> None:
    body = f"{region}{day:%Y}{mmdd}{tail[:3]}"
    number = body + (resident_id_check_character(body) if is_right else tail[3])
    assume(not is_valid_uscc(number))
    for profile in PROFILES:
        printed = frozenset(range(18)) - frozenset(HIDDEN_POSITIONS[profile])
        twin = twin_number(number, printed)
        assert mask_resident_id(twin, profile) == mask_resident_id(number, profile)
        assert has_valid_check_digit(twin) == has_valid_check_digit(number)
        assert twin != number
        assert _is_date(twin) == _is_date(number)
        if profile is not Profile.NATIONAL and "0101" <= mmdd <= "1228" and _is_date(number):
            assert all(old != new for old, new in zip(number[10:14], twin[10:14], strict=True))


def _is_date(number: str) -> bool:
    try:
        date(2000, int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    return True


@given(st.from_regex(r"68[0-9]{10,18}", fullmatch=True))
def test_every_digit_of_a_card_is_replaced(number: str) -> None:
    assume("19" not in number and "20" not in number)
    twin = twin_number(number, frozenset())
    assert all(old != new for old, new in zip(number, twin, strict=True))
    assert twin_number(number, frozenset()) == twin


@pytest.mark.parametrize(
    "raw", ["1234567890123①", "62000000000000①②", "3301061980①②③④123X", "330106198005①7123²", "3301068005①71²3"]
)
def test_a_number_with_signs_that_only_look_like_digits_has_a_twin(raw: str) -> None:
    tables = tables_of(dishonest_debtors=[listing("d1", id_number=raw, phone=raw, legal_representative_id=raw)])
    rebuild = rebuilding(ProfileMasking(Profile.STANDARD))
    assert refuse_dependence(tables, rebuild(tables), rebuild, ProfileMasking(Profile.STANDARD)).changed > 0


@given(st.from_regex(r"1[3-8][0-9]{9}", fullmatch=True))
def test_every_digit_of_a_mobile_but_the_first_is_replaced(number: str) -> None:
    twin = twin_number(number, frozenset())
    assert [place for place, (old, new) in enumerate(zip(number, twin, strict=True)) if old == new] == [0]
    assert twin[1] in "345678"


TEXTS = [
    ("身份证号330106198005121234，电话13800138000，欠款28000元", NOTHING_KNOWN),
    ("身份证号３３０１０６１９８００５１２１２３Ｘ，第①项", NOTHING_KNOWN),
    ("身份证号330106 19800512 1234及330106800512123", NOTHING_KNOWN),
    ("身份证号三三零一零六一九八零零五一二一二三四。", NOTHING_KNOWN),
    ("身份证号33010619800512123×，33010619800512123x", NOTHING_KNOWN),
    ("号码&#51;301061980051212&#x33;4，\\u0031380013800\\u0030", NOTHING_KNOWN),
    ("现年44岁，1980年5月12日出生，生日5月3日，未满18周岁", NOTHING_KNOWN),
    ("一九八〇年五月二十三日出生，汉族", NOTHING_KNOWN),
    ("卡号6222 0200 1234 5678 901，尾号8901", NOTHING_KNOWN),
    ("护照E12345678，浙A12345，LSVAB4BR0EN123456，a12345@163.com，微信wx_12345", NOTHING_KNOWN),
    ("现住浙江省杭州市西湖区某某路12号3幢301室，电话0571-88880000", NOTHING_KNOWN),
    ("表格3.30106198005121E+17，330,106,198,005,121,234", NOTHING_KNOWN),
    ("尾段05121234，前段330106，中段1980051212", KnownValues.of(identifiers=["330106198005121234"])),
    ("2026年5月12日，案号（2026）浙0106执12号，19800512", KnownValues.of(identifiers=["330106198005121234"])),
    ("住某某路12号3幢301室的李某甲", KnownValues.of(addresses=["杭州市西湖区某某路12号3幢301室"])),
    (
        "家庭成员\t与被执行人关系\t年龄\t工作单位\t健康状况\n戚桂香\t妻子\t49\t无固定\t类风湿\n"
        "戚小虎\t儿子\t22\t快递服务部\t良好\n戚老根\t父亲\t78\t务农\t偏瘫在床",
        NOTHING_KNOWN,
    ),
    ("李某甲138 0013 8000", KnownValues.of(phones=["13800138000"], names_to_role={"李某甲": "李某"})),
]


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize(("text", "values"), TEXTS)
def test_a_text_and_its_twin_are_masked_alike(text: str, values: KnownValues, profile: Profile) -> None:
    twin, twin_values = twin_and_known(text, Surroundings(values), profile)
    assert twin != text
    assert mask_text(twin, profile, twin_values) == mask_text(text, profile, values)


@pytest.mark.drill
@pytest.mark.parametrize("profile", PROFILES)
def test_every_snippet_of_the_corpus_and_its_twin_are_masked_alike(profile: Profile) -> None:
    assert [snippet.name for snippet in snippets() if not has_equal_twin(snippet, profile)] == []


def has_equal_twin(snippet: Snippet, profile: Profile) -> bool:
    around = surroundings_of(snippet)
    pairs = []
    for source, mask in ((snippet.text, mask_text), (sanitise(snippet.text), mask_html)):
        twin, twin_values = twin_and_known(source, around, profile)
        masked = (
            mask(source, profile, around.known, around.public, around.place),
            mask(twin, profile, twin_values, around.public, around.place),
        )
        pairs.append(masked)
    return all(first == second for first, second in pairs)


def twin_and_known(text: str, around: Surroundings, profile: Profile) -> tuple[str, KnownValues]:
    """The twin of a text, and what the rows of its case would know in the twin's world."""
    known = around.known
    replacements = Replacements(profile)
    for number in known.identifiers:
        replacements.enter(number, {read.form} if (read := read_party_number(number, "natural")) else set())
    for number in map(digits_of, (*known.phones, *known.cards)):
        replacements.enter(number, {IdForm.UNREADABLE})
    return twin_text(text, around, replacements), KnownValues.of(
        map(replacements.twin, known.identifiers),
        [replacements.twin(digits_of(number)) for number in known.phones],
        [replacements.twin(digits_of(number)) for number in known.cards],
        dict(known.names),
        map(turned, known.addresses),
    )
