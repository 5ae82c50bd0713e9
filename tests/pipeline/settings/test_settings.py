"""Settings: typed, every key documented in place, unknown keys refused, secrets from the environment."""

import tomllib
from datetime import date
from pathlib import Path

import pytest
from pydantic import BaseModel

from pipeline.core.errors import SettingsError
from pipeline.core.pages import ListBasis
from pipeline.core.records import ON_REQUEST, USUAL_LISTS, Dataset
from pipeline.settings.deployment import Settings, load_settings
from pipeline.settings.example import example_settings, new_site_secret
from tests.support.calendars import supply


def write(home: Path, text: str) -> Path:
    path = home / "yangguang.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[site]\ntitel = "x"\n', "unknown key 'titel'; did you mean 'title'"),
        ("[sites]\n", "unknown key 'sites'; did you mean 'site'"),
        ('site = "x"\n', "'site' is a section"),
        ("[retention]\nhold_days = 6\n", "retention.hold_days"),
        ('[masking]\nprofile = "weak"\n', "masking.profile"),
        ('[site]\nsecret = "short"\n', "at least 64 lower-case hex digits"),
        (f'[site]\nsecret = "{"0" * 65}"\n', "two a byte"),
        ('[site]\noperating_court = "../../evil"\n', "expected a court's code"),
        ('[site]\nbase_url = "example.cn"\n', "write the full address"),
        ('[site]\nparty_portal = "javascript:x"\n', "write the full address"),
        ("[site\n", "is not valid TOML"),
    ],
)
def test_what_is_wrong_is_said_with_its_key(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        load_settings(write(tmp_path, text), environ={})


def test_a_wrong_secret_is_never_repeated(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(write(tmp_path, '[site]\nsecret = "hunter2hunter2"\n'), environ={})
    assert "hunter2" not in str(caught.value)


def test_every_key_is_documented_in_the_example_and_the_example_loads(tmp_path: Path) -> None:
    text = example_settings({"site": {"secret": new_site_secret()}})
    settings = load_settings(write(tmp_path, text), environ={})
    uncommented = "\n".join(line[2:] if line.startswith("# ") and " = " in line else line for line in text.splitlines())
    keys = tomllib.loads("\n".join(line for line in uncommented.splitlines() if not line.startswith("#")))
    for name, field in Settings.model_fields.items():
        assert name in keys, name
        if isinstance(field.default, BaseModel):
            assert set(type(field.default).model_fields) == set(keys[name])
    assert len(settings.site_secret) == 32


def test_the_environment_overrides_secrets(tmp_path: Path) -> None:
    path = write(tmp_path, f'[site]\nsecret = "{"0" * 64}"\n')
    environ = {"YANGGUANG_SITE_SECRET": "1" * 64, "YANGGUANG_SOURCE_URL": "sqlite:///other.db"}
    settings = load_settings(path, environ=environ)
    assert settings.site_secret == bytes.fromhex("1" * 64)
    assert settings.source.url == f"sqlite:///{tmp_path / 'other.db'}"


def test_the_operating_court_has_no_default(tmp_path: Path) -> None:
    assert load_settings(write(tmp_path, ""), environ={}).site.operating_court == ""
    assert (
        load_settings(write(tmp_path, '[site]\noperating_court = "浙01"\n'), environ={}).site.operating_court == "浙01"
    )


def test_paths_are_relative_to_the_settings_file(tmp_path: Path) -> None:
    settings = load_settings(write(tmp_path, '[target]\npath = "www"\n'), environ={})
    assert (settings.state, settings.target.path) == (tmp_path / "state", tmp_path / "www")


def test_a_missing_file_names_the_command_that_writes_one(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"publish\.py init"):
        load_settings(tmp_path / "yangguang.toml")


def test_the_example_of_a_province_is_valid() -> None:
    province = load_settings(Path(__file__).parents[3] / "deploy" / "province.toml", {})
    assert (province.target.kind, province.s3.bandwidth_mb) == ("s3", 20.0)
    assert province.release.key is not None
    assert province.release.key.is_absolute()
    assert province.gate(date(2026, 12, 1)) == (), "in court mode it publishes; put in what `publish.py privacy` prints"


def test_a_table_of_working_days_that_is_wrong_counts_for_nothing_and_says_why(tmp_path: Path) -> None:
    settings = load_settings(write(tmp_path, '[calendar]\nfile = "calendar.toml"\n'), environ={})
    assert settings.calendar.file == tmp_path / "calendar.toml"
    assert (
        settings.calendar_value.problem == "[calendar] file: calendar.toml cannot be read (No such file or directory)"
    )
    supply(tmp_path, "[2027]\nholidays = []\n")
    assert "[2027] document" in settings.calendar_value.problem
    assert settings.calendar_value.missing_year(date(2026, 11, 20)) == 2027
    supply(tmp_path)
    assert settings.calendar_value.problem == ""
    assert settings.calendar_value.missing_year(date(2026, 11, 20)) is None


_WHOLE = 'basis = "某条"\ndocument = "某院〔2026〕1号"\ndate = "2026-11-02"\n'


def test_without_lists_the_usual_ones_are_published_and_no_other(tmp_path: Path) -> None:
    lists = load_settings(write(tmp_path, ""), environ={}).lists
    assert lists.published == USUAL_LISTS
    assert lists.off == set(ON_REQUEST)


def test_a_list_is_named_with_basis_document_and_day(tmp_path: Path) -> None:
    settings = load_settings(write(tmp_path, f"[lists.claims]\n{_WHOLE}"), environ={})
    assert Dataset.CLAIMS in settings.lists.published
    assert settings.form(date(2026, 11, 20)).facts.list_bases == (
        ListBasis("claims", "某条", "某院〔2026〕1号", "2026-11-02"),
    )
    assert (Dataset.CLAIMS in settings.origin.off, Dataset.DOCUMENTS in settings.origin.off) == (False, True)


def test_only_named_lists_are_published_where_the_settings_say_so(tmp_path: Path) -> None:
    text = f"[lists]\nonly_named = true\n[lists.exit_bans]\n{_WHOLE}"
    published = load_settings(write(tmp_path, text), environ={}).lists.published
    assert published == (Dataset.EXIT_BANS, Dataset.GUIDELINES, Dataset.COURTS)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"[lists.claim]\n{_WHOLE}", "unknown key 'claim'; did you mean 'claims'"),
        ('[lists.claims]\nbasis = "某条"\n', "lists.claims.*is not complete: write basis"),
        (f"[lists.claims]\n{_WHOLE}".replace("某条", "…"), "lists.claims.*is not complete"),
        (f"[lists.claims]\n{_WHOLE}article = 1\n", "lists.claims.article"),
        (f"[lists.claims]\ntext = true\n{_WHOLE}", "text is asked of lists.documents only"),
        (f"[lists.terminated_rounds]\n{_WHOLE}", "under the rule set five-day"),
    ],
)
def test_a_list_that_is_unknown_incomplete_or_against_the_rule_set_is_refused(
    tmp_path: Path, text: str, said: str
) -> None:
    with pytest.raises(SettingsError, match=said):
        load_settings(write(tmp_path, text), environ={})


def test_terminated_rounds_may_be_named_under_the_rule_set_national(tmp_path: Path) -> None:
    text = f'[retention]\nrule_set = "national"\n[lists.terminated_rounds]\n{_WHOLE}'
    assert Dataset.TERMINATED_ROUNDS in load_settings(write(tmp_path, text), environ={}).lists.published
