"""Lists that the settings name: from the case system to the browser's files, and gone when their time is up."""

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.cli.asking import search_of
from pipeline.core.records import CASE_ENTRIES, ON_REQUEST, SCHEMAS, Dataset
from pipeline.masking.profiles import Profile
from tests.search_index.browsing import chromium, fragment, serving
from tests.support.case_system import entry, of_dataset, party
from tests.support.deployment import Deployment, Row

pytestmark = pytest.mark.drill

FRIDAY, MONDAY = "2026-11-20", "2026-11-23"
NAMED = "\n".join(
    f'[lists.{dataset}]\nbasis = "某条"\ndocument = "某院〔2026〕{number}号"\ndate = "2026-11-02"\n'
    for number, dataset in enumerate((*CASE_ENTRIES, Dataset.TERMINATED_ROUNDS), 1)
)
NATIONAL = '[retention]\nrule_set = "national"\n'
CASE = "（2026）浙0106执12号"
OTHER = {"case_id": "case-2", "case_number": "（2026）浙0106执13号"}


def tables(**changes: str | None) -> dict[Dataset, list[Row]]:
    """A party, an entry in each list, one of a case in which a minor stands, one of a divorce."""
    entries: dict[Dataset, list[Row]] = {
        dataset: [
            of_dataset(dataset, entry(f"{dataset}-1", handler_reviewed_on="2026-11-03", **changes)),
            of_dataset(dataset, entry(f"{dataset}-2", **OTHER)),
        ]
        for dataset in CASE_ENTRIES
    }
    entries[Dataset.DOCUMENTS].append(entry("barred", cause="离婚后财产纠纷"))
    rows = [party("p1"), party("p2", "周小满", is_minor="是", id_number=None, **OTHER)]
    ended = party("z1", terminated_on="2026-03-02", closed_on="2026-03-02", closing_mode="终结本次执行程序")
    return {Dataset.UNFINISHED_CASES: rows, Dataset.TERMINATED_ROUNDS: [ended], **entries}


def named(rows: dict[str, dict[str, Any]], dataset: Dataset) -> list[dict[str, Any]]:
    return [row for row in rows.values() if row["dataset"] == dataset]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Deployment:
    deployment = Deployment.at(tmp_path_factory.mktemp("lists") / "home", NATIONAL + NAMED)
    deployment.holds(tables(body="钱斌应当归还借款。"))
    assert deployment.night(FRIDAY).exit_status == 0
    return deployment


def test_each_list_prints_its_columns_and_nobody(home: Deployment) -> None:
    rows = home.public_rows()
    document, claim, supervised = (named(rows, dataset) for dataset in CASE_ENTRIES)
    assert [row["case_number"] for row in (*document, *claim, *supervised)] == [CASE] * 3
    assert set(document[0]) - {"id", "dataset", "court_code", "court_name"} == {
        "case_number", "document_kind", "document_number", "issued_on", "cause_class",
    }  # fmt: skip
    assert (claim[0]["creditor"], claim[0]["amount"]) == ("钱某", "一万元以上不足十万元")
    assert supervised[0]["supervision_state"] == "督办中"
    terminated = named(rows, Dataset.TERMINATED_ROUNDS)
    assert terminated[0]["terminated_on"] == "2026-03-02"
    assert not {"amount", "reason", "content", "filed_on"} & set(terminated[0])


def test_pages_feeds_files_and_figures_hold_them(home: Deployment) -> None:
    public = home.public
    for slug in ("documents", "claims", "supervised-cases"):
        page = (public / slug / "zhe0106" / "2026-11" / "index.html").read_text(encoding="utf-8")
        assert CASE in page
        assert "钱斌" not in page
        assert json.loads((public / "feeds" / f"{slug}.json").read_text(encoding="utf-8"))["items"]
        assert json.loads((public / "data" / slug / "2026-11.json").read_text(encoding="utf-8"))["records"]
        assert f'href="./{slug}/"' in (public / "index.html").read_text(encoding="utf-8")
    assert "https://wenshu.court.gov.cn/" in (public / "documents" / "index.html").read_text(encoding="utf-8")
    assert "某院〔2026〕1号" in (public / "documents" / "index.html").read_text(encoding="utf-8")
    assert json.loads((public / "release.json").read_text(encoding="utf-8"))["counts"]["documents"] == 1


def test_an_entry_is_found_by_its_case_and_never_under_a_person(home: Deployment) -> None:
    asked = search_of(home.settings)
    by_case, by_name = (
        {hit["dataset"] for hit in asked.search(question, profile=Profile.STANDARD).hits} for question in (CASE, "钱斌")
    )
    assert set(CASE_ENTRIES) < by_case
    assert by_name
    assert not by_name & set(CASE_ENTRIES)


def test_a_browser_shows_entries_for_their_case_and_none_for_a_name(home: Deployment) -> None:
    with serving(home.public) as address, chromium() as browser:
        page = browser.new_page()
        for question, is_found in ((CASE, True), ("钱斌", False)):
            page.goto("about:blank")
            page.goto(f"{address}search/{fragment(question)}")
            page.wait_for_selector(".hit")
            hits = page.eval_on_selector_all(".hit", "hits => hits.map((hit) => hit.dataset.dataset)")
            assert (set(CASE_ENTRIES) <= set(hits)) is is_found
            assert bool(set(CASE_ENTRIES) & set(hits)) is is_found
        assert "钱某" not in page.inner_text("main")


def test_a_list_that_is_not_named_is_neither_read_nor_shown(tmp_path: Path) -> None:
    deployment = Deployment.at(tmp_path / "home")
    deployment.holds(tables())
    assert deployment.night(FRIDAY).exit_status == 0
    assert {row["dataset"] for row in deployment.public_rows().values()} == {"unfinished_cases", "courts"}
    assert not (deployment.public / "documents").exists()
    pages = "".join(page.read_text(encoding="utf-8") for page in deployment.public.rglob("*.html"))
    assert "未结执行实施案件" in pages
    assert not [SCHEMAS[dataset].title for dataset in ON_REQUEST if SCHEMAS[dataset].title in pages]


def test_a_list_that_is_no_longer_named_is_gone_in_the_next_run(tmp_path: Path) -> None:
    deployment = Deployment.at(tmp_path / "home", NATIONAL + NAMED)
    deployment.holds(tables())
    deployment.night(FRIDAY)
    settings = deployment.home / "yangguang.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace(NAMED, ""), encoding="utf-8")
    report = deployment.night(MONDAY)
    assert (report.exit_status, report.doubts) == (0, [])
    assert not (deployment.public / "documents").exists()
    assert not (deployment.public / "feeds" / "documents.json").exists()
    assert "documents" not in json.loads((deployment.public / "release.json").read_text(encoding="utf-8"))["counts"]


@pytest.mark.parametrize(("reviewed", "is_shown"), [("2026-11-03", True), (None, False)])
def test_the_text_of_a_document_needs_a_review_and_leaves_with_its_parties(
    tmp_path: Path, reviewed: str | None, is_shown: bool
) -> None:
    named_with_text = NAMED.replace("[lists.documents]\n", "[lists.documents]\ntext = true\n")
    deployment = Deployment.at(tmp_path / "home", named_with_text + NATIONAL)
    found = tables(body="被执行人钱斌应当归还借款，联系电话13812345678。")
    found[Dataset.DOCUMENTS][0]["handler_reviewed_on"] = reviewed
    deployment.holds(found)
    deployment.night(FRIDAY)
    document = named(deployment.public_rows(), Dataset.DOCUMENTS)[0]
    assert ("body" in document) is is_shown
    assert "13812345678" not in deployment.public_text()
    if is_shown:
        found[Dataset.UNFINISHED_CASES][0] |= {"closed_on": "2026-11-13", "closing_mode": "执行完毕"}
        deployment.holds(found)
        deployment.night(MONDAY)
        assert "body" not in named(deployment.public_rows(), Dataset.DOCUMENTS)[0]
