"""R14: after a party of a case left, no text of the case names its natural persons; everybody else's stay."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd
import pytest

from pipeline.composing.nameless import Nameless, Signed, read_nameless, without_names, write_nameless
from pipeline.composing.same_case import Ties, keep_ties, last_ties, ties_of
from pipeline.composing.snapshot import Snapshot, row_digests
from pipeline.core.frames import TEXT, Frame
from pipeline.core.records import SCHEMAS, Dataset, canonical_json
from pipeline.core.schemas import LEAVING, SNAPSHOT_ROW
from pipeline.masking.hiding import ProfileMasking
from pipeline.masking.profiles import Profile
from pipeline.retention.rules import TextExample, load_rule_table
from pipeline.state.ledger import Ledger

ON = date(2026, 11, 20)
COURT, CASE = "浙0106", "（2026）浙0106执12号"
MASK = "3301061980****123*"
MASKING = ProfileMasking(Profile.STANDARD)
NOBODY = pd.DataFrame(columns=["id", "digest"]).astype(TEXT)
Row = dict[str, Any]


def party(name: str = "钱斌", case: str = CASE, dataset: Dataset = Dataset.UNFINISHED_CASES, **more: object) -> Row:
    row = {
        "dataset": dataset.value,
        "case_number": case,
        "party_name": name,
        "party_kind": "natural",
        "id_number": MASK,
    }
    return row | more


def notice(body: str, case: str | None = CASE, **more: object) -> Row:
    row = {"dataset": Dataset.AUCTION_NOTICES.value, "case_number": case, "title": "拍卖公告", "body": body}
    return row | more


def night(
    rows: Mapping[str, Row],
    left: Mapping[str, str],
    before: Nameless | None = None,
    gone: Iterable[str] = (),
    public: Frame = NOBODY,
    ties: Ties | None = MappingProxyType({}),
) -> tuple[dict[str, Row], Nameless, Snapshot]:
    """The public rows of a night on which signed records leave by a rule; ``gone`` are in no batch any more."""
    whole = {record: row | {"id": record, "court_code": COURT, "court_name": "某法院"} for record, row in rows.items()}
    frame = pd.DataFrame(
        [[record, row["dataset"], COURT, canonical_json(row)] for record, row in whole.items()],
        columns=["id", "dataset", "court_code", "row"],
    ).astype(TEXT)
    shown = frame[~frame["id"].isin([*left])].reindex(columns=list(SNAPSHOT_ROW.columns)).astype(TEXT)
    away = pd.DataFrame([{"id": record, "rule": rule} for record, rule in left.items()], columns=["id", "rule"])
    leaving = away.reindex(columns=list(LEAVING.columns)).astype(TEXT)
    snapshot = Snapshot(ON, shown.reset_index(drop=True), leaving, {COURT: ON.isoformat()}, frozenset())
    signed = Signed([(COURT, frame[~frame["id"].isin(list(gone))])], (leaving,), ties)
    made, kept = without_names(snapshot, signed, before or Nameless(), public, MASKING, {})
    return {row["id"]: row for row in map(json.loads, made.frame["row"])}, kept, made


@pytest.mark.parametrize("example", load_rule_table().rule("R14").texts, ids=lambda one: f"{one.after}-{one.text[:6]}")
def test_every_example_of_the_rule_holds(example: TextExample) -> None:
    people = {f"p{place}": party(name) for place, name in enumerate(example.people)}
    rows, _, _ = night({**people, "n": notice(f"<p>{example.text}</p>")}, {"p0": example.after})
    assert rows["n"]["body"] == f"<p>{example.shown}</p>"


def test_every_rule_that_it_follows_is_one_of_the_table() -> None:
    table = load_rule_table()
    assert set(table.nameless_after) <= {rule.id for rule in table.rules}
    assert {"R1", "R2", "R3", "R4", "R5a", "R5b", "R6", "R7", "R10", "takedown"} <= set(table.nameless_after)
    assert not {"R8", "R9", "R11", "R12", "unsigned", "hold"} & set(table.nameless_after)


@pytest.mark.parametrize(
    "text",
    [
        "被执行人钱斌",
        "钱 斌",
        "钱<strong>斌</strong>",
        "钱　斌",
        "钱\u200b斌",
        "與錢斌共有",
        f"钱斌（{MASK}）",
        "钱斌、孙小丽",
    ],
)
def test_a_name_goes_however_it_is_written(text: str) -> None:
    rows, _, _ = night({"p": party(), "q": party("孙小丽"), "n": notice(text, title=f"关于{text}的公告")}, {"p": "R1"})
    told = json.dumps(rows["n"], ensure_ascii=False)
    assert not any(sign in told for sign in ("斌", "1980", "小丽"))


def test_one_party_of_a_case_is_enough_and_the_others_keep_their_own_rows() -> None:
    rows, _, _ = night(
        {
            "p": party(),
            "q": party("孙小丽", dataset=Dataset.DISHONEST_DEBTORS, obligation="钱斌、孙小丽归还借款28000元"),
            "n": notice("拍卖钱斌、孙小丽共同共有的房产"),
        },
        {"p": "R5a"},
    )
    assert rows["n"]["body"] == "拍卖钱某、孙某共同共有的房产"
    assert (rows["q"]["party_name"], rows["q"]["id_number"]) == ("孙小丽", MASK)
    assert rows["q"]["obligation"] == "钱某、孙小丽归还借款28000元"


def test_a_namesake_in_another_case_and_organisations_keep_theirs() -> None:
    rows, _, _ = night(
        {
            "p": party(),
            "firm": party("虚构甲有限公司", party_kind="legal", id_number="58987654-3"),
            "other": party(case="（2026）浙0106执13号"),
            "n": notice("拍卖虚构甲有限公司和钱斌的设备"),
            "m": notice("拍卖钱斌的房产", case="（2026）浙0106执13号"),
        },
        {"p": "R3"},
    )
    assert rows["n"]["body"] == "拍卖虚构甲有限公司和钱某的设备"
    assert rows["m"]["body"] == "拍卖钱斌的房产"
    assert rows["other"]["party_name"] == "钱斌"


def test_who_represents_a_company_that_left_is_not_named_either() -> None:
    listing = party(
        "虚构甲有限公司", dataset=Dataset.DISHONEST_DEBTORS, party_kind="legal", legal_representative="钱斌"
    )
    rows, _, _ = night({"p": listing, "n": notice("法定代表人：钱斌，负责人钱 斌到场")}, {"p": "R10"})
    assert rows["n"]["body"] == "法定代表人：钱某，负责人钱某到场"


@pytest.mark.parametrize("number", [None, f"{CASE}、（2025）浙0106执7号", f"{CASE}之一"])
def test_a_notice_of_several_cases_or_of_none_is_of_the_case_that_it_names(number: str | None) -> None:
    rows, _, _ = night({"p": party(), "n": notice("拍卖钱斌的房产", case=number)}, {"p": "R1"})
    assert rows["n"]["body"] == "拍卖钱某的房产"


@pytest.mark.parametrize("text", ["钱 斌", "钱<strong>斌</strong>", "錢斌", "Qian Bin", "錢 斌"])
def test_texts_of_other_parties_and_of_no_case_name_nobody_in_another_spelling(text: str) -> None:
    other = party("孙小丽", dataset=Dataset.DISHONEST_DEBTORS, obligation=f"{text}、孙小丽归还借款28000元")
    of_none = notice(f"拍卖{text}的房产", case=None, title=f"关于{text}的公告")
    rows, _, _ = night({"p": party(), "q": other, "n": of_none}, {"p": "R1"})
    told = json.dumps([rows["q"]["obligation"], rows["n"]], ensure_ascii=False)
    assert not any(sign in told for sign in ("斌", "Qian", "Bin"))
    assert "孙小丽归还借款28000元" in told


@pytest.mark.parametrize("text", ["迪丽阿依", "迪丽•阿依", "迪丽。阿依", "迪麗·阿依"])
def test_a_minority_name_goes_with_every_dot(text: str) -> None:
    other = party("孙小丽", dataset=Dataset.DISHONEST_DEBTORS, obligation=f"与{text}连带清偿28000元")
    rows, _, _ = night({"p": party("迪丽·阿依"), "q": other, "n": notice(f"拍卖{text}的房产")}, {"p": "R1"})
    assert (rows["q"]["obligation"], rows["n"]["body"]) == ("与迪某连带清偿28000元", "拍卖迪某的房产")


@pytest.mark.parametrize("number", [CASE, "(2026)浙0106执 12 号", "〔2026〕浙0106执12号之一"])
def test_a_notice_of_another_case_that_tells_of_this_one_is_of_both(number: str) -> None:
    other = notice(f"<p>{number}案被执行人钱斌的车位</p>", case="（2026）浙0106执99号")
    rows, kept, _ = night({"p": party(), "n": other}, {"p": "R1"})
    assert "钱某的车位" in rows["n"]["body"]
    assert night({"n": other}, {}, kept)[0]["n"]["body"] == rows["n"]["body"]


def test_no_address_and_no_lot_number_names_anybody() -> None:
    quoted = "https://sf.taobao.com/%E9%92%B1%E6%96%8C"
    files = [{"name": "清单", "url": f"{quoted}.pdf"}, {"name": "清单", "url": "https://sf.taobao.com/2.pdf"}]
    row = notice("拍卖", lot_id="LOT-钱斌", platform_url=f"{quoted}.htm", attachments=files)
    shown = night({"p": party(), "n": row}, {"p": "R1"})[0]["n"]
    assert (shown["lot_id"], shown.get("platform_url")) == ("LOT-钱某", None)
    assert shown["attachments"] == [{"name": "清单"}, files[1]]


@pytest.mark.parametrize("rule", ["withheld", "unsigned"])
def test_the_names_are_kept_while_a_notice_is_away_for_a_time(rule: str) -> None:
    rows = {"p": party(), "n": notice("拍卖钱斌的房产")}
    _, kept, _ = night(rows, {"p": "R1", "n": rule})
    assert night({"n": rows["n"]}, {}, kept)[0]["n"]["body"] == "拍卖钱某的房产"
    assert night(rows, {"p": "R1", "n": "R8"})[1] == Nameless()


def test_the_names_are_kept_while_no_batch_of_the_court_goes_out() -> None:
    rows = {"p": party(), "n": notice("拍卖钱斌的房产")}
    _, kept, snapshot = night(rows, {"p": "R1"})
    nothing = replace(snapshot, frame=snapshot.frame.iloc[:0])
    assert without_names(nothing, Signed([], ()), kept, NOBODY, MASKING, {})[1] == kept


def test_the_names_are_kept_until_nothing_of_the_case_is_public() -> None:
    rows = {"p": party(), "n": notice("拍卖钱斌的房产")}
    _, kept, _ = night(rows, {"p": "takedown"})
    again, still, _ = night({"n": rows["n"]}, {}, kept)
    assert (again["n"]["body"], still) == ("拍卖钱某的房产", kept)
    assert night({"x": party("李四", "（2026）浙0106执99号")}, {}, still)[1] == Nameless()


def test_a_party_who_is_public_again_is_named_again() -> None:
    rows = {"p": party(), "n": notice("拍卖钱斌的房产")}
    _, kept, _ = night(rows, {"p": "R6"})
    again, none, _ = night(rows, {}, kept)
    assert (again["n"]["body"], none) == ("拍卖钱斌的房产", Nameless())


def test_nothing_is_touched_where_nobody_left() -> None:
    rows = {"p": party(), "n": notice("拍卖钱斌的房产，电话0571-00000002")}
    assert night(rows, {})[0]["n"]["body"] == "拍卖钱斌的房产，电话0571-00000002"
    assert night(rows, {"p": "R9"})[1] == Nameless()


@pytest.mark.parametrize("harm", ["deleted", "cut", "none"])
def test_where_the_names_are_lost_no_notice_says_more_than_in_public(harm: str, tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.sqlite")
    assert read_nameless(tmp_path, ledger) == Nameless()
    rows = {"p": party(), "n": notice("拍卖钱斌的房产"), "m": notice("拍卖设备")}
    _, kept, made = night(rows, {"p": "R1"})
    write_nameless(kept, tmp_path, ledger)
    path = tmp_path / "nameless.parquet"
    if harm == "none":
        assert read_nameless(tmp_path, ledger) == kept
        ledger.close()
        return
    path.unlink() if harm == "deleted" else path.write_bytes(path.read_bytes()[:100])
    assert read_nameless(tmp_path, ledger) is None
    public = made.frame[["id"]].assign(digest=row_digests(made.frame["row"]))
    rest = {"n": rows["n"], "m": rows["m"]}
    whole = Signed([], ())
    snapshot = night(rest, {})[2]
    lost, unsure = without_names(snapshot, whole, None, public, MASKING, {})
    assert list(lost.frame["id"]) == ["m"]
    assert list(lost.dropped["rule"]) == ["unsigned"]
    write_nameless(unsure, tmp_path, ledger)
    still, _ = without_names(snapshot, whole, read_nameless(tmp_path, ledger), public, MASKING, {})
    assert list(still.frame["id"]) == ["m"]
    other = night(rest | {"n": notice("拍卖一处房产")}, {}, unsure)
    assert set(other[0]) == {"n", "m"}
    ledger.close()


AGAIN = "（2026）浙0106执恢8号"
TIED = {"p": frozenset({AGAIN}), "n": frozenset({CASE})}


@pytest.mark.parametrize("ties", [TIED, {"n": frozenset({CASE})}, {"p": frozenset({AGAIN})}, None])
def test_a_notice_under_the_other_number_of_the_case_names_nobody(ties: Ties | None) -> None:
    rows = {"p": party(), "n": notice("拍卖钱 斌的房产", case=AGAIN)}
    shown, kept, _ = night(rows, {"p": "takedown"}, ties=ties)
    assert shown["n"]["body"] == "拍卖钱某的房产"
    assert night({"n": rows["n"]}, {}, kept, ties=ties)[0]["n"]["body"] == "拍卖钱某的房产"


def test_a_notice_of_an_untied_case_keeps_a_namesake_until_the_ties_are_lost() -> None:
    rows = {"p": party(), "n": notice("拍卖钱斌的房产", case=AGAIN), "m": notice("拍卖李明的房产", case=AGAIN)}
    assert night(rows, {"p": "takedown"})[0]["n"]["body"] == "拍卖钱斌的房产"
    lost = night(rows, {"p": "takedown"}, ties=None)[0]
    assert (lost["n"]["body"], lost["m"]["body"]) == ("拍卖钱某的房产", "拍卖李明的房产")


def test_where_the_ties_are_lost_a_namesakes_own_record_stays() -> None:
    rows = {"p": party(), "q": party(case=AGAIN), "r": party("孙小丽", AGAIN, reason="与钱斌共同清偿")}
    shown = night(rows, {"p": "R1"}, ties=None)[0]
    assert (shown["q"]["party_name"], shown["r"]["party_name"]) == ("钱斌", "孙小丽")


def pulled(**lists: list[tuple[str, str | None, str | None]]) -> dict[Dataset, Frame]:
    """Clean rows of a pull: id, key of the case, case number."""
    return {
        dataset: pd.DataFrame(
            [(record, COURT, key, number) for record, key, number in lists.get(dataset.value, ())],
            columns=["id", "court_code", "case_id", "case_number"],
        ).astype(TEXT)
        for dataset in SCHEMAS
    }


def test_the_pull_ties_the_numbers_of_a_case_and_no_others() -> None:
    told = pulled(
        unfinished_cases=[("p", "k1", f"{CASE}之一"), ("q", "k2", "（2026）浙0106执99号"), ("x", None, AGAIN)],
        auction_notices=[("n", "k1", AGAIN), ("m", "k2", "（2026）浙0106执99号"), ("o", "k2", None)],
    )
    assert ties_of(told) == {
        "p": frozenset({AGAIN}),
        "n": frozenset({CASE}),
        "o": frozenset({"（2026）浙0106执99号"}),
    }


def test_ties_are_kept_for_public_records_that_could_not_be_read_and_told_as_lost(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.sqlite")
    assert last_ties(tmp_path, ledger) is None
    whole = pulled(unfinished_cases=[("p", "k", CASE), ("q", "k", CASE)], auction_notices=[("n", "k", AGAIN)])
    keep_ties(ties_of(whole), ["p", "q", "n"], [], tmp_path, ledger)
    assert last_ties(tmp_path, ledger) == {"p": frozenset({AGAIN}), "q": frozenset({AGAIN}), "n": frozenset({CASE})}
    keep_ties(ties_of(pulled(unfinished_cases=[("p", "k", CASE)])), ["p"], ["p", "n"], tmp_path, ledger)
    assert last_ties(tmp_path, ledger) == {"n": frozenset({CASE})}
    (tmp_path / "same_case.parquet").write_bytes(b"")
    assert last_ties(tmp_path, ledger) is None
    ledger.close()


def test_the_text_of_a_document_goes_with_its_party_and_an_entry_names_nobody() -> None:
    document = {
        "dataset": "documents",
        "case_number": CASE,
        "document_kind": "执行裁定书",
        "body": "<p>查封钱斌房产</p>",
    }
    claim = {"dataset": "claims", "case_number": CASE, "claim_kind": "执行钱斌的案款", "creditor": "孙某"}
    rows, kept, _ = night({"p": party(), "d": document, "c": claim}, {"p": "takedown"})
    assert (rows["d"].get("body"), rows["d"]["document_kind"]) == (None, "执行裁定书")
    assert rows["c"]["claim_kind"] == "执行钱某的案款"
    again = night({"d": document, "c": claim}, {}, kept)[0]
    assert (again["d"], again["c"]) == (rows["d"], rows["c"])
    back = night({"p": party(), "d": document}, {}, kept)[0]
    assert back["d"]["body"] == document["body"]
