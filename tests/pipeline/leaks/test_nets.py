"""Net by net: an example that this net alone catches, so that a net which is switched off is missed at once.

The drill asks this file first (`python -m tests.drill.mutation detector`).
"""

import inspect
from dataclasses import dataclass
from unittest.mock import patch

import pytest

from pipeline.leaks import examine
from pipeline.leaks.hits import Rule
from pipeline.leaks.raw_values import RawValues
from pipeline.leaks.scan import scan_bytes
from tests.pipeline.leaks.invented import bank_card, digits_only_id, masked, mobile, old_id

NUMBER = digits_only_id(4)
SOFT_HYPHEN = "\u00ad"
ADDRESS = "某市某区某路1号"
ACCOUNT = "7361528490123"
RAW = RawValues.collect([NUMBER], [ACCOUNT], [ADDRESS], [])


@dataclass(frozen=True)
class Example:
    """A text, tonight's values or none, and the rule by which the net reports it."""

    text: str
    rule: Rule
    raw: RawValues | None = None


EXAMPLES = {
    "broken_ids": Example(f"被执行人某某，{NUMBER[:-1]}，未履行", Rule.BROKEN_ID),
    "cards": Example(f"银行卡里有钱，{bank_card(3)}", Rule.CARD),
    "cut_masks": Example("卡号**********\n009096787", Rule.MASK_SHAPE),
    "judge": Example("家庭电话：八七六五四三二一", Rule.LABELLED_PHONE),
    "known_numbers": Example(f"k={ACCOUNT}", Rule.EXACT_NUMBER, RAW),
    "known_texts": Example(f"住{ADDRESS}。", Rule.EXACT_TEXT, RAW),
    "labelled_values": Example("护照号码：E12345678", Rule.LABELLED_DOCUMENT),
    "masks_of_letters": Example("被执行人330106XXXXXXXX1234，", Rule.MASK_SHAPE),
    "mobiles": Example(f"被执行人某某{mobile(1)}", Rule.PERSONAL_MOBILE),
    "near_numbers": Example(f"x,{NUMBER[:9]}{NUMBER[10:]},y", Rule.NEAR_NUMBER, RAW),
    "old_ids": Example(f"身份证{old_id(6)[:5]}{SOFT_HYPHEN}{old_id(6)[5:]}", Rule.LABELLED_ID),
    "private_mails": Example("被执行人某某 someone@qq.com", Rule.LABELLED_CONTACT),
    "resident_ids": Example(f"<td>{NUMBER}</td>", Rule.RESIDENT_ID),
    "rounded_numbers": Example("3.30106E+17", Rule.ROUNDED_NUMBER),
    "wrong_masks": Example(f"号码{masked(NUMBER, 'standard')[:-1]}3，", Rule.MASK_SHAPE),
}
"""Net -> what it alone finds."""


def rules_found(example: Example) -> list[Rule]:
    return [hit.rule for hit in scan_bytes(example.text.encode(), raw=example.raw, profile="standard")]


@pytest.mark.parametrize("net", EXAMPLES)
def test_the_net_finds_its_example(net: str) -> None:
    assert rules_found(EXAMPLES[net]) == [EXAMPLES[net].rule]


@pytest.mark.parametrize("net", EXAMPLES)
def test_no_other_net_finds_the_example(net: str) -> None:
    blind = None if net == "judge" else ()
    with patch.object(examine, net, lambda *_: blind):
        assert rules_found(EXAMPLES[net]) == []


def test_every_net_has_an_example() -> None:
    nets = {
        name
        for name, member in vars(examine).items()
        if inspect.isfunction(member) and "Finding" in str(inspect.signature(member).return_annotation)
    }
    assert {net for net in nets if getattr(examine, net).__module__.startswith("pipeline.leaks.nets.")} == set(EXAMPLES)
