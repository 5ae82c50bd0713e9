"""What is hidden unless something explains it: names that fill a value, days of old years, places where somebody dwells."""

import pytest

from pipeline.masking.profiles import Profile
from pipeline.masking.text import mask_text


def masked(text: str) -> str:
    return mask_text(text, Profile.STANDARD)


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("投票人¦同意¦反对\n虞大富¦√¦\n茹小梅¦¦√", "小梅"),
        ("甲栏|乙栏\n虞大富|同意\n茹小梅|反对", "大富"),
        ('{"rows":[{"n":"虞乐乐","c":"一(4)"},{"n":"羿天天","c":"一(5)"}]}', "天天"),
        ("{栏目甲=>“裘芸菲”,额=>“480元”}", "芸菲"),
        ("占用方：裘芸菲，另案", "芸菲"),
        ("承租人 | 月租 | 租赁物\n龚海滨 | 1800元/月 | 门面", "海滨"),
        ("证人当时裘芸菲在场", "芸菲"),
        ("股东代丽、代明认缴未实缴", "代明"),
        ("I, Sun Meilan, authorise him", "Meilan"),
        ("FIRST=Tsetsegmaa; LAST=OYUNBILEG", "OYUNBILEG"),
        ("裘某，1976年5月3日，汉族", "5月3日"),
        ("裘某\t1976-05-03\t汉族", "05-03"),
        ("领取养老金起始日：2031年4月（60周岁）", "4月"),
        ("证件号：4128281967********，末四位请补5130。", "5130"),
        ("身份证校验位错，应为9而非3，已更正", "为9"),
        ("其母亲的房子在文明南巷尽头，门口有树", "文明南巷"),
        ("手机信号常在青阳街道人民路老车站后面那片出现", "人民路"),
        ("户籍所在地派出所：某某市公安局马岭派出所；住所：马岭镇地狮村大岭屯15号。", "15号"),
        ("勿寄其亲属处（牟定县共和镇茅阳街34号）", "茅阳街"),
        ("集体宿舍 昆山市前进东路吴淞江宿舍C7-512，已离职", "C7-512"),
        ("因工伤截去右手食指", "右手"),
        ("信仰藏传佛教，在寺里", "藏传"),
        ("本人系穆斯林，斋月期间", "斋月"),
        ("其胞弟曾因寻衅滋事被判刑", "寻衅"),
    ],
)
def test_hidden_unless_explained(text: str, hidden: str) -> None:
    assert hidden in text
    assert hidden not in masked(text)
    assert masked(masked(text)) == masked(text)


@pytest.mark.parametrize(
    "text",
    [
        "限制消费令：裘芸菲，自即日起",
        "被执行人|欠款\n裘芸菲|1200元\n茹小梅|1300元",
        "部门\t姓名\t职务\n执行一庭\t裘芸菲\t庭长\n执行二庭\t茹小梅\t执行员",
        "苗木|单价\n香樟|85元\n红枫|120元",
        "房屋1998年3月2日竣工",
        "1998年6月1日，双方订立协议",
        "签发日期：2006-02-24",
        "已付12000，余36000",
        "还款30万元，票号00219983。",
        "学费每学年68,000元",
        "申请书可当面递交或邮寄至某某市城南一路88号。",
        "联系地址：某某县人民法院执行局二楼；联系电话0310-3556368",
        "投诉：0759-2207110。",
        "被执行人因诈骗罪被判处有期徒刑",
        "相信教育部门会处理",
        "申请执行人(普通合伙)：成都金石鼎创股权投资合伙企业",
    ],
)
def test_kept_since_something_explains_it(text: str) -> None:
    assert masked(text) == text
