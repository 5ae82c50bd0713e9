"""Whether this machine's openssl signs by SM2: distributions may leave it out, and some processors may only check."""

import pytest

from pipeline.core.sm2 import Sm2Refused, generate


def _why_not() -> str:
    try:
        generate()
    except Sm2Refused as error:
        return str(error)
    return ""


_WHY_NOT = _why_not()
needs_sm2 = pytest.mark.skipif(bool(_WHY_NOT), reason=_WHY_NOT or "SM2 is there")
