"""Guidelines from a folder through a whole night: real documents where the seeds are, invented ones everywhere."""

import re
from pathlib import Path

import pytest

from pipeline.core.records import Dataset
from tests.support.deployment import Deployment
from tests.support.seeds import SEEDS, needs_seeds

INVENTED = """示例省高级人民法院关于执行公开的规定（示例）

示例规〔2026〕3号

第一条 为规范执行公开，制定本规定。
第二条 各级法院应当在五个工作日内屏蔽已结案件。
第三条 本规定自2026年3月1日起施行。
"""


def test_a_document_is_public_only_if_it_is_marked_open(tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "rule.txt").write_text(INVENTED, encoding="utf-8")
    deployment = Deployment.at(tmp_path / "home", f'[source]\nguidelines = "{folder}"\n')
    deployment.holds({})
    assert deployment.night("2026-11-18").datasets["guidelines"].published == 0
    (folder / "guidelines.toml").write_text('["示例规〔2026〕3号"]\ndisclosure = "open"\n', encoding="utf-8")
    assert deployment.night("2026-11-19").datasets["guidelines"].published == 1
    row = next(row for row in deployment.public_rows().values() if row["dataset"] == Dataset.GUIDELINES)
    page = (deployment.public / "guidelines" / row["id"] / "index.html").read_text(encoding="utf-8")
    assert re.findall(r'id="(article-\d+)"', page) == ["article-1", "article-2", "article-3"]
    assert "文本以收录版本为准" in page


@needs_seeds
@pytest.mark.parametrize(("number", "articles"), [("法发〔2014〕18号", 23), ("法释〔2017〕8号", 26)])
def test_real_documents_keep_their_articles_and_lose_no_character_to_the_masker(
    tmp_path: Path, number: str, articles: int
) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    for seed in SEEDS.glob("*.txt"):
        (folder / seed.name).write_bytes(seed.read_bytes())
    (folder / "guidelines.toml").write_text(f'["{number}"]\ndisclosure = "open"\n', encoding="utf-8")
    deployment = Deployment.at(tmp_path / "home", f'[source]\nguidelines = "{folder}"\n')
    deployment.holds({})
    assert deployment.night("2026-11-19").datasets["guidelines"].published == 1
    row = next(row for row in deployment.public_rows().values() if row["dataset"] == Dataset.GUIDELINES)
    page = (deployment.public / "guidelines" / row["id"] / "index.html").read_text(encoding="utf-8")
    assert len(re.findall(r'id="article-\d+"', page)) == articles
    assert "*" not in row["body"]
