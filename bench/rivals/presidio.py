"""Presidio's analyzer with its pattern recognisers and ad-hoc recognisers for Chinese numbers.

Its own patterns look for word boundaries, which do not stand between a Chinese character and a digit;
the ad-hoc ones look for digits beside, as its documentation suggests for such scripts, so that it is
judged at its best. No language model is installed from the registry: a blank Chinese pipeline cuts words.
"""

import json
import logging
import sys
import time
from importlib import import_module
from importlib.metadata import version
from typing import Any

PATTERNS = {
    "CN_RESIDENT_ID": (r"(?<!\d)\d{17}[\dXx](?!\d)", ["身份证", "公民身份号码", "证件"]),
    "CN_RESIDENT_ID_15": (r"(?<!\d)\d{15}(?!\d)", ["身份证"]),
    "CN_MOBILE": (r"(?<!\d)1[3-9]\d{9}(?!\d)", ["电话", "手机"]),
    "CN_LANDLINE": (r"(?<!\d)0\d{2,3}-?\d{7,8}(?!\d)", ["电话"]),
    "CN_PASSPORT": (r"(?<![A-Za-z])(?:E[A-Z]?|G|[CHM])\d{7,10}(?!\d)", ["护照", "通行证"]),
    "CN_BANK_CARD": (r"(?<!\d)62\d{14,17}(?!\d)", ["卡号", "账号"]),
    "CN_PLATE": (r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][A-Z0-9]{5,6}", ["车牌"]),
}


def engine() -> Any:
    presidio = import_module("presidio_analyzer")
    ready = import_module("presidio_analyzer.predefined_recognizers")
    words = import_module("presidio_analyzer.nlp_engine").SpacyNlpEngine()
    words.nlp = {"zh": import_module("spacy").blank("zh")}
    registry = presidio.RecognizerRegistry(supported_languages=["zh"])
    for recogniser in (ready.EmailRecognizer, ready.CreditCardRecognizer, ready.IpRecognizer, ready.UrlRecognizer):
        registry.add_recognizer(recogniser(supported_language="zh"))
    registry.add_recognizer(ready.PhoneRecognizer(supported_language="zh", supported_regions=("CN",)))
    for name, (expression, context) in PATTERNS.items():
        patterns = [presidio.Pattern(name, expression, 0.6)]
        adhoc = presidio.PatternRecognizer(name, patterns=patterns, context=context, supported_language="zh")
        registry.add_recognizer(adhoc)
    return presidio.AnalyzerEngine(registry=registry, nlp_engine=words, supported_languages=["zh"])


def mask(analyzer: Any, text: str) -> str:
    signs = list(text)
    for found in analyzer.analyze(text, language="zh"):
        signs[found.start : found.end] = "*" * (found.end - found.start)
    return "".join(signs)


def main() -> None:
    logging.disable(logging.CRITICAL)  # it tries to fetch a list of domains and reports at length that it cannot
    asked = json.load(sys.stdin)
    analyzer = engine()
    masked = [mask(analyzer, text) for text in asked["texts"]]
    started = time.process_time()
    for text in asked["slice"]:
        mask(analyzer, text)
    seconds = time.process_time() - started
    json.dump({"masked": masked, "seconds": seconds, "version": version("presidio-analyzer")}, sys.stdout)


if __name__ == "__main__":
    main()
