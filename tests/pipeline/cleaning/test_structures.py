"""Contacts, lists and addresses as courts write them: read where their meaning is sure, told where something was left out."""

import json

import pytest

from pipeline.cleaning.structures import IN_WORDS, ONE_ENTRY, OTHER_KEYS, WITHOUT_SCHEME, read_list, read_url
from pipeline.core.said import every_code

JUDGE = {"name": "王法官", "phone": "0571-1234567"}


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ('[{"name": "王法官", "tel": "0571-1234567"}]', [JUDGE]),
        ('[{"Name": "王法官", "Tel_No": "0571-1234567"}]', [JUDGE]),
        ('{"联系人": "王法官", "联系电话": "0571-1234567"}', [JUDGE]),
        ('[{"lxr": "王法官", "lxdh": "0571-1234567"}]', [JUDGE]),
        ('[{"contact person": "王法官", "telephone": "0571-1234567", "title": "法官"}]', [{"role": "法官", **JUDGE}]),
        ('[{"name": "监督电话", "tel": "12368"}]', [{"role": "监督电话", "phone": "12368"}]),
        (
            '[{"姓名": "王法官", "电话": "0571-1234567", "手机": "13800000000"}]',
            [JUDGE, {**JUDGE, "phone": "13800000000"}],
        ),
        ("王法官 0571-1234567", [JUDGE]),
        (
            "联系人：王法官，电话：0571-1234567；监督电话：12368",
            [{"role": "联系人", **JUDGE}, {"role": "监督电话", "phone": "12368"}],
        ),
        ("请联系当事人张三本人，电话13800000000", None),
        ("张三住西湖区某路1号，电话0571-1234567", None),
        ("王法官", None),
        ('["王法官 0571-1234567"]', None),
        ("null", None),
    ],
)
def test_contacts_are_read_as_courts_write_them(text: str, read: list[dict[str, str]] | None) -> None:
    value = read_list("contacts", text).value
    assert (None if value is None else json.loads(value)) == read


def test_what_was_repaired_or_left_out_is_told() -> None:
    assert read_list("contacts", '{"name": "王", "QQ": "1"}').notes == (ONE_ENTRY, OTHER_KEYS)
    assert read_list("contacts", '[{"联系人": {"姓名": "王"}}]').notes == (OTHER_KEYS,)
    assert read_list("contacts", "王法官 0571-1234567").notes == (IN_WORDS,)
    assert {note.code for note in (ONE_ENTRY, OTHER_KEYS, IN_WORDS, WITHOUT_SCHEME)} <= set(every_code())


@pytest.mark.parametrize(
    ("column", "text", "read"),
    [
        (
            "attachments",
            '[{"文件名": "清单.pdf", "链接": "x.example.cn/1"}]',
            [{"name": "清单.pdf", "url": "https://x.example.cn/1"}],
        ),
        ("attachments", '[{"name": "清单", "url": "javascript:alert(1)"}]', [{"name": "清单"}]),
        ("personnel", '[{"姓名": "周平", "职务": "执行法官"}]', [{"name": "周平", "post": "执行法官"}]),
        (
            "departments",
            '[{"bmmc": "执行局", "zn": "执行", "tel": "0571-1"}]',
            [{"name": "执行局", "duty": "执行", "phone": "0571-1"}],
        ),
        ("rosters", '[{"类别": "评估", "机构名称": "某评估所"}]', [{"kind": "评估", "institution": "某评估所"}]),
        ("personnel", "周平 执行法官", None),
    ],
)
def test_other_lists_have_their_own_keys(column: str, text: str, read: list[dict[str, str]] | None) -> None:
    value = read_list(column, text).value
    assert (None if value is None else json.loads(value)) == read


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://x.example.cn/1", "https://x.example.cn/1"),
        ("paimai.example.com/item/5?id=1", "https://paimai.example.com/item/5?id=1"),
        ("//paimai.example.com/5", "https://paimai.example.com/5"),
        ("HTTPS://x.example.cn/1", "https://x.example.cn/1"),
        ("http：//x.example.cn/1", "http://x.example.cn/1"),
        ("javascript:alert(1)", None),
        ("ftp://x.example.cn/1", None),
        ("a@example.cn", None),
        ("2025.06.10", None),
        ("见公告", None),
        ("13800000000.example.cn", None),
        ("x.example.cn/1 y.example.cn/2", None),
    ],
)
def test_an_address_of_a_platform_may_lack_its_scheme(text: str, url: str | None) -> None:
    assert (read_url(text).value or None) == url
