"""Names that nothing announces, in texts whose case says who its parties are."""

import re

import pytest

from pipeline.masking.known import KnownValues
from pipeline.masking.profiles import Profile
from pipeline.masking.text import mask_text

KNOWN = KnownValues.of(parties={"慕容远", "虚设商贸有限公司"})


def masked(text: str) -> str:
    return mask_text(text, Profile.STANDARD, KNOWN)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("查明：林晓燕的微信号", "林晓燕"),
        ("裁定，向蒋砚淇（未到庭）送达", "蒋砚淇"),
        ("应当由乔建军承担", "乔建军"),
        ("限制消费令：公孙德，已送达", "公孙德"),
        ("已由阿力木江的哥哥代领", "阿力木江"),
        ("钥匙由水电工景福生保管", "景福生"),
        ("货款打给了开货车的章长富", "章长富"),
        ("改由律师事务所指派廉笑天参加选定", "廉笑天"),
        ("参与分配的还有訾大海、鄢小平以及银行", "鄢小平"),
        ("慕容远的债务人戴宗德承认欠款", "戴宗德"),
        ("车间主任哈斯巴根证明其未到岗", "哈斯巴根"),
        ("真名屠小兵，绰号另有", "屠小兵"),
        ("谈话时郝云来插话", "郝云来"),
        ("乙方薄志军收了转让费", "薄志军"),
        ("收款方 ZHANG/GUILIAN MS", "GUILIAN"),
        ("据阮氏红绒讲", "红绒"),
        ("登记的是云一帆，骑一辆旧车", "云一帆"),
        ("帮忙搬家的有马小跳和白如冰", "白如冰"),
    ],
)
def test_a_stranger_is_hidden(text: str, name: str) -> None:
    assert name not in masked(text)


@pytest.mark.parametrize(
    "text",
    [
        "仍未履行7300.00元给付义务。",
        "尚欠本金及迟延履行期间债务利息未付",
        "公示期7日。",
        "你是否同意终本？答：同意。",
        "流拍后以物抵债裁定",
        "付款方未到账，66000元,余组长",
        "武强县北代乡政府已张贴公告",
        "争取对方谅解，收款方式不限",
        "由于经营困难，与对方协商未果；经济困难",
        "钱先转给管理人，占股30%，抚养费按月付清",
        "停在楼下的那台车，那五家商户，送养老钱替换旧款",
        "见《解释》第五百零六条、第五百零八条，罚金伍佰元",
        "住所地为曹县青菏路，教工路站下车，平襄镇西街",
        "左栏：送达地址。右栏：标的",
        "华南仲深裁〔2023〕317号，梅民一初字第8号",
    ],
)
def test_words_of_the_language_stay(text: str) -> None:
    assert masked(text) == text


NO_ROWS = KnownValues()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("我叫邬来顺，在砖厂干过", "邬来顺"),
        ("标的现租给个体户詹水根", "詹水根"),
        ("据常在码头过磅的瞿兰英讲，车是借的", "瞿兰英"),
        ("鉴于委托手续已撤，宋时雨不再作为代理人", "宋时雨"),
        ("孩子：崔雨薇（10岁）、崔雨泽（6岁）；监护人：外祖母苗翠花", "翠花"),
        ("监护人苗翠花代为领取，苗翠花系崔雨泽的外祖母", "崔雨泽"),
        ("接电话的是他侄女，叫崔雨薇，在县城读高二", "雨薇"),
        ("留守儿童崔雨泽由伯父崔铁牛照看", "铁牛"),
        ("被收养人崔念祖，男", "念祖"),
        ("抚养权归女方，路知夏十八周岁前的费用按月给付", "知夏"),
        ("双胞胎女儿乐思琪乐思瑶均在校", "思瑶"),
        ("出具租约的人姓匡名德彪，已罚款", "德彪"),
        ("“癞子”是绰号，铲车是他开走的", "癞子"),
        ("长子陈思远（七岁）患病。思远现住院", "思远"),
        ("His brother-in-law Rachid El Amrani signed", "Amrani"),
        ("Statement of Mr. Harold Pettigrew, keeper", "Pettigrew"),
    ],
)
def test_without_rows_the_words_alone_hide_whom_a_text_only_speaks_of(text: str, name: str) -> None:
    assert name not in mask_text(text, Profile.STANDARD, NO_ROWS)


@pytest.mark.parametrize(
    "text",
    [
        "悬赏线索：彭岫庭，居住证号码待查",
        "一案，曹愉珂（港澳居民居住证号码略）",
        "向蒋砚淇送达裁定，电子邮箱待查",
        "民事调解书：一、李典于六月底前付清",
        "被执行人荣国安，又称老荣；荣国安拒不报告",
        "看样联系人：龙平，合议庭成员毛文清、辛克勤",
    ],
)
def test_without_rows_whom_a_text_is_about_stays(text: str) -> None:
    assert mask_text(text, Profile.STANDARD, NO_ROWS) == text


APPLICANT = KnownValues.of(names_to_role={"翟素芳": "申请执行人", "于敏": "于某"}, parties={"于敏华"})


@pytest.mark.parametrize(
    "text",
    [
        "翟.素.芳",
        "翟/素/芳",
        "“翟”“素”“芳”",
        "素芳 翟",
        "芳素翟",
        "翟，素芳",
        "翟女士（素芳）",
        "ZHAI/SUFANG",
        "翟[素]芳",
    ],
)
def test_a_known_name_goes_with_signs_between_reversed_and_by_halves(text: str) -> None:
    masked_text = mask_text(text, Profile.STANDARD, APPLICANT)
    assert not re.search("素|SUFANG", masked_text)


def test_a_party_whose_name_goes_on_is_not_the_party() -> None:
    known = KnownValues.of(parties={"罗成"})
    assert "成章" not in mask_text("申请人罗成章等七人，被执行人罗成已付", Profile.STANDARD, known)
    assert "被执行人罗成已付" in mask_text("申请人罗成章等七人，被执行人罗成已付", Profile.STANDARD, known)
