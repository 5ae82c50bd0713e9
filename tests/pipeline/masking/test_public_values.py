"""What is never hidden: without it a notice is dead (DOMAIN §3, "Never hidden")."""

import pytest
from stdnum.cn import uscc

from pipeline.masking.known import KnownValues
from pipeline.masking.profiles import Profile
from pipeline.masking.text import mask_text

USCC = uscc._alphabet and next(
    code for code in ("91330106589876543" + sign for sign in uscc._alphabet) if uscc.is_valid(code)
)
LETTERED = next(code for code in ("91330106MA2CFHJK0" + sign for sign in uscc._alphabet) if uscc.is_valid(code))
DIGITS_ONLY = next(
    code
    for code in (f"9133010658987{n:04d}{sign}" for n in range(1000, 1200) for sign in "0123456789")
    if uscc.is_valid(code)
)
COURT_PHONE = "0571-" + "8765" + "4321"
COURT_ACCOUNT = "1202" + "0210" * 3 + "900"

PUBLIC = [
    "（2014）浙0106执1234号",
    "(2014)浙0106民初12345号之一",
    "[2014]杭西执字第01234号",
    "【2014】浙0106执恢123号",
    "〔2014〕杭西执字第1234号",
    "（2014）穗南法执字第1050号、1051号",
    "（2014） 浙 0106 执 1234 号",
    "（2026）浙0106执保123456号",
    "2014浙0106执1234号",
    "（2014）浙01执复12345678号",
    f"统一社会信用代码：{USCC}",
    f"统一社会信用代码{LETTERED}",
    f"杭州某某有限公司（{USCC}）",
    f"某某公司（{LETTERED}）",
    f"某某公司，{DIGITS_ONLY}，",
    f"社会信用代码：{DIGITS_ONLY}",
    f"统一社会信用代码：{USCC[:17]}{'A' if USCC[17] != 'A' else 'B'}",
    f"统一社会信用代码：{USCC[:4]} {USCC[4:8]} {USCC[8:12]} {USCC[12:16]} {USCC[16:]}",
    f"纳税人识别号：{LETTERED.lower()}",
    "组织机构代码：73011302-3",
    "注册号：" + "330106" + "000012345",
    "28000.00元",
    "28,000.00元",
    "人民币1,234,567.89元",
    "人民币13800001234元",
    "￥13800001234.00",
    "¥28,000",
    "0.42万元",
    "138000万元",
    "12.5亿元",
    "壹佰贰拾叁万肆仟伍佰陆拾柒元",
    "起拍价：1200000，保证金：240000，增价幅度：10000",
    "执行标的13800001234.00",
    "建筑面积120.5平方米，土地使用权面积12345678901平方米",
    "股权13800001234股",
    "2014年5月6日",
    "2014年05月06日10时30分",
    "2026-11-20 10:00",
    "2026-11-20 10:00:00至2026-11-21 10:00:00止",
    "2026/11/20",
    "2026.11.20",
    "20140506-20150506",
    "生效日期：2014年5月6日",
    "二〇一四年五月六日",
    "自2026年11月20日生效",
    "法发〔2014〕18号",
    "法释〔2017〕7号",
    "法释(2017)8号第二十一条",
    "法（执）明传〔2009〕12号",
    "第二十三条第一款第（二）项",
    "标的物编号：20261120001234567",
    "订单号202611200012345678",
    "拍品编号：H20261120-0012",
    "合同编号：HT2014012345678901234",
    "邮编：310000",
    "400-822-2870",
    "技术咨询4008222870",
    "12368",
    "拨打12368或110",
    "客服95188",
    "年满18周岁",
    "已满十六周岁不满十八周岁",
    "未满14周岁的未成年人",
    "60周岁以上的老人",
    "本院住所地杭州市西湖区某某路1号",
    "坐落于杭州市西湖区某某路1号2幢301室",
    "标的物位于杭州市西湖区某某小区3幢的住宅",
    "，住房公积金管理中心",
    "被执行人住所地或者经常居住地的人民法院",
    "由户籍地公安机关协助",
    "微信公众号：hangzhoufayuan",
    "开户行：某某银行杭州某某支行",
    "https://sf.example.com/sf_item/712345678901.htm",
    "2014 2015 2016 2017 2018",
    "10 11 12 13 14 15 16 17 18",
    "1.1.2.3.4.5.6.7.8.9",
    "1200×2400×15mm",
    "一、拍卖标的；二、起拍价；三、保证金；四、竞买人；五、时间；六、地点",
    "①报名②缴纳保证金③竞价",
    "第1期至第12期",
    "每月5日前支付1200元，共36期",
    "案件受理费1234元，保全费567元",
    "年利率15.4%，LPR的4倍",
    "账户内有存款50000.00元",
    "该款产生于2013年5月6日",
    "纠纷发生于2013年5月6日",
    "某某有限公司，住所地杭州市西湖区某某路1号，法定代表人：张某，男",
    "本院联系地址：杭州市西湖区某某路1号",
    "起拍价230000、保证金200000、评估价150000",
    "101，102，103，104，105，106室",
    "生产日期2015年3月2日",
    "第1页……第20页",
    "成立日期：20101120100000",
]


@pytest.mark.parametrize("text", PUBLIC)
def test_a_public_value_survives(text: str) -> None:
    assert mask_text(text, Profile.STANDARD) == text
    assert mask_text(f"经查，{text}。", Profile.STRICT) == f"经查，{text}。"


def test_there_are_enough_of_them() -> None:
    assert len(set(PUBLIC)) >= 60


DECLARED = [
    f"联系电话：{COURT_PHONE}",
    f"联系电话：{COURT_PHONE[5:]}",
    f"联系电话：({COURT_PHONE[:4]}){COURT_PHONE[5:]}",
    f"电话 {COURT_PHONE.replace('-', ' ')}，李法官",
    f"电话{COURT_PHONE.replace('-', '')}",
    f"联系电话：{COURT_PHONE}、12368",
    f"开户行：某某银行，账号：{COURT_ACCOUNT}",
    f"账号{COURT_ACCOUNT[:4]} {COURT_ACCOUNT[4:8]} {COURT_ACCOUNT[8:12]} {COURT_ACCOUNT[12:]}",
    "投诉邮箱：zhixingju@example.com",
]


@pytest.mark.parametrize("text", DECLARED)
def test_a_declared_contact_survives_however_it_is_spaced(text: str) -> None:
    public = (COURT_PHONE, COURT_ACCOUNT, "来信请寄zhixingju@example.com")
    assert mask_text(text, Profile.STANDARD, public=public) == text
    assert "*" in mask_text(text, Profile.STANDARD)


def test_a_declared_number_does_not_cover_the_one_beside_it() -> None:
    mobile = "138" + "0000" + "1234"
    text = f"联系电话：{COURT_PHONE}、{mobile}"
    assert mask_text(text, Profile.STANDARD, public=(COURT_PHONE,)) == f"联系电话：{COURT_PHONE}、{'*' * 11}"


def test_public_spans_win_over_fragments_of_known_numbers() -> None:
    known = KnownValues.of(identifiers=["330106198012345670"], phones=["13812345678"])
    text = "（2014）浙0106执123456号，金额1234567元，标的物编号：1234567890"
    assert mask_text(text, Profile.STANDARD, known) == text


PUBLIC_BESIDE_NUMBERS = [
    "（2021）京0108执13801号至13805号五案合并",
    '{"principal":1380013,"penalty":20988,"qsje":"620000","zxf":"20180"}',
    "<起拍价>1350000</起拍价><保证金>135000</保证金>",
    "德国HRB 184417，韩国事业者登录番号104-81-53190",
    "铅封号H4417735，传票号0001417",
]


@pytest.mark.parametrize("text", PUBLIC_BESIDE_NUMBERS)
def test_public_values_beside_numbers_stay(text: str) -> None:
    assert mask_text(text, Profile.STANDARD) == text


NUMBERS_OF_UNLISTED_DOCUMENTS = [
    ("护士执业证书编号201337005518", "201337005518"),
    ("医保电子凭证41170000000000000044177316", "41170000000000000044177316"),
    ("钱包地址TX8kQn4vRj7bLw2mYpF5sHc9dZ3aGe6Ut1转出", "TX8kQn4vRj7bLw2mYpF5sHc9dZ3aGe6Ut1"),
    ("telegram @chen_ym88, claim", "chen_ym88"),
    ("美国社安号 512-44-xxxx", "512-44"),
    ("证件号的后半截08173X已核对", "08173X"),
]


@pytest.mark.parametrize(("text", "secret"), NUMBERS_OF_UNLISTED_DOCUMENTS)
def test_numbers_of_documents_that_no_list_has_go(text: str, secret: str) -> None:
    assert secret not in mask_text(text, Profile.STANDARD)
