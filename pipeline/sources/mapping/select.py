"""Whether a text is one SELECT and nothing else; the transaction that writes nothing is the second wall.

No dialect is parsed. The text is cut into strings, quoted names, comments and words; where dialects differ about where
a string or comment ends (backslashes, ``$$``, ``q'[…]'``, ``#``, comments in comments), it is refused.
"""

import re
from collections.abc import Iterator

from pipeline.core.messages import _

_PIECE = re.compile(
    r"""(?P<comment>--[^\n]*|/\*(?:(?!\*/).)*\*/)
    |(?P<string>'(?:[^']|'')*')
    |(?P<name>"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[\w[\w .@-]*\])
    |(?P<word>[^\W\d][\w$]*)
    |(?P<space>\s+)
    |(?P<sign>/\*|\d[\w.]*|.)""",
    re.DOTALL | re.VERBOSE,
)
_CHANGING = ("insert", "update", "delete", "merge", "into")
_REFUSED_SIGNS = {
    "'": _("a quotation mark is not closed"),
    '"': _("a quotation mark is not closed"),
    "`": _("a ` is not closed"),
    "/*": _("a comment is not closed"),
    "#": _("a # stands outside of a name; write comments with --"),
    "$": _("a $ stands outside of a name; write text as '…'"),
}


class NotOneSelectError(ValueError):
    """The text is no single SELECT; the message is the reason."""


def one_select(text: str) -> str:
    """A SELECT without its comments and the semicolon at its end.

    Raises:
        NotOneSelectError: It is something else, or cannot be told.

    >>> one_select("SELECT a -- the key\\nFROM t;")
    'SELECT a  \\nFROM t'
    """
    pieces = list(_pieces(text.removeprefix("\ufeff")))
    while pieces and (pieces[-1][0] == "space" or pieces[-1] == ("sign", ";")):
        pieces.pop()
    if not pieces:
        raise NotOneSelectError(_("it is empty; write one SELECT"))
    if ("sign", ";") in pieces:
        raise NotOneSelectError(_("something follows its semicolon; write one SELECT"))
    words = [token.lower() for kind, token in pieces if kind == "word"]
    statement = "".join(token for _, token in pieces).strip()
    if not re.match(r"[(\s]*(?:select|with)\b", statement, re.IGNORECASE):
        raise NotOneSelectError(_("it does not begin with SELECT or WITH"))
    if changing := next((word for word in _CHANGING if word in words), None):
        raise NotOneSelectError(
            _(
                "it holds {changing}, which reading has no need of; a column of that name is put into quotation marks"
            ).format(changing=changing.upper())
        )
    return statement


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """Kind and text of each piece, without comments."""
    before = ""
    for found in _PIECE.finditer(text):
        kind, token = str(found.lastgroup), found.group()
        if reason := _reason_to_refuse(kind, token, before):
            raise NotOneSelectError(reason)
        yield ("space", " ") if kind == "comment" else (kind, token)
        before = token.lower()


def _reason_to_refuse(kind: str, token: str, before: str) -> str:
    if kind == "sign":
        return _REFUSED_SIGNS.get(token, "")
    if kind == "comment" and ("/*" in token[2:] or token.startswith("/*!")):
        return _("a comment holds another one, or is none for MySQL; take it out")
    if kind == "string" and before in ("q", "nq"):
        return _("q'…' is not read; write '…' and double the quotation marks inside")
    if kind in ("string", "name") and re.search(r"\\['\"`]", token):
        return _("a backslash stands before a quotation mark; double the quotation mark instead")
    return ""
