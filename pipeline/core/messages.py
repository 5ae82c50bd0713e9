"""Messages to operators and officers, in the language of the process (``LANGUAGE``, ``LC_ALL``, ``LC_MESSAGES``, ``LANG``).

The English text stands where it is told, with named holes: ``_("batch {name} is damaged").format(name=name)``; its
Chinese stands in ``pipeline/core/locale`` (docs/how-to/add-a-message.md). A message knows both languages, so what is
stored or hashed is English whoever ran the command (`in_english`), and a command that was asked for a language tells all
of it in that one (`in_language`).
"""

import gettext
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal

Language = Literal["en", "zh"]
DOMAIN = "yangguang"
LOCALES = Path(__file__).parent / "locale"

_VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
_ENGLISH = ("en", "C", "POSIX")


def language_of(environ: Mapping[str, str]) -> Language:
    """The language that an environment asks for, read as gettext reads it; English unless it is Chinese.

    >>> language_of({"LANG": "zh_CN.UTF-8"}), language_of({"LC_ALL": "C.UTF-8", "LANG": "zh_CN.UTF-8"})
    ('zh', 'en')
    >>> language_of({"LANGUAGE": "de:zh_CN:en", "LANG": "de_DE.UTF-8"}), language_of({})
    ('zh', 'en')
    """
    wished = next((value for name in _VARIABLES if (value := environ.get(name))), "")
    for wish in wished.split(":"):
        if wish.startswith("zh"):
            return "zh"
        if wish.startswith(_ENGLISH):
            return "en"
    return "en"


LANGUAGE = language_of(os.environ)
"""Of this process, from its start to its end."""
_chinese = gettext.translation(DOMAIN, LOCALES, ["zh_CN"], fallback=True).gettext


class Message(str):
    """A text in the language of the process that knows itself in both."""

    __slots__ = ("chinese", "english")
    english: str
    chinese: str

    def __new__(cls, english: str, chinese: str) -> "Message":
        """The same in both languages."""
        self = super().__new__(cls, chinese if LANGUAGE == "zh" else english)
        self.english, self.chinese = english, chinese
        return self

    def __str__(self) -> str:
        return self

    def __reduce__(self) -> tuple[type["Message"], tuple[str, str]]:
        return Message, (self.english, self.chinese)

    def __add__(self, other: str) -> str:
        return joined("", (self, other))

    def __radd__(self, other: str) -> str:
        return joined("", (other, self))

    def format(self, *args: object, **facts: object) -> "Message":
        """The message with its holes filled; a fact that is a message is told in the same language."""
        return Message(_filled(self.english, "en", args, facts), _filled(self.chinese, "zh", args, facts))


def _(english: str) -> str:
    """A message of the catalogue."""
    return Message(english, _chinese(english))


def in_language(text: object, language: Language) -> str:
    """A text in a language, as far as it knows it; an exception's is its message."""
    told = str(text)
    if isinstance(told, Message):
        return told.chinese if language == "zh" else told.english
    return told


def in_english(text: object) -> str:
    """A text as it is stored: in English, whatever the language of the process."""
    return in_language(text, "en")


def stored(tree: object) -> object:
    """A tree for JSON with every message in English, whatever the language of the process."""
    if isinstance(tree, Mapping):
        return {key: stored(value) for key, value in tree.items()}
    if isinstance(tree, list | tuple):
        return [stored(value) for value in tree]
    return in_english(tree) if isinstance(tree, Message) else tree


def joined(separator: str, texts: Iterable[str]) -> str:
    """Texts as one, which knows both languages as far as they do.

    >>> in_english(joined("; ", ("a", Message("b", "乙")))), in_language(joined("; ", ("a", Message("b", "乙"))), "zh")
    ('a; b', 'a; 乙')
    """
    parts = tuple(texts)
    return Message(_joined(separator, parts, "en"), _joined(separator, parts, "zh"))


def _joined(separator: str, texts: Iterable[str], language: Language) -> str:
    return in_language(separator, language).join(in_language(one, language) for one in texts)


def _filled(template: str, language: Language, args: tuple[object, ...], facts: Mapping[str, object]) -> str:
    return template.format(*(_fact(one, language) for one in args), **{k: _fact(v, language) for k, v in facts.items()})


def _fact(value: object, language: Language) -> object:
    return in_language(value, language) if isinstance(value, Message | BaseException) else value
