"""The families that lead to names: numbers, codes, case numbers, their tails, and pinyin."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from search_index.cards import CardFiles
from search_index.catalogue import Catalogue, Groups, count_tails
from search_index.files import SearchFolder, object_json, to_json, values_json
from search_index.layout import Sizes, Widths
from search_index.questions import case_year
from search_index.texts import Texts

_year = lru_cache(maxsize=100_000)(case_year)
_Items = Callable[[str], Sequence[object]]
"""Key -> its items in order, as JSON values."""


class KeyFamilyFiles:
    """Renders the entries of the key families."""

    def __init__(self, catalogue: Catalogue, texts: Texts, cards: CardFiles, sizes: Sizes) -> None:
        self._catalogue = catalogue
        self._cards = cards
        self._text_cases = texts.cases
        self._text_keys = texts.keys()
        self._pages = sizes.pages()
        self._tails = count_tails((catalogue.cases, texts.cases))
        self._readings = catalogue.readings()

    def loads(self) -> dict[str, int]:
        """Family -> items in all buckets together."""
        numbers = self._catalogue.numbers
        return {
            "id": len(numbers["id"]),
            "uscc": len(numbers["uscc"]),
            "case": len({*self._catalogue.cases, *self._text_cases}),
            "tails": sum(min(len(items), self._pages["tails"][0]) for items in self._tails.values()),
            "pinyin": sum(min(len(items), self._pages["pinyin"][0]) for items in self._readings.values()),
        }

    def write(self, folder: SearchFolder, widths: Widths) -> None:
        """Write the families."""
        numbers = self._catalogue.numbers
        self._write(folder, "id", widths.id, numbers["id"], lambda key: self._names(numbers["id"], key))
        self._write(folder, "uscc", widths.uscc, numbers["uscc"], lambda key: self._names(numbers["uscc"], key))
        cases = {*self._catalogue.cases, *self._text_cases}
        self._write(folder, "case", widths.case, cases, self._of_case)
        self._write(folder, "tails", widths.tails, self._tails, self._before)
        self._write(folder, "pinyin", widths.pinyin, self._readings, self._read_so)

    def _write(
        self, folder: SearchFolder, family: str, bits: int, keys: "set[str] | Mapping[str, object]", items: _Items
    ) -> None:
        first, further = self._pages[family]
        common: set[str] = set()
        of_bucket: dict[str, Sequence[object]] = {}

        def inputs(key: str) -> bytes:
            of_bucket[key] = items(key)
            return repr(of_bucket[key]).encode()

        def bucket(held: list[str]) -> str:
            entries = {}
            for key in held:
                found = of_bucket[key] if key in of_bucket else items(key)
                entries[key] = _entry(found, first)
                if len(found) > first:
                    common.add(key)
            of_bucket.clear()
            return f'{{"k":{object_json(entries)}}}'

        def pages(key: str) -> dict[int | str, str]:
            found = items(key)
            starts = range(first, len(found), further)
            return {number: to_json(found[start : start + further]) for number, start in enumerate(starts, start=1)}

        folder.write_family(family, bits, keys, bucket, inputs)
        folder.write_further(family, bits, common, pages)

    def _names(self, groups: Groups, key: str) -> list[object]:
        """References to the names under which the records of a key stand."""
        records, names = groups.get(key, ()), self._catalogue.first_keys
        if len(records) == 1:
            return [self._reference(names[records[0]], records)]
        by_name: dict[str, list[int]] = defaultdict(list)
        for record in records:
            by_name[names[record]].append(record)
        return [self._reference(name, by_name[name]) for name in sorted(by_name)]

    def _reference(self, name: str, records: Sequence[int]) -> object:
        if not self._cards.is_common(name):
            return name
        whole = len(records) == len(self._catalogue.cards[name])
        return [name, len(records), *([] if whole else self._cards.pages(name, records))]

    def _of_case(self, key: str) -> list[object]:
        names = self._names(self._catalogue.cases, key)
        texts = self._text_cases.get(key)
        return sorted(f" {self._text_keys[text]}" for text in texts) + names if texts else names

    def _before(self, serial: str) -> list[tuple[str, int]]:
        found = self._tails[serial].items()
        return sorted(sorted(found), key=lambda item: -_year(item[0]))

    def _read_so(self, letters: str) -> list[tuple[str, int]]:
        people = self._catalogue.people
        named = [(name, people[name]) for name in self._readings[letters]]
        return sorted(named, key=lambda item: (-item[1], item[0])) if len(named) > 1 else named


def _entry(items: Sequence[object], first: int) -> str:
    number = f'"n":{len(items)},' if len(items) > first else ""
    return f'{{{number}"r":{values_json(items) if len(items) == 1 else to_json(items[:first])}}}'
