"""The search files are as `search_index/types.d.ts` says: the scripts read them by these types."""

import gzip
import json
from pathlib import Path
from typing import Any

from pipeline.core.records import PublicRow
from tests.search_index import corpus
from tests.search_index.conftest import Built, build, data_of
from tests.support.typescript import installed, typed_problems

PAGED = ("cards", "id", "case", "tails", "pinyin", "orgs", "postings")
MOST_OF_A_KIND = 5


@installed
def test_every_kind_of_search_file_is_typed(built: Built, tmp_path: Path) -> None:
    common = build(tmp_path / "common", [shared(row, number) for number, row in enumerate(corpus.rows(2, 40, 0, 0))])
    data = data_of(built.site)
    manifest = json.loads((data / "manifest.json").read_text(encoding="utf-8"))
    values = [
        ("Wire.Manifest", manifest),
        ("Wire.TraditionalTable", content(data / "tables" / "traditional.json.gz")),
        ("Wire.CourtTable", content(data / "tables" / "courts.json.gz")),
    ]
    for site in (built.site, common.site):
        for family in manifest["widths"]:
            values += files_of(data_of(site) / family, family)
    kinds = {kind for kind, _ in values}
    assert len([kind for kind in kinds if "Entries" in kind]) == len(manifest["widths"])
    assert [family for family in PAGED if f'Wire.FurtherPage<Wire.FurtherPages["{family}"]>' not in kinds] == []
    assert "Wire.FurtherPage<Wire.CardOrder>" in kinds
    assert typed_problems(tmp_path, "search_index/types.d.ts", values) == ""


def shared(row: PublicRow, number: int) -> PublicRow:
    """A record of one of five people with one number and one pinyin, in one of eight cases with one serial number."""
    name = ("张伟", "张威", "张维", "章伟", "章威")[number // 8]
    case = f"（{2010 + number % 8}）浙0106执7号"
    return {**row, "party_name": name, "party_kind": "natural", "id_number": "3301061980****123*", "case_number": case}


def files_of(folder: Path, family: str) -> list[tuple[str, Any]]:
    """The largest files of a family, with their types."""
    paths = sorted(folder.rglob("*.gz"), key=lambda path: (-path.stat().st_size, path.name))
    orders = [path for path in paths if path.name.endswith("-f.json.gz")]
    kinds = {
        f'Wire.Bucket<Wire.Entries["{family}"]>': [path for path in paths if "-" not in path.name],
        f'Wire.FurtherPage<Wire.FurtherPages["{family}"]>': [
            path for path in paths if "-" in path.name and path not in orders
        ],
        "Wire.FurtherPage<Wire.CardOrder>": orders,
    }
    return [(kind, content(path)) for kind, found in kinds.items() for path in found[:MOST_OF_A_KIND]]


def content(path: Path) -> Any:
    return json.loads(gzip.decompress(path.read_bytes()))
