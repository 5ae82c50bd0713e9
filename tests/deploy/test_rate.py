"""How many requests an address may send: one pair of numbers, said alike everywhere, and the pages stay below it."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NGINX = (ROOT / "deploy" / "nginx" / "yangguang.conf").read_text(encoding="utf-8")
CADDY = (ROOT / "deploy" / "caddy" / "Caddyfile").read_text(encoding="utf-8")
PACE = (ROOT / "site" / "theme" / "static" / "js" / "search" / "pace.js").read_text(encoding="utf-8")
RATE = int(re.findall(r"^limit_req_zone .* rate=(\d+)r/s;", NGINX, re.MULTILINE)[0])
BURST = int(re.findall(r"limit_req zone=\w+ burst=(\d+) nodelay;", NGINX)[0])
FILES = 35_000
"""Of a million names."""
SAYING = re.compile(r"(\d+) requests a second(?: and\s+address)?[^.;]{0,80}?(\d+) at once", re.DOTALL)
PAGES = [ROOT / "README.md", ROOT / "README.zh.md", *(ROOT / "docs").glob("*.md"), *(ROOT / "content").rglob("*.md")]


def number_of(name: str) -> int:
    return int(re.findall(rf"const {name} = ([\d_]+);", PACE)[0].replace("_", ""))


def test_the_numbers_are_those_that_were_decided() -> None:
    assert (RATE, BURST) == (10, 200)


def test_every_file_that_names_a_rate_names_the_same() -> None:
    allowed, own = (RATE, BURST), (number_of("A_SECOND"), number_of("AT_ONCE"))
    said = {path.name: {tuple(map(int, pair)) for pair in SAYING.findall(path.read_text("utf-8"))} for path in PAGES}
    told = {name: pairs for name, pairs in said.items() if pairs}
    assert told == {"hosting.md": {allowed}, "search.md": {allowed, own}, "site.md": {own}}
    for text in (NGINX, CADDY):
        assert {tuple(map(int, pair)) for pair in SAYING.findall(text.replace("# ", ""))} == {allowed}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_no_document_names_another_rate_in_other_words(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert {int(rate) for rate in re.findall(r"(\d+) ?r/s\b", text)} <= {RATE}
    assert {int(burst) for burst in re.findall(r"\bburst[= ](\d+)", text)} <= {BURST}


def test_the_window_of_caddy_is_the_same_rate() -> None:
    events, window = (int(re.findall(rf"{name} (\d+)", CADDY)[0]) for name in ("events", "window"))
    assert (events, events / window) == (BURST, RATE)


def test_pages_stay_below_the_limit_also_two_at_a_time_at_first() -> None:
    assert number_of("A_SECOND") < RATE
    assert number_of("AT_ONCE") * 2 <= BURST


def test_how_long_a_harvest_takes_is_computed_from_the_limit() -> None:
    minutes = round((FILES - BURST) / RATE / 60)
    text = re.sub(r"\s+", " ", (ROOT / "docs" / "search.md").read_text(encoding="utf-8"))
    assert f"(35,000 − {BURST}) / {RATE} seconds, {minutes} minutes" in text
