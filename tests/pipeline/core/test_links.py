"""Addresses that want to lead elsewhere than they look: none is read, and of the good ones every byte is as it is asked for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.links import LinkHosts, LinkRefusedError, known_hosts, read_endpoint, read_host_name, read_link
from pipeline.core.said import every_code

GOOD = {
    "https://sf.taobao.com/1": "https://sf.taobao.com/1",
    "http://www.rmfysszc.gov.cn/a?b=c#d": "http://www.rmfysszc.gov.cn/a?b=c#d",
    "HTTPS://SF.Taobao.COM:443/Item": "https://sf.taobao.com/Item",
    "http://sf.taobao.com:80": "http://sf.taobao.com",
    "https://sf.taobao.com?x=@y": "https://sf.taobao.com?x=@y",
    "https://拍卖.example.cn/标的": "https://xn--5krt37a.example.cn/标的",
}
BAD = {
    "https://a.example.cn@evil.example/": "link_user",
    "https://sf.taobao.com:443@evil.example/": "link_user",
    "https://sf.taobao.com%2f@evil.example/": "link_user",
    "https://:@evil.example/": "link_user",
    "https://sf.taobao.com\\@evil.example/": "link_signs",
    "https://evil.example\\.taobao.com/": "link_signs",
    "https:\\\\evil.example/": "link_signs",
    "https://evil.example/\u202egnp.1": "link_signs",
    "https://sf.taobao.com/\u200b": "link_signs",
    "https://sf.taobao.com/\x00": "link_signs",
    "https://sf.tao\tbao.com/": "link_signs",
    "https://sf.taobao.com/\nX: y": "link_signs",
    " https://sf.taobao.com/": "link_signs",
    "https://sf.taobao.com/'onclick=x": "link_signs",
    'https://sf.taobao.com/"><b>': "link_signs",
    "https://sf.taobao.com/" + "a" * 500: "link_signs",
    "https://sf\uff0etaobao\u3000.com/": "link_signs",
    "javascript:alert(1)": "link_scheme",
    "JaVaScRiPt://sf.taobao.com/%0aalert(1)": "link_scheme",
    "data:text/html,x": "link_scheme",
    "ftp://sf.taobao.com/": "link_scheme",
    "file:///etc/passwd": "link_scheme",
    "//sf.taobao.com/": "link_scheme",
    "https:/sf.taobao.com/": "link_scheme",
    "https:sf.taobao.com/": "link_scheme",
    "sf.taobao.com": "link_scheme",
    "": "link_scheme",
    "https://": "link_host",
    "https:///sf.taobao.com/": "link_host",
    "https://127.0.0.1/": "link_host",
    "https://127.1/": "link_host",
    "https://2130706433/": "link_host",
    "https://0x7f.1/": "link_host",
    "https://0x7f000001/": "link_host",
    "https://sf.taobao.0x1/": "link_host",
    "https://[::1]/": "link_port",
    "https://localhost/": "link_host",
    "https://a.localhost/": "link_host",
    "https://hub.internal/": "link_host",
    "https://printer.local/": "link_host",
    "https://sf.taobao.com./": "link_host",
    "https://sf..taobao.com/": "link_host",
    "https://-x.taobao.com/": "link_host",
    "https://sf_x.taobao.com/": "link_host",
    "https://sf.taobao.com%00.evil.example/": "link_host",
    "https://sf.taobao.com%2eevil.example/": "link_host",
    "https://" + "a." * 130 + "com/": "link_host",
    "https://" + "a" * 64 + ".com/": "link_host",
    "https://sf.taobao.com:8443/": "link_port",
    "https://sf.taobao.com:99999/": "link_port",
    "https://sf.taobao.com:/": "link_port",
    "https://sf.taobao.com:44３/": "link_port",
}
LISTED = LinkHosts(known_hosts())
LOOK_ALIKES = (
    "https://sf.taobаo.com/",
    "https://sf.taobao.com.evil.example/",
    "https://evilgpai.net/",
    "https://gpai.net.evil.example/",
    "https://shop123.taobao.com/",
    "https://www.taobao.com/",
    "https://mall.jd.com/",
    "https://court.gov.cn.evil.example/",
    "https://xcourt.gov.cn/",
    "https://sf.taobao。com.evil.example/",
)


@pytest.mark.parametrize(("text", "read"), GOOD.items())
def test_a_good_address_is_read_as_it_is_asked_for(text: str, read: str) -> None:
    assert str(read_link(text)) == read
    assert str(read_link(read)) == read


@pytest.mark.parametrize(("text", "code"), BAD.items(), ids=lambda value: ascii(value)[:40])
def test_an_address_that_is_not_what_it_looks_like_is_refused_with_its_reason(text: str, code: str) -> None:
    with pytest.raises(LinkRefusedError) as refused:
        read_link(text)
    assert refused.value.code == code
    assert code in every_code()


@pytest.mark.parametrize("text", [*BAD, *LOOK_ALIKES], ids=lambda value: ascii(value)[:40])
def test_pages_do_not_lead_there(text: str) -> None:
    assert LISTED.link_of(text) == ""


def test_letters_that_look_like_others_are_written_in_the_form_that_is_asked_for() -> None:
    assert str(read_link(LOOK_ALIKES[0])).startswith("https://sf.xn--")


@pytest.mark.parametrize("text", ["https://sf-item.taobao.com/1", "http://gpai.net/", "https://zxgk.court.gov.cn/"])
def test_listed_hosts_are_linked(text: str) -> None:
    assert LISTED.link_of(text) == text


@pytest.mark.parametrize("text", [None, 5, ["https://sf.taobao.com/"]])
def test_what_is_no_text_is_no_link(text: object) -> None:
    assert LISTED.link_of(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "*",
        "*.",
        "*.cn",
        "*.com",
        "*.com.cn",
        "*.gov.cn",
        "a.example.cn/x",
        "a.*.cn",
        "https://a.cn",
        "a.cn:1",
        "a@b.cn",
        "10.0.0.1",
    ],
)
def test_a_host_that_is_none_or_as_wide_as_a_top_domain_cannot_be_listed(text: str) -> None:
    with pytest.raises(LinkRefusedError):
        read_host_name(text)


@given(st.text() | st.text().map("https://".__add__) | st.from_regex(r"https?://[^/]{1,20}/", fullmatch=True))
def test_any_text_is_read_the_same_twice_or_refused(text: str) -> None:
    try:
        link = read_link(text)
    except LinkRefusedError:
        return
    assert read_link(str(link)) == link
    assert link.host.isascii()
    assert "@" not in link.host


def test_what_this_machine_asks_may_lie_in_its_own_network_but_holds_no_password() -> None:
    assert str(read_endpoint("http://10.0.0.5:8333/x")) == "http://10.0.0.5:8333/x"
    assert str(read_endpoint("http://hub:8333")) == "http://hub:8333"
    with pytest.raises(LinkRefusedError, match="link_user"):
        read_endpoint("https://user:secret@oss.example.cn")
