"""What a stranger finds in a public place, and what may be wrong with it in the middle of a publication."""

import gzip
import json
import zlib
from collections.abc import Iterable

from pipeline.evidence.leaves import is_own
from pipeline.targets.contents import links_of, record_ids
from search_index.read_back import rows_of_cards

Tree = dict[str, bytes]
"""Path -> bytes of every public file."""
_OF_THE_NIGHT = ("releases/", "release.json")


def content_of(tree: Tree) -> Tree:
    """Without what every release writes anew; the trees over all files stay."""
    return {path: one for path, one in tree.items() if not is_own(path) or path.startswith("releases/trees/")}


def problems(seen: Tree, before: Tree, after: Tree, gone: Iterable[str], *, is_swapped: bool) -> list[str]:
    """What is wrong with a public place whose publication was broken off.

    Args:
        seen: What stands there.
        before: The release before.
        after: The release that was on its way.
        gone: Ids that were public once and are in neither.
        is_swapped: Whether the place is a folder, which is the one or the other and never a mixture.
    """
    return [
        *_neither(seen, before, after, is_swapped),
        *_returned(seen, before, after, gone),
        *(f"dead link {link}" for link in sorted(dead_links(seen) - dead_links(before) - dead_links(after))),
        *_lost(seen, before, after),
    ]


def dead_links(tree: Tree) -> set[str]:
    """What cannot be opened by whoever starts at the front page."""
    seen, waiting, dead = set(), ["index.html"], set()
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        if path in tree:
            waiting += links_of(path, tree[path])
        else:
            dead.add(path)
    return dead


def found_ids(tree: Tree) -> set[str]:
    """Records that the search answers with, and notices that have a page."""
    widths = json.loads(tree["search/data/manifest.json"])["widths"]
    cards = f"search/data/cards/{widths['cards']}/"
    parties = {row["id"] for path, one in tree.items() if path.startswith(cards) for row in rows_of_cards(one)}
    notices = {path.split("/")[1] for path in tree if path.startswith("notices/") and path.count("/") == 2}
    return {str(one) for one in parties} | {one for one in notices if len(one) == 16}


def _neither(seen: Tree, before: Tree, after: Tree, is_swapped: bool) -> list[str]:
    now, old, new = content_of(seen), content_of(before), content_of(after)
    if is_swapped:
        differing = {path for path in now.keys() | old.keys() if now.get(path) != old.get(path)}
        others = {path for path in now.keys() | new.keys() if now.get(path) != new.get(path)}
        return [] if not differing or not others else [f"a mixture in a folder: {sorted(differing & others)[:3]}"]
    wrong = [path for path, one in now.items() if one not in (old.get(path), new.get(path))]
    return [f"neither old nor new: {path}" for path in wrong if not path.startswith(_OF_THE_NIGHT)]


def _returned(seen: Tree, before: Tree, after: Tree, gone: Iterable[str]) -> list[str]:
    """Ids that may stand only where the old or the new release has them: nameless pages of withdrawn notices."""
    wanted, found = set(gone), []
    for path, one in seen.items():
        allowed: set[str] = set()
        for tree in (before, after):
            if path in tree:
                allowed |= record_ids(tree[path])
        found += [f"returned: {record} in {path}" for record in (record_ids(one) & wanted) - allowed]
    return found


def _lost(seen: Tree, before: Tree, after: Tree) -> list[str]:
    try:
        return [f"lost: {record}" for record in sorted((found_ids(before) & found_ids(after)) - found_ids(seen))]
    except (KeyError, ValueError, zlib.error, gzip.BadGzipFile) as error:
        return [f"the search cannot be read: {type(error).__name__}"]
