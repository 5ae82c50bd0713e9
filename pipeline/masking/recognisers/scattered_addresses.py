"""Addresses told piece by piece: over the cells of a row, the fields of a record, the clauses of a sentence, in either order.

A piece is what stands between two signs and is nothing but a part of an address: a division, a township, a village, a road, a
house. Pieces that follow one another from the township down to the house, or back, are one address.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.masking.divisions import chain_at
from pipeline.masking.meanings import Owner, owner_of_label
from pipeline.masking.recognisers.address_parts import HAN, NUMBER, NUMERALS, TERRAIN

Spans = list[tuple[int, int]]

_DIVISION, _TOWN, _VILLAGE, _HAMLET, _GROUP, _HOUSE = range(6)
_ORDER = (0, 1, 2, 2, 3, 4)
"""How deep a level stands; roads and hamlets follow one another either way."""
_TOWN_PIECE = rf"[{HAN}]{{1,5}}(?:镇|乡|街道|苏木|街道办|办事处|农场|林场|牧场|团场)"
_VILLAGE_PIECE = (
    rf"(?:(?:(?!嘎查|社区|[村镇乡])[{HAN}0-9]){{1,9}}(?:路|街|巷|弄|大道|胡同|里|小区|花园|家园|新村|公寓|大厦|[^法判审立家]庭|[苑园城府邸郡墅阁轩寓厦坊湾]|公馆|国际|广场|家属院|宿舍|院子)"
    rf"|[A-Z东西南北]区|[{HAN}]{{1,8}}(?:村|嘎查|社区|居委会|村委会?))"
)
_HAMLET_PIECE = rf"[{HAN}]{{1,6}}(?:屯|庄|寨|艾里|浩特|[{TERRAIN}沟坪塘冲岭坑坝垟]子?)"
_GROUP_PIECE = rf"(?:第?(?:[0-9]{{1,3}}|[{NUMERALS}]{{1,3}})(?:村民)?(?:小?组|社|[生产]{{0,2}}队|连|排)|[{HAN}]{{1,5}}(?:组|社|队))"
_HOUSE_PIECE = (
    rf"(?:{NUMBER}(?:[-－—–之/]{NUMBER}){{0,4}}(?:号楼|号|幢|栋|座|单元|室|弄|支弄|门|楼|层|户|排|家|#)){{1,5}}(?:{NUMBER})?"
    rf"|[0-9A-Za-z]{{1,4}}(?:[-－—–][0-9A-Za-z]{{1,4}}){{1,4}}"
)
_PIECE = re.compile(
    rf"(?P<piece>(?P<town>{_TOWN_PIECE})?(?P<village>{_VILLAGE_PIECE})?(?P<hamlet>{_HAMLET_PIECE})?(?P<group>{_GROUP_PIECE})?(?P<house>{_HOUSE_PIECE})?)"
)
_SIDE_OF = re.compile(rf"[{HAN}]{{1,4}}[下上头口边前后里角]")
"""What a hamlet is called that stands behind its village: 岩脚下."""
_LABEL = re.compile("(?:门牌号?|路名|村名|小区名?|地址|住址|[住居](?![所址])在?)?")
_A_NUMBER = re.compile(rf"[0-9]{{1,4}}|[{NUMERALS}]{{1,3}}")
_NO_PLACE = re.compile(
    "公司|法院|[法到出开当退审判]庭|银行|合作社|派出所|事务所|被执行人|申请|执行|送达|居住|第[一二三四五]条|[的了是未不已将被把您你我她们则均须请也但并而且]|[男女]$"
)
"""A clause of a sentence, or the name of an organisation."""
_TOKEN = re.compile(rf"[{HAN}0-9A-Za-z#*]+(?:[-－–][0-9A-Za-z#*甲乙丙丁]+)*")
A_NAMED_LEVEL = rf"[{HAN}0-9A-Za-z#*\-－–]*(?:{_TOWN_PIECE}|{_VILLAGE_PIECE}|{_HAMLET_PIECE})"
"""What every clause holds in which `pieces_at` finds two levels."""
_APART = re.compile(r"[。；;！!？?]|\n\s*\n")
_KEY_ENDS = re.compile(r"[\"'”’]?\s?[:：=]")
_LAID_OUT = re.compile(r"[|｜\t／/\"=：:\n—]")
_MOST_BETWEEN, _LONGEST_PIECE = 12, 24
IN_PIECES = re.compile(
    rf"(?:镇|乡|街道|村|社区|[{HAN}]{{2}}(?:[屯庄苑园路街巷组社庭城]|小区))[\"'”’）)]?\s?[，,、|｜\t／/\n\"— ]"
)


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int
    end: int
    top: int
    bottom: int
    """The highest and the deepest level that it names."""


def scattered_addresses(text: str) -> Iterator[tuple[Spans, bool]]:
    """The pieces below the county of every such address, and whether it goes down to a house."""
    if IN_PIECES.search(text) is None:
        return
    run: list[_Piece] = []
    done = 0
    for token in _TOKEN.finditer(text):
        if run and (token.start() - done > _MOST_BETWEEN or _APART.search(text, done, token.start())):
            yield from _address_of(run)
            run = []
        is_key = _KEY_ENDS.match(text, token.end()) is not None
        if is_key and owner_of_label(token.group()) is Owner.NOBODY:
            done = token.end()
            continue
        is_laid_out = _LAID_OUT.search(text, max(0, token.start() - _MOST_BETWEEN), token.start()) is not None
        piece = None if is_key else _piece_at(token, run, is_laid_out=is_laid_out)
        if piece is None or not _follows(run, piece):
            yield from _address_of(run)
            run = []
        if piece is not None:
            run.append(piece)
        done = token.end()
    yield from _address_of(run)


def pieces_at(text: str, start: int) -> tuple[int, int]:
    """Where two levels of an address that fill a clause begin and end, their county left out; zeros if there are none."""
    token = _TOKEN.match(text, start)
    if token is None or len(token.group()) > _LONGEST_PIECE or _NO_PLACE.search(token.group()):
        return 0, 0
    cut = _county_end(token.group())
    found = _PIECE.fullmatch(token.group(), cut)
    if found is None:
        return 0, 0
    names = [name for name in ("town", "village", "hamlet", "group", "house") if found[name]]
    return (start + cut, token.end()) if len(names) > 1 and names != ["group", "house"] else (0, 0)


def _county_end(value: str) -> int:
    label = _LABEL.match(value)
    start = label.end() if label else 0
    chain = chain_at(value, start, len(value), may_guess=False)
    return chain.end if chain.is_sure else start


def further_pieces(text: str, end: int) -> Iterator[tuple[int, int]]:
    """Pieces that follow an address clause by clause: …田林路140弄|，7号门|，501."""
    for _ in range(_MOST_FURTHER):
        step = _STEP.match(text, end)
        token = _TOKEN.match(text, step.end()) if step else None
        if token is None or _CLAUSE_GOES_ON.match(text, token.end()) or len(token.group()) > _LONGEST_PIECE:
            return
        value = token.group()
        found = None if _NO_PLACE.search(value) else _PIECE.fullmatch(value, _county_end(value))
        is_room = _A_ROOM.fullmatch(value) and _HOUSE_BEFORE.match(text, end - 1)
        if not (found and found["piece"]) and not is_room:
            return
        yield token.start() + (found.start() if found else 0), token.end()
        end = token.end()


_MOST_FURTHER = 5
_STEP = re.compile(r"[ ]?[，,、/／—][ —]{0,2}")
_CLAUSE_GOES_ON = re.compile(r"[ ]?[^，,、/／—。；;）)\n\"”| ]")
_HOUSE_BEFORE = re.compile("[门栋幢座元号楼弄层区府苑园庭A-Z0-9甲乙丙]")
_A_ROOM = re.compile(r"[A-Z]?[0-9]{1,4}[A-Z]?|[甲乙丙丁]")


def _piece_at(token: re.Match[str], run: list[_Piece], *, is_laid_out: bool) -> _Piece | None:
    value = token.group()
    if len(value) > _LONGEST_PIECE or _NO_PLACE.search(value):
        return None
    cut = _county_end(value)
    if cut == len(value):
        return _Piece(token.start(), token.end(), _DIVISION, _DIVISION)
    if len(run) > 1 and is_laid_out and _A_NUMBER.fullmatch(value):
        return _Piece(token.start(), token.end(), _HOUSE, _HOUSE)
    if run and run[-1].bottom == _VILLAGE and _SIDE_OF.fullmatch(value):
        return _Piece(token.start(), token.end(), _HAMLET, _HAMLET)
    found = _PIECE.fullmatch(value, cut)
    if found is None or not found["piece"]:
        return None
    levels = [
        level
        for level, name in (
            (_TOWN, "town"),
            (_VILLAGE, "village"),
            (_HAMLET, "hamlet"),
            (_GROUP, "group"),
            (_HOUSE, "house"),
        )
        if found[name]
    ]
    return _Piece(token.start() + found.start("piece"), token.end(), levels[0], levels[-1])


def _follows(run: list[_Piece], piece: _Piece) -> bool:
    """Whether a piece goes on where the run goes: further down, or further up."""
    if not run:
        return True
    last = run[-1]
    is_same = last.top == piece.top and last.bottom == piece.bottom and last.top not in (_DIVISION, _VILLAGE)
    if is_same:
        return False
    before, here, first = _ORDER[last.top], _ORDER[piece.top], _ORDER[run[0].top]
    if len(run) > 1 and first != before:
        return here >= before if first < before else here <= before
    return True


def _address_of(run: list[_Piece]) -> Iterator[tuple[Spans, bool]]:
    below = [piece for piece in run if piece.top > _DIVISION]
    if len(below) < 2 or len({(piece.top, piece.bottom) for piece in below}) < 2:
        return
    has_house = any(piece.bottom >= _GROUP for piece in below) or len(below) > 2
    yield [(piece.start, piece.end) for piece in below], has_house
