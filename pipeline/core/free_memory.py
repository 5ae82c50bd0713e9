"""Memory that a finished piece of work leaves: allocators keep it for the next one, and a night of many pieces would seem to need it all."""

import ctypes
from functools import cache
from typing import Any

import pyarrow as pa


def give_back() -> None:
    """Return what Arrow and the C library hold unused to the system; some milliseconds, where the library can."""
    pa.default_memory_pool().release_unused()
    if (trim := _trim()) is not None:
        trim(0)


@cache
def _trim() -> Any:
    """glibc's ``malloc_trim``; None with another C library."""
    return getattr(ctypes.CDLL(None), "malloc_trim", None)
