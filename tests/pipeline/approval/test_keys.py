import shutil
import stat
import subprocess
from datetime import date
from pathlib import Path

import pytest

from pipeline.approval.keys import KeyFileError, make_key, new_key, read_and_renew_key, read_key, write_key
from pipeline.approval.refusals import ApprovalRefused, Reason
from pipeline.approval.registry import load_registry, parse_registry, person, require_valid
from pipeline.approval.schemes import IMPLEMENTATIONS, Scheme, verifier_of
from pipeline.core.errors import SettingsError
from pipeline.core.key_files import ROUNDS, rounds_of
from tests.pipeline.approval.court import COURT, FIRST_DAY, PASSPHRASE

OPENSSL = shutil.which("openssl")
ALL = pytest.mark.parametrize("scheme", sorted(IMPLEMENTATIONS))


def entry(folder: Path, signer: str = "执行局甲", court: str = COURT, name: str = "a.pem") -> str:
    """An entry, and its key file in few rounds: what stands in it is no matter here."""
    key = make_key(signer, court, 30, FIRST_DAY)
    write_key(folder / name, key, PASSPHRASE, 2_048)
    return key.entry


def test_a_key_file_is_encrypted_and_for_its_owner_alone(tmp_path: Path) -> None:
    entry(tmp_path)
    path = tmp_path / "a.pem"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_bytes().startswith(b"-----BEGIN ENCRYPTED PRIVATE KEY-----")


def test_the_entry_registers_the_key_that_was_written(tmp_path: Path) -> None:
    registry = parse_registry(entry(tmp_path))
    key = registry.find(read_key(tmp_path / "a.pem", PASSPHRASE).keyid)
    assert (key.court, key.signer) == (COURT, "执行局甲")
    assert (key.valid_from, key.expires) == (FIRST_DAY, date(2026, 11, 30))


def test_a_key_file_is_never_overwritten(tmp_path: Path) -> None:
    entry(tmp_path)
    before = (tmp_path / "a.pem").read_bytes()
    with pytest.raises(KeyFileError, match="exists already"):
        entry(tmp_path)
    assert (tmp_path / "a.pem").read_bytes() == before


def test_a_short_passphrase_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match="shorter than 12"):
        new_key(tmp_path / "a.pem", "elevenchars", "甲", COURT, 30, FIRST_DAY)
    assert not (tmp_path / "a.pem").exists()


def test_a_wrong_passphrase_is_told_and_not_repeated(tmp_path: Path) -> None:
    entry(tmp_path)
    with pytest.raises(KeyFileError, match=r"wrong passphrase for a\.pem") as caught:
        read_key(tmp_path / "a.pem", "another passphrase")
    assert "another passphrase" not in str(caught.value)


@pytest.mark.parametrize(
    "content", [None, b"", b"-----BEGIN PRIVATE KEY-----\nAAAA\n", b"-----BEGIN ENCRYPTED PRIVATE KEY-----\n!!"]
)
def test_what_is_no_key_is_refused_in_one_line(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "a.pem"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(KeyFileError) as caught:
        read_key(path, PASSPHRASE)
    assert "\n" not in str(caught.value)


def test_a_court_that_is_none_makes_no_key(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="court"):
        entry(tmp_path, court="西湖法院")
    assert not (tmp_path / "a.pem").exists()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda text: text + "phone = 1\n", "phone"),
        (lambda text: text + text, "stands twice"),
        (lambda text: text.replace('keyid = "', 'keyid = "0')[:-1], "keyid"),
        (lambda text: text.replace("public = ", "# public = "), "public"),
        (lambda text: text.replace("expires = 2026-11-30", "expires = 2026-10-30"), "before valid_from"),
        (lambda text: text.replace("expires = 2026-11-30", 'expires = "soon"'), "expires"),
        (lambda text: text + f'[courts."{COURT}"]\nthreshold = 2\n', "keys of 1 people"),
        (lambda text: text + f'[courts."{COURT}"]\nthreshold = 0\n', "threshold"),
        (lambda text: text + "[[", "no TOML"),
        *[
            (lambda text, sign=sign: text.replace("执行局甲", f"执行局甲{sign}"), "signer")
            for sign in (r"\u200b", "\ufe00", "\u3164", r"\n", r"\u001b[2J", "\u034f")
        ],
    ],
)
def test_a_key_file_that_contradicts_itself_is_refused(tmp_path: Path, change: object, says: str) -> None:
    assert callable(change)
    (tmp_path / "keys.toml").write_text(change(entry(tmp_path)), encoding="utf-8")
    with pytest.raises(SettingsError, match=says) as caught:
        load_registry(tmp_path / "keys.toml")
    assert "\n" not in str(caught.value).split(": ", 1)[0]


def test_a_key_under_a_swapped_public_half_is_refused(tmp_path: Path) -> None:
    one, other = entry(tmp_path), entry(tmp_path, name="b.pem")
    public = next(line for line in other.splitlines() if line.startswith("public"))
    mine = next(line for line in one.splitlines() if line.startswith("public"))
    with pytest.raises(SettingsError, match="does not belong to this public key"):
        parse_registry(one.replace(mine, public))


def test_a_missing_key_file_is_told() -> None:
    with pytest.raises(SettingsError, match=r"keys\.toml cannot be read"):
        load_registry(Path("nowhere") / "keys.toml")


@pytest.mark.parametrize(
    ("line", "day", "reason"),
    [
        ("", date(2026, 11, 1), None),
        ("", date(2026, 11, 30), None),
        ("", date(2026, 10, 31), Reason.NOT_YET_VALID),
        ("", date(2026, 12, 1), Reason.EXPIRED),
        ("revoked_on = 2026-11-20", date(2026, 11, 19), None),
        ("revoked_on = 2026-11-20", date(2026, 11, 20), Reason.REVOKED),
        ("revoked_on = 2026-11-20", date(2026, 11, 21), Reason.REVOKED),
        ("revoked_on = 2026-11-20\ncompromised_since = 2026-11-10", date(2026, 11, 9), None),
        ("revoked_on = 2026-11-20\ncompromised_since = 2026-11-10", date(2026, 11, 10), Reason.COMPROMISED),
    ],
)
def test_when_a_key_may_sign(tmp_path: Path, line: str, day: date, reason: Reason | None) -> None:
    key = parse_registry(entry(tmp_path) + line).key[0]
    if reason is None:
        require_valid(key, COURT, day)
        return
    with pytest.raises(ApprovalRefused) as caught:
        require_valid(key, COURT, day)
    assert caught.value.reason is reason


def test_a_key_signs_for_its_own_court_only(tmp_path: Path) -> None:
    key = parse_registry(entry(tmp_path)).key[0]
    with pytest.raises(ApprovalRefused) as caught:
        require_valid(key, "浙0105", FIRST_DAY)
    assert caught.value.reason is Reason.OTHER_COURTS_KEY


def test_two_spellings_of_a_name_are_one_person() -> None:
    assert person("执行局 甲") == person("执行局　甲 ")
    assert person("执行局甲") != person("执行局乙")


def test_a_higher_threshold_counts_from_its_day(tmp_path: Path) -> None:
    two = entry(tmp_path) + entry(tmp_path, "执行局乙", name="b.pem")
    registry = parse_registry(two + f'[courts."{COURT}"]\nthreshold = 2\nthreshold_since = 2026-11-20\n')
    assert [registry.threshold(COURT, day) for day in ("2026-11-19", "2026-11-20")] == [1, 2]
    assert registry.threshold("浙0105", "2026-11-20") == 1


@ALL
def test_a_key_signs_by_its_algorithm_from_its_file_to_the_registry(tmp_path: Path, scheme: Scheme) -> None:
    path = tmp_path / "a.pem"
    officer = parse_registry(new_key(path, PASSPHRASE, "甲", COURT, 30, FIRST_DAY, scheme)).key[0]
    key = read_key(path, PASSPHRASE)
    assert (officer.scheme, officer.keyid) == (key.scheme, key.keyid) == (scheme, officer.verifier.keyid)
    officer.verifier.verify_signature(key.signer.sign(b"data"), b"data")
    assert rounds_of(path.read_bytes()) == ROUNDS >= 600_000


def test_an_entry_that_names_no_algorithm_is_of_ed25519() -> None:
    text = make_key("甲", COURT, 30, FIRST_DAY, Scheme.ED25519).entry
    older = text.replace('scheme = "ed25519"\n', "")
    assert older != text
    assert parse_registry(older) == parse_registry(text)


@ALL
@pytest.mark.skipif(not OPENSSL, reason="openssl is not installed")
def test_openssl_opens_what_is_written_here_and_the_other_way_round(tmp_path: Path, scheme: Scheme) -> None:
    assert OPENSSL
    path, made = tmp_path / "a.pem", tmp_path / "made.pem"
    new_key(path, PASSPHRASE, "甲", COURT, 30, FIRST_DAY, scheme)
    algorithm = (
        ["-algorithm", "ed25519"]
        if scheme is Scheme.ED25519
        else ["-algorithm", "EC", "-pkeyopt", f"ec_paramgen_curve:{'SM2' if scheme is Scheme.SM2 else 'P-256'}"]
    )
    plain = subprocess.run(
        [OPENSSL, "pkey", "-in", str(path), "-passin", f"pass:{PASSPHRASE}"], check=True, capture_output=True
    )
    assert b"BEGIN PRIVATE KEY" in plain.stdout
    fresh = subprocess.run([OPENSSL, "genpkey", *algorithm], check=True, capture_output=True).stdout
    form = ["-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA256", "-iter", "600000", "-passout", f"pass:{PASSPHRASE}"]
    subprocess.run([OPENSSL, "pkcs8", "-topk8", *form, "-out", str(made)], check=True, input=fresh)
    assert rounds_of(made.read_bytes()) == 600_000
    before = made.read_bytes()
    assert read_and_renew_key(made, PASSPHRASE).scheme is scheme
    assert made.read_bytes() == before


def test_a_file_of_an_earlier_version_is_encrypted_anew_at_its_first_use(tmp_path: Path) -> None:
    path = tmp_path / "a.pem"
    key = make_key("甲", COURT, 30, FIRST_DAY, Scheme.ED25519)
    write_key(path, key, PASSPHRASE, 2_048)
    with pytest.raises(KeyFileError):
        read_and_renew_key(path, "another passphrase")
    assert rounds_of(path.read_bytes()) == 2_048
    assert read_and_renew_key(path, PASSPHRASE).keyid == key.opened.keyid
    assert rounds_of(path.read_bytes()) == ROUNDS
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["a.pem"]
    assert read_key(path, PASSPHRASE).keyid == key.opened.keyid


def test_on_a_medium_that_cannot_be_written_the_file_stays_and_opens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.pem"
    write_key(path, make_key("甲", COURT, 30, FIRST_DAY), PASSPHRASE, 2_048)
    before = path.read_bytes()

    def refuse(*_: object) -> None:
        raise OSError("read-only")

    monkeypatch.setattr("pipeline.core.private_files.write_for_owner", refuse)
    read_and_renew_key(path, PASSPHRASE)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("public", "says"),
    [("04" + "11" * 64, "public"), ("02" + "11" * 32, "uncompressed"), ("00" * 32, "uncompressed"), ("0", "public")],
)
def test_what_is_no_point_of_the_curve_is_no_key(public: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        verifier_of(Scheme.ECDSA_P256, public)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda text: text.replace("ecdsa-sha2-nistp256", "sm2-sm3"), "an SM2 public key is a point of the curve"),
        (lambda text: text.replace("ecdsa-sha2-nistp256", "rsa"), "scheme"),
        (lambda text: text + f'[courts."{COURT}"]\nschemes = ["sm2-sm3"]\n', "has no such key"),
        (lambda text: text + f'[courts."{COURT}"]\nschemes = ["ed25519"]\n', "has no such key"),
        (lambda text: text + f'[courts."{COURT}"]\nschemes = ["rsa"]\n', "schemes"),
    ],
)
def test_an_algorithm_that_is_not_there_fails_by_its_name(change: object, says: str) -> None:
    assert callable(change)
    with pytest.raises(SettingsError, match=says):
        parse_registry(change(make_key("甲", COURT, 30, FIRST_DAY).entry))
