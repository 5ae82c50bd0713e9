"""Keys and tokens: what of a record can be asked for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_index.analyzer import (
    case_form,
    case_keys,
    cases_in,
    identifier_keys,
    name_keys,
    normalise_name,
    organisation_bigrams,
    short_form,
)
from search_index.words import (
    UNKNOWN_COST,
    _sentence_terms,
    _tokenizer,
    fold_text,
    segment_query,
    text_terms,
    word_cost,
)


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("钱 斌", "钱斌"),
        ("钱　斌", "钱斌"),
        ("买买提•艾力", "买买提艾力"),
        ("买买提・艾力", "买买提艾力"),
        ("买买提．艾力", "买买提艾力"),
        ("买买提艾力", "买买提艾力"),
        ("陳偉", "陈伟"),
        ("李昇", "李昇"),
        ("浙江華美（集團）有限公司", "浙江华美集团有限公司"),
        ("浙江华美（集团）有限公司", "浙江华美集团有限公司"),
        ("浙江华美【集团】有限公司", "浙江华美集团有限公司"),
        ("Ａbc公司", "ABC公司"),
        ("陈\u200b伟\u202e", "陈伟"),
        ("𠮷野", "𠮷野"),
        (" ", ""),
    ],
)
def test_names_have_one_normal_form(typed: str, normal: str) -> None:
    assert normalise_name(typed) == normal


@given(st.text())
def test_normalising_a_name_twice_changes_nothing(text: str) -> None:
    assert normalise_name(normalise_name(text)) == normalise_name(text)


@pytest.mark.parametrize(
    ("printed", "keys"),
    [
        ("陈伟", ("陈伟",)),
        ("陈伟（曾用名：陈小伟）", ("陈伟", "陈小伟")),
        ("陈伟（曾用名陈小伟", ("陈伟", "陈小伟")),
        ("陈伟（又名陈大、陈二）", ("陈伟", "陈大", "陈二")),
        ("张三、李四,王五；赵六", ("张三", "李四", "王五", "赵六")),
        ("张三、张三", ("张三",)),
        ("ABC Co.,Ltd.", ("ABCCOLTD",)),
        ("浙江华美（集团）有限公司", ("浙江华美集团有限公司",)),
        ("", ()),
    ],
)
def test_aliases_and_members_of_lists_are_keys(printed: str, keys: tuple[str, ...]) -> None:
    assert name_keys(printed) == keys


@pytest.mark.parametrize(
    ("printed", "keys"),
    [
        ("（2025）浙0106执1234号", ("(2025)浙0106执1234号",)),
        ("〔2025〕浙0106执 1234 号", ("(2025)浙0106执1234号",)),
        ("(2025)浙0106执1234号之一", ("(2025)浙0106执1234号",)),
        ("(2025)浙0106执1234-1号", ("(2025)浙0106执1234号",)),
        ("2025浙0106执恢1234", ("(2025)浙0106执恢1234号",)),
        ("（2014）穗南法执字第01050号", ("(2014)穗南法执字第1050号",)),
        ("（2025）浙0106执1号、（2024）吉01执2号", ("(2025)浙0106执1号", "(2024)吉01执2号")),
        ("不详", ("不详",)),
        (None, ()),
    ],
)
def test_one_key_per_case(printed: str | None, keys: tuple[str, ...]) -> None:
    assert case_keys(printed) == keys


def test_a_credit_code_is_found_by_its_organisation_code() -> None:
    assert identifier_keys("91330106MA2AX1234P") == ("91330106MA2AX1234P", "MA2AX1234")
    assert identifier_keys("MA2AX123-4") == ("MA2AX1234",)


@pytest.mark.parametrize("number", ["***********", "*********54", "* * *"])
def test_a_number_that_was_hidden_whole_is_no_key(number: str) -> None:
    assert identifier_keys(number) == ()


def test_every_fragment_of_a_name_has_its_pairs_among_those_of_the_name() -> None:
    name = "杭州华美𠮷野(集团)有限公司"
    for start in range(len(name)):
        assert set(organisation_bigrams(name[start : start + 5])) <= set(organisation_bigrams(name))


def test_a_name_that_no_dictionary_holds_is_found_in_a_text() -> None:
    terms = text_terms("被执行人钱斌楠名下的房产")
    assert set(segment_query("钱斌楠", {term: word_cost(term) for term in terms})) <= set(terms)


def test_the_restricted_dictionary_leads_to_the_same_words_as_the_whole_one() -> None:
    text = "本院将于规定时间在网络司法拍卖平台上公开拍卖上述标的物竞买人应当自行实地看样"
    vocabulary = {term: word_cost(term) for term in text_terms(text)}
    whole = [word for word in _tokenizer().cut(text, HMM=False) if len(word) > 1]
    assert set(whole) <= set(segment_query(text, vocabulary))


def test_lone_characters_count_only_where_there_is_nothing_longer() -> None:
    vocabulary = {"在": 10, "杭州": 10, "的": 10, "房产": 10}
    assert segment_query("在杭州的房产", vocabulary) == ("杭州", "房产")
    assert segment_query("在 的", vocabulary) == ("在", "的")


def test_costs_are_taken_from_the_pinned_dictionary() -> None:
    assert _tokenizer().total == 60_101_967
    assert 0 < word_cost("法院") < UNKNOWN_COST
    assert word_cost("钱斌楠") == 0


def test_no_temporary_cache_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a cache file")

    monkeypatch.setattr("tempfile.mkstemp", refuse)
    _tokenizer.cache_clear()
    assert "法院" in text_terms("法院")


@given(
    year=st.integers(1900, 2099), court=st.sampled_from(["浙0106", "吉01", "浙010", "最高法", "浙"]),
    kind=st.sampled_from(["执", "执恢", "执保", "民初", "执字第"]), serial=st.integers(0, 99_999_999), end=st.sampled_from(["号", "", "号之一"]),
)  # fmt: skip
def test_the_short_way_for_usual_case_numbers_reads_as_the_general_rule(
    year: int, court: str, kind: str, serial: int, end: str
) -> None:
    printed = f"（{year}）{court}{kind}{serial}{end}"
    normal = case_form(printed)
    assert case_keys(printed) == (cases_in(normal) or (normal,))


@given(
    st.lists(
        st.sampled_from(["拍卖", "余杭区", "钱斌楠", "，", "。", "！", "A1.5", " ", "房产", "：", "\n", "12,5", "的"]),
        max_size=12,
    )
)
def test_cutting_a_text_into_sentences_changes_no_term(pieces: list[str]) -> None:
    text = "".join(pieces)
    assert text_terms(text) == tuple(dict.fromkeys(_sentence_terms(fold_text(text))))


@pytest.mark.parametrize(
    ("typed", "short"),
    [
        ("华美公司", "华美"),
        ("华美有限责任公司", "华美"),
        ("华美集团股份有限公司", "华美"),
        ("华美分公司", "华美"),
        ("华美合伙企业有限合伙", "华美"),
        ("王子", "王子"),
        ("有限公司", ""),
        ("公司", ""),
    ],
)
def test_short_forms_leave_the_legal_form_out(typed: str, short: str) -> None:
    assert short_form(typed) == short
