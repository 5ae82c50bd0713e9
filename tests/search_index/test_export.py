"""The static files: deterministic, of the snapshot alone, and complete."""

import gzip
import json
import random
from pathlib import Path
from typing import Any

from pipeline.masking.profiles import Profile
from pipeline.records import RecordId
from search_index.analyzer import identifier_keys, name_keys
from search_index.export import export_search
from search_index.files import gzip_bytes
from search_index.index import open_index
from search_index.layout import Widths, bucket_of, bucket_path, key_hash, page_path
from tests.search_index import corpus
from tests.search_index.conftest import CARDS_PER_BUCKET, POSTINGS_PER_PAGE, Built, build, export


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def read(built: Built, path: str) -> Any:
    return json.loads(gzip.decompress((built.site / "search" / "data" / path).read_bytes()))


def items(built: Built, family: str, bits: int, key: str, per_page: int) -> list[Any]:
    """All items of a key, read as the browser does."""
    entry = read(built, bucket_path(family, bits, bucket_of(key, bits))).get(key, [0])
    total = entry[0][0] if isinstance(entry[0], list) else entry[0]
    pages = [read(built, page_path(family, bits, key, page))[key] for page in range(1, -(-total // per_page))]
    found: list[Any] = entry[1:] + [item for page in pages for item in page]
    assert len(found) == total
    return found


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
            assert row in items(built, "cards", built.widths.cards, name, CARDS_PER_BUCKET)


def test_common_names_go_on_in_further_pages_newest_first(tmp_path: Path) -> None:
    rows = [{**row, "party_name": "张伟", "party_kind": "natural"} for row in corpus.rows(2, 20, 0, 0)]
    made = build(tmp_path, rows)
    found = items(made, "cards", made.widths.cards, "张伟", CARDS_PER_BUCKET)
    dates = [row.get("listed_on") or row.get("measure_start") or row["filed_on"] for row in found]
    assert len(found) == 20 > CARDS_PER_BUCKET
    assert dates == sorted(dates, reverse=True)


def test_numbers_lead_to_names(built: Built) -> None:
    for row in [row for row in built.rows if row.get("id_number")][:100]:
        for number in identifier_keys(row["id_number"]):
            family = "id" if "*" in number else "uscc"
            names = items(built, family, getattr(built.widths, family), number, POSTINGS_PER_PAGE)
            assert name_keys(row["party_name"])[0] in names


def test_legal_representatives_are_in_cards_alone(built: Built) -> None:
    names = {row["legal_representative"] for row in built.rows if "legal_representative" in row}
    names -= {name for row in built.rows if "party_name" in row for name in name_keys(row["party_name"])}
    assert names
    for path, content in files(built.site / "search" / "data").items():
        if path.startswith(("id/", "uscc/", "case/", "orgs/")):
            text = gzip.decompress(content).decode()
            assert not any(f'"{name}"' in text for name in names)


def test_widths_only_double_and_never_shrink(built: Built, tmp_path: Path) -> None:
    few = corpus.frame(built.rows[:10])
    index = open_index(tmp_path / "index")
    index.update((), few["row"])
    kept = export_search(few, index, tmp_path / "site", profile=Profile.STANDARD, widths=built.widths)
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
    assert read(made, "cards/0/0.json.gz") == {}
