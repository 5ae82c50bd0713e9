"""What is done to public records, and what a court does to a listing, in the law's words."""

from enum import StrEnum


class Verb(StrEnum):
    """What was done to a public record; the ledger keeps them apart [SX art.13, JL art.12]."""

    PUBLISHED = "公布"
    WITHDRAWN = "撤销"
    CORRECTED = "更正"
    DELETED = "删除"
    SHIELDED = "屏蔽"


class RemovalAct(StrEnum):
    """What a court can do to a listing [SX art.2, 9, 10]; the words of the case system's column ``removal_act``."""

    DELETED = "删除"
    WITHDRAWN = "撤销"
    CORRECTED = "更正"
    DELETED_EARLY = "提前删除"
