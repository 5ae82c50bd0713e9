"""The bucket target against a real S3 server."""

import gzip
import json
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError

from pipeline.core.errors import SettingsError, TargetError
from pipeline.settings.target import PurgeSettings
from pipeline.targets.purge import Purge
from pipeline.targets.s3.bucket import Bucket
from pipeline.targets.s3.etags import RememberedEtags
from pipeline.targets.s3.lease import LEASE, Lease
from pipeline.targets.s3.target import S3Target
from pipeline.targets.web import Web
from tests.pipeline.targets.conftest import stage
from tests.support.fault_proxy import Fault, fault_proxy
from tests.support.s3_server import client_for, objects_in, settings_for

_SITE: dict[str, bytes | str] = {
    "index.html": "home",
    "feed.xml": "<feed/>",
    "theme/site.css": "body {}",
    "search/data/cards/0/0.json.gz": gzip.compress(b"{}", mtime=0),
    "releases/releases.json": "[]",
}


def target_on(address: str, bucket: str, home: Path, **more: object) -> S3Target:
    settings = settings_for(address, bucket, **more)
    purge = Purge(PurgeSettings(wait_minutes=0), settings.public_url, home / "purge.txt")
    return S3Target(settings, home, settings.public_url, purge)


def test_each_file_has_its_type_and_is_never_kept_unasked(s3_address: str, bucket: str, tmp_path: Path) -> None:
    target_on(s3_address, bucket, tmp_path / "home").publish(stage(tmp_path / "a", 1, _SITE))
    client = client_for(s3_address)
    heads = {path: client.head_object(Bucket=bucket, Key=path) for path in _SITE}
    assert {path: head["ContentType"] for path, head in heads.items()} == {
        "index.html": "text/html; charset=utf-8",
        "feed.xml": "application/xml; charset=utf-8",
        "theme/site.css": "text/css; charset=utf-8",
        "search/data/cards/0/0.json.gz": "application/json",
        "releases/releases.json": "application/json",
    }
    assert {head["CacheControl"] for head in heads.values()} == {"no-cache"}
    assert [path for path, head in heads.items() if head.get("ContentEncoding") == "gzip"] == [
        "search/data/cards/0/0.json.gz"
    ]


def test_an_unchanged_night_is_one_listing_and_at_most_four_puts(s3_address: str, bucket: str, tmp_path: Path) -> None:
    with fault_proxy(s3_address) as proxy:
        target = target_on(proxy.address, bucket, tmp_path / "home", public_url=f"{s3_address}/{bucket}")
        target.publish(stage(tmp_path / "a", 1, _SITE))
        proxy.seen.clear()
        target.publish(stage(tmp_path / "b", 2, {**_SITE, "releases/releases.json": "[1]"}))
        signed = [(method, path) for method, path in proxy.seen if ".yangguang-probe" not in path]
        assert sum(method == "PUT" for method, _ in signed) <= 4
        assert sum("list-type" in path and "encoding-type" in path for _, path in signed) == 1
    assert [path.partition("/")[0] for path in target.plan.paths()] == ["releases", "release.json"]


def test_names_of_every_kind_and_empty_files_are_stored_and_listed(
    s3_address: str, bucket: str, tmp_path: Path
) -> None:
    files: dict[str, bytes | str] = {"公告/一 处&+%.html": "x", "a=b~c'(1)*.html": "y", "empty.html": ""}
    target = target_on(s3_address, bucket, tmp_path / "home")
    for number in (1, 2):
        target.publish(stage(tmp_path / str(number), number, files))
    assert set(objects_in(s3_address, bucket)) == {*files, "release.json"}
    assert target.plan.paths() == ["release.json"], "what stands there is known by its name"


def test_a_listing_has_many_pages(s3_address: str, bucket: str) -> None:
    place = Bucket(settings_for(s3_address, bucket))
    with ThreadPoolExecutor(8) as workers:
        list(workers.map(lambda number: place.put(f"{number:04}.html", b"x", {}), range(1003)))
    assert len(place.list()) == 1003


@pytest.mark.parametrize("addressing", ["virtual", "path"])
@pytest.mark.parametrize("endpoint", ["", "https://oss-cn-hangzhou.aliyuncs.com", "http://127.0.0.1:9"])
def test_direct_requests_go_where_those_of_boto3_go(addressing: str, endpoint: str) -> None:
    settings = settings_for(endpoint, "a-site", addressing=addressing, region="cn-north-1", public_url="")
    place, seen = Bucket(settings), []

    def stop(request: Any, **_: object) -> None:
        seen.append(request.url)
        raise EndpointConnectionError(endpoint_url="")

    place._client.meta.events.register("before-send.s3.PutObject", stop)
    with suppress(EndpointConnectionError):
        place._client.put_object(Bucket="a-site", Key="x.html")
    assert [f"{place._direct._address}x.html"] == seen


def test_a_site_may_lie_below_a_prefix(s3_address: str, bucket: str, tmp_path: Path) -> None:
    client_for(s3_address).put_object(Bucket=bucket, Key="other/precious.txt", Body=b"x")
    target = target_on(s3_address, bucket, tmp_path / "home", prefix="/court/")
    target.publish(stage(tmp_path / "a", 1, {"x.html": "x"}))
    assert set(objects_in(s3_address, bucket)) == {"court/release.json", "court/x.html", "other/precious.txt"}


@pytest.mark.parametrize(("name", "told"), [("listed", "listed by anybody"), ("written", "anybody can write")])
def test_a_bucket_open_to_strangers_is_refused_but_for_takedowns(
    s3_address: str, tmp_path: Path, name: str, told: str
) -> None:
    client_for(s3_address).create_bucket(Bucket=name)
    target = target_on(s3_address, name, tmp_path / "home")
    with pytest.raises(TargetError, match=told):
        target.publish(stage(tmp_path / "a", 1, _SITE))
    assert objects_in(s3_address, name) == {}
    target.publish(stage(tmp_path / "b", 1, _SITE), only_takes_down=True)
    assert set(objects_in(s3_address, name)) == {*_SITE, "release.json"}


def test_a_bucket_that_keeps_versions_is_refused_with_the_remedy(s3_address: str, bucket: str, tmp_path: Path) -> None:
    client_for(s3_address).put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    with pytest.raises(TargetError, match="use a bucket in which versioning was never enabled"):
        target_on(s3_address, bucket, tmp_path / "home").publish(stage(tmp_path / "a", 1, _SITE))


def set_versioning(address: str, bucket: str, status: str) -> None:
    client_for(address).put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": status})


def versions_in(address: str, bucket: str) -> list[tuple[str, str, bool]]:
    """Key, id and whether it is what the bucket shows, of every version."""
    found = client_for(address).list_object_versions(Bucket=bucket).get("Versions", ())
    return [(one["Key"], one["VersionId"], one["IsLatest"]) for one in found]


def read_old(address: str, bucket: str, version: tuple[str, str, bool]) -> bytes:
    """What a stranger gets who kept the name of a version."""
    answer = Web().visit(f"{address}/{bucket}/{version[0]}?versionId={version[1]}")
    return answer.content if answer else b""


def test_old_versions_of_a_bucket_that_kept_them_are_removed(s3_address: str, bucket: str, tmp_path: Path) -> None:
    target = target_on(s3_address, bucket, tmp_path / "home")
    target.publish(stage(tmp_path / "a", 1, {**_SITE, "gone.html": "a removed name"}))
    set_versioning(s3_address, bucket, "Enabled")
    place = Bucket(settings_for(s3_address, bucket))
    place.put("gone.html", b"a removed name, again", {})
    place.put("index.html", b"a name that is not in the release", {})
    before = versions_in(s3_address, bucket)
    old = next(one for one in before if one[0] == "gone.html" and not one[2])
    assert b"a removed name" in read_old(s3_address, bucket, old)
    set_versioning(s3_address, bucket, "Suspended")
    target.publish(stage(tmp_path / "b", 2, _SITE))
    assert all(is_shown for _, _, is_shown in versions_in(s3_address, bucket))
    assert not any(b"name" in read_old(s3_address, bucket, one) for one in before), "nobody reads it who kept its id"
    assert set(objects_in(s3_address, bucket)) == {*_SITE, "release.json"}


def test_a_takedown_into_a_bucket_that_keeps_versions_leaves_no_version_of_what_was_removed(
    s3_address: str, bucket: str, tmp_path: Path
) -> None:
    target = target_on(s3_address, bucket, tmp_path / "home")
    target.publish(stage(tmp_path / "a", 1, {**_SITE, "gone.html": "a removed name"}))
    set_versioning(s3_address, bucket, "Enabled")
    target.publish(stage(tmp_path / "b", 2, _SITE), only_takes_down=True)
    assert "gone.html" not in {key for key, _, _ in versions_in(s3_address, bucket)}


def test_unfinished_uploads_are_ended_within_the_prefix_only(s3_address: str, bucket: str, tmp_path: Path) -> None:
    client = client_for(s3_address)
    for key in ("court/x.html", "other/y.html"):
        client.create_multipart_upload(Bucket=bucket, Key=key)
    target_on(s3_address, bucket, tmp_path / "home", prefix="court").publish(stage(tmp_path / "a", 1, _SITE))
    assert [one["Key"] for one in client.list_multipart_uploads(Bucket=bucket)["Uploads"]] == ["other/y.html"]


def test_a_second_machine_is_refused_while_the_first_publishes(s3_address: str, bucket: str, tmp_path: Path) -> None:
    place = Bucket(settings_for(s3_address, bucket))
    with Lease(place, "another machine", minutes=10, single_writer=False).held():
        with pytest.raises(TargetError, match="another machine is publishing"):
            target_on(s3_address, bucket, tmp_path / "home").publish(stage(tmp_path / "a", 1, _SITE))
        assert set(objects_in(s3_address, bucket)) == {LEASE}
    assert objects_in(s3_address, bucket) == {}


def test_the_lease_of_a_dead_machine_ends(s3_address: str, bucket: str, tmp_path: Path) -> None:
    place = Bucket(settings_for(s3_address, bucket))
    assert place.put_if(LEASE, b'{"holder": "dead"}', None)
    time.sleep(2.1)
    target = target_on(s3_address, bucket, tmp_path / "home", lease_minutes=1 / 60)
    target.publish(stage(tmp_path / "a", 1, _SITE))
    assert LEASE not in objects_in(s3_address, bucket)


def test_the_same_state_folder_goes_on_at_once_after_a_kill(s3_address: str, bucket: str) -> None:
    place = Bucket(settings_for(s3_address, bucket))
    killed = Lease(place, "this one", minutes=10, single_writer=False).held()
    killed.__enter__()
    assert LEASE in objects_in(s3_address, bucket)
    with Lease(place, "this one", minutes=10, single_writer=False).held():
        pass
    with suppress(TargetError):
        killed.__exit__(None, None, None)


def test_a_run_that_lost_its_lease_stops(s3_address: str, bucket: str) -> None:
    place = Bucket(settings_for(s3_address, bucket))
    lease = Lease(place, "slow", minutes=0.000001, single_writer=False)
    with lease.held():
        place.put(LEASE, b'{"holder": "quick"}', {})
        with pytest.raises(TargetError, match="another machine took over"):
            lease.renew()
    assert objects_in(s3_address, bucket) == {LEASE: b'{"holder": "quick"}'}


_DELETES = [
    pytest.param(Fault.NONE, id="knows-conditional-deletes"),
    pytest.param(Fault.GONE_IS_404, id="answers-404-as-aws"),
    pytest.param(Fault.NO_CONDITIONAL_DELETE, id="deletes-without-regard"),
    pytest.param(Fault.UNKNOWN_DELETE, id="refuses-to-delete-so"),
]
_SECOND = 1 / 60


@pytest.mark.drill
@pytest.mark.parametrize("fault", _DELETES)
def test_who_lost_the_lease_leaves_it_to_who_took_over(s3_address: str, bucket: str, fault: Fault) -> None:
    with fault_proxy(s3_address) as proxy:
        proxy.choose = lambda method, path, number: fault

        def lease(holder: str, minutes: float = 10) -> Lease:
            return Lease(Bucket(settings_for(proxy.address, bucket)), holder, minutes, single_writer=False)

        silent, second = lease("A", _SECOND).held(), lease("B", _SECOND).held()
        silent.__enter__()
        time.sleep(2.1)
        second.__enter__()
        held = objects_in(s3_address, bucket)[LEASE]
        with pytest.raises(TargetError, match="another machine took over"):
            silent.__exit__(None, None, None)
        assert objects_in(s3_address, bucket) == {LEASE: held}
        with pytest.raises(TargetError, match="another machine is publishing"), lease("C").held():
            pass
        assert objects_in(s3_address, bucket) == {LEASE: held}
        second.__exit__(None, None, None)
        with lease("C").held():  # at once
            pass


@pytest.mark.parametrize("fault", [Fault.NO_CONDITIONAL_DELETE, Fault.UNKNOWN_DELETE])
def test_where_deletes_know_no_conditions_a_lease_is_marked_as_ended(
    s3_address: str, bucket: str, tmp_path: Path, fault: Fault
) -> None:
    with fault_proxy(s3_address) as proxy:
        proxy.choose = lambda method, path, number: fault
        target_on(proxy.address, bucket, tmp_path / "home").publish(stage(tmp_path / "a", 1, _SITE))
        assert json.loads(objects_in(s3_address, bucket)[LEASE])["ended"] is True
        other = tmp_path / "another machine"
        other.mkdir()
        target_on(proxy.address, bucket, other).publish(stage(tmp_path / "b", 2, {"index.html": "new"}))
    assert set(objects_in(s3_address, bucket)) == {"index.html", "release.json", LEASE}


@pytest.mark.parametrize("kept", [{}, {"gone.html": "still in the new release"}], ids=["a-removal", "no-removal"])
def test_a_publisher_that_lost_its_lease_removes_nothing_and_tells_no_release(
    s3_address: str, bucket: str, tmp_path: Path, kept: dict[str, bytes | str]
) -> None:
    target_on(s3_address, bucket, tmp_path / "home").publish(stage(tmp_path / "a", 1, {**_SITE, "gone.html": "x"}))
    with fault_proxy(s3_address) as proxy:

        def taken_over(method: str, path: str, number: int) -> Fault:
            if method == "PUT" and "index.html" in path:
                client_for(s3_address).put_object(Bucket=bucket, Key=LEASE, Body=b'{"holder": "quick"}')
            return Fault.NONE

        proxy.choose = taken_over
        with pytest.raises(TargetError, match="another machine took over"):
            target_on(proxy.address, bucket, tmp_path / "home").publish(
                stage(tmp_path / "b", 2, {**_SITE, **kept, "index.html": "new"})
            )
        assert [path for method, path in proxy.seen if method == "DELETE" and LEASE not in path] == []
    shown = objects_in(s3_address, bucket)
    assert shown[LEASE] == b'{"holder": "quick"}'
    assert "gone.html" in shown
    assert json.loads(shown["release.json"])["number"] == 1


@pytest.mark.parametrize("fault", [Fault.NONE, Fault.GONE_IS_404])
def test_a_lease_that_is_gone_is_not_brought_back(s3_address: str, bucket: str, fault: Fault) -> None:
    with fault_proxy(s3_address) as proxy:
        proxy.choose = lambda method, path, number: fault
        lease = Lease(Bucket(settings_for(proxy.address, bucket)), "slow", minutes=0.000001, single_writer=False)
        with lease.held():
            client_for(s3_address).delete_object(Bucket=bucket, Key=LEASE)  # another took over, and ended
            for _ in range(2):
                with pytest.raises(TargetError, match="another machine took over"):
                    lease.renew()
    assert objects_in(s3_address, bucket) == {}


def test_two_runs_of_one_state_folder_do_not_share_a_lease(s3_address: str, bucket: str) -> None:
    place = Bucket(settings_for(s3_address, bucket))
    first = Lease(place, "restored from a back-up", minutes=10, single_writer=False)
    second = Lease(place, "restored from a back-up", minutes=10, single_writer=False)
    with first.held(), second.held(), pytest.raises(TargetError, match="another machine took over"):
        first.renew(at_once=True)


def test_a_renewal_whose_answer_was_lost_is_found_again(
    s3_address: str, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lease = Lease(Bucket(settings_for(s3_address, bucket)), "this one", minutes=10, single_writer=False)
    with lease.held():
        put_if = Bucket.put_if

        def unheard(*given: object) -> None:
            monkeypatch.setattr(Bucket, "put_if", put_if)

        monkeypatch.setattr(Bucket, "put_if", unheard)
        lease.renew(at_once=True)
    assert objects_in(s3_address, bucket) == {}


def test_a_request_is_not_repeated_when_the_lease_was_lost_meanwhile(s3_address: str, bucket: str) -> None:
    asked = iter([None, TargetError("lost")])

    def allowed() -> None:
        if error := next(asked):
            raise error

    with fault_proxy(s3_address) as proxy:
        proxy.choose = lambda method, path, number: Fault.ERROR_500
        place = Bucket(settings_for(proxy.address, bucket))
        with place.only_while(allowed), pytest.raises(TargetError, match="lost"):
            place.delete("x.html")
        assert proxy.count("DELETE") == 1


@pytest.mark.parametrize("stolen", [True, False], ids=["lost", "host-does-not-answer"])
def test_the_error_from_within_is_told_and_not_one_of_giving_back(s3_address: str, bucket: str, stolen: bool) -> None:
    with fault_proxy(s3_address) as proxy:
        lease = Lease(Bucket(settings_for(proxy.address, bucket, attempts=1)), "A", minutes=10, single_writer=False)

        def fails() -> None:
            with lease.held():
                if stolen:
                    client_for(s3_address).put_object(Bucket=bucket, Key=LEASE, Body=b'{"holder": "quick"}')
                else:
                    proxy.choose = lambda method, path, number: Fault.ERROR_500
                raise ValueError("from within")

        with pytest.raises(ValueError, match="from within"):
            fails()
    assert (objects_in(s3_address, bucket)[LEASE] == b'{"holder": "quick"}') is stolen


def test_a_host_without_conditional_writes_needs_the_word_of_the_operator(
    s3_address: str, bucket: str, tmp_path: Path
) -> None:
    with fault_proxy(s3_address) as proxy:
        proxy.choose = lambda method, path, number: Fault.NO_CONDITIONS
        with pytest.raises(TargetError, match=r"s3\.single_writer = true"):
            target_on(proxy.address, bucket, tmp_path / "home").publish(stage(tmp_path / "a", 1, _SITE))
        target = target_on(proxy.address, bucket, tmp_path / "home", single_writer=True)
        target.publish(stage(tmp_path / "b", 1, _SITE))
    assert set(objects_in(s3_address, bucket)) == {*_SITE, "release.json"}


def test_what_somebody_spoilt_in_the_bucket_is_mended(s3_address: str, bucket: str, tmp_path: Path) -> None:
    target = target_on(s3_address, bucket, tmp_path / "home")
    target.publish(stage(tmp_path / "a", 1, _SITE))
    client_for(s3_address).put_object(Bucket=bucket, Key="index.html", Body=b"spoilt")
    client_for(s3_address).put_object(Bucket=bucket, Key="more.html", Body=b"more")
    target.publish(stage(tmp_path / "b", 2, _SITE))
    shown = objects_in(s3_address, bucket)
    assert shown["index.html"] == b"home"
    assert "more.html" not in shown


def test_a_file_that_arrives_damaged_is_noticed(
    s3_address: str, bucket: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = target_on(s3_address, bucket, tmp_path / "home")
    put = Bucket.put

    def spoil(self: Bucket, path: str, content: bytes, headers: dict[str, str]) -> str:
        return put(self, path, b"spoilt" if path == "index.html" else content, headers)

    monkeypatch.setattr(Bucket, "put", spoil)
    with pytest.raises(TargetError, match=r"index\.html was stored damaged"):
        target.publish(stage(tmp_path / "a", 1, _SITE))


def test_another_program_that_writes_meanwhile_is_noticed(
    s3_address: str, bucket: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = target_on(s3_address, bucket, tmp_path / "home")
    put = Bucket.put

    def disturb(self: Bucket, path: str, content: bytes, headers: dict[str, str]) -> str:
        if path == "index.html":
            client_for(s3_address).put_object(Bucket=bucket, Key="more.html", Body=b"more")
        return put(self, path, content, headers)

    monkeypatch.setattr(Bucket, "put", disturb)
    with pytest.raises(TargetError, match=r"not what was written, first more\.html"):
        target.publish(stage(tmp_path / "a", 1, _SITE))


def test_strangers_must_be_able_to_read(s3_address: str, bucket: str, tmp_path: Path) -> None:
    target = target_on(s3_address, bucket, tmp_path / "home", public_url="http://127.0.0.1:9")
    target.publish(stage(tmp_path / "a", 1, _SITE))
    assert any("does not answer this machine" in problem for problem in target.confirm())
    elsewhere = target_on(s3_address, bucket, tmp_path / "home", public_url=f"{s3_address}/no-such-bucket")
    assert any("cannot be read by strangers" in problem for problem in elsewhere.confirm())
    other = target_on(s3_address, bucket, tmp_path / "home")
    assert other.confirm() == ()
    client_for(s3_address).put_object(Bucket=bucket, Key="release.json", Body=b'{"number": 0}')
    assert any("another release" in problem for problem in other.confirm())


def test_the_bandwidth_is_kept(s3_address: str, bucket: str, tmp_path: Path) -> None:
    files: dict[str, bytes | str] = {f"{n}.html": b"x" * 50_000 for n in range(6)}
    target = target_on(s3_address, bucket, tmp_path / "home", bandwidth_mb=0.25)
    started = time.monotonic()
    target.publish(stage(tmp_path / "a", 1, files))
    assert time.monotonic() - started >= 0.9, "300 KB at 250 KB/s; the first 50 KB go at once"


def test_progress_is_told_to_the_end(s3_address: str, bucket: str, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    settings = settings_for(s3_address, bucket)
    purge = Purge(PurgeSettings(), "", tmp_path / "purge.txt")
    progress = lambda done, total: told.append((done, total))  # noqa: E731
    S3Target(settings, tmp_path / "home", "", purge, progress).publish(stage(tmp_path / "a", 1, _SITE))
    assert told[-1] == (len(_SITE) + 1, len(_SITE) + 1)


def test_wrong_credentials_are_told_with_the_key_to_mend(s3_address: str, bucket: str, tmp_path: Path) -> None:
    with pytest.raises(TargetError, match=r"s3\.secret_key"):
        target_on(s3_address, bucket, tmp_path, secret_key="wrong").current()
    with pytest.raises(TargetError, match=r"s3\.access_key"):
        target_on(s3_address, bucket, tmp_path, access_key="nobody").current()


def test_a_missing_bucket_is_told(s3_address: str, tmp_path: Path) -> None:
    with pytest.raises(TargetError, match="make the bucket"):
        target_on(s3_address, "nowhere", tmp_path / "home").publish(stage(tmp_path / "a", 1, _SITE))
    with pytest.raises(SettingsError, match=r"s3\.bucket is empty"):
        target_on(s3_address, "", tmp_path)


def test_etags_that_are_no_md5_are_remembered(tmp_path: Path) -> None:
    etags = RememberedEtags(tmp_path / "etags.json")
    etags.note("a.html", "opaque-1", "md5-a")
    etags.note("b.html", "md5-b", "md5-b")
    etags.note("gone.html", "opaque-2", "md5-c")
    etags.save({"a.html", "b.html"})
    again = RememberedEtags(tmp_path / "etags.json")
    assert again.digest("a.html", "opaque-1") == "md5-a"
    assert again.digest("a.html", "opaque-changed") == "opaque-changed"
    assert again.digest("b.html", "md5-b") == "md5-b"
    assert again.digest("gone.html", "opaque-2") == "opaque-2"
    (tmp_path / "etags.json").write_text("no json", encoding="utf-8")
    assert RememberedEtags(tmp_path / "etags.json").digest("a.html", "opaque-1") == "opaque-1"
