"""guidelines.toml: what is open, and what the list may not say."""

from pathlib import Path

import pytest

from pipeline.core.errors import SourceError
from pipeline.sources.guidelines import GuidelineReading, read_guideline_folder

TEXT = """云州省高级人民法院关于执行线索登记的办法
云高法〔2019〕7号
为规范登记，制定本办法。
第一条 甲。
第二条 乙。
东河市中级人民法院关于来访接待的规定
为规范接待，制定本规定。
第一条 甲。
第二条 乙。
"""


def read(folder: Path, listing: str | None) -> GuidelineReading:
    (folder / "all.txt").write_text(TEXT, encoding="utf-8")
    if listing is not None:
        (folder / "guidelines.toml").write_text(listing, encoding="utf-8")
    return read_guideline_folder(folder, "云01")


def test_without_a_list_nothing_is_open(tmp_path: Path) -> None:
    assert read(tmp_path, None).frame["disclosure"].isna().all()


def test_entries_open_by_number_in_any_brackets_or_by_title(tmp_path: Path) -> None:
    listing = """
["云高法[2019] 7号"]
disclosure = "open"
category = "业务文件"
in_force_confirmed_on = 2026-01-05

["东河市中级人民法院 关于来访接待的规定"]
disclosure = "shielded"
title = "东河市中级人民法院来访接待规定"
repealed_on = "2025-12-31"
"""
    rows = read(tmp_path, listing).frame.fillna("")
    columns = ["title", "disclosure", "category", "in_force_confirmed_on", "repealed_on"]
    assert rows[columns].to_numpy().tolist() == [
        ["云州省高级人民法院关于执行线索登记的办法", "open", "业务文件", "2026-01-05", ""],
        ["东河市中级人民法院来访接待规定", "shielded", "规定与办法", "", "2025-12-31"],
    ]


def test_an_overridden_title_keeps_the_source_id(tmp_path: Path) -> None:
    plain = read(tmp_path, None).frame["source_id"].tolist()
    assert read(tmp_path, '["云高法〔2019〕7号"]\ntitle = "线索登记办法"').frame["source_id"].tolist() == plain


def test_an_entry_that_fits_nothing_is_reported(tmp_path: Path) -> None:
    (finding,) = read(tmp_path, '["云高法〔2019〕8号"]\ndisclosure = "open"').findings
    assert (finding.file, finding.reason) == ("guidelines.toml", '"云高法〔2019〕8号" fits no document of the folder')


@pytest.mark.parametrize(
    ("listing", "message"),
    [
        ('["云高法〔2019〕7号"]\ndisclosed = "open"', "unknown key 'disclosed'; did you mean 'disclosure'?"),
        ('["云高法〔2019〕7号"]\ndisclosure = "public"', "disclosure: Input should be 'open' or 'shielded'"),
        ('["云高法〔2019〕7号"]\nin_force_confirmed_on = "now"', "in_force_confirmed_on: "),
        ('disclosure = "open"', '"disclosure" is no entry'),
        ('["云高法〔2019〕7号"]\n["云高法[2019]7号"]', "listed twice"),
        ("[", "cannot be read"),
    ],
)
def test_a_wrong_list_is_refused_with_the_remedy(tmp_path: Path, listing: str, message: str) -> None:
    with pytest.raises(SourceError) as caught:
        read(tmp_path, listing)
    assert "guidelines.toml" in str(caught.value)
    assert message in str(caught.value)


def test_the_list_may_lie_elsewhere(tmp_path: Path) -> None:
    read(tmp_path, None)
    (tmp_path / "lists").mkdir()
    elsewhere = tmp_path / "lists" / "open.toml"
    elsewhere.write_text('["云高法〔2019〕7号"]\ndisclosure = "open"', encoding="utf-8")
    rows = read_guideline_folder(tmp_path, "云01", elsewhere).frame
    assert rows["disclosure"].fillna("").tolist() == ["open", ""]


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"source\.guidelines"):
        read_guideline_folder(tmp_path / "nowhere", "云01")
