"""Pelican logs what it should raise: a full disk under it is told as one, and no message has holes or values."""

import errno
import logging
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from yangguang_site.building import build, collected

from pipeline.core.handover import write_handover
from pipeline.core.pages import Past, SiteFacts

FULL = OSError(errno.ENOSPC, "No space left on device")
NOBODY = SiteFacts("", "", True, "", "", "standard", "national", 0, 0, "", "", (), False)
SITE = Path(__file__).parents[2] / "site"


@pytest.mark.parametrize(
    ("message", "given", "shortage", "told"),
    [
        ("While copying %s: %s: %s", ("a", "b", os.strerror(errno.ENOSPC)), errno.ENOSPC, "While copying …: …: …"),
        ("A problem occurred copying file %s to %s; %s", ("a", "b", FULL), errno.ENOSPC, None),
        ("%s writers found, using only first one", (errno.ENOSPC,), 0, "… writers found, using only first one"),
        ("Skipping %(name)s", ({"name": "沈星乙"},), 0, None),
    ],
)
def test_what_pelican_logs_is_told_without_holes_and_values(
    message: str, given: tuple[Any, ...], shortage: int, told: str | None
) -> None:
    logger = logging.getLogger("pelican.test")
    with collected(logger) as collector:
        logger.warning(message, *given)
    assert collector.shortage == shortage
    assert "%" not in collector.problems[0]
    assert "沈星乙" not in collector.problems[0]
    assert told in (None, collector.problems[0])


def test_a_disk_that_is_full_while_the_theme_is_copied_ends_the_build_as_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise FULL

    (tmp_path / "handover").mkdir()
    write_handover(tmp_path / "handover", {}, NOBODY, Past(), None)
    monkeypatch.setattr(shutil, "copyfile", full)
    with pytest.raises(OSError, match="No space left") as raised:
        build(SITE, tmp_path / "handover", tmp_path / "out")
    assert raised.value.errno == errno.ENOSPC
