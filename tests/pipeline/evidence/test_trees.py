"""The trees of a staged release: what is a leaf, difference and from scratch alike, damage of what was before."""

import hashlib
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.errors import ReleaseRefused
from pipeline.core.packing import gzip_bytes, unpacked
from pipeline.evidence import files_list, leaves, tiles, trees
from pipeline.evidence.files_list import FILES, files_text, grow_files, read_files_text
from pipeline.evidence.leaves import Bucket, bucket_leaf, content_digest, content_of
from pipeline.evidence.merkle import EMPTY, hash_tree
from pipeline.evidence.tiles import FamilyTree, proves_leaf, tile_levels, tile_path, tile_problems
from pipeline.evidence.trees import LastTrees, grow_trees, read_heads, write_trees
from tests.pipeline.evidence.staged import OTHER, WIDTHS, bucket_content, contents, grown, reader, stage

_SMALL = {"cards": 3, "texts": 0}
_FILES = contents(_SMALL)


def _field(data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + data


def test_a_bucket_s_leaf_is_what_the_page_says() -> None:
    content = bucket_content(["甲", "乙"])
    data = (
        _field(b"yg-leaf/1") + _field(b"cards") + _field(b"\0\0\0\x07") + _field(b"\0\0\0\x5a")
        + _field(b"") + _field(b"") + _field(b"\0\0\0\x02") + _field(hashlib.sha256(content).digest())
    )  # fmt: skip
    expected = hashlib.sha256(b"\0" + data).digest()
    assert bucket_leaf(Bucket("cards", 7, 90), gzip_bytes(content)) == expected
    assert bucket_leaf(Bucket("cards", 7, 90), content) == expected, "a host may undo the compression"


def test_the_list_is_what_the_page_says(tmp_path: Path) -> None:
    grown(stage(tmp_path, contents()))
    lines = content_of(FILES, (tmp_path / FILES).read_bytes()).decode().splitlines()
    assert [line[66:] for line in lines] == sorted(OTHER, key=str.encode)
    assert lines[-1][:64].translate(str.maketrans("abcdefghijklmnop", "0123456789abcdef")) == (
        hashlib.sha256(OTHER[lines[-1][66:]]).hexdigest()
    )


def test_the_tree_of_files_is_what_the_page_says(tmp_path: Path) -> None:
    heads = grown(stage(tmp_path, contents())).heads
    data = [
        _field(b"yg-file/1") + _field(p.encode()) + _field(hashlib.sha256(c).digest()) for p, c in sorted(OTHER.items())
    ]
    assert heads.files.root == hash_tree([hashlib.sha256(b"\0" + leaf).digest() for leaf in data])
    assert heads.files.count == len(OTHER)
    assert grow_files({}).root == EMPTY


def test_heads_read_back_as_they_were(tmp_path: Path) -> None:
    heads = grown(stage(tmp_path, contents())).heads
    told = heads.as_dict()
    assert read_heads(told["trees"], told["files"], heads.listed.hex()) == heads


@pytest.mark.parametrize(
    ("family", "tree"),
    [
        ("cards", {"width": 21, "root": "00" * 32}),
        ("cards", {"width": -1, "root": "00" * 32}),
        ("cards", {"width": True, "root": "00" * 32}),
        ("cards", {"width": 1.0, "root": "00" * 32}),
        ("cards", {"width": 1, "root": "00" * 31}),
        ("cards", {"width": 1, "root": "AA" * 32}),
        ("cards", {"width": 1}),
        ("cards", {"width": 1, "root": "00" * 32, "more": 1}),
        ("cards", []),
        ("names", {"width": 1, "root": "00" * 32}),
    ],
)
def test_heads_of_another_form_are_refused(family: str, tree: object) -> None:
    with pytest.raises(ValueError, match="not in their form"):
        read_heads({family: tree}, {"count": 0, "root": EMPTY.hex()}, EMPTY.hex())


def test_the_same_release_gives_the_same_bytes(tmp_path: Path) -> None:
    first, again = stage(tmp_path / "a", contents()), stage(tmp_path / "b", dict(reversed(contents().items())))
    grown(first), grown(again)
    assert _own_bytes(first) == _own_bytes(again)


def test_what_an_earlier_try_left_goes(tmp_path: Path) -> None:
    root = stage(tmp_path, contents() | {"releases/trees/cards/0/7.bin": b"old"})
    grown(root)
    assert not (root / "releases/trees/cards/0/7.bin").exists()


def test_the_release_s_own_files_are_in_no_tree(tmp_path: Path) -> None:
    root = stage(tmp_path, contents())
    before = grown(root).heads
    (root / "release.json").write_bytes(b"other")
    (root / "releases/8.dsse.json").write_bytes(b"more")
    assert grow_trees(root, WIDTHS).heads == before


def _drop(path: str) -> Callable[[Path], None]:
    return lambda root: (root / path).unlink()


def _put(path: str, content: bytes = b'{"k":{}}') -> Callable[[Path], object]:
    return lambda root: stage(root, {path: content})


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (_drop("search/data/cards/3/5.json.gz"), "search/data/cards/3/5.json.gz is missing"),
        (_put("search/data/cards/2/0.json.gz"), "of a second width; cards has width 3"),
        (_put("search/data/cards/2/0-emllidpl-1.json.gz"), "of a second width; cards has width 3"),
        (_put("search/data/cards/3/8.json.gz"), "cards has 8 buckets"),
        (_put("search/data/cards/3/05.json.gz"), "is no file of the search data"),
        (_put("search/data/cards/3/A.json.gz"), "is no file of the search data"),
        (_put("search/data/cards/3/5.json"), "is no file of the search data"),
        (_put("search/data/names/3/5.json.gz"), "is no file of the search data"),
        (_put("search/data/more.json"), "is no file of the search data"),
        (_put("search/data/cards/3/6-emllidpl-1.json.gz"), "is a page of a key of another bucket"),
        (_put("search/data/cards/3/5.json.gz", b"[]"), "5.json.gz is no bucket"),
        (_put("search/data/cards/3/5.json.gz", b'{"k":{"a":1,"a":2}}'), "5.json.gz is no bucket"),
        (_put("notices/a\nb.html"), "no path that a list of files may hold"),
        (_put("notices/a\\b.html"), "no path that a list of files may hold"),
    ],
)
def test_what_no_release_may_hold_is_not_signed(tmp_path: Path, harm: Callable[[Path], object], said: str) -> None:
    root = stage(tmp_path, contents())
    harm(root)
    with pytest.raises(ReleaseRefused, match=said):
        grow_trees(root, WIDTHS)


@pytest.mark.parametrize("widths", [{"cards": 21}, {"cards": -1}, {"names": 1}])
def test_no_tree_of_another_kind(tmp_path: Path, widths: dict[str, int]) -> None:
    with pytest.raises(ReleaseRefused, match="no trees for width"):
        grow_trees(tmp_path, widths)


# By difference


class _Calls(Counter[str]):
    """How often each hashing function was called in growing trees."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        super().__init__()
        places = {
            trees: ("bucket_leaf", "hash_node", "grow_files", "hash_heights"),
            files_list: ("file_leaf", "hash_tree"),
        }
        for module, names in places.items():
            for name in names:
                monkeypatch.setattr(module, name, self._counted(name, getattr(module, name)))
        monkeypatch.setattr(trees, "content_digest", self._digest)

    def _counted(self, name: str, made: Callable[..., object]) -> Callable[..., object]:
        def counted(*arguments: object) -> object:
            self[name] += 1
            return made(*arguments)

        return counted

    def _digest(self, path: str, stored: bytes) -> bytes:
        self["list" if path == files_list.SUBJECT else "content_digest"] += 1
        return content_digest(path, stored)


def test_a_night_that_changed_nothing_hashes_no_file_and_no_leaf(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = stage(tmp_path / "a", contents())
    last = LastTrees(first, grown(first).heads)
    second = stage(tmp_path / "b", contents(), first)
    calls = _Calls(monkeypatch)
    assert grown(second, last=last).heads == last.heads
    assert calls == {"hash_heights": len(WIDTHS), "list": 2}, "only what is taken over was checked"
    assert _own_bytes(first) == _own_bytes(second)


def test_above_a_changed_leaf_only_its_way_to_the_root_is_hashed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = stage(tmp_path / "a", contents())
    last = LastTrees(first, grown(first).heads)
    changed = contents() | {Bucket("orgs", 9, 77).path: bucket_content(["新"]), "index.html": b"new"}
    second = stage(tmp_path / "b", changed, first)
    calls = _Calls(monkeypatch)
    heads = grown(second, last=last).heads
    assert (calls["bucket_leaf"], calls["hash_node"], calls["content_digest"]) == (1, 9, 1)
    assert calls["hash_heights"] == len(WIDTHS)
    monkeypatch.undo()
    assert heads == grow_trees(second, WIDTHS).heads


def test_equal_bytes_are_taken_over_where_links_do_not_reach(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = stage(tmp_path / "a", contents())
    last = LastTrees(first, grown(first).heads)
    second = stage(tmp_path / "b", contents())
    calls = _Calls(monkeypatch)
    assert grow_trees(second, WIDTHS, last).heads == last.heads
    assert calls["bucket_leaf"] == calls["content_digest"] == 0


def test_a_family_that_doubled_is_hashed_anew(tmp_path: Path) -> None:
    first = stage(tmp_path / "a", contents())
    last = LastTrees(first, grown(first).heads)
    wider = {**WIDTHS, "orgs": 10}
    second = stage(tmp_path / "b", contents(wider), first)
    heads = grow_trees(second, wider, last).heads
    assert heads == grow_trees(second, wider).heads
    assert heads.families["cards"] == last.heads.families["cards"]
    assert heads.families["orgs"] != last.heads.families["orgs"]


def _flip(path: str) -> Callable[[Path], None]:
    def flip(root: Path) -> None:
        _rewrite(root / path, lambda old: old[:40] + bytes([old[40] ^ 1]) + old[41:])

    return flip


def _rewrite(path: Path, change: Callable[[bytes], bytes]) -> None:
    """Change a file and leave its times, as a failing disk does."""
    times, content = path.stat(), path.read_bytes()
    path.write_bytes(change(content))
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def _swap(one: str, other: str) -> Callable[[Path], None]:
    def swap(root: Path) -> None:
        first, second = (root / one).read_bytes(), (root / other).read_bytes()
        _rewrite(root / one, lambda _: second)
        _rewrite(root / other, lambda _: first)

    return swap


def _other_list(root: Path) -> None:
    digests = read_files_text(content_of(FILES, (root / FILES).read_bytes()))
    _rewrite(root / FILES, lambda _: gzip_bytes(files_text(digests | {"index.html": EMPTY})))


_DAMAGES: list[Callable[[Path], object]] = [
    _flip(tile_path("orgs", 0, 1)),
    _flip(tile_path("orgs", 1, 0)),
    _flip(tile_path("cards", 0, 0)),
    _flip(FILES),
    _other_list,
    _swap(tile_path("orgs", 0, 0), tile_path("orgs", 0, 1)),
    lambda root: _rewrite(root / tile_path("orgs", 0, 0), lambda old: old[:-1]),
    lambda root: _rewrite(root / tile_path("orgs", 0, 0), lambda old: old + old),
    lambda root: _rewrite(root / tile_path("texts", 0, 0), lambda _: b""),
    lambda root: (root / tile_path("orgs", 0, 1)).unlink(),
    lambda root: (root / FILES).unlink(),
    lambda root: _rewrite(root / FILES, lambda _: b"\x1f\x8bno list"),
    lambda root: _rewrite(root / FILES, lambda _: b"no list"),
    lambda root: write_trees(grow_trees(stage(root / "x", contents(_SMALL)), _SMALL), root),
]


@pytest.fixture(scope="module")
def two_nights(tmp_path_factory: pytest.TempPathFactory) -> tuple[LastTrees, list[Path]]:
    """A release, and what is staged after it: the same, and with changes."""
    folder = tmp_path_factory.mktemp("nights")
    first = stage(folder / "first", contents())
    heads = grown(first).heads
    changed = {Bucket("orgs", 9, 300).path: bucket_content(["新"]), "index.html": b"new"}
    nights = (stage(folder / str(number), contents() | more, first) for number, more in enumerate(({}, changed)))
    return LastTrees(first, heads), list(nights)


@pytest.mark.parametrize("number", range(len(_DAMAGES)))
def test_damage_of_the_old_tree_gets_into_no_root_and_no_tile(
    two_nights: tuple[LastTrees, list[Path]], tmp_path: Path, number: int
) -> None:
    last, nights = two_nights
    whole = [grow_trees(root, WIDTHS, last) for root in nights]
    damaged = LastTrees(shutil.copytree(last.folder, tmp_path / "old", copy_function=os.link), last.heads)
    shutil.rmtree(damaged.folder / "releases/trees")
    shutil.copytree(last.folder / "releases/trees", damaged.folder / "releases/trees")
    _DAMAGES[number](damaged.folder)
    assert [grow_trees(root, WIDTHS, damaged) for root in nights] == whole


def test_a_file_that_was_put_into_the_old_tree_afterwards_is_not_believed(tmp_path: Path) -> None:
    first = stage(tmp_path / "a", contents())
    last = LastTrees(first, grown(first).heads)
    new = {Bucket("cards", 3, 5).path: bucket_content(["新"]), "index.html": b"new"}
    later = max(path.stat().st_mtime_ns for path in (first / FILES).parent.rglob("*.gz")) + 1_000_000
    for path in stage(tmp_path / "new", new).rglob("*.*"):
        target = first / path.relative_to(tmp_path / "new")
        target.unlink()
        path.rename(target)
        os.utime(target, ns=(later, later))
    second = stage(tmp_path / "b", contents() | new, first)
    assert grow_trees(second, WIDTHS, last).heads == grow_trees(second, WIDTHS).heads != last.heads


def test_a_folder_that_is_gone_costs_time_only(tmp_path: Path) -> None:
    first = stage(tmp_path / "a", contents())
    heads = grown(first).heads
    assert grow_trees(first, WIDTHS, LastTrees(tmp_path / "nothing", heads)).heads == heads


_NEW = st.lists(st.sampled_from("甲乙丙丁"), unique=True, max_size=3).map(bucket_content)
_NIGHT = st.fixed_dictionaries(
    {
        "changed": st.dictionaries(st.sampled_from([*sorted(_FILES), "new/a.html", "new/b.csv.gz"]), _NEW, max_size=6),
        "dropped": st.sets(st.sampled_from(sorted(OTHER)), max_size=3),
    }
)


@settings(max_examples=12, deadline=None)
@given(st.lists(_NIGHT, max_size=3))
def test_by_difference_and_from_scratch_are_alike(nights: list[Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = stage(Path(folder) / "first", _FILES)
        files, last = _FILES, LastTrees(root, grown(root, _SMALL).heads)
        for number, night in enumerate(nights):
            merged = files | night["changed"]
            files = {path: content for path, content in merged.items() if path not in night["dropped"]}
            root = stage(Path(folder) / str(number), files, last.folder)
            found = grown(root, _SMALL, last)
            assert found == grow_trees(root, _SMALL)
            last = LastTrees(root, found.heads)


@pytest.mark.parametrize("path", sorted(_FILES))
def test_any_change_of_any_content_file_changes_the_heads(tmp_path: Path, path: str) -> None:
    root = stage(tmp_path, _FILES)
    before = grow_trees(root, _SMALL).heads
    stage(root, {path: bucket_content(["变"])})
    assert (grow_trees(root, _SMALL).heads == before) is leaves.is_own(path)


# Tiles


@pytest.mark.parametrize("width", [0, 1, 7, 8, 9, 16, 17])
def test_tiles_prove_each_leaf_and_no_other(tmp_path: Path, width: int) -> None:
    held = b"".join(hashlib.sha256(number.to_bytes(4, "big")).digest() for number in range(1 << width))
    heights = tiles.hash_heights(held)
    files = dict(tiles.cut_tiles("cards", heights))
    tree = FamilyTree(width, heights[-1])
    assert {path.split("/")[3] for path in files} == {str(level) for level in tile_levels(width)}
    assert all(len(content) <= 10_240 for content in files.values())
    assert list(tile_problems(files.get, "cards", tree)) == []
    assert tiles.read_leaves(files.get, "cards", width) == held
    for number in {*range(0, 1 << width, max(1, (1 << width) // 97)), (1 << width) - 1}:
        leaf = held[32 * number : 32 * number + 32]
        assert proves_leaf(files.get, "cards", tree, number, leaf)
        assert not proves_leaf(files.get, "cards", tree, number, EMPTY)
        assert not proves_leaf(files.get, "cards", tree, number ^ 1, leaf) or not width
    assert not proves_leaf(files.get, "cards", tree, 1 << width, held[:32])


def test_a_bad_tile_is_named(tmp_path: Path) -> None:
    root = stage(tmp_path, contents())
    tree = grown(root).heads.families["orgs"]
    tile = root / tile_path("orgs", 0, 1)
    text = unpacked(tile.read_bytes())
    tile.write_bytes(gzip_bytes((b"b" if text[:1] == b"a" else b"a") + text[1:]))
    assert list(tile_problems(reader(root), "orgs", tree)) == [
        "releases/trees/orgs/0/1.txt.gz does not hash to the tree of orgs"
    ]
    (root / tile_path("orgs", 0, 0)).unlink()
    assert "releases/trees/orgs/0/0.txt.gz cannot be read" in next(tile_problems(reader(root), "orgs", tree))


# The list


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda lines: [*lines[:2], lines[1], *lines[2:]], "names .* twice"),
        (lambda lines: [lines[1], lines[0], *lines[2:]], "is not sorted at"),
        (lambda lines: [*lines[:-1], lines[-1][:66] + "公告/../甲.html\n"], "does not belong"),
        (lambda lines: [lines[0][:66] + "/a\n", *lines], "does not belong"),
        (lambda lines: [*lines[:4], lines[-1][:66] + "search/data/cards/3/5.json.gz\n"], "does not belong"),
        (lambda lines: [*lines[:2], lines[-1][:66] + "release.json\n"], "does not belong"),
        (lambda lines: [*lines[:-1], lines[-1][:-1]], "not in its form"),
        (lambda lines: [*lines, "\n"], "not in its form"),
        (lambda lines: ["q" + lines[0][1:], *lines[1:]], "not in its form"),
        (lambda lines: [lines[0][:64] + " " + lines[0][66:], *lines[1:]], "not in its form"),
    ],
)
def test_a_list_of_another_form_is_refused(change: Callable[[list[str]], list[str]], said: str) -> None:
    digests = {path: hashlib.sha256(content).digest() for path, content in OTHER.items()}
    lines = files_text(digests).decode().splitlines(keepends=True)
    assert read_files_text("".join(lines).encode()) == digests
    with pytest.raises(ValueError, match=said):
        read_files_text("".join(change(lines)).encode())


@given(
    st.dictionaries(
        st.text(st.characters(codec="utf-8"), min_size=1),
        st.binary(min_size=32, max_size=32),
    )
)
def test_a_list_reads_back(digests: dict[str, bytes]) -> None:
    known = {
        path: digest for path, digest in digests.items() if files_list.is_path(path) and files_list.is_listed(path)
    }
    text = files_text(known)
    assert read_files_text(text) == known
    paths = [line[66:] for line in text.split(b"\n")[:-1]]
    assert paths == sorted(paths), "sorted by bytes"


# Content


def test_content_of_a_packed_file_is_what_is_inside() -> None:
    stored = gzip_bytes(b"x")
    assert content_of("a.gz", stored) == content_of("a.gz", b"x") == b"x"
    assert content_of("a", stored) == stored
    for damaged in (stored[:-1], stored + b"x", stored + stored, stored[:-8] + bytes([stored[-8] ^ 1]) + stored[-7:]):
        with pytest.raises(ValueError, match=r"a\.gz cannot be unpacked"):
            content_of("a.gz", damaged)


def test_what_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leaves, "LARGEST_CONTENT", 1000)
    with pytest.raises(ValueError, match="cannot be unpacked"):
        content_of("a.gz", gzip_bytes(bytes(2000)))


def _own_bytes(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted((root / "releases/trees").rglob("*"))
        if path.is_file()
    }
