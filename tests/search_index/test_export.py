"""The static files: deterministic, of the snapshot alone, and complete."""

import gzip
import json
import pickle
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.mapper import IN_PROCESS
from pipeline.core.packing import gzip_bytes
from pipeline.core.records import RecordId
from pipeline.leaks.raw_values import RawValues
from pipeline.leaks.scan import scan_bytes, scan_tree
from pipeline.masking.profiles import Profile
from search_index.analyzer import identifier_keys, name_keys
from search_index.export import LastExport, export_search
from search_index.index import open_index
from search_index.layout import Shown, Sizes, Widths, bucket_of, buckets_of, key_hash, page_path
from search_index.rows import newest_date
from search_index.shares import RenderedShare
from tests.search_index import corpus
from tests.search_index.conftest import CARDS_PER_BUCKET, POSTINGS_PER_PAGE, Built, build, data_of, export
from tests.search_index.reading.hits import Opened
from tests.search_index.reading.store import Store


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def store_of(built: Built) -> Store:
    return Store(data_of(built.site))


def rows_of(built: Built, name: str) -> list[Any]:
    """All rows of a name, read as the browser does."""
    store = store_of(built)
    entry = store.entry("cards", name)
    assert entry is not None
    return Opened(store).rows(entry)


def test_the_history_of_updates_leaves_no_trace(tmp_path: Path) -> None:
    rows = corpus.rows(3, 150, 30)
    at_once = build(tmp_path / "once", rows)
    others = corpus.rows(4, 60, 20)
    index = open_index(tmp_path / "steps")
    index.update((), corpus.canonical(others + rows[:70]), token="1")
    older = [{**row, "case_number": "（2001）浙0106执1号"} for row in rows[60:80]]
    index.update([RecordId(row["id"]) for row in others[:40]], corpus.canonical(older), token="2")
    shuffled = random.Random(5).sample(rows[60:], len(rows) - 60)
    index.update([RecordId(row["id"]) for row in others[40:]], corpus.canonical(shuffled), token="3")
    in_steps = export(tmp_path / "steps-site", rows, index)
    assert files(in_steps.site) == files(at_once.site)
    index.compact()
    assert files(export(tmp_path / "compact-site", rows, index).site) == files(at_once.site)


def test_every_record_lies_under_each_of_its_names(built: Built) -> None:
    for row in [row for row in built.rows if "party_name" in row]:
        for name in name_keys(row["party_name"]):
            assert row in rows_of(built, name)


def test_common_names_go_on_in_further_pages_newest_first(tmp_path: Path) -> None:
    rows = [{**row, "party_name": "张伟", "party_kind": "natural"} for row in corpus.rows(2, 40, 0, 0)]
    made = build(tmp_path, rows)
    entry = store_of(made).entry("cards", "张伟")
    assert entry is not None
    assert (entry.total, len(entry.items["r"]), len(entry.items["p"])) == (40, CARDS_PER_BUCKET, 6)
    assert sum(entry.items["q"]["c"].values()) == sum(entry.items["q"]["y"].values()) == 40
    dates = [newest_date(row) for row in rows_of(made, "张伟")]
    assert len(dates) == 40
    assert dates == sorted(dates, reverse=True)


def test_the_order_of_a_common_name_tells_dataset_court_and_date_of_every_record(tmp_path: Path) -> None:
    rows = [{**row, "party_name": "张伟", "party_kind": "natural"} for row in corpus.rows(2, 40, 0, 0)]
    made = build(tmp_path, rows)
    store = store_of(made)
    entry = store.entry("cards", "张伟")
    assert entry is not None
    expected = [(newest_date(row), row["dataset"], row["court_code"]) for row in rows_of(made, "张伟")]
    assert [(place.date, place.dataset, place.court) for place in Opened(store).order(entry)] == expected


def test_numbers_lead_to_names(built: Built) -> None:
    store = store_of(built)
    for row in [row for row in built.rows if row.get("id_number")][:100]:
        for number in identifier_keys(row["id_number"]):
            entry = store.entry("id" if "*" in number else "uscc", number)
            assert entry is not None
            names = {item if isinstance(item, str) else item[0] for item in entry.items["r"]}
            assert entry.total or name_keys(row["party_name"])[0] in names


def test_legal_representatives_are_in_cards_alone(built: Built) -> None:
    names = {row["legal_representative"] for row in built.rows if "legal_representative" in row}
    names -= {name for row in built.rows if "party_name" in row for name in name_keys(row["party_name"])}
    assert names
    for path, content in files(data_of(built.site)).items():
        if path.startswith(("id/", "uscc/", "case/", "orgs/", "pinyin/")):
            text = gzip.decompress(content).decode()
            assert not any(f'"{name}"' in text for name in names)


def test_a_night_rewrites_only_what_changed_and_ends_in_the_same_bytes(tmp_path: Path) -> None:
    rows = corpus.rows(3, 300, 40)
    before = build(tmp_path / "before", rows)
    held = files(before.site)
    changed = {**rows[7], "case_number": "（2001）浙0106执1号"}
    fresh = corpus.rows(99, 1, 0, 0)
    later = [changed if row is rows[7] else row for row in rows if row is not rows[11]] + fresh
    before.index.update([RecordId(rows[11]["id"])], corpus.canonical([changed, *fresh]), token="2")
    after = export(tmp_path / "after", later, before.index, previous=before)
    anew = build(tmp_path / "anew", later)
    assert files(after.site) == files(anew.site)
    assert after.written < anew.written / 5
    assert files(before.site) == held


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_nights_of_any_changes_end_in_the_bytes_of_a_full_build(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    rng = random.Random(seed)
    home = tmp_path_factory.mktemp("nights")
    rows = corpus.rows(seed, rng.randrange(1, 150), rng.randrange(20))
    now = build(home / "0", rows)
    for night in (1, 2):
        kept = [row for row in rows if rng.random() > 0.1]
        common = rng.choice(["王伟", "杭州华美科技有限公司", "陈静"])
        moved = [{**row, "party_name": common} for row in kept[:9] if "party_name" in row]
        fresh = corpus.rows(seed + night, rng.randrange(60), rng.randrange(9))
        changed = {row["id"]: row for row in [*moved, *fresh]}
        later = [*(row for row in kept if row["id"] not in changed), *changed.values()]
        gone = [RecordId(row["id"]) for row in rows if row not in kept]
        now.index.update(gone, corpus.canonical(list(changed.values())), token=str(night))
        now, rows = export(home / str(night), later, now.index, previous=now), later
        index = open_index(home / f"index-{night}")
        index.update((), corpus.canonical(later))
        anew = home / f"anew-{night}"
        export_search(
            now.frame,
            index,
            data_of(anew),
            shown=Shown(Profile.STANDARD),
            sizes=Sizes(CARDS_PER_BUCKET, POSTINGS_PER_PAGE),
            last=LastExport(now.widths),
        )
        assert files(now.site) == files(anew)


def test_an_unchanged_night_writes_nothing(tmp_path: Path) -> None:
    before = build(tmp_path / "before", corpus.rows(3, 50, 10))
    assert export(tmp_path / "after", before.rows, before.index, previous=before).written == 0


def test_a_folder_of_links_is_written_without_touching_the_earlier_release(tmp_path: Path) -> None:
    before = build(tmp_path / "before", corpus.rows(3, 50, 10))
    export(tmp_path / "after", before.rows, before.index, previous=before)
    held = files(before.site)
    other = build(tmp_path / "other", corpus.rows(4, 50, 10))
    export(tmp_path / "after", other.rows, other.index)
    assert files(before.site) == held


@pytest.mark.parametrize("damage", [b"", b"\x1f\x8b", None], ids=["empty", "cut", "altered"])
def test_a_damaged_earlier_file_is_written_anew(tmp_path: Path, damage: bytes | None) -> None:
    before = build(tmp_path / "before", corpus.rows(3, 50, 10))
    path = next((data_of(before.site) / "cards").rglob("*.gz"))
    whole = path.read_bytes()
    path.write_bytes(whole[:20] + b"\xff" + whole[21:] if damage is None else damage)
    after = export(tmp_path / "after", before.rows, before.index, previous=before)
    assert after.written == 1
    assert files(after.site)[path.relative_to(before.site).as_posix()] == whole


def test_widths_only_double_and_never_shrink(built: Built, tmp_path: Path) -> None:
    few = corpus.frame(built.rows[:10])
    index = open_index(tmp_path / "index")
    index.update((), few["row"])
    kept = export_search(
        few, index, tmp_path / "site", shown=Shown(Profile.STANDARD), last=LastExport(built.widths)
    ).widths
    assert kept == built.widths
    assert Widths.from_dict(kept.as_dict()) == kept
    assert len(list((tmp_path / "site" / "cards" / str(kept.cards)).iterdir())) == 2**kept.cards


def test_a_doubling_splits_a_bucket_in_two() -> None:
    for key in corpus.SURNAMES + corpus.GIVEN:
        for bits in range(8):
            assert bucket_of(key, bits + 1) in (bucket_of(key, bits), bucket_of(key, bits) + 2**bits)


def test_hashes_spread_evenly() -> None:
    rng = random.Random(1)
    counts = [0] * 64
    for _ in range(6400):
        counts[key_hash(corpus.person_name(rng) + str(rng.random())) % 64] += 1
    assert min(counts) > 60
    assert max(counts) < 150


def test_compressed_files_name_no_time_and_no_system() -> None:
    packed = gzip_bytes("阳光".encode())
    assert packed[:10] == b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
    assert gzip.decompress(packed) == "阳光".encode()


def test_nothing_at_all_can_be_exported(tmp_path: Path) -> None:
    made = build(tmp_path, [])
    assert made.widths == Widths()
    assert store_of(made).entry("cards", "陈伟") is None


def test_the_manifest_is_small_and_says_nothing_about_the_snapshot(tmp_path: Path) -> None:
    few, many = (build(tmp_path / str(size), corpus.rows(1, size, 5)) for size in (5, 200))
    texts = [(data_of(made.site) / "manifest.json").read_text(encoding="utf-8") for made in (few, many)]
    assert len(gzip.compress(texts[1].encode())) < 1200
    assert [{**json.loads(text), "widths": None} for text in texts].count({**json.loads(texts[0]), "widths": None}) == 2


@given(st.lists(st.text(), unique=True), st.integers(0, 20))
def test_buckets_of_many_keys_are_those_of_each(keys: list[str], bits: int) -> None:
    keys = [key.encode(errors="ignore").decode() for key in keys]
    assert buckets_of(keys, bits) == [bucket_of(key, bits) for key in keys]


class Shared:
    """Renders in shares as a cluster does, here, and keeps what each rendered."""

    pieces = 99

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self.rendered: list[RenderedShare] = []

    def map(self, function: Any, pieces: Any) -> Any:
        for piece in pieces:
            self.rendered.append(pickle.loads(pickle.dumps(function(pickle.loads(pickle.dumps(piece))))))
            yield self.rendered[-1]


@pytest.mark.parametrize("workers", [2, 3, pytest.param(70, marks=pytest.mark.drill)])
def test_rendered_in_shares_the_files_are_the_same_and_each_is_rendered_once(
    built: Built, tmp_path: Path, workers: int
) -> None:
    mapper = Shared(workers)
    sizes = Sizes(CARDS_PER_BUCKET, POSTINGS_PER_PAGE)
    out = tmp_path / "site"
    done = export_search(built.frame, built.index, out, shown=Shown(Profile.STANDARD), sizes=sizes, mapper=mapper)
    assert files(out) == files(data_of(built.site))
    assert done.widths == built.widths
    assert len(mapper.rendered) == workers
    assert sum(len(share.files) for share in mapper.rendered) == len(files(out)) == done.written
    assert not set(mapper.rendered[0].files) & set(mapper.rendered[1].files)
    assert all(share.widths == built.widths for share in mapper.rendered)


def test_shares_are_taken_over_from_the_release_before_where_they_are_equal(built: Built, tmp_path: Path) -> None:
    previous, sizes = data_of(built.site), Sizes(CARDS_PER_BUCKET, POSTINGS_PER_PAGE)
    fewer = built.frame.iloc[:-3]
    alone, shared = tmp_path / "alone", tmp_path / "shared"
    counts = [
        export_search(
            fewer,
            built.index,
            out,
            shown=Shown(Profile.STANDARD),
            sizes=sizes,
            last=LastExport(built.widths, previous),
            mapper=mapper,
        )
        for out, mapper in ((alone, IN_PROCESS), (shared, Shared(2)))
    ]
    assert files(shared) == files(alone)
    assert counts[0] == counts[1]
    assert counts[0].linked > counts[0].written > 0


def test_names_that_spell_a_label_are_no_accounts_to_the_detector(tmp_path: Path) -> None:
    """A name such as 魏兴胜 reads weixingsheng, and weixin announces an account."""
    names = ("魏新", "卫欣", "韦兴", "魏兴胜", "卫星光", "韦新城", "魏信昌", "卫馨中", "韦心双")
    rows = [
        {**row, "party_name": name, "party_kind": "natural"}
        for name, row in zip(names, corpus.rows(2, 9, 0, 0), strict=True)
    ]
    made = build(tmp_path, rows)
    assert store_of(made).entry("pinyin", "weixingsheng")
    assert scan_tree(data_of(made.site), raw=RawValues.collect([], [], [], []), profile="standard").hits == ()


def test_no_address_of_a_page_looks_like_a_number_to_the_detector() -> None:
    """At a million records it once did: bucket and hash together read as a telephone number."""
    keys = [f"陈{number}" for number in range(60_000)]
    addresses = "\n".join(f"search/data/{page_path('cards', 12 + n % 7, key, 'f')}" for n, key in enumerate(keys))
    tonight = RawValues.collect([], [], [], [])
    assert scan_bytes(addresses.encode(), file="releases/files.txt", raw=tonight) == ()
