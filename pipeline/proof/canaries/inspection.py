"""Check the canaries: all of them found without masking, none with it, or no release (DESIGN §4).

1. Make tonight's canaries, their tables, and what the detector knows of them.
2. Build a shadow site without masking: the detector must find every canary.
3. Build it again with the deployment's masking: the detector must find nothing, and no canary may be read in
   any byte after decompression.
"""

import gzip
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.core.errors import ReleaseRefused
from pipeline.leaks.raw_values import RawValues
from pipeline.leaks.scan import found_values, scan_tree
from pipeline.masking.hiding import Masking, ProfileMasking
from pipeline.masking.profiles import Profile
from pipeline.proof.canaries.folding import folded
from pipeline.proof.canaries.kinds import Judged
from pipeline.proof.canaries.people import Canary, invent_canaries
from pipeline.proof.canaries.tables import canary_tables
from pipeline.proof.shadow import ShadowTree, Unmasked, build_shadow, judge_shadow, print_shadow
from pipeline.retention.judge_night import Judgement
from pipeline.settings.deployment import Settings

_SHOWN = 10
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class CanaryProof:
    """What a night's canaries proved."""

    checked: int
    """Canaries that were found without masking and not with it."""
    files: int
    """Files of the two shadow sites."""


def prove_canaries(on: date, settings: Settings) -> CanaryProof:
    """Check tonight's canaries.

    Raises:
        ReleaseRefused: The detector misses one without masking, or one is seen through the masking; the
            message names kinds, breakages and places, never a value.
    """
    canaries = invent_canaries(on)
    judgement = judge_shadow(canary_tables(canaries, on), on, settings)
    raw = raw_values_of_canaries(canaries)
    with TemporaryDirectory(prefix="shadow-") as folder:
        files = refuse_blind_detector(canaries, _build(judgement, Unmasked(), settings, Path(folder), "bare"), raw)
        masked = _build(judgement, ProfileMasking(settings.masking.profile), settings, Path(folder), "masked")
        files += refuse_seen_canaries(canaries, masked, raw, settings.masking.profile)
    return CanaryProof(len(canaries), files)


def raw_values_of_canaries(canaries: Iterable[Canary]) -> RawValues:
    """What the detector learns of the canaries, as it learns the values of a pull."""
    values: dict[Judged, list[str]] = {judged: [] for judged in Judged}
    for canary in canaries:
        values[canary.judged].append(canary.secret)
    return RawValues.collect(values[Judged.IDENTIFIER], values[Judged.NUMBER], values[Judged.TEXT], [])


def refuse_blind_detector(canaries: Iterable[Canary], tree: ShadowTree, raw: RawValues) -> int:
    """Every canary must be found where nothing is masked; gives the number of files."""
    found = frozenset(map(folded, found_values(tree.root, raw)))
    unseen = [canary for canary in canaries if not canary.is_among(found)]
    _refuse(unseen, "not found by the detector where nothing is masked", "the detector cannot be trusted")
    return sum(1 for _ in _contents(tree))


def refuse_seen_canaries(canaries: Iterable[Canary], tree: ShadowTree, raw: RawValues, profile: Profile) -> int:
    """No canary may be found or read where everything is masked; gives the number of files."""
    found = frozenset(map(folded, found_values(tree.root, raw, profile.value)))
    contents = list(_contents(tree))
    readable = "\n".join(folded(content.decode("utf-8", "replace")) for content in contents)
    seen = [canary for canary in canaries if canary.is_among(found) or any(map(readable.__contains__, canary.forms))]
    _refuse(seen, "seen through the masking", "the masker cannot be trusted")
    report = scan_tree(tree.root, raw=raw, profile=profile.value)
    if report.hits:
        rules = ", ".join(sorted({hit.rule.value for hit in report.hits}))
        raise ReleaseRefused(
            f"canaries: the detector finds {len(report.hits)} place(s) in the masked shadow site ({rules}) that are no "
            "canary; the masker cannot be trusted tonight: report it"
        )
    return len(contents)


def _build(judgement: Judgement, masking: Masking, settings: Settings, folder: Path, name: str) -> ShadowTree:
    (folder / name).mkdir()
    return build_shadow(print_shadow(judgement, masking, settings.site_secret), settings, folder / name)


def _refuse(canaries: list[Canary], what: str, meaning: str) -> None:
    if not canaries:
        return
    named = "; ".join(map(str, canaries[:_SHOWN]))
    more = f" and {len(canaries) - _SHOWN} more" if len(canaries) > _SHOWN else ""
    raise ReleaseRefused(f"canaries {what}: {named}{more}; {meaning} tonight: report it")


def _contents(tree: ShadowTree) -> Iterable[bytes]:
    """Every file's bytes after decompression, and its name."""
    for path in sorted(tree.root.rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            yield path.name.encode() + b"\n" + (gzip.decompress(content) if content[:2] == _GZIP else content)
