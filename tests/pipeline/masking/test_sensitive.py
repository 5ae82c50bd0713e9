"""Facts of health, disability, welfare and addiction go; heads of damages, hospitals, goods and reasons of law stay."""

import pytest

from pipeline.masking.profiles import Profile
from pipeline.masking.text import mask_text

HIDDEN = [
    ("被执行人患尿毒症丧失劳动能力", "尿毒症", "丧失劳动能力"),
    ("系二级残疾，女儿住院治疗，享受低保", "二级残疾 住院 低保", "女儿"),
    ("确诊为甲状腺滤泡样病变，需静养", "滤泡样病变", "需静养"),
    ("双肾结石术后", "结石术后", ""),
    ("肢体残疾叁级", "残疾叁级", ""),
    ("伤者系九级伤残，植入钢板", "九级伤残 植入钢板", "伤者"),
    ("精 神 分 裂 症，由其兄监护", "精 神 分 裂 症", "监护"),
    ("罹患乳癌，領取低收入戶補助", "乳癌 低收入戶", ""),
    ("每周透析三次", "透析三次", "每周"),
    ("赴某某肿瘤医院就诊", "某某肿瘤医院", "就诊"),
    ("在肿瘤科十二床", "肿瘤科十二床", ""),
    ("2018年被强制隔离戒毒", "强制隔离戒毒", "2018年"),
    ("已怀孕七个月", "怀孕七个月", ""),
    ("系特困供养人员，由敬老院照料", "特困供养 敬老院", ""),
    ("The debtor has schizophrenia and diabetes", "schizophrenia diabetes", "debtor"),
    ("健康状况：左耳听不见\n住房：无", "左耳听不见", "住房：无"),
    ("其夫曾犯盗窃罪", "盗窃罪", "其夫"),
]


@pytest.mark.parametrize(("text", "hidden", "stays"), HIDDEN)
def test_a_fact_of_body_mind_or_need_is_hidden(text: str, hidden: str, stays: str) -> None:
    once = mask_text(text, Profile.STANDARD)
    assert len(once) == len(text)
    assert mask_text(once, Profile.STANDARD) == once
    assert stays in once
    words = [hidden] if hidden in text else hidden.split()
    assert [word for word in words if word in once or word not in text] == []


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
