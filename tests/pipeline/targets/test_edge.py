"""What visitors still see through a cache that stands before the public place."""

import gzip
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from pydantic import ValidationError

from pipeline.release.staged import StagedRelease
from pipeline.settings.target import PurgeSettings
from pipeline.state.ledger import Release
from pipeline.targets.edge import Edge
from pipeline.targets.folder import FolderTarget
from pipeline.targets.pending import PendingFile, Was
from pipeline.targets.purge import Purge
from pipeline.targets.s3.target import S3Target
from pipeline.targets.web import Web, send
from tests.pipeline.targets.conftest import stage
from tests.support.s3_server import settings_for
from tests.support.stale_cache import MOVED, PURGE, StaleCache, stale_cache

_ID = "abcdefghijklmnop"
_CARDS = "search/data/cards/0/0.json.gz"
_WITH: dict[str, bytes | str] = {
    "index.html": "home",
    f"notices/{_ID}/index.html": "a removed name",
    _CARDS: gzip.compress(f'["{_ID}", "a removed name"]'.encode(), mtime=0),
}
_WITHOUT: dict[str, bytes | str] = {"index.html": "home", _CARDS: gzip.compress(b"[]", mtime=0)}
_REMOVED = [f"notices/{_ID}/index.html", _CARDS]


class Site:
    """A bucket, a cache before it, and a visitor who was there."""

    def __init__(self, home: Path, address: str, bucket: str, cache: StaleCache, **more: object) -> None:
        self.cache, self._home = cache, home
        self.base = f"{cache.address}/{bucket}"
        self.pauses: list[float] = []
        settings = settings_for(address, bucket, public_url=self.base)
        purge_settings = PurgeSettings.model_validate({"wait_minutes": 0, **more})
        self.after_pause: Callable[[], None] = lambda: None
        self.purge = Purge(purge_settings, self.base, home / "state" / "purge-pending.txt", self.pause)
        self.target = S3Target(settings, home / "state", self.base, self.purge)

    def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.after_pause()

    def publish(self, number: int, day: str, files: dict[str, bytes | str]) -> tuple[str, ...]:
        root = stage(self._home / str(number), number, files).root
        self.target.publish(StagedRelease(root, Release(number, day, "", {}, {})))
        return self.target.confirm()

    def visit(self) -> list[bytes]:
        """What a visitor reads who follows every link there ever was."""
        paths = [*_REMOVED, f"notices/{_ID}/", "index.html", "", "release.json"]
        answers = [Web().visit(f"{self.base}/{path}") for path in paths]
        return [answer.content for answer in answers if answer and answer.status == 200]


@pytest.fixture
def cache(s3_address: str) -> Iterator[StaleCache]:
    with stale_cache(s3_address) as cache:
        yield cache


def test_what_a_cache_still_shows_is_told_with_its_age_until_it_is_gone(
    s3_address: str, bucket: str, tmp_path: Path, cache: StaleCache
) -> None:
    site = Site(tmp_path, s3_address, bucket, cache)
    assert site.publish(1, "2026-11-18", _WITH) == ()
    assert site.purge.since() is None
    assert b"a removed name" in site.visit()
    problems = site.publish(2, "2026-11-19", _WITHOUT)
    assert any("still shows 2 file(s) as before (since 2026-11-19)" in problem for problem in problems)
    assert any("shows another release" in problem for problem in problems)
    assert site.purge.since() == date(2026, 11, 19)
    assert set(_REMOVED) <= set(site.purge.pending())
    assert any("since 2026-11-19" in problem for problem in site.publish(3, "2026-11-20", _WITHOUT)), (
        "an unchanged night"
    )
    cache.kept.clear()
    assert site.publish(4, "2026-11-23", _WITHOUT) == ()
    assert (site.purge.since(), site.purge.pending()) == (None, [])


def test_a_purge_by_address_goes_in_pieces_with_the_secret_and_is_seen_to_work(
    s3_address: str, bucket: str, tmp_path: Path, cache: StaleCache
) -> None:
    site = Site(tmp_path, s3_address, bucket, cache, url=f"{cache.address}{PURGE}", secret="s3cret", at_once=2)
    assert site.publish(1, "2026-11-18", _WITH) == ()
    site.visit()
    cache.purges.clear()
    cache.address = site.base.removesuffix(f"/{bucket}")
    assert site.publish(2, "2026-11-19", _WITHOUT) == ()
    assert b"a removed name" not in site.visit()
    assert {secret for secret, _ in cache.purges} == {"Bearer s3cret"}
    assert max(len(lines) for _, lines in cache.purges) == 2
    assert {f"{site.base}/{path}" for path in _REMOVED} <= {line for _, lines in cache.purges for line in lines}


def test_a_cdn_that_says_yes_and_does_nothing_is_noticed(
    s3_address: str, bucket: str, tmp_path: Path, cache: StaleCache
) -> None:
    site = Site(tmp_path, s3_address, bucket, cache, url=f"{cache.address}{PURGE}")
    site.publish(1, "2026-11-18", _WITH)
    site.visit()
    cache.is_deaf = True
    assert any("still shows" in problem for problem in site.publish(2, "2026-11-19", _WITHOUT))


def test_a_cdn_that_takes_its_time_is_waited_for(
    s3_address: str, bucket: str, tmp_path: Path, cache: StaleCache
) -> None:
    site = Site(tmp_path, s3_address, bucket, cache, wait_minutes=5)

    def empties_after_the_third() -> None:
        if len(site.pauses) == 3:
            cache.kept.clear()

    site.after_pause = empties_after_the_third
    site.publish(1, "2026-11-18", _WITH)
    site.visit()
    cache.asked.clear()
    assert site.publish(2, "2026-11-19", _WITHOUT) == ()
    assert site.pauses == [1.0, 2.0, 4.0]
    assert sum(path.endswith("release.json") for path in cache.asked) == 4, "only what was not clean is asked again"


def test_too_many_requests_are_no_answer(s3_address: str, bucket: str, tmp_path: Path, cache: StaleCache) -> None:
    site = Site(tmp_path, s3_address, bucket, cache)
    site.publish(1, "2026-11-18", _WITH)
    cache.busy = 100
    (problem,) = site.publish(2, "2026-11-19", _WITHOUT)
    assert "cannot be read by strangers" in problem
    assert set(_REMOVED) <= set(site.purge.pending())
    assert 1.0 in site.pauses, "as long as it asks for"


def test_a_purge_that_is_sent_to_another_host_is_refused(cache: StaleCache) -> None:
    with pytest.raises(OSError, match="another host"):
        send(f"{cache.address}{MOVED}", b"x", {"Authorization": "Bearer s3cret"}, 5)
    assert cache.purges == []


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://127.0.0.1/x", "data:,x"])
def test_only_the_web_is_asked(address: str) -> None:
    assert Web().visit(address) is None
    with pytest.raises(OSError, match="no address"):
        send(address, b"x", {}, 1)


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"url": "file:///etc/passwd"}, "full address"),
        ({"url": "ftp://cdn.example.cn/x"}, "full address"),
        ({"url": "https:///x"}, "full address"),
        ({"url": "https://user:word@cdn.example.cn/x"}, "YANGGUANG_PURGE_SECRET"),
        ({"url": "http://cdn.example.cn/x", "secret": "s"}, "https://"),
        ({"url": "https://cdn.example.cn/x", "header": "X\r\nHost"}, "pattern"),
    ],
)
def test_settings_that_would_tell_a_secret_or_open_a_file_are_refused(values: dict[str, str], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        PurgeSettings.model_validate(values)
    assert PurgeSettings(url="https://cdn.example.cn/x", secret="s")
    assert PurgeSettings(url="http://127.0.0.1/x", secret="s")


@pytest.fixture
def served(tmp_path: Path) -> Iterator[str]:
    """The public folder by a web server."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path / "public"))) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def test_a_folder_is_looked_at_behind_its_cache(tmp_path: Path, served: str) -> None:
    with stale_cache(served) as cache:
        purge = Purge(PurgeSettings(look="always", wait_minutes=0), cache.address, tmp_path / "pending.txt")
        target = FolderTarget(tmp_path / "public", purge)
        target.publish(stage(tmp_path / "1", 1, _WITH))
        assert target.confirm() == ()
        assert (answer := Web().visit(f"{cache.address}/notices/{_ID}/"))
        assert answer.content == b"a removed name"
        target.publish(stage(tmp_path / "2", 2, _WITHOUT))
        assert any(f"first notices/{_ID}/index.html" in problem for problem in target.confirm()), (
            "by its folder's address"
        )
        cache.kept.clear()
        assert target.confirm() == ()


def test_a_folder_is_not_looked_at_on_loopback_nor_where_nobody_answers(tmp_path: Path) -> None:
    nobody = "http://127.0.0.1:9"
    for number, (look, base, noted) in enumerate(
        [("auto", nobody, False), ("never", "http://x.invalid", False), ("auto", "http://x.invalid", True)], 1
    ):
        purge = Purge(PurgeSettings.model_validate({"look": look}), base, tmp_path / "pending.txt")
        target = FolderTarget(tmp_path / "public", purge)
        target.publish(stage(tmp_path / str(number), number, _WITH))
        assert (tmp_path / "pending.txt").exists() is noted
        assert target.confirm() == ()
        assert ("does not answer this machine" in target.remark) is noted
    purge = Purge(PurgeSettings(look="always"), nobody, tmp_path / "pending.txt")
    (problem,) = FolderTarget(tmp_path / "public", purge).confirm()
    assert f"{nobody} does not answer this machine; look at its address" in problem


def test_a_tree_that_cannot_be_deleted_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = FolderTarget(tmp_path / "public")
    target.publish(stage(tmp_path / "1", 1, _WITH))
    target.publish(stage(tmp_path / "2", 2, _WITHOUT))
    (tmp_path / "public.releases" / "000003.new").mkdir()
    with monkeypatch.context() as patched:
        patched.setattr("pipeline.targets.trees.shutil.rmtree", lambda *_, **__: None)
        target.drop_others(2)
        problems = target.confirm()
    assert [problem.split()[0] for problem in problems] == ["public.releases/000001", "public.releases/000003.new"]
    assert target.confirm() == ()
    assert [tree.name for tree in (tmp_path / "public.releases").iterdir()] == ["000002"]


def test_of_very_many_changes_what_tells_of_a_removal_is_read_and_of_the_rest_a_sample(tmp_path: Path) -> None:
    nights = [dict.fromkeys((f"list/{number}.html" for number in range(1000)), str(number)) for number in (1, 2)]
    tree = stage(tmp_path / "2", 2, {**nights[1]}).root
    changes = {**dict.fromkeys(nights[0], Was.CHANGED), _CARDS: Was.LOST, "gone.html": Was.CHANGED}
    with stale_cache("http://127.0.0.1:9") as cache:
        cache.busy = 10_000
        look = Edge(cache.address, lambda seconds: None).look(tree, changes, 0)
    assert (look.asked, look.of, look.is_sample) == (403, 1003, True)
    assert {"/gone.html", f"/{_CARDS}", "/release.json"} <= set(cache.asked)


def test_the_file_of_what_is_pending_is_that_of_version_0_2_too(tmp_path: Path) -> None:
    place = tmp_path / "purge-pending.txt"
    place.write_text("a.html\nnotices/b/index.html\n", encoding="utf-8")
    pending = PendingFile(place)
    pending.add({"a.html": Was.NEW, "c.html": Was.NEW}, "2030-01-01")
    first, third, second = pending.read()
    assert (first.path, first.was, third) == ("a.html", Was.CHANGED, ("c.html", "2030-01-01", Was.NEW))
    assert second.since == first.since < "2030-01-01"
    pending.keep_only({"c.html"})
    assert Purge(PurgeSettings(), "", place).since() is None, "nothing stood there before"
    pending.keep_only(())
    assert not place.exists()
