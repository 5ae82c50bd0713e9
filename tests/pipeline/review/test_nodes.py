from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from pipeline.masking.html import KEPT_TAGS
from pipeline.masking.profiles import Profile
from pipeline.review.nodes import Node, html_nodes, text_nodes
from tests.pipeline.review.invented import HOSTILE

PIECES = st.sampled_from(
    ["<p>", "</p>", "<strong>", "</strong>", "<br>", "<script>", "</script>", "<img src=x onerror=y>"]
)
TEXTS = st.one_of(PIECES, st.text(alphabet="王某电话*0123 &<>\ue000\ue100\ue001", max_size=8))


def words(nodes: list[Node]) -> str:
    """The text that a reader sees."""
    return "".join(
        node if isinstance(node, str) else node[2] if node[0] == "mark" else words(node[1]) for node in nodes
    )


def tags(nodes: list[Node]) -> set[Any]:
    inner = [node for node in nodes if isinstance(node, list)]
    return {node[0] for node in inner} | {tag for node in inner if node[0] != "mark" for tag in tags(node[1])}


@given(st.text(alphabet="王某电话*0123 &<>\n\ue000\ue001", max_size=60))
def test_a_text_stays_as_it_is(text: str) -> None:
    assert words(text_nodes(text, Profile.STANDARD)) == text


@given(st.lists(TEXTS, max_size=12))
def test_only_kept_tags_become_elements(pieces: list[str]) -> None:
    nodes = html_nodes("".join(pieces), Profile.STANDARD)
    assert tags(nodes) <= KEPT_TAGS | {"mark"}


def test_masks_are_marked_in_tables_and_across_tags() -> None:
    body = "<table><tr><td>电话***********</td></tr></table><p>手机***<strong>****</strong>****</p>"
    assert html_nodes(body, Profile.STANDARD) == [
        ["table", [["tr", [["td", ["电话", ["mark", "电话", "***********"]]]]]]],
        ["p", ["手机", ["mark", "电话", "***"], ["strong", [["mark", "电话", "****"]]], ["mark", "电话", "****"]]],
    ]


def test_entities_are_read_and_never_read_twice() -> None:
    assert words(html_nodes("<p>&lt;b&gt; &amp;lt; &#42;</p>", Profile.STANDARD)) == "<b> &lt; *"


def test_deep_nesting_is_flattened_and_never_crashes() -> None:
    assert words(html_nodes("<ul><li>" * 5000 + "甲" + "</li></ul>" * 5000, Profile.STANDARD)) == "甲"


def test_hostile_text_stays_text() -> None:
    assert words(text_nodes(HOSTILE, Profile.STANDARD)) == HOSTILE
