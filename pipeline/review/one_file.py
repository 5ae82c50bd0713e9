"""The signing page: one file that opens from the officer's disk and speaks to nobody.

Scripts, styles and tables stand in it; its policy allows exactly these scripts and styles, by their digests, and no
connection at all. The same program makes the same bytes, so that its digest can stand in the release notes and on paper.
"""

import hashlib
import json
from base64 import b64encode
from pathlib import Path
from typing import Any

from markupsafe import Markup

from pipeline.approval.six_words import word_list
from pipeline.core.places import site_root
from pipeline.core.records import ENVELOPE, PUBLISHED_DATASETS, SCHEMAS
from pipeline.core.scripts import classic
from pipeline.masking.html import KEPT_TAGS
from pipeline.retention.rules import load_rule_table
from pipeline.review.entries import HEADINGS, PART_TITLES, PARTY_KINDS
from pipeline.review.index import LEVELS, STATE_TITLES
from pipeline.review.pages import RULE_SETS, render_alone
from pipeline.review.strength import STRENGTHS
from pipeline.review.wording import VERDICT_TITLES
from pipeline.state.batch_forms import TODAY

_HERE = Path(__file__).parent
_BESIDE = {**VERDICT_TITLES, "handler": "承办人", "reviewed_on": "审核日期"}


def signing_page_bytes() -> bytes:
    """The whole page."""
    styles = site_root() / "site" / "theme" / "static" / "css"
    style = "".join(
        path.read_text(encoding="utf-8") for path in (styles / "tokens.css", _HERE / "static" / "review.css")
    )
    dark = (styles / "dark.css").read_text(encoding="utf-8")
    script = classic(_HERE / "signing_page", "main.js")
    assert "</" not in style + dark
    assert "</script" not in script.lower()
    assert "<!--" not in script
    policy = (
        f"default-src 'none'; script-src {_allowed(script)}; style-src {_allowed(style)} {_allowed(dark)}; "
        "img-src data:; connect-src 'none'; form-action 'none'; base-uri 'none'"
    )
    parts = {"style": style, "dark": dark, "script": script, "tables": _data(signing_tables())}
    page = render_alone("sign.html", policy=policy, **{name: Markup(text) for name, text in parts.items()})  # noqa: S704 - our own
    return page.encode() + b"\n"


def signing_tables() -> dict[str, Any]:
    """What the page knows of this program; `types.d.ts` types it (`Tables`)."""
    return {
        "form": TODAY.number,
        "columns": list(TODAY.columns),
        "envelope": list(ENVELOPE),
        "datasets": {
            dataset.value: {
                "title": SCHEMAS[dataset].title,
                "columns": [
                    [column.name, column.title, column.kind.value] for column in SCHEMAS[dataset].published_columns
                ],
            }
            for dataset in PUBLISHED_DATASETS
        },
        "headings": list(HEADINGS),
        "parts": PART_TITLES,
        "partyKinds": PARTY_KINDS,
        "beside": _BESIDE,
        "verdicts": list(VERDICT_TITLES),
        "rules": {rule.id: rule.reason for rule in load_rule_table().rules},
        "ruleSets": RULE_SETS,
        "profiles": {profile.value: strength.title for profile, strength in STRENGTHS.items()},
        "tags": sorted(KEPT_TAGS),
        "states": {**{state.value: title for state, title in STATE_TITLES.items()}, "unchanged": "未变"},
        "levels": list(LEVELS),
        "words": list(word_list()),
    }


def _allowed(content: str) -> str:
    """A script or style as a policy names it."""
    return f"'sha256-{b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"


def _data(tree: dict[str, Any]) -> str:
    """JSON that may stand in a page."""
    return json.dumps(tree, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
