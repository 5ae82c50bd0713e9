"""What has no shape of its own is found by the words around it, and what only looks like it is left alone."""

import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.leaks.hits import SOFT_RULES, Rule
from pipeline.leaks.raw_values import RawValues
from pipeline.leaks.soft.look import RowText, soft_hits
from pipeline.leaks.soft.pieces import pieces_of
from pipeline.leaks.soft.reading import shown
from tests.pipeline.corpus.texts import LAST, LATER, THIRD, UNSEEN
from tests.support.all_but_one import CLAIMED, judge_file

CORPUS = Path(__file__).parents[1] / "corpus"
FILES = sorted(path for path in CORPUS.rglob("*.toml") if "snippet" in tomllib.loads(path.read_text(encoding="utf-8")))
FLOOR = 0.8
"""Of the secrets of every kind that is claimed, in the texts of the first writers."""
REACHED = {
    "address": 0.391,
    "birth": 0.538,
    "age": 0.7,
    "minor_name": 0.365,
    "plate": 0.59,
    "property_title": 0.666,
    "account": 0.428,
    "landline": 0.416,
    "resident_id": 0.757,
}
"""Of those of the later writers, told at a distance or without a label; it only ever goes up."""
MOST_FALSE = {"first": 0.016, "later": 0.025}
"""Of the texts: a corpus that calls a township public in one place and hides what follows it in another."""
NOBODY = RawValues.collect([], [], [], ["0578-8061234"])

CAUGHT = [
    (Rule.HOME, "被执行人户籍地为云和县石塘镇竹坑村三组12号，现下落不明。"),
    (Rule.HOME, "姓名\t现住址\t案号\n丰某\t云和县崇头镇坑口村8号\t（2024）浙1125执18号"),
    (Rule.HOME, '{"xm":"丰某","dz":"云和县安溪乡黄处村二组"}'),
    (Rule.HOME, "<table><tr><td>住址</td><td>云和县雾溪乡<b>坪垟岗村</b>6号</td></tr></table>"),
    (Rule.HOME, "被執行人現居雲和縣鳳凰山街道中山街88號"),
    (Rule.BIRTHDAY, "被执行人丰某，男，1976年8月21日出生，汉族。"),
    (Rule.BIRTHDAY, "姓名|出生日期|立案日期\n丰某|1976-08-21|2024-03-05"),
    (Rule.BIRTHDAY, "【姓名】丰某【生日】八月廿一【期限】二年"),
    (Rule.AGE, "被执行人丰某现年四十八岁，无固定职业。"),
    (Rule.AGE, "姓名,性别,年龄,标的\n丰某,男,48,3000\n季某,女,39,4000"),
    (Rule.AGE, "寻找被执行人：丰某（男/48/汉族）"),
    (Rule.MINOR, "婚生子丰小满由申请执行人抚养。"),
    (Rule.MINOR, "抚养子女：丰小满（9岁），在云和某小学就读"),
    (Rule.MINOR, "姓名\t与被执行人关系\t就读学校\n丰小满\t长子\t某小学"),
    (Rule.PLATE, "查封被执行人名下浙K·7M618小型轿车一辆。"),
    (Rule.PLATE, "车架号LSVAM4187C2184900，登记于被执行人名下"),
    (Rule.TITLE, "轮候查封不动产权证号浙（2018）云和县不动产权第0008812号房屋。"),
    (Rule.FAR_LANDLINE, "被执行人\t宅电\t标的额\n丰某\t5123498\t5123400"),
    (Rule.FAR_ACCOUNT, "户名\t开户行\t账号\n丰某\t云和农商行\t20100018842290017"),
    (Rule.BARE_IDENTITY, "经核，332502760821311系其旧号。"),
    (Rule.BARE_IDENTITY, "经核，33250219760821311系其号码，缺一位。"),
]
LEFT_ALONE = [
    "被执行人云和县木玩有限公司，住所地云和县白龙山街道城西路9号。",
    "听证地点：云和县人民法院第二法庭（云和县凤凰山街道中山街7号）",
    "户名\t法院执行款专户\n账号\t20100018842290017",
    "本院于2024年8月21日立案，2024年9月21日判决生效。",
    "须年满18周岁方可参加竞买，六十周岁以上免票，房龄12年。",
    "长子石家庄务工，次女高三，请求分期履行。",
    "应付货款5123400元，凭证号20240317000418。",
    "部门\t姓名\t办公电话\n执行局\t丰庭\t0578-8061234",
    "施工合同编号332502760821311，于2020年签订",
    "被执行人1976年**月**日出生，住云和县***，电话********，浙K*****，其子丰某随其生活。",
    "不动产权第*******号房屋，账号*****************，年龄**岁。",
]
LOT = "拍卖标的：浙K7M618轿车，浙（2018）云和县不动产权第0008812号，坐落云和县石塘镇规溪路6号。"
ANOTHERS = "拍卖标的：浙K7M618轿车。担保人名下浙K90L27皮卡仍在查找中。"


@pytest.mark.parametrize(("rule", "text"), CAUGHT)
def test_what_a_masker_may_miss_is_caught(rule: Rule, text: str) -> None:
    assert rule in {hit.rule for hit in soft_hits(RowText(text), NOBODY)}


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_what_is_public_or_masked_is_left_alone(text: str) -> None:
    assert soft_hits(RowText(text), NOBODY) == ()


def test_a_lot_keeps_its_own_things_and_no_others() -> None:
    assert soft_hits(RowText(LOT, is_lot=True), NOBODY) == ()
    (hit,) = soft_hits(RowText(ANOTHERS, is_lot=True), NOBODY)
    assert (hit.rule, hit.place) == (Rule.PLATE, ANOTHERS.index("浙K90L27"))


def test_a_name_that_the_row_prints_is_no_childs() -> None:
    text = "被执行人系丰老大之子丰小满，应付抚养费。"
    assert soft_hits(RowText(text, names=frozenset({"丰小满"})), NOBODY) == ()


def test_a_head_speaks_for_every_cell_below_it() -> None:
    found = [
        (piece.label, piece.text) for piece in pieces_of(shown("姓名 | 住址 | 电话\n甲 | 乙村 | 丙\n丁 | 戊村 | 己"))
    ]
    assert [text.strip() for label, text in found if label.strip() == "住址"] == ["乙村", "戊村"]


def test_a_hit_tells_a_place_and_never_a_value() -> None:
    hits = soft_hits(RowText(CAUGHT[0][1]), NOBODY)
    assert hits
    assert "竹坑" not in repr(hits)


def part(name: str) -> list[Path]:
    judged = (path for path in FILES if not path.stem.startswith(LAST + UNSEEN + THIRD))
    return [path for path in judged if path.stem.startswith(LATER) == (name == "later")]


def judged(name: str) -> Iterator[tuple[str, bool]]:
    """Every secret that stands alone in its text: its kind, and whether it is found."""
    for path in part(name):
        for one in judge_file(path):
            yield from ((kind, bool(hits)) for _, kind, hits in one.secrets)


@pytest.mark.parametrize(("name", "floors"), [("first", dict.fromkeys(CLAIMED, FLOOR)), ("later", REACHED)])
def test_with_all_but_one_secret_masked_enough_are_found_of_every_kind(name: str, floors: dict[str, float]) -> None:
    secrets = list(judged(name))
    known, found = Counter(kind for kind, _ in secrets), Counter(kind for kind, is_found in secrets if is_found)
    too_few = [kind for kind in CLAIMED if found[kind] < floors[kind] * known[kind]]
    assert {kind: f"{found[kind]}/{known[kind]}" for kind in too_few} == {}


@pytest.mark.parametrize("name", MOST_FALSE)
def test_where_all_secrets_are_masked_the_soft_nets_catch_next_to_nothing(name: str) -> None:
    texts = [one for path in part(name) for one in judge_file(path)]
    false = [one for one in texts if {rule for rule, _ in one.false} & SOFT_RULES]
    assert len(false) <= MOST_FALSE[name] * len(texts)
