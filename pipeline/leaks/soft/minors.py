"""Net: the name of a child, by words of kinship, age, school or birth year."""

import re
from collections.abc import Iterator

from pipeline.leaks.soft.meanings import Meaning, is_label
from pipeline.leaks.soft.pieces import Piece

_COMPOUND = (
    "欧阳|太史|端木|上官|司马|东方|独孤|南宫|万俟|闻人|夏侯|诸葛|尉迟|公羊|赫连|澹台|皇甫|宗政|濮阳|公冶|太叔|申屠|公孙|慕容|仲孙|钟离|长孙|宇文|司徒|鲜于|司空|闾丘|子车|"
    "亓官|司寇|巫马|公西|颛孙|壤驷|公良|漆雕|乐正|宰父|谷梁|拓跋|夹谷|轩辕|令狐|段干|百里|呼延|东郭|南门|羊舌|微生|公户|梁丘|左丘|东门|西门|第五|完颜|纳兰"
)
_SINGLE = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄"
    "和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮"
    "龚程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能"
    "苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍却璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚"
    "谌揭那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公仉督岳帅缑亢况郈有琴商牟佘佴伯赏南宫墨哈谯笪年爱阳佟言福肖覃付代涂邸凃麴母苟邝冼原但郇缐信仝户植斯官寸"
)
_SURNAME = rf"(?:{_COMPOUND}|[{_SINGLE}])"
_NAME = rf"{_SURNAME}\s?[\u4e00-\u9fff](?:\s?[\u4e00-\u9fff])?"
_ENDS = r"(?=[，。；;、,（(）)“”\s/|]|$|由|随|归|均|系|为|与|和|及|现|在|就|抚养|居住|户名|送|的|尚|所|上学|上初|上小|才|\d|未|已|一|年幼|医疗|亦|出|生|受|至|跟|从|名下|应|每|抚)"
_CHILD = (
    r"(?:(?:婚生|非婚生|未成年|双胞胎|小|幼|长|次|三|四|独生|独|继|养|所生|亲生)(?:子|女)|(?:之子|之女|之孙)(?!女士)|女儿|儿子|孙子|孙女|外孙女?|小儿子|小女儿|孙辈|幼童|孩子|婴儿|学生|遗腹子|一[子女]名?|未成年(?:被害人|受害人|当事人|被侵权人)|"
    r"未成年人|未成年子女|被抚养人|被监护人|幼子|幼女|子女|儿女|小孩|男孩|女孩|学名|小名|乳名)"
)
_NAMED_CHILD = re.compile(
    rf"{_CHILD}(?:名?叫|为|系|是|：|:|即|姓名|随母姓，取名|，取名)?\s?[“（(]?(?P<name>{_NAME}){_ENDS}"
)
_SECOND = re.compile(rf"{_CHILD}[\u4e00-\u9fff*]{{2,4}}[、和与及]\s?(?P<name>{_NAME}){_ENDS}")
_BEHIND = re.compile(
    rf"(?:(?<![\u4e00-\u9fff])|(?<=[人女儿子孙孩、和]))(?P<name>{_NAME}|[\u4e00-\u9fff]{{2,4}})\s?[（(]"
    r"(?:[^（）()\n]{0,16}?(?:未成年|幼儿园|小学|初中|高[一二三中]|在读|(?<!\d)(?:[1-9]|1[0-7])\s?(?:周岁|岁)|(?:^|[，,])?[一二三四五六七八九]岁|儿童|学生|婴儿)"
    r"|[^（）()\n]{0,6}?(?:201\d|202\d|200[89])\s?年(?:\d{1,2}月|\*{1,2}月)?(?:\d{1,2}日|\*{1,2}日)?(?:出)?生)"
)
_CALLED = re.compile(
    r"(?:乳名|小名|学名|人称|取名)\s?[“\"]?(?P<name>[\u4e00-\u9fff](?: ?[\u4e00-\u9fff]){1,3})(?=[”\"的，。、；）)(（,])"
)
_ELDER_AND_YOUNGER = re.compile(rf"[大小]的(?P<name>{_NAME})(?=上|才|今年|在|也)")
_COUNTED = re.compile(rf"(?:^|[，、；：])(?:父|母|[长次三]?[子女])(?P<name>{_NAME})计\d")
_SWADDLED = re.compile(rf"襁褓(?:中)?的(?P<name>{_NAME})")
_BORN_ENGLISH = re.compile(rf"(?P<name>{_NAME})[,，]\s?born (?:200[89]|201\d|202\d)")
_IN_ROW = re.compile(
    r"(?m)^[|\t ]*(?P<name>[\u4e00-\u9fff·]{2,6})\s*[|\t，]\s*(?:[长次三四][子女]|儿子|孙[子女]|女儿|妻子?|丈夫|配偶|父亲|母亲)\s*[|\t，]"
)
_GUARDIAN = re.compile(
    rf"(?:监护人|生母|生父|家长)(?:：|为|系|由)?(?P<name>{_NAME})(?=[，。；、（）：\s*”]|$|代|申|的)|(?<=[母父])(?P<by>[\u4e00-\u9fff]{2, 4})(?:作为|系|为)(?:其)?(?:法定)?监护人"
)
_AGED_CHILD = re.compile(
    rf"(?:(?<![\u4e00-\u9fff])|(?<=[女儿子孙孩的]))(?P<name>{_NAME})[,，\s]{{0,2}}(?:才|现年|今年|刚)?(?:(?<!\d)(?:[1-9]|1[0-7])|[一二三四五六七八九十])(?:周?岁)(?!以|止)"
)
_SUPPORT = re.compile(rf"(?:支付|给付|\d[.、．]|承担)?(?P<name>{_NAME})(?:的)?(?:抚养费|抚育费|探望权|监护权|抚养权)")
_ENGLISH = re.compile(r"\b(?:daughter|son|child|minor)\b[^.\n]{0,6}?\b(?P<name>[A-Z][a-z]+(?: [A-Z][a-z]+)?)")
_SHAPES = (
    _NAMED_CHILD, _SECOND, _BEHIND, _AGED_CHILD, _SUPPORT, _ENGLISH, _CALLED, _ELDER_AND_YOUNGER, _COUNTED, _SWADDLED,
    _BORN_ENGLISH, _IN_ROW, _GUARDIAN,
)  # fmt: skip
_WORDS = re.compile(
    "^(?:代管|代为|代领|张家口|石家庄|高[一二三中]|初[一二三中]|大[一二三四]|应[当该付]|于|均|应|向|时|从|和|年满|年龄|和平|成年|成长|关系|国庆|相关|有关|别|全部|房屋|双方|方可|支付|经|满|明确|须|何|解除|任何|东方|安排|强制|通过|申请|"
    "万元|居住|后|终|单独|连带|权利|能|司法|宿|路|经营|计|项|文书|公司|索要|成|封|麻|时间|利益|公证|抚养|监护|由|别墅|全|游戏|益|支出|原告|居|简|水|干|解|雷|都|常|相|边|高|花|明|商|古|相|车|金|石|家)"
    "(?:.?(?:的|了|人|时|日|月|年|费|款|权|公司|应|在|向|金|案|方|住|中|上|下|后|地|等|均|为|所))?$"
)
_PUBLIC_WORD = re.compile(
    "[岁年元]|^满|[二三四五六七八九十]$|公司|法院|被执行|申请|执行|抚养|监护|生活|教育|费用|幼儿|小学|中学|学校|未成|成年|法定|代理|无|某|参与|居住|年满|户籍|民政|国庆|出生"
)


def minors(text: str, pieces: list[Piece], names: frozenset[str]) -> Iterator[int]:
    """Where the name of a child stands that is no party of the list."""
    kin_rows = frozenset(
        one.row
        for one in pieces
        if one.beside
        and one.meaning is Meaning.KINSHIP
        and (_KIN.match(one.text.strip()) or _CHILD_OF_ROW.match(one.text.strip()))
    )
    for piece in pieces:
        if found := _labelled(piece, names, kin_rows):
            yield piece.start + found - 1
    for shape in _SHAPES:
        for match in shape.finditer(text):
            group = "name" if match["name"] else "by"
            name = match[group].replace(" ", "")
            if _is_name(name) and not _is_public(name, names):
                yield match.start(group)


_CELL_NAME = re.compile(rf"^\W{{0,3}}(?P<name>{_NAME}|[\u4e00-\u9fff]{{2,5}}|[A-Z][a-z]+)(?=\s*(?:[（(]|$|[，,、]))")
_CHILD_OF_ROW = re.compile(r"^(?:[长次三四幼小独婚养继](?:生)?[子女]儿?|儿子|女儿|孙[子女]?|外孙女?)$")
_KIN = re.compile("^(?:[子女妻夫父母]|配偶|妻子|丈夫|父亲|母亲)$")
_CHILD_OF_OBJECT = re.compile(
    r"[\"'](?:gx|relation)[\"']\s*:\s*[\"'][长次三四幼小独养继]?[子女]|[\"']child[\"']\s*:\s*\{"
)
_CHILD_LABEL = re.compile("child|学生|未成年|子女|监护人|guardian", re.IGNORECASE)
_NO_NAME = re.compile("[*某无未另自由等给按每元页]|公司|名下|情况|人数|在读|姓名|学校|随父|随母|小学|幼儿园")


def _labelled(piece: Piece, names: frozenset[str], kin_rows: frozenset[str]) -> int:
    """Place of a child's name in a labelled piece, counted from one; nothing where there is none."""
    is_child = piece.meaning is Meaning.CHILD or _CHILD_LABEL.search(piece.label) is not None
    if piece.meaning is Meaning.NAME:
        is_child = (
            piece.row in kin_rows
            or any(_CHILD_OF_ROW.match(cell) for cell in piece.beside)
            or _CHILD_OF_OBJECT.search(piece.row) is not None
        )
    match = _CELL_NAME.match(piece.text) if is_child else None
    if match is None or _NO_NAME.search(match["name"]) or _is_public(match["name"], names):
        return 0
    return match.start("name") + 1


def _is_name(name: str) -> bool:
    return (
        not is_label(name)
        and not _WORDS.match(name)
        and not _CHILD_OF_ROW.match(name)
        and not _PUBLIC_WORD.search(name)
    )


def _is_public(name: str, names: frozenset[str]) -> bool:
    return any(name in known or known in name for known in names)
