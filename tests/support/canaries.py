"""Canaries in tests: checked once a process and profile, or not at all; nights are told so, one by one."""

from datetime import date
from typing import Any

from pipeline.masking.profiles import Profile
from pipeline.night.nightly import run_nightly
from pipeline.proof.canaries.inspection import CanaryProof, prove_canaries
from pipeline.settings.parts import Judging, PublicForm

_CHECKED: dict[Profile, CanaryProof] = {}


def checked_once(on: date, judging: Judging, form: PublicForm) -> CanaryProof:
    """The real proof, of the first night that asks; they take seconds and have tests of their own."""
    if form.profile not in _CHECKED:
        _CHECKED[form.profile] = prove_canaries(on, judging, form)
    return _CHECKED[form.profile]


def unchecked(on: date, judging: Judging, form: PublicForm) -> CanaryProof:
    """For nights whose subject is elsewhere."""
    return CanaryProof(0, 0)


def told_to_commands() -> dict[str, Any]:
    """What `run_nightly` is told where nobody says otherwise, as by the command line."""
    defaults: dict[str, Any] | None = run_nightly.__kwdefaults__
    assert defaults is not None
    return defaults
