"""By difference: what was made of the same is linked, and a night by difference ends in the bytes of a full one."""

import random
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.records import PublicRow, RecordId
from pipeline.masking.profiles import Profile
from search_index import kept as room
from search_index.export import LastExport, export_search
from search_index.kept import KEPT_BUCKETS, RENDERING, context_of, input_digest, read_buckets
from search_index.layout import Shown, Sizes, bucket_path
from tests.search_index import corpus
from tests.search_index.conftest import CARDS_PER_BUCKET, POSTINGS_PER_PAGE, Built, build, data_of, export
from tests.search_index.test_export import Shared, files

SIZES = Sizes(CARDS_PER_BUCKET, POSTINGS_PER_PAGE)


class Unread:
    """An index that nobody may read."""

    def view(self) -> Any:
        raise AssertionError("the words were read")


def in_full(home: Path, built: Built) -> dict[str, bytes]:
    """The files of the same rows, rendered from nothing at the same widths."""
    out = home / "site"
    last = LastExport(built.widths)
    export_search(built.frame, built.index, data_of(out), shown=Shown(Profile.STANDARD), sizes=SIZES, last=last)
    return files(out)


@settings(max_examples=8, deadline=None)
@given(data=st.data())
def test_nights_by_difference_end_in_the_bytes_of_a_full_night(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    home = tmp_path_factory.mktemp("nights")
    seed = data.draw(st.integers(0, 10**6))
    rows = corpus.rows(seed, data.draw(st.integers(0, 90)), data.draw(st.integers(0, 9)))
    now = build(home / "0", rows)
    for night in range(1, data.draw(st.integers(1, 3)) + 1):
        gone = set(data.draw(st.lists(st.sampled_from([row["id"] for row in rows]), max_size=5)) if rows else [])
        touched = data.draw(st.lists(st.sampled_from(rows), max_size=5)) if rows else []
        changed = {row["id"]: _otherwise(row, data) for row in touched if row["id"] not in gone}
        fresh = corpus.rows(
            seed + night, data.draw(st.sampled_from([0, 1, 60])), data.draw(st.sampled_from([0, 1, 9])), 0
        )
        changed |= {row["id"]: row for row in fresh}
        later = [row for row in rows if row["id"] not in gone and row["id"] not in changed] + list(changed.values())
        random.Random(seed).shuffle(later)
        now.index.update([RecordId(record) for record in gone], corpus.canonical(list(changed.values())), token="x")
        now, rows = export(home / str(night), later, now.index, previous=now), later
        assert files(now.site) == in_full(home / f"full-{night}", now)


def _otherwise(row: PublicRow, data: st.DataObject) -> PublicRow:
    """A row with another value in one of its columns."""
    values = {
        "party_name": ["陈伟", "杭州华美科技有限公司", "王伟"],
        "id_number": ["3301061980****123*", "91330106MA2AX1234P"],
        "case_number": ["（2025）浙0106执1号", "（2024）浙0110执恢2号"],
        "court_name": ["某法院", "另一法院"],
        "title": ["房产拍卖公告", "机动车"],
        "party_kind": ["natural", "legal", "other"],
    }
    column = data.draw(st.sampled_from([name for name in values if name in row]))
    return {**row, column: data.draw(st.sampled_from(values[column]))}


def test_a_court_with_a_second_name_is_another_court_where_its_code_alone_is_printed(tmp_path: Path) -> None:
    rows = corpus.rows(0, 60, 6, 6)
    before = build(tmp_path / "before", rows)
    for column in ("title", "party_name"):
        number = next(number for number, row in enumerate(rows) if column in row and row.get("party_kind") != "natural")
        later = [{**row, "court_name": "某法院"} if n == number else row for n, row in enumerate(rows)]
        before.index.update((), corpus.canonical(later), token="2")
        after = export(tmp_path / column, later, before.index, previous=before)
        assert files(after.site) == in_full(tmp_path / f"full-{column}", after)


def test_a_night_on_which_nothing_changed_reads_no_word_and_parses_no_party(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = build(tmp_path / "before", corpus.rows(3, 50, 10))
    monkeypatch.setattr("search_index.export.read_catalogue", lambda *_: pytest.fail("parties were parsed"))
    after = export(tmp_path / "after", before.rows[::-1], Unread(), previous=before)  # type: ignore[arg-type]
    assert files(after.site) == files(before.site)
    assert after.written == 0


def test_only_the_buckets_of_a_changed_row_are_rendered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = corpus.rows(3, 300, 10)
    before = build(tmp_path / "before", rows)
    number = next(number for number, row in enumerate(rows) if "party_name" in row)
    later = [{**row, "case_number": "（2001）浙0106执1号"} if n == number else row for n, row in enumerate(rows)]
    rendered: Counter[str] = Counter()

    def path_of(family: str, bits: int, bucket: int) -> str:
        rendered[family] += 1
        return bucket_path(family, bits, bucket)

    monkeypatch.setattr("search_index.files.bucket_path", path_of)
    after = export(tmp_path / "after", later, Unread(), previous=before)  # type: ignore[arg-type]
    assert 0 < rendered["cards"] <= 2 < 1 << after.widths.cards
    monkeypatch.undo()
    assert files(after.site) == in_full(tmp_path / "full", replace(after, index=before.index))


def _lost(path: Path) -> None:
    path.unlink()


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])


def _one_bit(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[:200] + bytes([content[200] ^ 1]) + content[201:])


def _no_json(path: Path) -> None:
    path.write_bytes(room.content_digest(b"[]").encode() + b"\n[]")


@pytest.mark.parametrize("harm", [_lost, _cut, _one_bit, _no_json])
def test_a_cache_that_is_lost_or_damaged_costs_a_full_rendering_and_nothing_else(tmp_path: Path, harm: Any) -> None:
    before = build(tmp_path / "before", corpus.rows(3, 50, 10))
    context = context_of(SIZES)
    assert read_buckets(before.kept, context).known
    harm(before.kept)
    assert not read_buckets(before.kept, context).known
    after = export(tmp_path / "after", before.rows, before.index, previous=before)
    assert files(after.site) == files(before.site)
    assert read_buckets(before.kept, context).known


@pytest.mark.parametrize("family", ["cards", "orgs", "postings", "texts", "tables"])
def test_a_file_that_is_not_the_one_that_was_written_is_never_linked(tmp_path: Path, family: str) -> None:
    before = build(tmp_path / "before", corpus.rows(3, 90, 10))
    held = files(before.site)
    path = next((data_of(before.site) / family).rglob("*.gz"))
    other = next(
        file for file in (data_of(before.site) / family).rglob("*.gz") if file.read_bytes() != path.read_bytes()
    )
    path.write_bytes(other.read_bytes())
    after = export(tmp_path / "after", before.rows, before.index, previous=before)
    assert files(after.site) == held
    assert after.written == 1


def test_code_sizes_and_libraries_belong_to_what_decides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.py").write_text("one", encoding="utf-8")
    (tmp_path / "table.txt").write_text("陳 陈", encoding="utf-8")
    seen = {context_of(SIZES, [tmp_path]), context_of(Sizes(), [tmp_path])}
    (tmp_path / "a.py").write_text("two", encoding="utf-8")
    seen.add(context_of(SIZES, [tmp_path]))
    (tmp_path / "table.txt").write_text("陳 陳", encoding="utf-8")
    seen.add(context_of(SIZES, [tmp_path]))
    monkeypatch.setattr(room, "version", lambda name: f"another {name}")
    seen.add(context_of(SIZES, [tmp_path]))
    monkeypatch.setattr("search_index.kept.unicodedata.unidata_version", "1.0")
    seen.add(context_of(SIZES, [tmp_path]))
    assert len(seen) == 6


def test_all_code_that_renders_lies_in_the_folders_that_are_digested() -> None:
    """What an export imports of this house is found by importing it."""
    listing = (
        "import sys, search_index.export; "
        "print(*(module.__file__ for name, module in sys.modules.items() "
        "if name.split('.')[0] in ('pipeline', 'search_index') and getattr(module, '__file__', None)), sep='\\n')"
    )
    shown = subprocess.run(
        [sys.executable, "-c", listing], check=True, capture_output=True, text=True, encoding="utf-8"
    )
    loaded = [Path(line) for line in shown.stdout.splitlines()]
    others = [path for path in loaded if not any(path.is_relative_to(folder) for folder in RENDERING)]
    assert len(loaded) > 20
    told = {path.as_posix().rpartition("pipeline/")[2] for path in others}
    assert told == {"__init__.py", "masking/__init__.py", "masking/profiles.py"}


def test_keys_and_what_stands_behind_them_are_told_apart() -> None:
    values = {"a": b"bc", "ab": b"c", "b": b""}
    made = [input_digest(keys, values.__getitem__) for keys in (["a"], ["ab"], ["a", "b"], ["b", "a"], [])]
    assert len(set(made)) == len(made)


def test_workers_render_only_what_changed_and_end_in_the_same_bytes(tmp_path: Path) -> None:
    rows = corpus.rows(3, 300, 10)
    before = build(tmp_path / "before", rows)
    frame = corpus.frame(rows[2:])
    caches = [tmp_path / str(number) for number in range(2)]
    shared, done = Shared(2), []
    for cache, mapper in zip(caches, (None, shared), strict=True):
        cache.mkdir()
        (cache / KEPT_BUCKETS).write_bytes(before.kept.read_bytes())
        last = LastExport(before.widths, data_of(before.site), cache / KEPT_BUCKETS)
        more = {"mapper": mapper} if mapper else {}
        out = data_of(cache / "site")
        done.append(
            export_search(frame, before.index, out, shown=Shown(Profile.STANDARD), sizes=SIZES, last=last, **more)
        )
    assert files(caches[0] / "site") == files(caches[1] / "site")
    assert done[0] == done[1]
    rendered = sum(len(share.files) for share in shared.rendered)
    assert done[1].written <= rendered < done[1].linked
    kept = [read_buckets(cache / KEPT_BUCKETS, context_of(SIZES)) for cache in caches]
    assert kept[0] == kept[1]


def test_nothing_is_kept_of_what_left(tmp_path: Path) -> None:
    rows = [*corpus.rows(3, 20, 0, 0), *({**row, "party_name": "沈星乙"} for row in corpus.rows(4, 9, 0, 0))]
    before = build(tmp_path / "before", rows)
    known = read_buckets(before.kept, context_of(SIZES)).known
    after = export(tmp_path / "after", rows[:20], before.index, previous=before)
    left = read_buckets(after.kept, context_of(SIZES)).known
    paths = {path for bucket in left.values() for path in bucket.files}
    assert {path for path in files(data_of(after.site)) if path != "manifest.json"} == paths
    assert {path for bucket in known.values() for path in bucket.files} - paths
