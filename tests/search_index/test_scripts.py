"""The scripts put together for a release."""

import re

from tests.search_index import browsing
from yangguang_site.scripts import without_comments  # found by the path that `browsing` adds

IMPORT = re.compile(r'^import [^"]*"[^"]*";$', re.MULTILINE)
TEXT = re.compile(r'"(?:[^"\\\n]|\\.)*"')


def test_bundles_hold_every_text_of_the_modules_as_it_is() -> None:
    bundles = b"".join(browsing.shipped_scripts().values()).decode()
    modules = [without_comments(path.read_text(encoding="utf-8")) for path in browsing.SCRIPTS.glob("*.js")]
    texts = {text for module in modules for text in TEXT.findall(IMPORT.sub("", module))}
    assert len(texts) > 100
    assert [text for text in texts if text not in bundles] == []
