"""Words of free text: jieba's search mode without HMM, for documents and, over few words, for queries.

A document is cut with jieba's whole dictionary. A query is cut with the same algorithm over a
*restricted* dictionary, the indexed words alone, because that is what a browser can know (`segment.js`
does the same). Costs are whole numbers, so that both come to the same path.
"""

import math
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import pairwise
from typing import Any

from pipeline.cleaning.characters import half_width, without_invisible
from pipeline.core.traditional import simplified

_UPPER = {code: code - 32 for code in range(ord("a"), ord("z") + 1)}
_BLOCK = re.compile(r"([一-鿕a-zA-Z0-9+#&._%\-]+)")
_HAN = re.compile(r"[㐀-鿿豈-﫿\U00020000-\U0003ffff]")
_LETTER_OR_DIGIT = re.compile(r"[a-zA-Z0-9]")
_SENTENCE = re.compile(r"(?<=[，。；：！？、\n,;:!?])")
"""Behind these signs, which belong to no word, a text can be cut without changing its terms."""
_SENTENCES_KEPT = 50_000
_LONGEST_WORD = 16
_LONGEST_TERM = 64
"""Longer runs of letters and digits are no words and are left out."""
_COST_UNITS = 10_000
"""Costs are ten-thousandths of a natural logarithm."""
_DICTIONARY_TOTAL = 60_101_967
"""Sum of all frequencies of jieba 0.42.1's own dictionary; a test compares."""

UNKNOWN_COST = round(_COST_UNITS * math.log(_DICTIONARY_TOTAL))
"""Cost of a single character that is no indexed word."""


def word_cost(word: str) -> int:
    """The cost of a word on jieba's maximum-probability path; 0 if jieba's dictionary lacks it."""
    frequency = _tokenizer().FREQ.get(word) or 0
    return round(_COST_UNITS * (math.log(_DICTIONARY_TOTAL) - math.log(frequency))) if frequency else 0


def text_terms(text: str) -> tuple[str, ...]:
    """The distinct terms of a text: words, their dictionary parts, and pairs of lone characters.

    Names that no dictionary holds fall into single characters; overlapping pairs of them make such
    names findable.

    >>> text_terms("余杭区钱斌楠的房产")
    ('余杭区', '余杭', '钱', '斌', '钱斌', '楠', '斌楠', '的', '楠的', '房产')
    """
    return tuple(dict.fromkeys(all_terms(text)))


def all_terms(text: str) -> list[str]:
    """The terms of a text as often as they occur, for ranking."""
    terms: list[str] = []
    for part in _SENTENCE.split(fold_text(text)):
        terms += _sentence_terms(part)
    return terms


@lru_cache(maxsize=_SENTENCES_KEPT)
def _sentence_terms(text: str) -> tuple[str, ...]:
    """Terms of a piece of text; notices of one kind share most of their sentences."""
    tokenizer = _tokenizer()
    terms: list[str] = []
    previous = ""
    for token in tokenizer.cut(text, HMM=False):
        if not _is_word(token):
            previous = ""
            continue
        terms.append(token)
        lone = token if len(token) == 1 and _HAN.match(token) else ""
        if lone and previous:
            terms.append(previous + lone)
        elif len(token) > 2:
            terms += _parts(token, tokenizer.FREQ)
        previous = lone
    return tuple(terms)


def segment_query(text: str, vocabulary: Mapping[str, int]) -> tuple[str, ...]:
    """The terms that a text must all have to answer a query.

    Args:
        text: What was typed.
        vocabulary: Indexed word -> `word_cost`; 0 for indexed terms that are no words of jieba's.

    Single characters count only where there is nothing longer: 「在杭州的房产」 asks for 杭州 and 房产.

    >>> segment_query("在杭州的房产", {"在": 43000, "杭州": 99000, "的": 30000, "房产": 98000})
    ('杭州', '房产')
    """
    terms: dict[str, None] = {}
    for part in fold_text(text).split():
        for run in _runs(_cut(part, vocabulary)):
            terms.update(dict.fromkeys(run))
    longer = [term for term in terms if len(term) > 1 or not _HAN.match(term)]
    return tuple(longer or terms)


def candidate_words(text: str) -> Iterator[str]:
    """Every substring of a query that could be an indexed word, up to 16 characters."""
    prepared = fold_text(text)
    for start in range(len(prepared)):
        for end in range(start + 1, min(start + _LONGEST_WORD, len(prepared)) + 1):
            yield prepared[start:end]


def fold_text(text: str) -> str:
    """The form in which texts and queries are cut: half width, upper case, simplified characters."""
    return simplified(half_width(without_invisible(text)).translate(_UPPER))


def _is_word(token: str) -> bool:
    return len(token) <= _LONGEST_TERM and any(character.isalnum() for character in token)


def _parts(word: str, frequencies: Mapping[str, int]) -> Iterator[str]:
    """The dictionary words of two and three characters inside a longer word (search mode)."""
    for size in (2, 3):
        if len(word) > size:
            grams = (word[start : start + size] for start in range(len(word) - size + 1))
            yield from (gram for gram in grams if frequencies.get(gram))


def _runs(tokens: Iterable[str]) -> Iterator[list[str]]:
    """Required terms, run by run: a word by itself; lone characters beside each other as their pairs."""
    lone: list[str] = []
    for token in tokens:
        if len(token) == 1 and _HAN.match(token):
            lone.append(token)
            continue
        yield _pairs(lone)
        lone = []
        if _is_word(token):
            yield [token]
    yield _pairs(lone)


def _pairs(characters: list[str]) -> list[str]:
    if len(characters) < 2:
        return characters
    return [left + right for left, right in pairwise(characters)]


def _cut(text: str, vocabulary: Mapping[str, int]) -> Iterator[str]:
    """Jieba's cut without HMM over a restricted dictionary; other signs come one by one."""
    for position, block in enumerate(_BLOCK.split(text)):
        if position % 2:
            yield from _joined(_best_path(block, vocabulary))
        else:
            yield from block


def _best_path(block: str, vocabulary: Mapping[str, int]) -> list[str]:
    """The cheapest way through a block, from the right; of equal ways the longer word, as in jieba."""
    size = len(block)
    cost = [0] * (size + 1)
    end = [0] * size
    for start in range(size - 1, -1, -1):
        cost[start] = (vocabulary.get(block[start]) or UNKNOWN_COST) + cost[start + 1]
        end[start] = start + 1
        for stop in range(start + 2, min(start + _LONGEST_WORD, size) + 1):
            word = vocabulary.get(block[start:stop])
            if word and word + cost[stop] <= cost[start]:
                cost[start], end[start] = word + cost[stop], stop
    return _walk(block, end)


def _walk(block: str, end: list[int]) -> list[str]:
    words, start = [], 0
    while start < len(block):
        words.append(block[start : end[start]])
        start = end[start]
    return words


def _joined(words: Iterable[str]) -> Iterator[str]:
    """Single Latin letters and digits beside each other are one token, as in jieba."""
    buffer = ""
    for word in words:
        if len(word) == 1 and _LETTER_OR_DIGIT.match(word):
            buffer += word
            continue
        if buffer:
            yield buffer
            buffer = ""
        yield word
    if buffer:
        yield buffer


@lru_cache(maxsize=1)
def _tokenizer() -> Any:
    """A private tokenizer with jieba's own dictionary, read directly: no cache file, no log lines."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba 0.42.1 has escapes that newer Pythons warn about
        import jieba
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    return tokenizer
