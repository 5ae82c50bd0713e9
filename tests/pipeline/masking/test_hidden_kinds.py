"""Every kind that DOMAIN §3 hides in text, as a table: what goes in, what comes out under `standard`."""

import pytest

from pipeline.cleaning.identifiers import resident_id_check_character
from pipeline.masking.policy import Place
from pipeline.masking.profiles import Profile
from pipeline.masking.text import find_hidden_spans, mask_text

BODY = "33010619800101123"
ID = BODY + resident_id_check_character(BODY)
WRONG = BODY + next(digit for digit in "0123456789" if digit != ID[-1])
MASKED = "3301061980****123*"
HIDDEN = "*" * 18
"""Behind a thing's label: it never reads like a person's mask (DOMAIN §3)."""
OLD = ID[:6] + ID[8:17]
PERMIT = "830000199003070" + "12"
PERMIT += resident_id_check_character(PERMIT)
FOREIGN = "93315619850630" + "004"
FOREIGN += resident_id_check_character(FOREIGN)
MOBILE = "138" + "0000" + "1234"
LANDLINE = "0571-" + "8888" * 2
CARD = "622202" + "0000000" + "123456"
VIN = "LSVAU2180N" + "2183294"


def stars(text: str) -> str:
    return "".join("*" if sign.isalnum() and sign.isascii() else sign for sign in text)


IDENTITY = [
    (f"身份证号{ID}", f"身份证号{MASKED}"),
    (f"公民身份号码：{ID}，", f"公民身份号码：{MASKED}，"),
    (f"居民身份证号码为{ID}。", f"居民身份证号码为{MASKED}。"),
    (f"（身份证{ID}）", f"（身份证{MASKED}）"),
    (f"张某{ID}", f"张某{MASKED}"),
    (f"ID{WRONG}", f"ID{MASKED}"),
    (f"身份证号{BODY}X", f"身份证号{MASKED}"),
    (f"{BODY}x的", f"{MASKED}的"),
    (f"{ID}、{WRONG}", f"{MASKED}、{MASKED}"),
    (f"{ID[:10]}****{ID[14:]}", MASKED),
    (f"{ID[:10]}XXXX{ID[14:]}", MASKED),
    (f"居住证{PERMIT}", f"居住证{PERMIT[:10]}****{PERMIT[14:17]}*"),
    (f"永久居留身份证号{FOREIGN}", f"永久居留身份证号{FOREIGN[:10]}****{FOREIGN[14:17]}*"),
    (f"身份证{OLD}", f"身份证{stars(OLD)}"),
    (OLD, stars(OLD)),
    (f"身份证号{ID[:17]}", f"身份证号{stars(ID[:17])}"),
    (f"{ID}1", stars(f"{ID}1")),
    (f"{ID}{MOBILE}", stars(ID + MOBILE)),
    (f"统一社会信用代码/身份证号：{ID}", f"统一社会信用代码/身份证号：{MASKED}"),
    (f"统一社会信用代码：{ID}", f"统一社会信用代码：{HIDDEN}"),
    (f"编号：{ID}", f"编号：{HIDDEN}"),
    (f"编号：1-{ID}", f"编号：1-{HIDDEN}"),
    (f"编号：{ID[:6]}-{ID[6:14]}-{ID[14:]}", "编号：******-********-****"),
    (f"欠款人{ID}元", f"欠款人{MASKED}元"),
    ("护照E12345678", "护照E******78"),
    ("护照号码：EA1234567。", "护照号码：EA*****67。"),
    ("持E12345678出境", "持E******78出境"),
    ("港澳通行证H12345678", "港澳通行证H******78"),
    ("往来港澳通行证号：C12345678", "往来港澳通行证号：C******78"),
    ("回乡证：M1234567890", "回乡证：M********90"),
    ("台胞证号01234567", "台胞证号********"),
    ("军官证：军字第1234567号", "军官证：军字第*******号"),
    ("警官证号码012345678", "警官证号码*********"),
    ("身份证后四位1234", "身份证后四位****"),
    (f"统一社会信用代码：{ID[:14]}XXXX", f"统一社会信用代码：{ID[:10]}********"),
    ("张某110101" + "19800512" + "XXXX", "张某1101011980********"),
    (ID[:14], "*" * 14),
    ("护照E 1234 5678", "护照* **** ****"),
    ("驾驶证档案编号：330100123456", f"驾驶证档案编号：{'*' * 12}"),
    ("出生证编号K330123456", f"出生证编号{'*' * 10}"),
    ("学号2015012345", "学号**********"),
    ("香港身份证A123456(7)", "香港身份证*******(*)"),
]

CONTACT = [
    (f"手机{MOBILE}", f"手机{stars(MOBILE)}"),
    (f"致电{MOBILE}。", f"致电{stars(MOBILE)}。"),
    (f"张某{MOBILE}", f"张某{stars(MOBILE)}"),
    (f"+86{MOBILE}", f"+{stars('86' + MOBILE)}"),
    (f"0{MOBILE}", stars("0" + MOBILE)),
    (f"电话：{LANDLINE}、88880000", f"电话：{stars(LANDLINE)}、********"),
    ("联系电话：(0571)88880000转8012", "联系电话：(****)********转****"),
    ("联系人：李某 88880000", "联系人：李某 ********"),
    ("李某0571-88880000", "李某****-********"),
    ("138****1234", stars("138****1234")),
    ("邮箱zhang.san@example.com，", "邮箱*****.***@*******.com，"),
    ("微信号：wx_abc123", "微信号：**_******"),
    (f"微信（同号）：{MOBILE}", f"微信（同号）：{stars(MOBILE)}"),
    ("QQ：12345678", "QQ：********"),
    ("支付宝账号zhangsan01", "支付宝账号**********"),
    ("电 话：88012345", "电 话：********"),
    ("电　　话：88012345", "电　　话：********"),
    ("微 信：zhangsan1980", "微 信：************"),
    ("Q Q：123456789", "Q Q：*********"),
    ("qq群123456789", "qq群*********"),
    ("vx：zs198005", "vx：********"),
    ("微信ID：zs198005", "微信ID：********"),
    ("宅电88012345，短号：612345", "宅电********，短号：******"),
    ("联系电话：139.5801.2345", "联系电话：***.****.****"),
    ("（139）58012345", "（***）********"),
    ("139....2345与139xxxx2345", "***....****与***********"),
    ("zhangsan（at）qq.com", "********（at）qq.com"),
    ("zhangsan ＠163.com", "******** ＠***.com"),
    ("l3958O12345", "***********"),
]

ACCOUNT = [
    (f"银行卡{CARD}", f"银行卡{stars(CARD)}"),
    (f"账号：{CARD[:-1]}", f"账号：{stars(CARD[:-1])}"),
    (f"账户{CARD[:12]}", f"账户{stars(CARD[:12])}"),
    (CARD, stars(CARD)),
    (CARD[:16], stars(CARD[:16])),
    (f"卡号{ID}", f"卡号{stars(ID)}"),
    ("卡号尾号1234", "卡号尾号****"),
    (f"{CARD[0]}.{CARD[1:15]}E+18", f"*.{'*' * 14}E+18"),
    (f"{CARD[0]}.{CARD[1:15]}E+0018", f"*.{'*' * 14}E+0018"),
    ("6222.0212.0201.2345", "****.****.****.****"),
    ("622202…5678", "******…****"),
    ("社保卡号A12345678", "社保卡号*********"),
]

THING = [
    ("浙A12345", "浙******"),
    ("小型轿车浙AD12345一辆", "小型轿车浙*******一辆"),
    ("浙A·12345", "浙*·*****"),
    ("车牌号A12345", "车牌号******"),
    (f"车架号{VIN}", f"车架号{'*' * 17}"),
    (VIN, "*" * 17),
    ("发动机号AB123456", "发动机号********"),
    ("车架号LSVAU 2180 N218 3294", "车架号***** **** **** ****"),
    ("车牌号浙 A 12345", "车牌号浙 * *****"),
    ("浙（2019）杭州市不动产权第0012345号", "浙（2019）杭州市不动产权第*******号"),
    ("杭房权证西移字第12345678号", "杭房权证西移字第********号"),
    ("杭西国用（2010）第012345号", "杭西国用（2010）第******号"),
]

PERSON = [
    ("住浙江省杭州市西湖区某某路1号2幢301室。", "住浙江省杭州市西湖区***。"),
    ("，现住浙江省义乌市某某街道某某路1号，", "，现住浙江省义乌市***，"),
    ("户籍地：浙江省杭州市某三新村小区2幢", "户籍地：浙江省杭州市***"),
    ("家庭住址：某某路1号2幢", "家庭住址：***"),
    ("住址为新疆维吾尔自治区伊犁哈萨克自治州伊宁县某某乡某某村3组", "住址为新疆维吾尔自治区伊犁哈萨克自治州伊宁县***"),
    ("户籍所在地上海市浦东新区某某镇某某路2弄 电话88880000", "户籍所在地上海市浦东新区*** 电话********"),
    ("男，1980年5月6日出生", "男，1980年**月**日出生"),
    ("女，1990年12月1日生，汉族", "女，1990年**月**日生，汉族"),
    ("生于1980年5月", "生于1980年**月"),
    ("男，1980年5月6日，汉族", "男，1980年**月**日，汉族"),
    ("出生日期：1980-05-06", "出生日期：1980-**-**"),
    ("出生于1980.5.6", "出生于1980.**.**"),
    ("出生：19800506", "出生：1980****"),
    ("一九八〇年十二月六日出生", "一九八〇年**月**日出生"),
    ("现年44岁", "现年**岁"),
    ("被执行人，44周岁", "被执行人，**周岁"),
    ("年龄：44", "年龄：**"),
    ("其子8岁", "其子**岁"),
    ("现年四十四岁", "现年**岁"),
    ("年满44周岁", "年满**周岁"),
    ("现已七十余岁", "现已**余岁"),
    ("张某（1980.5.12生）", "张某（1980.**.**生）"),
    ("1980-05-12出生", "1980-**-**出生"),
    ("19800512出生", "1980****出生"),
    ("男，80年5月12日生", "男，80年**月**日生"),
    ("出生年月：1980.05", "出生年月：1980.**"),
    ("生日5月12日", "生日**月**日"),
    ("2015年3月2日生一女", "2015年**月**日生一女"),
    ("于2015年3月2日生育一子", "于2015年**月**日生育一子"),
    ("张某住杭州市西湖区某某路123号", "张某住杭州市西湖区***"),
    ("，住某某路123号4幢502室，", "，住***，"),
    ("现居杭州市西湖区某某路123号", "现居杭州市西湖区***"),
    ("家住杭州市西湖区某某路123号", "家住杭州市西湖区***"),
    ("租住于杭州市西湖区某某路123号", "租住于杭州市西湖区***"),
    ("户籍在杭州市西湖区某某路123号", "户籍在杭州市西湖区***"),
    ("身份证地址：杭州市西湖区某某路123号", "身份证地址：杭州市西湖区***"),
    ("送达地址为杭州市西湖区某某路123号", "送达地址为杭州市西湖区***"),
    ("住（杭州市西湖区某某路123号4幢）", "住（杭州市西湖区***）"),
    ("，住杭州市西湖区某某路123号（某某小区）4幢502室", "，住杭州市西湖区***"),
    ("，住杭州市西湖区某某路\n123号", "，住杭州市西湖区***"),
    ("张某，男，汉族，住所地杭州市西湖区某某路123号", "张某，男，汉族，住所地杭州市西湖区***"),
    ("张某，女，地址：杭州市西湖区某某路123号", "张某，女，地址：杭州市西湖区***"),
]


@pytest.mark.parametrize(("text", "masked"), [*IDENTITY, *CONTACT, *ACCOUNT, *THING, *PERSON])
def test_what_must_be_hidden_is_hidden_and_the_rest_stays(text: str, masked: str) -> None:
    assert mask_text(text, Profile.STANDARD) == masked
    assert mask_text(masked, Profile.STANDARD) == masked


@pytest.mark.parametrize(
    ("profile", "masked"),
    [
        (Profile.STANDARD, MASKED),
        (Profile.NATIONAL, f"3301061980****{ID[14:]}"),
        (Profile.STRICT, "3301061980********"),
    ],
)
def test_a_whole_number_in_text_has_the_form_of_the_columns(profile: Profile, masked: str) -> None:
    assert mask_text(f"身份证{ID}。", profile) == f"身份证{masked}。"


def test_an_auctioned_lot_keeps_its_plate_frame_number_and_title_but_no_person() -> None:
    text = f"浙A12345，车架号{VIN}，不动产权第0012345号"
    assert mask_text(text, Profile.STANDARD, place=Place.LOT) == text
    assert mask_text(f"{text}，车主{MOBILE}", Profile.STANDARD, place=Place.LOT) == f"{text}，车主{stars(MOBILE)}"


def test_an_explanation_names_rule_and_offsets_and_never_the_value() -> None:
    text = f"身份证{ID}，手机１{MOBILE[1:]}。"
    spans = find_hidden_spans(text, Profile.STANDARD)
    assert [(span.rule, text[span.start : span.end]) for span in spans] == [
        ("resident_id", ID),
        ("phone", f"１{MOBILE[1:]}"),
    ]
    assert ID not in repr(spans)
