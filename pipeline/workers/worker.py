"""What runs on a worker of a cluster: one piece of a stage, if the worker is fit for it.

Nothing here raises: Dask writes a failed task, its arguments included, into the log of the worker. Nothing but
results ever lies in the worker's store, and a worker that could write its store to a disk gives none.
"""

import pickle
import platform
import traceback
import unicodedata
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pipeline.core.code_digest import folder_digest
from pipeline.core.errors import ClusterError, YangguangError
from pipeline.core.limits import explain_shortage
from pipeline.core.messages import _

_PACKAGES = ("pipeline", "search_index")
_LIBRARIES = ("pandas", "pyarrow", "jieba", "nh3", "distributed")


@dataclass(frozen=True, slots=True, repr=False)
class Task:
    """A function and its piece, pickled: neither scheduler nor log can show what is in it."""

    content: bytes
    code: str
    """`code_version` of whoever asks."""


@dataclass(frozen=True, slots=True, repr=False)
class Outcome:
    """What a piece gave, or why it gave nothing."""

    value: Any = None
    error: YangguangError | None = None


def run_task(task: Task) -> Outcome:
    """Run a piece on this worker."""
    if reason := unfitness(task.code):
        return Outcome(error=ClusterError(reason))
    try:
        function: Callable[[Any], Any]
        function, piece = pickle.loads(task.content)  # noqa: S301 - from our own house, over mutual TLS or loopback
        return Outcome(function(piece))
    except YangguangError as error:
        return Outcome(error=error.with_traceback(None))
    except BaseException as error:  # its text may hold a personal value: only its kind and place are said
        if shortage := explain_shortage(error):
            return Outcome(error=ClusterError(_("on a worker: {shortage}").format(shortage=shortage)))
        where = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{Path(where.filename).name}:{where.lineno}"
        return Outcome(
            error=ClusterError(
                _("a worker met {kind} in {place}; please report it").format(kind=type(error).__name__, place=place)
            )
        )


def unfitness(code: str, dask_worker: Any = None) -> str:
    """Why a worker must not work for whoever has the given `code_version`; empty where it may.

    Args:
        code: The version of whoever asks.
        dask_worker: The worker, where Dask calls us outside of a task (`Client.run` fills in an argument of that name).
    """
    from distributed import get_worker

    memory = (dask_worker or get_worker()).memory_manager
    fractions = {name: getattr(memory, f"memory_{name}_fraction") for name in ("target", "spill", "pause")}
    on = [name for name, fraction in fractions.items() if fraction is not False]
    if on or type(memory.data) is not dict:
        keys = ", ".join(f"distributed.worker.memory.{name}" for name in on) or "worker data"
        return _("a worker may write what it holds to its disk ({keys}); set target, spill and pause to false").format(
            keys=keys
        )
    if code != code_version():
        return _(
            "a worker runs another version of Yangguang or of its libraries; install the same lock file everywhere"
        )
    return ""


@cache
def code_version() -> str:
    """What decides which bytes come out: our sources, the interpreter, the libraries."""
    root = Path(__file__).parents[2]
    ours = [folder_digest(root / package) for package in _PACKAGES]
    around = [platform.python_version(), unicodedata.unidata_version, zlib.ZLIB_RUNTIME_VERSION]
    return " ".join([*ours, *around, *map(version, _LIBRARIES)])
