"""Pages that are the same as in the last release are not rendered again, and what left is nowhere."""

import json
import os
from pathlib import Path

import pytest
from yangguang_site import made_from

from pipeline.release.page_cache import PageCache
from tests.site.conftest import HISTORY
from tests.site.invented import Invented, Render, opaque
from tests.site.reading import bytes_of

OWN = f"notices/{opaque('hearing 1')}/index.html"


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    return tmp_path / "state" / "pages.json"


@pytest.fixture
def first(render: Render, manifest: Path) -> Path:
    return render(cache=PageCache(manifest))


def test_with_or_without_a_cache_the_bytes_are_the_same(
    first: Path, site: Path, render: Render, manifest: Path
) -> None:
    cache = PageCache(manifest, first)
    again = render(cache=cache)
    assert bytes_of(first) == bytes_of(site) == bytes_of(again)
    assert cache.taken_over > 60


def test_nothing_is_rendered_twice_on_an_unchanged_night(
    first: Path, render: Render, manifest: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> str:
        raise AssertionError("rendered")

    monkeypatch.setattr("jinja2.environment.Template.render", refuse)
    with pytest.raises(AssertionError, match="rendered"):
        render()
    own = render_generators_only(render, monkeypatch, PageCache(manifest, first))
    assert (own / OWN).stat().st_ino == (first / OWN).stat().st_ino


def render_generators_only(render: Render, monkeypatch: pytest.MonkeyPatch, cache: PageCache) -> Path:
    """A build without the pages by hand, which Pelican renders itself."""
    monkeypatch.setattr("pelican.generators.PagesGenerator.generate_output", lambda *_: None)
    return render(cache=cache)


def test_a_changed_record_changes_its_own_page(first: Path, render: Render, manifest: Path, snapshot: Invented) -> None:
    rows = [row | {"event_place": "第九法庭"} if row["id"] == opaque("hearing 1") else row for row in snapshot.rows]
    second = render(Invented(tuple(rows)), cache=PageCache(manifest, first))
    assert "第九法庭" in (second / OWN).read_text(encoding="utf-8")
    assert "第三法庭" not in b"".join(bytes_of(second).values()).decode()
    assert "第三法庭" in (first / OWN).read_text(encoding="utf-8")


def test_what_left_is_in_no_page_and_not_in_the_list(
    first: Path, render: Render, manifest: Path, snapshot: Invented
) -> None:
    gone = opaque("auction 2")
    assert gone in manifest.read_text(encoding="utf-8")
    second = render(
        Invented(tuple(row for row in snapshot.rows if row["id"] != gone)), cache=PageCache(manifest, first)
    )
    assert gone.encode() not in b"".join(bytes_of(second).values())
    assert gone not in manifest.read_text(encoding="utf-8")


def test_a_notice_that_is_withdrawn_loses_its_page_although_its_address_stays(
    render: Render, manifest: Path, snapshot: Invented
) -> None:
    before = render(cache=PageCache(manifest))
    rest = tuple(row for row in snapshot.rows if row["id"] != opaque("auction 1"))
    after = render(Invented(rest), cache=PageCache(manifest, before))
    page = (after / f"notices/{opaque('auction 1')}/index.html").read_text(encoding="utf-8")
    assert "该公告已撤回" in page
    assert "文三路" not in b"".join(bytes_of(after).values()).decode()


def test_a_page_that_was_tampered_with_is_made_anew(first: Path, site: Path, render: Render, manifest: Path) -> None:
    content = (first / OWN).read_bytes()
    (first / OWN).unlink()
    (first / OWN).write_bytes(content.replace("第三法庭".encode(), "第八法庭".encode()))
    assert bytes_of(render(cache=PageCache(manifest, first))) == bytes_of(site)


@pytest.mark.parametrize("damage", ["", "[]", '{"index.html": 1}', "\x00"])
def test_a_damaged_list_costs_time_and_nothing_else(
    first: Path, site: Path, render: Render, manifest: Path, damage: str
) -> None:
    manifest.write_text(damage, encoding="utf-8")
    assert bytes_of(render(cache=PageCache(manifest, first))) == bytes_of(site)


def test_a_new_template_or_program_makes_every_page_anew(
    first: Path, render: Render, manifest: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(made_from, "_digest_of_code", lambda: "other")
    cache = PageCache(manifest, first)
    render(cache=cache)
    assert cache.taken_over == 0


def test_another_title_of_the_site_makes_every_page_anew(first: Path, render: Render, manifest: Path) -> None:
    cache = PageCache(manifest, first)
    render(cache=cache, site={"title": "另一个名字"})
    assert cache.taken_over == 0


def test_another_history_changes_the_pages_that_tell_it(first: Path, render: Render, manifest: Path) -> None:
    second = render(cache=PageCache(manifest, first), history=type(HISTORY)(HISTORY.counts[:1], ()))
    changed = {name for name, content in bytes_of(second).items() if content != bytes_of(first).get(name)}
    assert changed == {
        "statistics/index.html",
        "statistics/counts.csv",
        "statistics/changes.csv",
        "data/counts.json",
        "data/changes.json",
    }


def test_the_list_holds_addresses_and_digests_only(first: Path, manifest: Path) -> None:
    entries = json.loads(manifest.read_text(encoding="utf-8"))
    assert OWN in entries
    assert all(len(digest) == 64 for entry in entries.values() for digest in entry)


def test_a_tree_on_another_disk_is_copied(
    first: Path, site: Path, render: Render, manifest: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError("cross-device link")

    monkeypatch.setattr(os, "link", refuse)
    assert bytes_of(render(cache=PageCache(manifest, first))) == bytes_of(site)


def test_a_value_that_nobody_can_compare_stops_the_build() -> None:
    with pytest.raises(TypeError, match="has no digest"):
        made_from.digest_of("", "x.html", {"value": object()})
