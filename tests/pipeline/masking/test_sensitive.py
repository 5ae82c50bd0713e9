"""A fact about somebody hides its clause; its subject, amounts, heads of damages, reasons of law, goods and rules stay."""

import re
from collections.abc import Callable, Sequence

import pytest

from pipeline.masking.policy import Place
from pipeline.masking.profiles import Profile
from pipeline.masking.recognisers import safe_words
from pipeline.masking.recognisers.everyday import everyday_in
from pipeline.masking.recognisers.facts import facts_in
from pipeline.masking.recognisers.sensitive import HIDDEN
from pipeline.masking.recognisers.told import pattern_of, table
from pipeline.masking.text import find_hidden_spans, mask_html, mask_text
from pipeline.masking.triggers import GATES
from tests.pipeline.corpus.texts import FOLDER, Text, texts_of

# … stands for the words that take a clause's place.
HIDDEN_CLAUSES = [
    ("被执行人患尿毒症丧失劳动能力", "被执行人…丧失劳动能力"),
    ("系二级残疾，女儿住院治疗，享受低保", "…"),
    ("确诊为甲状腺滤泡样病变，需静养", "…"),
    ("双肾结石术后", "…"),
    ("伤者系九级伤残，植入钢板", "伤者…"),
    ("精 神 分 裂 症，由其兄监护", "…，由其兄监护"),
    ("罹患乳癌，領取低收入戶補助", "…"),
    ("赴某某肿瘤医院就诊", "…"),
    ("在肿瘤科十二床", "…"),
    ("2018年被强制隔离戒毒", "…"),
    ("已怀孕七个月，尚欠3000元", "…，尚欠3000元"),
    ("系特困供养人员，由敬老院照料", "…"),
    ("The debtor has schizophrenia and diabetes", "The debtor …"),
    ("健康状况：左耳听不见\n住房：无", "健康状况：…\n住房：无"),
    ("被执行人王小明（患尿毒症）未到庭", "被执行人王小明…未到庭"),
    ("其妻赵小兰患病在家，无收入", "其妻赵某…，无收入"),
    ("因患尿毒症无力偿还借款5万元", "…无力偿还借款5万元"),
    ("其女血友病，凝血因子一支都断不得，申请分期履行", "其女…，申请分期履行"),
    ("双方因被告婚外情离婚，给付抚养费800元", "双方…，给付抚养费800元"),
    ("其母信佛多年，初一十五必吃斋，财产已查封", "其母…，财产已查封"),
    ("在某某市第三医院治疗花费医疗费3万元", "…花费医疗费3万元"),
    ("其夫曾犯盗窃罪", "其夫…"),
    ("被执行人之兄现在押", "被执行人之兄…"),
    ("案外人李某因协助转移财产犯拒不执行判决、裁定罪", "案外人李某…"),
    ("被执行人曾因盗窃罪被判刑", "被执行人…"),
]


@pytest.mark.parametrize(("text", "printed"), HIDDEN_CLAUSES)
def test_a_fact_hides_its_clause_and_what_is_public_of_it_stays(text: str, printed: str) -> None:
    once = mask_text(text, Profile.STANDARD)
    assert once == printed.replace("…", HIDDEN)
    assert mask_text(once, Profile.STANDARD) == once


DEBTORS_OWN = [
    "被执行人李某因犯拒不执行判决、裁定罪被判处有期徒刑六个月",
    "被执行人现在某某监狱服刑，无财产可供执行",
    "刑满释放人员丁奉，应退赔12000元，（2023）浙0106刑初66号",
    "被告人犯诈骗罪，判处罚金5万元，责令退赔被害人损失",
]


@pytest.mark.parametrize("text", DEBTORS_OWN)
def test_a_debtors_own_conviction_is_a_ground_and_stays(text: str) -> None:
    assert mask_text(text, Profile.STANDARD) == text


STAYS = """
医疗费30000元、残疾赔偿金128400元、护理费9600元、住院伙食补助费1450元、精神损害抚慰金5000元
住宿费1,380元，住院18天，伤残等级九级，鉴定费2,600元
一次性伤残补助金49800元，工伤保险待遇由社保中心支付，病假工资3120元
被执行人某某县精神病医院有限公司、某某残疾人福利印刷厂欠缴残疾人就业保障金
血液透析机4台、癌症防治科普挂图300张、盲文打字机1台、轮椅22辆、孕妇装66件
原肿瘤医院住院部大楼及附属戒毒康复中心用房
最低保证金10万元，最低保留价以一拍为准，低价保底回购
老年人、残疾人、孕妇可走绿色通道
被执行人因年老丧失劳动能力、生活困难，终结本次执行程序
健康状况：良好
生育津贴、产假工资、哺乳期工资合计17260元
对症下药，炎热季节，上海炎黄文化公司
"""


@pytest.mark.parametrize("text", STAYS.strip().split("\n"))
def test_heads_of_damages_institutions_goods_and_reasons_of_law_stay(text: str) -> None:
    assert mask_text(text, Profile.STANDARD) == text


def test_in_a_table_the_length_is_kept() -> None:
    text = "姓名\t备注\t标的\n钱某\t伤者系九级伤残，植入钢板\t3000元"
    assert mask_text(text, Profile.STANDARD) == "姓名\t备注\t标的\n钱某\t伤者*****，****\t3000元"


def test_across_tags_the_clause_goes_and_the_tags_stay() -> None:
    masked = mask_html("<p>被执行人患<b>尿毒</b>症，尚欠3000元</p>", Profile.STANDARD)
    assert masked == f"<p>被执行人{HIDDEN}<strong></strong>，尚欠3000元</p>"


def test_a_declared_value_within_a_clause_stays() -> None:
    masked = mask_text("被执行人患尿毒症在王小明家休养", Profile.STANDARD, public=("王小明",))
    assert "王小明" in masked
    assert "尿毒症" not in masked


def test_a_guideline_speaks_of_nobody_unless_it_names_somebody() -> None:
    rule, example = "不得对孕妇、残疾人采取拘留措施", "罪犯杨某身患尿毒症"
    assert mask_text(rule, Profile.STANDARD, place=Place.GUIDELINE) == rule
    assert "尿毒症" not in mask_text(example, Profile.STANDARD, place=Place.GUIDELINE)


def test_an_explanation_names_kind_owner_and_row() -> None:
    (span,) = find_hidden_spans("其夫曾犯盗窃罪", Profile.STANDARD)
    assert (span.rule, span.owner, span.policy) == ("past_conviction", "person", "conviction_of_another")


SHAPES = [
    pytest.param(kind, place, row, id=f"{kind}-{place}")
    for kind, section in table().items()
    if isinstance(section, dict)
    for place, row in enumerate(section.get("shapes", ()))
]


@pytest.mark.parametrize(("kind", "place", "row"), SHAPES)
def test_every_shape_finds_its_example_and_leaves_what_only_looks_like_it(
    kind: str, place: int, row: dict[str, str]
) -> None:
    assert re.search(pattern_of(row["shape"]), row["hides"])
    assert kind in {fact.kind for fact in facts_in(row["hides"], GATES.every)}
    assert mask_text(row["stays"], Profile.STANDARD) == row["stays"]


SAFE = [
    pytest.param(patterns, place, row, id=f"{patterns.__name__}-{place}")
    for patterns in (safe_words.spans, safe_words.sentences)
    for place, row in enumerate(table()["safe"][patterns.__name__])
]


@pytest.mark.parametrize(("patterns", "place", "row"), SAFE)
def test_titles_goods_beasts_institutions_and_rules_tell_nothing_of_anybody(
    patterns: Callable[[], tuple[re.Pattern[str], ...]], place: int, row: dict[str, str]
) -> None:
    assert patterns()[place].search(row["says"])
    assert mask_text(row["says"], Profile.STANDARD) == row["says"]
    assert HIDDEN in mask_text(row["tells"], Profile.STANDARD)


GROUPS = [pytest.param(row, id=row["kind"]) for row in table()["everyday"]["groups"]]


@pytest.mark.parametrize("row", GROUPS)
def test_everyday_words_about_somebody_tell_a_fact_without_a_word_of_a_list(row: dict[str, str]) -> None:
    (fact,) = everyday_in(row["hides"], GATES.every)
    assert fact.kind == row["kind"]
    assert HIDDEN in mask_text(row["hides"], Profile.STANDARD)
    assert mask_text(row["stays"], Profile.STANDARD) == row["stays"]


CONDUCT = """
被执行人殴打执行人员，撕毁封条，被司法拘留十五日
其妻领着工人把机器搬走了，还骂执行人员
他把钱都转给老婆了，自己名下没东西
其长期在外躲债，手机关机，家中无人
被执行人嘴上答应还钱，转头就把电话拉黑
其以跳楼相威胁，抗拒执行
被执行人经本院约谈后仍不履行，予以训诫
本院前后去了三次，人都不在，邻居说搬走了
"""


@pytest.mark.parametrize("text", CONDUCT.strip().split("\n"))
def test_how_a_debtor_evades_stays_however_it_is_told(text: str) -> None:
    assert mask_text(text, Profile.STANDARD) == text


def test_beside_what_only_the_manner_tells_nothing_else_goes() -> None:
    assert mask_text("她娘没来，夜里总爱喊", Profile.STANDARD) == f"她娘没来，{HIDDEN}"
    assert mask_text("她娘没来，患尿毒症", Profile.STANDARD) == f"她娘{HIDDEN}"


def judged(texts: Sequence[Text]) -> tuple[float, float]:
    """Of the secrets how many can be read, and of the public values how many are gone."""
    pairs = [(text, masked(text)) for text in texts]
    read = sum(secret in output for text, output in pairs for secret in text.secrets)
    gone = sum(value not in output for text, output in pairs for value in text.public)
    return read / sum(len(text.secrets) for text in texts), gone / sum(len(text.public) for text in texts)


def masked(text: Text) -> str:
    mask = mask_html if text.is_html else mask_text
    return mask(text.text, Profile.STANDARD, text.around.known, text.around.public, text.around.place)


FIRST, TOLD, THIRD = "sensitive.toml", "sensitive_told.toml", "sensitive_third.toml"


@pytest.mark.parametrize(
    ("name", "half", "most_read", "most_gone"),
    [
        (FIRST, slice(None, 50), 0.036, 0.0),
        (FIRST, slice(50, None), 0.072, 0.024),
        (TOLD, slice(None), 0.011, 0.0095),
        (THIRD, slice(None), 0.166, 0.03),
    ],
)
def test_of_a_corpus_of_paraphrases_no_more_can_be_read_than_was_reached(
    name: str, half: slice, most_read: float, most_gone: float
) -> None:
    read, gone = judged(list(texts_of(FOLDER / name))[half])
    assert read <= most_read
    assert gone <= most_gone
