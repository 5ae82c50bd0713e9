"""Every snippet of the corpus: each secret hidden, each public value kept, masked twice as masked once."""

import pytest

from pipeline.masking.hiding import ProfileMasking
from pipeline.masking.html import sanitise
from pipeline.masking.profiles import Profile
from tests.pipeline.corpus import BREAKAGES, KINDS, Snippet, snippets
from tests.pipeline.corpus.judging import destroyed, leaks
from tests.pipeline.corpus.surroundings import surroundings_of
from tests.support.blocks import in_blocks, named

CASES = named(snippets(), lambda snippet: snippet.name)
PROFILES = tuple(Profile)


@pytest.mark.parametrize("profile", PROFILES)
@in_blocks("snippet", CASES)
def test_every_secret_is_hidden_and_every_public_value_kept(snippet: Snippet, profile: Profile) -> None:
    masked = mask(snippet, profile)
    assert leaks(snippet, snippet.text, masked, profile) == []
    assert destroyed(snippet, snippet.text, masked) == []


@pytest.mark.parametrize("profile", PROFILES)
@in_blocks("snippet", CASES)
def test_masking_twice_changes_nothing(snippet: Snippet, profile: Profile) -> None:
    masked = mask(snippet, profile)
    assert mask(snippet, profile, masked) == masked


@in_blocks("snippet", CASES)
def test_the_same_holds_as_html(snippet: Snippet) -> None:
    masked = mask_as_html(snippet, snippet.text)
    safe = sanitise(snippet.text)
    assert leaks(snippet, safe, masked, Profile.STANDARD) == []
    assert destroyed(snippet, safe, masked) == []
    assert mask_as_html(snippet, masked) == masked


def test_a_masker_that_does_nothing_leaks_every_secret() -> None:
    for snippet in snippets():
        found = leaks(snippet, snippet.text, snippet.text, Profile.STANDARD)
        assert len(found) >= len(snippet.secrets), snippet.name


def test_a_masker_that_hides_everything_destroys_every_public_value() -> None:
    for snippet in snippets():
        assert len(destroyed(snippet, snippet.text, "*" * len(snippet.text))) == len(snippet.public), snippet.name


def test_every_kind_and_every_breakage_is_asked_for() -> None:
    assert {snippet.kind for snippet in snippets()} == KINDS
    assert {snippet.breakage for snippet in snippets()} == BREAKAGES


def mask(snippet: Snippet, profile: Profile, text: str | None = None) -> str:
    return ProfileMasking(profile).text(snippet.text if text is None else text, surroundings_of(snippet))


def mask_as_html(snippet: Snippet, text: str) -> str:
    return ProfileMasking(Profile.STANDARD).html(text, surroundings_of(snippet))
