"""The table of divisions, and where a chain of them ends."""

import pytest

from pipeline.masking.divisions import chain_at, chains_in, division_names, level_of

CHAINS = [
    ("浙江省云和县|云和镇凤凰弄12号"),
    ("甘孜藏族自治州乡城县|香纳乡"),
    ("重庆市彭水苗族土家族自治县|龙蛇坝镇"),
    ("彭水县|靛水街道"),
    ("浙江杭州西湖|文三路"),
    ("台州市路桥区|路桥街道"),
    ("乐山市市中区|通漳镇"),
    ("丽水市|古市镇筏坑村"),
    ("重庆市云阴县|高阳镇"),
    ("哈尔滨道里区|新阳路"),
    ("新疆生产建设兵团第八师|一七三团"),
    ("台湾省新北市|板桥区文化路"),
    ("香港特别行政区沙田区|沥源径"),
    ("香港|沙田马鞍山"),
    ("|古县镇某村"),
    ("|北京路5号"),
    ("|西湖路5号"),
]


@pytest.mark.parametrize("marked", CHAINS)
def test_a_chain_ends_before_the_township(marked: str) -> None:
    text = marked.replace("|", "")
    assert chain_at(text, 0, len(text)).end == marked.index("|")


def test_every_division_of_the_table_is_read_whole_behind_its_parents() -> None:
    names = dict(division_names())
    for code, name in names.items():
        if code.startswith(("71", "81", "82")):
            continue
        parents = [names.get(code[:2] + "0000", ""), names.get(code[:4] + "00", "")]
        text = "".join(parent for parent in parents if parent and parent != name) + name
        assert chain_at(text, 0, len(text)).end == len(text), text


def test_the_table_has_its_levels() -> None:
    levels = [level_of(code) for code, _ in division_names()]
    assert (levels.count(2), levels.count(4) > 330, levels.count(6) > 2900) == (34, True, True)


def test_a_lone_common_word_is_no_chain() -> None:
    text = "长安汽车在北京路和平小区朝阳门外"
    assert list(chains_in(text, 0, len(text))) == []
