"""What the masker is told beside a snippet. Apart from the corpus itself, by which the detector is judged too."""

from pipeline.masking.hiding import Surroundings
from pipeline.masking.known import KnownValues
from pipeline.masking.policy import Place
from tests.pipeline.corpus import Snippet


def surroundings_of(snippet: Snippet) -> Surroundings:
    """The rows of its case, the declared contacts, and the rules that an auctioned lot keeps out."""
    known = snippet.known
    values = KnownValues.of(known.identifiers, known.phones, known.cards, known.names, known.addresses)
    return Surroundings(values, snippet.declared, Place.LOT if snippet.lot else Place.TEXT)
