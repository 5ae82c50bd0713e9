"""What one program hands over, the other one gets: every value, every type."""

from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.handover import HandoverDamaged, KeptPages, read_handover, write_handover
from pipeline.core.pages import ConfirmedText, ListBasis, Past, PrivacyFacts, SiteFacts
from pipeline.core.records import Dataset, canonical_json

ODD = "阳光\u2028"
SECTIONS = {
    "confirmed_texts": (ConfirmedText("L1", ODD, ODD, "2026-11-02", "2027-11-02"),),
    "list_bases": (ListBasis("claims", ODD, ODD, "2026-11-02"),),
    "privacy": PrivacyFacts(ODD, ODD, ODD, ODD, "2026-10-20", ((ODD, ODD),)),
}
FACTS = SiteFacts(
    **{
        field.name: {"bool": True, "int": 7, "tuple": (ODD,)}.get(str(getattr(field.type, "__name__", field.type)), ODD)
        for field in fields(SiteFacts)
    }
    | SECTIONS  # type: ignore[arg-type]
)
TEXTS = st.text(st.characters(), max_size=20)


@given(past=st.from_type(Past), manifest=st.none() | st.booleans())
def test_every_figure_comes_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, past: Past, manifest: bool | None
) -> None:
    folder = tmp_path_factory.mktemp("handover")
    kept = None if manifest is None else KeptPages(folder / "pages.json", folder / "tree" if manifest else None)
    write_handover(folder, {}, FACTS, past, kept)
    handover = read_handover(folder)
    assert (handover.facts, handover.past, handover.kept, handover.counts) == (FACTS, past, kept, {})


@given(rows=st.dictionaries(st.sampled_from(Dataset), st.lists(TEXTS.map(lambda text: canonical_json({"id": text})))))
def test_every_row_comes_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, rows: dict[Dataset, list[str]]
) -> None:
    folder = tmp_path_factory.mktemp("handover")
    write_handover(folder, rows, FACTS, Past(), None)
    handover = read_handover(folder)
    assert {dataset: handover.lines(dataset) for dataset in Dataset} == {
        dataset: rows.get(dataset, []) for dataset in Dataset
    }


def test_a_file_that_lost_its_end_is_noticed(tmp_path: Path) -> None:
    write_handover(tmp_path, {Dataset.COURTS: ['{"id":"a"}', '{"id":"b"}']}, FACTS, Past(), None)
    (tmp_path / "courts.jsonl").write_text('{"id":"a"}\n', encoding="utf-8")
    with pytest.raises(HandoverDamaged, match="2 rows were handed over, 1 are there"):
        read_handover(tmp_path).lines(Dataset.COURTS)


def test_another_format_is_refused(tmp_path: Path) -> None:
    write_handover(tmp_path, {}, FACTS, Past(), None)
    file = tmp_path / "site.json"
    file.write_text(file.read_text(encoding="utf-8").replace('"format": 1', '"format": 2'), encoding="utf-8")
    with pytest.raises(HandoverDamaged, match="format 2"):
        read_handover(tmp_path)
