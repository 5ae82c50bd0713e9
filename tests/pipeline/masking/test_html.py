"""HTML from a case system comes out safe, masked across tags, and never slowly."""

import re

import pytest

from pipeline.masking.html import KEPT_TAGS, sanitise
from pipeline.masking.known import KnownValues
from pipeline.masking.profiles import Profile
from pipeline.masking.text import mask_html
from tests.support.growth import grows_with_length

ID = "330106198001011234"
MASKED = "3301061980****123*"


@pytest.mark.parametrize(
    ("source", "masked"),
    [
        (f"<p>身份证{ID}</p>", f"<p>身份证{MASKED}</p>"),
        (f"<p>身份证<b>{ID}</b></p>", f"<p>身份证<strong>{MASKED}</strong></p>"),
        (f"<p>身份证{ID[:6]}<i>{ID[6:]}</i></p>", "<p>身份证******<em>************</em></p>"),
        (f"<p>身份证{ID[:6]}<!-- x -->{ID[6:]}</p>", f"<p>身份证{MASKED}</p>"),
        ("<p>电话138&#48;&#x30;001234</p>", "<p>电话***********</p>"),
        ("<p>电话138&nbsp;0000&nbsp;1234</p>", "<p>电话***&nbsp;****&nbsp;****</p>"),
        ("<td>电话</td>13800001234", "电话***********"),
        ("<table><tr><th>手机<td colspan=2>13800001234</table>", None),
        ("<div>13800001234</div><div>28000元</div>", "***********<br>28000元<br>"),
        ("<h1>公告</h1><h5>一</h5>", "<h3>公告</h3><h4>一</h4>"),
        ("<script>alert(1)</script><style>p{}</style>正文<img src=x onerror=alert(1)>", "正文"),
        ("<p onclick=x style='color:red' title=13800001234>正文</p>", "<p>正文</p>"),
        ("<a href='javascript:x'>正文</a>", "正文"),
        ("<td colspan='13800001234'>正文</td>", "正文"),
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ("<p>未关<b>闭", "<p>未关<strong>闭</strong></p>"),
        ("<!-- 13800001234", ""),
        ("\ud800正文", "\ufffd正文"),
        ("<svg><script>x</script></svg><math>13800001234</math>正文", "正文"),
    ],
)
def test_html_is_made_safe_and_masked(source: str, masked: str | None) -> None:
    result = mask_html(source, Profile.STANDARD)
    assert "1380000" not in result
    if masked is not None:
        assert result == masked
    assert mask_html(result, Profile.STANDARD) == result


def test_only_the_kept_tags_come_out() -> None:
    tags = (
        "a abbr article b blockquote br center div em font form h1 h2 h3 h4 h5 h6 hr i iframe img input li object "
        "ol p pre script section span strong table td tr u ul"
    )
    source = "".join(f"<{tag} class=c id=i onload=x>文</{tag}>" for tag in tags.split())
    found = re.findall(r"<(/?)([a-z0-9]+)([^>]*)>", mask_html(source, Profile.STANDARD))
    assert {name for _, name, _ in found} <= KEPT_TAGS
    assert {attributes for _, _, attributes in found} == {""}


def test_what_is_written_into_html_is_escaped() -> None:
    known = KnownValues.of(names_to_role={"某甲": "<某>"})
    assert mask_html("某甲到庭", Profile.STANDARD, known) == "&lt;某&gt;到庭"


def test_a_name_is_found_across_tags_and_leaves_them_balanced() -> None:
    known = KnownValues.of(names_to_role={"钱斌": "钱某"})
    assert mask_html("<p>钱<b>斌</b>到庭</p>", Profile.STANDARD, known) == "<p>钱<strong>某</strong>到庭</p>"


@pytest.mark.parametrize(
    "piece", ["<div>", "<b>", "<p>文", "<table><tr><td>", "</div>", "<!--", "<a href='", "<ul><li>", "&#51;"]
)
def test_hostile_html_is_masked_in_linear_time(piece: str) -> None:
    def read(length: int) -> None:
        assert ID not in mask_html((piece * length)[:length] + ID, Profile.STANDARD)

    assert grows_with_length(read, 25_000)


def test_deep_nesting_loses_its_tags_and_nothing_else() -> None:
    assert "正文 &lt; 1" in sanitise("<div>" * 3000 + "正文 < 1")
    assert "<" not in sanitise("<div>" * 3000 + "<script>x</script>")
