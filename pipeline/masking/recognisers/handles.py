"""Names on platforms: nicknames behind their word, account names by their shape (hyl_wzq0417) or beside a platform's name.

Nobody gives a thing's number in small letters, so small letters and digits in one word are an account name; capitals and
digits are one only beside the name of a platform, since receipts and models are written so.
"""

import re
from collections.abc import Iterator
from functools import cache

from pipeline.masking.labels import pattern_of
from pipeline.masking.phrases import meaning_before
from pipeline.masking.scene import Scene
from pipeline.masking.spans import Hit, stars_for
from pipeline.masking.triggers import gate_for

_NICKNAME_WORDS = ("微信名", "QQ名", "网名", "昵称", "微博名", "抖音名", "快手名", "游戏名", "用户名", "账号名", "ID名")
_NICKNAME = re.compile(
    rf"(?:{'|'.join(_NICKNAME_WORDS)})(?:为|是|叫)?[:：\s]{{0,2}}"
    r"(?:[“\"'‘「《]@?(?P<quoted>[^”\"'’」》\n]{2,24})[”\"'’」》]|@?(?P<plain>[0-9A-Za-z_\u3400-\u9fff]{2,16})(?=[，,。；;、）)\n]|$))"
)
_TOKEN = re.compile(
    r"(?<![0-9A-Za-z._/\\=&?#%*\-])(?<![0-9A-Za-z._*\-]@)[A-Za-z][0-9A-Za-z*]*(?:[_.\-]?[0-9A-Za-z*]+){0,4}(?![0-9A-Za-z@_/\\]|\.[A-Za-z]|\s?[\"']?\s?[=:：])"
)
_SMALL_WITH_DIGITS = re.compile(r"(?=[^a-z]{0,6}[a-z]{2})(?=[^0-9]{0,20}[0-9]{2})")
_A_DIGIT_OR_LINE = re.compile(r"[0-9_]")
_LEAST_BY_SHAPE, _LEAST_BESIDE = 7, 5
_MAKES = re.compile(
    r"(?i:iphone|ipad|imac|macbook|huawei|mate|redmi|vivo|oppo|reno|nova|honor|xiaomi|galaxy|note|thinkpad|core|ryzen|intel|windows|office|type|model"
    r"|pro|max|mid|pre|non|post|art|sec|para|page|case|item|http|www|covid|rmb|cny|usd|hkd|eur|no|lot|v)(?![a-z])"
)
"""Trade marks and words of English that digits follow."""
_A_DIGEST = re.compile(r"[0-9a-f]{16,}|[0-9A-Za-z*]{33,}")
_NEAR = 14
_TO_TOKEN = re.compile(r"(?:号码?|账号|帐号|昵称|ID|id)?(?:为|是|叫)?[\s:：“\"'‘（(\[\]】]{0,4}")


@cache
def _platform() -> re.Pattern[str]:
    return re.compile(
        rf"(?:{pattern_of('messenger')}|{pattern_of('messenger_initials')}|加(?:了?[其我他她您你的]{{0,2}})(?:微|好友)|加了?[他她其]|聊天|handle|(?i:weixin|wechat|whatsapp|telegram|line id))"
    )


_NICKNAMED = gate_for("nicknames", _NICKNAME)
_ACCOUNT_NAMED = gate_for("account names", "[A-Za-z*_.-][0-9_]")
"""Somewhere in it a digit or low line behind another sign."""
NEEDS = (_NICKNAMED, _ACCOUNT_NAMED)


def find_handles(scene: Scene) -> Iterator[Hit]:
    """Nicknames and account names."""
    text = scene.text
    for found in _NICKNAME.finditer(text) if _NICKNAMED in scene.opened else ():
        group = "quoted" if found["quoted"] else "plain"
        yield Hit(*found.span(group), "nickname", "*" * len(found[group]), rank=1, beats_rules=True)
    for found in _TOKEN.finditer(text) if _ACCOUNT_NAMED in scene.opened else ():
        if _A_DIGIT_OR_LINE.search(found.group()) and _is_a_handle(text, found):
            yield Hit(*found.span(), "messenger", stars_for(found.group()), rank=1)


def _is_a_handle(text: str, found: re.Match[str]) -> bool:
    token = found.group()
    if len(token) < _LEAST_BESIDE or _MAKES.match(token):
        return False
    if _A_DIGEST.fullmatch(token):
        meaning = meaning_before(text, found.start())
        return meaning is not None and meaning.kind == "account"
    if len(token) >= _LEAST_BY_SHAPE and any(map(_SMALL_WITH_DIGITS.search, re.split(r"[.\-]", token))):
        return True
    meaning = meaning_before(text, found.start())
    if meaning is not None:
        return meaning.kind in ("account", "messenger", "certificate")
    end = min(len(text), found.end() + _NEAR)
    return any(
        _TO_TOKEN.fullmatch(text, platform.end(), found.start())
        for platform in _platform().finditer(text, max(0, found.start() - _NEAR), found.start())
    ) or _is_named_behind(text, found.end(), end)


_BEHIND = re.compile(r"[”\"'’」）)]?\s?(?:的|这个|那个|此|是|为)")


def _is_named_behind(text: str, place: int, end: int) -> bool:
    link = _BEHIND.match(text, place)
    return link is not None and _platform().match(text, link.end(), end) is not None
