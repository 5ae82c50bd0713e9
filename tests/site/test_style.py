import re
from pathlib import Path

import pytest

THEME = Path(__file__).parents[2] / "site" / "theme"
CSS = (THEME / "static" / "css" / "site.css").read_text(encoding="utf-8")
TEXT_ON_GROUND = [
    ("ink", "page"),
    ("ink", "sheet"),
    ("ink", "well"),
    ("ink", "sun-wash"),
    ("soft", "page"),
    ("soft", "sheet"),
    ("soft", "well"),
    ("link", "page"),
    ("link", "sheet"),
    ("link", "well"),
    ("on-deep", "deep"),
    ("sun-ink", "sun-wash"),
    ("red", "red-wash"),
    ("green", "green-wash"),
]


def tokens(mode: str) -> dict[str, str]:
    light, dark = re.findall(r":root \{(.*?)\n\s*\}", CSS.split("@media print")[0], re.DOTALL)
    found = dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", light))
    return found if mode == "light" else found | dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", dark))


def luminance(colour: str) -> float:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_ON_GROUND)
def test_text_stands_out_from_its_ground(mode: str, text: str, ground: str) -> None:
    colours = tokens(mode)
    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("sign", ["focus", "edge"])
def test_frames_and_focus_stand_out_from_the_page(mode: str, sign: str) -> None:
    colours = tokens(mode)
    assert contrast(colours[sign], colours["page"]) >= 3


def test_the_theme_asks_no_other_host_for_anything() -> None:
    for path in THEME.rglob("*"):
        if path.suffix in (".css", ".js", ".svg"):
            text = path.read_text(encoding="utf-8").replace("http://www.w3.org/", "")
            assert not re.search(r"https?://|@import|url\(", text), path


def test_templates_hold_no_inline_script_and_no_inline_style() -> None:
    for path in (THEME / "templates").iterdir():
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", text), path
        scripts = [tag for tag in re.findall(r"<script[^>]*>", text) if tag != '<script type="application/ld+json">']
        assert all("src=" in tag for tag in scripts), path


def test_only_the_page_by_hand_may_bring_its_own_markup() -> None:
    for path in (THEME / "templates").iterdir():
        uses = re.findall(r"\|\s*safe|autoescape", path.read_text(encoding="utf-8"))
        assert uses == (["|safe"] if path.name == "page.html" else []), path
