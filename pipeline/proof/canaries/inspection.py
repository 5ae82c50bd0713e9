"""Check the canaries: all of them found without masking, none with it, or no release (DESIGN §4).

1. Make tonight's canaries, their tables, and what the detector knows of them.
2. Build a shadow site without masking: the detector must find every canary.
3. Build it again with the deployment's masking: the detector must find nothing, and no canary may be read in
   any byte after decompression.
"""

import gzip
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.core.errors import ReleaseRefused
from pipeline.core.frames import Frame
from pipeline.core.messages import _, joined
from pipeline.core.records import Dataset
from pipeline.leaks.raw_values import RawValues
from pipeline.leaks.scan import found_values, scan_tree
from pipeline.masking.hiding import Masking, ProfileMasking
from pipeline.masking.profiles import Profile
from pipeline.proof.canaries.folding import folded
from pipeline.proof.canaries.kinds import Judged
from pipeline.proof.canaries.people import Canary, invent_canaries
from pipeline.proof.canaries.tables import canary_tables
from pipeline.proof.shadow import ShadowTree, Unmasked, build_shadow, judge_shadow, print_shadow
from pipeline.settings.parts import Judging, PublicForm

MOST_NAMED = 10
"""Canaries that a refusal names one by one; the others are counted."""
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class CanaryProof:
    """What a night's canaries proved."""

    checked: int
    """Canaries that were found without masking and not with it."""
    files: int
    """Files of the two shadow sites."""


def prove_canaries(
    on: date,
    judging: Judging,
    form: PublicForm,
    tables_of: Callable[[tuple[Canary, ...], date], Mapping[Dataset, Frame]] = canary_tables,
    most_named: int = MOST_NAMED,
) -> CanaryProof:
    """Check tonight's canaries.

    Args:
        on: R.
        judging: How the deployment judges rows.
        form: How it masks and shows them.
        tables_of: Makes the raw tables in which the canaries stand.
        most_named: How many a refusal names one by one.

    Raises:
        ReleaseRefused: The detector misses one without masking, or one is seen through the masking; the
            message names kinds, breakages and places, never a value.
    """
    canaries = invent_canaries(on)
    judgement = judge_shadow(tables_of(canaries, on), on, judging)
    raw, fold = raw_values_of_canaries(canaries), cache(folded)
    with TemporaryDirectory(prefix="shadow-") as folder:

        def build(masking: Masking, name: str) -> ShadowTree:
            (Path(folder) / name).mkdir()
            return build_shadow(print_shadow(judgement, masking, judging.site_secret), form, Path(folder) / name)

        files = refuse_blind_detector(canaries, build(Unmasked(), "bare"), raw, most_named, fold)
        masked = build(ProfileMasking(form.profile, form.confirmed), "masked")
        files += refuse_seen_canaries(canaries, masked, raw, form.profile, most_named, fold)
    return CanaryProof(len(canaries), files)


def raw_values_of_canaries(canaries: Iterable[Canary]) -> RawValues:
    """What the detector learns of the canaries, as it learns the values of a pull; none of a value that words alone tell."""
    values: dict[Judged, list[str]] = {judged: [] for judged in Judged}
    for canary in canaries:
        values[canary.judged].append(canary.secret)
    return RawValues.collect(values[Judged.IDENTIFIER], values[Judged.NUMBER], values[Judged.TEXT], [])


def refuse_blind_detector(
    canaries: Iterable[Canary],
    tree: ShadowTree,
    raw: RawValues,
    most_named: int = MOST_NAMED,
    fold: Callable[[str], str] = folded,
) -> int:
    """Every canary must be found where nothing is masked, or read where words alone tell it; gives the number of files."""
    found = frozenset(map(folded, found_values(tree.root, raw)))
    contents = list(_contents(tree))
    readable = _readable(contents, fold)
    unseen = [
        canary
        for canary in canaries
        if not (canary.is_read_in(readable) if canary.judged is Judged.WORDS else canary.is_among(found))
    ]
    _refuse(
        unseen, _("not found by the detector where nothing is masked"), _("the detector cannot be trusted"), most_named
    )
    return len(contents)


def refuse_seen_canaries(
    canaries: Iterable[Canary],
    tree: ShadowTree,
    raw: RawValues,
    profile: Profile,
    most_named: int = MOST_NAMED,
    fold: Callable[[str], str] = folded,
) -> int:
    """No canary may be found or read where everything is masked, and each form must be there; gives the number of files."""
    found = frozenset(map(folded, found_values(tree.root, raw, profile.value)))
    contents = list(_contents(tree))
    readable = _readable(contents, fold)
    seen = [canary for canary in canaries if _is_seen(canary, found, readable)]
    _refuse(seen, _("seen through the masking"), _("the masker cannot be trusted"), most_named)
    lost = [canary for canary in canaries if canary.marks and not any(canary.words_in(readable))]
    _refuse(lost, _("not in the masked shadow site at all"), _("they prove nothing"), most_named)
    report = scan_tree(tree.root, raw=raw, profile=profile.value)
    if report.hits:
        rules = ", ".join(sorted({hit.rule.value for hit in report.hits}))
        raise ReleaseRefused(
            _(
                "canaries: the detector finds {count} place(s) in the masked shadow site ({rules}) that are no "
                "canary; the masker cannot be trusted tonight: report it"
            ).format(count=len(report.hits), rules=rules)
        )
    return len(contents)


def _is_seen(canary: Canary, found: frozenset[str], readable: str) -> bool:
    return (canary.judged is not Judged.WORDS and canary.is_among(found)) or canary.is_read_in(readable)


def _readable(contents: Iterable[bytes], fold: Callable[[str], str]) -> str:
    """All contents as a reader sees them; ``fold`` may remember those that both shadow sites have."""
    return "\n".join(fold(content.decode("utf-8", "replace")) for content in contents)


def _refuse(canaries: list[Canary], what: str, meaning: str, most_named: int) -> None:
    if not canaries:
        return
    named = joined("; ", map(str, canaries[:most_named]))
    more = _(" and {count} more").format(count=len(canaries) - most_named) if len(canaries) > most_named else ""
    raise ReleaseRefused(
        _("canaries {what}: {named}{more}; {meaning} tonight: report it").format(
            what=what, named=named, more=more, meaning=meaning
        )
    )


def _contents(tree: ShadowTree) -> Iterable[bytes]:
    """Every file's bytes after decompression, and its name."""
    for path in sorted(tree.root.rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            yield path.name.encode() + b"\n" + (gzip.decompress(content) if content[:2] == _GZIP else content)
