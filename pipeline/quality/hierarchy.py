"""Which 中院 and which province a court belongs to: by the directory, else by its code (浙0106 → 浙01 → 浙)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pipeline.core.records import PublicRow

_CODE = re.compile(r"(最高法|\D)(\d{0,4})", re.ASCII)
_DIGITS_OF_A_MIDDLE_COURT = 2


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """The courts of the directory."""

    names: Mapping[str, str] = field(default_factory=dict)
    """Code -> printed name."""
    parents: Mapping[str, str] = field(default_factory=dict)
    """Code -> code of the court above, as the directory says."""

    def name_of(self, code: str) -> str:
        """The printed name; the code where the directory has none."""
        return self.names.get(code) or code

    def province_of(self, code: str) -> str:
        """The code of the 高院 of a court.

        >>> Hierarchy().province_of("浙0106"), Hierarchy().province_of("最高法")
        ('浙', '最高法')
        """
        match = _CODE.fullmatch(code)
        return match[1] if match else code

    def middle_of(self, code: str) -> str:
        """The code of the 中院 to which a court belongs; its own for a 中院 or a 高院.

        >>> Hierarchy().middle_of("浙0106"), Hierarchy(parents={"京0105": "京03"}).middle_of("京0105")
        ('浙01', '京03')
        """
        match = _CODE.fullmatch(code)
        if match is None or len(match[2]) <= _DIGITS_OF_A_MIDDLE_COURT:
            return code
        above = self.parents.get(code, "")
        own = _CODE.fullmatch(above)
        is_middle = own is not None and own[1] == match[1] and len(own[2]) == _DIGITS_OF_A_MIDDLE_COURT
        return above if is_middle else match[1] + match[2][:_DIGITS_OF_A_MIDDLE_COURT]


def hierarchy_of(rows: Iterable[PublicRow]) -> Hierarchy:
    """The courts as the rows of the directory name them (`code`, `name`, `parent_code`)."""
    names, parents = {}, {}
    for row in rows:
        if code := row.get("code"):
            names[str(code)], parents[str(code)] = str(row.get("name") or ""), str(row.get("parent_code") or "")
    return Hierarchy(names, parents)
