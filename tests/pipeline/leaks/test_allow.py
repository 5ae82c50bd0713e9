"""The allow-list permits what a person answers for, until its day."""

import datetime
from pathlib import Path

import pytest

from pipeline.core.errors import ReleaseRefused, SettingsError
from pipeline.leaks.allow import AllowList, load_allow_list, numbers_behind
from pipeline.leaks.hits import Rule
from pipeline.leaks.raw_values import RawValues
from pipeline.leaks.scan import scan_bytes, scan_folder
from tests.pipeline.leaks.invented import digits_only_id

TODAY = datetime.date(2026, 11, 20)
NUMBER = digits_only_id(1)
ANSWERED = 'reason = "sample"\nowner = "office"\nexpires = 2026-11-20\n'


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "allow.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_an_exact_value_is_permitted_and_no_other(tmp_path: Path) -> None:
    allow = load_allow_list(written(tmp_path, f'[[allow]]\nvalue = "{NUMBER}"\n{ANSWERED}'), TODAY)
    assert scan_bytes(NUMBER.encode(), allow=allow) == ()
    assert scan_bytes(digits_only_id(2).encode(), allow=allow)


def test_a_place_is_permitted_for_one_rule_only(tmp_path: Path) -> None:
    rule = '[[allow]]\nfile = "static/*.js"\nrule = "resident-id"\n'
    allow = load_allow_list(written(tmp_path, rule + ANSWERED), TODAY)
    assert scan_bytes(NUMBER.encode(), file="static/a.js", allow=allow) == ()
    assert scan_bytes(NUMBER.encode(), file="other/a.js", allow=allow)
    assert scan_bytes(b"1****2", file="static/a.js", allow=allow, profile="standard")


def test_an_expired_entry_stops_the_run(tmp_path: Path) -> None:
    path = written(tmp_path, f'[[allow]]\nvalue = "{NUMBER}"\n{ANSWERED}')
    with pytest.raises(ReleaseRefused, match="entry 1 expired on 2026-11-20") as refused:
        load_allow_list(path, TODAY + datetime.timedelta(days=1))
    assert NUMBER not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[allow]]\nvalue = "1"\nowner = "a"\nexpires = 2027-01-01\n', "reason must be given"),
        (f"[[allow]]\n{ANSWERED}", "either value, or file and rule"),
        (f'[[allow]]\nfile = "*"\n{ANSWERED}', "either value, or file and rule"),
        (f'[[allow]]\nfile = "*"\nrule = "any"\n{ANSWERED}', "unknown rule"),
        (f'[[allow]]\nvalue = "1"\nwhy = "x"\n{ANSWERED}', "known keys"),
        ('[[allow]]\nvalue = "1"\nreason = "a"\nowner = "b"\nexpires = "2027"\n', "expires must be a day"),
        (f"[[allow]]\nvalue = 1\n{ANSWERED}", "texts in quotes"),
        ("allow = 3\n", "entries"),
        ("[allow", "not valid TOML"),
    ],
)
def test_an_incomplete_entry_is_refused_by_name(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        load_allow_list(written(tmp_path, text), TODAY)


def test_a_missing_list_permits_nothing(tmp_path: Path) -> None:
    assert load_allow_list(tmp_path / "allow.toml", TODAY).entries == ()


def test_a_folder_is_scanned_with_an_allow_list_of_its_own(tmp_path: Path) -> None:
    allow = written(tmp_path, f'[[allow]]\nvalue = "{NUMBER}"\n{ANSWERED}')
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "a.html").write_text(f"{NUMBER} {digits_only_id(2)}", encoding="utf-8")
    assert len(scan_folder(folder).hits) == 2
    assert len(scan_folder(folder, allow=allow, today=TODAY).hits) == 1
    with pytest.raises(ReleaseRefused):
        scan_folder(folder, allow=allow, today=TODAY + datetime.timedelta(days=1))
    with pytest.raises(SettingsError, match=r"nothing\.toml is no file"):
        scan_folder(folder, allow=tmp_path / "nothing.toml")


def test_what_stands_behind_a_confirmed_label_may_look_like_anybodys_but_be_nobodys() -> None:
    labels = frozenset({"缴款单号"})
    behind = '{{"body":"缴款单号：{}"}}'.format
    things = numbers_behind(labels, [behind(NUMBER), '{"body":"收据' + digits_only_id(2) + '"}'])
    assert things == {NUMBER}
    allow = AllowList((), things)
    assert scan_bytes(behind(NUMBER).encode(), allow=allow) == ()
    assert scan_bytes(NUMBER.encode(), allow=allow) == ()
    assert scan_bytes(behind(digits_only_id(2)).encode(), allow=allow)
    known = RawValues.collect([NUMBER], [], [], [])
    assert {hit.rule for hit in scan_bytes(behind(NUMBER).encode(), raw=known, allow=allow)} == {Rule.EXACT_NUMBER}


def test_without_labels_nothing_stands_behind_one() -> None:
    assert numbers_behind(frozenset(), [f"缴款单号：{NUMBER}"]) == frozenset()
