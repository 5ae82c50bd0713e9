"""A site in miniature for the laws of publishing: a release as path -> bytes, and a visitor who uses what stands there."""

import json
import re
import zlib
from collections import defaultdict
from dataclasses import dataclass

from pipeline.targets.contents import links_of, moves_between
from pipeline.targets.plan import Plan, plan_release

Tree = dict[str, bytes]
_PER_PAGE = 2
_CARDS, _ID, _TEXTS = "search/data/cards", "search/data/id", "search/data/texts/0/0.json"


@dataclass(frozen=True)
class Record:
    """Someone or something public."""

    key: str
    """Sixteen letters, as opaque ids are."""
    name: str
    is_notice: bool = False

    @property
    def number(self) -> str:
        return f"N{self.key}".upper()


def build(records: list[Record], width: int, number: int) -> Tree:
    """The files of a release."""
    parties = sorted((one for one in records if not one.is_notice), key=lambda one: one.key, reverse=True)
    notices = sorted((one for one in records if one.is_notice), key=lambda one: one.key, reverse=True)
    tree = {"search/data/manifest.json": _json({"width": width}), "theme/site.css": b"body {}"}
    tree |= _cards(parties, width) | _numbers(parties, width) | _notices(notices)
    tree["index.html"] = _page(["theme/site.css", "notices/", "courts/"] + [f"notices/{n.key}/" for n in notices[:1]])
    tree["courts/index.html"] = _page(["../", *(f"../notices/{n.key}/" for n in notices)])
    tree["release.json"] = _json({"number": number})
    return tree


def plan(old: Tree, new: Tree) -> Plan:
    """The plan, as the bucket makes it."""
    others = old.keys() ^ new.keys()
    changed = [path for path in new if old.get(path, new[path]) != new[path]]
    moves = moves_between(others, changed, lambda path: old.get(path, b""), lambda path: new.get(path, b""))
    as_text = [{path: content.hex() for path, content in tree.items()} for tree in (new, old)]
    return plan_release(as_text[0], as_text[1], lambda path: links_of(path, new[path]) & new.keys(), moves)


def dead_links(tree: Tree) -> set[str]:
    """What a visitor cannot open who starts at the front page or at the search."""
    seen, waiting = set(), ["index.html", *_linked_by_search(tree)]
    dead = set()
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        if path not in tree:
            dead.add(path)
            continue
        waiting += links_of(path, tree[path])
    return dead


def finds_by_name(tree: Tree, record: Record, name: str) -> bool:
    """Whether the search answers a name with a record."""
    width = json.loads(tree["search/data/manifest.json"])["width"]
    bucket = json.loads(tree[f"{_CARDS}/{width}/{_bucket(name, width)}.json"])
    entry = bucket.get(name, {"n": 0, "rows": []})
    rows = list(entry["rows"])
    for page in range(1, -(-entry["n"] // _PER_PAGE)):
        rows += json.loads(tree[_further(name, width, page)])
    return record.key in rows


def finds_by_number(tree: Tree, record: Record) -> bool:
    """Whether the search answers a number with a record."""
    width = json.loads(tree["search/data/manifest.json"])["width"]
    names = json.loads(tree[f"{_ID}/{width}/{_bucket(record.number, width)}.json"]).get(record.number, [])
    return any(finds_by_name(tree, record, name) for name in names)


def finds_notice(tree: Tree, record: Record) -> bool:
    """Whether a notice is in the search, on the lists, and has its page."""
    in_lists, page = b"", "notices/index.html"
    while page:
        in_lists += tree[page]
        following = re.search(rb'href="(page-\d+|\.\./page-\d+)/"', tree[page])
        page = f"notices/{following[1].decode().removeprefix('../')}/index.html" if following else ""
    key = record.key.encode()
    return key in tree[_TEXTS] and key in in_lists and f"notices/{record.key}/index.html" in tree


def places_of(tree: Tree, record: Record) -> set[str]:
    """The files that tell of a record."""
    return {path for path, content in tree.items() if record.key.encode() in content or record.key in path}


def _cards(parties: list[Record], width: int) -> Tree:
    names: dict[str, list[str]] = defaultdict(list)
    for one in parties:
        names[one.name].append(one.key)
    buckets: list[dict[str, object]] = [{} for _ in range(1 << width)]
    tree = {}
    for name, keys in sorted(names.items()):
        buckets[_bucket(name, width)][name] = {"n": len(keys), "rows": keys[:_PER_PAGE]}
        for page in range(1, -(-len(keys) // _PER_PAGE)):
            tree[_further(name, width, page)] = _json(keys[page * _PER_PAGE : (page + 1) * _PER_PAGE])
    return tree | {f"{_CARDS}/{width}/{place}.json": _json(bucket) for place, bucket in enumerate(buckets)}


def _numbers(parties: list[Record], width: int) -> Tree:
    buckets: list[dict[str, list[str]]] = [{} for _ in range(1 << width)]
    for one in parties:
        buckets[_bucket(one.number, width)][one.number] = [one.name]
    return {f"{_ID}/{width}/{place}.json": _json(bucket) for place, bucket in enumerate(buckets)}


def _notices(notices: list[Record]) -> Tree:
    tree = {f"notices/{one.key}/index.html": _page(["../../", "../"]) for one in notices}
    tree[_TEXTS] = _json([one.key for one in notices])
    count = max(1, -(-len(notices) // _PER_PAGE))
    for page in range(count):
        up = "../" if page else ""
        links = [f"{up}{one.key}/" for one in notices[page * _PER_PAGE : (page + 1) * _PER_PAGE]]
        links += [f"{up}page-{page + 2}/"] if page + 1 < count else []
        tree[f"notices/page-{page + 1}/index.html" if page else "notices/index.html"] = _page([f"{up}../", *links])
    return tree


def _linked_by_search(tree: Tree) -> list[str]:
    return [f"notices/{key}/index.html" for key in json.loads(tree[_TEXTS])]


def _further(name: str, width: int, page: int) -> str:
    return f"{_CARDS}/{width}/{_bucket(name, width)}-{zlib.crc32(name.encode()):08x}-{page}.json"


def _bucket(key: str, width: int) -> int:
    return zlib.crc32(key.encode()) & ((1 << width) - 1)


def _page(links: list[str]) -> bytes:
    return "".join(f'<a href="{link}">x</a>\n' for link in links).encode()


def _json(value: object) -> bytes:
    return json.dumps(value, sort_keys=True).encode()
