"""The legality checks as officers read them: a table of the documents, made from pipeline/rules/legality.toml."""

from pipeline.core.messages import Language, in_language
from pipeline.retention.checks import CheckKind, load_checks

_HEAD: dict[Language, str] = {
    "en": "| check | what is found | what comes of it | article |\n|---|---|---|---|",
    "zh": "| 核查 | 事项 | 结果 | 依据 |\n|---|---|---|---|",
}
_ANSWER: dict[Language, str] = {"en": "held until an officer answers", "zh": "暂不公布，待具名答复"}
_NEVER: dict[Language, str] = {"en": "held; no answer helps", "zh": "暂不公布，不接受答复"}
_INFORM: dict[Language, str] = {"en": "told beside the record", "zh": "只作提示"}


def checks_table(language: Language) -> str:
    """A row a check, in the order of the file; articles in Chinese, those of unconfirmed texts marked."""
    rows = [_HEAD[language]]
    for check in load_checks().checks:
        is_hold = check.kind is CheckKind.HOLD
        comes = (_ANSWER if check.is_answerable else _NEVER) if is_hold else _INFORM
        rows.append(f"| `{check.id}` | {in_language(check.told, language)} | {comes[language]} | {check.basis} |")
    return "\n".join(rows) + "\n"
