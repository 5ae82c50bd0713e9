"""Tell which rule hides which characters: rule and offsets of the input, never a value."""

import json

from pipeline.masking.profiles import Profile
from pipeline.masking.text import find_hidden_spans


def explain_as_lines(text: str, profile: Profile) -> str:
    """A line ``start-end rule`` for each hidden span; offsets count characters, the end is exclusive.

    >>> explain_as_lines("手机13800000000", Profile.STANDARD)
    '2-13 phone\\n'
    """
    return "".join(f"{span.start}-{span.end} {span.rule}\n" for span in find_hidden_spans(text, profile))


def explain_as_json(text: str, profile: Profile) -> str:
    """The same as one JSON array.

    >>> explain_as_json("手机13800000000", Profile.STANDARD)
    '[{"rule": "phone", "start": 2, "end": 13}]'
    """
    spans = find_hidden_spans(text, profile)
    return json.dumps([{"rule": span.rule, "start": span.start, "end": span.end} for span in spans])
