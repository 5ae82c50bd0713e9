"""Reward notices: what is sought, what is paid for it, until when."""

from pipeline.sample.notice_facts import (
    NoticeFacts,
    Row,
    common_row,
    compose,
    contacts_json,
    some_clauses,
    wording,
)

_LENGTHS = (250, 350, 500, 700)


def reward_notices(facts: NoticeFacts, most: int) -> list[Row]:
    """One notice."""
    published = facts.day(-facts.number(0, 150))
    ends_on = facts.day(facts.number(-10, 300))
    words, court = wording("reward_clauses"), facts.court
    has_formula = facts.happens(0.6)
    percent, cap = facts.choose((3, 5, 8, 10)), facts.number(1, 60) * 5000
    values = {
        "court": court.name,
        "case": facts.case_number,
        "name": facts.name,
        "basis": facts.basis,
        "amount": facts.amount,
        "percent": percent,
        "cap": cap,
        "days": facts.choose((3, 5, 7)),
        "until": ends_on.isoformat(),
        "phone": court.phone(0),
        "supervision": court.phone(1),
        "address": court.address,
        "published": published.isoformat(),
    }
    parts = [
        [facts.choose(words["opening"])],
        some_clauses(facts, words["scope"], 90),
        [words["reward"][0 if has_formula else 1]],
        some_clauses(facts, words["rules"], facts.choose(_LENGTHS)),
        [facts.choose(words["closing"])],
    ]
    return [
        common_row(facts, 0, published)
        | {
            "title": f"{court.name}悬赏公告（被执行人{facts.name}）",
            "body": compose(facts, parts, values),
            "ends_on": ends_on.isoformat(),
            "reward": None if has_formula else f"{cap}元",
            "reward_rule": f"实际执行到位金额×{percent}%，最高{cap}元" if has_formula else None,
            "claim_conditions": facts.choose(words["conditions"]),
            "contacts": contacts_json(facts, {"role": "线索受理", "phone": court.phone(0)}),
            "posting": "是" if has_formula else "否",
            "attachments": "[]",
        }
    ][:most]
