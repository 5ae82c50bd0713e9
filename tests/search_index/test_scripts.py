"""The scripts put together for a release."""

import re

import pytest
from yangguang_site.scripts import BUNDLES, bundle

from tests.search_index import browsing  # makes the plugins importable

TEXT = re.compile(r'"(?:[^"\\\n]|\\.)*"')
NO_CODE = ("*", "/*", "//", "import ", "} from ")


@pytest.mark.parametrize("folder", BUNDLES)
def test_bundles_hold_every_text_of_the_modules_as_it_is(folder: str) -> None:
    place = browsing.SCRIPTS.parent / folder
    bundles = "".join(bundle(place, entry) for entry in BUNDLES[folder])
    modules = "\n".join(path.read_text(encoding="utf-8") for path in place.glob("*.js"))
    modules = re.sub(r"/\*\*.*?\*/", "", modules, flags=re.DOTALL)
    lines = [line for line in modules.splitlines() if not line.lstrip().startswith(NO_CODE)]
    texts = {text for line in lines for text in TEXT.findall(line)}
    assert len(texts) > 50
    assert [text for text in texts if text not in bundles] == []
