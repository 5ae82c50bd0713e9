"""Tell what hides which characters: kind, owner, the row of the policy and offsets of the input, never a value."""

import json
from collections.abc import Iterable

from pipeline.masking.spans import Span


def explain_as_lines(spans: Iterable[Span]) -> str:
    """A line ``start-end kind owner policy`` for each hidden span; offsets count characters, the end is exclusive.

    >>> explain_as_lines([Span(2, 13, "phone")])
    '2-13 phone nobody default\\n'
    """
    return "".join(f"{span.start}-{span.end} {span.rule} {span.owner} {span.policy}\n" for span in spans)


def explain_as_json(spans: Iterable[Span]) -> str:
    """The same as one JSON array; ``because`` is the word of the vocabulary that told the owner.

    >>> explain_as_json([Span(2, 13, "phone")])
    '[{"rule": "phone", "start": 2, "end": 13, "owner": "nobody", "policy": "default", "because": ""}]'
    """
    return json.dumps(
        [
            {
                "rule": span.rule,
                "start": span.start,
                "end": span.end,
                "owner": span.owner,
                "policy": span.policy,
                "because": span.because,
            }
            for span in spans
        ],
        ensure_ascii=False,
    )
