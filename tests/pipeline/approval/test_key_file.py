"""The key file by command: entered, listed, revoked; comments stay, and nothing that contradicts itself is written."""

from datetime import date
from pathlib import Path

import pytest

from pipeline.approval.key_file import add_keys, key_states, revoke_key
from pipeline.approval.keys import make_key
from pipeline.approval.registry import load_registry, parse_registry
from pipeline.core.errors import SettingsError

COURT, FIRST = "浙0106", date(2026, 11, 1)
TODAY = date(2026, 12, 1)


def entry(signer: str, court: str = COURT, days: int = 365) -> str:
    return make_key(signer, court, days, FIRST).entry


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """Two officers, a comment at every place where one may stand."""
    path = tmp_path / "keys.toml"
    first = entry("陆明").replace("expires", "# comes back in May\nexpires")
    path.write_text(
        f'# ours\n{first}\n# the next one\n{entry("沈青")}\n[courts."{COURT}"]\nthreshold = 2  # two\n',
        encoding="utf-8",
    )
    path.chmod(0o640)
    return path


def written(folder: Path, text: str) -> Path:
    path = folder / "he.entry.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_an_entry_is_added_and_all_else_stays(keys: Path, tmp_path: Path) -> None:
    before = keys.read_text(encoding="utf-8")
    (added,) = add_keys(keys, [written(tmp_path, "# note of mine\n" + entry("何川"))])
    after = keys.read_text(encoding="utf-8")
    assert after.startswith(before)
    assert "note of mine" not in after
    assert load_registry(keys).key[-1] == added
    assert keys.stat().st_mode & 0o777 == 0o640


def test_a_key_file_that_is_not_there_is_made(tmp_path: Path) -> None:
    add_keys(tmp_path / "keys.toml", [written(tmp_path, entry("何川"))])
    assert [key.signer for key in load_registry(tmp_path / "keys.toml").key] == ["何川"]


@pytest.mark.parametrize(
    "text",
    ["", "x", "[[key]]\ncourt = 1", '[courts."浙0106"]\nthreshold = 1', "x" * 5000],
)
def test_what_is_no_entry_is_refused_and_nothing_is_written(keys: Path, tmp_path: Path, text: str) -> None:
    before = keys.read_bytes()
    for more in ("", '\n[courts."浙0106"]\nthreshold = 1\n', f"revoked_on = {TODAY}\n"):
        with pytest.raises(SettingsError):
            add_keys(keys, [written(tmp_path, text + (entry("何川") + more if more else ""))])
    assert keys.read_bytes() == before


def test_several_entries_are_added_all_or_none(keys: Path, tmp_path: Path) -> None:
    files = [tmp_path / f"{name}.entry.toml" for name in ("何川", "高伟", "郑敏")]
    for path in files[:2]:
        path.write_text(entry(path.name.partition(".")[0]), encoding="utf-8")
    before = keys.read_bytes()
    with pytest.raises(SettingsError, match=r"no file .*郑敏"):
        add_keys(keys, files)
    assert keys.read_bytes() == before
    assert [key.signer for key in add_keys(keys, files[:2])] == ["何川", "高伟"]


def test_the_same_key_is_entered_once(keys: Path, tmp_path: Path) -> None:
    path = written(tmp_path, entry("何川"))
    add_keys(keys, [path])
    with pytest.raises(SettingsError, match="stands twice"):
        add_keys(keys, [path])


def test_a_revoked_key_gets_its_days_below_itself_and_comments_stay(keys: Path) -> None:
    before = keys.read_text(encoding="utf-8")
    first, second = load_registry(keys).key
    revoke_key(keys, first.keyid[:8], TODAY, None)
    after = keys.read_text(encoding="utf-8")
    assert after.replace(f"revoked_on = {TODAY}\n", "") == before
    revoke_key(keys, first.keyid, date(2026, 12, 5), date(2026, 11, 20))
    changed = load_registry(keys).key
    assert (changed[0].revoked_on, changed[0].compromised_since) == (date(2026, 12, 5), date(2026, 11, 20))
    assert changed[1] == second
    for comment in ("# ours", "# comes back in May", "# the next one", "# two"):
        assert comment in keys.read_text(encoding="utf-8")


@pytest.mark.parametrize("keyid", ["", "abc", "00000000", "f" * 64])
def test_a_key_that_is_not_there_is_not_revoked(keys: Path, keyid: str) -> None:
    with pytest.raises(SettingsError, match="keys begin with"):
        revoke_key(keys, keyid, TODAY, None)


def test_a_file_in_another_layout_is_left_to_people(tmp_path: Path) -> None:
    path = tmp_path / "keys.toml"
    facts = entry("陆明").removeprefix("[[key]]\n").strip().replace("\n", ", ")
    path.write_text(f"key = [{{ {facts} }}]\n", encoding="utf-8")
    before = path.read_bytes()
    with pytest.raises(SettingsError, match="by hand"):
        revoke_key(path, load_registry(path).key[0].keyid, TODAY, None)
    with pytest.raises(SettingsError):
        add_keys(path, [written(tmp_path, entry("何川"))])
    assert path.read_bytes() == before


def test_every_key_is_told_with_its_state() -> None:
    text = "\n".join(
        [
            entry("好"),
            entry("将尽", days=40),
            entry("已尽", days=10),
            entry("撤", days=365) + f"revoked_on = {TODAY}\n",
            entry("失", days=365) + f"compromised_since = {FIRST}\n",
            entry("旧").replace("[[key]]", "[[former]]"),
        ]
    )
    states = {one.key.signer: one.state for one in key_states(parse_registry(text), TODAY)}
    assert states == {
        "好": "good", "将尽": "ending", "已尽": "expired", "撤": "revoked", "失": "compromised", "旧": "former"
    }  # fmt: skip
    assert key_states(parse_registry(text), TODAY, "浙0108") == ()
    assert [one.state for one in key_states(parse_registry(entry("早")), date(2026, 10, 1))] == ["not yet"]
