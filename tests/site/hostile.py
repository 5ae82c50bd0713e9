"""Two hundred names that want to be more than text."""

from pipeline.core.records import Dataset, PublicRow
from tests.site.invented import XIHU, debtor, row

_MARKUP = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>", "</title><h1>", "</textarea>",
    "<!--", "-->", "<![CDATA[", "]]>", "</script>", "<iframe src=//x>", "<a href=javascript:alert(1)>", "<base href=//x>",
    "<style>*{display:none}</style>", "<meta http-equiv=refresh content=0>", "<form><input>", "<noscript><p>", "<template>",
    "</td></tr></table>", "</dd></dl>", "<math><mi>", "<object data=x>", "<details open ontoggle=alert(1)>", "<plaintext>",
    "\"><b x='", "' onmouseover='alert(1)", "\" autofocus onfocus=alert(1) x=\"", "`${alert(1)}`", "{{ 7*7 }}", "{% raw %}",
    "${7*7}", "#{7*7}", "&lt;b&gt;", "&#60;b&#62;", "&amp;amp;", "%3Cscript%3E", "\\u003cb\\u003e", "javascript:alert(1)",
    "data:text/html,<b>", "//x.example/", "../../etc/passwd", "=1+1", "@SUM(A1)", "constructor", "__proto__", "null",
    "<ruby>王<rt>", "<script type=\"application/ld+json\">", "<link rel=x>", "<frameset>",
)  # fmt: skip
_AROUND = ("{}", "王{}", "\u202e{}\u202c", "有限\u0000公司{}\ufeff")
NAMES = [frame.format(text) for text in _MARKUP for frame in _AROUND]


def hostile_rows() -> tuple[PublicRow, ...]:
    """A listing, a notice and a document under each name, and a court with all of them on its staff."""
    listings = (debtor(number, party_name=name, legal_representative=name) for number, name in enumerate(NAMES))
    notices = (
        row(f"n{number}", Dataset.AUCTION_NOTICES, title=name, body=name, stage=name, lot_id="X", case_number=name)
        for number, name in enumerate(NAMES)
    )
    documents = (
        row(f"g{number}", Dataset.GUIDELINES, title=name, body=name) for number, name in enumerate(NAMES[::10])
    )
    staff = [{"name": name, "post": name} for name in NAMES]
    court = row("court", Dataset.COURTS, code=XIHU, name=NAMES[0], personnel=staff)
    return (*listings, *notices, *documents, court)
