"""Surnames, by how much a character says that a name begins: 张 says much, 于 and 方 are words far more often."""

from pipeline.cleaning import surnames

_OTHERS = (
    "包达丛闭訚衷晋晃昃桀禚竹第筱粘纵绪缑缐脱舜芈苻茶葵蔄虢诺贯赫释闳颛季萧葛岳齐伍庄申欧耿伊涂柴舒詹阮倪焦牟柯纪毕俞甘裴卞祝凌邢辛梅盛童柏游骆宁滕穆窦费鲁蒲蓝苗麦麻桑桂冉边卜康古符喻仇鲍"
    "芦蔺楼谷屈项房瞿鞠储寇巩狄宫臧褚佟冀卓靳匡鄢皮阎祁嵇晏桓隋仲查左曲池巴艾栾闵敖农谌岑娄苟党逯逄邬麴郜糜钭仉么母沃庾阙郗隗宓蓬郏满扈燕鄂索咸籍乌仝仵佘佴侬候傣冼冒冶凤刁刀勾占印厉吉吾"
    "呼哲奚如姬姒宛宦宰宗官容寸尉尚岩巫巢幸庆库弓强弘归彦忻恽惠慕戎战扶抗拓揭操敬斛斯昌春暨暴曳朗朝朴枚栗桥植楚檀汝汲沐沙泰浦涛淡淳湛源滑漆潭炎牛牧猛琚璩甄畅疏皇益盈督矫磨祖禄禹禾秋秘笪"
    "简粟粱缪罕翟翦肇胜胥芮苍茅茆茹荀荣莘莎菅萨葆蒙蓟蔚虎虞蚁蛮衣衡袭褟訾诸谈谯豆贝贡贲贵轩辜辟迟逮遆邝邸郎酆酒釜钦钮铁锁锺闪阳阴陀隆隽雍雒霜靖鞏颉颜饶骞鬲鱼鲜鸟鹿麹撒危尧汆矣佐佼况洛渠"
    "淦昝晁鄞封巨庹苑尔殴殳夔厍融阚那毋乜丰蒯红竺仰闻咎浑郇堵郦郤濮寿习慎戈却阔泠揣荤荔邰钞铭闾卫戚章云廉乐裘宣羿邴松班司韶薄亢郈琴伯逢摆妥牙蹇旷呙屠亓练卿绽卯陕喇拜佴綦撖酉候厚庹闭"
)
_LIKE_WORDS = "于方和应平安常时全向易单解关管连成权年生岁文明门问公国青香花水海火木机米黑养劳腾宿折居冷浪浮温车计别玉里都道路西东郁景束终商支通步盖元万席伏经华杭羊富山怀广利越师法帅赏墨哈爱言福展绳才盘於南井代原银修奉宾凡召保射句种仓刚千良药"
COMPOUND = frozenset(surnames.COMPOUND_SURNAMES)
SURNAMES = frozenset(surnames.SURNAMES)
"""Common ones that are no word of the courts' language (于, 和, 方 and 权 are)."""

EVERY_SURNAME = frozenset(surnames.SURNAMES + _OTHERS + _LIKE_WORDS)
_WORDS = frozenset(_LIKE_WORDS)
_COSTS = {"telling": 3.5, "other": 6.0, "word": 9.0}


def surname_cost(sign: str) -> float | None:
    """How much it costs to take a character for a surname; None where it is none."""
    if sign in SURNAMES:
        return _COSTS["telling"]
    if sign not in EVERY_SURNAME:
        return None
    return _COSTS["word" if sign in _WORDS else "other"]


def could_be_a_surname(sign: str) -> bool:
    """Whether any name begins so."""
    return sign in EVERY_SURNAME


def is_word_as_well(sign: str) -> bool:
    """Whether a surname is an everyday word: 于, 方, 应."""
    return sign in _WORDS


def fills_a_cell(text: str) -> bool:
    """Whether a cell under 姓名 is a surname and one or two signs: a name, also where it reads as a word.

    >>> fills_a_cell("谷雨田"), fills_a_cell("合计")
    (True, False)
    """
    surname = text[:2] if text[:2] in COMPOUND else text[:1]
    return (
        1 <= len(text) - len(surname) <= 2
        and (surname in COMPOUND or could_be_a_surname(surname))
        and text not in _TOTALS
    )


_TOTALS = frozenset(("合计", "总计", "小计", "共计", "同上", "无名", "不详"))
