"""Mask free text: what a court may publish stays byte for byte, what it must hide becomes ``*``.

1. The text is folded into a view (`folding`): what a reader sees, whatever it is written with.
2. What the caller declares public is found, and, once something is about to be hidden, what is public
   by rule (`protect`).
3. The recognisers say what must be hidden: known from the case, behind a label, by shape.
4. Hits and public spans are settled (`spans`).
5. Digits and stars are the same to every rule, letters are not: where hidden letters touch a number, what
   stands there now is looked at again.
6. The edits are made in the source.

A resident ID that is written in one piece of 18 plain characters is printed as its profile says, like
in the columns. Any other number that could be one (15, 17, 19 characters; spaced, full width, in
Chinese numerals, cut by tags) loses every digit: the form carries nothing that the public needs, and
half of a number in an odd shape could add up with the other half elsewhere. Spaces and tags inside of
it stay where they are, so the length never changes. Masking twice changes nothing.
"""

from collections.abc import Collection

from pipeline.masking.declared import PublicValues, declared_public, find_declared
from pipeline.masking.folding import View, plain_view, view_of
from pipeline.masking.html import sanitise
from pipeline.masking.known import NOTHING_KNOWN, KnownValues
from pipeline.masking.profiles import Profile
from pipeline.masking.protect import find_public
from pipeline.masking.recognisers import RECOGNISERS, Recogniser
from pipeline.masking.scene import Scene
from pipeline.masking.spans import Hit, Span, joined, laid_over, may_grow, merged, settle

Declared = tuple[str, ...]
"""Public values as they are declared: phones and accounts, e-mail addresses, names."""


def mask_text(
    text: str,
    profile: Profile,
    known: KnownValues = NOTHING_KNOWN,
    public: Declared = (),
    keep: Collection[str] = (),
) -> str:
    """Hide what DOMAIN §3 hides.

    Args:
        text: Free text; tags and entities in it are looked through, not removed.
        profile: The deployment's profile for resident IDs.
        known: Raw values of the rows of the same case in the same court.
        public: Declared contacts, the court's own phones and accounts.
        keep: Rules that do not apply, for instance `LOT_RULES` in an auction notice.

    >>> mask_text("身份证号330106198001011234，电话13800000000，欠款28000元", Profile.STANDARD)
    '身份证号3301061980****123*，电话***********，欠款28000元'
    """
    view = view_of(text)
    return view.rewritten(find_hits(view, profile, known, public, keep))


def mask_html(
    source: str,
    profile: Profile,
    known: KnownValues = NOTHING_KNOWN,
    public: Declared = (),
    keep: Collection[str] = (),
) -> str:
    """Safe HTML with everything hidden that `mask_text` hides, also across tags and entities.

    Args:
        source: HTML or plain text, however broken.
        profile: The deployment's profile for resident IDs.
        known: Raw values of the rows of the same case in the same court.
        public: Declared contacts, the court's own phones and accounts.
        keep: Rules that do not apply.

    >>> mask_html("<div onclick=x>电话138<b>0000</b>0000</div>", Profile.STANDARD)
    '电话***<strong>****</strong>****<br>'
    """
    view = view_of(sanitise(source))
    return view.rewritten(find_hits(view, profile, known, public, keep), escape=True)


def find_hidden_spans(
    text: str,
    profile: Profile,
    known: KnownValues = NOTHING_KNOWN,
    public: Declared = (),
    keep: Collection[str] = (),
) -> list[Span]:
    """Where which rule hides something: rule names and offsets of the text, never a value."""
    view = view_of(text)
    hits = find_hits(view, profile, known, public, keep)
    return [Span(*view.source_range(hit.start, hit.end), hit.rule) for hit in hits]


def find_hits(view: View, profile: Profile, known: KnownValues, public: Declared, keep: Collection[str]) -> list[Hit]:
    """The edits of a view, sorted and disjoint."""
    declared = declared_public(public)
    hits = _hits_of(view, profile, known, declared, keep)
    for _ in range(_MOST_LOOKS):
        if not any(may_grow(view.text, hit) for hit in hits):
            break
        again = _hits_of(plain_view(laid_over(view.text, hits)), profile, known, declared, keep)
        grown = joined((*hits, *again))
        if grown == hits:
            break
        hits = grown
    # A hit that changes nothing (masked before) still claimed its place, or the second run would differ.
    return [hit for hit in hits if hit.replacement != view.text[hit.start : hit.end]]


_MOST_LOOKS = 4


def _hits_of(
    view: View, profile: Profile, known: KnownValues, declared: PublicValues, keep: Collection[str]
) -> list[Hit]:
    scene = Scene(view, profile, known, find_public)
    scene.declared = find_declared(scene, declared)
    first, then = RECOGNISERS.compiled
    hits = _found(scene, first, keep)
    scene.beaten = merged((hit.start, hit.end) for hit in hits if hit.beats_rules)
    hits += _found(scene, then, keep)
    return settle(hits, scene.declared, lambda: scene.public) if hits else []


def _found(scene: Scene, recognisers: tuple[Recogniser, ...], keep: Collection[str]) -> list[Hit]:
    return [hit for recogniser in recognisers for hit in recogniser.find(scene) if hit.rule not in keep]
