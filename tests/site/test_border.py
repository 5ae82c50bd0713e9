"""The border between the two programs: Pelican and the plugins here, everything that sees raw values there."""

import ast
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
OURS = ("pipeline", "search_index", "publish", "tests", "bench")
ALLOWED = ("pipeline.core.", "pipeline.cleaning.", "pipeline.masking.profiles")
SOURCES = sorted((PROJECT / "site").rglob("*.py"))


def imported(path: Path) -> list[str]:
    """Every module that a file imports, wherever the import stands."""
    names: list[str] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names += [f"{node.module}.{alias.name}" for alias in node.names]
    return names


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_the_site_takes_only_core_cleaning_and_the_names_of_the_profiles(path: Path) -> None:
    ours = [name for name in imported(path) if name.partition(".")[0] in OURS]
    assert [name for name in ours if name != "pipeline" and not name.startswith(ALLOWED)] == []


def run(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert not done.returncode, done.stderr
    return done.stdout


FOREIGN = "print(sorted(name for name in sys.modules if name.partition('.')[0] in {'pelican', 'yangguang_site', 'docutils', 'unidecode'}))"


@pytest.mark.drill
def test_no_module_of_the_pipeline_imports_pelican() -> None:
    packages = [str(PROJECT / "pipeline"), str(PROJECT / "search_index")]
    named = [
        module.name
        for package in packages
        for module in pkgutil.walk_packages([package], Path(package).name + ".")
        if module.name != "pipeline.sources.guidelines.pdf_child"  # a program: it reads its standard input
    ]
    assert len(named) > 200
    assert run(f"import sys\nfor name in {named!r}: __import__(name)\nimport publish\n{FOREIGN}") == "[]\n"


@pytest.mark.drill
def test_no_process_of_a_night_loads_pelican(tmp_path: Path) -> None:
    code = f"""
import sys
from pathlib import Path
import publish
from pipeline.core.records import Dataset
from tests.support.case_system import listing, notice
from tests.support.deployment import Deployment
home = Deployment.at(Path({str(tmp_path / "home")!r}))
home.holds({{Dataset.DISHONEST_DEBTORS: [listing("d1")], Dataset.AUCTION_NOTICES: [notice("n1")]}})
assert home.night("2026-11-20").number == 1
assert (home.public / "index.html").is_file()
{FOREIGN}"""
    assert run(code) == "[]\n"


def test_the_builder_starts_without_the_tools_of_the_pipeline() -> None:
    plugins = [str(PROJECT), str(PROJECT / "site" / "plugins")]
    heavy = "print(sorted({'pandas', 'numpy', 'pyarrow', 'sqlalchemy', 'hyperscan', 'jieba'} & set(sys.modules)))"
    code = (
        f"import sys\nfrom pathlib import Path\nsys.path[:0] = {plugins!r}\n"
        f"from yangguang_site import serving\nserving.warm_up(Path({str(PROJECT / 'site')!r}))\n{heavy}"
    )
    assert run(code).splitlines()[-1] == "[]"
