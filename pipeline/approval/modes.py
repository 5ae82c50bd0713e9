"""Who lets a batch out."""

from enum import StrEnum


class ApprovalMode(StrEnum):
    """Who lets a batch out (settings, [approval] mode)."""

    COURT = "court"
    """The court's officers, by signature."""
    SCAN = "scan"
    """The leak detector alone; the about page says so."""
    DEMO = "demo"
    """A demo key signs by itself; a banner stands on every page."""
