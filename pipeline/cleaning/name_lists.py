"""Fields that hold several names, as people fill them."""

import re

_BETWEEN_NAMES = re.compile(r"[、,;；，/|\n]+")
_BRACKETED = re.compile(r"[（(【\[].*?[）)】\]]")
_ALIAS = re.compile(r"(?:曾用名|又名|别名|化名)[:：]?([^（）()【】\[\]、,，;；]+)")
_ROLE_BEFORE = re.compile(r"^[^:：]{1,8}[:：]")
_AND_OTHERS = re.compile(r"(?<=..)(?:等?[0-9一二三四五六七八九十百两]{1,4}[人名户]|等)$")
_A_PERSON = re.compile(r"(?!.*(?:公司|银行|中心|[厂店社局院]$))(?:.{2,4}|.*·.*)")
_BETWEEN_PERSONS = re.compile(r"(?<=\S{2})(?:\s+(?=\S{2})|[和与及](?=\S{2,}$))")


def split_names(text: str | None) -> tuple[str, ...]:
    """The names in a mask-only field, brackets taken off, aliases beside them.

    >>> split_names("申屠某甲（曾用名申屠乙）、某某公司")
    ('申屠某甲', '某某公司', '申屠乙')
    """
    if not text:
        return ()
    outer = (part.strip() for part in _BETWEEN_NAMES.split(_BRACKETED.sub("", text)))
    aliases = (alias.strip() for alias in _ALIAS.findall(text))
    return tuple(dict.fromkeys(name for name in (*outer, *aliases) if name))


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
