"""What completes a number and is told in another clause, in odd words, or behind its value; other dates and numbers stay."""

import pytest

from pipeline.masking.profiles import Profile
from pipeline.masking.text import mask_text
from tests.support.growth import grows_with_length


def masked(text: str) -> str:
    return mask_text(text, Profile.STANDARD)


HIDDEN = [
    ("问：属什么？答：属兔，腊月十九。问：几时借的？答：2019年4月。", "腊月十九"),
    ("他1988年生，日子是五月初六", "五月初六"),
    ("7月16日晒的是自己生日蛋糕，8月3日旅游", "7月16日"),
    ("4/28/1979——系其护照所载出生日", "4/28"),
    ("0824，这是开锁密码，也是他的生日", "0824"),
    ("其1995年9月28日方出生，2016年3月借款", "9月28日"),
    ("孩子十八岁，也就是2033年7月19日那天为止", "7月19日"),
    ("（７６年４月２７日生）于２０２２年５月１０日签收", "４月２７日"),
    ("八字写的是十月十七辰时", "十月十七"),
    ("被执行人（八三年三月初八的）外出", "三月初八"),
    ("He turned fifty on 7 April; judgment of 7 May 2022", "7 April"),
    ("我都五十六的人了", "五十六"),
    ("一名街坊，72，一名保安，二十八，均在场", "72，"),
    ("老板娘四十二三岁", "四十二三"),
    ("年过花甲又二，无收入", "花甲又二"),
    ("年龄AGE(Y):28 / TERM:2", ":28"),
    ("先报身份证最后那几个数，他报的是0735，一致", "0735"),
    ("第七位起八个数字为19830612，末位X", "19830612"),
    ("加注数字2915，即身份证后四位", "2915"),
    ("老何 3316，老彭 1028（都是身份证后头四个数）", "3316"),
    ("剩余四位口头告知是0 0 5 3，房号12", "0 0 5 3"),
    ("身份正后4位:O6l9", "O6l9"),
    ("两张卡，一张1146结尾", "1146"),
    ("拨139开头、中间五六二二、末了七七三五的号", "五六二二"),
    ("李某（尾2211）、王某（尾332X）", "332X"),
    ("sfz_tail=0418;ah_tail=0419", "0418"),
    ("号是hyl_wzq0418，朋友圈卖茶", "hyl_wzq0418"),
    ("她用“lxy-1997-0208”这个微信催他", "lxy-1997"),
    ("加其微LYH20190412后转账", "LYH2019"),
    ("导游证D-4418-007204已扣", "4418-007204"),
    ("7721-317（宅电）", "7721-317"),
    ("荣军证：荣字第A1204479号", "A1204479"),
    ("zhao点lei下划线78艾特163点com", "zhao点lei"),
    ("座机七二三四一八九无人接", "七二三四一八九"),
    ("编号330106198001011235", "33010619"),
    ("车架LUG0952KCHB-000318号", "000318"),
    ("我手机换了，打\n18355881\n218，再说", "218"),
]
STAYS = [
    ("生日不详，2024年3月17日立案，4月2日开庭", "4月2日"),
    ("他1988年生，5月6日签收", "5月6日"),
    ("婚生子由母亲抚养，9月1日前支付学费", "9月1日"),
    ("收条（0418）", "0418"),
    ("剩余四位竞买人均放弃，出价14万元", "14万元"),
    ("案号尾数为0933，保证金尾款933元", "0933"),
    ("轮到第14位竞买人", "第14位"),
    ("门锁密码为案号后四位0828，生日另计", "0828"),
    ("年龄一栏未填", "一栏"),
    ("拍卖iphone14pro一部", "iphone14pro"),
    ("校验值 d41d8cd98f00b204e9800998ecf8427f", "d41d8cd98f00b204e9800998ecf8427f"),
    ("表头 area_m2, start_price", "area_m2, start_price"),
    ("许可证：浙食药0417724", "0417724"),
    ("联系电话：0578-8061235（执行局）", "0578-8061235"),
    ("本院总机0579-82304178", "0579-82304178"),
    ("利率6.2%，年龄AGE:39", "6.2%"),
]


@pytest.mark.parametrize(("text", "hidden"), HIDDEN)
def test_what_another_clause_tells_of_goes(text: str, hidden: str) -> None:
    assert hidden in text
    once = masked(text)
    assert hidden not in once
    assert masked(once) == once


@pytest.mark.parametrize(("text", "stays"), STAYS)
def test_what_only_looks_so_stays(text: str, stays: str) -> None:
    assert stays in masked(text)


@pytest.mark.parametrize("days", [("3月8日", "11月9日"), ("六月初二", "腊月廿三"), ("0308", "1109"), ("3/8", "9/8")])
@pytest.mark.parametrize(
    "text", ["{}，这是密码，也是他的生日", "属龙，{}，借款", "1988年生，日子是{}，起诉", "{}晒的是自己生日蛋糕"]
)
def test_a_twin_with_another_birthday_reads_the_same(text: str, days: tuple[str, str]) -> None:
    one, other = (masked(text.format(day)).replace(day, "@") for day in days)
    assert one == other


UNSTABLE = [
    "031100.747831440365019；|050元", "安吉县鄣吴镇上吴村的8563X45X642357）22632291730750", "吉2404执822号",
    "享年66岁  厂内牌照：+吉2404执822号、", "E******78的车架号LJ11KDBC1K\n·child  84498；", "护照X****X1234", "生于***1234",
    "统一社会信用代码91330106589876543P3.3E+17", "住***1234号13800001234", "编号3301061980****123*，号8300001960120147413。",
    "AGE:39为浙*·*****”冀 A 9 3 0 9 H 利率6.2%。",
]  # fmt: skip


@pytest.mark.parametrize("text", UNSTABLE)
@pytest.mark.parametrize("profile", list(Profile))
def test_a_text_is_read_until_nothing_more_is_found(text: str, profile: Profile) -> None:
    once = mask_text(text, profile)
    assert mask_text(once, profile) == once


@pytest.mark.parametrize("piece", [
    "属马，", "腊月初六，", "生日蛋糕", "八字", "末了", "第七位起", "后面", "139开头", "a_b1", "ab12-", "证：荣字第", "点com", "（宅电）", "1|", "一三七，",
])  # fmt: skip
def test_hostile_repetition_stays_linear(piece: str) -> None:
    assert grows_with_length(lambda length: masked((piece * length)[:length]), 5_000)
