"""Canaries in tests: checked once a process and profile, or not at all; nights are told so, one by one."""

from datetime import date
from typing import Any

from pipeline.night.nightly import run_nightly
from pipeline.proof.canaries.inspection import CanaryProof, prove_canaries
from pipeline.settings.deployment import Settings

_CHECKED: dict[str, CanaryProof] = {}


def checked_once(on: date, settings: Settings) -> CanaryProof:
    """The real proof, of the first night that asks; they take seconds and have tests of their own."""
    profile = settings.masking.profile.value
    if profile not in _CHECKED:
        _CHECKED[profile] = prove_canaries(on, settings)
    return _CHECKED[profile]


def unchecked(on: date, settings: Settings) -> CanaryProof:
    """For nights whose subject is elsewhere."""
    return CanaryProof(0, 0)


def told_to_commands() -> dict[str, Any]:
    """What `run_nightly` is told where nobody says otherwise, as by the command line."""
    defaults: dict[str, Any] | None = run_nightly.__kwdefaults__
    assert defaults is not None
    return defaults
