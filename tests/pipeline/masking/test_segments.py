"""Layouts: which labels speak for which value, whatever stands between them."""

import pytest

from pipeline.masking.folding import view_of
from pipeline.masking.meanings import is_label
from pipeline.masking.segments import segments_of


def labelled(text: str) -> dict[str, tuple[str, ...]]:
    view = view_of(text)
    return {view.text[segment.start : segment.end]: segment.labels for segment in segments_of(view, is_label)}


@pytest.mark.parametrize(
    ("text", "value", "labels"),
    [
        ("姓名\t电话\n谷雨田\t2134417", "2134417", ("电话",)),
        ("| 姓名 | 电话 |\n|---|---|\n| 谷雨田 | 2134417 |", "2134417", ("电话",)),
        ("姓名｜电话\n谷雨田｜2134417", "2134417", ("电话",)),
        ("姓名,案号,电话\n谷雨田,（2024）浙1124执1号,2134417", "2134417", ("电话",)),
        ("姓名  案号  电话\n谷雨田  无  2134417", "2134417", ("电话",)),
        ("姓名\t谷雨田\n电话\t2134417", "2134417", ("电话",)),
        (
            "<table><tr><th>姓名</th><th>电话</th></tr><tr><td>谷雨田</td><td>2134417</td></tr></table>",
            "2134417",
            ("电话",),
        ),
        (
            "<table><tr><th rowspan='2'>姓名</th><th colspan='2'>证件</th></tr><tr><th>类型</th><th>号码</th></tr>"
            "<tr><td>谷雨田</td><td>护照类</td><td>YB4417720</td></tr></table>",
            "YB4417720",
            ("证件号码", "护照类"),
        ),
        ("电话（宅）：2134417", "2134417", ("电话（宅）",)),
        ("【电话】2134417【案号】（2024）浙1124执1号", "2134417", ("电话",)),
        ('{"phone":"2134417","caseNo":"1"}', "2134417", ("phone",)),
        ("联系电话\n2134417\n备注\n无", "2134417", ("联系电话",)),
        ("<idNo>88123456</idNo>", "88123456", ("idNo",)),
        ("电话 = 2134417；金额 = 3元", "2134417", ("电话",)),
        ("“电话：2134417”", "2134417", ("电话",)),
        ("姓  名　谷雨田\n年  龄　46", "46", ("年龄",)),
        ("住　　址　松阳县", "松阳县", ("住址",)),
        ('{"label": "年龄", "value": "46"}', "46", ("年龄",)),
        ("姓名/年龄/民族\n谷雨田/46/汉", "46", ("年龄",)),
        ("姓名／年龄／民族\n谷雨田／46／汉", "46", ("年龄",)),
        ("案号\t电话\t备注\n（2024）浙1124执1号\t213<br/>4417\t无", "213\n4417", ("电话",)),
        ("| 案号 | 电话 | 备注 |\n| 甲1号 | 213<br>4417 | 无 |\n| 甲2号 | 无 | 无 |", "213\n4417", ("电话",)),
    ],
)
def test_a_label_reaches_its_value(text: str, value: str, labels: tuple[str, ...]) -> None:
    assert labelled(text)[value] == labels


def test_rows_that_are_narrower_than_their_head_are_rows_unless_they_fill_one_together() -> None:
    assert labelled("案号\t电话\t备注\n甲1号\t2134417\n甲2号\t2134418")["2134418"] == ("电话",)


def test_dates_addresses_of_pages_and_words_with_spaces_are_no_table_and_no_key() -> None:
    assert labelled("https://a.example.cn/b/c\n2024/3/17\n房  产  一  套  出  售") == {}


def test_prose_between_commas_is_no_table() -> None:
    assert labelled("姓名，住址，电话均不详，本院于当日回访，未见其人") == {}


def test_a_value_ends_where_the_next_key_begins() -> None:
    assert labelled("电话：2134417 住址：松阳县云峰街道")["2134417"] == ("电话",)


def test_a_time_of_day_is_no_key() -> None:
    assert "30" not in labelled("开庭时间 9:30")
