"""A gate is open wherever what is behind it finds something: the Hyperscan pass only ever spares work."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.keeping import keep
from pipeline.masking.folding import FOLDS, view_of
from pipeline.masking.known import NOTHING_KNOWN
from pipeline.masking.policy import Place
from pipeline.masking.profiles import Profile
from pipeline.masking.protect import find_public
from pipeline.masking.recognisers import RECOGNISERS
from pipeline.masking.recognisers.compact import SPACED, compact_of
from pipeline.masking.scene import Scene
from pipeline.masking.triggers import GATES, Gates, Opened, as_hyperscan
from tests.pipeline.corpus import snippets
from tests.pipeline.corpus.texts import FILES, texts_of

PIECES = (
    "电话", "账号：", "138", "0000", " ", "-", "*", "Ｘ", "〇", "一三八", "浙A", "12345", "@", "qq.com", "微信号", "wx_1", "\t", "\n", "|", "姓名", "第", "号",
    "E1234567", "（2020）", "不动产权", "3.3E+17", "l3800O", "330106", "19800517", "1234", "X", "，", "出生证", "WJ", "<<", "昵称", "…", "元",
    "其妻", "李秀梅", "王", "儿子", "（长子）", "与", "系夫妻", "由", "代领", "未成年", "son of ", "Li Hai", "wife ", "8岁", "年龄", "男，", "年", "5月17日", "生于", "汉族",
    "住", "松阳县", "古市镇", "筏坑村", "31号", "Flat C, 17/F", "家中", "身份证", "末四位", "后两位", "校验码", "患", "尿毒症", "低保", "残疾二级", "在县医院住院", "犯盗窃罪",
    "臺", "號", "&#49;", "<b>", "\u200b", "％", "。", "：", "(", ")", "被执行人", "申请执行人", "之女", "某", "名下", "登记在",
)  # fmt: skip


def scene_of(text: str, gates: Opened | None = None) -> Scene:
    return Scene(view_of(text), Profile.STANDARD, NOTHING_KNOWN, find_public, Place.TEXT, gates=gates)


def overlooked(text: str) -> Iterator[str]:
    """Recognisers that find more in a text if every gate is open."""
    scene, open_wide = scene_of(text), scene_of(text, frozenset(GATES))
    asked = RECOGNISERS.compiled.asked(scene)
    for recogniser in RECOGNISERS.rules:
        found = list(recogniser.find(scene)) if recogniser in asked else []
        if found != list(recogniser.find(open_wide)):
            yield recogniser.rule


def shut(text: str) -> Iterator[str]:
    """Gates that are shut though one of their patterns occurs."""
    opened = GATES.opened_by(text)
    for gate in GATES:
        if gate not in opened and any(re.search(pattern, text) for pattern in gate.patterns()):
            yield gate.name


def unfolded(text: str) -> bool:
    """Whether a text folds or has gaps though its gate says that it does not."""
    opened = GATES.opened_by(text)
    return (FOLDS not in opened and view_of(text).text != text) or (
        SPACED not in opened and compact_of(text).text != text
    )


@pytest.mark.drill
def test_nothing_is_overlooked_in_the_old_corpus() -> None:
    texts = [snippet.text for snippet in snippets()]
    assert [(text, rule) for text in texts for rule in overlooked(text)] == []
    assert [(text, gate) for text in texts for gate in shut(text)] == []
    assert list(filter(unfolded, texts)) == []


@pytest.mark.drill
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_nothing_is_overlooked_in_the_texts(path: Path) -> None:
    assert [(text.name, rule) for text in texts_of(path) for rule in overlooked(text.text)] == []


@pytest.mark.drill
@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
@settings(max_examples=600)
def test_nothing_is_overlooked_in_what_pieces_make(text: str) -> None:
    assert list(overlooked(text)) == []
    assert list(shut(text)) == []
    assert not unfolded(text)


@pytest.mark.parametrize("damage", ["", "none of Hyperscan's"])
def test_gates_open_alike_however_they_were_compiled(
    damage: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Anew, from what was kept, and anew where that is no database."""
    monkeypatch.setenv("CACHE_DIRECTORY", str(tmp_path))
    gates = Gates()
    for gate in (FOLDS, SPACED):
        gates.add(gate)
    anew = gates.opened_by("臺 北")
    for path in tmp_path.iterdir() if damage else ():
        keep(path.name, damage.encode())
    gates.forget()
    assert gates.opened_by("臺 北") == anew == frozenset(gates)
    assert gates.opened_by("本院") == frozenset()


def test_half_a_surrogate_pair_opens_every_gate() -> None:
    assert GATES.opened_by("电话\ud800") == frozenset(GATES)


def test_prose_without_a_number_asks_nobody() -> None:
    assert not RECOGNISERS.compiled.asked(scene_of("本院作出裁定，并予以告知。"))


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"\*+X", "***X"),
        (r"a{2,3}+b", "aaab"),
        (r"(?P<sign>[-.])1(?P=sign)", "-1-"),
        (r"(?>[0-9]{0,8})年", "2020年"),
        (r"[\]a]{2}+", "]a"),
        (r"\bend\b", "the end."),
        (re.compile("last four", re.IGNORECASE), "LAST FOUR"),
    ],
)
def test_a_pattern_is_never_narrower_for_hyperscan(pattern: str | re.Pattern[str], text: str) -> None:
    assert re.search(pattern, text)
    assert re.search(as_hyperscan(pattern).decode(), text)
