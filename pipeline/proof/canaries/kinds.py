"""What is hidden: one row per kind, with an invented value, the words around it, and who knows it.

Every value is invented from the night's seed. It keeps the form of a real one, since the detector and the
masker judge by form.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from random import Random

from pipeline.proof.canaries.places import Place


class Judged(StrEnum):
    """How the detector learns of a value, as it learns tonight's (`RawValues.collect`)."""

    IDENTIFIER = "identifier"
    """An identity number."""
    NUMBER = "number"
    """Another number of at least eleven digits."""
    TEXT = "text"
    """Letters and digits, an address, a name."""
    WORDS = "words"
    """Too short to be looked for in bytes: only the words around tell what it is, so it is read between its marks alone."""


class Known(StrEnum):
    """Which column of the same case knows the value; what is known needs no label in a text."""

    BY_NOBODY = ""
    ID_NUMBER = "id_number"
    REPRESENTATIVE = "legal_representative_id"
    PHONE = "phone"
    MINOR = "party_name"
    APPLICANT = "applicant_names"
    THIRD_PARTY = "third_party_names"
    PROTECTED = "protected_addresses"
    CAUSE = "cause"
    """A sensitive cause keeps the obligation out of the record."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A row."""

    name: str
    make: Callable[[Random], str]
    sentence: str
    """What a clerk writes, ``{}`` for the value as it is typed."""
    judged: Judged = Judged.TEXT
    known: Known = Known.BY_NOBODY
    is_party_number: bool = False
    """The column ``id_number`` may hold it, and is then the place ``column``."""
    is_of_lot: bool = False
    """An auctioned lot keeps its own, so no auction notice carries the canary."""
    secret: Callable[[str], str] = str
    """The part of the value that must not be read."""
    places: frozenset[Place] = frozenset(Place) - {Place.CREDITOR}
    """Where it is typed."""
    is_form: bool = False
    """A wrapping of `forms.toml`: it flies as it is written there, once at each of its places."""


_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_CHARACTERS = "10X98765432"
_REGIONS = ("330106", "220102", "440305", "510107", "370202", "610113", "320505", "420106")
_SURNAMES = ["欧阳", "令狐", "慕容", "端木", "司徒", "尉迟", "澹台", "皇甫", "宇文", "濮阳", "轩辕", "呼延"]
_GIVEN = "璟瓀玥瑭珩琤瑄琭璁珵琲瑀玙琏珣玚瑢璠琬瑨玘珝琎璘瓒琚瑗珺璈琮瑾琇瑱璆"
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_PROVINCES = "浙苏沪京粤鲁川鄂"
_STREETS = ["虚设路", "拟真路", "无名巷", "假定街", "试设大道"]


def digits(random: Random, count: int) -> str:
    """So many digits, no digit more than twice in a row, none at the front that is 0."""
    made = random.choice("23456789")
    while len(made) < count:
        digit = random.choice("0123456789")
        if made[-2:] != digit * 2:
            made += digit
    return made


def resident(random: Random, region: str = "") -> str:
    """An 18-character number with a date and the right check character."""
    place = region or random.choice(_REGIONS)
    birth = f"{random.randint(1955, 1999)}{random.randint(1, 12):02d}{random.randint(1, 28):02d}"
    body = f"{place}{birth}{random.randint(101, 998)}"
    return body + check_character(body)


def check_character(body: str) -> str:
    """MOD 11-2 over the first 17 digits (GB 11643); written again here, since the masker has its own."""
    return _CHECK_CHARACTERS[sum(w * int(d) for w, d in zip(_WEIGHTS, body, strict=True)) % 11]


def _old_resident(random: Random) -> str:
    number = resident(random)
    return number[:6] + number[8:17]


def _resident_with_x(random: Random) -> str:
    while True:
        number = resident(random)
        if number[-1] == "X":
            return number


def _foreign_permanent(random: Random) -> str:
    return resident(random, "9" + random.choice(_REGIONS)[:2] + digits(random, 3))


def _permit(random: Random) -> str:
    return resident(random, random.choice(("810000", "820000", "830000")))


def passport(random: Random) -> str:
    """One of the two newer series."""
    return random.choice("EG") + digits(random, 8)


def mobile(random: Random) -> str:
    """A mobile's eleven digits."""
    return f"1{random.choice('3589')}{digits(random, 9)}"


def _landline(random: Random) -> str:
    return f"0571-{digits(random, 8)}"


def card(random: Random) -> str:
    """A bank card whose check digit fits."""
    body = "62" + digits(random, 16)
    doubled = sum(sum(divmod(int(d) * (2 - place % 2), 10)) for place, d in enumerate(reversed(body), 1))
    return body + str(-doubled % 10)


def plate(random: Random) -> str:
    """A plate with five digits."""
    return random.choice(_PROVINCES) + random.choice(_LETTERS) + digits(random, 5)


def _vin(random: Random) -> str:
    letters = "".join(random.choice(_LETTERS.replace("Q", "").replace("I", "")) for _ in range(5))
    return f"L{letters}{digits(random, 2)}{random.choice('ABCDEFG')}{random.choice('ABCDEFG')}{digits(random, 7)}"


def _mail(random: Random) -> str:
    return f"{_word(random, 7)}{digits(random, 3)}@example.cn"


def _messenger(random: Random) -> str:
    return f"{_word(random, 6)}_{digits(random, 5)}"


def _word(random: Random, count: int) -> str:
    return "".join(random.choice("abcdefghjkmnpqrstuvwyz") for _ in range(count))


def _address(random: Random) -> str:
    street = (
        f"{random.choice(_STREETS)}{random.randint(11, 989)}号{random.randint(2, 39)}幢{random.randint(101, 2905)}室"
    )
    return f"浙江省杭州市西湖区{street}"


def name(random: Random) -> str:
    """A compound surname and two rare characters."""
    return random.choice(_SURNAMES) + "".join(random.sample(_GIVEN, 2))


def _birth(random: Random) -> str:
    return f"{random.randint(1955, 1999)}年{random.randint(1, 12)}月{random.randint(1, 28)}日"


def _age(random: Random) -> str:
    return f"现年{random.choice([age for age in range(21, 90) if age % 5])}岁"


def _confidence(random: Random) -> str:
    return f"因家事纠纷当庭陈述第{digits(random, 4)}段隐情"


def _below_county(address: str) -> str:
    return address.partition("西湖区")[2]


KINDS: tuple[Kind, ...] = (
    Kind("resident_id", resident, "其公民身份号码：{}，系本案当事人", Judged.IDENTIFIER, is_party_number=True),
    Kind("resident_id_x", _resident_with_x, "其身份证号{}，系本案当事人", Judged.IDENTIFIER, is_party_number=True),
    Kind("old_resident_id", _old_resident, "其身份证号码为{}，系本案当事人", Judged.IDENTIFIER, is_party_number=True),
    Kind("residence_permit", _permit, "其港澳台居民居住证{}，系本案当事人", Judged.IDENTIFIER, is_party_number=True),
    Kind("foreign_permanent_id", _foreign_permanent, "其外国人永久居留证号码：{}，系本案当事人", Judged.IDENTIFIER, is_party_number=True),
    Kind("unlabelled_id", resident, "被执行人{}未到庭", Judged.IDENTIFIER),
    Kind("partys_id", resident, "经查，{}名下无财产", Judged.IDENTIFIER, Known.ID_NUMBER),
    Kind("representatives_id", resident, "其负责人{}未到庭", Judged.IDENTIFIER, Known.REPRESENTATIVE),
    Kind("passport", passport, "其护照号码：{}，系本案当事人", is_party_number=True),
    Kind("travel_permit", lambda random: "H" + digits(random, 10), "其港澳居民来往内地通行证号码：{}，系本案当事人", is_party_number=True),
    Kind("taiwan_permit", lambda random: digits(random, 8), "其台湾居民来往大陆通行证号码：{}，系本案当事人"),
    Kind("military_id", lambda random: digits(random, 7), "其军官证号码：军字第{}，系本案当事人"),
    Kind("mobile", mobile, "其手机号码：{}，可随时联系", Judged.NUMBER, is_party_number=True),
    Kind("partys_mobile", mobile, "多次拨通{}均无人接听", Judged.NUMBER, Known.PHONE),
    Kind("landline", _landline, "其家庭电话：{}，可随时联系", Judged.NUMBER),
    Kind("email", _mail, "其电子邮箱：{}，可随时联系"),
    Kind("messenger", _messenger, "其微信号：{}，可随时联系"),
    Kind("bank_card", card, "其银行卡号：{}，已依法冻结", Judged.NUMBER),
    Kind("bank_account", lambda random: digits(random, 14), "其银行账号：{}，已依法冻结", Judged.NUMBER),
    Kind("plate", plate, "其名下车辆的车牌号：{}，已依法查封", is_of_lot=True),
    Kind("vin", _vin, "其名下车辆的车架号：{}，已依法查封", is_of_lot=True),
    Kind("property_title", lambda random: digits(random, 9), "其名下不动产权第{}号房产，已依法查封", is_of_lot=True),
    Kind("home_address", _address, "其家庭住址：{}，邮寄未果", secret=_below_county),
    Kind("protected_address", _address, "曾前往{}，未果", known=Known.PROTECTED, secret=_below_county),
    Kind("birth_date", _birth, "其出生于{}，系本案当事人"),
    Kind("stated_age", _age, "被执行人{}，系本案当事人"),
    Kind("minors_name", name, "其与{}共同居住", known=Known.MINOR),
    Kind("applicants_name", name, "经{}申请，本院立案执行", known=Known.APPLICANT),
    Kind("third_partys_name", name, "其与{}系亲属关系", known=Known.THIRD_PARTY),
    Kind("creditors_name", name, "{}", places=frozenset({Place.CREDITOR})),
    Kind("sensitive_obligation", _confidence, "{}，应给付抚养费", known=Known.CAUSE),
)  # fmt: skip
