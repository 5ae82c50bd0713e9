"""The scripts put together for a release."""

import re

from tests.search_index import browsing

TEXT = re.compile(r'"(?:[^"\\\n]|\\.)*"')
NO_CODE = ("*", "/*", "//", "import ", "} from ")


def test_bundles_hold_every_text_of_the_modules_as_it_is() -> None:
    bundles = b"".join(browsing.shipped_scripts().values()).decode()
    modules = "\n".join(path.read_text(encoding="utf-8") for path in browsing.SCRIPTS.glob("*.js"))
    modules = re.sub(r"/\*\*.*?\*/", "", modules, flags=re.DOTALL)
    lines = [line for line in modules.splitlines() if not line.lstrip().startswith(NO_CODE)]
    texts = {text for line in lines for text in TEXT.findall(line)}
    assert len(texts) > 100
    assert [text for text in texts if text not in bundles] == []
