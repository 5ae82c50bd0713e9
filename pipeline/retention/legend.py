"""What R0 to R12 mean, for operators: made from the rule table, and printed into docs/sources.md and docs/sources.zh.md."""

import re
from collections.abc import Iterable, Iterator

from pipeline.core.messages import Language, Message
from pipeline.core.records import SCHEMAS, Dataset, Group, datasets_of
from pipeline.retention.rules import Rule, load_rule_table

_HEADS = {
    "en": ("reason", "why a record is not public", "which lists", "article"),
    "zh": ("代号", "不公布的原因", "适用", "依据"),
}
_GROUPS = {
    "en": {
        Group.PARTY_LISTS: "lists of parties",
        Group.NOTICES: "notices",
        Group.CASE_ENTRIES: "case entries",
        Group.GENERAL: "guidelines, courts",
    },
    "zh": {
        Group.PARTY_LISTS: "当事人名单",
        Group.NOTICES: "公告",
        Group.CASE_ENTRIES: "案件目录",
        Group.GENERAL: "指引、法院信息",
    },
}
_ALL = {"en": "all", "zh": "全部"}
_BETWEEN = {"en": ", ", "zh": "、"}
_NUMBER = re.compile(r"R(\d+)(.*)")


def legend(language: Language) -> str:
    """A Markdown table of all reasons: R0 to R12 by number, then what officers and operators decide."""
    lines = [_line(_HEADS[language]), _line(["---"] * len(_HEADS[language]))]
    for rule in sorted(load_rule_table().rules, key=_place):
        said = rule.english if language == "en" else rule.reason
        lines.append(_line((f"`{rule.id}`", said, _lists(rule, language), rule.article)))
    return "\n".join(lines) + "\n"


def tell_rules(ids: Iterable[str]) -> Iterator[str]:
    """A line for each rule that is named."""
    named = set(ids)
    for rule in sorted(load_rule_table().rules, key=_place):
        if rule.id in named:
            yield f"{rule.id} {Message(rule.english, rule.reason)} ({rule.article})"


def _place(rule: Rule) -> tuple[bool, int, str]:
    numbered = _NUMBER.fullmatch(rule.id)
    return (False, int(numbered[1]), numbered[2]) if numbered else (True, 0, rule.id)


def _lists(rule: Rule, language: Language) -> str:
    """The lists of a rule's events, as groups where a whole group has one; all where it has none."""
    datasets = {dataset for event in rule.events for dataset in event.datasets}
    whole = [group for group in _GROUPS[language] if datasets and datasets.issuperset(datasets_of(group))]
    if not datasets or len(whole) == len(_GROUPS[language]):
        return _ALL[language]
    rest = [d for d in Dataset if d in datasets and SCHEMAS[d].group not in whole]
    names = [SCHEMAS[d].title if language == "zh" else d.value for d in rest]
    return _BETWEEN[language].join([*(_GROUPS[language][group] for group in whole), *names])


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
