"""Notice bodies as HTML, as editors of case systems leave it: paragraphs, tables, now and then a script."""

import re

import numpy as np

from pipeline.sample.draws import Objects, Random, happens, objects

HTML_RATE = 0.35
"""Share of bodies with markup."""
SCRIPT_RATE = 0.08
"""Share of those with something active in it."""
TABLE_RATE = 0.3
"""Share of those with a table."""

_LINE_END = re.compile(r"(?<!\d)\n|\n(?!\d)")

LONGEST = 3000
"""Characters of a body at most, markup included."""

_ACTIVE = (
    "<script>alert('公告')</script>",
    "<p onclick=\"location.href='https://click.example.cn/'\">点击查看</p>",
    '<img src="x" onerror="alert(1)">',
    '<a href="javascript:void(0)">详情</a>',
)
_TABLE = (
    '<table border="1"><tr><th>事项</th><th>说明</th></tr><tr><td>服务热线</td><td>12368</td></tr>'
    "<tr><td>受理时间</td><td>工作日</td></tr></table>"
)


def mark_up(random: Random, bodies: Objects) -> Objects:
    """Some bodies with paragraphs as HTML."""
    size = len(bodies)
    marked = bodies.copy()
    rows = np.flatnonzero(happens(random, HTML_RATE, size))
    active, table = happens(random, SCRIPT_RATE, len(rows)), happens(random, TABLE_RATE, len(rows))
    style = random.integers(0, 3, len(rows))
    kinds = zip(rows.tolist(), active.tolist(), table.tolist(), style.tolist(), strict=True)
    pages = [(bodies[row], _html(bodies[row], is_active, has_table, look)) for row, is_active, has_table, look in kinds]
    marked[rows] = objects([page if len(page) <= LONGEST else body for body, page in pages])
    return marked


def _html(body: str, is_active: bool, has_table: bool, look: int) -> str:
    opening = ("<p>", '<p style="text-indent:2em">', '<p class="MsoNormal"><span>')[look]
    closing = ("</p>", "</p>", "</span></p>")[look]
    html = "".join(f"{opening}{line}{closing}" for line in _LINE_END.split(body))
    if has_table:
        html += _TABLE
    return html + (_ACTIVE[len(body) % len(_ACTIVE)] if is_active else "")
