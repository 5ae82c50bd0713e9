"""Pages of lists that name nobody, results of auctions, accounts of courts: only where the settings ask for them."""

import json
from pathlib import Path

import pytest

from pipeline.core.records import CASE_ENTRIES, Dataset
from tests.site.invented import Invented, Render, invented, opaque, row
from tests.site.reading import Page

BASIS = {"basis": "某条", "document": "某院〔2026〕1号", "date": "2026-11-02"}
NAMED = {dataset.value: BASIS for dataset in CASE_ENTRIES}
SLUGS = ("documents", "claims", "supervised-cases")
CASE = "（2026）浙0106执12号"


def entries() -> Invented:
    documents = [
        row(
            f"document {number}",
            Dataset.DOCUMENTS,
            case_number=f"（2026）浙0106执{number}号",
            document_kind="执行裁定书",
            document_number=f"（2026）浙0106执{number}号之一",
            issued_on="2026-11-02",
            cause_class="合同纠纷",
        )
        for number in range(130)
    ]
    claim = row(
        "claim",
        Dataset.CLAIMS,
        case_number=CASE,
        claim_kind="认领",
        creditor="钱某",
        amount="不足一万元",
        published_on="2026-11-02",
    )
    text = row(
        "with text",
        Dataset.DOCUMENTS,
        case_number=CASE,
        document_kind="执行裁定书",
        issued_on="2026-10-02",
        body="<p>裁定如下</p>",
    )
    sold = row(
        "sold",
        Dataset.AUCTION_NOTICES,
        title="房产拍卖公告",
        published_on="2026-10-02",
        event_at="2026-11-02T10:00",
        result="成交",
        result_on="2026-11-03",
        result_price="680000.00",
    )
    court = row(
        "court with account",
        Dataset.COURTS,
        code="浙0103",
        name="某法院",
        accounts=[{"bank": "某行", "name": "某法院", "account": "1202000109"}],
    )
    return Invented((*invented().rows, *documents, claim, text, sold, court))


@pytest.fixture(scope="module")
def listed(render: Render) -> Path:
    return render(entries(), lists=NAMED)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_list_has_its_courts_months_and_basis(listed: Path, slug: str) -> None:
    index = (listed / slug / "index.html").read_text(encoding="utf-8")
    assert "某条（某院〔2026〕1号，2026年11月2日）" in index
    assert 'href="../"' in index


def test_a_long_month_is_divided_and_every_entry_stands_once(listed: Path) -> None:
    month = listed / "documents" / "zhe0106" / "2026-11"
    parts = [part for part in month.rglob("index.html") if part.parent != month]
    assert len(parts) > 1
    found = [line for part in parts for line in Page(part).elements if line[0] == "li" and "data-record-id" in line[1]]
    assert sorted(str(attributes["data-record-id"]) for _, attributes in found) == sorted(
        opaque(f"document {number}") for number in range(130)
    )


def test_a_claim_warns_of_fraud_and_a_directory_leads_to_the_official_site(listed: Path) -> None:
    claims = (listed / "claims" / "zhe0106" / "2026-11" / "index.html").read_text(encoding="utf-8")
    assert "不收任何费用" in claims
    documents = (listed / "documents" / "zhe0106" / "2026-10" / "index.html").read_text(encoding="utf-8")
    assert 'href="https://wenshu.court.gov.cn/"' in documents
    assert "<p>裁定如下</p>" in documents


def test_a_hostile_entry_acts_on_no_page(listed: Path) -> None:
    for slug in SLUGS:
        pages = [Page(page) for page in (listed / slug).rglob("*.html")]
        assert not [one for page in pages for one in page.elements if one[0] == "script" and "src" not in one[1]]
        assert not [one for page in pages for one in page.elements if one[0] == "img"]


def test_feeds_and_files_lead_to_the_page_and_hold_no_text(listed: Path) -> None:
    feed = json.loads((listed / "feeds" / "documents.json").read_text(encoding="utf-8"))
    assert len(feed["items"]) == 100
    assert all("/documents/" in item["url"] for item in feed["items"])
    records = json.loads((listed / "data" / "documents" / "2026-10.json").read_text(encoding="utf-8"))["records"]
    assert [record["id"] for record in records] == [opaque("with text")]
    assert "body" not in records[0]


def test_an_auction_whose_result_is_known_shows_it_and_counts_down_to_nothing(listed: Path) -> None:
    page = (listed / "notices" / opaque("sold") / "index.html").read_text(encoding="utf-8")
    assert "拍卖结果：成交，680,000 元" in page
    assert "data-until" not in page


def test_a_court_tells_its_account_and_what_counts(listed: Path) -> None:
    page = (listed / "courts" / "zhe0103" / "index.html").read_text(encoding="utf-8")
    assert "1202000109" in page
    assert "以执行通知书载明的账户为准" in page
    assert "执行款专户" not in (listed / "courts" / "zhe0106" / "index.html").read_text(encoding="utf-8")


def test_without_lists_there_is_no_such_page(site: Path) -> None:
    assert not [slug for slug in SLUGS if (site / slug).exists() or (site / "feeds" / f"{slug}.json").exists()]
