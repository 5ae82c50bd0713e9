"""[law] and [privacy]: what is refused with a sentence, and when the gate of court mode is closed."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from pipeline.core.errors import SettingsError
from pipeline.settings.deployment import Settings, load_settings
from pipeline.settings.privacy import PrivacySettings, gate, published_today, section_to_fill_in
from tests.support.privacy import assessed

ON = date(2026, 11, 20)
IN_ORDER = assessed()
ENTRY = '[[law.confirmed]]\ntext = "{text}"\noffice = "{office}"\ndocument = "执行局函〔2026〕3号"\ndate = 2026-11-02\n'


def settings(home: Path, text: str) -> Settings:
    path = home / "yangguang.toml"
    path.write_text(text, encoding="utf-8")
    return load_settings(path, environ={})


def gate_of(home: Path, text: str, on: date = ON) -> tuple[str, ...]:
    return settings(home, text).gate(on)


def test_a_confirmed_text_counts_and_is_told_to_the_pages(tmp_path: Path) -> None:
    known = settings(tmp_path, ENTRY.format(text="L6", office="某某市中级人民法院执行局"))
    assert known.law.is_confirmed("L6", ON)
    assert not known.law.is_confirmed("L7", ON)
    assert not known.law.is_confirmed("L6", date(2026, 11, 1))
    (shown,) = known.form(ON).facts.confirmed_texts
    assert (shown.text, shown.document, shown.ends_on) == ("L6", "执行局函〔2026〕3号", "2027-11-02")
    assert known.form(date(2027, 11, 3)).facts.confirmed_ids == frozenset()


@pytest.mark.parametrize(
    ("text", "office", "said"),
    [
        ("L61", "某院", "no text has the id 'L61'; did you mean 'L6'"),
        ("L6", "…", "name the office that confirmed"),
        ("L6", " ", "name the office that confirmed"),
    ],
)
def test_an_entry_that_says_nothing_is_refused_with_a_sentence(
    tmp_path: Path, text: str, office: str, said: str
) -> None:
    with pytest.raises(SettingsError, match=said):
        settings(tmp_path, ENTRY.format(text=text, office=office))


def test_court_mode_in_order_may_publish_and_other_modes_are_not_asked(tmp_path: Path) -> None:
    assert gate_of(tmp_path, IN_ORDER) == ()
    assert gate_of(tmp_path, '[approval]\nmode = "scan"\n') == ()
    assert gate_of(tmp_path, '[approval]\nmode = "demo"\n') == ()


def test_without_the_section_a_sentence_says_what_to_write_and_where(tmp_path: Path) -> None:
    (said, place) = gate_of(tmp_path, "")
    assert "`publish.py privacy` prints the section; fill it in, in yangguang.toml" in said
    assert '[target] country is ""' in place


def _without(line: str) -> Callable[[str], str]:
    return lambda text: "".join(one for one in text.splitlines(keepends=True) if not one.startswith(line))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_without("contact"), "[privacy] contact is empty"),
        (_without("controller"), "[privacy] controller is empty"),
        (_without("complaint"), "[privacy] complaint is empty"),
        (_without("assessment"), "[privacy] assessment is empty"),
        (_without("assessed_on"), "[privacy] assessed_on is empty"),
        (lambda text: text.replace("2026-01-05", "2026-11-21"), "lies after 2026-11-20"),
        (lambda text: text.replace("督查室", "…"), "[privacy] contact is empty"),
        (lambda text: text.replace('exit_bans = "法发', 'other = "法发'), "basis names no article for exit_bans"),
        (
            lambda text: text.replace("exit_bans = [", "other = ["),
            "影响评估〔2026〕1号, 2026-01-05): exit_bans; have it",
        ),
        (lambda text: text.replace("'amount', ", "", 1), "unfinished_cases: amount"),
        (lambda text: text.replace('[target]\ncountry = "CN"', '[target]\ncountry = "SG"'), '[target] country is "SG"'),
        (
            lambda text: text.replace('[purge]\ncountry = "CN"', '[purge]\nurl = "https://cdn.example.cn/purge"'),
            '[purge] country is ""',
        ),
        (
            lambda text: text.replace('[backup]\ncountry = "CN"', '[backup]\nfolder = "kept"'),
            '[backup] country is ""',
        ),
    ],
)
def test_what_is_missing_changed_or_abroad_closes_the_gate(
    tmp_path: Path, change: Callable[[str], str], said: str
) -> None:
    (problem,) = gate_of(tmp_path, change(IN_ORDER))
    assert said in problem


def test_a_place_that_is_not_used_declares_nothing(tmp_path: Path) -> None:
    assert gate_of(tmp_path, IN_ORDER.replace('[purge]\ncountry = "CN"\n[backup]\ncountry = "CN"\n', "")) == ()


def test_a_column_that_is_published_no_more_asks_for_no_new_assessment() -> None:
    lists = published_today()
    privacy = PrivacySettings.model_validate(
        {
            "controller": "杭州市中级人民法院", "contact": "督查室", "complaint": "高院", "assessment": "1号",
            "assessed_on": ON, "basis": dict.fromkeys(lists, "某条"), "assessed": lists,
        }
    )  # fmt: skip
    fewer = {name: columns[1:] for name, columns in lists.items() if name != "exit_bans"}
    assert gate(privacy, fewer, {"target": "CN"}, ON) == ()
    more = {**lists, "courts": (*lists["courts"], "portrait")}
    (said,) = gate(privacy, more, {"target": "CN"}, ON)
    assert "courts: portrait" in said


def test_the_printed_section_opens_the_gate_once_it_is_filled_in(tmp_path: Path) -> None:
    printed = "\n".join(section_to_fill_in(PrivacySettings(), published_today()))
    filled = printed.replace('""', '"某"').replace("2026-…", "2026-11-02")
    assert gate_of(tmp_path, f'{filled}\n[target]\ncountry = "CN"\n') == ()


def test_the_page_of_privacy_is_told_nothing_that_is_not_written(tmp_path: Path) -> None:
    assert settings(tmp_path, "").form(ON).facts.privacy is None
    told = settings(tmp_path, IN_ORDER).form(ON).facts.privacy
    assert told is not None
    assert (told.controller, told.assessed_on) == ("杭州市中级人民法院", "2026-01-05")
    assert ("失信被执行人", "法发〔2014〕18号第七条") in told.bases
