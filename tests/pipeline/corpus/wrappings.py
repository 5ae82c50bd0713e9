"""What a text is embedded in: a table's cell, JSON, brackets, markup, another script, other texts. No wrapping says what it holds."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace

from pipeline.core.traditional import traditional_table
from tests.pipeline.corpus import Snippet

BEFORE = "本院依法立案执行，现将有关事项公告如下。"
BEHIND = "特此公告，请各方当事人依法行使权利。"


@dataclass(frozen=True)
class Wrapping:
    """A way of embedding a text."""

    name: str
    write: Callable[[str], str]
    breaks: str = ""
    """Signs that end a cell or string of this form: a text that holds one is another text there."""
    is_html: bool = False
    respell: Callable[[str], str] = str
    """What becomes of every sign of the text itself."""

    def takes(self, text: str) -> bool:
        """Whether the text can stand there whole."""
        return not any(sign in text for sign in self.breaks)

    def wrapped(self, snippet: Snippet) -> Snippet:
        """The snippet in its wrapping, secrets and public values respelt like the text."""
        return replace(
            snippet,
            text=self.write(self.respell(snippet.text)),
            secrets=tuple(map(self.respell, snippet.secrets)),
            public=tuple(map(self.respell, snippet.public)),
        )


def _entities(text: str) -> str:
    return "".join(f"&#{ord(sign)};" for sign in text)


_TRADITIONAL = {ord(forms[0]): sign for sign, forms in reversed(traditional_table().items())}
_WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F) if chr(code).isalnum()}

WRAPPINGS = (
    Wrapping("own line", lambda text: f"{BEFORE}\n{text}\n{BEHIND}"),
    Wrapping("tab cell", lambda text: f"序号\t内容\t备注\n1\t{text}\t无", breaks="\t\n"),
    Wrapping("pipe cell", lambda text: f"| 序号 | 内容 | 备注 |\n| 1 | {text} | 无 |", breaks="|｜\n\t"),
    Wrapping("CSV cell", lambda text: f'序号,内容,备注\n1,"{text}",无', breaks='"\n\t'),
    Wrapping(
        "Markdown cell", lambda text: f"| 序号 | 内容 | 备注 |\n|---|---|---|\n| 1 | {text} | 无 |", breaks="|｜\n\t"
    ),
    Wrapping(
        "HTML cell",
        lambda text: f"<table><tr><th>序号</th><th>内容</th></tr><tr><td>1</td><td>{text}</td></tr></table>",
        breaks="<\n\t",
        is_html=True,
    ),
    Wrapping("JSON value", lambda text: json.dumps({"内容": text, "备注": "无"}, ensure_ascii=False), breaks='"\\\n\t'),
    Wrapping("brackets", lambda text: f"{BEFORE}（{text}）{BEHIND}"),
    Wrapping("quotes", lambda text: f"{BEFORE}“{text}”{BEHIND}"),
    Wrapping("HTML span", lambda text: f"<p><span style='font-size:16.0pt'>{text}</span></p>", is_html=True),
    Wrapping("entities", _entities, breaks="<&\\%"),
    Wrapping("full width", str, breaks="<&\\%@", respell=lambda text: text.translate(_WIDE)),
    Wrapping("traditional", str, respell=lambda text: text.translate(_TRADITIONAL)),
    Wrapping("between texts", lambda text: f"{BEFORE}{text}。{BEHIND}"),
)
