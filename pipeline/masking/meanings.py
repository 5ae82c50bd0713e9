"""What a label announces: which kind of value, and whose.

Two sorts of labels are read. The head of a column or row and a key (`segments`) may say more than the word that decides
(被执行人身份证号码, 联系电话（宅）); words of running text count only right before a number (`phrases`). Both share the vocabulary of
`rules/masking_keys.toml`: the longest entry that ends the label decides, with or without 号, 编号 … behind it.
"""

import re
import string
import tomllib
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

PUBLIC = "public"
"""The kind of a label behind which a number is public."""


class Trust(IntEnum):
    """Which numbers a public label explains."""

    SHORT = 1
    """Below fifteen digits: a mere …号, an amount, a state."""
    SHAPELESS = 2
    """Any that does not look like a person's, however misread: a noun without 号."""
    SURE = 3
    """Any that could not be a person's: …单号, 收据编号."""
    REGISTER = 4
    """The same, and fifteen digits are its own form: 注册号, 营业执照号."""


class Owner(StrEnum):
    """Whose a value is (DESIGN §9)."""

    PARTY = "party"
    """A person of this case whom the public list names."""
    PERSON = "person"
    """Any other natural person."""
    ORGANISATION = "organisation"
    COURT = "court"
    """Court, its officers, the auction platform, the declared contacts."""
    LOT = "lot"
    """The thing that is sold."""
    NOBODY = "nobody"
    """Nothing tells."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a label announces."""

    kind: str
    owner: Owner
    words: str
    """The word that decided; an explanation shows it."""
    trust: Trust = Trust.SURE
    """Of a public label: which numbers it explains."""

    @property
    def is_public(self) -> bool:
        """Whether it speaks of a thing, a date, an amount."""
        return self.kind == PUBLIC


_COURT = re.compile(
    "法院|承办|执行员|执行法官|法官|书记员|法庭|监督|举报|咨询|看样|平台|拍卖辅助|辅助机构|经办|执行局|合议庭|服务热线|客服|庭长|局长|法警|司法警察|审判员|执行[一二三]庭|值班|总机|立案庭|办公电话"
)
_ORGANISATION = re.compile(
    "公司|企业|单位|机构|银行|管理人|评估|组织|厂|合作社|事务所|学校|医院|开户行|营业|注册地|办公|公证处"
)
_BRACKETS = re.compile(r"[（(【\[〔]([^（()）【】\[\]〔〕]{0,20})[）)】\]〕]?")
_PARTS = re.compile(r"[/／、及和与&]+")
_EMPTY_ENDS = re.compile(
    r"(?:信息|情况|资料|明细|一览|栏|项|如下|具体|明确|[:：\s\"'“”.、])*(?:(?<![0-9])[0-9一二三])?[:：\s]*$"
)
_SPACES = re.compile(r"[\s\u3000]+")
_APART = re.compile(r"[\t|,，;；。]|\S[ \u3000]{3,}\S")
"""Two cells are no label, though a line holds nothing else."""
_LONGEST_LABEL = 30
_ASCII_WORDS = re.compile(r"\s?[A-Za-z][A-Za-z./ ]{1,24}$|^[A-Za-z][A-Za-z./ ]{1,24}\s")
"""The English half of a bilingual label."""


def owner_of_label(label: str) -> Owner:
    """Whose values a label speaks of.

    >>> owner_of_label("承办法官联系电话"), owner_of_label("单位地址"), owner_of_label("联系电话")
    (<Owner.COURT: 'court'>, <Owner.ORGANISATION: 'organisation'>, <Owner.NOBODY: 'nobody'>)
    """
    if _COURT.search(label):
        return Owner.COURT
    return Owner.ORGANISATION if _ORGANISATION.search(label) else Owner.NOBODY


@lru_cache(maxsize=8192)
def meanings_of(label: str) -> tuple[Meaning, ...]:
    """What a head or key announces; empty where it is no label. ``姓名/电话`` announces two things.

    >>> [meaning.kind for meaning in meanings_of("被执行人身份证号码")], meanings_of("张三")
    (['resident_id'], ())
    """
    if not 0 < len(label) <= _LONGEST_LABEL or _APART.search(label) or _WHAT_WAS_SAID.search(label):
        return ()
    owner = owner_of_label(label)
    if label.isascii():
        return tuple(dict.fromkeys(filter(None, (_of_field_name(part, owner) for part in (label, *label.split("/"))))))
    outside = _BRACKETS.sub("", label)
    han = _ASCII_WORDS.sub("", outside).strip()
    found = _of_head(han if len(han) > 1 else outside, owner)
    inside = " ".join(_BRACKETS.findall(label))
    if inside and all(meaning.is_public for meaning in found):
        found = _of_head(inside, owner) or found
    return tuple(dict.fromkeys(found))


_WHAT_WAS_SAID = re.compile("(?:聊天|语音|通话|视频|转账)$")
"""A platform and what was said or paid there: 微信聊天： is no account's label."""


def is_label(text: str) -> bool:
    """Whether a cell's text is a head or key: 17号 and 5月17日 are values, 联系电话2 is none.

    >>> is_label("联系电话2"), is_label("连头村17号")
    (True, False)
    """
    return _HAS_NUMBER.search(text) is None and bool(meanings_of(text.strip()))


_HAS_NUMBER = re.compile(r"[0-9*]{2}|[0-9*](?!\s*$)")


@lru_cache(maxsize=16384)
def meaning_of_phrase(phrase: str, is_followed_by_hao: bool = False) -> Meaning | None:
    """What the words right before a number in running text announce: 燃气用户编号, 贷款合同号, Medical record no.

    Args:
        phrase: The words.
        is_followed_by_hao: Whether 号 stands behind the number (借款合同62010120号), as good as before it.

    >>> meaning_of_phrase("其名下燃气用户编号").kind, meaning_of_phrase("保证合同号").kind, meaning_of_phrase("工行")
    ('certificate', 'public', None)
    """
    owner = owner_of_label(phrase)
    if phrase.isascii():
        return _of_field_name(phrase, owner)
    ending = "号" if is_followed_by_hao and not phrase.endswith(("号", "码")) else ""
    han = _ASCII_WORDS.sub("", phrase).strip()
    latin = _LATIN_END.search(phrase)
    if latin is not None and (found := _of_field_name(latin.group(), owner)) is not None:
        return found
    whole = ((form, 1) for form in (han, phrase) if form)
    issuer = _ISSUER.search(phrase)
    forms = (*whole, *(((phrase[: issuer.start()], 2),) if issuer else ()))
    return next(filter(None, (_of_running_text(_plain(form) + ending, owner, least) for form, least in forms)), None)


_LATIN_END = re.compile(r"[A-Za-z][A-Za-z./ ]*$")
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼军"
_ISSUER = re.compile(f"[{_PROVINCES}][公优特字政退]?$")
"""A province or office before the number itself: 许可证鲁DA5391386, 优待证晋优0473815."""


def may_end_a_label(sign: str) -> bool:
    """Whether a label of running text can end with this sign; most words before a number do not."""
    return sign in _last_signs()


@cache
def _last_signs() -> frozenset[str]:
    of_entries = {word[-1] for word in _entries()}
    return frozenset(
        of_entries | set("号码一二三证卡簿册" + _PROVINCES + "公优特字政退") | set(string.ascii_letters + "./.")
    )


def _plain(label: str) -> str:
    return _EMPTY_ENDS.sub("", _SPACES.sub("", label))


# Chinese ------------------------------------------------------------------------------------------------------------

_NUMBER_ENDS = re.compile("(?:号码|编号|序号|代码|编码|条码|字号|号|码)$")
_MERE_ENDS = re.compile(
    "(?:号|号码|编号|编码|码|代码|单|凭证)$|(?:元|万元|㎡|平方米|%|股|份)[)）]?$|(?:额|款|费|价|价格|金|利率|比例|面积|数|次数|日|日期|时间|期限|期间|届满|法院|文书|结果|情况|状态|说明|内容|类型|类别|用途|方式|处置|处理|反馈|查封|车型|银行|网点|支行)$"
)
_LONGEST_WORD = 10
_MOST_BEHIND = 2
"""So many characters may stand behind the word that decides a head."""


@dataclass(frozen=True, slots=True)
class _Entry:
    kind: str
    trust: Trust = Trust.SURE
    is_noun: bool = False
    """A noun of people or things: it may stand before any of `_NUMBER_ENDS`."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    word: str
    entry: _Entry


def _of_head(label: str, owner: Owner) -> list[Meaning]:
    parts = (_plain(part) for part in _PARTS.split(label))
    return [meaning for part in parts if part and (meaning := _of_one_head(part, owner))]


def _of_one_head(text: str, owner: Owner) -> Meaning | None:
    found = _of_a_title(text, owner) or _longest(text, owner, _MOST_BEHIND)
    if found is not None:
        return found
    if _ANY_PERSON.fullmatch(text):
        return Meaning("name", owner, text)
    return Meaning(PUBLIC, owner, text[-2:], Trust.SHORT) if _MERE_ENDS.search(text) else None


_ANY_PERSON = re.compile(
    "(?!.{0,2}[本无有他家每两二几个全众病私女男老新好名法各主数万千百十]人|被|当事|责任|义务|债务|自然|负责|行为|失踪)[\u3400-\u9fff]{2,5}人(?:姓名)?"
)
"""…人 is a role as well where no list has it: 投票人, 借阅人."""


def _of_running_text(text: str, owner: Owner, least: int) -> Meaning | None:
    """As for a head, but a public word must be a noun of things, or name a number (案号)."""
    found = (
        _of_a_title(text, owner)
        or _longest(text, owner, 0)
        or _of_unlisted_document(text, owner)
        or _of_unlisted_thing(text, owner)
    )
    if found is None or len(_NUMBER_ENDS.sub("", found.words)) < least:
        return None
    is_of_number = found.trust is Trust.SHAPELESS or _NUMBER_ENDS.search(found.words) or _QUANTITY.search(found.words)
    return found if not found.is_public or is_of_number else None


_A_TITLE = re.compile(
    "(?:所有权|使用权|经营权|承包权|他项权|抵押|国籍|船舶?|农机|拖拉机|机动车|车辆|海域|林权?|宅基地|房[屋产]|土地|草原)"
    "(?!.{0,8}(?:许可|合格|检[验疫定测修]|评估|鉴定|查封|公证|建设|规划|施工|合同|保险|采伐|养殖|捕捞|经营许))[\u3400-\u9fff]{0,8}?"
    "(?P<document>登记证[书明]?|证书|证明|权证|籍证)(?P<ending>号码|编号|序号|代码|号)?$"
)


def _of_a_title(text: str, owner: Owner) -> Meaning | None:
    """A certificate of a right in a ship, a vehicle, land or a mortgage, whatever it is called: 船舶所有权登记证书.

    A number of the register itself (船舶登记号, 抵押登记编号) is the thing's.
    """
    found = _A_TITLE.search(text)
    return Meaning("property_title", owner, found["document"] + (found["ending"] or "")) if found else None


_UNLISTED = re.compile(
    "(?P<whose>[\u3400-\u9fff]{2,8}?)(?P<document>[证卡簿]|证书|手册|会员册)(?:号码|编号|号|第|字第)?$"
)
_OF_THINGS = re.compile(
    "代码|信用|机构|组织|许可|登记|执照|合格|检疫|检验|检定|检测|准运|采伐|捕捞|养殖|排污|生产|经营|产权|不动产|房|土地|林权|认证|授权|鉴定|公证|仲裁|质保|保修|提货|出厂|产品|设备|车|船|渔|食品|药品|卫生|消防|规划|施工|建设|用地|采矿|探矿|安全|资质|备案|存单|作证|保证|论证|凭证|印证|查证|账|帐|登记簿|刷|拍"
)


def _of_unlisted_document(text: str, owner: Owner) -> Meaning | None:
    """A card, certificate or booklet that no list names and that is not a thing's: 导游证, 维权卡, 船员服务簿."""
    found = _UNLISTED.search(text)
    if found is None or _OF_THINGS.search(found.group()):
        return None
    return Meaning("certificate", owner, found["document"] + "号")


_UNLISTED_THING = re.compile("[\u3400-\u9fff]{0,8}[单票函帖批箱柜桩章](?P<ending>编码|编号|号码|号)$")


def _of_unlisted_thing(text: str, owner: Owner) -> Meaning | None:
    """A slip, ticket, letter or box that no list names: 票号, 缴款单编码."""
    found = _UNLISTED_THING.search(text)
    return Meaning(PUBLIC, owner, found.group()[-2 - len(found["ending"]) :], Trust.SHAPELESS) if found else None


_QUANTITY = re.compile("(?:日期|时间|金额|标的额|本金|利息|费|款|价|面积)$")
"""Of public words: those that a number follows in running text."""


def _longest(text: str, owner: Owner, most_behind: int) -> Meaning | None:
    """By the longest entry that ends a text; a shorter one nearer to the end loses only where it is public."""
    stem = _NUMBER_ENDS.sub("", text)
    for behind in range(min(most_behind, len(text) - 1) + 1):
        candidates = (_ending(text, behind), None if behind else _ending_noun(text, stem))
        found = [candidate for candidate in candidates if candidate is not None]
        if found:
            best = max(found, key=lambda candidate: (len(candidate.word), candidate.entry.kind != PUBLIC))
            return Meaning(best.entry.kind, owner, best.word, best.entry.trust)
    return None


def _ending(text: str, behind: int) -> _Candidate | None:
    """The longest entry that ends the text as it is; a noun of things alone is trusted less."""
    end = len(text) - behind
    for start in range(max(0, end - _LONGEST_WORD), end):
        word = text[start:end]
        entry = _entries().get(word)
        if entry is None or (entry.is_noun and len(word) < 2):
            continue
        if entry.kind in _WHOLE_ONLY and _WHERE.sub("", text) != word:
            continue
        if entry.is_noun and entry.kind == PUBLIC:
            entry = _Entry(PUBLIC, Trust.SHAPELESS)
        return _Candidate(word, entry)
    return None


_WHOLE_ONLY = frozenset({"home_part"})
"""Their words end values as well (小区 and 翠苑小区): they are labels only where nothing else stands before them."""
_WHERE = re.compile("^(?:所在|所属|户籍|居住|家庭|现居?|当事人|被执行人)")


def _ending_noun(text: str, stem: str) -> _Candidate | None:
    """The longest entry before 号, 编号 …"""
    if stem == text:
        return None
    for start in range(max(0, len(stem) - _LONGEST_WORD), len(stem)):
        entry = _entries().get(stem[start:])
        if entry is not None and (entry.is_noun or entry.kind != PUBLIC):
            return _Candidate(text[start:], entry)
    return None


# Names of fields and English ------------------------------------------------------------------------------------------

_PINYIN_ENDINGS = {
    "dh": "phone", "sj": "phone", "rq": PUBLIC, "je": PUBLIC, "bh": PUBLIC, "ah": PUBLIC, "mj": PUBLIC, "lsh": PUBLIC, "zjhm": "resident_id", "kh": "account",
}  # fmt: skip
"""How names of fields in pinyin initials end: 电话, 手机, 日期, 金额, 编号, 案号, 面积, 流水号, 卡号."""
_INITIALS = re.compile("[b-df-hj-np-tv-z]{3,8}|[b-df-hj-np-tv-z]{1,6}je")
"""Of pinyin: no word of English is written without a vowel, and none ends so (金额)."""
_FIELD_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_PART_ENDS = frozenset(["tail", "last", "end", "ending", "suffix", "wh", "ws"])
"""Of a name of a field: a part of the number that the words before name (sfz_tail, phoneLast4)."""
_POSITIONS = re.compile(r"(?:d|digits?|pos)_?(?:[7-9]|1[0-8])(?:[_-](?:[7-9]|1[0-8]))?")
"""Places of an identity number that no list prints (d7_14)."""
_ENGLISH_ENDS = frozenset(["number", "numbers", "no", "nos", "code", "codes", "num", "id"])


def _of_field_name(label: str, owner: Owner) -> Meaning | None:
    """By the words that a field's name ends with (``homeAddr2``, ``ID Card No.``), or by pinyin initials (``lxdh``)."""
    words = [word.lower() for word in _FIELD_WORDS.findall(label) if not word.isdigit()]
    for place in range(len(words)):
        if kind := _field_names().get("".join(words[place:])):
            return Meaning(kind, owner, " ".join(words[place:]))
    stem = words[:-1] if words and words[-1] in _ENGLISH_ENDS else words
    for place in range(len(stem)):
        if kind := _english_nouns().get("".join(stem[place:])):
            return Meaning(kind, owner, " ".join(words[place:]))
    if len(words) > 1 and words[-1] in _PART_ENDS:
        whole = _of_field_name(" ".join(words[:-1]), owner)
        return whole and Meaning(PUBLIC if whole.is_public else "id_part", owner, " ".join(words))
    if _POSITIONS.fullmatch(label):
        return Meaning("id_part", owner, "positions")
    name = "".join(words)
    if _INITIALS.fullmatch(name):
        ending = next((end for end in (name[-4:], name[-3:], name[-2:]) if end in _PINYIN_ENDINGS), None)
        return Meaning(_PINYIN_ENDINGS[ending], owner, ending) if ending else None
    return None


# The vocabulary -------------------------------------------------------------------------------------------------------

_NOUNS = {"things": PUBLIC, "registers": PUBLIC, "people": "certificate"}


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads((files("pipeline") / "rules" / "masking_keys.toml").read_text(encoding="utf-8"))


@cache
def _entries() -> dict[str, _Entry]:
    found = _persons()
    names = sorted(_table(), key=lambda name: name not in _NOUNS)  # what a row of its own says, no noun changes
    rows = [(_entry_of(name), _table()[name]["words"]) for name in names]
    for entry, words in rows:
        for word in words if entry.kind != PUBLIC else ():
            found |= {misread: entry for misread in misread_forms(word) if misread not in found}
    for entry, words in rows:
        found |= {word: entry for word in words if entry.kind != PUBLIC or word not in found}
    return found | dict.fromkeys(_ANYTHINGS, _Entry(PUBLIC, Trust.SHAPELESS))


def _entry_of(name: str) -> _Entry:
    """What the words of a row of the table announce."""
    return _Entry(_NOUNS.get(name, name), Trust.REGISTER if name == "registers" else Trust.SURE, name in _NOUNS)


def labels_of(*kinds: str) -> tuple[str, ...]:
    """The entries that announce one of the kinds."""
    return tuple(word for word, entry in _entries().items() if entry.kind in kinds)


_ANYTHINGS = ("编号", "代码", "编码", "序号")
"""People write a person's number behind these as well."""


def _persons() -> dict[str, _Entry]:
    """Words that announce people in running text are heads and keys of their names as well."""
    words = tomllib.loads((files("pipeline") / "rules" / "masking_persons.toml").read_text(encoding="utf-8"))
    names = (*words["roles"]["words"], *words["kin"]["words"])
    return dict.fromkeys(names, _Entry("name")) | dict.fromkeys(words["child"]["words"], _Entry("child_name"))


@cache
def _field_names() -> dict[str, str]:
    return {name: kind for kind, row in _table().items() if kind not in _NOUNS for name in row["keys"]}


@cache
def _english_nouns() -> dict[str, str]:
    return {name: kind for table, kind in _NOUNS.items() for name in _table()[table]["keys"]}


_LIKE = {
    "址": "扯", "话": "活", "号": "亏弓", "码": "妈吗", "身": "射", "份": "分", "证": "让正", "生": "牛", "日": "曰目", "期": "朋", "账": "帐贴", "帐": "账", "户": "尸",
    "卡": "下", "电": "屯", "手": "毛", "机": "杌", "住": "往佳", "籍": "藉", "年": "午", "龄": "岭", "姓": "性", "名": "各", "微": "徽薇", "信": "言", "车": "东", "牌": "脾", "护": "沪", "照": "昭", "联": "朕", "系": "糸",
}  # fmt: skip


def misread_forms(word: str) -> tuple[str, ...]:
    """A word with one sign taken for another that looks like it, as scanners do.

    >>> misread_forms("住址")[:2]
    ('往址', '佳址')
    """
    if len(word) < 2:
        return ()
    return tuple(
        word[:place] + like + word[place + 1 :] for place, sign in enumerate(word) for like in _LIKE.get(sign, "")
    )
