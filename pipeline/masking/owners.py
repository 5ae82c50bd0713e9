"""Whose a value is: by the labels of its segment and the words of its clause."""

import re

from pipeline.masking.dwelling import NOTHING, Evidence, evidence_of
from pipeline.masking.meanings import Owner, meanings_of, owner_of_label
from pipeline.masking.policy import Place
from pipeline.masking.scene import Scene
from pipeline.masking.segments import Segment
from pipeline.masking.spans import Hit

Finding = tuple[Owner, str]
"""The owner, and the word that told."""

_NUMBERS_OF_LOTS = frozenset({"plate", "vin", "property_title"})
_NOT_THE_LOT = re.compile(
    "其余|其他车|其它车|未拍|已成交|已拍卖|事故|肇事|相撞|拖车|暂缓|附带|另有|另一|自住|不随|误登|另查|另称|另案|另[,，]|不在(?:本次|标的|拍卖)|除外|不属|非本次|未纳入|不包括|不含|他人|还有|此外|同时登记|不予?处置|不作处置|未予?处置|不拍卖|不处置|轮候|勿混|报废|查找|下落不明|共同抵押"
)
"""Said of a thing that is not sold with the lot."""
_ANOTHER_OWNER = re.compile(
    "(?:案外人|其妻|其夫|其父|其母|其子|其女|之妻|之夫|之母|之父|配偶|母亲|父亲|妻子|丈夫|儿子|女儿|买受人|竞买人|租户|承租人|邻居|申请人|申请执行人|担保人|保证人|抵押人[^，,。；;]{0,4}本人|车主现|物业|交警)[^，,。；;]{0,12}$"
)
_OF_ANOTHER = re.compile(
    "[^，,。；;\n]{0,8}(?:案外人|配偶|其妻|其夫|父亲|母亲|他人)[^，,。；;\n]{0,4}(?:名下|所有|的|持有|使用)"
)
_LOT_WORDS = re.compile("拍卖标的|本次拍卖|标的|拍品|拍卖被执行人|起拍")
_ITEM = re.compile(
    r"[①-⑳；;。\n]|(?<![0-9A-Za-z*一二三四五六七八九十])[（(]?[0-9一二三四五六七八九十]{1,2}[)）.、](?![0-9])"
)


def owner_of(scene: Scene, hit: Hit) -> Finding:
    """Whose a hit is, and by which word; `Owner.NOBODY` where nothing tells."""
    if hit.rule in _NUMBERS_OF_LOTS:
        return _owner_of_lot_number(scene, hit) if scene.place is Place.LOT else (Owner.NOBODY, "")
    if hit.rule in ("phone", "landline", "account"):
        found = _OF_COURT.search(scene.text, max(0, hit.start - _LONGEST_OWNER), hit.start)
        found = found or _OF_AN_OFFICER.search(scene.text, max(0, hit.start - _LONGEST_OWNER), hit.start)
        found = found or _CALLED_A_COURTS.match(scene.text, hit.end)
        found = found or _BEHIND_ITS_SEAT.search(scene.text, max(0, hit.start - _LONGEST_SEAT), hit.start)
        if hit.rule == "account" and found is None:
            found = _HELD_BY_A_COURT.match(scene.text, hit.end)
        return (Owner.COURT, found["court"]) if found else (Owner.NOBODY, "")
    if hit.rule == "home_address":
        evidence = owner_of_address(scene, hit.start, hit.end)
        return evidence.owner, evidence.because
    return Owner.NOBODY, ""


def owner_of_address(scene: Scene, start: int, end: int) -> Evidence:
    """Whose an address is: by its cell's head and row, else by the words around it (`dwelling`)."""
    cell = scene.cell_at(start)
    if cell is not None and (told := _by_its_cell(scene, cell, end)) is not NOTHING:
        return told
    other = _other_than_the_lot(scene, start) if scene.place is Place.LOT else None
    evidence = evidence_of(scene.text, start, end, is_lot_notice=scene.place is Place.LOT and other is None)
    return Evidence("person", other.group()) if other and evidence.kind in ("lot", "") else evidence


def _other_than_the_lot(scene: Scene, place: int) -> re.Match[str] | None:
    """The word that says that a place is not for sale, in its sentence or at the head of its list."""
    return _NOT_THE_LOT.search(scene.text, *scene.sentence(place)) or _LIST_OF_OTHERS.search(
        scene.text[max(0, place - _LONGEST_LIST) : place]
    )


_LIST_OF_OTHERS = re.compile(r"(?:不在|不属于|不包括|不含|不列入)[^。：:\n]{0,12}[:：][^。\n]*$")
_LONGEST_LIST = 120


def _by_its_cell(scene: Scene, cell: Segment, end: int) -> Evidence:
    """By the head of the column, what stands behind it in the cell, and the one whom the row is about."""
    heads = "：".join((*reversed(cell.labels), ""))
    by_head = evidence_of(heads, len(heads), len(heads))
    if by_head.kind in ("court", "organisation", "lot", "public_place"):
        return by_head
    behind = evidence_of(scene.text[cell.start : cell.end], 0, end - cell.start)
    if behind.kind:
        return behind
    subject = _subject_of_row(scene, cell)
    if _AN_ORGANISATION.search(subject):
        return Evidence("organisation", subject[-2:])
    return by_head


def _subject_of_row(scene: Scene, cell: Segment) -> str:
    """The one whom a row is about: in the nearest column of names, else in the first cell that is a name and no role."""
    named = [place for place in cell.row if place[0] != cell.start and _is_named(scene, *place)]
    if named:
        before = [place for place in named if place[0] < cell.start]
        start, end = before[-1] if before else named[0]
        return scene.text[start:end]
    for start, end in cell.row:
        text = scene.text[start:end]
        if start >= cell.start or (_A_NAME_OR_SO.match(text) and not _A_ROLE.fullmatch(text)):
            return text if start < cell.start else ""
    return ""


def _is_named(scene: Scene, start: int, end: int) -> bool:
    """Whether the head of a cell's column asks for the name of a party or another person, and the cell is no mere role."""
    cell = scene.cell_at(start)
    is_role = _A_ROLE.fullmatch(scene.text, start, end) is not None
    return not is_role and cell is not None and any(map(_asks_for_a_name, cell.labels))


def _asks_for_a_name(label: str) -> bool:
    """A company's officer is not the one whom its row is about."""
    is_name = _A_PARTY.search(label) or any(meaning.kind == "name" for meaning in meanings_of(label))
    return bool(is_name) and _AN_OFFICER.search(label) is None


_A_PARTY = re.compile("(?:执行人|申请人|债务人|债权人|当事人|原告|被告|第三人)$")
_AN_OFFICER = re.compile("联系|经办|代表人|负责人|代理|承办|监护")
_A_NAME_OR_SO = re.compile("[\\u3400-\\u9fffA-Za-z“]{2}")
_A_ROLE = re.compile(
    "(?:被?申请执?行?人|被执行人|法定代表人|自然人|企业|法人|单位|个人|执行法院|供电单位|共同|住宅|商铺|车库).{0,3}"
)
_OF_COURT = re.compile(
    "(?:^|[^\u3400-\u9fff])(?!.{0,20}(?:其|他|她|被执行人|申请|当事人|个人|查[明询得]|记录))[\u3400-\u9fff]{0,8}?"
    "(?P<court>法院|[本我]院(?!.{0,8}(?:通知|联系|拨|致电|查|曾|向|多次|记录))|承办|执行员|法官|书记员|法庭|监督|举报|投诉|信访|线索|咨询|看样|立案庭|执行局|合议庭|审判员|庭长|值班|预约|热线|办公)[\u3400-\u9fff]{0,8}(?:[（(][^（()）]{1,8}[)）])?[:：\\s]{0,3}$"
)


_OF_AN_OFFICER = re.compile(
    r"(?P<court>执行法官|承办法官|联系法官|承办人|法官助理|执行员|书记员)[:：]?\s?[\u3400-\u9fff]{0,4}[，,、；;\s]{0,2}(?:联系|办公)?(?:电话|方式)[:：为]?\s{0,2}$"
)
_CALLED_A_COURTS = re.compile(
    r"\s?[（(][\u3400-\u9fff]{0,8}?(?P<court>法院|本院|执行局|执行[一二三]?庭|法庭|立案庭|总机|值班|承办人|法官|书记员)[\u3400-\u9fff]{0,6}[)）]"
)
"""Behind a number: 0578-8061234（执行局）."""
_BEHIND_ITS_SEAT = re.compile(
    r"(?:地址|地点|寄[往至到]?)[:：][^。\n:：住家]{0,40}(?P<court>法院|法庭|本院|执行局)[^。\n:：住家其他她]{0,16}[；;，,、\s]\s?(?:联系|办公)?(?:电话|方式)[:：为]?\s{0,2}$"
)
"""联系地址：某某法院执行局二楼；联系电话：…"""
_LONGEST_SEAT = 80
_HELD_BY_A_COURT = re.compile(
    r"[，,；;、\s]{0,2}(?:户名|开户名|收款单位|账户名称)[:：为是]{0,2}[^，,。；;\n]{0,14}?(?P<court>法院|执行款专户|案款专户)"
)


def _owner_of_lot_number(scene: Scene, hit: Hit) -> Finding:
    """The lot's own, unless its clause, its item of a list, its row or its key says that it is another thing.

    The first number of its kind in a notice is the lot's even so; a notice begins with what it sells.
    """
    around = scene.cell_at(hit.start)
    for cell in around.row if around else ():
        if other := _NOT_THE_LOT.search(scene.text, *cell):
            return Owner.NOBODY, other.group()
    start, end = _item_around(scene.text, hit.start, hit.end)
    told = _NOT_THE_LOT.search(scene.text, start, end)
    if told is not None and (told.start() < hit.start or not _LOT_WORDS.search(scene.text, start, hit.start)):
        return Owner.NOBODY, told.group()
    other = _ANOTHER_OWNER.search(scene.text[max(0, hit.start - _LONGEST_OWNER) : hit.start])
    other = other or _OF_ANOTHER.match(scene.text, hit.end, min(len(scene.text), hit.end + _LONGEST_OWNER))
    if other is None and hit.rule == "plate" and around is None and not _is_announced_as_a_lot(scene.text, hit):
        return Owner.NOBODY, "another plate"
    return (Owner.NOBODY, other.group()[:3]) if other else (Owner.LOT, "")


def _is_announced_as_a_lot(text: str, hit: Hit) -> bool:
    """Whether a plate is the first one of a notice or the same again, the next one of a list, or stands behind a word for what is sold."""
    start = max(0, hit.start - _LONGEST_SENTENCE)
    plate = _SIGNS_OF_A_PLATE.sub("", text[hit.start : hit.end])
    before = [one for one in _A_PLATE.finditer(text, 0, hit.start) if one.end() <= hit.start]
    if not before or any(_SIGNS_OF_A_PLATE.sub("", one.group()) == plate for one in before):
        return True
    last = before[-1].end()
    if _JOINED.fullmatch(text, last, hit.start):
        return True
    start = max(
        (end.end() for end in _SENTENCE_ENDS.finditer(text, max(last, start), hit.start)), default=max(last, start)
    )
    return _SOLD.search(text, start, hit.start) is not None or _SOLD_TOO.match(text, hit.end) is not None


_LONGEST_SENTENCE = 120
_SENTENCE_ENDS = re.compile(r"[。；;\n]")
_A_PLATE = re.compile(
    "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·•・.\\- ]?[A-Z0-9]{5,6}(?![A-Z0-9])"
)
_SIGNS_OF_A_PLATE = re.compile(r"[·•・.\- ]")
_JOINED = re.compile(
    r"(?:[（(][^（()）\n]{0,30}[）)])?[号挂]?(?:[\u3400-\u9fff]{0,8}?(?:[及和与、]|以及)\s?[\u3400-\u9fff]{0,6}[为:：]?|[,，/]|[（(][\u3400-\u9fff]{0,8}[:：]?[\u3400-\u9fff]{0,4})\s?"
)
"""Between two plates of one list, or of one thing: 轿车、 or 挂车及牵引车 or （厂内牌照：."""
_SOLD = re.compile(
    "标的|拍品|拍卖(?!后|外)|起拍|变卖|处置|[0-9一二三四五六七八九十]号车|第[0-9一二三四五六七八九十]+(?:台|辆|部)"
)
_SOLD_TOO = re.compile(r"[^。；;\n]{0,30}(?:一并|整体|打包|合并)(?:拍卖|处置|变卖)|[^。；;\n]{0,24}起拍价")


_LONGEST_OWNER = 24
_LONGEST_ITEM = 60


def _item_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The item of a list, or the sentence, in which a number stands."""
    first = max(0, start - _LONGEST_ITEM)
    for mark in _ITEM.finditer(text, first, start):
        first = mark.end()
    last = _ITEM.search(text, end, min(len(text), end + _LONGEST_ITEM))
    return first, last.start() if last else min(len(text), end + _LONGEST_ITEM)


def owner_in_row(scene: Scene, segment: Segment) -> Finding:
    """Whose the values of a cell are, by its own labels, an office in its row, and the one whom the row is about."""
    for label in segment.labels:
        owner = owner_of_label(label)
        if owner is not Owner.NOBODY:
            return owner, label
    for start, end in segment.row:
        if (start, end) != (segment.start, segment.end) and _AN_OFFICE.fullmatch(scene.text, start, end):
            return Owner.COURT, scene.text[start:end]
    subject = _subject_of_row(scene, segment)
    return (Owner.ORGANISATION, subject[-2:]) if _AN_ORGANISATION.search(subject) else (Owner.NOBODY, "")


_AN_OFFICE = re.compile(
    "(?:执行局|执行[一二三]?庭|执行|立案庭|综合科|审判|司法|副|助理){0,3}(?:庭长|局长|执行员|书记员|法官助理|法官|审判员|警察|法警)"
)
"""A cell that is an office of a court and nothing else: whoever stands in its row is an officer."""
_AN_ORGANISATION = re.compile(
    "(?:公司|厂|合作社|银行|支行|中心|事务所|法院|学校|医院|协会|经营部|商行|集团|管理局|委员会)$"
)
