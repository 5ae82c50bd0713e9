import re
from pathlib import Path

import pytest

THEME = Path(__file__).parents[2] / "site" / "theme"
STYLES = THEME / "static" / "css"
PALETTES = {
    "light": [("tokens.css", ":root")],
    "dark": [("tokens.css", ":root"), ("dark.css", ":root")],
    "elder": [("tokens.css", ":root"), ("tokens.css", ':root[data-mode="elder"]')],
    "elder dark": [("tokens.css", ":root"), ("dark.css", ":root"), ("dark.css", ':root[data-mode="elder"]')],
}
"""Which blocks a browser lays over each other, the last one winning."""
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
    ("on-sun", "sun-bright"),
    ("sun-ink", "sun-wash"),
    ("red", "red-wash"),
    ("green", "green-wash"),
]


def tokens(mode: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for file, selector in PALETTES[mode]:
        css = (STYLES / file).read_text(encoding="utf-8").partition("@media print")[0]
        block = css.partition(f"\n{selector} {{")[2].partition("\n}")[0]
        found |= dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", block))
    return found


def luminance(colour: str) -> float:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("mode", PALETTES)
@pytest.mark.parametrize(("text", "ground"), TEXT_ON_GROUND)
def test_text_stands_out_from_its_ground(mode: str, text: str, ground: str) -> None:
    colours = tokens(mode)
    least = 7 if mode.startswith("elder") else 4.5
    assert contrast(colours[text], colours[ground]) >= least


@pytest.mark.parametrize("mode", PALETTES)
@pytest.mark.parametrize("sign", ["focus", "edge"])
def test_frames_and_focus_stand_out_from_the_page(mode: str, sign: str) -> None:
    colours = tokens(mode)
    assert contrast(colours[sign], colours["page"]) >= 3


def test_a_colour_stands_in_the_tokens_and_nowhere_else() -> None:
    for path in STYLES.glob("*.css"):
        if path.name not in ("tokens.css", "dark.css"):
            assert not re.search(r"#[0-9a-f]{3,8}\b|rgb\(|hsl\(", path.read_text(encoding="utf-8")), path


def test_every_token_that_a_style_uses_exists() -> None:
    known = set(re.findall(r"(--[a-z0-9-]+):", (STYLES / "tokens.css").read_text(encoding="utf-8")))
    for path in STYLES.glob("*.css"):
        css = path.read_text(encoding="utf-8")
        assert set(re.findall(r"var\((--[a-z0-9-]+)", css)) <= known | set(re.findall(r"(--[a-z0-9-]+):", css)), path


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
