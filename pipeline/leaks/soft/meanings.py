"""What a head or a key announces, and whose: the detector's own words for labels that stand at a distance."""

import re
from enum import Enum, auto


class Meaning(Enum):
    """What stands under a head or behind a key."""

    HOME = auto()
    SEAT = auto()
    """住所, 地址: a home or a seat, by whose it is."""
    BIRTH = auto()
    AGE = auto()
    PHONE = auto()
    ACCOUNT = auto()
    IDENTITY = auto()
    CHILD = auto()
    NAME = auto()
    KINSHIP = auto()
    OTHER = auto()
    """A label of something public."""


_OFFICE = re.compile(
    "法院|本院|公告|送货|取货|收货|门店|经营|fy_?dz|公证|鉴定|事务所|学校|项目部|公司|单位(?!职工)|企业|注册|登记机关|办公|听证|开庭|看样|看货|存放|停放|事故|咨询|举报|监督|值班|客服|热线|服务|平台|机构|承办|"
    "经办|法官|书记员|执行员|拍卖|缴款|汇入|专户|保证金|标的|拍品|网点|开户行?地|施工|租赁|经营|生产|邮编|院址|court|office|view|hotline|company|reg(?:istered)?|busi|corp|^单位|"
    "fydz|fymc|cbr|lot|contactTel|开户|坐落|所在地$",
    re.IGNORECASE,
)
_MEANINGS: tuple[tuple[Meaning, re.Pattern[str]], ...] = (
    (
        Meaning.OTHER,
        re.compile(
            "证明$|复印件|材料|居住证|暂住证|本号|单号|工龄|房龄|树龄|船龄|车龄|企业年龄|账龄|出生地|出生医学|户籍警|证件类型|证件种类|电话费|卡号段",
            re.IGNORECASE,
        ),
    ),
    (
        Meaning.AGE,
        re.compile(r"年龄|年纪|岁数|周岁|虚岁|^nl$|_nl$|^age$|\bage\b|岁$", re.IGNORECASE),
    ),
    (
        Meaning.BIRTH,
        re.compile(r"出生|生日|生辰|诞辰|生曰|^生于|csrq|csny|csny|birth|^dob$|d\.o\.b|^生年月", re.IGNORECASE),
    ),
    (
        Meaning.HOME,
        re.compile(
            "住址|户籍|户口(?!号码|本)|家庭(?:住|地)|家住|现住|居住(?!证)|常住|暂住|租住|住处|居所|住宅地|宅址|送达地址|通讯地|通信地|邮寄地|"
            r"^住$|用[电水气]地址|^zz$|^zhuzhi$|^txdz$|^jtzz$|home|resid|^原籍",
            re.IGNORECASE,
        ),
    ),
    (Meaning.SEAT, re.compile(r"住所|地址|^dz$|addr(?:ess)?$|^add$", re.IGNORECASE)),
    (
        Meaning.IDENTITY,
        re.compile(
            r"身份证|身份号|证件号|证号|证件|身份信息|sfz|zjhm|idno|id_?card|cardnum|^id$|identity|一代证",
            re.IGNORECASE,
        ),
    ),
    (
        Meaning.ACCOUNT,
        re.compile(
            r"账号|账户|帐号|帐户|户口号码|卡号|银行卡|工资卡|存折|折号|储蓄|yhkh|zh$|^kh$|account|a/c|公积金|社保|医保|收款账|^账$|"
            "户号|表号|一卡通|支付宝",
            re.IGNORECASE,
        ),
    ),
    (
        Meaning.PHONE,
        re.compile(
            r"电话|手机|联系方式|宅电|座机|固话|小灵通|联系号|^号码$|^tel|\btel\b|phone|mobile|^dh$|^lxdh$|^sjhm$|_dh$|_tel$",
            re.IGNORECASE,
        ),
    ),
    (
        Meaning.CHILD,
        re.compile(
            r"子女|未成年|被抚养人|被扶养人|孩子|学生|儿童|婴|^子$|^女儿?$|儿子|[长次三四幼小独婚养继](?:生)?[子女]儿?$|被监护人|child|孙[子女]?$|幼儿|借款学生|监护人|guardian|家长",
            re.IGNORECASE,
        ),
    ),
    (Meaning.KINSHIP, re.compile("关系|称谓|^gx$")),
    (
        Meaning.NAME,
        re.compile(
            r"姓名|名称|^户名|^xm$|^mc$|name$|当事人|被执行人$|^name$|权利人|学名|小名|曾用名|bzxr|iname|原告|被告|申请人|户主",
            re.IGNORECASE,
        ),
    ),
    (
        Meaning.OTHER,
        re.compile(
            r"序号|性别|民族|案号|金额|标的|日期|时间|期限|法院|名称|备注|案由|编号|文号|依据|状态|情况|职务|部门|余额|面积|价|保证金|用途|籍贯|地位|方式|类型|种类|"
            r"区号|分机|款|邮件|对象|摘要|批次|岗位|顺位|品牌|车型|车主|处置|结果|查封|银行|开户|行|票|单号|回执|凭证|收据|信用代码|机构代码|人$|^[^\d]{1,8}[号码]$|^(?:xb|ah|larq|lasj|bdje|je|xh|mz|zxbd|cfrq|ye)$|^no\.?$|"
            r"case|amount|sex|gender|date|term|bank|amt|就读|学校|班级|学籍|抚养费|健康|工种|证据|份额|意见|楼层|户型|人口|劳力|可还|实发|工资|每[年月]|项目|内容|月缴|车牌|号牌|车架|产权证|权证|坐落",
            re.IGNORECASE,
        ),
    ),
)
_LONGEST_LABEL = 16


def meaning_of(label: str) -> Meaning | None:
    """What a label announces; None where it is none that is known here.

    >>> meaning_of("住    址"), meaning_of("工龄（年）"), meaning_of("张伟")
    (<Meaning.HOME: 1>, <Meaning.OTHER: 11>, None)
    """
    word = re.sub(r"\s", "", label).strip("：:\"'*#【】[]〔〕·-—_")
    if not word or len(word) > _LONGEST_LABEL + 8:
        return None
    for meaning, words in _MEANINGS:
        if words.search(word):
            return meaning
    return None


def is_official(label: str) -> bool:
    """Whether a label speaks of a court, an office or a lot."""
    return _OFFICE.search(label) is not None


def is_label(cell: str) -> bool:
    """Whether a cell can only be a label: short, known, without a number."""
    word = cell.strip()
    return (
        0 < len(word) <= _LONGEST_LABEL
        and not re.search(r"\d{2}|\d号|[*。；，,、|]", word)
        and meaning_of(word) is not None
    )
