"""Mask free text: what a court may publish stays byte for byte, what it must hide becomes ``*``.

1. The text is folded into a view (`folding`): what a reader sees, whatever it is written with.
2. What the caller declares public is found, and, once something is about to be hidden, what is public
   by rule (`protect`).
3. The recognisers say what must be hidden: known from the case, behind a label, by shape.
4. Hits and public spans are settled (`spans`).
5. The edits are made in the source, and what stands there now is read again until nothing changes.

A resident ID that is written in one piece of 18 plain characters is printed as its profile says, like
in the columns. Any other number that could be one (15, 17, 19 characters; spaced, full width, in
Chinese numerals, cut by tags) loses every digit: the form carries nothing that the public needs, and
half of a number in an odd shape could add up with the other half elsewhere. Spaces and tags inside of
it stay where they are, so the length never changes. Masking twice changes nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pipeline.masking.confirmed import NO_LABELS, confirmed_ranges
from pipeline.masking.declared import PublicValues, declared_public, find_declared
from pipeline.masking.folding import FOLDS, View, plain_view, view_of
from pipeline.masking.html import sanitise
from pipeline.masking.known import NOTHING_KNOWN, KnownValues
from pipeline.masking.meanings import Owner
from pipeline.masking.owners import owner_of
from pipeline.masking.policy import Action, Place, deciding_row, kinds_that_ask_whose
from pipeline.masking.profiles import Profile
from pipeline.masking.protect import find_public
from pipeline.masking.public_layout import public_by_layout, public_by_phrase
from pipeline.masking.recognisers import RECOGNISERS, Recogniser
from pipeline.masking.scene import Scene
from pipeline.masking.spans import Hit, Ranges, Span, joined, merged, settle
from pipeline.masking.triggers import GATES, GatesOf, Opened

Declared = tuple[str, ...]
"""Public values as they are declared: phones and accounts, e-mail addresses, names."""


def mask_text(
    text: str,
    profile: Profile,
    known: KnownValues = NOTHING_KNOWN,
    public: Declared = (),
    place: Place = Place.TEXT,
    labels: frozenset[str] = NO_LABELS,
    gates_of: GatesOf = GATES.opened_by,
) -> str:
    """Hide what DOMAIN §3 hides.

    Args:
        text: Free text; tags and entities in it are looked through, not removed.
        profile: The deployment's profile for resident IDs.
        known: Raw values of the rows of the same case in the same court.
        public: Declared contacts, the court's own phones and accounts.
        place: Where the text stands; an auction notice keeps its own lot's numbers.
        labels: What the court confirmed for such a text (`confirmed`).
        gates_of: What tells which finders to ask; `GATES.read_in_full` asks all.

    >>> mask_text("身份证号330106198001011234，电话13800000000，欠款28000元", Profile.STANDARD)
    '身份证号3301061980****123*，电话***********，欠款28000元'
    """
    find = _finder(profile, known, public, place, labels, gates_of)
    return _rewritten(_looks(text, find, escape=False), escape=False)


def mask_html(
    source: str,
    profile: Profile,
    known: KnownValues = NOTHING_KNOWN,
    public: Declared = (),
    place: Place = Place.TEXT,
    labels: frozenset[str] = NO_LABELS,
    gates_of: GatesOf = GATES.opened_by,
) -> str:
    """Safe HTML with everything hidden that `mask_text` hides, also across tags and entities.

    Args:
        source: HTML or plain text, however broken.
        profile: The deployment's profile for resident IDs.
        known: Raw values of the rows of the same case in the same court.
        public: Declared contacts, the court's own phones and accounts.
        place: Where the text stands; an auction notice keeps its own lot's numbers.
        labels: What the court confirmed for such a text (`confirmed`).
        gates_of: What tells which finders to ask; `GATES.read_in_full` asks all.

    >>> mask_html("<div onclick=x>电话138<b>0000</b>0000</div>", Profile.STANDARD)
    '电话***<strong>****</strong>****<br>'
    """
    find = _finder(profile, known, public, place, labels, gates_of)
    return _rewritten(_looks(sanitise(source), find, escape=True), escape=True)


_Look = tuple[View, list[Hit]]
_MOST_LOOKS = 8


@dataclass(frozen=True, slots=True)
class _Finder:
    """What finds, whatever the text."""

    profile: Profile
    known: KnownValues
    declared: PublicValues
    place: Place
    gates_of: GatesOf

    def look(self, source: str) -> _Look:
        """What is found in a source; most texts are their own view."""
        gates = self.gates_of(source)
        if FOLDS not in gates:
            scene = self._scene(plain_view(source), gates)
        else:
            view = view_of(source)
            scene = self._scene(view, gates if view.text == source else self.gates_of(view.text))
        return scene.view, _find_hits(scene, self.declared)

    def _scene(self, view: View, gates: Opened) -> Scene:
        return Scene(view, self.profile, self.known, _find_public, self.place, gates=gates)


def _finder(
    profile: Profile, known: KnownValues, public: Declared, place: Place, labels: frozenset[str], gates_of: GatesOf
) -> _Finder:
    declared = declared_public(public)
    return _Finder(profile, known, replace(declared, labels=labels) if labels else declared, place, gates_of)


def _looks(source: str, find: _Finder, *, escape: bool) -> Iterator[_Look]:
    """What is found in a source, and again in what is left of it, until nothing more is.

    A name or a fact is told by its neighbours (钱某 ends where 钱斌 went on into the next word), stars read together with the
    digits beside them, and a case number whose beginning went is none. What is published has been read to the end.
    """
    for _ in range(_MOST_LOOKS):
        view, hits = find.look(source)
        yield view, hits
        if not hits:
            break
        source = view.rewritten(hits, escape)


def _rewritten(looks: Iterator[_Look], *, escape: bool) -> str:
    *_, (view, hits) = looks
    return view.rewritten(hits, escape)


def find_hidden_spans(
    text: str,
    profile: Profile,
    known: KnownValues = NOTHING_KNOWN,
    public: Declared = (),
    place: Place = Place.TEXT,
    labels: frozenset[str] = NO_LABELS,
    gates_of: GatesOf = GATES.opened_by,
) -> list[Span]:
    """Where which rule hides something: rule names and offsets of the text, never a value."""
    view, hits = find_hits(text, profile, known, public, place, labels, gates_of)
    return [_span(view, hit, place) for hit in hits]


def _span(view: View, hit: Hit, place: Place) -> Span:
    owner = hit.owner or Owner.NOBODY
    row = deciding_row(hit.rule, owner, place)
    return Span(*view.source_range(hit.start, hit.end), hit.rule, owner.value, row.name, hit.because)


def find_hits(
    text: str,
    profile: Profile,
    known: KnownValues,
    public: Declared,
    place: Place,
    labels: frozenset[str] = NO_LABELS,
    gates_of: GatesOf = GATES.opened_by,
) -> tuple[View, list[Hit]]:
    """A text as it is read, and all that `mask_text` hides in it: sorted, disjoint, what a later look finds as well."""
    looks = _looks(text, _finder(profile, known, public, place, labels, gates_of), escape=False)
    first, found = before = next(looks)
    origins: list[int] | None = None
    for view, hits in looks:
        moved = before[0].origins(before[1])
        origins = moved if origins is None else [origins[place] if place >= 0 else -1 for place in moved]
        found = joined((*found, *(seen for hit in hits if (seen := _as_seen_first(first, view, hit, origins)))))
        before = view, hits
    return first, found


def _as_seen_first(first: View, view: View, hit: Hit, origins: list[int]) -> Hit | None:
    """A hit of a later look in places of the first; None where it changes only what was new."""
    came_from = {place: origins[view.source_range(place, place + 1)[0]] for place in range(hit.start, hit.end)}
    places = {place: first.place_of(origin) for place, origin in came_from.items() if origin >= 0}
    if not places:
        return None
    start, end = min(places.values()), max(places.values()) + 1
    if not hit.keeps_length:
        return replace(hit, start=start, end=end)
    signs = list(first.text[start:end])
    for place, seen in places.items():
        if hit.replacement[place - hit.start] != view.text[place]:
            signs[seen - start] = hit.replacement[place - hit.start]
    return replace(hit, start=start, end=end, replacement="".join(signs))


def _find_hits(scene: Scene, declared: PublicValues) -> list[Hit]:
    """The edits of a view, sorted and disjoint."""
    view = scene.view
    hits = _hits_of(scene, declared)
    # A hit that changes nothing (masked before) still claimed its place, or the second run would differ.
    return [hit for hit in hits if hit.replacement != view.text[hit.start : hit.end]]


def _hits_of(scene: Scene, declared: PublicValues) -> list[Hit]:
    asked = RECOGNISERS.compiled.asked(scene)
    if not asked:
        return []
    scene.declared = find_declared(scene, declared)
    scene.confirmed = confirmed_ranges(scene.view, declared.labels, scene.known)
    hits = _found(scene, [row for row in asked if not row.asks_for_public])
    scene.beaten = merged((hit.start, hit.end) for hit in hits if hit.beats_rules)
    hits += _found(scene, [row for row in asked if row.asks_for_public])
    return settle(hits, scene.declared, lambda: scene.public) if hits else []


def _find_public(scene: Scene) -> Ranges:
    """What is public by rule, by the head or key that speaks for it, and by a label that a court confirmed."""
    return merged((*find_public(scene), *public_by_layout(scene), *public_by_phrase(scene), *scene.confirmed))


def _found(scene: Scene, recognisers: list[Recogniser]) -> list[Hit]:
    found = (hit for recogniser in recognisers for hit in recogniser.find(scene))
    hidden: list[Hit] = []
    for hit in (_with_owner(scene, hit) for hit in found):
        if _is_kept(scene, hit):
            scene.kept.append((hit.start, hit.end))
        else:
            scene.claimed.append((hit.start, hit.end))
            hidden.append(hit)
    return hidden


def _with_owner(scene: Scene, hit: Hit) -> Hit:
    if hit.owner is not None or hit.rule not in kinds_that_ask_whose():
        return hit
    owner, because = owner_of(scene, hit)
    return replace(hit, owner=owner, because=because)


def _is_kept(scene: Scene, hit: Hit) -> bool:
    return deciding_row(hit.rule, hit.owner or Owner.NOBODY, scene.place).action is Action.KEEP
