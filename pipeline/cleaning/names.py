"""Names of parties: who stands in a field, in one printed form, and what people write beside a name.

1. Characters that a wrong code page, full width or a decomposed accent changed are set right; numbers and accounts are taken out.
2. A label or a place in a list before the name goes; several names in one field become members (`李四、王五`).
3. Of each member brackets are read: other names stay (`张三（曾用名李四）`), and so does what belongs to an organisation's name;
   remarks (（女）, （担保人）) go, and what they say of the party is noted: dead, under age, of which sex.
4. Dots, spaces, quotation marks and noughts are brought to one form.
"""

import re
import unicodedata
from dataclasses import dataclass, field

from pipeline.cleaning.characters import without_invisible
from pipeline.cleaning.placeholders import is_placeholder
from pipeline.cleaning.readings import Note, Reading
from pipeline.cleaning.residue import without_residue
from pipeline.cleaning.surnames import COMPOUND_SURNAMES, SURNAMES
from pipeline.core.findings import Cause, Effect

NUMBER_IN_NAME = Note("number_in_name", Effect.REPAIRED)
LOST_CHARACTER = Note("lost_character", Effect.KEPT)
WRONG_CODE_PAGE = Note("wrong_code_page", Effect.REPAIRED)
LABEL_IN_FRONT = Note("name_label", Effect.REPAIRED)
REMARK = Note("name_remark", Effect.REPAIRED)
UNMARKED_ALIAS = Note("name_alias", Effect.REPAIRED)

SEVERAL = Note("several_persons", Effect.HIDDEN, Cause.DOUBT)
OTHERS = Note("name_and_others", Effect.HIDDEN, Cause.DOUBT)
DEAD = Note("party_dead", Effect.HIDDEN, Cause.DOUBT)
UNDER_AGE = Note("party_under_age", Effect.HIDDEN, Cause.DOUBT)
MALE = Note("says_man", Effect.KEPT, Cause.DOUBT)
FEMALE = Note("says_woman", Effect.KEPT, Cause.DOUBT)
STRUCK_OFF = Note("organisation_struck_off", Effect.KEPT)
"""Who is struck off can be no party any more (民法典 第七十二条), and who takes his place is for the officer to find out."""

_HAN = "\u3007\u3400-\u9fff\U00020000-\U0003ffff"
_HAN_SIGN = f"[{_HAN}]"
_LETTERS = "A-Za-z\u00c0-\u024f"
_USUAL = re.compile(r"[一-鿿]{2,4}")
_SUSPECT = re.compile(r"[等故亡死世逝殁测某无不未待暂空同略请没被当姓名锟]")
_NOT_HALF = re.compile("[０-９Ａ-Ｚａ-ｚ＆]")
_HALF = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code - 0xFEE0).isalnum() or code == 0xFF06}
_NUMBER = re.compile(
    r"[(（【]?(?:身份证号?码?|证件号码?|公民身份号码|电话|手机)?[:：]?[0-9０-９][0-9０-９XxＸｘХх*＊×\s-]{4,}[0-9０-９XxＸｘХх*＊×][)）】]?"
)
_ACCOUNT = re.compile(
    r"[(（【]?(?:[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?:微信号?|QQ号?|qq号?)[:：]?\s*[\w-]{4,})[)）】]?", re.ASCII
)
_NO_LETTER = re.compile(r"[\W\d_]*")
_LOST = re.compile(r"[?？�□]|锟斤|锘|○(?![一二三四五六七八九])|[●■]")
_LATIN_BYTES = re.compile("(?:[\x81-\xfe][\x80-\xfe]){2,}")
_HAN_ONLY = re.compile(f"{_HAN_SIGN}{{2,}}")
_HEADS_OF_WRONG_PAGE = frozenset(
    bytes((lead, trail)).decode("gbk", "ignore") for lead in range(0xE4, 0xEA) for trail in (*range(0x80, 0xC0),)
)
"""With these signs begins what was UTF-8 and was read as GBK."""

_BRACKETS = str.maketrans("()[]〔〕{}｛｝〖〗﹙﹚﹝﹞［］", "（）【】【】【】【】【】（）【】【】")
_BRACKETED = re.compile(r"（(?P<round>[^（）]*)(?:）|$)|【(?P<square>[^【】]*)(?:】|$)")
_WRAPPED = re.compile(r"[【<《〈〔「](?P<inner>[^【】<>《》〈〉〔〕「」]+)[】>》〉〕」]")
_ROLES = (
    "被执行人|申请执行人|失信被执行人|被申请人|申请人|被告人?|原告|第三人|案外人|担保人|保证人|连带责任人?|连带保证人|共同债务人|债务人|借款人|抵押人|"
    "出质人|反担保人|当事人|被追加人|法定代表人|法人代表|负责人|经营者|实际控制人|股东|合伙人|户主|姓名或名称|姓名|名称|单位名称|企业名称|户名"
)
_LABEL = re.compile(rf"(?:(?:{_ROLES})[一二三四五六七八九十0-9]{{0,2}}[:：]|(?:失信)?被执行人(?={_HAN_SIGN}{{2}}))\s*")
_PLACE = re.compile(
    rf"(?:[（(]?[0-9]{{1,2}}[)）、.．:：]|[①-⑳⑴-⒇]|[（(]?[一二三四五六七八九十][)）、.．])\s*(?=[{_HAN}{_LETTERS}【])"
)
_ROLE_ALONE = re.compile(
    rf"(?:{_ROLES}|无名氏?|不知名|某{{1,3}}|(?:姓名|名称|身份|当事人)(?:不详|不明|不清|未知|暂无|略))[一二三四五六七八九十0-9]{{0,2}}"
)
_OTHERS = re.compile(
    r"(?<=..)(?:等(?:[0-9一二三四五六七八九十百两]{0,4}(?:人|名|户|位|方|个|家(?:公司|企业|单位)?)(?:被执行人)?|被执行人)?|[0-9一二三四五六七八九十]{1,3}人)$"
)
_OTHERS_ALONE = re.compile(
    r"(?:以及|及|和|与)?(?:其他|另外?)?等?(?:[0-9一二三四五六七八九十百两]{1,4}|其他|多)(?:人|名|户|位)"
)
_PLACE_BEHIND = re.compile(rf"(?<=^{_HAN_SIGN}{{2}})[0-9]{{1,2}}$|(?<=^{_HAN_SIGN}{{3}})[0-9]{{1,2}}$")
_MARK_AT_END = re.compile(r"[\s、,，;；:：。.…/\\|_-]+$")
_CO_LTD = re.compile(r"(?:ltd|inc|co|corp|jr|sr|llc|s\.a|[a-z])\.$", re.IGNORECASE)

_LABELS = {
    "曾用名称": "曾用名", "曾用名": "曾用名", "曾用": "曾用名", "又名": "又名", "别名": "别名", "化名": "化名", "原名称": "原名", "原姓名": "原名",
    "原名": "原名", "现名": "现名", "更名为": "更名为", "改名为": "更名为", "绰号": "绰号", "外号": "绰号", "小名": "又名", "乳名": "又名",
    "英文名": "又名", "中文名": "又名", "本名": "原名", "俗名": "又名", "法名": "又名", "亦名": "又名", "又称": "又名", "亦称": "又名",
}  # fmt: skip
"""How another name is called -> how it is printed."""
_ALIAS_LABEL = re.compile(rf"(?P<label>{'|'.join(_LABELS)})[:：为]?")
_BEFORE_LABEL = re.compile(rf"(?<=.)(?=(?<!曾)(?:{'|'.join(_LABELS)}))")
_FORMERLY = re.compile(r"原(?!名)[:：]?(?=.{2,}(?:公司|厂|店|社|所|院|行|集团|中心)$)")
_BETWEEN_REMARKS = re.compile(r"[、,，;；。/|\n]+")
_ALIAS_BEHIND = re.compile(rf"(?P<name>{_HAN_SIGN}{{2,4}}?)(?P<alias>(?:曾用名|又名|别名|化名|绰号|外号).+)")
_SEX = re.compile(r"(?:性别[:：]?)?(?P<sex>[男女])(?:性|士)?|(?P<mister>先生)|(?P<miss>女士|小姐)")
_DEATH_WORDS = "已故|亡故|死亡|去世|病故|过世|身故|离世|逝世|病逝|身亡|已亡|已殁|已卒|仙逝|遗产管理人|继承人|遗属"
_DEATH = re.compile(rf"{_DEATH_WORDS}|^(?:现已|已)?[亡故殁卒]$")
_DEATH_BEHIND = re.compile(rf"(?<=..)[\s、,，_-]*(?:已经?|现已|被宣告|均已)?(?:{_DEATH_WORDS})$")
_DEATH_BEFORE = re.compile(rf"(?:已故|已死亡的?|亡者|死者|逝者)(?={_HAN_SIGN}{{2}})")
_HEIRS = re.compile(r"(?P<dead>.{2,}?)(?:的|之)?(?:法定|遗产)?(?:遗产管理人|继承人|遗属|遗孀).*")
_CHILD = re.compile(r"未成年|未满(?:18|十八)|不满(?:18|十八)|儿童|幼儿|婴儿|小孩|未成人")
_AGE = re.compile(r"(?<![0-9])(?P<age>[0-9]{1,3})周?岁")
_BORN = re.compile(r"(?<![0-9])(?P<year>(?:19|20)[0-9]{2})(?:年|[-/.]|$).*?(?:生|$)")
_BORN_MARK = re.compile(r"生|^(?:19|20)[0-9]{2}$|^(?:19|20)[0-9]{2}[-/.年]")

_ORGANISATION = re.compile(
    r".+(?:公司|集团|企业|合作社|联合社|信用社|供销社|银行|支行|分行|工厂|中心|协会|学会|商会|联合会|基金会|委员会|村委会|居委会|学校|大学|中学|小学|学院|"
    r"幼儿园|医院|政府|工作室|事务所|经营部|门市部|项目部|超市|酒店|宾馆|饭店|餐厅|俱乐部|管理处|办事处|杂志社|报社|出版社|研究院|研究所|法院|商行|面馆|"
    r"（(?:有限合伙|普通合伙|特殊普通合伙|个人独资)）)|.{4,}[厂店行社所院局部馆站场坊铺园庄]"
    r"|.*\b(?:co|ltd|inc|corp|llc|gmbh|limited|company|group|s\.?a)\.?",
    re.IGNORECASE,
)
_PERSON = re.compile(
    rf"{_HAN_SIGN}{{2,4}}|{_HAN_SIGN}+(?:[·•・．‧∙⋅˙●▪.]{_HAN_SIGN}+)+|[^{_HAN}]*[{_LETTERS}][^{_HAN}]*"
)
_STRUCK_OFF = re.compile(r"(?:现|业|均)?已?被?(?:依法)?(?:注销|吊销|破产|停业|歇业|解散|清算)(?:.{0,6})")
_ORGANISATIONS_REMARK = re.compile(
    rf"(?:{_ROLES})(?:[:：].*|{_HAN_SIGN}{{0,4}})|{_STRUCK_OFF.pattern}|.{{0,4}}(?:失联|下落不明|无法联系)"
    r"|(?:以下)?简称.*|下称.*|(?:住所地?|地址|电话|联系电话|统一社会信用代码|信用代码|注册号|组织机构代码|投资人|业主|执行事务合伙人|委派代表|法人)[:：]?.*"
    r"|[0-9]{1,2}|测试.{0,2}"
)

_OPENING, _CLOSING = "（【", "）】"
_ALWAYS_BETWEEN = "、;；\n\r|"
_BETWEEN_HAN = "/,，\\＋+&＆"
_SPACES = re.compile(r"\s+")
_SPACE_IN_HAN = re.compile(
    rf"(?<=[{_HAN}（）【】“”《》·])\s+(?=[{_HAN}（）【】“”《》·0-9])|(?<=[0-9])\s+(?={_HAN_SIGN})"
)
_AND = re.compile(rf"(?P<first>{_HAN_SIGN}{{2,4}})[和与及跟同](?P<second>{_HAN_SIGN}{{2,4}})")
_DOTS = re.compile(rf"(?<={_HAN_SIGN})\s*[·•・．‧∙⋅˙∘◦⸱ㆍ᛫･]+\s*(?={_HAN_SIGN})")
_PERSONS_DOTS = re.compile(
    rf"(?<={_HAN_SIGN})\s*[.。﹒]+\s*(?={_HAN_SIGN})|(?<={_HAN_SIGN}{{2}})\s*[-‐‑–—－●▪■◆*＊]+\s*(?={_HAN_SIGN}{{2}})"
)
_APOSTROPHE = re.compile(rf"(?<=[{_LETTERS}])[’‘ʼ`´′＇](?=[{_LETTERS}])")
_NOUGHTS = re.compile(r"(?<=[一二三四五六七八九〇])[○◯oO0]+(?![A-Za-z0-9])")
_STRAIGHT_QUOTES = re.compile(r'"([^"]+)"')
_LONGEST, _LONGEST_ALIAS, _MOST_MEMBERS, _ROUNDS = 400, 40, 50, 8


@dataclass(slots=True)
class _Member:
    """One name of a field, and what else it is called."""

    name: str
    aliases: dict[str, list[str]] = field(default_factory=dict)
    """How it is called -> names."""

    def add(self, label: str, alias: str) -> None:
        names = self.aliases.setdefault(label, [])
        if alias not in names and alias != self.name:
            names.append(alias)

    def printed(self) -> str:
        called = (f"（{label}{'、'.join(names)}）" for label, names in self.aliases.items() if names)
        return self.name + "".join(called)


def clean_name(text: str) -> str | None:
    """The printed form of a name; None if nothing of a name is left.

    >>> clean_name("钱 斌"), clean_name("买买提•艾力"), clean_name("张三（曾用名 李四）")
    ('钱斌', '买买提·艾力', '张三（曾用名李四）')
    >>> clean_name("王五330106198001011235"), clean_name("张三（女，1980年生）"), clean_name("李四\\n王五")
    ('王五', '张三', '李四、王五')
    >>> clean_name("330106198001011235") is None, clean_name("NULL") is None
    (True, True)
    """
    return read_name(text).value


def read_name(text: str) -> Reading:
    """The names of a field in their printed form, and notes on what was taken out and what it says of the party."""
    if _USUAL.fullmatch(text) and not _SUSPECT.search(text) and text[0] not in _HEADS_OF_WRONG_PAGE:
        return Reading(text)
    notes: dict[Note, None] = {}
    name: str | None = text
    for _ in range(_ROUNDS):  # what stood behind a remark can be a remark
        before, name = name, _read_once(name or "", notes)
        if name is None or name == before:
            return Reading(name, tuple(notes))
    return Reading(None, tuple(notes))


def is_organisation_name(name: str) -> bool:
    """Whether a name is an organisation's by its end: 公司, 合作社, 厂 …

    >>> is_organisation_name("杭州钱塘丝绸有限公司"), is_organisation_name("张小厂")
    (True, False)
    """
    return _ORGANISATION.fullmatch(name) is not None


def birth_year_in(text: str) -> str | None:
    """The year of birth that a remark beside a name tells.

    >>> birth_year_in("张三（2012年生）"), birth_year_in("张三（曾用名李四）")
    ('2012', None)
    """
    for found in _BRACKETED.finditer(text.translate(_BRACKETS)):
        for token in _BETWEEN_REMARKS.split(found["round"] or found["square"] or ""):
            if (born := _BORN.match(token)) and _BORN_MARK.search(token):
                return born["year"]
    return None


def remark_in(text: str) -> str | None:
    """What stands in brackets beside a name; never printed, for it may name others.

    >>> remark_in("张三(在校生)"), remark_in("张三（女）【法定代表人】"), remark_in("张三")
    ('在校生', '女，法定代表人', None)
    """
    found = _BRACKETED.finditer(text.translate(_BRACKETS))
    return "，".join(inner for one in found if (inner := (one["round"] or one["square"] or "").strip())) or None


def _read_once(text: str, notes: dict[Note, None]) -> str | None:
    plain = _plain(text, notes)
    if is_placeholder(plain) or _ROLE_ALONE.fullmatch(plain):
        return None
    members = [_member(part, notes) for part in _members(_without_label(plain, notes))]
    printed = list(dict.fromkeys(member.printed() for member in members if not _NO_LETTER.fullmatch(member.name)))
    printed = [name for name in printed if not is_placeholder(name) and not _ROLE_ALONE.fullmatch(name)]
    if not printed:
        return None
    if len(printed) > 1:
        notes[SEVERAL] = None
    if _LOST.search(plain):
        notes[LOST_CHARACTER] = None
    return "、".join(printed)


def _plain(text: str, notes: dict[Note, None]) -> str:
    plain = unicodedata.normalize("NFC", without_residue(without_invisible(text[:_LONGEST]), is_short=True))
    if (right := _in_right_code_page(plain)) is not None:
        notes[WRONG_CODE_PAGE] = None
        plain = right
    without_account = _ACCOUNT.sub("", plain)
    without_number = _NUMBER.sub("", without_account)
    if without_number != plain:
        notes[NUMBER_IN_NAME] = None
    if _NOT_HALF.search(without_number):
        without_number = without_number.translate(_HALF)
    return without_number.translate(_BRACKETS).strip()


def _in_right_code_page(text: str) -> str | None:
    """A name that was GBK read as Latin-1, or UTF-8 read as GBK."""
    try:
        if _LATIN_BYTES.fullmatch(text):
            right = text.encode("latin-1").decode("gb2312")
        elif text[:1] in _HEADS_OF_WRONG_PAGE:
            right = text.encode("gbk").decode("utf-8")
        else:
            return None
    except UnicodeError:
        return None
    return right if _HAN_ONLY.fullmatch(right) else None


def _without_label(text: str, notes: dict[Note, None]) -> str:
    for form in (_PLACE, _LABEL, _PLACE):
        if found := form.match(text):
            notes[LABEL_IN_FRONT] = None
            text = text[found.end() :]
    return text


def _members(text: str) -> list[str]:
    """The names of a list; a single organisation whose name holds such a sign stays whole."""
    parts = [part for part in (part.strip() for part in _split_outside_brackets(text)) if part][:_MOST_MEMBERS]
    if len(parts) < 2:
        return [one for part in parts for one in _persons_between_spaces(part)]
    names = [_BRACKETED.sub("", _OTHERS.sub("", part)).strip() for part in parts]
    if is_organisation_name(names[-1]) and not all(map(_stands_alone, names)):
        return [text]
    return [one for part in parts for one in _persons_between_spaces(part)]


def _stands_alone(name: str) -> bool:
    return (
        not name
        or is_organisation_name(name)
        or _is_persons(name)
        or (_PERSON.fullmatch(name) is not None and "·" in name)
    )


def _is_persons(name: str) -> bool:
    """Whether two to four characters are a person's name by their surname."""
    return (
        2 <= len(name) <= 4
        and _HAN_ONLY.fullmatch(name) is not None
        and (name[0] in SURNAMES or (name[:2] in COMPOUND_SURNAMES and len(name) > 2))
    )


def _split_outside_brackets(text: str) -> list[str]:
    parts, depth, start = [], 0, 0
    for place, sign in enumerate(text):
        if sign in _OPENING:
            depth += 1
        elif sign in _CLOSING:
            depth = max(depth - 1, 0)
        elif depth == 0 and (
            sign in _ALWAYS_BETWEEN or (sign in _BETWEEN_HAN and _is_between_names(text, place, sign))
        ):
            parts.append(text[start:place])
            start = place + 1
    return [*parts, text[start:]]


def _is_between_names(text: str, place: int, sign: str) -> bool:
    """Whether a comma or slash stands between Chinese names: Smith, John and A&B are one."""
    before, behind = text[:place].rstrip(), text[place + 1 :].lstrip()
    if not before or not behind:
        return sign in ",，"
    if sign in "&＆+＋\\" and not (_is_persons(before) and _is_persons(_BRACKETED.sub("", behind))):
        return False
    return bool(re.match(f"[{_HAN}{_CLOSING}]", before[-1]) and re.match(_HAN_SIGN, behind[0]))


def _persons_between_spaces(part: str) -> list[str]:
    """李四 王五 and 李四和王五 as two; 钱 斌 and 欧阳 娜娜 as one."""
    words = part.split()
    if len(words) > 1 and all(map(_is_persons, words)) and words[0] not in COMPOUND_SURNAMES:
        return words
    if (both := _AND.fullmatch(part)) and _is_persons(both["first"]) and _is_persons(both["second"]):
        return [both["first"], both["second"]]
    return [part]


def _member(part: str, notes: dict[Note, None]) -> _Member:
    if wrapped := _WRAPPED.fullmatch(part):
        part = wrapped["inner"]
    part = _without_label(part, notes)
    without_others = _OTHERS.sub("", part)
    if without_others != part:
        notes[OTHERS] = None
    bare = _BRACKETED.sub("", without_others).strip()
    if is_organisation_name(bare) or is_organisation_name(without_others):
        return _organisation(without_others, notes)
    return _person(without_others, notes)


def _organisation(part: str, notes: dict[Note, None]) -> _Member:
    """An organisation: what stands in brackets is mostly of its name (（中国）, （有限合伙）)."""
    member = _Member("")

    def kept(found: re.Match[str]) -> str:
        inner = (found["round"] or found["square"] or "").strip()
        if _ALIAS_LABEL.match(inner) or _FORMERLY.match(inner):
            for token in _BETWEEN_REMARKS.split(_FORMERLY.sub("原名", inner)):
                _take_alias(member, token, "原名")
            return ""
        if not inner or _ORGANISATIONS_REMARK.fullmatch(inner) or _DEATH.search(inner) or is_placeholder(inner):
            notes[STRUCK_OFF if _STRUCK_OFF.fullmatch(inner) else REMARK] = None
            return ""
        return f"（{inner}）" if found["square"] is None else f"【{inner}】"

    name = _BRACKETED.sub(kept, part)
    name = _NOUGHTS.sub(lambda noughts: "〇" * len(noughts[0]), _STRAIGHT_QUOTES.sub(r"“\1”", name))
    member.name = _one_form(name)
    return member


def _person(part: str, notes: dict[Note, None]) -> _Member:
    """A person: what stands in brackets is another name, or a remark."""
    behind = _ALIAS_BEHIND.fullmatch(part)
    if behind:
        part = f"{behind['name']}（{behind['alias']}）"
    name = (
        _BRACKETED.sub("", part) if _BRACKETED.sub("", part).strip() else _BRACKETED.sub(r"\g<round>\g<square>", part)
    )
    member = _Member(_persons_form(name, notes))
    if _BRACKETED.sub("", part).strip():
        for found in _BRACKETED.finditer(part):
            _read_brackets(member, (found["round"] or found["square"] or "").strip(), notes)
    return member


def _persons_form(name: str, notes: dict[Note, None]) -> str:
    for form in (_DEATH_BEFORE, _DEATH_BEHIND):
        if (rest := form.sub("", name.strip())) != name.strip():
            notes |= {REMARK: None, DEAD: None}
            name = rest
    if heirs := _HEIRS.fullmatch(name):
        notes |= {REMARK: None, DEAD: None}
        name = heirs["dead"]
    if (rest := _PLACE_BEHIND.sub("", name)) != name:
        notes[REMARK] = None
        name = rest
    return _one_form(_PERSONS_DOTS.sub("·", name.strip()))


def _read_brackets(member: _Member, inner: str, notes: dict[Note, None]) -> None:
    label = ""
    for token in _BETWEEN_REMARKS.split(_BEFORE_LABEL.sub("、", _SPACE_IN_HAN.sub("", inner))):
        token = token.strip()
        if _ALIAS_LABEL.match(token):
            label = _take_alias(member, token, label)
        elif token and label and _is_alias_like(token, member.name):
            _take_alias(member, token, label)
        elif (token and _is_other_script(token, member.name)) or (token and _is_of_family(token, member.name)):
            notes[UNMARKED_ALIAS] = None
            _take_alias(member, token, "又名")
        else:
            notes |= dict.fromkeys((REMARK, *_said_by(token)))


def _take_alias(member: _Member, token: str, label: str) -> str:
    """Add another name under its label; the label for those that follow it."""
    if found := _ALIAS_LABEL.match(token):
        label, token = _LABELS[found["label"]], token[found.end() :]
    alias = _one_form(_PERSONS_DOTS.sub("·", token)) if not is_organisation_name(token) else _one_form(token)
    if alias and len(alias) <= _LONGEST_ALIAS and not is_placeholder(alias) and not _NO_LETTER.fullmatch(alias):
        member.add(label, alias)
    return label


def _said_by(remark: str) -> tuple[Note, ...]:
    """What a remark says of the party that matters."""
    if _DEATH.search(remark):
        return (DEAD,)
    if _CHILD.search(remark) or ((age := _AGE.search(remark)) and int(age["age"]) < 18):
        return (UNDER_AGE,)
    if _OTHERS_ALONE.fullmatch(remark):
        return (OTHERS,)
    if sex := _SEX.fullmatch(remark):
        return (FEMALE if sex["sex"] == "女" or sex["miss"] else MALE,)
    return ()


def _is_alias_like(token: str, name: str) -> bool:
    return not _said_by(token) and (
        _is_persons(token) or _is_of_family(token, name) or _is_other_script(token, name) or "·" in token
    )


def _is_of_family(token: str, name: str) -> bool:
    """Whether a bare word in brackets is another name of the same surname."""
    return 2 <= len(token) <= 4 and token[0] == name[:1] and token != name and _HAN_ONLY.fullmatch(token) is not None


def _is_other_script(token: str, name: str) -> bool:
    """张三 beside ZHANG SAN, or the other way round."""
    is_letters = re.fullmatch(rf"[{_LETTERS}\u0370-\u1fff\uac00-\ud7af][^0-9{_HAN}]+", token) is not None
    if re.match(_HAN_SIGN, name):
        return is_letters
    return _HAN_ONLY.fullmatch(token) is not None and _is_persons(token)


def _one_form(name: str) -> str:
    """Dots, apostrophes and spaces as they are printed."""
    name = _APOSTROPHE.sub("'", _DOTS.sub("·", name.strip()))
    name = _SPACES.sub(" ", _SPACE_IN_HAN.sub("", name)).strip()
    return name if _CO_LTD.search(name) else _MARK_AT_END.sub("", name)
