"""No setting disables masking: what hides nothing exists in the shadow build alone, and its types end there."""

import ast
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from pipeline.masking.hiding import Masking, ProfileMasking
from pipeline.masking.profiles import Profile
from pipeline.proof.shadow import ShadowRows, Unmasked
from pipeline.retention.rules import RuleSet
from pipeline.sealing.seal import SealFacts, seal_batches
from pipeline.state.batches import BatchStore

FACTS = SealFacts(date(2026, 11, 20), 1, Profile.STANDARD, RuleSet.FIVE_DAY)
PIPELINE = Path(__file__).parents[3] / "pipeline"


def test_shadow_rows_are_never_sealed(tmp_path: Path) -> None:
    store = BatchStore(tmp_path / "batches")
    for rows in (ShadowRows(pd.DataFrame()), pd.DataFrame()):
        with pytest.raises(TypeError, match="only masked rows are sealed"):
            seal_batches(rows, ["浙0106"], store, FACTS)  # type: ignore[arg-type]
    assert store.courts() == []


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("MaskedRows", {"sealing/seal.py"}),
        ("StagedRelease", {"release/stage.py"}),
        ("Unmasked", {"proof/canaries/inspection.py"}),
    ],
)
def test_each_type_is_made_in_one_place(name: str, allowed: set[str]) -> None:
    assert set(_files_that_call(name)) == allowed


def _files_that_call(name: str) -> Iterator[str]:
    return (path for path, called in _calls() if called == name)


@cache
def _calls() -> list[tuple[str, str]]:
    """File of the pipeline and name of what it calls."""
    return [
        (path.relative_to(PIPELINE).as_posix(), node.func.id)
        for path in PIPELINE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    ]


def test_both_maskings_have_every_way_of_hiding() -> None:
    ways = {name for name in vars(Masking) if not name.startswith("_")}
    for kind in (ProfileMasking, Unmasked):
        assert ways <= set(vars(kind))
    assert isinstance(ProfileMasking(Profile.STANDARD), object)


_MISUSE = """
from pipeline.state.batches import BatchStore
from pipeline.proof.shadow import ShadowRows, ShadowTree
from pipeline.sealing.seal import MaskedRows, SealFacts, seal_batches
from pipeline.targets.folder import FolderTarget


def misuse(rows: ShadowRows, tree: ShadowTree, target: FolderTarget, store: BatchStore, facts: SealFacts) -> None:
    seal_batches(rows, [], store, facts)
    seal_batches(rows.frame, [], store, facts)
    target.publish(tree)
    target.publish(tree.root)


def use(rows: MaskedRows, store: BatchStore, facts: SealFacts) -> None:
    seal_batches(rows, [], store, facts)
"""


@pytest.mark.slow
def test_the_type_checker_refuses_every_way_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from mypy import api

    (tmp_path / "misuse.py").write_text(_MISUSE, encoding="utf-8")
    monkeypatch.chdir(PIPELINE.parent)
    said, _, _ = api.run([str(tmp_path / "misuse.py")])
    refused = [line for line in said.splitlines() if "misuse.py" in line and "[arg-type]" in line]
    assert [line.split(":")[1] for line in refused] == ["9", "10", "11", "12"], said
