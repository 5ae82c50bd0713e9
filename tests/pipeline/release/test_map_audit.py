"""The audit of the map: what an operator could sign and a stranger finds all the same."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.core.packing import gzip_bytes, unpacked
from pipeline.core.records import Dataset
from pipeline.evidence.files_list import FILES, grow_files, is_listed, read_files_text
from pipeline.evidence.leaves import Bucket, bucket_leaf, content_digest, content_of, is_own
from pipeline.evidence.merkle import EMPTY
from pipeline.evidence.tiles import FamilyTree, hash_heights
from pipeline.evidence.trees import TreeHeads, grow_trees, write_trees
from pipeline.release.map_audit import audit_map
from tests.search_index import corpus
from tests.search_index.conftest import Built, build
from tests.support.case_system import listing, notice, party
from tests.support.deployment import Deployment

_S = "search/data/"
Files = dict[str, bytes]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    rows = corpus.rows(11, 220, 40) + corpus.aliases()[0][:60]
    return build(tmp_path_factory.mktemp("map"), rows)


@pytest.fixture
def files(built: Built) -> Files:
    """Path -> stored bytes of a site."""
    found = {p.relative_to(built.site).as_posix(): p.read_bytes() for p in built.site.rglob("*") if p.is_file()}
    return found | {"index.html": b"<p>x</p>"}


def _signed(files: Files, widths: dict[str, int]) -> tuple[TreeHeads, Files]:
    """Heads and list that an operator signs over these files, whatever they are."""
    listed = {
        path: content_digest(path, stored) for path, stored in files.items() if is_listed(path) and not is_own(path)
    }
    families = {}
    for family, width in widths.items():
        buckets = [Bucket(family, width, number) for number in range(1 << width)]
        leaves = [bucket_leaf(bucket, files[bucket.path]) if bucket.path in files else EMPTY for bucket in buckets]
        families[family] = FamilyTree(width, hash_heights(b"".join(leaves))[-1])
    return TreeHeads(families, grow_files(listed), EMPTY), listed


def _told(files: Files, built: Built, signed: Files | None = None) -> list[str]:
    heads, listed = _signed(signed or files, built.widths.as_dict())
    counts = {
        name: sum(row["dataset"] == name for row in built.rows) for name in {row["dataset"] for row in built.rows}
    }
    return list(audit_map(files.get, heads, listed, counts))


def test_what_the_export_wrote_passes(files: Files, built: Built) -> None:
    assert any("-f.json.gz" in path for path in files), "a name with further pages is among them"
    assert _told(files, built) == []


def test_it_passes_where_the_host_undoes_the_compression(files: Files, built: Built) -> None:
    assert _told({path: content_of(path, stored) for path, stored in files.items()}, built) == []


def _edit(path: str, change: Callable[[Any], None]) -> Callable[[Files], None]:
    def edit(files: Files) -> None:
        tree = json.loads(unpacked(files[path]))
        change(tree)
        files[path] = gzip_bytes(json.dumps(tree, ensure_ascii=False, separators=(",", ":")).encode())

    return edit


def _buckets(files: Files, family: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The buckets of a family that hold keys."""
    for path in sorted(files):
        if path.startswith(f"{_S}{family}/") and "-" not in path:
            tree = json.loads(unpacked(files[path]))
            if len(tree["k"]) > 1:
                yield path, tree


def _first(files: Files, family: str) -> str:
    return next(_buckets(files, family))[0]


def _drop_key(tree: Any) -> None:
    del tree["k"][next(iter(tree["k"]))]


@pytest.mark.parametrize(
    "family", ["cards", "texts", "id", "uscc", "case", "tails", "pinyin", "orgs", "words", "postings"]
)
def test_a_key_that_is_left_out_is_told(files: Files, built: Built, family: str) -> None:
    path = _first(files, family)
    _edit(path, _drop_key)(files)
    told = _told(files, built)
    says = {"postings": f"{_S}words/", "texts": "the statement counts"}
    assert any(says.get(family, path) in sentence for sentence in told)
    _no_names(told, built)


@pytest.mark.parametrize("family", ["id", "uscc", "case", "tails", "pinyin", "orgs", "words"])
def test_a_key_of_nobody_is_told(files: Files, built: Built, family: str) -> None:
    path = _first(files, family)

    def add(tree: Any) -> None:
        tree["k"]["没有这人"] = next(iter(tree["k"].values()))

    _edit(path, add)(files)
    assert any(sentence.startswith(path) and "1 too many" in sentence for sentence in _told(files, built))


def test_a_card_under_a_name_that_it_does_not_bear_is_told(files: Files, built: Built) -> None:
    path = _first(files, "cards")

    def swap(tree: Any) -> None:
        one, other, *_ = tree["k"]
        tree["k"][one], tree["k"][other] = tree["k"][other], tree["k"][one]

    _edit(path, swap)(files)
    told = _told(files, built)
    assert any(sentence.startswith(path) and "2 other" in sentence for sentence in told)
    _no_names(told, built)


def test_a_card_in_the_wrong_bucket_is_told(files: Files, built: Built) -> None:
    (one, tree), (other, _) = list(_buckets(files, "cards"))[:2]
    name, entry = next(iter(tree["k"].items()))
    _edit(one, _drop_key)(files)
    _edit(other, lambda there: there["k"].update({name: entry}))(files)
    assert f"{other} holds 1 keys that do not belong into it" in _told(files, built)


def test_a_page_of_another_key_is_told(files: Files, built: Built) -> None:
    path = next(path for path in files if path.startswith(f"{_S}cards/") and path.endswith("-1.json.gz"))

    def rename(tree: Any) -> None:
        tree["别人"] = tree.pop(next(iter(tree)))

    _edit(path, rename)(files)
    assert f"{path} holds 1 keys that do not belong into it" in _told(files, built)


def test_a_card_that_says_two_things_is_told(files: Files, built: Built) -> None:
    """A record with two names stands in two buckets."""
    path = next(path for path, tree in _buckets(files, "cards") if "陈小伟" in tree["k"])

    def change(tree: Any) -> None:
        row = next(row for row in tree["k"]["陈小伟"]["r"] if "曾用名" in row[2])
        row[3] = "甲"

    _edit(path, change)(files)
    told = _told(files, built)
    assert any("cards that say something else in another file" in sentence for sentence in told)
    _no_names(told, built)


def test_a_missing_bucket_is_told(files: Files, built: Built) -> None:
    path = Bucket("pinyin", built.widths.pinyin, 0).path
    del files[path]
    assert f"{path} cannot be read" in _told(files, built)


def test_a_second_width_is_told(files: Files, built: Built) -> None:
    files[Bucket("cards", built.widths.cards + 1, 0).path] = gzip_bytes(b'{"c":[],"k":{}}')
    assert any("of a second width" in sentence for sentence in _told(files, built, dict(files)))
    page = f"{_S}cards/{built.widths.cards + 1}/5-emllidpl-1.json.gz"
    files[page] = gzip_bytes(b"{}")
    assert any(sentence.startswith(f"{page} is of a second width") for sentence in _told(files, built))


@pytest.mark.parametrize("path", ["more.json", "cards/x.json.gz", "names/0/0.json.gz", "tables/courts/x.json"])
def test_an_unknown_file_below_the_search_data_is_told(files: Files, built: Built, path: str) -> None:
    files[_S + path] = b"{}"
    assert f"{_S}{path} is no file of the search data" in _told(files, built)


def test_a_page_that_no_card_demands_is_told(files: Files, built: Built) -> None:
    path = next(path for path in files if path.startswith(f"{_S}cards/") and path.endswith("-1.json.gz"))
    more = path.replace("-1.json.gz", "-99.json.gz")
    files[more] = files[path]
    assert f"{more} is demanded by no card" in _told(files, built)


def test_a_file_that_is_in_no_tree_is_told_where_files_can_be_listed(files: Files, built: Built) -> None:
    heads, listed = _signed(files, built.widths.as_dict())
    found = [*files, "release.json", "extra.html"]
    told = list(audit_map(files.get, heads, listed, {}, found))
    assert [sentence for sentence in told if "extra" in sentence] == ["extra.html is in no tree of the statement"]
    assert not any("index.html" in sentence or "release.json" in sentence for sentence in told)


def test_bytes_that_were_changed_after_signing_are_named(files: Files, built: Built, tmp_path: Path) -> None:
    for path, stored in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(stored)
    trees = grow_trees(tmp_path, built.widths.as_dict())
    write_trees(trees, tmp_path)
    path = _first(files, "id")
    changed = dict(files)
    _edit(path, _drop_key)(changed)

    def read(name: str) -> bytes | None:
        place = tmp_path / name
        return changed.get(name) or (place.read_bytes() if place.is_file() else None)

    listed = read_files_text(trees.files_text)
    assert f"{path} is not what the statement signs" in list(audit_map(read, trees.heads, listed, {}))
    (tmp_path / "releases/trees/id/0/0.txt.gz").unlink()
    assert "the buckets of id do not hash to the tree of the statement" in list(
        audit_map(read, trees.heads, listed, {})
    )


def test_counts_that_do_not_fit_are_told(files: Files, built: Built) -> None:
    heads, listed = _signed(files, built.widths.as_dict())
    assert any(
        "the statement counts 0 records of guidelines" in sentence
        for sentence in audit_map(files.get, heads, listed, {})
    )


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{}", b'{"k":[]}', b'{"c":[],"k":{"a":{"r":[[0]]}}}', b'{"c":[],"k":{"a":[]}}', b"\x1f\x8b"],
)
@pytest.mark.parametrize("family", ["cards", "texts", "postings"])
def test_nonsense_ends_in_sentences(files: Files, built: Built, family: str, content: bytes) -> None:
    signed = dict(files)
    files[_first(files, family)] = content
    assert _told(files, built, signed)


@pytest.mark.parametrize("change", [{"format": 3}, {"short_id": 9}, {"pages": {}}, {"profile": "x"}, {"widths": {}}])
def test_a_manifest_that_says_something_else_is_told(files: Files, built: Built, change: dict[str, Any]) -> None:
    _edit(f"{_S}manifest.json", lambda tree: tree.update(change))(files)
    files[f"{_S}manifest.json"] = unpacked(files[f"{_S}manifest.json"])
    assert _told(files, built)


def _no_names(told: list[str], built: Built) -> None:
    names = {str(row["party_name"]) for row in built.rows if row.get("party_name")}
    assert not [sentence for sentence in told for name in names if name in sentence]


def test_the_release_of_a_small_deployment_passes(tmp_path: Path, unchecked_canaries: None) -> None:
    deployment = Deployment.at(tmp_path / "home")
    deployment.holds(
        {
            Dataset.DISHONEST_DEBTORS: [listing("1"), listing("2", "浙江某某科技有限公司")],
            Dataset.UNFINISHED_CASES: [party("3", "陳偉（曾用名：陈小伟）"), party("4")],
            Dataset.AUCTION_NOTICES: [notice("5")],
        }
    )
    deployment.night("2026-11-20")
    public = deployment.public.resolve()
    note = json.loads((public / "release.json").read_text(encoding="utf-8"))
    widths = json.loads((public / f"{_S}manifest.json").read_text(encoding="utf-8"))["widths"]
    trees = grow_trees(public, widths)
    write_trees(trees, public)

    def read(path: str) -> bytes | None:
        return (public / path).read_bytes() if (public / path).is_file() else None

    found = [path.relative_to(public).as_posix() for path in public.rglob("*") if path.is_file()]
    listed = read_files_text(content_of(FILES, read(FILES) or b""))
    assert sum(note["counts"].values()) >= 4
    assert list(audit_map(read, trees.heads, listed, note["counts"], found)) == []
