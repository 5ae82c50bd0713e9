"""One column of a mapping file: a name, false, or a table of ``column``, ``constant``, ``codes`` and ``default``."""

from pathlib import Path
from typing import Any

from pipeline.cleaning.vocabularies import load_words
from pipeline.core.messages import _
from pipeline.sources.mapping.code_files import BadCodesError, read_code_file
from pipeline.sources.mapping.mistakes import Mistakes
from pipeline.sources.mapping.select import NotOneSelectError, one_select
from pipeline.sources.mapping.values import Codes, ColumnSource

_KEYS = ("column", "constant", "codes", "default")
_ELSEWHERE = ("file", "sql")
"""Where a table of codes may lie beside the mapping file itself."""
_EXAMPLES = {"is_minor": "否", "is_public": "是", "disclosure": "open", "case_type": "执", "party_kind": "自然人"}


def read_column(where: str, name: str, said: Any, folder: Path, mistakes: Mistakes) -> ColumnSource:
    """What a contract column is read from.

    Args:
        where: The key in the mapping file.
        name: The contract column.
        said: What stands there.
        folder: Where files lie that it names.
        mistakes: Takes what is not understood.
    """
    if said is False:
        return ColumnSource(None)
    if isinstance(said, str) and said.strip():
        return ColumnSource(said.strip())
    if isinstance(said, dict) and said:
        return _from_table(where, name, said, folder, mistakes)
    mistakes.tell(
        where,
        _("{written} is no name of a column; {instead}").format(written=_as_written(said), instead=_instead(name)),
    )
    return ColumnSource(name)


def read_codes(where: str, said: Any, folder: Path, mistakes: Mistakes) -> Codes:
    """A table of codes: code and word one by one, ``file`` or ``sql``."""
    if not isinstance(said, dict) or not said:
        mistakes.tell(
            where, _('is no table of codes; write { "01" = "执" }, { file = "….csv" } or { sql = "SELECT …" }')
        )
        return Codes()
    if not set(said).intersection(_ELSEWHERE):
        if any(isinstance(word, str) and word.strip().lower().startswith("select ") for word in said.values()):
            mistakes.tell(where, _('a SELECT is no word; write { sql = "SELECT …" }'))
        words = {code.strip(): _word(f"{where} '{code}'", word, mistakes) for code, word in said.items()}
        return Codes(words)
    if len(said) > 1:
        mistakes.tell(
            where,
            _("{said}: codes come from one place; keep file, sql, or codes with words").format(said=" and ".join(said)),
        )
        return Codes()
    key, value = next(iter(said.items()))
    text = _text(f"{where}.{key}", value, mistakes)
    try:
        return Codes(sql=one_select(text)) if key == "sql" else Codes(read_code_file(folder / text))
    except (NotOneSelectError, BadCodesError) as error:
        mistakes.tell(f"{where}.{key}", str(error))
    return Codes()


def _from_table(where: str, name: str, said: dict[str, Any], folder: Path, mistakes: Mistakes) -> ColumnSource:
    known = [key for key in said if mistakes.knows(where, key, _KEYS, _("key"))]
    if "constant" in known:
        if len(known) > 1:
            mistakes.tell(
                where, _("constant and {other}: a constant stands alone").format(other=known[known[0] == "constant"])
            )
        if name == "source_id":
            mistakes.tell(where, _("cannot be a constant: it tells the rows apart; name the table's key"))
        return ColumnSource(None, None, _value(f"{where}.constant", name, said["constant"], mistakes))
    column = _text(f"{where}.column", said["column"], mistakes) if "column" in known else name
    codes = read_codes(f"{where}.codes", said["codes"], folder, mistakes) if "codes" in known else None
    default = _value(f"{where}.default", name, said["default"], mistakes) if "default" in known else None
    return ColumnSource(column, codes, default)


def _value(where: str, name: str, said: Any, mistakes: Mistakes) -> str:
    """A constant or default; in a column of words it must be one that the contract knows."""
    text = _text(where, said, mistakes)
    words = load_words().vocabularies.get(name)
    if words is not None and said == text and words.read(text) is None:
        mistakes.knows(where, text, tuple(words.words), _("the word for {name},").format(name=name))
    return text


def _text(where: str, said: Any, mistakes: Mistakes) -> str:
    if isinstance(said, str) and said.strip():
        return said.strip()
    mistakes.tell(
        where, _("{written} is no text; put what is meant into quotation marks").format(written=_as_written(said))
    )
    return "?"


def _word(where: str, said: Any, mistakes: Mistakes) -> str:
    return "" if said == "" else _text(where, said, mistakes)


def _as_written(said: Any) -> str:
    """A value as it stands in TOML, roughly."""
    if isinstance(said, bool):
        return str(said).lower()
    return f'"{said}"' if isinstance(said, str) else str(said)


def _instead(name: str) -> str:
    return _('write {{ constant = "{example}" }} for one value in all rows, false where the court keeps none').format(
        example=_example(name)
    )


def _example(name: str) -> str:
    return _EXAMPLES.get(name, "…")
