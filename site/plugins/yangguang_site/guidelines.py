"""Plugin: guidelines by category, and a page per document with an anchor per article."""

from collections import defaultdict
from typing import Any

from pelican.plugins import signals

from pipeline.core.law import civil_procedure_named_in
from pipeline.core.records import Dataset, PublicRow
from yangguang_site.articles import read_document
from yangguang_site.citing import cite_guideline
from yangguang_site.generator import SiteGenerator
from yangguang_site.inert import inert, without_markup
from yangguang_site.own_guides import guide_address_of, own_guides
from yangguang_site.wording import facts
from yangguang_site.writer import PageWriter

_ORDER = (
    "强制执行须知", "执行须知", "立案条件", "执行流程", "流程", "文书样式", "收费标准", "收费标准与缓减免", "风险提示",
    "公开范围和查询方法", "司法解释", "批复与答复", "指导性案例", "典型案例", "拒执典型案例",
    "指导意见", "规定与办法", "工作方案", "业务文件",
)  # fmt: skip
"""Categories as a visitor needs them: first what to do, then what the law says [SPC-2014 art.7]."""
COLUMNS = ("issuer", "document_number", "issued_on", "effective_on", "repealed_on", "in_force_confirmed_on")
"""What is told of a document before its text."""
_OTHER = "其他"


class Guidelines(SiteGenerator):
    """Everything below ``guidelines/``."""

    def generate_output(self, writer: PageWriter) -> None:
        """Write the list by category and a page per document."""
        rows = self.snapshot.rows(Dataset.GUIDELINES)
        self.write(writer, "guidelines/", "guidelines.html", categories=by_category(rows))
        shown = guide_address_of(own_guides(self.snapshot))
        for row in rows:
            address = f"{self.site.base_url}/guidelines/{row['id']}/"
            self.write_made(writer, f"guidelines/{row['id']}/text.txt", plain_text, row=row, address=address)
            self.write(
                writer,
                f"guidelines/{row['id']}/",
                "guideline.html",
                guideline=row,
                canonical=shown.get(row["id"], ""),
                facts=facts(row, COLUMNS),
                document=read_document(row.get("body", "")),
                citation=cite_guideline(row, address),
                renumbered=civil_procedure_named_in("\n".join(without_markup(str(row.get("body", ""))))),
            )


def plain_text(row: PublicRow, address: str) -> str:
    """A document to take away: what it is, where it came from, whether it is in force, and its text.

    Args:
        row: The public row.
        address: Its permanent address.
    """
    head = [str(row.get("title", "")), *(f"{fact.title}：{fact.text}" for fact in facts(row, COLUMNS))]
    note = "" if row.get("in_force_confirmed_on") else "文本以收录版本为准，现行有效性由法院确认。"
    lines = [*head, *filter(None, [note]), f"来源：{address}", "", *without_markup(str(row.get("body", "")))]
    return "\n".join(str(inert(line)) for line in lines) + "\n"


def by_category(rows: list[PublicRow]) -> dict[str, list[PublicRow]]:
    """Category -> documents, newest first; known categories lead in their order."""
    grouped: dict[str, list[PublicRow]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: str(row.get("issued_on", "")), reverse=True):
        grouped[row.get("category", _OTHER)].append(row)
    return {category: grouped[category] for category in sorted(grouped, key=_rank)}


def _rank(category: str) -> tuple[int, str]:
    return (_ORDER.index(category) if category in _ORDER else len(_ORDER), category)


def generators(_: Any) -> type[SiteGenerator]:
    """The generator of this plugin."""
    return Guidelines


def register() -> None:
    """Called by Pelican."""
    signals.get_generators.connect(generators)
