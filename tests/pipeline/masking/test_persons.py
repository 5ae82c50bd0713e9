"""People whom a text names and no column lists: who goes, who stays, and where a name ends. Every person is invented."""

import re

import pytest

from pipeline.masking.known import APPLICANT, KnownValues
from pipeline.masking.policy import Place
from pipeline.masking.profiles import Profile
from pipeline.masking.recognisers.name_shapes import Evidence, is_name, name_at
from pipeline.masking.text import mask_html, mask_text

PARTIES = ("岑大海", "郝德", "阿力木·买买提")
KNOWN = KnownValues.of(names_to_role={"岑大": APPLICANT, "高峰": APPLICANT, "危乔": APPLICANT}, parties=PARTIES)


def masked(text: str, known: KnownValues = KNOWN, place: Place = Place.TEXT) -> str:
    once = mask_text(text, Profile.STANDARD, known, place=place)
    assert mask_text(once, Profile.STANDARD, known, place=place) == once
    return once


NAMES_OF_THE_CASE = [
    ("申请执行人岑大与被执行人岑大海买卖合同纠纷", "申请执行人与被执行人岑大海买卖合同纠纷"),
    ("岑大明确表示放弃利息", "申请执行人明确表示放弃利息"),
    ("岑 大 （ 申 请 人 ）", "申请执行人 （ 申 请 人 ）"),
    ("岑\u200b大到庭", "申请执行人\u200b到庭"),
    ("高峰申请执行一案，用电高峰期停产", "申请执行人申请执行一案，用电高峰期停产"),
    ("支付高峰货款3000元", "支付申请执行人货款3000元"),
    ("汇给WEI, QIAO（又名危小乔）", "汇给申请执行人（又名申请执行人）"),
    ("payee Qiao Wei, 危喬", "payee 申请执行人, 申请执行人"),
    ("岑大建材有限公司与岑大签约", "岑大建材有限公司与申请执行人签约"),
    ("书记员高峰、法警危乔到场", "书记员高峰、法警危乔到场"),
]


@pytest.mark.parametrize(("text", "expected"), NAMES_OF_THE_CASE)
def test_names_of_the_case_are_hidden_where_they_stand_for_themselves(text: str, expected: str) -> None:
    assert masked(text) == expected


IN_A_MEASURE = [
    ("其法定代表人危大伟不得高消费", "其法定代表人危某不得高消费"),
    ("负责人：危大伟，被执行人岑大海之公司", "负责人：危某，被执行人岑大海之公司"),
    ("法定代表人岑大海不得高消费", "法定代表人岑大海不得高消费"),
]


@pytest.mark.parametrize(("text", "expected"), IN_A_MEASURE)
def test_a_list_of_measures_names_parties_and_no_representatives(text: str, expected: str) -> None:
    assert masked(text, place=Place.MEASURE) == expected


def test_elsewhere_companies_are_shown_with_their_representatives() -> None:
    assert masked("法定代表人危大伟到庭") == "法定代表人危大伟到庭"


FIRM = KnownValues.of(names_to_role={"青田某某事务所": APPLICANT, "青田某某（集团）有限公司": APPLICANT})


@pytest.mark.parametrize(
    "name", ["青田某某事务所（普通合伙）", "青田某某事务所(特殊普通合伙)", "青田某某（集团）有限公司"]
)
def test_the_legal_form_goes_with_the_name_of_an_applicant(name: str) -> None:
    assert masked(f"应向{name}支付3000元", FIRM) == "应向申请执行人支付3000元"


STRANGERS_BY_ROLE = [
    ("鉴定人危维康到庭说明", "鉴定人危某到庭说明"),
    ("经办：危慧敏\n复核：卜东升", "经办：危某\n复核：卜某"),
    ("公司股东危向东未签字", "公司股东危某未签字"),
    ("翻译人员阿依古丽·买买提到场", "翻译人员阿某到场"),
    ("施工负责人危建设离开工地", "施工负责人危某离开工地"),
    ("被追加人危小山拒不履行", "被追加人危小山拒不履行"),
    ("被执行人危小山由法官卜少游询问", "被执行人危小山由法官卜少游询问"),
    ("股东会决议、监事会主席、会计师事务所", "股东会决议、监事会主席、会计师事务所"),
]


@pytest.mark.parametrize(("text", "expected"), STRANGERS_BY_ROLE)
def test_who_is_called_by_a_role_alone_is_a_stranger(text: str, expected: str) -> None:
    assert masked(text, KnownValues.of()) == expected


TABLES_UNDER_ODD_HEADS = [
    ("学生¦班级¦欠费\n危小雨¦三年级(2)班¦1260元", "学生¦班级¦欠费\n危某¦三年级(2)班¦1260元"),
    ("实发\t姓名\t电话\n", "实发\t姓名\t电话\n"),
    ("1280元\t危采和\t2134417\n实发\t姓名\t电话", "1280元\t危某\t*******\n实发\t姓名\t电话"),
    ("姓名\t出生年\t月\t日\n危明霞\t1986\t11\t23", "姓名\t出生年\t月\t日\n危某\t1986\t**\t**"),
    (
        "年\t月\t日\t事由\n1988\t06\t14\t出生\n2023\t06\t15\t立案",
        "年\t月\t日\t事由\n1988\t**\t**\t出生\n2023\t06\t15\t立案",
    ),
    ("社友\t缴存金额\t日期\n危来福\t300元\t2023年5月1日", "社友\t缴存金额\t日期\n危某\t300元\t2023年5月1日"),
    ("联系人\t电话\n卜法官\t0578-2134417", "联系人\t电话\n卜法官\t0578-2134417"),
]


@pytest.mark.parametrize(("text", "expected"), TABLES_UNDER_ODD_HEADS)
def test_tables_are_read_under_heads_that_no_list_has(text: str, expected: str) -> None:
    assert masked(text, KnownValues.of()) == expected


OTHERS = [
    ("其妻危小荷称其外出务工", "其妻危某称其外出务工"),
    ("监护人岑明远到庭", "监护人岑某到庭"),
    ("郝德与卜兰英系夫妻，卜兰英无业", "郝德与卜某系夫妻，卜某无业"),
    ("与卜兰英于2011年登记结婚", "与卜某于2011年登记结婚"),
    ("证人危海、危江及阿依夏木·某某到庭，危海称", "证人危某1、危某2及阿某到庭，危某1称"),
    ("岳父卜有才、连襟单于浩名下存折", "岳父卜某、连襟单于某名下存折"),
    ("郝德妻卜兰英代收", "郝德妻卜某代收"),
    ("委托代理人：卜少游，某某律师事务所律师", "委托代理人：卜某，某某律师事务所律师"),
    ("异议人（案外人）：卜克勤，男", "异议人（案外人）：卜某，男"),
    ("见证人 卜 建 民", "见证人 卜某"),
    ("其\n妻\n卜\n兰\n英\n签收", "其\n妻\n卜某\n签收"),
    ("卜兰英（岑大海之女）已签字", "卜某（岑大海之女）已签字"),
    ("车辆卖与卜六儿", "车辆卖与卜某"),
    ("问：你丈夫呢？答：叫卜长天，跑船", "问：你丈夫呢？答：叫卜某，跑船"),
    ("房东老卜（卜相承）未收到租金", "房东老卜（卜某）未收到租金"),
    ("Guarantor's wife Bu Lanying signed", "Guarantor's wife 某 signed"),
    ("姓名\t关系\n岑大海\t被执行人\n卜兰英\t妻子\n", "姓名\t关系\n岑大海\t被执行人\n卜某\t妻子\n"),
    ("序号\t买受人\t金额\n1\t卜兰英\t3000元", "序号\t买受人\t金额\n1\t卜某\t3000元"),
    ("证人危海、危江138" + "0000" + "1234", "证人危某甲、危某乙***********"),
]


@pytest.mark.parametrize(("text", "expected"), OTHERS)
def test_other_people_are_printed_by_their_surname(text: str, expected: str) -> None:
    assert masked(text) == expected


CHILDREN = [
    ("长子卜一鸣、次子卜一飞均未成年", "长子卜某1、次子卜某2均未成年"),
    ("婚生女阿依努尔·买买提随母亲生活", "婚生女阿某随母亲生活"),
    ("卜小雨（系未成年人）由监护人照料", "卜某（系未成年人）由监护人照料"),
    ("卜浩然（2014年出生，在读小学）", "卜某（2014年出生，在读小学）"),
    ("1.卜小雅抚养费500元/月；2.卜小健抚养费500元/月", "1.卜某1抚养费500元/月；2.卜某2抚养费500元/月"),
    ("孙女完颜朵朵由其抚养", "孙女完颜某由其抚养"),
    ("幼子乳名“豆豆”", "幼子乳名“某某”"),
    ("尚在襁褓的卜榆", "尚在襁褓的卜某"),
    ("其子郝德（被执行人）名下房产", "其子郝德（被执行人）名下房产"),
    ("之子阿力木·买买提到庭", "之子阿力木·买买提到庭"),
]


@pytest.mark.parametrize(("text", "expected"), CHILDREN)
def test_children_are_known_by_any_evidence_and_never_parties(text: str, expected: str) -> None:
    assert masked(text) == expected


PUBLIC = """
审判长卜云翔、审判员危大勇、书记员岑璐
执行局局长卜纯带队，联系人：卜直
法定代表人卜国栋，负责人危军
被执行人卜小荷经营母婴店
女儿高三，学费由其负担；其女石家庄，现居外地；长子张家口务工
其子公司与母公司均未履行，子女情况不明，其女友称已分手
子母灯6盏、女装97件、女儿墙防水料40桶、独生子女费1440元
未成年人由法定代理人代为竞买
证人出庭作证，案外人提出异议，承租人明知查封仍占有，邻居称该户常年无人
申请执行人于法定期限内提出申请，原告于庭审中变更请求
保证人承担责任后有权追偿，律师费5000元，会计凭证未提交
妻子名下存款、父母名下房产均不属于被执行人财产
老爸的牛肉面馆、外婆家常菜、兄弟烧烤
职工工资和工人工资优先受偿，员工宿舍一处
"""


@pytest.mark.parametrize("text", PUBLIC.strip().split("\n"))
def test_public_people_and_words_of_kinship_without_a_name_stay(text: str) -> None:
    assert masked(text) == text


def test_a_viewing_contact_of_an_auction_stays() -> None:
    text = "联系人\t地点\n卜直\t大厅\n"
    assert masked(text, place=Place.LOT) == text


def test_tags_within_a_name_are_looked_through() -> None:
    assert mask_html("<p>其妻<b>卜</b>兰英</p>", Profile.STANDARD) == "<p>其妻<strong>卜某</strong></p>"


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("李秀梅称被执行人外出", 3),
        ("李海称已还清", 2),
        ("陈志刚代其偿还", 3),
        ("单于浩代持股权", 3),
        ("次仁卓玛，女", 4),
        ("覃韦一鸣，男", 4),
        ("符王氏丽花", 5),
        ("应当承担责任", 0),
        ("公司益阳分部", 0),
        ("毛法官接待", 0),
    ],
)
def test_a_name_ends_where_words_go_on(text: str, length: int) -> None:
    assert name_at(text, 0, Evidence.WORD) == length


def test_a_cell_is_a_name_or_something_else() -> None:
    cells = "浦阿大 海英子 哈斯巴根 空置 良好 务农 地下室 随父"
    assert [cell for cell in cells.split() if is_name(cell)] == ["浦阿大", "海英子", "哈斯巴根"]


def test_a_number_behind_a_name_is_never_read_together_with_a_digit_of_the_mask() -> None:
    once = masked("收件人危海 13800001234，收件人危江 13900001234")
    assert re.search("[1-9]", once) is None
