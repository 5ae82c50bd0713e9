"""Pages that are the same as in the last release are not rendered again, and what left is nowhere."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from yangguang_site import made_from

from pipeline.core.handover import KeptPages
from tests.site.conftest import HISTORY
from tests.site.invented import Invented, Render, opaque
from tests.site.reading import bytes_of

PROJECT = Path(__file__).parents[2]
PLUGINS = PROJECT / "site" / "plugins"
OWN = f"notices/{opaque('hearing 1')}/index.html"


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    return tmp_path / "state" / "pages.json"


@pytest.fixture
def first(render: Render, manifest: Path) -> Path:
    return render(kept=KeptPages(manifest))


def test_with_or_without_a_cache_the_bytes_are_the_same(
    first: Path, site: Path, render: Render, manifest: Path
) -> None:
    again = render(kept=KeptPages(manifest, first))
    assert bytes_of(first) == bytes_of(site) == bytes_of(again)
    assert taken_over(first, again) > 60


def taken_over(first: Path, second: Path) -> int:
    """Files of the second tree that are those of the first, not copies."""
    before = {path.stat().st_ino for path in first.rglob("*") if path.is_file()}
    return sum(path.stat().st_ino in before for path in second.rglob("*") if path.is_file())


@pytest.fixture
def changing_the_builder(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """From now on, pages are made by a program of its own that begins with these lines."""

    def change(beginning: str) -> None:
        def ask(program: Path, handover: Path, out: Path) -> int:
            code = (
                f"import sys\nfrom pathlib import Path\nsys.path[:0] = {[str(PROJECT), str(PLUGINS)]!r}\n{beginning}\n"
                "from yangguang_site.building import build\n"
                f"built = build(Path({str(program.parent)!r}), Path({str(handover)!r}), Path({str(out)!r}))\n"
                "assert not built.problem\n"
            )
            done = subprocess.run(
                [sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=False
            )
            assert not done.returncode, done.stderr
            return 0

        monkeypatch.setattr("pipeline.release.pages.ask_builder", ask)

    return change


REFUSE = """
import jinja2.environment, pelican.generators
def refuse(*_, **__):
    raise AssertionError("rendered")
jinja2.environment.Template.render = refuse
"""
NO_PAGES_BY_HAND = "pelican.generators.PagesGenerator.generate_output = lambda *_: None"
"""Pelican renders these itself, every night."""


def test_nothing_is_rendered_twice_on_an_unchanged_night(
    first: Path, render: Render, manifest: Path, changing_the_builder: Callable[[str], None]
) -> None:
    changing_the_builder(REFUSE)
    with pytest.raises(AssertionError, match="rendered"):
        render()
    changing_the_builder(REFUSE + NO_PAGES_BY_HAND)
    own = render(kept=KeptPages(manifest, first))
    assert (own / OWN).stat().st_ino == (first / OWN).stat().st_ino


def test_a_changed_record_changes_its_own_page(first: Path, render: Render, manifest: Path, snapshot: Invented) -> None:
    rows = [row | {"event_place": "第九法庭"} if row["id"] == opaque("hearing 1") else row for row in snapshot.rows]
    second = render(Invented(tuple(rows)), kept=KeptPages(manifest, first))
    assert "第九法庭" in (second / OWN).read_text(encoding="utf-8")
    assert "第三法庭" not in b"".join(bytes_of(second).values()).decode()
    assert "第三法庭" in (first / OWN).read_text(encoding="utf-8")


def test_what_left_is_in_no_page_and_not_in_the_list(
    first: Path, render: Render, manifest: Path, snapshot: Invented
) -> None:
    gone = opaque("auction 2")
    assert gone in manifest.read_text(encoding="utf-8")
    second = render(Invented(tuple(row for row in snapshot.rows if row["id"] != gone)), kept=KeptPages(manifest, first))
    assert gone.encode() not in b"".join(bytes_of(second).values())
    assert gone not in manifest.read_text(encoding="utf-8")


def test_a_notice_that_is_withdrawn_loses_its_page_although_its_address_stays(
    render: Render, manifest: Path, snapshot: Invented
) -> None:
    before = render(kept=KeptPages(manifest))
    rest = tuple(row for row in snapshot.rows if row["id"] != opaque("auction 1"))
    after = render(Invented(rest), kept=KeptPages(manifest, before))
    page = (after / f"notices/{opaque('auction 1')}/index.html").read_text(encoding="utf-8")
    assert "该公告已撤回" in page
    assert "文三路" not in b"".join(bytes_of(after).values()).decode()


def test_a_page_that_was_tampered_with_is_made_anew(first: Path, site: Path, render: Render, manifest: Path) -> None:
    content = (first / OWN).read_bytes()
    (first / OWN).unlink()
    (first / OWN).write_bytes(content.replace("第三法庭".encode(), "第八法庭".encode()))
    assert bytes_of(render(kept=KeptPages(manifest, first))) == bytes_of(site)


@pytest.mark.parametrize("damage", ["", "[]", '{"index.html": 1}', "\x00"])
def test_a_damaged_list_costs_time_and_nothing_else(
    first: Path, site: Path, render: Render, manifest: Path, damage: str
) -> None:
    manifest.write_text(damage, encoding="utf-8")
    assert bytes_of(render(kept=KeptPages(manifest, first))) == bytes_of(site)


def test_a_new_template_or_program_makes_every_page_anew(
    first: Path, render: Render, manifest: Path, changing_the_builder: Callable[[str], None]
) -> None:
    changing_the_builder("from yangguang_site import made_from\nmade_from._digest_of_code = lambda: 'other'")
    assert taken_over(first, render(kept=KeptPages(manifest, first))) == 0


def test_another_title_of_the_site_makes_every_page_anew(first: Path, render: Render, manifest: Path) -> None:
    assert taken_over(first, render(kept=KeptPages(manifest, first), site={"title": "另一个名字"})) == 0


def test_another_history_changes_the_pages_that_tell_it(first: Path, render: Render, manifest: Path) -> None:
    second = render(kept=KeptPages(manifest, first), history=type(HISTORY)(HISTORY.counts[:1], ()))
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
    first: Path, site: Path, render: Render, manifest: Path, changing_the_builder: Callable[[str], None]
) -> None:
    changing_the_builder("import os\ndef refuse(*_):\n    raise OSError('cross-device link')\nos.link = refuse")
    copied = render(kept=KeptPages(manifest, first))
    assert bytes_of(copied) == bytes_of(site)
    assert taken_over(first, copied) == 0


def test_a_value_that_nobody_can_compare_stops_the_build() -> None:
    with pytest.raises(TypeError, match="has no digest"):
        made_from.digest_of("", "x.html", {"value": object()})
