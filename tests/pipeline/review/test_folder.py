import json
import os
import re
import resource
import time
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from pipeline.core.errors import StateError
from pipeline.core.frames import Frame
from pipeline.review.changes import State
from pipeline.review.facts import read_facts, read_records
from pipeline.review.folder import build_review
from pipeline.review.pages import render_approve, render_list, render_message
from pipeline.review.quality import findings_of_court
from pipeline.review.source import ReviewSource
from tests.pipeline.review.invented import COURT, auction, debtor, facts, frame, newest, opaque, source
from tests.support.typescript import installed, typed_problems

GOLDEN = Path(__file__).with_name("front.txt")
_CALL = re.compile(r"Review\.(?:begin|take)\((?:\d+,)?(.*)\);\n", re.DOTALL)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("review") / "浙0106"
    build_review(source(), made)
    return made


def script(path: Path) -> Any:
    """What a data script hands to the page."""
    found = _CALL.fullmatch(path.read_text(encoding="utf-8"))
    assert found
    return json.loads(found[1])


class Page(HTMLParser):
    """The text of a page, and what could load or run something."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.inside: list[str] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.inside.append(tag)

    def handle_data(self, data: str) -> None:
        assert self.inside[-1:] not in (["script"], ["style"]) or not data.strip(), "inline code"
        self.lines += [data.strip()] if data.strip() else []


def pages() -> Iterator[str]:
    built = {
        "statement": {"法院": "浙0106"},
        "signers": ("陆明",),
        "total": 3,
        "token": "t",
        "problem": "",
        "cannot": "",
    }
    yield render_list(facts())
    yield render_approve(facts(), **built)
    yield render_message(facts(), "已签署", "陆明已签署。", is_good=True)


def test_the_front_page_says_what_it_should(folder: Path) -> None:
    lines = Page((folder / "index.html").read_text(encoding="utf-8")).lines
    shown = "\n".join(lines) + "\n"
    if os.environ.get("YANGGUANG_UPDATE_GOLDEN"):
        GOLDEN.write_text(shown, encoding="utf-8")
    assert shown == GOLDEN.read_text(encoding="utf-8")


def test_pages_hold_no_code_and_load_nothing_from_elsewhere(folder: Path) -> None:
    for text in ((folder / "index.html").read_text(encoding="utf-8"), *pages()):
        page = Page(text)
        policies = [a["content"] for _, a in page.elements if a.get("http-equiv") == "Content-Security-Policy"]
        assert len(policies) == 1
        assert "script-src 'self'" in str(policies[0])
        assert "unsafe" not in str(policies[0])
        for _, attributes in page.elements:
            assert not [name for name in attributes if name.startswith("on") or name == "style"]
            links = [attributes.get(name) or "" for name in ("src", "href", "action")]
            assert not [link for link in links if ":" in link and link != "data:,"]
            assert not [link for link in links if link.startswith(("/", "//"))]


def test_every_address_on_the_pages_is_there(folder: Path) -> None:
    for name in ("index.html", "list.html"):
        for _, attributes in Page((folder / name).read_text(encoding="utf-8")).elements:
            for link in (attributes.get("src"), attributes.get("href")):
                file = (link or "").partition("#")[0]
                assert not file or file == "data:," or file == "approve.html" or (folder / file).is_file(), link


def test_records_come_in_the_order_of_risk_what_must_be_checked_first(folder: Path) -> None:
    entries = script(folder / "data" / "0000.js")
    order = [{"new": 0, "changed": 0, "leaving": 2, "sample": 3}[entry["state"]] for entry in entries]
    assert order == sorted(order)
    scores = [entry["score"] for entry in entries if entry["state"] in ("new", "changed")]
    assert scores == sorted(scores, reverse=True)
    assert script(folder / "data" / "index.js")["records"]["id"] == [entry["id"] for entry in entries]


def test_a_changed_record_shows_what_it_was(folder: Path) -> None:
    entries = {(entry["id"], entry["state"]): entry for entry in script(folder / "data" / "0000.js")}
    facts_ = {fact["name"]: fact for fact in entries[opaque("debtor 20"), "changed"]["facts"]}
    assert facts_["obligation"]["before"] == ["支付货款28020元及逾期利息。"]
    assert "changed" not in facts_["party_name"]
    moved = {fact["name"]: fact["value"] for fact in entries[opaque("debtor 21"), "changed"]["facts"]}
    assert moved["~deadline"] == ["2026-11-27"]
    assert moved["~rule"] == ["案件已结案，屏蔽期限已到"]


def test_what_leaves_says_when_why_and_by_which_article(folder: Path) -> None:
    entries = {(entry["id"], entry["state"]): entry for entry in script(folder / "data" / "0000.js")}
    assert entries[opaque("debtor 22"), "leaving"]["leaving"] == {
        "on": "2026-11-20",
        "verb": "屏蔽",
        "why": "案件已结案，屏蔽期限已到",
        "basis": "吉林规程第12条（五个工作日）",
        "ground": "",
    }


def test_the_same_batch_gives_the_same_pages(folder: Path, tmp_path: Path) -> None:
    build_review(source(), tmp_path / "again")
    first = {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    again = tmp_path / "again"
    assert {path.relative_to(again): path.read_bytes() for path in again.rglob("*") if path.is_file()} == first


def test_the_folder_is_for_its_owner_alone_and_carries_the_batch(folder: Path) -> None:
    assert folder.stat().st_mode & 0o077 == 0
    assert read_facts(folder).digest == facts().digest
    assert read_facts(folder).to_check == 11
    assert read_records(folder) == set(newest()["id"])


def test_a_handler_sees_his_own_records_only(tmp_path: Path) -> None:
    summary = build_review(source(facts=facts(handler="h02")), tmp_path / "h02")
    assert summary.counts == {"new": 1, "changed": 0, "leaving": 0, "unchanged": 0, "sample": 0}
    assert script(tmp_path / "h02" / "data" / "index.js")["records"]["id"] == [opaque("debtor 30")]


def test_lists_are_cut_into_pages_of_two_hundred(tmp_path: Path) -> None:
    many = frame(*(debtor(number) for number in range(401)))
    build_review(ReviewSource(facts(rows=401), many), tmp_path / "many")
    chunks = sorted(path.name for path in (tmp_path / "many" / "data").iterdir())
    assert chunks == ["0000.js", "0001.js", "0002.js", "index.js"]
    assert len(script(tmp_path / "many" / "data" / "0002.js")) == 1


def test_an_earlier_review_is_replaced_and_nothing_else_ever_is(tmp_path: Path) -> None:
    build_review(source(), tmp_path / "review")
    (tmp_path / "review" / "data" / "0009.js").write_text("old", encoding="utf-8")
    build_review(source(), tmp_path / "review")
    assert not (tmp_path / "review" / "data" / "0009.js").exists()
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "letter.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(StateError, match="is not empty and holds no review"):
        build_review(source(), tmp_path / "other")
    assert (tmp_path / "other" / "letter.txt").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("content", ["", "{", "[]", '{"court_code": "x"}', '{"profile": "none"}'])
def test_a_damaged_review_is_refused_with_one_line(tmp_path: Path, content: str) -> None:
    (tmp_path / "review.json").write_text(content, encoding="utf-8")
    with pytest.raises(StateError, match="holds no readable review"):
        read_facts(tmp_path)


def test_findings_are_counted_for_the_court_alone(tmp_path: Path) -> None:
    lines = [
        {
            "dataset": "auction_notices",
            "court_code": court,
            "record_id": f"id{n}",
            "column": "title",
            "code": "no_title",
            "detail": "",
        }
        for n, court in enumerate((COURT, COURT, "苏0100"))
    ]
    path = tmp_path / "findings.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in lines) + "\n", encoding="utf-8")
    (found,) = findings_of_court(path, COURT)
    assert (found.dataset, found.column, found.words, found.count) == ("拍卖公告", "标题", "缺少标题", 2)
    assert findings_of_court(tmp_path / "none.jsonl", COURT) == ()


def test_a_row_that_the_detector_holds_back_is_told_with_case_place_and_net(tmp_path: Path) -> None:
    line = {
        "dataset": "dishonest_debtors",
        "court_code": COURT,
        "record_id": "a",
        "column": "conduct",
        "code": "may_hold.home",
        "detail": "character 37, （2024）浙0106执1号",
    }
    path = tmp_path / "findings.jsonl"
    path.write_text(json.dumps(line) + "\n", encoding="utf-8")
    (found,) = findings_of_court(path, COURT)
    assert (found.count, found.places) == (1, ("（2024）浙0106执1号 第37字起",))
    assert found.words.startswith("疑似仍含住址，今晚暂缓收录")


@pytest.mark.parametrize("before", [None, frame(), newest()])
def test_an_empty_batch_can_be_reviewed(tmp_path: Path, before: Frame | None) -> None:
    summary = build_review(ReviewSource(facts(rows=0), frame(), before), tmp_path / "empty")
    assert summary.counts["new"] == summary.counts["changed"] == summary.counts["sample"] == 0
    assert summary.counts["leaving"] == (0 if before is None else len(before))


@pytest.mark.drill
def test_fifty_thousand_changed_records_are_written_in_time_and_little_memory(tmp_path: Path) -> None:
    before = frame(*(debtor(number, obligation=f"支付{number}元。") for number in range(50_000)))
    after = frame(*(debtor(number, obligation=f"电话***********，支付{number}.50元。") for number in range(50_000)))
    held, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    summary = build_review(ReviewSource(facts(rows=50_000), after, before), tmp_path / "large")
    assert summary.counts["changed"] == 50_000
    assert time.process_time() - started < 60
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - held < 200 << 10


@installed
def test_data_scripts_are_as_their_types_say(folder: Path, tmp_path: Path) -> None:
    changed = frame(debtor(1, obligation="支付。"), auction("notice", body="<h3>公告</h3><p>电话***********<br></p>"))
    build_review(ReviewSource(facts(rows=2), changed), tmp_path / "more")
    values = []
    for made in (folder, tmp_path / "more"):
        values.append(("Wire.Index", script(made / "data" / "index.js")))
        values.append(("Wire.Entry[]", script(made / "data" / "0000.js")))
    assert {state for _, entries in values[1::2] for state in (one["state"] for one in entries)} == set(State)
    assert any("before" in fact for entry in values[1][1] for fact in entry["facts"])
    assert typed_problems(tmp_path, "pipeline/review/types.d.ts", values) == ""
