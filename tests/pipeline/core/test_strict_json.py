"""JSON that two readers would read as two things is read by nobody."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.said import every_code
from pipeline.core.strict_json import DEEPEST, UnfitJsonError, read_json

BAD = {
    '{"a": 1, "a": 2}': "json_twice",
    '{"x": {"a": 1, "\\u0061": 2}}': "json_twice",
    '{"a": NaN}': "json_number",
    "[Infinity]": "json_number",
    "[-Infinity]": "json_number",
    "[1e999]": "json_number",
    "[-1e999]": "json_number",
    "[" + "9" * 5_000 + "]": "json_number",
    "[" * 65 + "]" * 65: "json_deep",
    '{"a":' * 100_000: "json_deep",
}


@pytest.mark.parametrize(("text", "code"), BAD.items(), ids=lambda value: value[:24])
def test_it_is_refused_with_its_reason(text: str, code: str) -> None:
    with pytest.raises(UnfitJsonError) as refused:
        read_json(text)
    assert refused.value.code == code
    assert code in every_code()


def test_brackets_in_texts_are_no_levels() -> None:
    text = json.dumps(["[" * 1_000, '"{\\', "{" * 1_000])
    assert read_json(text) == json.loads(text)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda one: st.lists(one) | st.dictionaries(st.text(), one),
    )
)
def test_other_json_is_read_as_ever(value: object) -> None:
    assert read_json(json.dumps(value)) == value


def test_as_deep_as_it_may_be() -> None:
    assert read_json("[" * DEEPEST + "]" * DEEPEST)
