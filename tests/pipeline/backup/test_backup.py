"""A back-up has what is precious and nothing else, and nothing but a whole one of ours takes the place of a state folder."""

import gzip
import io
import json
import os
import shutil
import tarfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any
from zoneinfo import ZoneInfo

import pyrage
import pytest
from typer.testing import CliRunner

import publish
from pipeline.backup import making
from pipeline.backup import restore as restoring
from pipeline.backup.archive import write_archive
from pipeline.backup.contents import gather
from pipeline.backup.making import BackedUp, Made, make_backup
from pipeline.backup.manifest import mac_of
from pipeline.backup.restore import Wish, abandon, restore
from pipeline.core.errors import SettingsError, StateError
from pipeline.core.records import Dataset
from pipeline.settings.backup import BackupSettings
from pipeline.state.folder import StateFiles
from pipeline.state.last_backup import last_backup
from pipeline.state.run_lock import hold_lock
from tests.support.case_system import listing, party
from tests.support.deployment import SECRET, Deployment
from tests.support.once import made_once

AT = datetime(2026, 11, 17, 3, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
IDENTITY = pyrage.x25519.Identity.generate()
KEPT = BackupSettings(recipients=(str(IDENTITY.to_public()),))
OURS = bytes.fromhex(SECRET)
OPENED = Wish((str(IDENTITY),))


@pytest.fixture(scope="session")
def night(tmp_path_factory: pytest.TempPathFactory) -> Path:
    def make(home: Path) -> None:
        house = Deployment.at(home, mode="scan")
        house.holds(
            {
                Dataset.UNFINISHED_CASES: [party("u1", "诸葛明月")],
                Dataset.DISHONEST_DEBTORS: [listing("d1", "欧阳静好"), listing("d2", "司马知秋")],
            }
        )
        house.night("2026-11-16")

    return made_once(tmp_path_factory, "backed-up", make)


@pytest.fixture
def state(night: Path, tmp_path: Path) -> Path:
    shutil.copytree(night / "state", tmp_path / "state")
    (tmp_path / "kept").mkdir()
    return tmp_path / "state"


def back_up(state: Path, *, at: datetime = AT, plain: bool = False, secrets: tuple[bytes, ...] = ()) -> Made:
    what = BackedUp(state, OURS, secrets, (state.parent / "public",))
    return make_backup(what, KEPT, state.parent / "kept", at, plain=plain)


def contents(state: Path) -> dict[str, bytes]:
    """What is precious, the ledger by what it says."""
    found = {name: (state / name).read_bytes() for name in gather(state).paths if name != "ledger.sqlite"}
    with StateFiles(state).ledger() as ledger:
        told = [ledger.public().to_csv(), ledger.releases(), ledger.takedowns(), ledger.reads()]
    return {**found, "ledger": repr(told).encode()}


def members(path: Path) -> dict[str, bytes]:
    """What any tar reads out of an unencrypted back-up."""
    with tarfile.open(path) as tar:
        return {one.name: file.read() for one in tar if (file := tar.extractfile(one))}


def packed(path: Path, entries: list[tuple[tarfile.TarInfo, bytes]]) -> Path:
    with gzip.open(path, "wb") as out, tarfile.open(fileobj=out, mode="w", format=tarfile.GNU_FORMAT) as tar:
        for info, content in entries:
            info.size = len(content) if info.isreg() else info.size
            tar.addfile(info, io.BytesIO(content))
    return path


def test_what_was_backed_up_comes_back(state: Path) -> None:
    before = contents(state)
    made = back_up(state)
    assert made.path.name.startswith("yangguang-2026-11-17-000001-")
    assert made.path.stat().st_mode & 0o777 == 0o600
    assert made.path.read_bytes().startswith(b"age-encryption.org/v1\n")
    assert made.left_out == ()
    with StateFiles(state).ledger() as ledger:
        assert last_backup(ledger) == AT
    shutil.rmtree(state)
    restore(state, OURS, made.path, AT, OPENED)
    after = contents(state)
    assert after.pop("audit.jsonl").startswith(before.pop("audit.jsonl"))
    assert after == before
    assert (state.stat().st_mode & 0o777, sorted(state.parent.iterdir())) == (0o700, [state.parent / "kept", state])
    with hold_lock(state):
        pass


def test_what_is_rebuilt_stays_out_and_what_nobody_knows_is_named(state: Path) -> None:
    (state / "notes.txt").write_text("x", encoding="utf-8")
    (state / "batches" / "link.json").symlink_to("/etc/hostname")
    made = back_up(state, plain=True)
    assert made.left_out == ("batches/link.json", "notes.txt")
    names = members(made.path)
    assert list(names)[:2] == ["manifest.json", "manifest.mac"]
    assert {name.split("/")[0] for name in list(names)[2:]} == {
        *("ledger.sqlite", "audit.jsonl", "batches", "quality", "findings.jsonl", "hidden_more.parquet"),
        *("legality.jsonl", "nameless.parquet", "reasons.parquet", "same_case.parquet"),
    }
    assert SECRET.encode() not in b"".join(names.values())


def test_a_link_in_the_place_of_something_precious_refuses(state: Path, tmp_path: Path) -> None:
    (state / "batches").rename(tmp_path / "elsewhere")
    (state / "batches").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StateError, match="batches in the state folder is a link"):
        back_up(state)


def test_a_folder_that_cannot_be_moved_is_told_and_undone(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made, real = back_up(state), Path.rename

    def rename(path: Path, target: Path) -> Path:
        if path.name == "envelopes" or path.name == "ledger.sqlite":
            raise OSError(16, "Device or resource busy")
        return real(path, target)

    before = contents(state)
    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", rename)
        with pytest.raises(StateError, match=r"Device or resource busy.*--abandon"):
            restore(state, OURS, made.path, AT, OPENED)
    assert "undone" in abandon(state)
    assert contents(state) == before


@pytest.mark.parametrize(
    "content", [b"-----BEGIN EC PRIVATE KEY-----", b"AGE-SECRET-KEY-1QQ", b"an invented passphrase"]
)
def test_a_key_or_secret_anywhere_refuses(state: Path, content: bytes) -> None:
    with (state / "findings.jsonl").open("ab") as file:
        file.write(b" " * (1 << 20) + content)
    with pytest.raises(StateError, match=r"findings\.jsonl .* private key or a secret"):
        back_up(state, secrets=(b"an invented passphrase",))
    assert not list((state.parent / "kept").iterdir())


def test_no_recipient_no_place_or_a_public_one_refuses(state: Path) -> None:
    what = BackedUp(state, OURS, (), (state.parent / "public",))
    with pytest.raises(SettingsError, match="--plain"):
        make_backup(what, BackupSettings(), state.parent / "kept", AT)
    with pytest.raises(SettingsError, match="no place"):
        make_backup(what, KEPT, None, AT)
    with pytest.raises(SettingsError, match="is its disk mounted"):
        make_backup(what, KEPT, state.parent / "away" / "file.age", AT)
    (state.parent / "letter.txt").write_text("dear court", encoding="utf-8")
    with pytest.raises(SettingsError, match="is no back-up"):
        make_backup(what, KEPT, state.parent / "letter.txt", AT)
    (state.parent / "public" / "deep").mkdir(parents=True)
    for inside in (state, state.parent / "public" / "deep"):
        with pytest.raises(SettingsError, match="would lie inside"):
            make_backup(what, KEPT, inside, AT)
    with pytest.raises(ValueError, match="public age keys"):
        BackupSettings(recipients=(str(IDENTITY),))


def test_a_run_at_work_and_a_damaged_ledger_refuse(state: Path) -> None:
    with hold_lock(state), pytest.raises(StateError, match="another run"):
        back_up(state)
    content = bytearray((state / "ledger.sqlite").read_bytes())
    content[5000:9000] = b"\xff" * 4000
    (state / "ledger.sqlite").write_bytes(content)
    with pytest.raises(StateError, match="damaged"):
        back_up(state)
    assert not list((state.parent / "kept").iterdir())


def test_ours_are_pruned_by_age_and_nothing_else_is(state: Path) -> None:
    kept = state.parent / "kept"
    first = back_up(state).path
    other = kept / first.name.replace("2026-11-17", "2026-01-01").replace(first.name[-20:-4], "0" * 16)
    forged = kept / first.name.replace("2026-11-17", "2026-01-02")
    half = kept / first.name.replace("2026-11-17", "2026-11-10")
    half = half.with_name(half.name + ".tmp")
    for path in (other, half):
        path.write_bytes(first.read_bytes())
    forged.write_bytes(b"somebody's notes")
    (kept / "holiday.age").write_bytes(first.read_bytes())
    second = back_up(state, at=AT + timedelta(days=20)).path
    assert first.exists()
    with StateFiles(state).ledger() as ledger:
        ledger.database.execute("UPDATE releases SET date = '2026-12-25'")
    third = back_up(state, at=AT + timedelta(days=36))
    assert third.pruned == (first.name,)
    assert sorted(kept.iterdir()) == sorted([other, forged, kept / "holiday.age", second, third.path])


def test_a_clock_far_ahead_prunes_nothing(state: Path) -> None:
    first = back_up(state).path
    back_up(state, at=AT + timedelta(days=400))
    assert first.exists()


def test_a_full_disk_leaves_nothing_under_the_name(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = back_up(state)
    before = made.path.read_bytes()

    class Full(io.BytesIO):
        def write(self, content: object) -> int:
            raise OSError(28, "No space left on device")

    def filling(out: IO[bytes], *arguments: Any) -> None:
        out.write(b"half")
        write_archive(Full(), *arguments)

    monkeypatch.setattr(making, "write_archive", filling)
    with pytest.raises(OSError, match="No space left"):
        back_up(state)
    assert list((state.parent / "kept").iterdir()) == [made.path]
    assert made.path.read_bytes() == before


def untouched(state: Path, source: Path, match: str, wish: Wish = OPENED, secret: bytes = OURS) -> None:
    before = {path: path.stat().st_mtime_ns for path in state.rglob("*") if path.is_file() and path.name != "run.lock"}
    with pytest.raises((StateError, SettingsError), match=match):
        restore(state, secret, source, AT, wish)
    assert before == {p: p.stat().st_mtime_ns for p in state.rglob("*") if p.is_file() and p.name != "run.lock"}
    assert not (state / "restoring").exists()


def test_another_identity_another_secret_or_a_damaged_file_touches_nothing(state: Path, tmp_path: Path) -> None:
    made = back_up(state)
    stranger = Wish((str(pyrage.x25519.Identity.generate()),))
    untouched(state, made.path, "cannot be opened", stranger)
    untouched(state, made.path, "--identity", Wish())
    untouched(state, made.path, "another deployment", secret=b"\x01" * 32)
    content = made.path.read_bytes()
    for name, changed in (
        ("cut", content[: len(content) * 2 // 3]),
        ("flipped", content[:-900] + bytes([content[-900] ^ 1]) + content[-899:]),
    ):
        (tmp_path / name).write_bytes(changed)
        untouched(state, tmp_path / name, "cannot be opened")
    (tmp_path / "text").write_text("no back-up", encoding="utf-8")
    untouched(state, tmp_path / "text", "is no back-up")


def test_whoever_knows_the_recipient_only_cannot_make_one(state: Path, tmp_path: Path) -> None:
    made = back_up(state, plain=True)
    entries = members(made.path)
    manifest = json.loads(entries["manifest.json"])
    manifest["release"] = 9
    entries["manifest.json"] = json.dumps(manifest, sort_keys=True, separators=(",", ":")).encode()
    forged = packed(tmp_path / "plain", [(tarfile.TarInfo(name), content) for name, content in entries.items()])
    with forged.open("rb") as plain, (tmp_path / "forged").open("wb") as out:
        pyrage.encrypt_io(plain, out, [IDENTITY.to_public()])
    untouched(state, tmp_path / "forged", "its MAC does not fit")


def link(info: tarfile.TarInfo) -> None:
    info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"


def device(info: tarfile.TarInfo) -> None:
    info.type = tarfile.CHRTYPE


def elsewhere(info: tarfile.TarInfo) -> None:
    info.name = "../../" + info.name


def shorter(info: tarfile.TarInfo) -> None:
    info.name = "findings.jsonl"


@pytest.mark.parametrize("spoil", [link, device, elsewhere, shorter])
def test_a_tar_that_holds_anything_else_is_refused(
    state: Path, tmp_path: Path, spoil: Callable[[tarfile.TarInfo], None]
) -> None:
    made = back_up(state, plain=True)
    entries = [(tarfile.TarInfo(name), content) for name, content in members(made.path).items()]
    spoil(entries[4][0])
    untouched(state, packed(tmp_path / "spoiled", entries), "something else where its manifest has")


@pytest.mark.parametrize("path", ["../x", "batches/../../x", "keys.toml", "batches/浙0106/x.parquet", "/etc/passwd"])
def test_a_manifest_that_names_other_files_is_refused_even_with_its_mac(state: Path, tmp_path: Path, path: str) -> None:
    entries = members(back_up(state, plain=True).path)
    manifest = json.loads(entries["manifest.json"])
    manifest["files"].append({"path": path, "size": 1, "sha256": "0" * 64})
    content = json.dumps(manifest, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    entries |= {"manifest.json": content, "manifest.mac": mac_of(content, OURS)}
    forged = packed(tmp_path / "x", [(tarfile.TarInfo(name), one) for name, one in entries.items()])
    untouched(state, forged, "no state folder has")


def test_more_than_the_manifest_says_or_another_byte_is_refused(state: Path, tmp_path: Path) -> None:
    entries = members(back_up(state, plain=True).path)
    more = [*entries.items(), ("findings.jsonl.more", b"x")]
    untouched(state, packed(tmp_path / "more", [(tarfile.TarInfo(n), c) for n, c in more]), "holds more")
    name = list(entries)[-1]
    entries[name] = bytes([entries[name][0] ^ 1]) + entries[name][1:]
    untouched(state, packed(tmp_path / "other", [(tarfile.TarInfo(n), c) for n, c in entries.items()]), "not what its")


def test_a_bomb_is_not_unpacked(state: Path, tmp_path: Path) -> None:
    info = tarfile.TarInfo("manifest.json")
    info.size = 1 << 40
    with gzip.open(tmp_path / "bomb", "wb") as out:
        out.write(info.tobuf())
        out.write(bytes(1 << 20))
    untouched(state, tmp_path / "bomb", "something else where")


def test_a_newer_state_in_order_is_replaced_only_by_a_word(state: Path) -> None:
    made = back_up(state)
    with StateFiles(state).ledger() as ledger:
        ledger.database.execute("UPDATE releases SET number = 7")
        ledger.order_takedown("k3v5q7zqk2mzt4xa", "decision of the court", "2026-11-17")
    untouched(state, made.path, "--discard-newer")
    done = restore(state, OURS, made.path, AT, Wish(OPENED.identities, keep_old=True, discard_newer=True))
    assert done.taken_over == 1
    with StateFiles(state).ledger() as ledger:
        assert ledger.takedowns() == {"k3v5q7zqk2mzt4xa": "decision of the court"}
    assert (state / done.kept / "ledger.sqlite").is_file()
    assert gather(state).left_out == ()


def test_a_restore_that_is_killed_anywhere_is_undone_or_finished(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = back_up(state)
    with StateFiles(state).ledger() as ledger:
        ledger.database.execute("UPDATE releases SET date = '2026-11-15'")
    old, count, total = contents(state), 0, 0
    real = os.replace, Path.rename, Path.replace, shutil.rmtree

    class Killed(BaseException):
        pass

    def counting(do: Callable[..., object]) -> Callable[..., object]:
        def step(*args: object, **named: object) -> object:
            nonlocal count
            count += 1
            if count == total:
                raise Killed
            return do(*args, **named)

        return step

    def gone(*_: object, **__: object) -> None:
        raise Killed

    ends = set()
    while True:
        total, count = total + 1, 0
        home = state.with_name(f"state-{total}")
        shutil.copytree(state, home)
        with monkeypatch.context() as patched:
            patched.setattr(Path, "rename", counting(real[1]))
            patched.setattr(Path, "replace", counting(real[2]))
            patched.setattr(shutil, "rmtree", counting(real[3]))
            try:
                restore(home, OURS, made.path, AT, OPENED)
            except Killed:
                pass
            else:
                break
        if not (home / "restoring").exists():
            continue
        with pytest.raises(StateError, match="restore"), hold_lock(home):
            pass
        with pytest.raises(StateError, match="restore"), StateFiles(home).ledger():
            pass
        said = abandon(home)
        ends.add(said)
        assert not (home / "restoring").exists()
        if "undone" in said:
            assert contents(home) == old, total
            continue
        with StateFiles(home).ledger() as ledger:
            assert [one.date for one in ledger.releases()] == ["2026-11-16"], total
    assert len(ends) == 2
    assert total > 12


def test_memory_does_not_grow_with_the_state(state: Path) -> None:
    import resource

    back_up(state)
    with (state / "findings.jsonl").open("wb") as file:
        for _ in range(40):
            file.write(os.urandom(1 << 20))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    made = back_up(state)
    restore(state, OURS, made.path, AT, OPENED)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert made.size > 40 << 20
    assert grown < 24 << 10, f"{grown} KB"


def test_a_restore_waits_for_a_run(state: Path) -> None:
    made = back_up(state)
    with hold_lock(state), pytest.raises(StateError, match="another run"):
        restore(state, OURS, made.path, AT, OPENED)
    assert restoring.abandon(state) == "no restore was broken off"


def test_by_command_into_the_folder_of_the_settings_and_back(night: Path, tmp_path: Path) -> None:
    house = Deployment(night).copy(tmp_path / "home")
    (house.home / "kept").mkdir()
    settings = house.home / "yangguang.toml"
    with settings.open("a", encoding="utf-8") as file:
        file.write(f'[backup]\nfolder = "kept"\nrecipients = ["{IDENTITY.to_public()}"]\n')
    (house.home / "escrow.key").write_text(f"# of nobody\n{IDENTITY}\n", encoding="utf-8")

    def run(*words: str) -> tuple[int, str]:
        done = CliRunner().invoke(publish.app, [*words, "--settings", str(settings)], env={"COLUMNS": "200"})
        return done.exit_code, done.stdout + done.stderr

    status, said = run("backup")
    assert (status, "encrypted for 1 recipient(s)" in said) == (0, True), said
    kept = next((house.home / "kept").iterdir())
    assert run("restore", str(kept))[0] == SettingsError.exit_status
    status, said = run("restore", str(kept), "--identity", str(house.home / "escrow.key"))
    assert (status, "restored: the back-up of" in said) == (0, True), said
    assert run("restore", "--abandon") == (0, "no restore was broken off\n")
    assert run("approvals", "readmit", "--court", "浙0106", "--reason", "compared")[0] == StateError.exit_status
    assert run("restore")[0] == SettingsError.exit_status
