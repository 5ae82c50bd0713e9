"""Where an auctioned thing lies: a division that the directory of courts knows, named in the title; else that of the court."""

from collections.abc import Iterable

from pipeline.core.records import PublicRow
from yangguang_site.inert import one_line

_PROVINCE_ENDS = ("省", "自治区", "特别行政区")
_SHORTEST = 3


class Places:
    """The divisions (地区) of a directory of courts."""

    def __init__(self, courts: Iterable[PublicRow]) -> None:
        self._of_court = {str(court["code"]): one_line(court["region"]) for court in courts if court.get("region")}
        self._known: dict[str, str] = {}
        for region in sorted(set(self._of_court.values())):
            for name in (region, _without_province(region)):
                if len(name) >= _SHORTEST:
                    self._known.setdefault(name, region)
        self._lengths = sorted({len(name) for name in self._known}, reverse=True)

    def of(self, row: PublicRow) -> str:
        """The division of a notice, as the directory writes it; empty where nothing tells it.

        >>> places = Places([{"code": "浙0106", "region": "浙江省杭州市西湖区"}, {"code": "浙0102", "region": "浙江省杭州市上城区"}])
        >>> places.of({"court_code": "浙0106", "title": "关于杭州市上城区示例路1号房产的公告"})
        '浙江省杭州市上城区'
        >>> places.of({"court_code": "浙0106", "title": "小型汽车一辆"})
        '浙江省杭州市西湖区'
        """
        title = one_line(row.get("title", ""))
        named = self._named_in(title.partition("法院")[2] or title)
        return named or self._of_court.get(row["court_code"], "")

    def _named_in(self, text: str) -> str:
        for length in self._lengths:
            for start in range(len(text) - length + 1):
                region = self._known.get(text[start : start + length])
                if region:
                    return region
        return ""


def _without_province(region: str) -> str:
    for end in _PROVINCE_ENDS:
        head, found, rest = region.partition(end)
        if found and rest and len(head) < len(region) - len(rest):
            return rest
    return region
