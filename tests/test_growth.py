"""The measure of `tests/support/growth.py`, on a clock that the reader moves itself."""

import pytest

from tests.support import growth


@pytest.mark.parametrize(("exponent", "grows"), [(1.0, True), (1.1, True), (2.0, False), (3.0, False)])
def test_a_reader_that_goes_over_its_text_again_and_again_is_told(
    monkeypatch: pytest.MonkeyPatch, exponent: float, grows: bool
) -> None:
    now = 0.0

    def read(length: int) -> None:
        nonlocal now
        now += 0.03 * (length / 1000) ** exponent

    monkeypatch.setattr("time.process_time", lambda: now)
    assert growth.grows_with_length(read, 1000) is grows
