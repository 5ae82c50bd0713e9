"""Whatever a clerk, a program or an attacker typed: a reader reads it or gives None, and never raises."""

import importlib
import inspect
import pkgutil
import traceback
from collections.abc import Callable, Iterator
from functools import partial
from types import FunctionType
from typing import Any, get_args

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import pipeline.cleaning
from pipeline.cleaning import (
    cells,
    contacts,
    days,
    doubts,
    marks,
    names,
    parties,
    party_kinds,
    readings,
    residue,
    secrets,
    serial_days,
    structures,
    tables,
    vocabularies,
    word_columns,
)
from pipeline.cleaning.identifiers import resident_id_check_character
from pipeline.core.frames import TEXT, text_column
from pipeline.core.records import SCHEMAS, Dataset

pytestmark = pytest.mark.drill

Reader = Callable[[str], object]


def public_functions() -> Iterator[FunctionType]:
    """Every public function of every module of the package."""
    for module in pkgutil.iter_modules(pipeline.cleaning.__path__, "pipeline.cleaning."):
        for name, function in inspect.getmembers(importlib.import_module(module.name), inspect.isfunction):
            if function.__module__ == module.name and not name.startswith("_"):
                yield function


def takes_one_text(function: FunctionType) -> bool:
    kinds = [parameter.annotation for parameter in inspect.signature(function, eval_str=True).parameters.values()]
    return len(kinds) == 1 and (kinds[0] is str or str in get_args(kinds[0]))


def of_lines(read: Callable[[list[str], list[bool]], object]) -> Reader:
    return lambda text: read(text.splitlines(), marks.inside_quotes(text.splitlines()))


def chapters(lines: list[str], quoted: list[bool]) -> object:
    return marks.chapter_marks(lines, marks.article_marks(lines, quoted), quoted)


def as_cell(text: str) -> str:
    """Frames hold no lone surrogates: a source replaces them as it reads."""
    return text.encode("utf-8", "replace").decode()


def as_directory(text: str) -> None:
    tables.court_names(
        pd.DataFrame({"code": [as_cell(text), "浙0106"], "name": ["某某法院", as_cell(text)]}, dtype=TEXT)
    )


def as_declared(text: str) -> None:
    """Declared values are read of clean lists only."""
    listed = structures.read_list("contacts", text).value
    contacts.declared_values(listed)
    columns = ("duty_phone", "supervision_phone", "complaints", "director_mailbox")
    courts = {"code": ["浙0106"], "departments": [listed], **{name: [as_cell(text)] for name in columns}}
    contacts.court_phones(pd.DataFrame(courts, dtype=TEXT))


WITH_MORE: dict[Any, tuple[Reader, ...]] = {
    parties.read_party_number: tuple(
        partial(parties.read_party_number, party_kind=kind) for kind in ("natural", "legal")
    ),
    parties.read_number_field: tuple(
        partial(parties.read_number_field, party_kind=kind) for kind in ("natural", "legal")
    ),
    residue.without_residue: tuple(partial(residue.without_residue, is_short=short) for short in (True, False)),
    days.day_reader: tuple(days.day_reader(name) for name in ("listed_on", "measure_end", "term_until", "grace_until")),
    serial_days.serial_columns: (),  # of whole tables: under the law of clean_table
    tables.courts_of: (
        lambda text: tables.courts_of(text_column([as_cell(text)]), text_column([as_cell(text)]), {"浙01": "某某法院"}),
    ),
    cells.cell_reader: tuple(
        reader for column in SCHEMAS[Dataset.AUCTION_NOTICES].columns if (reader := cells.cell_reader(column))
    ),
    readings.read_unique: (lambda text: readings.read_unique(text_column([as_cell(text)]), names.read_name),),
    doubts.with_doubts: (),  # of whole tables: under the law of clean_table
    doubts.says_under_age: (),
    doubts.implausible_ages: (),
    doubts.contradicted_ages: (),
    party_kinds.kinds_by_number_and_name: (),
    structures.read_list: tuple(
        partial(structures.read_list, column) for column in ("contacts", "attachments", "departments")
    ),
    contacts.declared_values: (as_declared,),
    contacts.court_phones: (as_declared,),
    marks.article_marks: (of_lines(marks.article_marks),),
    marks.article_runs: (of_lines(marks.article_runs),),
    marks.section_marks: (of_lines(marks.section_marks),),
    marks.chapter_marks: (of_lines(chapters),),
    marks.inside_quotes: (lambda text: marks.inside_quotes(text.splitlines()),),
    tables.clean_table: (),  # has its own law below: many texts at a time
    tables.court_names: (as_directory,),
    vocabularies.vocabulary_of: tuple(vocabularies.vocabulary_of(column).read for column in ("sex", "conduct")),
    word_columns.read_words: (),  # of whole columns: under the law of tables
    tables.ids_of: (),  # of whole tables: what clean_table gives its rows
    tables.empty_clean_table: (lambda text: [tables.empty_clean_table(dataset) for dataset in Dataset],),
}
"""How a text comes to those that take something else, or more."""
COMPUTES = {resident_id_check_character}
"""Reads nothing: it computes over what was read, and says what it demands."""

READERS: dict[str, Reader] = {}
for public in public_functions():
    if public in WITH_MORE:
        READERS |= {f"{public.__name__}-{place}": reader for place, reader in enumerate(WITH_MORE[public])}
    elif public not in COMPUTES and takes_one_text(public):
        READERS[public.__name__] = public

ODD = "①⑨⓪❶⒈⑴²₃½Ⅳ٣۴०๓𝟙𝟎〇零○两十百千万亿三Ｘ９＊×●·\0\x1b\u200b\u202e\ud800\udfff\ufeff\ue000\n\t\u3000\u2028Éſİßﬀк"
TYPED = (
    "330106198001011234", "33010619800101123X", "李四\n王五", "张三（女，1980年生，曾用名张小三、又名 张阿三）", '="赵六"', "王&amp;伟", "NULL",
    "贰万捌仟零伍元叁角", "12亿3千万", "28000.00元及利息", "02-FEB-26 03.00.00.000000 PM", "2026年11月30日下午3:00", "9999-12-31T16:00:00Z",
    "（2024）浙0106执字第123、124号之二", "杭州“小蜜蜂”餐饮（中国）有限公司", "2026-02-01T16:00:00.000+09:00", "330106800101123", "3301061980****1234", "0000001912", "91330106589876543P",
    "73011302-3", "E12345678", "13812345654", "2019-07-09 10:30:00", "20190709", "二〇一九年七月十九日",
    "{year:119, month:6, date:9}", "28000.00元", "3.3E+17", "人民币1,234.5万元整", "（2025）浙0106执1234号之一", "钱斌（曾用名李四）",
    "第一百零五条 为了公开，", "第二章 总则", "一、总则\n二、附则", "附件：清单", "09_00003-1", "十七周岁", "44岁", "https://example.cn/1?a=2",
    '[{"role":"承办人","phone":"0571-1","name":[1e999,-0,{"a":null}]}]', "浙0106", "最高法", "wx_12345@example.com", "“某某”",
)  # fmt: skip
"""What readers expect, so that a sign in it can be exchanged."""

odd_signs = st.sampled_from(ODD)
any_sign = st.one_of(odd_signs, st.characters(), st.sampled_from('0123456789X*-/.:年月日第条号执“”[]{}",\\E+'))


@st.composite
def spoilt(draw: st.DrawFn) -> str:
    """A usual value in which some signs are others, more or fewer."""
    signs = list(draw(st.sampled_from(TYPED)))
    for _ in range(draw(st.integers(1, 6))):
        place = draw(st.integers(0, len(signs)))
        signs[place : place + draw(st.integers(0, 2))] = draw(st.lists(any_sign, max_size=2))
    return "".join(signs)


@st.composite
def long_runs(draw: st.DrawFn) -> str:
    """One or two signs, thousands of times, with something around them."""
    run = draw(st.text(any_sign, min_size=1, max_size=2)) * draw(st.integers(1_000, 4_000))
    return draw(st.sampled_from(("", *TYPED))) + run + draw(st.sampled_from(("", *TYPED)))


texts = st.one_of(st.text(any_sign, max_size=40), spoilt(), st.lists(spoilt(), max_size=4).map("\n".join), long_runs())


@pytest.mark.parametrize(
    "body", ["", "3301061980010112", "330106198001011234", "33010619800101*23", "330106①⑨⑧⑧0101123"]
)
def test_a_check_character_is_computed_of_seventeen_digits_only_and_the_error_tells_no_value(body: str) -> None:
    with pytest.raises(ValueError, match="17 digits 0-9; read the number before") as refused:
        resident_id_check_character(body)
    assert not body or body not in str(refused.value)


def test_every_public_function_is_under_the_law() -> None:
    forgotten = [f.__name__ for f in public_functions() if not takes_one_text(f) and f not in WITH_MORE]
    assert forgotten == []
    assert len(READERS) > 30


@given(texts)
@example("330106①⑨⑧⑧01011234")
@example("0000001912")
@example("9" * 5_000)
@example("\ud800\0")
@example('[{"name":' + "[" * 5_000)
def test_no_reader_raises_on_any_text(text: str) -> None:
    """All of them on the same texts: to make texts takes longer than to read them."""
    assert {name: error for name, read in READERS.items() if (error := raised_by(read, text))} == {}


def raised_by(read: Reader, text: str) -> str | None:
    try:
        read(text)
    except Exception as error:
        return "".join(traceback.format_exception(error))
    return None


@pytest.mark.parametrize("dataset", Dataset)
@settings(max_examples=3)
@given(st.lists(texts, min_size=30, max_size=30))
@example(["330106①⑨⑧⑧01011234", "0000001912", "\0"])
def test_no_table_raises_on_any_cells_and_each_usable_row_is_kept(dataset: Dataset, cells: list[str]) -> None:
    names = list(SCHEMAS[dataset].column_names)
    raw = pd.DataFrame({name: [as_cell(cell) for cell in cells] for name in names}, dtype=TEXT)
    tables.clean_table(dataset, raw, {}, b"5" * 32, "浙0106")
    placed = raw.assign(court_code="浙0106", source_id=[f"row-{place}" for place in range(len(cells))])
    assert len(tables.clean_table(dataset, placed, {}, b"5" * 32, "浙0106").frame) == len(cells)


@pytest.mark.parametrize("dataset", [Dataset.DISHONEST_DEBTORS, Dataset.CONSUMPTION_LIMITS, Dataset.AUCTION_NOTICES])
@settings(max_examples=8)
@given(st.lists(st.one_of(spoilt(), st.sampled_from(TYPED)), min_size=40, max_size=40))
def test_cleaning_twice_changes_nothing(dataset: Dataset, cells: list[str]) -> None:
    own = SCHEMAS[dataset].column_names
    raw = pd.DataFrame({name: [as_cell(cell) for cell in cells] for name in own}, dtype=TEXT)
    raw = raw.assign(court_code="浙0106", source_id=[f"row-{place}" for place in range(len(cells))])
    once = tables.clean_table(dataset, raw, {}, b"5" * 32, "浙0106").frame
    again = tables.clean_table(dataset, once[list(own)], {}, b"5" * 32, "浙0106").frame
    pd.testing.assert_frame_equal(once[list(own)], again[list(own)])


@settings(max_examples=3)
@given(st.lists(texts, min_size=5, max_size=5))
@example(["330106①⑨⑧⑧01011234", '[{"phone":"0571-1"}]', "\0"])
def test_the_secret_values_of_any_night_are_collected(cells: list[str]) -> None:
    typed = [as_cell(cell) for cell in cells]
    raw = {
        dataset: pd.DataFrame(dict.fromkeys(SCHEMAS[dataset].column_names, typed), dtype=TEXT) for dataset in Dataset
    }
    clean = {dataset: tables.clean_table(dataset, raw[dataset], {}, b"5" * 32, "浙0106").frame for dataset in Dataset}
    secret = secrets.SecretValues()
    secret.add(raw, clean)
    assert secret.phones == set(typed)
