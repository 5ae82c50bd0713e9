"""One in a hundred of the cells that the pass skips is read in full each night; a fault of a gate stops the night."""

import pickle
from datetime import date

import pandas as pd
import pytest

from pipeline.core.errors import ReleaseRefused
from pipeline.core.frames import TEXT
from pipeline.core.records import SCHEMAS, Dataset
from pipeline.masking import drawing
from pipeline.masking.cases import CaseKnowledge
from pipeline.masking.drawing import CellOverlooked, Draw
from pipeline.masking.hiding import ProfileMasking, Surroundings
from pipeline.masking.profiles import Profile
from pipeline.masking.recognisers import documents
from pipeline.masking.rows import Masker, public_rows
from pipeline.masking.triggers import GATES

DAY = date(2026, 11, 20)
DRAW = Draw.of(b"s" * 32, DAY)
MASKING = ProfileMasking(Profile.STANDARD, draw=DRAW)
TEXT_WITH_MAIL = "材料发至邮箱lanruo@qq.com即可。"
SECRET = "lanruo"


@pytest.fixture
def everything_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "ONE_IN", 1)


@pytest.fixture
def blind_to_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    """A planted fault: the gate of mailboxes stays shut, and nothing has to be compiled for it."""
    blind = [(found, [None if gate is documents.MAIL else gate for gate in gates]) for found, gates in GATES.databases]
    monkeypatch.setitem(GATES.__dict__, "databases", blind)


def rows(body: str) -> list[str]:
    columns = {name: [None] for name in SCHEMAS[Dataset.GUIDELINES].column_names}
    given = {"id": ["g1"], "court_code": ["浙0106"], "court_name": ["某某法院"], "title": ["指南"], "body": [body]}
    frame = pd.DataFrame(columns | given).astype(TEXT)
    return list(public_rows(Dataset.GUIDELINES, frame, Masker(MASKING, CaseKnowledge({}), {})))


def test_about_one_in_a_hundred_is_drawn_and_other_ones_on_another_day() -> None:
    cells = [f"第{number}号" for number in range(20_000)]
    tonight = {cell for cell in cells if DRAW.takes(cell)}
    tomorrow = {cell for cell in cells if Draw.of(b"s" * 32, date(2026, 11, 21)).takes(cell)}
    elsewhere = {cell for cell in cells if Draw.of(b"t" * 32, DAY).takes(cell)}
    assert 140 < len(tonight) < 260
    assert len(tonight & tomorrow) < 20
    assert len(tonight & elsewhere) < 20


def test_the_draw_depends_on_key_day_and_cell_alone() -> None:
    again = pickle.loads(pickle.dumps(Draw.of(b"s" * 32, DAY.isoformat())))
    assert again == DRAW
    assert "s" * 8 not in repr(DRAW)
    assert [again.takes(str(cell), "甲") for cell in range(500)] == [DRAW.takes(str(cell), "甲") for cell in range(500)]


@pytest.mark.usefixtures("everything_is_drawn")
def test_a_sound_pass_is_never_found_at_fault() -> None:
    assert MASKING.text("本院依法采取措施。", Surroundings()) == "本院依法采取措施。"
    assert SECRET not in MASKING.text(TEXT_WITH_MAIL, Surroundings())
    assert SECRET not in rows(TEXT_WITH_MAIL)[0]


@pytest.mark.usefixtures("blind_to_mail")
def test_a_fault_is_not_seen_where_the_cell_is_not_drawn() -> None:
    assert SECRET in ProfileMasking(Profile.STANDARD).text(TEXT_WITH_MAIL, Surroundings())


@pytest.mark.usefixtures("everything_is_drawn", "blind_to_mail")
def test_a_planted_fault_stops_the_night_and_shows_no_value() -> None:
    with pytest.raises(CellOverlooked) as caught:
        rows(TEXT_WITH_MAIL)
    assert isinstance(caught.value, ReleaseRefused)
    assert "guidelines.body of record g1" in str(caught.value)
    assert "email" in str(caught.value)
    assert SECRET not in str(caught.value)
    assert caught.value.__suppress_context__
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


@pytest.mark.usefixtures("everything_is_drawn", "blind_to_mail")
@pytest.mark.parametrize("source", ["材料发至lanruo@qq.com", "<p>材料发至<b>lanruo</b>@qq.com</p>"])
def test_html_is_read_in_full_as_well(source: str) -> None:
    with pytest.raises(CellOverlooked):
        MASKING.html(source, Surroundings())
