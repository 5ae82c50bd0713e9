"""What the masker is told beside a snippet. Apart from the corpus itself, by which the detector is judged too."""

from pipeline.masking.hiding import Surroundings
from pipeline.masking.known import KnownValues
from pipeline.masking.recognisers import LOT_RULES
from tests.pipeline.corpus import Snippet


def surroundings_of(snippet: Snippet) -> Surroundings:
    """The rows of its case, the declared contacts, and the rules that an auctioned lot keeps out."""
    known = snippet.known
    values = KnownValues.of(known.identifiers, known.phones, known.cards, known.names, known.addresses)
    return Surroundings(values, snippet.declared, LOT_RULES if snippet.lot else frozenset())
