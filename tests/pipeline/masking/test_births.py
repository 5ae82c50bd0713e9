"""Birthdays, days on which an age is reached, and stated ages: hidden by what their sentence says, in every spelling."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.masking.known import KnownValues
from pipeline.masking.profiles import Profile
from pipeline.masking.text import mask_text
from tests.support.growth import grows_with_length

KNOWN = KnownValues.of((), (), (), {}, (), {"卞小满", "Bian"})


def masked(text: str) -> str:
    return mask_text(text, Profile.STANDARD, KNOWN)


HIDDEN = [
    ("被执行人1980/3/17生", "1980/**/**生"),
    ("生日是3/17", "生日是**/**"),
    ("其生日为农历二月初一", "农历**月**"),
    ("每逢3月17日（其生日）回村", "**月**日（其生日）"),
    ("3月17日是其母亲生日", "**月**日是其母亲生日"),
    ("于1980年3月17日在浙江省松阳县出生", "1980年**月**日在浙江省松阳县出生"),
    ("出生年月：1980-03", "1980-**"),
    ("生于民国六十九年三月十七日", "民国六十九年**月**日"),
    ("生于庚申年二月初一", "庚申年**月**"),
    ("出生：壹玖捌零年叁月拾柒日", "壹玖捌零年**月**日"),
    ("出生日期一九八〇〇三一七", "出生日期一九八〇****"),
    ("出生日期一九八〇三一七", "出生日期*******"),
    ("出生日期19800517", "1980****"),
    ("出生日期：800517", "出生日期：******"),
    ("810401出生", "******出生"),
    ("卞小满（1980.3.17，汉族）", "（1980.**.**，汉族）"),
    ("卞小满，男，1980.3.17，汉族", "男，1980.**.**，汉族"),
    ("born on March 17, 1980", "born on ** **, 1980"),
    ("Born: 17-Mar-1980", "**-**-1980"),
    ("born 17MAR1980", "born *****1980"),
    ("DOB 17/03/1980", "**/**/1980"),
    ("DOB: 2/16/89", "**/**/89"),
    ("DOB: 04.XI.1966", "**.**.1966"),
    ("生日:3.17", "**.**"),
    ("出生于国庆节", "出生于**节"),
    ("民国六十九年双十节出生", "民国六十九年**出生"),
    ("分别出生于1980年3月17日、1982年4月18日", "1980年**月**日、1982年**月**日"),
    ("生于1980年农历二月初一（公历3月17日）", "1980年农历**月**（公历**月**日）"),
    ("公历1980年3月17日（农历二月初一）出生", "1980年**月**日（农历**月**）出生"),
    ("出生日期：判决书作“1983.1.23”，户籍证明作“1983.12.3”", "“1983.**.**”，户籍证明作“1983.**.**”"),
    ("生于藏历火羊年六月初四，户籍登记为1967-07-01", "**月**，户籍登记为1967-**-**"),
    ("一九八二年六月十\n四日出生", "一九八二年**月**日出生"),
    ("生日打码：1979年**月**日出生（属羊，农历七月十三）", "农历**月**）"),
    ("属猴，农历二月初一", "农历**月**"),
    ("双鱼座（3月17日）", "（**月**日）"),
    ("享年66岁（1955年10月6日—2021年12月30日）", "1955年**月**日—2021年12月30日"),
    ("2040年3月17日年满六十周岁", "2040年**月**日年满"),
    ("满六十周岁之日为2040年3月17日", "2040年**月**日"),
    ("儿子满18岁时（即2027年9月3日）一次还清", "2027年**月**日）一次还清"),
    ("将于2040年3月17日达到法定退休年龄", "2040年**月**日达到"),
    ("抚养费支付至2033年3月17日其子满18周岁止", "2033年**月**日其子"),
    ("拟退休时间 2038-02-16；到龄日2038年2月16日", "2038-**-**；到龄日2038年**月**日"),
    ("开机密码0317（系其生日）", "****（系其生日）"),
    ("网名“小满0317”，0317为其出生月日", "网名“******”，****为其出生月日"),
    ("保险箱密码系其生日倒写9121", "倒写****"),
    ("今天是我38岁生日，直播日期为2021年3月9日", "2021年**月**日"),
    ("出生年份已公开，日为三十", "日为**"),
    ('{"csrq":{"year":75,"month":3,"date":26}}', '"month":**,"date":**'),
    ("| 卞小满 | 0705 | 出生月日 |", "| **** | 出生月日"),
    ("出牛日期：1968年ll月O3日", "1968年**月**日"),
    ("姓名\t生日\n卞小满\t03-17", "**-**"),
    ("姓名\t生日\n卞小满\t八月廿二", "**月**"),
]
STAYS = [
    "2024年3月17日立案，（2024）浙0106执0317号，3月17日送达，尾款62元",
    "纠纷发生于2024年3月17日",
    "生产日期：2024年3月17日；设备0317号",
    "合同于2024年3月17日生效，2024.3.17生成",
    "截至2024年3月17日年满18周岁的公民",
    "2024.3.17送达，出生日期不详",
    "立案日期：2024-03-17 出生日期：不详",
    "满三年之日即2025年3月17日",
    "退休金自2024年3月17日起扣划",
    "出生日期不详，2024年3月17日列入名单",
    "其女出生后，双方于2024年3月17日离婚",
    "医生于2024年3月17日到庭，学生0317号",
    "属猴生肖邮票1枚，拍卖日3月17日",
    "生日蛋糕券317张，机号0317",
    "出生医学证明于2024年3月17日提交",
    "住院生活费3.17元",
]
AGES = [
    ("被执行人四十有六岁", "人**岁"),
    ("现年46", "现年**"),
    ("近五旬的卞小满46岁", "卞小满**岁"),
    ("aged 46", "aged **"),
    ("a 46-year-old man", "a **-year-old"),
    ("卞小满（46）", "卞小满（**）"),
    ("卞小满（男/51/东乡族）", "男/**/东乡族"),
    ("卞小满，46，男", "，**，男"),
    ("女 47 330825", "女 ** "),
    ("年龄（按列入时）44", "）**"),
    ("年龄 [ 51 ]", "[ ** ]"),
    ("年龄二十八（身份证二十九）", "年龄**（身份证**）"),
    ("问：今年多大？答：四十五，属马", "答：**，"),
    ("庆祝被执行人六十大寿", "**大寿"),
    ("虚岁47，肆拾陆岁", "虚岁**，**岁"),
    ("女儿：小满（6）", "（**）"),
]
AGES_STAY = [
    "已满18周岁", "60周岁以上", "年满75周岁的人", "树龄约450年", "楼龄46岁", "五岁山矿泉水经销处", "男46人", "期限46个月",
    "企业年龄 12年", "“八十大寿”寿桃瓷塑1件", "附件（12）", "第（46）项", "80后", "今年46万元", "60岁以上老人",
]  # fmt: skip


@pytest.mark.parametrize(("text", "shown"), HIDDEN)
def test_month_and_day_of_a_birthday_go_and_its_year_stays(text: str, shown: str) -> None:
    once = masked(text)
    assert shown.replace("\n", "") in once.replace("\n", "")
    assert masked(once) == once


@pytest.mark.parametrize("text", STAYS)
def test_dates_of_which_nobody_says_that_they_are_births_stay_beside_the_word(text: str) -> None:
    assert masked(text) == text


@pytest.mark.parametrize(("text", "birth", "proceeding"), [
    ("1980年3月17日出生，2024年3月17日被列入", "1980年**月**日", "2024年3月17日"),
    ("出生：1964.07.26；立案：2023.07.26", "1964.**.**", "2023.07.26"),
    ("出生日为4月17日，与列入日期2024年4月17日无涉", "**月**日", "2024年4月17日"),
    ("Date of birth 29 Nov 1986; judgment dated 29 Nov 2021", "** ** 1986", "29 Nov 2021"),
    ("〔生日〕阳历6月30 〔履行期限〕6月30日前付清", "阳历**月**", "6月30日前"),
    ("出生1982年9月17日，2023年9月17日立案", "1982年**月**日", "2023年9月17日"),
])  # fmt: skip
def test_of_two_dates_of_a_sentence_each_is_judged_by_its_own_words(text: str, birth: str, proceeding: str) -> None:
    assert birth in masked(text)
    assert proceeding in masked(text)


@pytest.mark.parametrize(("text", "shown"), AGES)
def test_ages_go_in_every_spelling(text: str, shown: str) -> None:
    once = masked(text)
    assert shown in once
    assert masked(once) == once


@pytest.mark.parametrize("text", AGES_STAY)
def test_ages_of_the_law_and_of_things_stay(text: str) -> None:
    assert masked(text) == text


DAYS = st.tuples(st.integers(10, 12), st.integers(10, 28))
MONTHS_IN_HAN = ("正", "二", "三", "四", "五", "六", "七", "八", "九", "冬", "腊")
FORMS = (
    "1980年{m}月{d}日", "1980-{m}-{d}", "1980.{m}.{d}", "1980/{m}/{d}", "{d}/{m}/1980", "{m}-{d}", "{m}月{d}日", "{m}月{d}",
    "{m}{d}", "1980{m}{d}", "80{m}{d}", "{m}/{d}/89", "农历{M}月初{D}", "庚申年{M}月廿{D}", "{d} {E} 1980", "{E} {d}, 1980",
)  # fmt: skip
WORDS_AROUND = (
    "出生日期：{}", "生于{}，汉族", "生日{}，2024年11月17日立案", "被执行人{}出生", "{}生，男", "{}是其生日", "DOB: {}", "born {}", "属猴，{}",
    "满六十周岁之日为{}", "{}年满六十周岁", "退休日期{}", "密码{}，即其生日", "身份证第7至14位为{}", "姓名\t生日\n卞小满\t{}", '"birthday":"{}"',
    "2024年11月17日立案，{}", "{}立案", "出生日期不详，{}开庭", "编号{}",
)  # fmt: skip
ENGLISH = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
HAN_DAYS = "一二三四五六七八九"


def written(form: str, day: tuple[int, int]) -> str:
    month, number = day
    return form.format(m=month, d=number, M=MONTHS_IN_HAN[month - 2], D=HAN_DAYS[number % 9], E=ENGLISH[month - 1])


@given(st.sampled_from(FORMS), st.sampled_from(WORDS_AROUND), DAYS, DAYS)
@settings(max_examples=1500, deadline=None, derandomize=True)
def test_a_twin_with_another_birthday_reads_the_same(
    form: str, words: str, one: tuple[int, int], other: tuple[int, int]
) -> None:
    """What is hidden never depends on month and day: either both dates stay, each as it is, or nothing of either is left."""
    first, second = written(form, one), written(form, other)
    shown, twin = masked(words.format(first)), masked(words.format(second))
    assert shown.replace(first, "@") == twin.replace(second, "@")


@given(st.sampled_from(FORMS), st.sampled_from(WORDS_AROUND), DAYS)
@settings(max_examples=800, deadline=None, derandomize=True)
def test_hiding_a_birthday_twice_changes_nothing(form: str, words: str, day: tuple[int, int]) -> None:
    once = masked(words.format(written(form, day)))
    assert masked(once) == once


@pytest.mark.drill
@pytest.mark.parametrize("piece", [
    "出生", "生日3月17日，", "生", "1980年3月17日", "出生（", "1980年", "0317", "满六十周岁", "男，", "岁", "密码0317生日", "今天生日", "born ",
    "17 Mar ", "生于1980.3.17、", "正月", "族", "（46）", "一九八〇", "出生日期：判决书作", "属猴，", "月",
])  # fmt: skip
def test_hostile_repetition_stays_linear(piece: str) -> None:
    assert grows_with_length(lambda length: masked((piece * length)[:length]), 5_000)
