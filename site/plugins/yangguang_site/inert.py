"""Text from court systems as text: nothing in it may act on a page.

Jinja escapes markup; this module takes away what escaping leaves: control characters, lone surrogates
and the marks that reverse the reading direction of what stands beside them.
"""

import re
from html import escape, unescape
from typing import Any

import nh3
from markupsafe import Markup

_ACTING = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_MARKUP = re.compile(r"<[a-zA-Z/!?]")
_BREAKS = re.compile(r"\r\n?|\n|\u2028|\u2029")
_BLOCK_END = re.compile(r"</(?:p|tr|li|h[1-6]|blockquote)>|<br\s*/?>", re.IGNORECASE)
_TAGS = {
    "p", "br", "table", "thead", "tbody", "tr", "td", "th", "ul", "ol", "li", "strong", "em", "h3", "h4", "blockquote",
}  # fmt: skip
_ATTRIBUTES = {"td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}}
_BODY = nh3.Cleaner(tags=_TAGS, attributes=_ATTRIBUTES, link_rel=None)
_NO_TAGS = nh3.Cleaner(tags=set())
_PHONE = re.compile(r"\+?[0-9][0-9 \-]{2,22}", re.ASCII)
_MAILBOX = re.compile(r"[A-Za-z0-9._%+\-]+@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+")


def inert(value: Any) -> Any:
    """Drop acting characters from a text; Jinja calls this for every expression of a template.

    >>> inert("钱\\u202e斌")
    '钱斌'
    """
    if type(value) is str and _ACTING.search(value):
        return _ACTING.sub("", value)
    return value


def one_line(value: Any) -> str:
    """A text on one line, for files that know no paragraphs.

    >>> one_line("第三法庭\\n\u202e（二楼）")
    '第三法庭 （二楼）'
    """
    return " ".join(str(inert(str(value))).split())


def has_markup(text: str) -> bool:
    """Whether a text carries tags.

    >>> has_markup("3 < 5"), has_markup("<p>公告")
    (False, True)
    """
    return _MARKUP.search(text) is not None


def body_markup(text: str) -> Markup:
    """A notice's or guideline's body as safe markup.

    Markup is passed through an allow-list (paragraphs, tables, lists, emphasis, small headings; no
    attributes but the spans of cells); one without tags becomes a paragraph per line. Either way ``&amp;`` stands for &.

    >>> body_markup("第一行\\n\\n第二行")
    Markup('<p>第一行</p>\\n<p>第二行</p>')
    >>> body_markup("甲&amp;乙 3 &lt; 5")
    Markup('<p>甲&amp;乙 3 &lt; 5</p>')
    >>> body_markup('<p onclick="x()">好<script>x()</script></p>')
    Markup('<p>好</p>')
    """
    text = inert(text)
    if has_markup(text):
        return Markup(_BODY.clean(text))  # noqa: S704 # cleaned here
    return paragraphs(unescape(text))


def paragraphs(text: str) -> Markup:
    """A plain text as one paragraph per line."""
    lines = (line.strip() for line in _BREAKS.split(inert(text)))
    return Markup("\n".join(f"<p>{escape(line)}</p>" for line in lines if line))  # noqa: S704 # escaped here


def without_markup(text: str) -> list[str]:
    """A body as plain lines, without empty ones; of a text with markup its words.

    >>> without_markup("<p>第一条　甲 &amp; 乙</p><p>第二条</p>")
    ['第一条　甲 & 乙', '第二条']
    """
    text = inert(text)
    if has_markup(text):
        text = _NO_TAGS.clean(_BLOCK_END.sub("\n", text))
    text = unescape(text)
    return [line for line in (line.strip() for line in _BREAKS.split(text)) if line]


def phone_link(value: Any) -> str | None:
    """``tel:`` address of a phone number; None where the text is something else.

    >>> phone_link("0571-8888 0000")
    'tel:0571-88880000'
    """
    if not isinstance(value, str) or not _PHONE.fullmatch(value.strip()):
        return None
    return "tel:" + value.replace(" ", "")


def mail_link(value: Any) -> str | None:
    """``mailto:`` address of a mailbox; None where the text is something else."""
    if not isinstance(value, str) or not _MAILBOX.fullmatch(value.strip()):
        return None
    return "mailto:" + value.strip()
