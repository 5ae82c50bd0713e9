import pytest

from pipeline.masking.profiles import Profile
from pipeline.review.risk import Known, load_risks, numbers_of_court, reasons_of
from tests.pipeline.review.invented import BODY

STANDARD = Known(Profile.STANDARD)
REASONS = [
    ("支付货款28000元及逾期利息。", []),
    ("按（2025）浙0106民初1234号判决书支付1234567.89元。", []),
    ("2026年11月20日立案，统一社会信用代码91330106MA2ABCDE1X。", []),
    ("行驶里程约161000公里。", []),
    ("账目代号66668888。", ["digits"]),
    ("代号6666 8888 1234。", ["digits"]),
    ("王某（王小明）未到庭。", ["name_beside"]),
    ("被告王某、王小明未到庭。", ["name_beside"]),
    ("王某、李某未到庭。", []),
    ("离婚纠纷，执行标的1000.00元", ["sensitive"]),
    ("被执行人（涉及个人隐私，略），尚欠28000元。", ["fact_hidden"]),
    ("被执行人之母长期患病卧床，尚欠28000元。", ["fact_seen"]),
    ("车上有标记AB12CD34EF。", ["mixed"]),
    ("转入***********。", ["unexplained"]),
    ("支付货款。" * 200, ["long"]),
    ("电话***********。" * 4, ["stars"]),
    ("<b>货</b>" * 40, ["markup"]),
]


def codes(text: str, is_first: bool = True, **more: object) -> list[str]:
    row = {"dataset": "dishonest_debtors", "id": "a" * 16, "obligation": text, **more}
    return [code for reason in reasons_of(row, STANDARD, is_first) for code in _codes_of(reason.words)]


def _codes_of(words: str) -> list[str]:
    """The rows of the table that could have given these words."""
    parts = {code: row.words.partition("{place}")[2].partition("{count}") for code, row in load_risks().rows.items()}
    return [code for code, (before, _, after) in parts.items() if before in words and words.endswith(after or before)]


@pytest.mark.parametrize(("text", "expected"), REASONS)
def test_a_text_is_read_early_for_a_reason(text: str, expected: list[str]) -> None:
    assert codes(text) == expected


def test_every_row_of_the_table_has_an_example() -> None:
    assert {code for _, expected in REASONS for code in expected} == load_risks().rows.keys()


def test_a_sensitive_cause_counts_only_where_no_text_of_the_case_was_signed() -> None:
    assert codes("离婚纠纷，执行标的1000.00元", is_first=False) == []


def test_a_declared_phone_in_the_body_is_no_risk() -> None:
    row = {"dataset": "auction_notices", "id": "a" * 16, "body": "看样请拨0571-88880000。"}
    assert reasons_of(row, STANDARD)
    assert not reasons_of({**row, "contacts": [{"role": "法院", "phone": "057188880000"}]}, STANDARD)


def test_the_courts_own_phone_is_no_risk() -> None:
    row = {"dataset": "hearing_notices", "id": "a" * 16, "how_to_attend": "请提前拨打0571-88880000预约。"}
    directory = numbers_of_court(['{"dataset":"courts","duty_phone":"0571-88880000"}'])
    assert reasons_of(row, STANDARD)
    assert not reasons_of(row, Known(Profile.STANDARD, court_numbers=directory))


@pytest.mark.parametrize(("dataset", "is_risk"), [("auction_notices", False), ("reward_notices", True)])
def test_a_lot_keeps_its_plate_and_frame_number(dataset: str, is_risk: bool) -> None:
    row = {"dataset": dataset, "id": "a" * 16, "body": "小型汽车一辆，号牌浙FD4884，车架号LXU8A2A2F6M501874。"}
    assert bool(reasons_of(row, STANDARD)) is is_risk


def test_a_case_that_was_signed_before_is_no_first_text() -> None:
    row = {"dataset": "exit_bans", "id": "a" * 16, "case_number": "（2026）浙0106执1号", "reason": "离婚纠纷"}
    assert reasons_of(row, STANDARD)
    assert not reasons_of(row, Known(Profile.STANDARD, signed_cases=frozenset((row["case_number"],))))


def test_reasons_name_the_place_and_the_highest_score_comes_first() -> None:
    row = {"dataset": "auction_notices", "id": "a" * 16, "title": "代号66668888", "body": BODY + "转入***********"}
    reasons = reasons_of(row, STANDARD)
    assert [reason.words for reason in reasons] == [
        "标题有1处较长数字未见公开依据",
        "正文有1处隐藏内容无法归类",
    ]
    assert sorted((reason.score for reason in reasons), reverse=True) == [reason.score for reason in reasons]


@pytest.mark.parametrize(("score", "level"), [(0, "无"), (1, "低"), (20, "中"), (50, "高"), (200, "高")])
def test_levels_follow_the_table(score: int, level: str) -> None:
    assert load_risks().level(score) == level
