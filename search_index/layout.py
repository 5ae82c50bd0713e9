"""The wire format: which file answers for a key (docs/search.md). Mirrored by `layout.js`.

The address of an answer is computed from the key. A family of files has ``2**bits`` buckets; its width
stands in the path, so that a page holding an old manifest gets a 404 and never a wrong "not found".
"""

import zlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields, replace

import numpy as np

from pipeline.core.records import USUAL_LISTS, Dataset
from pipeline.masking.profiles import Profile

FORMAT = 5
"""Version of the wire format, in the manifest."""

MAX_BITS = 20


@dataclass(frozen=True, slots=True)
class Shown:
    """What the browser is told of a deployment."""

    profile: Profile
    """With it the browser masks numbers that somebody types."""
    lists: tuple[Dataset, ...] = USUAL_LISTS
    """The lists that are published; of others the manifest holds the place alone, since files tell a list by its place."""


@dataclass(frozen=True, slots=True)
class Widths:
    """Bits of the bucket number, per family; they only ever grow, and belong to the snapshot's state."""

    cards: int = 0
    """Rows of party records, by name."""
    texts: int = 0
    """Cards of notices and guidelines, by date and beginning of their id."""
    id: int = 0
    """Masked number -> names."""
    uscc: int = 0
    """USCC or organisation code -> names."""
    case: int = 0
    """Case number -> names and notices."""
    tails: int = 0
    """Serial number -> case numbers."""
    pinyin: int = 0
    """Letters -> names of people."""
    orgs: int = 0
    """Gram of a name -> records of organisations."""
    words: int = 0
    """First character -> the indexed words that begin with it."""
    postings: int = 0
    """Word -> notices and guidelines, newest first."""

    def grown(self, sizes: "dict[str, int]", capacity: "dict[str, int]") -> "Widths":
        """The widths at which no family has more than its capacity per bucket on average.

        Args:
            sizes: Entries per family.
            capacity: Entries per bucket and family above which the number of buckets doubles.

        >>> Widths(cards=1).grown({"cards": 100}, {"cards": 20})
        Widths(cards=3, texts=0, id=0, uscc=0, case=0, tails=0, pinyin=0, orgs=0, words=0, postings=0)
        """
        wider = {name: _bits(getattr(self, name), size, capacity[name]) for name, size in sizes.items()}
        return replace(self, **wider)

    def of(self, families: Iterable[str]) -> list[int]:
        """The widths of some families, in their order."""
        return [getattr(self, family) for family in families]

    def as_dict(self) -> dict[str, int]:
        """Family -> bits, as in the manifest and in the ledger."""
        return asdict(self)

    @classmethod
    def from_dict(cls, widths: "dict[str, int]") -> "Widths":
        """The widths of a manifest or a ledger; unknown families are ignored, missing ones start narrow."""
        known = {field.name for field in fields(cls)}
        return cls(**{name: int(bits) for name, bits in widths.items() if name in known})


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much a file holds.

    Attributes:
        cards_per_bucket: Mean number of cards in a bucket above which the number of buckets doubles.
        postings_per_page: References, names or case numbers of one key in its bucket.
    """

    cards_per_bucket: int = 40
    postings_per_page: int = 200

    def pages(self) -> dict[str, tuple[int, int]]:
        """Family -> items of one key in its bucket, and in each further page."""
        cards, items = self.cards_per_bucket, self.postings_per_page
        return {
            "cards": (cards, cards),
            **dict.fromkeys(("id", "uscc", "case", "tails", "pinyin"), (items, 5 * items)),
            "orgs": (2 * items, 8 * items),
            "postings": (2 * items, 5 * items),
        }

    def capacities(self) -> dict[str, int]:
        """Family -> items of a bucket on average above which the number of buckets doubles."""
        cards = self.cards_per_bucket
        return {
            "cards": cards,
            "texts": -(-cards // 5),
            **dict.fromkeys(("id", "uscc", "case"), 8 * cards),
            "tails": 32 * cards,
            "pinyin": 16 * cards,
            "orgs": 16 * cards,
            "words": cards,
            "postings": 20 * cards,
        }


_LETTERS = str.maketrans("0123456789", "ghijklmnop")
_MARK = 3


def key_hash(key: str) -> int:
    """A 32-bit hash of a key: CRC-32 over UTF-8, then a mixer so that low bits depend on all.

    >>> [key_hash(key) for key in ("", "陈伟", "3301061980****123*")]
    [0, 3864341909, 4254004420]
    """
    value = zlib.crc32(key.encode())
    value = ((value ^ (value >> 16)) * 0x85EBCA6B) & 0xFFFFFFFF
    value = ((value ^ (value >> 13)) * 0xC2B2AE35) & 0xFFFFFFFF
    return value ^ (value >> 16)


def bucket_of(key: str, bits: int) -> int:
    """The bucket of a key. Doubling splits bucket ``b`` into ``b`` and ``b + 2**bits``."""
    return key_hash(key) & ((1 << bits) - 1)


def buckets_of(keys: Iterable[str], bits: int) -> list[int]:
    """The buckets of many keys, as `bucket_of` one by one.

    >>> buckets_of(["陈伟", "王伟"], 5) == [bucket_of("陈伟", 5), bucket_of("王伟", 5)]
    True
    """
    value = np.fromiter((zlib.crc32(key.encode()) for key in keys), dtype=np.uint32)
    value = (value ^ (value >> np.uint32(16))) * np.uint32(0x85EBCA6B)
    value = (value ^ (value >> np.uint32(13))) * np.uint32(0xC2B2AE35)
    value ^= value >> np.uint32(16)
    found: list[int] = (value & np.uint32((1 << bits) - 1)).tolist()
    return found


def mark_of(number: str) -> str:
    """The letters by which a name's entry says on which of its further pages a printed number may stand.

    >>> mark_of("3301061980****123*")
    'kck'
    """
    return _letters(number)[-_MARK:]


def bucket_path(family: str, bits: int, bucket: int) -> str:
    """The file of a bucket, relative to the search data.

    >>> bucket_path("cards", 7, 90)
    'cards/7/5a.json.gz'
    """
    return f"{family}/{bits}/{bucket:x}.json.gz"


def page_path(family: str, bits: int, key: str, page: int | str) -> str:
    """The file of a further page (1, 2, …) of a key with many items, or of their order (``f``).

    The hash stands in letters: digits behind a bucket could look like a telephone number.

    >>> page_path("cards", 0, "陈伟", 1)
    'cards/0/0-emllidpl-1.json.gz'
    """
    return f"{family}/{bits}/{bucket_of(key, bits):x}-{_letters(key)}-{page}.json.gz"


def _letters(key: str) -> str:
    return f"{key_hash(key):08x}".translate(_LETTERS)


def _bits(bits: int, size: int, capacity: int) -> int:
    while bits < MAX_BITS and size > capacity << bits:
        bits += 1
    return bits
