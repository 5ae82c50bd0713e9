"""The words by which a digest is compared aloud: where they come from, and that no two are taken for each other.

`YANGGUANG_UPDATE_GOLDEN=1` writes the list anew. It must not change once officers compare by it.
"""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import jieba
from hypothesis import given
from hypothesis import strategies as st
from pypinyin import lazy_pinyin

from pipeline.approval.six_words import six_words, word_list

LIST = Path("pipeline/approval/six_words.txt")
HEAD = """\
# 2,048 common words of two characters, for `six_words.py`. From the word frequencies of jieba 0.42.1 (MIT licence): nouns,
# verbs and adjectives of common characters, the most frequent first, each sounding unlike all before it (pypinyin);
# without words of crime, illness, war and rank. No two are made of the same signs. Made by tests/pipeline/approval/test_six_words.py.
"""
KINDS = {"n", "v", "a", "vn", "an"}
UNWANTED = set(
    "死杀党毒枪血尸奸淫妓病癌罪犯囚贼恶骂恐暴军战兵敌炸弹毙尿屎裸嫖赌鬼魔阴性乳奶法刑狱警捕判审诉权官政妇女男妻妾奴娼神佛帝皇王丧亡葬墓残肿一不了又很痛伤疫菌痪瘤肛胎屁贱蠢笨傻疯狗猪逃劫抢偷骗杖斩砍"
)
ALIKE = (
    ("zh", "z"),
    ("ch", "c"),
    ("sh", "s"),
    ("ang", "an"),
    ("eng", "en"),
    ("ing", "in"),
    ("l", "n"),
    ("h", "f"),
    ("r", "n"),
)
"""What is heard as one in much of the country."""


def sound(word: str) -> str:
    """How a word sounds where nothing of `ALIKE` is told apart, and no tone."""
    return " ".join(heard(syllable) for syllable in lazy_pinyin(word))


def heard(syllable: str) -> str:
    for one, other in ALIKE:
        at_end = one.endswith("g")
        if at_end and syllable.endswith(one):
            syllable = syllable.removesuffix(one) + other
        elif not at_end and syllable.startswith(one):
            syllable = other + syllable.removeprefix(one)
    return syllable


def is_common(character: str) -> bool:
    """Of the first level of GB 2312: 3,755 characters."""
    try:
        return 0xB0 <= character.encode("gb2312")[0] <= 0xD7
    except UnicodeEncodeError:
        return False


def candidates() -> Iterator[str]:
    dictionary = Path(jieba.__file__).with_name("dict.txt").read_text(encoding="utf-8")
    rows = [line.split() for line in dictionary.splitlines()]
    words = [(-int(count), word) for word, count, kind in rows if kind in KINDS and len(word) == 2]
    for _, word in sorted(words):
        if all(map(is_common, word)) and not UNWANTED & set(word) and word[0] != word[1]:
            yield word


def made() -> list[str]:
    chosen: dict[str, str] = {}
    seen: set[str] = set()
    for word in candidates():
        signs = "".join(sorted(word))
        if signs not in seen and sound(word) not in chosen:
            seen.add(signs)
            chosen[sound(word)] = word
        if len(chosen) == 2048:
            break
    return sorted(chosen.values())


def test_the_list_is_what_the_frequencies_give() -> None:
    if os.environ.get("YANGGUANG_UPDATE_GOLDEN"):
        LIST.write_text(HEAD + "\n".join(made()) + "\n", encoding="utf-8")
    assert list(word_list()) == made()


def test_no_two_words_sound_or_look_alike() -> None:
    words = word_list()
    assert len(set(words)) == 2048
    assert len({sound(word) for word in words}) == 2048
    assert len({"".join(sorted(word)) for word in words}) == 2048
    assert all(len(word) == 2 for word in words)


@given(st.binary(), st.binary())
def test_other_digests_have_other_words(one: bytes, other: bytes) -> None:
    words = [six_words(hashlib.sha256(content).hexdigest()) for content in (one, other)]
    assert (words[0] == words[1]) == (one == other)
    assert all(len(said.split()) == 6 for said in words)


def test_every_bit_of_the_first_66_counts() -> None:
    plain = six_words("0" * 64)
    assert all(six_words(f"{1 << (255 - bit):064x}") != plain for bit in range(66))
    assert six_words(f"{1 << (255 - 66):064x}") == plain
