"""What an address is made of below the county: township, village, road, estate, house; and where it ends."""

import re

HAN = r"\u3400-\u9fff"
NUMERALS = "〇零一二三四五六七八九十百廿卅两壹贰叁肆伍陆柒捌玖拾佰"
NUMBER = rf"(?:[A-Za-z甲乙丙丁东西南北新老附]?[0-9*]{{1,5}}[A-Za-z]?|[{NUMERALS}]{{1,6}}|[①-⑳Ⅰ-Ⅻ㈠-㈩])"
_UNITS = "号楼|号门(?![面市店诊卫房前口窗])|号|幢|栋|座|单元|室|弄|门牌|(?<![本法医学我])院|户(?![政籍口主])|#|排|档"
TERRAIN = "坎畈厝坞峪塬梁峁崖岗坳垄垅坨埠渡屿洋洲浦堡铺垭峒墩墘埭塱垌背嘴咀尾"
"""Signs of the land on which the name of a hamlet ends."""
_NAMED = (
    "路街巷弄道里村组队社屯庄坊苑园城区庭寨湾坝坑岙塆洼垟厝甲段胡同场镇乡头下上口府邸居郡墅阁轩寓厦楼花桥岭沟坪塘边口河山委团连井湖江港浜圩圳泾排舍"
    f"{TERRAIN}"
)
"""Signs on which the name of something that has house numbers ends."""

HOUSE = re.compile(
    rf"(?<=[{_NAMED}])\s{{0,3}}(?:第|附|甲|乙|丙|丁|[东西南北]区?)?{NUMBER}(?:[-－—–之/附]{NUMBER}){{0,4}}\s{{0,3}}(?:号楼|号(?!线|令|文|案|公告|判决|裁定|窗|法庭|审判|通知)|幢|栋|座|弄|门(?=[{NUMERALS}0-9])|单元|室|#)"
    rf"|(?<=[{_NAMED}])\s?(?:[A-Za-z]?[0-9]{{1,3}}|[{NUMERALS}]{{1,4}})(?:[-－—–](?:[0-9]{{1,4}}|[{NUMERALS}]{{1,4}})){{2,3}}(?![0-9{NUMERALS}年月日])"
    rf"|(?<=[{_NAMED}])[A-Za-z0-9]{{1,3}}[-－—][0-9]{{1,2}}[-－—][0-9]{{3,4}}(?![0-9])"
    rf"|(?<=[{_NAMED}])[A-Z]?[0-9]{{1,3}}[-－—][0-9]{{3,4}}(?![0-9{NUMERALS}\-年月日])"
    rf"|(?<=[{_NAMED}])[0-9]{{1,4}}附[0-9]{{1,4}}"
    rf"|(?<=[{HAN}][路街巷弄村组岙坞畈垟坑岭]) ?[0-9]{{1,4}}(?:-(?:[0-9]{{1,4}}|[甲乙丙丁]))?(?=[，,。；;”\"）)\n]|$)"
    rf"|(?<=[{HAN}])(?<![号第编型款字])[A-Za-z0-9]{{1,3}}-[0-9]{{1,2}}-[0-9]{{3,4}}(?![0-9\-])"
    rf"|(?<=[苑园庭城府邸寓厦湾郡])[A-Z](?:座|栋|幢)"
    rf"|(?<=[{HAN}])[A-Za-z0-9]{{1,3}}(?:幢|栋|座|号楼|#)\s?(?:[东西南北中]单元|{NUMBER}\s?(?:单元|门|楼|号|室|房)|[0-9]{{3,4}}(?![0-9间])|[{NUMERALS}]{{3}})"
    rf"|(?<=[{HAN}A-Za-z ])[0-9A-Z]{{1,3}}[座栋幢]\s?[0-9]{{1,2}}[A-Z](?![0-9A-Za-z])"
    rf"|(?<=[{HAN}])[0-9]{{1,4}}(?:弄|巷|支弄)[0-9]{{1,4}}(?:号|支弄)"
    rf"|(?<=[{HAN}])(?:[A-Za-z]?[0-9]{{1,3}}|[{NUMERALS}]{{1,3}})(?:单元|号楼|幢|栋|座)\s?(?:[0-9]{{2,4}}(?![0-9间年元.])|[{NUMERALS}]{{2,4}}(?![{NUMERALS}间年])|[顶底一二三四五六七八九]楼|[东西南北中][户门])"
)
"""The number of a house behind the name of a road, village or estate."""

STRONG_NAME = re.compile(
    "(?<![地楼桥名乡之])下$|宿舍$|[路街巷弄道村组屯园苑里庄社队镇乡区寨湾胡同坑岙塆洼垟沟坪塘冲岭坎畈厝坞峪塬峁坳坨埭墩堡浜圩泾井]$|[0-9]排$"
)
"""Without a county only such a name tells that a number is a house's."""

HOUSE_OF_A_CHAIN = re.compile(
    rf"(?<=[{HAN}])(?<![字第证执民初号案厅庭库])(?:{NUMBER})(?:[-－—–之]{NUMBER}){{0,4}}(?:号(?!线|令|文|案|窗|柜|厅|法庭|审判|台|机|车|公告|通知)|幢|栋)"
)
"""Behind the name of a county any name may have a house number (横坑头13-1号)."""

_TOWNSHIP = "街道|镇|乡|苏木|嘎查|团场|农场|林场|牧场|居委会?|村委会?|管理区|作业站|社区|开发区|园区|垦区"
_PLACE = "村|屯|庄|寨|坊|胡同|大道|里弄|路|街|巷|弄|小区|花园|家园|新村|公寓|宿舍|大厦|家属[院楼]|安置区|大院|自然村|老家|生产队|小组|村民组"
DETAIL = re.compile(
    rf"{_TOWNSHIP}|{_PLACE}|{NUMBER}(?:组|队|社|连|团|排|号|幢|栋|座|单元|室|弄|里|区|村)|[0-9]{{1,2}}楼?[A-Z]室|[{HAN}]{{2}}(?:里|湾|营子?|畈|塆|岙|坪|沟|坝|苑|坞|洼)(?=$|[{HAN}0-9（(])"
    rf"|[{HAN}]{{2}}(?:组|队|社|屯|湾|沟)$|[0-9]{{1,4}}[-－—][0-9]{{1,4}}"
)
"""Anything that is told of a home below its county."""

NAMED_PLACE = re.compile(
    rf"(?!地?(?:居委|村委|派出|公安|法院)|本[村乡镇社小]|该[村乡镇社小]|[{HAN}]?[0-9]{{2,4}}[民执刑行财司]|[农乡渔山同邻外全进]村|[城乡集]镇|当地|社区|小区|街道|何处|不[详明])"
    rf"(?:(?!不详|不明|下落|地[址点]|法院|公安|派出)[{HAN}0-9A-Za-z·\- ]){{1,14}}?(?:{_TOWNSHIP}|{_PLACE}|{NUMBER}(?:组|队|社|连|号|幢|栋|座|单元|室|弄)|[{HAN}](?:组|里)(?=[{HAN}0-9]))"
)
"""A place with its name at the beginning of an address without a county."""

LANDMARK = "(?:斜?对[面过门]|隔[壁邻]|[旁侧]边?|[前后左右东南西北][面侧边头]|背后|楼[上下]|附近|拐角|尽头|边上|坡[上下顶]|路口|村口|桥头)"
"""How a place is told by what stands next to it."""

DWELLING = (
    "(?:[平楼瓦砖民土厢偏]房|院子|小院|院落|宅院|[老祖]屋|[老祖]宅|老房子?|自建房|出租[房屋]|阁楼|地下室|储藏室|车库|窑洞|板房|工棚|蒙古包|毡[房包]|帐[篷房]|吊脚楼|[竹木土碉围]楼|碉房|围屋|小楼|木屋|棚屋|渔[棚排屋船]|船屋|住家船|[冬夏]窝子|[冬夏]营盘|门卫室|看门房"
    f"|(?:第|倒数第)?(?:[0-9]{{1,2}}|[{NUMERALS}]{{1,3}})(?:[家户间栋楼层门]|排|号楼?))"
)
"""What somebody lives in, and which one of several."""

ESTATE_BY_WORD = (
    f"(?:(?:[0-9]{{1,2}}|[{NUMERALS}])期|棚户区|安置[区点房]|(?:宿舍|生活|家属|老城|新城)区|水岸|国际|公馆|[花新名锦都]城|天地|广场|大厦|公寓|宿舍|家属[楼院]|[东西]厢房?"
    "|[客禅僧工]房|大院|山庄|新村|塘[口埂]|[看住]?[塘瓜鱼鸭蟹窝草]棚|棚子|[店铺厂]里|娘家|婆家)"
)
"""What the names of estates and of makeshift dwellings end on beside single signs: 银河湾2期, 城南棚户区, 客房西厢."""

NEAR_A_LANDMARK = re.compile(
    rf"[{HAN}0-9]{{2,12}}?{LANDMARK}(?:[的那]|那[间栋家][{HAN}]{{0,4}}?)?{DWELLING}(?:[东西南北][户侧门间头])?"
    rf"|[{HAN}]{{2,10}}?(?:从?[东南西北左右前后][{HAN}]{{0,4}}|倒)?(?:数?第)(?:[0-9]{{1,2}}|[{NUMERALS}]{{1,3}})(?:家|户|间|栋|个院)"
)
"""三里湾菜场后面平房, 铁佛寺下坡第三家."""

_IN = r"[^，,。；;！!？?\n\t（()）、<>|｜┃／：:“”\"「」『』【】《》—]"
_HOUSE_FOLLOWS = (
    rf"{_IN}{{0,20}}(?:{NUMBER}\s?(?:{_UNITS}|[组队社连])|(?<![0-9.,])[0-9](?![0-9.,]*\s?[万亿]?元)|[室幢栋])"
)
_LINE_GOES_ON = (
    rf"\n[ \u3000]{{0,24}}(?={_IN}{{1,24}}(?:[，,。；;\n（(]|$))(?!{_IN}{{1,10}}[：:])(?!(?:电话|手机|标的|案号|立案|执行|联系|邮编|备注|身份|性别|民族|出生|现住|户籍|工作)|.{{0,4}}(?:法院|公司))"
    rf"(?={_IN}{{0,20}}(?:[镇乡村组队社屯庄路街巷弄区院头县旗坝湾沟里]|{NUMBER}\s?(?:{_UNITS})))"
)
VALUE = re.compile(
    rf"(?:{_IN}|[？?]{{2,4}}|[（(]{_IN}{{1,20}}[)）](?={_HOUSE_FOLLOWS}|[^，,。；;！!\n\t（()）、：:]{{0,12}}[镇乡村组路街])"
    rf"|、(?={NUMBER}\s?(?:{_UNITS}))|[，,]\s?(?={NUMBER}\s?(?:幢|栋|单元|室|号楼|楼|层|号门|号[甲乙丙丁之]))"
    rf"|[「“\"](?={_IN}{{1,12}}[」”\"]\s?{NUMBER})|[」”\"](?=\s?{NUMBER}\s?(?:{_UNITS}))|{_LINE_GOES_ON}){{1,90}}"
)
"""Everything up to the sign on which an address ends."""

STOP = re.compile(
    r"[ \u3000\n]*(?:联系(?:人|电话|地址|方式)?|电话|手机|身份证|公民身份|邮编|邮政|微信|户籍|现住|标的|案号|经常居住|身份号)"
    rf"|[【〔]|&[A-Za-z_]{{1,20}}=|[（(](?:以下|下称|简称)|[ \u3000]+[{HAN}]{{2,6}}[:：]|[ \u3000]+(?!{_IN}{{0,24}}(?:[镇乡村组队社屯庄路街巷弄区院室号楼幢栋座层户]|单元|{NUMBER}(?![0-9.,]*\s?[万亿]?元)))(?=[{HAN}])"
)
_NAMES_END = f"{_NAMED}号室户楼栋幢座排家元0-9{NUMERALS}房"
RUNNING_ON = re.compile(
    rf"(?<=[{_NAMES_END}])(?:[与和及](?:公司|单位|企业|法院)|现(?=[欠有由被已无])|欠(?=[租款费债])|自家|遇|的(?!.{{0,8}}(?:{NUMBER}(?:[排间室层楼幢栋座]|单元)))|居住|住处|家中|家里|其[兄弟姐妹父母岳]{{1,2}}家|门口|一带|附近|为其|系其|未果|无人|无房|已|被(?!子)|因(?!村)|送达|邮寄|张贴|房屋|住房|住宅|收件|退回|后来|后(?=[未返离被又才])|拒[不收绝]|务工|打工|内(?=$|[，,。；;）)])|村民(?!委员会|小组|组|会|代表)|牧民|职工|欧阳|迁[出入至到]|搬[至到])"
)
"""Where the sentence goes on behind an address."""

_QUANTITY = re.compile(
    rf"(?<![0-9.,{NUMERALS}])(?:[0-9][0-9.,]{{0,12}}|[{NUMERALS}]{{1,6}})\s?[余多]?(?:[万亿千百]?元|[万亿]|年|个|张|台|人|吨|亩|头|只|辆|平方|㎡|公斤|%|米|公里|天|月|日)"
)
"""A quantity or day: an address has ended on the house number before it."""

OLD_NAME = re.compile(
    rf"[（(](?:(?:原|现|旧|又名|后改名|即|俗称|小地名)[^，,。；;（()）\n]{{1,20}}|[^，,。；;（()）：:\n]{{0,16}}(?:[{HAN}0-9][镇乡村组队社屯]|[0-9]{{1,4}}[-－][0-9]{{1,4}}|{NUMBER}(?:号|室|幢|栋|团))[^，,。；;（()）：:\n为]{{0,8}})(?=[，,)）])"
)
"""A bracket that says an address again in other words: （原横坑乡，…）."""


def value_end(text: str, start: int, cut: int, limit: int) -> int:
    """Where an address ends that begins at a place, its county at ``cut``."""
    value = VALUE.match(text, start, limit)
    end = value.end() if value else start
    for pattern in (STOP, RUNNING_ON):
        stop = pattern.search(text, max(cut, start + 1), min(len(text), end + 1))
        end = min(end, stop.start()) if stop else end
    if quantity := _QUANTITY.search(text, max(cut, start + 1), end):
        house = house_end(text, cut, quantity.start())
        end = house if house > cut else quantity.start()
    while end > start and text[end - 1].isspace():
        end -= 1
    return end


def house_end(text: str, start: int, end: int) -> int:
    """Where the last house number of an address ends, and what belongs to it (东户, 后门)."""
    last = start
    for unit in _HOUSE_UNIT.finditer(text, start, end):
        last = unit.end()
    return last


_HOUSE_UNIT = re.compile(
    rf"(?:{NUMBER}|[{HAN}A-Za-z])\s?(?:{_UNITS}|门(?=[0-9{NUMERALS}])|楼(?!宇)|层|房(?![屋产地])|组|队|(?<=[0-9{NUMERALS}])(?:社|连|家))(?:之[{NUMERALS}0-9])?(?:[东西南北中前后左右](?:户|门|首|侧|座|间)|后[门座]|[底口尾](?![岸径岛]))?|[0-9]{{1,4}}(?:[-－—–][0-9A-Za-z]{{1,4}}){{1,4}}|(?<=[栋幢座楼元层#号门])\s?(?:[0-9]{{2,4}}[A-Z]?|[{NUMERALS}]{{2,4}}(?![{NUMERALS}年月日]))|[顶底]楼(?:[东西南北中][户门间])?|[0-9]{{1,2}}楼?[A-Z](?:室|座)?"
)
