"""Where the five real guidelines lie; they are test input and no part of the project."""

import os
from pathlib import Path

import pytest

SEEDS = Path(os.environ.get("YANGGUANG_SEEDS") or Path(__file__).parents[3] / "shared" / "seeds")
needs_seeds = pytest.mark.skipif(
    not list(SEEDS.glob("003_*.txt")),
    reason="the five real guidelines are not there; set YANGGUANG_SEEDS to their folder",
)
