"""Links in files for programs count for the order of writing, as those of pages do."""

import pytest

from pipeline.targets.contents import links_of

BASE = "https://x.example/sub"
PAGE = "notices/abcdefghijklmnop/index.html"


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("feeds/all.json", f'{{"items": [{{"url": "{BASE}/notices/abcdefghijklmnop/"}}]}}'),
        ("feeds/all.atom", f'<link href="{BASE}/notices/abcdefghijklmnop/" rel="alternate"/>'),
        ("data/notices.json", f'"url":"x", "url": "{BASE}/notices/abcdefghijklmnop/"'),
        ("courts/a/calendar.ics", f"UID:x\r\nURL:{BASE}/notices/abcdefgh\r\n ijklmnop/\r\nEND:VEVENT\r\n"),
    ],
)
def test_a_new_notice_is_written_before_what_tells_of_it(path: str, content: str) -> None:
    assert links_of(path, content.encode(), BASE) == {PAGE}


@pytest.mark.parametrize("content", ['"url": "https://elsewhere.example/a"', "DESCRIPTION:URL:x", '"href": "x"'])
def test_what_is_no_link_of_the_site_counts_for_nothing(content: str) -> None:
    assert links_of("data/x.json", content.encode(), BASE) == set()
