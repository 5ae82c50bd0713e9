"""Net: a home below the county, by what says that somebody lives there."""

import re
from collections.abc import Iterator

from pipeline.leaks.soft.marks import ORGANISATION, SENTENCE, span_before, span_behind
from pipeline.leaks.soft.meanings import Meaning, is_official
from pipeline.leaks.soft.pieces import Piece

_COUNTY = re.compile(
    r"(?:[\u4e00-\u9fff·]{1,12}?(?:省|自治区|自治州|地区|[州盟](?=[\u4e00-\u9fff]{2})|市(?!场|坡)|特区|林区|新区|自治县|县(?!城)|自治旗|旗|"
    r"(?<![小社园库生片组东南西北校厂居牧街\dA-Za-z])区(?![0-9A-Za-z一二三四五六七八九十]))){1,4}"
)
_UNIT = re.compile(
    r"(?:镇|乡|村|街道|街|路|巷|弄|胡同|里|屯|寨|嘎查|苏木|索木|栋|幢|楼|单元|室|小区|花园|苑|组|社|队|连|庄|坊|坪|坡|沟|坞|座|排|"
    r"[\d一二三四五六七八九十]号|农场|林场|园|甸|垭|塬|坝|垟|Road|Street|Alley|Lane|Avenue|Flat|Room|Block|Unit|Building|zhen|cun|hao)"
)
_STRONG = re.compile(
    r"[\u4e00-\u9fff\d](?:镇|乡|村|街道|街(?!区?上)|路(?!过|上)|巷|弄|胡同|里(?=[\d一二三四五六七八九十])|屯|寨|嘎查|苏木|索木|栋|幢|号?楼|单元|室|小区|花园|苑|自然村)|[\d一二三四五六七八九十](?:组|社(?![会保])|队|连|座|排)|庄(?=[\d*村一二三四五六七八九十]|$)|[\d一二三四五六七八九十百零〇壹贰叁肆伍陆柒捌玖拾]号"
    r"|(?:镇|乡|村|街道|路|巷|弄|组|栋|幢|室|单元)(?=\*)|(?<![\d-])\d{1,3}-\d{1,2}-\d{1,4}(?![\d-])|(?<!\d)\d{1,3}栋"
    r"|[\d一二三四五六七八九十〇零]团|农场|林场|[嘉家佳桃名]园|[名花佳]苑|[华名豪嘉]庭|云府|[东西北南]户|客堂|第[一二三四五六七八九十\d]家|自然村|居委"
    r"|No\. ?\d+|(?:Flat|Room|Unit|Block|Building) ?[\dA-Z]|\d [A-Z][a-z]+ (?:Road|Street|Alley|Lane|Avenue)|[a-z] (?:zhen|cun)\b|\d hao\b|Town\b"
)
_NO_HOME = re.compile(
    "(?:村委会|居委会|委员会)(?=[\u4e00-\u9fff]{0,2}(?:询|工作|反映|证明|协助|均|称|无法|主任|干部))|镇政府|乡政府|人民政府|街道办|村支书|村干部|派出所|社区民警|邻居|单位宿舍楼下|社会|社保|小组成员|号令|文号|案号|"
    "同村|本院|两组|车位|室内|室外|门口|路过|路上|里面|公里|团伙|连续|连同|[几多]户|同小区|该小区|本小区|农村|全村|号码|账号|编号|学号|户号|[（(]\\d{4}[）)][^，。；\\s]{2,20}号|第?\\d+号(?:楼)?(?=裁定|通知|判决|令|案|文)"
)
_LIVES = re.compile(
    r"户籍(?:所在)?(?:地址|地|住址)?|户口(?:所在地|登记在?|仍?挂在|在|本)?|落户|迁[至往入]|家住|家在|家位于|住在|住于|现住(?:址)?|现居(?:住)?(?:于|在)?|居住(?:于|在)|租住(?:于|在)?|暂住(?:于|在)?|"
    r"同住|常住|借住|住处|住家|老家(?:就?在)?|原籍|设籍|居所|家庭住址|住址|通讯(?:地|住)址|邮寄(?:至|地址)|寄[往至]|送达地址(?:为|:|：)?|出租屋|家门|该户[住位](?:在|于)|"
    r"(?<![居暂租现家入同常借原记])住(?!\s*[所院宅房建户处家址持有商改保])|resid(?:es|ing|ence)(?: at| of)?|lives? (?:in|at)|[Aa]ddress of the (?:judgment )?debtor|last known address|zhuzhi|"
    r"收[货件]地址(?:为)?|安装地址|自述地址|搬[至到]|返回|回到|劳动者地址|跟至|另一住所|大陆住所|住地|迁入|牧区：|即(?=[\u4e00-\u9fff]{2,8}[市县])"
)
_LIVES_THERE = re.compile(
    r"家中|家里|家门|的住[房宅所]|住房一套|(?:号|村|组)住户|之家|人家|，?[系为](?:其|被执行人)(?:租)?住处|(?:租|居)住处|的?自住房|的?农村住房|安置房|村民(?![委小代])|职工(?=，)|居住(?=[，。）逾])"
)
_MAY_BE_SEAT = re.compile(
    "迁|收|安装|自述|搬|返回|回到|跟|牧区|另一|大陆|即|寄|送达|通讯|邮寄|居所|[Aa]ddress|常住|出租屋|借住"
)
_PERSON_BEFORE = re.compile(
    "身份证|公民身份|男|女|汉族|族[，,]|某|本人|自然人|[Dd]ebtor|户主|出生|岁|姓名|xm|[Nn]ame|当事人|被执行人|收件人|受送达人|申请人|债务人|natural|Party|Debtor|E-mail"
)
_VENUE = re.compile("听证|开庭|看样|询问|审判庭|拍卖|标的物|租赁|事故|立案庭|退回本院")
_VENUE_LABEL = re.compile("公司$|单位$|法院$|寄件人")
_DORMITORY = re.compile("宿舍|家属")
_SHAPE = re.compile(
    r"[\u4e00-\u9fff]{1,8}(?:镇|乡|街道|苏木|团|农场)[\u4e00-\u9fff\d]{1,14}?(?:村|社区|居委会|组|号|社|屯|嘎查|路|街|巷|弄|队|寨)"
    r"|[\u4e00-\u9fff]{1,10}(?:路|街|巷|弄|大道|胡同|里|村|庄)[\u4e00-\u9fff]{0,4}[\d一二三四五六七八九十百零〇]{1,5}(?:号|弄|巷|组|栋|幢|排|队|社)"
    r"|[\u4e00-\u9fff]{1,8}(?:苑|花园|小区|新村|家园|名庭|华庭|公寓|国际|府|城|园)[A-Z\d][\u4e00-\u9fff\dA-Z\-]{0,8}(?:栋|幢|楼|座|室|房|号|-\d{2,4})"
    r"|\d{1,3}(?:栋|幢|号楼|座)[\u4e00-\u9fff\dA-Z\-]{0,8}\d{3,4}(?:室|房|号)?(?![\d元])"
    r"|(?<=\*)[\u4e00-\u9fff]{1,6}(?:村|屯|嘎查|寨|庄|路|街|巷|里|胡同)(?:[\d一二三四五六七八九十]{1,4}(?:号|组|社|队))?(?=[*，。；、）”]|$)"
)
_PERSON_NEAR = re.compile(
    "被执行人|其(?![中他它余])|本人|该人|该户|申请人|当事人|债务人|保证人|担保人|买受人|承租人|男[，,]|女[，,]|某|住(?!所)|户籍|住户|该户|家(?=[在住中里属的就])|寄|收件|老赖|业主|岳|父|母|妻|夫|姐|兄|弟|妹|骑手|经营者|车主|身份证|答："
)
_PUBLIC_PLACE = re.compile(
    "标的|拍卖|坐落|租赁|事故|工程|地点|公告栏|竞买|看样|评估|查封清单|登记机关|项目|位于.{0,30}(?:厂|商铺|土地|林地)|判决|腾空|审判|法庭|听证|仲裁|执行局|本院|承包|林地|矿|养殖|海域|宗地|交警|停车场|"
    "张贴|侵权|相撞|路段|工地|仓库|店面|门市|经营场所|营业|车位|存放|注册|单位|务工|工作|门店|取货|送货|公司"
)
_IN_TABLE = re.compile("[\"'][：:]|[\t|]")
_NO_ADDRESS = re.compile("[这那哪]里|回乡证|证号|号码|案号|文号|编号|字第")
_ANY_UNIT = re.compile(
    r"[镇乡村街路巷弄屯寨栋幢楼室组社队座排庄园苑庭府号家户堂团场委同查木孔-]|单元|里|小区|[A-Za-z]{3}"
)
_FAR = 120
_PAIR = 2
_BEFORE = 120
_NEXT_TO = 4
_REMARK = re.compile(r"（(?!\d{4}）)[^（）\n]{0,8}）")
_END = re.compile("[，。；;、,\n（(”\t|【{]")
_WIDTH = 46
_SHORT = 4


def homes(text: str, pieces: list[Piece], *, is_lot: bool) -> Iterator[int]:
    """Where a home stands that is not cut below its county."""
    for piece in pieces:
        if piece.meaning in (Meaning.HOME, Meaning.SEAT) and _is_home(piece, is_lot=is_lot):
            yield piece.start
    for match in _LIVES.finditer(text):
        if not _ANY_UNIT.search(text, match.end(), match.end() + _FAR):
            continue
        part = _behind(text, match)
        is_office = _is_of_organisation(text, match.start(), part)
        if (
            _has_unit(part)
            and not is_office
            and not (
                _MAY_BE_SEAT.match(match.group())
                and _owner_is_office(text[max(0, match.start() - _BEFORE) : match.start()])
            )
        ):
            yield match.end()
    if not is_lot:
        yield from _by_shape(text)
    for match in _LIVES_THERE.finditer(text):
        part = span_before(text, match.start(), "，。；;、,\n：:", 40)
        if len(part) > _SHORT and _has_unit(part) and not ORGANISATION.search(part) and not is_lot:
            yield match.start() - len(part)


def _by_shape(text: str) -> Iterator[int]:
    """An address down to a village or a house in a sentence about a person, where nothing makes it public."""
    for match in _SHAPE.finditer(text):
        if _NO_ADDRESS.search(match.group()) or _IN_TABLE.search(span_before(text, match.start(), "\n", 60)):
            continue
        before = span_before(text, match.start(), "。；;", 70)
        behind = span_behind(text, match.end(), "。；;", 14)
        near = before[-32:] + match.group()
        if (
            _PERSON_NEAR.search(before + behind)
            and not ORGANISATION.search(near + behind)
            and not _PUBLIC_PLACE.search(before[-36:] + behind)
        ):
            yield match.start()


def _is_home(piece: Piece, *, is_lot: bool) -> bool:
    if piece.is_official or not _has_unit(piece.text, strict=False):
        return False
    if _VENUE_LABEL.search(piece.row[-10:]) or (_is_seat(piece.text) and not _DORMITORY.search(piece.text)):
        return False
    if any(_is_seat(cell) and cell != piece.text for cell in piece.beside[:2]):
        return False
    if piece.meaning is Meaning.HOME:
        return True
    return not is_lot and (len(piece.beside) > _PAIR or _is_person_s(piece))


def _is_person_s(piece: Piece) -> bool:
    """Whether a person was spoken of last; 住所 without any owner is a person's, 地址 is a court's."""
    is_spoken_of = _PERSON_BEFORE.search(piece.row) is not None
    return not _owner_is_office(piece.row) and (is_spoken_of or piece.label.strip().startswith("住"))


def _is_seat(cell: str) -> bool:
    return ORGANISATION.search(cell) is not None


def _owner_is_office(before: str) -> bool:
    """Whether an organisation was spoken of last, and no person since."""
    near = before[-_BEFORE:]
    last = 0
    for match in ORGANISATION.finditer(near):
        last = match.end()
    if last and not _PERSON_BEFORE.search(near[last:]):
        return True
    return is_official(near[-30:]) or _VENUE.search(near[-40:]) is not None


def _has_unit(part: str, *, strict: bool = True) -> bool:
    rest = "" if part.startswith(("本院", "我院")) else _below_county(part)
    rest = _NO_HOME.sub("", rest)
    return (_STRONG if strict else _UNIT).search(rest) is not None


def _below_county(part: str) -> str:
    match = _COUNTY.match(part.replace(" ", "").lstrip("：:于在为 "))
    return part.replace(" ", "").lstrip("：:于在为 ")[match.end() :] if match else part


def _behind(text: str, lives: re.Match[str]) -> str:
    """What follows the words that somebody lives somewhere: to the next comma, remarks in brackets left out."""
    if lives.group().isascii():
        return re.split(r"[；;]|\. [A-Z]|\.$", text[lives.end() : lives.end() + 120])[0]
    part = _REMARK.sub("", text[lives.end() : lives.end() + _WIDTH + 12])
    return _END.split(part.lstrip('】”“"：: '))[0]


def _is_of_organisation(text: str, place: int, part: str) -> bool:
    """Whether an organisation is the place, or the subject right before."""
    if ORGANISATION.search(part) and not _DORMITORY.search(part):
        return True
    before = span_before(text, place, SENTENCE, 60).rstrip("，,：:（( ")
    ends = [match.end() for match in ORGANISATION.finditer(before[-24:])]
    return bool(ends) and len(before[-24:]) - ends[-1] < _NEXT_TO
