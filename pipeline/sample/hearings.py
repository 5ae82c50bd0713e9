"""Hearing notices on the four subjects of the contract."""

from datetime import timedelta

from pipeline.sample.notice_facts import (
    FIRST_EVENT,
    LAST_EVENT,
    NoticeFacts,
    Row,
    common_row,
    compose,
    contacts_json,
    some_clauses,
    wording,
)

SUBJECTS = ("案外人异议", "不予执行", "变更追加", "参与分配")
_LENGTHS = (200, 300, 400)


def hearing_notices(facts: NoticeFacts, most: int) -> list[Row]:
    """One notice."""
    event = facts.day(facts.number(FIRST_EVENT, LAST_EVENT))
    published = min(event - timedelta(days=facts.number(3, 20)), facts.on)
    words, court = wording("hearing_clauses"), facts.court
    subject, is_public = facts.choose(SUBJECTS), facts.happens(0.8)
    values = {
        "court": court.name,
        "case": facts.case_number,
        "name": facts.name,
        "basis": facts.basis,
        "amount": facts.amount,
        "phone": court.phone(4),
        "published": published.isoformat(),
    }
    attend = facts.choose(words["public" if is_public else "private"]).format(**values)
    parts = [
        words[subject],
        some_clauses(facts, words["rules"], facts.choose(_LENGTHS)),
        [attend, facts.choose(words["closing"])],
    ]
    return [
        common_row(facts, 0, published)
        | {
            "title": f"{court.name}听证公告（{subject}）",
            "body": compose(facts, [parts[0][:1], [parts[0][1], *parts[1]], parts[2]], values),
            "event_at": f"{event.isoformat()} {facts.choose(('09:00:00', '09:30:00', '14:00:00', '15:30:00'))}",
            "event_place": f"{court.address}第{facts.number(1, 18)}法庭",
            "hearing_subject": subject,
            "is_public": "是" if is_public else "否",
            "how_to_attend": attend,
            "contacts": contacts_json(facts),
            "attachments": "[]",
        }
    ][:most]
