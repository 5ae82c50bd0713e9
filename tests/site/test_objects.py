"""What an auction sells and where it lies, read from its title; what a card says of it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yangguang_site.cards import Cards
from yangguang_site.kinds import nameless_title
from yangguang_site.objects import OTHER, heading, object_kind, object_kinds
from yangguang_site.places import Places

from pipeline.core.records import Dataset
from tests.site.invented import XIHU, row

HOME, GOODS, CARS, SHOPS = "住宅和其他房屋", "机器设备和物品", "车辆和船舶", "商业用房"
PLANT, PARKING, RIGHTS = "工业用房和土地", "车位和车库", "股权和其他权利"


def auction(title: str, **values: Any) -> dict[str, Any]:
    return row("x", Dataset.AUCTION_NOTICES, title=title, **values)


@pytest.mark.parametrize(
    ("title", "kind", "short"),
    [
        ("关于杭州市西湖区文三路某号房产（第一次拍卖）的公告", HOME, "杭州市西湖区文三路某号房产"),
        ("杭州市中级人民法院关于小型汽车一辆（二拍）的公告", CARS, "小型汽车一辆"),
        ("某院关于工业用地使用权及地上建筑物（变卖）的公告", PLANT, "工业用地使用权及地上建筑物"),
        ("关于一批机器设备（变卖）的公告", GOODS, "一批机器设备"),
        ("排屋及室内家具（一拍）", HOME, "排屋及室内家具"),
        ("厂房内的机器设备（一拍）", GOODS, "厂房内的机器设备"),
        ("存放于某仓库的机床两台（一拍）的公告", GOODS, "存放于某仓库的机床两台"),
        ("某城房地产开发股份有限公司名下小型汽车（一拍）", CARS, "某城房地产开发股份有限公司名下小型汽车"),
        ("某河贸易有限公司30%股权（一拍）的公告", RIGHTS, "某河贸易有限公司30%股权"),
        ("住宅小区地下车位一个（一拍）", PARKING, "住宅小区地下车位一个"),
        ("西湖区人民法院关于浙A12345小型普通客车的第二次拍卖公告", CARS, "浙A12345小型普通客车"),
        ("关于拍卖位于某路1号商铺的公告(第一次拍卖)", SHOPS, "位于某路1号商铺"),
        ("标的物一宗的公告", OTHER, "标的物一宗"),
        ("公告", OTHER, "公告"),
    ],
)
def test_a_title_tells_what_is_sold(title: str, kind: str, short: str) -> None:
    assert (object_kind(auction(title)), heading(auction(title))) == (kind, short)


def test_where_a_title_names_nothing_the_text_does() -> None:
    assert object_kind(auction("标的物一宗的公告", body="<p>标的物：商业用房一处。停车方便，有车位。</p>")) == SHOPS
    assert object_kind(auction("标的物一宗的公告", body="本院地址在某商场旁。")) == OTHER


@given(st.text(max_size=80))
def test_any_title_has_a_kind_of_the_table_and_keeps_a_heading(title: str) -> None:
    assert object_kind(auction(title)) in object_kinds()
    assert bool(heading(auction(title))) == bool(heading({**auction(title), "dataset": "hearing_notices"}))


@given(st.text(alphabet="沈星乙顾远舟名下的房产", max_size=12))
def test_the_nameless_title_takes_nothing_of_the_title_but_the_word_of_the_table(title: str) -> None:
    named = auction(title, case_number="（2026）浙0106执1号", stage="一拍")
    kind, *others = nameless_title(named).split(" · ")
    assert (kind, others[1:]) == ("拍卖公告", ["一拍", "（2026）浙0106执1号"])
    assert others[0] in object_kinds()


PLACES = Places(
    [
        {"code": XIHU, "region": "浙江省杭州市西湖区"},
        {"code": "浙0102", "region": "浙江省杭州市上城区"},
        {"code": "浙0100", "region": "浙江省杭州市"},
        {"code": "吉2401", "region": "吉林省延边朝鲜族自治州延吉市"},
        {"code": "浙9999"},
    ]
)


@pytest.mark.parametrize(
    ("title", "court", "place"),
    [
        ("关于浙江省杭州市上城区示例路1号房产的公告", XIHU, "浙江省杭州市上城区"),
        ("杭州市西湖区人民法院关于杭州市上城区示例路1号房产的公告", XIHU, "浙江省杭州市上城区"),
        ("杭州市西湖区人民法院关于小型汽车的公告", "浙0102", "浙江省杭州市上城区"),
        ("关于延边朝鲜族自治州延吉市某房产的公告", "浙0100", "吉林省延边朝鲜族自治州延吉市"),
        ("关于小型汽车的公告", "浙9999", ""),
        ("关于杭州市示例路房产的公告", XIHU, "浙江省杭州市"),
    ],
)
def test_a_thing_lies_where_its_title_says_else_where_its_court_is(title: str, court: str, place: str) -> None:
    assert PLACES.of({"title": title, "court_code": court}) == place


def test_a_reward_in_words_which_may_name_somebody_stands_on_no_card() -> None:
    cards = Cards(())
    worded = cards.of(row("r", Dataset.REWARD_NOTICES, reward="沈星乙到位金额的10%"))
    summed = cards.of(row("s", Dataset.REWARD_NOTICES, reward="20000元"))
    assert (worded.sums, summed.sums) == ((), (("悬赏金额", "20,000元"),))
    assert "沈星乙" not in worded.nameless
