"""Where a canary stands in the tables of a case system."""

from enum import StrEnum


class Place(StrEnum):
    """Where in the case system a value is typed."""

    COLUMN = "column"
    """The party's number where the kind is one, a party's own contact, else a short column of a party record."""
    RECORD = "record"
    """The obligation of a listing."""
    TEXT = "text"
    """The body of a notice."""
    TITLE = "title"
    """The title of a notice."""
    ATTACHMENT = "attachment"
    """The name of a notice's attachment."""
    CREDITOR = "creditor"
    """The name of whom money waits for, of which 姓+某 is printed."""
    GUIDELINE = "guideline"
    """The body of a guideline, which belongs to no case."""
