"""Fields that hold several names, as people fill them."""

import re
from collections.abc import Iterator

_ONE_NAME = re.compile(r"(?!.*(?:曾用|又名|别名|化名|原名|现名|更名|绰号))[^、,;；，/|\n（）()【】\[\]]+")
"""Most fields: nothing to part, take off or look for."""
_BETWEEN_NAMES = re.compile(r"[、,;；，/|\n]+")
_OPENING = re.compile(r"[（(【\[]")
_CLOSING = re.compile(r"[）)】\]\n]")
"""A bracket that stays open at the end of its line is none."""
_WITH_BRACKETS = re.compile(
    r"(?!.*(?:曾用|又名|别名|化名|原名|现名|更名|绰号))[^（）()【】\[\]]{2,30}[（(][\u4e00-\u9fff]{2,8}[）)][^（）()【】\[\]]{0,30}"
)
_ORGANISATION = re.compile(r".*(?:公司|企业|集团|银行|中心|合作社|事务所|[厂店社局院所部行])")
_ALIASES = re.compile(
    r"(?:曾用名称?|又名|别名|化名|原名称?|现名|更名为|绰号)[:：]?([^（）()【】\[\]]+?)(?=$|[（）()【】\[\]]|(?<!曾)(?:曾用名|又名|别名|化名|原名|绰号))"
)
_ROLE_BEFORE = re.compile(r"^[^:：]{1,8}[:：]")
_AND_OTHERS = re.compile(r"(?<=..)(?:等?[0-9一二三四五六七八九十百两]{1,4}[人名户]|等)$")
_A_PERSON = re.compile(r"(?!.*(?:公司|银行|中心|[厂店社局院]$))(?:.{2,4}|.*·.*)")
_BETWEEN_PERSONS = re.compile(r"(?<=\S{2})(?:\s+(?=\S{2})|[和与及](?=\S{2,40}$))")


def split_names(text: str | None) -> tuple[str, ...]:
    """The names in a mask-only field, brackets taken off, aliases beside them; an organisation's also with its brackets.

    >>> split_names("申屠某甲（曾用名申屠乙）、某某公司")
    ('申屠某甲', '某某公司', '申屠乙')
    >>> split_names("青田某某事务所（普通合伙）")
    ('青田某某事务所', '青田某某事务所（普通合伙）')
    >>> split_names("张三（曾用名张小三、张阿三）（绰号三毛）")
    ('张三', '张小三', '张阿三', '三毛')
    """
    if not text:
        return ()
    if _ONE_NAME.fullmatch(text):
        return (text.strip(),) if text.strip() else ()
    outer = (part.strip() for part in _BETWEEN_NAMES.split("".join(_outside_brackets(text))))
    whole = (part.strip() for part in _BETWEEN_NAMES.split(text) if _WITH_BRACKETS.fullmatch(part.strip()))
    organisations = (part for part in whole if _ORGANISATION.fullmatch("".join(_outside_brackets(part))))
    aliases = (alias.strip() for found in _ALIASES.findall(text) for alias in _BETWEEN_NAMES.split(found))
    return tuple(dict.fromkeys(name for name in (*outer, *organisations, *aliases) if name))


def _outside_brackets(text: str) -> Iterator[str]:
    """What stands outside of brackets, in one pass however many are open."""
    start = 0
    opened = _OPENING.search(text)
    while opened and (closed := _CLOSING.search(text, opened.end())):
        if closed.group() != "\n":
            yield text[start : opened.start()]
            start = closed.end()
        opened = _OPENING.search(text, closed.end())
    yield text[start:]


def split_persons(text: str | None) -> tuple[str, ...]:
    """The names in a field as people fill it: roles before them, 和 and spaces between them, 等3人 behind them.

    >>> split_persons("配偶：李某甲、王五 赵某六等3人"), split_persons("钱 斌")
    (('李某甲', '王五 赵某六', '王五', '赵某六'), ('钱 斌',))
    """
    found: list[str] = []
    for entry in split_names(text):
        name = _AND_OTHERS.sub("", _ROLE_BEFORE.sub("", entry)).strip()
        parts = _BETWEEN_PERSONS.split(name)
        is_list = len(parts) > 1 and all(map(_A_PERSON.fullmatch, parts))
        found += [name, *parts] if is_list else [name]
    return tuple(dict.fromkeys(filter(None, found)))
