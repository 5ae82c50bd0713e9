"""In which order the kinds of public files are written: what is pointed to before what points to it."""

from enum import StrEnum

from pipeline.evidence.leaves import is_own

_SEARCH = "search/data/"
_CARDS = "search/data/cards/"
_MANIFEST = "search/data/manifest.json"
_ASSETS = "theme/"


class Kind(StrEnum):
    """What a public file is, for the order."""

    CARDS = "cards"
    """Rows of party records, by name; they point to nothing."""
    KEYS = "keys"
    """Any other search file; points to cards and to pages of notices."""
    MANIFEST = "manifest"
    """Widths of the search files: says which of them are asked."""
    ASSET = "asset"
    """Scripts, styles, pictures."""
    PAGE = "page"
    """Pages, feeds, site maps: they point to pages and assets."""
    NOTE = "note"
    """The release's own files: what they speak of stands when they are written."""


def kind_of(path: str) -> Kind:
    """The kind of a public file.

    >>> [kind_of(path).value for path in ("search/data/cards/3/a.json.gz", "search/data/id/1/0.json.gz", "index.html")]
    ['cards', 'keys', 'page']
    """
    if is_own(path):
        return Kind.NOTE
    if path == _MANIFEST:
        return Kind.MANIFEST
    if path.startswith(_CARDS):
        return Kind.CARDS
    if path.startswith(_SEARCH):
        return Kind.KEYS
    return Kind.ASSET if path.startswith(_ASSETS) else Kind.PAGE


def may_move(path: str) -> bool:
    """Whether records stand in a file, so that one may leave it for another."""
    return kind_of(path) in (Kind.CARDS, Kind.KEYS, Kind.PAGE)


def bucket_of(path: str) -> str:
    """What a search file and its further pages have in common.

    >>> bucket_of("search/data/cards/3/a-e6552d95-1.json.gz")
    'search/data/cards/3/a'
    """
    folder, _, name = path.rpartition("/")
    return f"{folder}/{name.partition('.')[0].partition('-')[0]}"
