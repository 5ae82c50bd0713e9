"""What does not fit between a source and its mapping: told all at once, not one a night."""

from pipeline.core.errors import SourceError
from pipeline.core.messages import _, joined


def refuse_unfit(problems: tuple[str, ...]) -> None:
    """Refuse a source that does not fit its mapping.

    Raises:
        SourceError: Something does not fit; says everything, a line each.
    """
    if len(problems) == 1:
        raise SourceError(problems[0])
    if problems:
        lines = (_("the source does not fit the mapping in {count} places:").format(count=len(problems)), *problems)
        raise SourceError(joined("\n", lines), problems)
