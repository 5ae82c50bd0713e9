"""Checking a site from outside: what was changed, withheld, left to expire or opened too far is told."""

import gzip
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from pipeline.approval.keys import SigningKey, new_key, read_key
from pipeline.approval.registry import parse_registry
from pipeline.cli.summary import verification_lines
from pipeline.core.errors import TargetError
from pipeline.leaks.scan import scan_folder
from pipeline.release.file_list import FILE_LIST, NOT_LISTED, digest_of_files, pack_file_list, read_file_list
from pipeline.release.signature import open_release_key, problem_with_signature, sign_note
from pipeline.release.staged import file_digests
from pipeline.release.verify import Verification, verify_files, verify_site
from pipeline.settings.target import ReleaseSettings
from tests.conftest import served

_DAY = date(2026, 11, 20)
_PASSPHRASE = "a passphrase for tests"


@pytest.fixture(scope="module")
def key_file(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A release key and its public half."""
    path = tmp_path_factory.mktemp("key") / "release.pem"
    entry = new_key(path, _PASSPHRASE, "运行方", "浙01", 365, _DAY)
    return path, parse_registry(entry).key[0].public


@pytest.fixture(scope="module")
def key(key_file: tuple[Path, str]) -> SigningKey:
    return read_key(key_file[0], _PASSPHRASE)


@pytest.fixture
def site(tmp_path: Path, key: SigningKey) -> Path:
    """A signed site in a folder."""
    for path, content in {"index.html": b"home", "search/data/id/0/0.json.gz": gzip.compress(b"{}", mtime=0)}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    digests = file_digests(tmp_path)
    (tmp_path / "releases").mkdir()
    (tmp_path / FILE_LIST).write_bytes(pack_file_list(digests))
    note = {"number": 7, "date": "2026-11-20", "digest": digest_of_files(digests), "expires": "2026-12-04"}
    (tmp_path / "release.json").write_text(json.dumps(sign_note(note, key)))
    return tmp_path


def verify(
    site: Path, public: str | None, on: date = _DAY, sample: int | None = None, demo: bool = False
) -> Verification:
    def read(path: str) -> bytes | None:
        return (site / path).read_bytes() if (site / path).is_file() else None

    return verify_files("http://x.example", read, on, public, sample, demo=demo)


def test_a_site_as_published_is_good_over_the_network(site: Path, key_file: tuple[Path, str]) -> None:
    with served(site) as url:
        found = verify_site(f"{url}/", _DAY, key_file[1], sample=None)
    assert (found.problems, found.number, found.signed, found.files, found.checked) == ([], 7, True, 2, 2)
    assert found.exit_status == 0


def append(path: str) -> Callable[[Path], object]:
    return lambda site: (site / path).write_bytes((site / path).read_bytes() + b"x")


def renumber(site: Path) -> None:
    note = json.loads((site / "release.json").read_text())
    (site / "release.json").write_text(json.dumps({**note, "number": 8}))


def sign_by_nobody(site: Path) -> None:
    note = json.loads((site / "release.json").read_text())
    note["signature"]["sig"] = "x"
    (site / "release.json").write_text(json.dumps(note))


def unsign(site: Path) -> None:
    note = json.loads((site / "release.json").read_text())
    del note["signature"]
    (site / "release.json").write_text(json.dumps(note))


def sign_by_text(site: Path) -> None:
    note = json.loads((site / "release.json").read_text())
    (site / "release.json").write_text(json.dumps({**note, "signature": "yes"}))


def shorten_list(site: Path) -> None:
    digests = read_file_list((site / FILE_LIST).read_bytes())
    (site / FILE_LIST).write_bytes(pack_file_list({"index.html": digests["index.html"]}))


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (append("index.html"), "index.html is not what release.json signs"),
        (append("search/data/id/0/0.json.gz"), "0.json.gz is not what release.json signs"),
        (lambda site: (site / "index.html").unlink(), "index.html cannot be read"),
        (lambda site: (site / FILE_LIST).write_bytes(b"\x1f\x8bno gzip"), "files.txt.gz cannot be read"),
        (lambda site: (site / FILE_LIST).unlink(), "files.txt.gz cannot be read"),
        (shorten_list, "is not of release 7"),
        (renumber, "not what the key signed"),
        (sign_by_nobody, "not what the key signed"),
        (unsign, "is not signed"),
    ],
)
def test_every_change_is_told(
    site: Path, key_file: tuple[Path, str], harm: Callable[[Path], object], told: str
) -> None:
    harm(site)
    found = verify(site, key_file[1])
    assert any(told in problem for problem in found.problems)
    assert found.exit_status == 7


@pytest.mark.parametrize("harm", [unsign, sign_by_text], ids=["no-signature", "no-signature-in-the-field"])
@pytest.mark.parametrize(
    ("with_key", "demo", "status", "told"),
    [
        (False, False, 7, "nothing proves who published it; the operator sets [release] key"),
        (False, True, 0, "nothing is proved by a signature"),
        (True, False, 7, "not of the holder of this key; the operator sets [release] key"),
        (True, True, 7, "not of the holder of this key; the operator sets [release] key"),
    ],
)
def test_a_release_without_signature_passes_as_a_demonstration_only(
    site: Path,
    key_file: tuple[Path, str],
    harm: Callable[[Path], object],
    with_key: bool,
    demo: bool,
    status: int,
    told: str,
) -> None:
    harm(site)
    found = verify(site, key_file[1] if with_key else None, demo=demo)
    said = "\n".join(verification_lines(found))
    assert (found.exit_status, found.signed, found.signature) == (status, False, "missing")
    assert told in said
    assert "not signed" in said.splitlines()[0]
    assert "核验无误" not in said
    assert ("--demo" in said) is (not with_key and not demo), "advised where it would help"


@pytest.mark.parametrize("demo", [False, True])
def test_a_signature_that_nobody_checked_is_told_as_such(site: Path, demo: bool) -> None:
    sign_by_nobody(site)
    found = verify(site, None, demo=demo)
    said = "\n".join(verification_lines(found))
    assert (found.exit_status, found.signed, found.signature) == (0, False, "unchecked")
    assert (
        "the signature was not checked, so nothing is proved by it; give the operator's public key with --key" in said
    )
    assert "核验无误" not in said


def test_only_a_checked_signature_lets_it_say_that_nothing_is_wrong(site: Path, key_file: tuple[Path, str]) -> None:
    assert verification_lines(verify(site, key_file[1]))[-1] == "nothing is wrong 核验无误"
    sign_by_nobody(site)
    found = verify(site, key_file[1])
    assert (found.signature, verification_lines(found)[-1]) == ("bad", "wrong: release.json is not what the key signed")


def test_an_expired_release_is_told(site: Path, key_file: tuple[Path, str]) -> None:
    assert verify(site, key_file[1], date(2026, 12, 4)).problems == []
    assert "expired on 2026-12-04" in verify(site, key_file[1], date(2026, 12, 5)).problems[0]


def test_another_operators_key_does_not_count(site: Path, tmp_path: Path) -> None:
    entry = new_key(tmp_path / "other.pem", _PASSPHRASE, "他人", "浙01", 365, _DAY)
    found = verify(site, parse_registry(entry).key[0].public)
    assert "signed with another key" in found.problems[0]


def test_a_place_that_lists_its_files_is_told(site: Path, key_file: tuple[Path, str]) -> None:
    (site / "search" / "data" / "index.html").write_text("<title>Index of /search/data/</title>")

    def read(path: str) -> bytes | None:
        name = site / (path or "x") / "index.html" if path.endswith("/") else site / path
        return name.read_bytes() if name.is_file() else None

    assert "lists its files" in verify_files("http://x.example", read, _DAY, key_file[1], None).problems[0]


def test_a_host_that_unpacks_on_the_way_is_as_good(site: Path, key_file: tuple[Path, str]) -> None:
    from pipeline.core.packing import gzip_bytes

    packed = site / "search/data/id/0/0.json.gz"
    packed.write_bytes(gzip_bytes(b"{}"))
    digests = file_digests(site)
    (site / FILE_LIST).write_bytes(pack_file_list(digests))
    note = {"number": 7, "date": "2026-11-20", "digest": digest_of_files(digests)}
    (site / "release.json").write_text(json.dumps(note))

    def read(path: str) -> bytes | None:
        content = (site / path).read_bytes() if (site / path).is_file() else None
        return gzip.decompress(content) if content and path.endswith(".gz") else content

    assert verify_files("http://x.example", read, _DAY, None, None, demo=True).problems == []


def test_an_address_without_a_site_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(TargetError, match="is this the address of a published site"):
        verify_files("http://x.example", lambda path: None, _DAY, None, None)


def test_a_sample_checks_that_many(site: Path, key_file: tuple[Path, str]) -> None:
    assert verify(site, key_file[1], sample=1).checked == 1


def test_the_key_of_the_settings_signs_the_same_bytes_every_time(key_file: tuple[Path, str]) -> None:
    opened = open_release_key(ReleaseSettings(key=key_file[0], passphrase=_PASSPHRASE))
    assert opened is not None
    note = {"number": 1, "as_of": {"浙01": "x"}}
    assert sign_note(note, opened) == sign_note(note, opened)
    assert problem_with_signature(sign_note(note, opened), key_file[1]) == ""
    assert open_release_key(ReleaseSettings()) is None


def test_a_long_list_of_files_looks_like_no_ones_number(tmp_path: Path) -> None:
    import hashlib

    digests = {f"cards/{n}.json.gz": hashlib.sha256(str(n).encode()).hexdigest() for n in range(3000)}
    (tmp_path / "files.txt.gz").write_bytes(pack_file_list(digests))
    assert read_file_list((tmp_path / "files.txt.gz").read_bytes()) == digests
    assert scan_folder(tmp_path).hits == ()


def test_the_list_names_no_file_that_changes_every_night() -> None:
    assert read_file_list(pack_file_list({**dict.fromkeys(NOT_LISTED, "a" * 64), "x": "b" * 64})) == {"x": "b" * 64}
