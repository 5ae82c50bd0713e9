"""Forms at the end of a document (附件：…申请书) that the document itself never mentions."""

import re

from pipeline.cleaning.marks import is_annex_line
from pipeline.sources.guidelines.headings import Heading

_LABEL = re.compile(r"附(?:件|表|录)?\s?[一二三四五六七八九十0-9]{0,3}\s*[:：．.、]?\s*")
_IS_FORM = re.compile(r"(?:申请书|委托书|承诺书|确认书|告知书|通知书|报告|登记表|审批表|申报表|调查表|表|样式|格式)$")
_BRACKET = re.compile(r"[（(][^（）()]*[）)]")

Form = tuple[Heading, tuple[str, ...]]


def split_off_forms(body: tuple[str, ...], title: str) -> tuple[tuple[str, ...], list[Form]]:
    """The body without the forms it does not mention, and those forms; their text is complete.

    >>> body = ("第一条 略。", "附件：复议申请书", "申请人：")
    >>> split_off_forms(body, "某院关于公开的办法")[0]
    ('第一条 略。',)
    >>> split_off_forms(("第一条 应当提交复议申请书。", *body[1:]), "某院关于公开的办法")[1]
    []
    """
    heads = [index for index, line in enumerate(body) if is_annex_line(line)]
    if not heads:
        return body, []
    kept: list[str] = list(body[: heads[0]])
    forms: list[Form] = []
    text = title + "".join(kept)
    for head, stop in zip(heads, [*heads[1:], len(body)], strict=True):
        name = _LABEL.sub("", body[head], count=1).strip()
        plain = _BRACKET.sub("", name)
        if _IS_FORM.search(plain) and plain not in text and stop - head > 1:
            heading = Heading(head, head + 1, name, None, (), (), (), (), is_sure=True)
            forms.append((heading, body[head + 1 : stop]))
        else:
            kept += body[head:stop]
    return tuple(kept), forms
