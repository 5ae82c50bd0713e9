"""Nets: plates and property titles that belong to a person and to no lot."""

import re
from collections.abc import Iterator

from pipeline.leaks.soft.marks import NUMERAL, span_before, span_behind

_PLATE = re.compile(
    rf"(?<![A-Za-z0-9])[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼](?:\s?[A-Z]\s?[·.\-–• ]?\s?|牌[A-Z])"
    rf"(?=[A-Z0-9{NUMERAL}]{{0,5}}[\d{NUMERAL}])[A-Z0-9](?:\s?[A-Z0-9{NUMERAL}]){{3,5}}(?:\s?[挂澳港学])?(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_FRAME = re.compile(r"(?<![A-Za-z0-9])[A-HJ-NPR-Z](?:[ \-]?[A-HJ-NPR-Z0-9]){12}(?:[ \-]?\d){4}(?![A-Za-z0-9*])")
_FRAME_LABEL = re.compile("车架|识别代[号码]|车身号|VIN|clsbdh", re.IGNORECASE)
_TITLE = re.compile(
    r"(?:不动产权(?:证书?)?|房地?产?权证|房产证|房权证|房地证|产权证|土地(?:使用)?证|国用|集用|土地使用权证|林权证)"
    rf"[^，。；;\n\d*]{{0,12}}(?:[（(〔\[]?(?:19|20)\d\d[）)〕\]]?年?)?[^，。；;\n\d*]{{0,8}}?(?:第|字|号|No\.?)?\s?(?:[A-Z]{{1,3}})?\s?"
    rf"(?P<number>(?!(?:19|20)\d\d[）)字年])[\d{NUMERAL}](?:[\s\-]?[\d{NUMERAL}]){{3,20}})(?!\s*\*)"
    r"|[\u4e00-\u9fff]{1,3}(?:房?(?:权证|地证|国用|集用)|房地)[\u4e00-\u9fff（(〔\d）)〕]{0,10}第\s?(?:[A-Z]{1,3})?(?P<other>\d{3,20})(?!\s*\*)"
)
_ANOTHER = re.compile(
    "另(?!行)|担保人|案外人|配偶|妻|丈夫|另案|不属|不在本次|勿混|非标的|以?其本人|否[（(]|不(?:作|列入)|已报废|他人|保证人|前往|取车|名下.{0,14}(?:下落|查找|另)|同场|承租人"
)
_CONTRACT = re.compile("登记证明|合同|报告|通知书|单元号")
_OTHER_NUMBER = re.compile("(?:设备编号|出厂编号|登记起\\d*|文号|字号)[：:]?$")
_LOT_WIDTH = 60
_LABEL_WIDTH = 16


def plates(text: str, *, is_lot: bool) -> Iterator[int]:
    """Where a plate or the number of a frame stands; in a lot's text only another's."""
    for match in _PLATE.finditer(text):
        if _OTHER_NUMBER.search(text, max(0, match.start() - 6), match.start()):
            continue
        if not is_lot or _is_another(text, match.start(), match.end()):
            yield match.start()
    for match in _FRAME.finditer(text):
        is_labelled = _FRAME_LABEL.search(text, max(0, match.start() - _LABEL_WIDTH), match.start())
        if is_labelled and (not is_lot or _is_another(text, match.start(), match.end())):
            yield match.start()


def titles(text: str, *, is_lot: bool) -> Iterator[int]:
    """Where the number of a property title stands; in a lot's text only another's."""
    for match in _TITLE.finditer(text):
        place = match.start("number") if match["number"] else match.start("other")
        if _CONTRACT.search(match.group()):
            continue
        if not is_lot or _is_another(text, match.start(), match.end()):
            yield place


def _is_another(text: str, start: int, end: int) -> bool:
    around = span_before(text, start, "。；;\n①②③④", _LOT_WIDTH) + "|" + span_behind(text, end, "。；;\n，①②③④", 24)
    return _ANOTHER.search(around) is not None
