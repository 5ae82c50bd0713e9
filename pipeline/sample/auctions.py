"""Auction notices: vehicles, flats, land, equity, equipment; a lot goes 一拍, 二拍, 变卖."""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from pipeline.sample.courts import account_number
from pipeline.sample.identity import plate_sign
from pipeline.sample.notice_facts import (
    FIRST_EVENT,
    LAST_EVENT,
    NoticeFacts,
    Row,
    agent_phone,
    common_row,
    compose,
    contacts_json,
    some_clauses,
    wording,
)
from pipeline.sample.organisations import draw_organisations
from pipeline.sample.regions import County, counties

STAGES = ("一拍", "二拍", "变卖")
AUCTION_RESULTS = ("成交", "流拍", "撤回")
VALUATION_KINDS = ("委托评估", "网络询价", "当事人议价")
CHAIN_WEIGHTS = (5, 3, 2)
"""How many of ten lots see one, two or three rounds."""

_ROUND_GAP = 28
_SECOND_LEAD = 15
_LENGTHS = (450, 650, 900, 1300, 1900, 2500)
_KINDS = ("vehicle", "vehicle", "flat", "flat", "flat", "land", "equity", "equipment")
_SUBJECTS = {
    "vehicle": "小型汽车一辆",
    "flat": "住宅用房",
    "land": "工业用地使用权及地上建筑物",
    "equity": "股权",
    "equipment": "机器设备一批",
}
_PRICES = {"vehicle": (2, 40), "flat": (40, 600), "land": (300, 6000), "equity": (20, 3000), "equipment": (5, 300)}
_PLATFORMS = (
    "https://sf.paimai.example.cn/item/{}.htm",
    "https://auction.gongpai.example.cn/lot/{}",
    "https://zc.jingmai.example.cn/sf/{}",
)
_MAXIMUM = 2900


@dataclass(frozen=True, slots=True)
class _Lot:
    kind: str
    lot_id: str
    number: int
    appraised: int
    facts: dict[str, Any]


def auction_notices(facts: NoticeFacts, most: int) -> list[Row]:
    """The notices of one lot so far: one to three, each pointing to the one before."""
    lot = _draw_lot(facts)
    rounds = min(most, facts.choose([n for n, weight in enumerate(CHAIN_WEIGHTS, 1) for _ in range(weight)]))
    first_event = facts.number(FIRST_EVENT, LAST_EVENT)
    events = [first_event + place * _ROUND_GAP for place in range(rounds)]
    announced = events[:1] + [later for later in events[1:] if later <= _SECOND_LEAD]
    notices = [_round_notice(facts, lot, place, facts.day(event)) for place, event in enumerate(announced)]
    return [
        notice | _result(lot, facts.on, facts.day(event), is_last=place == len(announced) - 1)
        for place, (notice, event) in enumerate(zip(notices, announced, strict=True))
    ]


def _result(lot: _Lot, on: date, event: date, *, is_last: bool) -> Row:
    """How the lot was valued, and what became of a round that is over; drawn from the lot's own number."""
    valuation: Row = {
        "valuation_kind": VALUATION_KINDS[lot.number % 3],
        "valuation_institution": "虚设资产评估有限公司" if lot.number % 3 == 0 else None,
        "valuation_on": (event - timedelta(days=60)).isoformat(),
    }
    ended = event + timedelta(days=1)
    if ended > on:
        return valuation
    result = "流拍" if not is_last else ("成交", "成交", "流拍", "撤回")[lot.number % 4]
    price = f"{lot.appraised * (70 + lot.number % 40) // 100}.00" if result == "成交" else None
    return valuation | {"result": result, "result_on": ended.isoformat(), "result_price": price}


def _draw_lot(facts: NoticeFacts) -> _Lot:
    kind = facts.choose(_KINDS)
    low, high = _PRICES[kind]
    number = facts.number(1_000_000, 9_999_999)
    county = next((c for c in counties() if c.code == facts.court.region_code), counties()[0])
    firm = draw_organisations(facts.random, 1)
    words = wording("auction_clauses")
    details = {
        "maker": facts.choose(words["makers"]),
        "plate": f"{plate_sign(county)}{facts.choose('ABCDEF')}{facts.choose('DFKMNP')}{facts.number(1000, 9999)}",
        "vin": _vin(facts),
        "year": facts.on.year - facts.number(2, 12),
        "km": facts.number(8, 260) * 1000,
        "place": _place(facts, county, words["streets"]),
        "keys": facts.number(1, 2),
        "area": f"{facts.number(45, 260)}.{facts.number(10, 99)}" if kind == "flat" else facts.number(2000, 90_000),
        "title_number": f"{facts.court.code[:1]}（{facts.on.year - facts.number(3, 9)}）{county.name}不动产权"
        f"第{facts.number(1, 99999):07d}号",
        "rooms": facts.choose("二三四"),
        "state": facts.choose(("空置", "由被执行人家庭使用", "出租中")),
        "until": facts.day(facts.number(400, 9000)).isoformat(),
        "company": firm.names[0],
        "code": firm.codes[0],
        "percent": facts.number(5, 100),
        "count": facts.number(6, 180),
        "days": facts.choose((5, 7, 10, 15)),
    }
    lot_id = f"{facts.court.code}-{facts.on.year}-{number}"
    return _Lot(kind, lot_id, number, facts.number(low, high) * 10_000, details)


def _vin(facts: NoticeFacts) -> str:
    """A vehicle's number, letters among its digits so that it never looks like another number."""
    signs = "ABCDEFGHJKLMNPRSTUVWXYZ"
    return (
        "LX"
        + "".join(f"{facts.choose(signs)}{facts.number(0, 9)}" for _ in range(4))
        + f"M{facts.number(100_000, 999_999)}"
    )


def _place(facts: NoticeFacts, county: County, streets: list[str]) -> str:
    return f"{county.full_name}{facts.choose(streets)}{facts.number(1, 400)}号"


def _round_notice(facts: NoticeFacts, lot: _Lot, place: int, event: date) -> Row:
    published = min(event - timedelta(days=(30, 15, 15)[place]), facts.on)
    price = lot.appraised * (70, 56, 56)[place] // 100
    values = _values(facts, lot, place, event, published, price)
    act = values["act"]
    where = lot.facts["place"] if lot.kind == "flat" else ""
    title = f"{facts.court.name}关于{where}{_SUBJECTS[lot.kind]}（{STAGES[place]}）的公告"
    agent = {"role": "拍卖辅助机构", "phone": values["agent_phone"]}
    account = {"role": f"{act}款账户", "account": values["account"]}
    number = lot.number * 10 + place
    return common_row(facts, place, published) | {
        "title": title,
        "body": _body(facts, lot, place, values),
        "event_at": f"{event.isoformat()} {facts.choose(('10:00:00', '10:00:00', '09:00:00', '14:30:00'))}",
        "event_place": "网络司法拍卖平台",
        "ends_on": (event + timedelta(days=60 if act == "变卖" else 1)).isoformat(),
        "platform_url": facts.choose(_PLATFORMS).format(number),
        "lot_id": lot.lot_id,
        "stage": STAGES[place],
        "related_notice": facts.source_id(place - 1) if place else None,
        "starting_price": f"{price}.00",
        "appraised_price": f"{lot.appraised}.00",
        "deposit": f"{price // 10}.00",
        "increment": f"{values['increment']}.00",
        "contacts": contacts_json(facts, agent, account),
        "attachments": _attachments(facts, number),
    }


def _values(facts: NoticeFacts, lot: _Lot, place: int, event: date, published: date, price: int) -> dict[str, Any]:
    court = facts.court
    return lot.facts | {
        "court": court.name,
        "case": facts.case_number,
        "name": facts.name,
        "act": "变卖" if STAGES[place] == "变卖" else "拍卖",
        "stage": {"一拍": "第一次拍卖", "二拍": "第二次拍卖", "变卖": "变卖"}[STAGES[place]],
        "former": STAGES[max(0, place - 1)],
        "start": f"{event.isoformat()} 10时",
        "finish": f"{(event + timedelta(days=1)).isoformat()} 10时",
        "start_price": price,
        "price": price,
        "appraised": lot.appraised,
        "deposit": price // 10,
        "increment": max(200, price // 200 // 100 * 100),
        "supervision": court.phone(1),
        "phone": court.phone(5),
        "agent_phone": agent_phone(facts),
        "account": account_number(court),
        "address": court.address,
        "published": published.isoformat(),
    }


def _body(facts: NoticeFacts, lot: _Lot, place: int, values: dict[str, Any]) -> str:
    words, length = wording("auction_clauses"), facts.choose(_LENGTHS)
    terms = words["terms"] if place else [clause for clause in words["terms"] if "{former}" not in clause]
    parts = [
        [facts.choose(words["opening"])],
        [facts.choose(words[lot.kind])],
        some_clauses(facts, words[f"{lot.kind}_notes"], 200),
        some_clauses(facts, terms, length - 150),
        [facts.choose(words["closing"])],
    ]
    text = compose(facts, parts, values)
    if lot.kind == "equipment":
        text += "\n附：标的物清单\n" + "\n".join(_inventory(facts, words["stock"]))
    return text[:_MAXIMUM]


def _inventory(facts: NoticeFacts, stock: list[str]) -> list[str]:
    return [
        f"{line}. {facts.choose(stock)}　型号{facts.choose('ABCDGHK')}{facts.number(10, 990)}　"
        f"{facts.number(1, 12)}台（套）"
        for line in range(1, facts.number(5, 30))
    ]


def _attachments(facts: NoticeFacts, number: int) -> str:
    names = ("评估报告.pdf", "竞买须知.pdf", "现状照片.zip", "权属查询.pdf")[: facts.number(0, 4)]
    files = [
        {"name": name, "url": f"https://pm.court.example.cn/files/{number}/{place}"}
        for place, name in enumerate(names, 1)
    ]
    return json.dumps(files, ensure_ascii=False)
