"""Who lets a batch out."""

from enum import StrEnum

from pipeline.core.messages import _


class ApprovalMode(StrEnum):
    """Who lets a batch out (settings, [approval] mode)."""

    COURT = "court"
    """The court's officers, by signature."""
    SCAN = "scan"
    """The leak detector alone; the about page says so."""
    DEMO = "demo"
    """A demo key signs by itself; a banner stands on every page."""


UNSEEN_BY_MACHINES = _(
    "the detector knows what has a fixed form or a word that announces it; what only the sense of a text tells "
    "(unnamed relatives, nicknames, illness and past, descriptions that betray a home or a person) no machine sees, and "
    "a person must read"
)
"""What ``scan`` cannot promise; stands in every night's report, and on the about page (`site/theme`)."""
