"""Settings: typed, every key documented in place, unknown keys refused, secrets from the environment."""

import tomllib
from pathlib import Path

import pytest
from pydantic import BaseModel

from pipeline.core.errors import SettingsError
from pipeline.settings.deployment import Settings, load_settings
from pipeline.settings.example import example_settings, new_site_secret


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
