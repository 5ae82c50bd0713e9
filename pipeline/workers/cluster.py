"""The same stage functions on a Dask cluster, where ``[cluster]`` names one.

What leaves this machine are raw rows, so a line to another machine must prove both of its ends (mutual TLS), and
no worker may write what it holds to a disk. Pieces travel as bytes that only a worker opens; a piece whose worker
died is given to another. `distributed` is imported only here, and only when it is needed.
"""

import ipaddress
import pickle
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from uuid import uuid4

from pipeline.core.errors import ClusterError, SettingsError
from pipeline.core.mapper import IN_PROCESS, Mapper, Piece, Result
from pipeline.core.messages import _, joined
from pipeline.settings.cluster import ClusterSettings
from pipeline.workers.worker import Outcome, Task, code_version, run_task, unfitness

if TYPE_CHECKING:
    from distributed import Client, Future

_PIECES_A_THREAD = 4
"""Courts differ in size: more pieces than threads keep all of them busy until the end."""
_WAITING_A_THREAD = 2


@contextmanager
def open_mapper(settings: ClusterSettings) -> Iterator[Mapper]:
    """Where the night's pieces run.

    Raises:
        SettingsError: The extra is not installed, or the line to the scheduler is not protected.
        ClusterError: The scheduler does not answer, no worker comes, or one of them may not work for us.
    """
    if not settings.scheduler:
        yield IN_PROCESS
        return
    refuse_open_line(settings)
    with ExitStack() as stack:
        yield ClusterMapper(_connect(settings, stack), settings.wait_seconds)


def refuse_open_line(settings: ClusterSettings) -> None:
    """SettingsError unless the scheduler is on this machine, or mutual TLS leads to it."""
    if is_protected(settings.scheduler):
        files = (settings.tls_ca, settings.tls_certificate, settings.tls_key)
        if urlsplit(settings.scheduler).scheme == "tls" and not all(path and path.is_file() for path in files):
            raise SettingsError(
                _("cluster.scheduler asks for TLS; name the files cluster.tls_ca, tls_certificate, tls_key")
            )
        return
    raise SettingsError(
        _(
            "cluster.scheduler is on another machine, and raw rows travel there: write tls://HOST:PORT and the "
            "files cluster.tls_ca, tls_certificate and tls_key (docs/scale.md); tcp:// is for 127.0.0.1 only"
        )
    )


def is_protected(address: str) -> bool:
    """Whether an address of Dask asks for TLS, or does not leave this machine.

    >>> [is_protected(a) for a in ("tls://10.0.0.5:8786", "tcp://127.0.0.1:8786", "tcp://10.0.0.5:8786", "10.0.0.5:1")]
    [True, True, False, False]
    """
    parts = urlsplit(address if "://" in address else f"tcp://{address}")
    if parts.scheme == "tls":
        return True
    try:
        return parts.scheme == "tcp" and ipaddress.ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return False


class ClusterMapper:
    """Runs pieces on the workers of a cluster."""

    def __init__(self, client: "Client", wait_seconds: int) -> None:
        self._client = client
        self._wait = wait_seconds
        self._threads = sum(self._nthreads().values())

    @property
    def workers(self) -> int:
        """The threads of all workers."""
        return self._threads

    @property
    def pieces(self) -> int:
        """A few for every thread of every worker."""
        return self._threads * _PIECES_A_THREAD

    def map(self, function: Callable[[Piece], Result], pieces: Iterable[Piece]) -> Iterator[Result]:
        """The results, in the order of the pieces.

        Raises:
            YangguangError: What the function raised on a worker.
            ClusterError: The cluster went away, or a piece ended several of its workers.
        """
        waiting: deque[Future] = deque()
        try:
            for piece in pieces:
                if len(waiting) >= self._threads * _WAITING_A_THREAD:
                    yield self._result(waiting[0])
                    waiting.popleft()
                waiting.append(self.submit(function, piece))
            while waiting:
                yield self._result(waiting[0])
                waiting.popleft()
        finally:
            for future in waiting:
                future.cancel()

    def submit(self, function: Callable[[Any], Any], piece: Any) -> "Future":
        """Hand one piece to the cluster."""
        task = Task(pickle.dumps((function, piece), protocol=5), code_version())
        # a key of our own: the default would be a hash of the piece, and hidden values are never hashed
        return self._client.submit(run_task, task, key=f"{function.__name__}-{uuid4().hex}", pure=False)

    def _result(self, future: "Future") -> Any:
        outcome: Outcome = self._patiently(future)
        if outcome.error is not None:
            raise outcome.error
        return outcome.value

    def _patiently(self, future: "Future") -> Any:
        """What a future gives, however long it takes, as long as there are workers."""
        while True:
            try:
                return future.result(timeout=self._wait)
            except TimeoutError:
                if not self._nthreads():
                    raise _lost(_("no worker is left")) from None
            except (CancelledError, OSError):
                raise _lost(_("the scheduler went away")) from None
            except Exception as error:  # KilledWorker, and whatever else Dask may say of itself
                raise _lost(_("a piece could not be worked on ({kind})").format(kind=type(error).__name__)) from None

    def _nthreads(self) -> dict[str, int]:
        """Address of each worker -> its threads."""
        return dict(self._client.nthreads())


def _connect(settings: ClusterSettings, stack: ExitStack) -> "Client":
    try:
        import dask
        from distributed import Client, Security
    except ImportError:
        raise SettingsError(
            _(
                "cluster.scheduler is set, but Dask is not installed; run in the folder of the program: "
                "make production EXTRAS=cluster (without a network: docs/platforms.md)"
            )
        ) from None
    stack.enter_context(dask.config.set({"distributed.admin.large-graph-warning-threshold": "1TB"}))
    security = Security(
        tls_ca_file=_text(settings.tls_ca),
        tls_client_cert=_text(settings.tls_certificate),
        tls_client_key=_text(settings.tls_key),
        require_encryption=urlsplit(settings.scheduler).scheme == "tls",
    )
    try:
        client = Client(
            settings.scheduler, security=security, timeout=settings.wait_seconds, set_as_default=False, name="yangguang"
        )
        stack.callback(client.close, timeout=5)
        client.wait_for_workers(1, timeout=settings.wait_seconds)
        _refuse_unfit(client)
    except (OSError, TimeoutError):
        raise _lost(_("the scheduler does not answer, or no worker came")) from None
    return client


def _refuse_unfit(client: "Client") -> None:
    """Say at once what every piece would say: a worker that comes later is asked with its first piece."""
    open_lines = [address for address in client.nthreads() if not is_protected(address)]
    if open_lines:
        raise ClusterError(
            _("a worker listens without TLS on another machine ({address}); start it with TLS").format(
                address=open_lines[0]
            )
        )
    for address, reason in client.run(unfitness, code_version()).items():
        if reason:
            raise ClusterError(joined(": ", (address, reason)))


def _lost(what: str) -> ClusterError:
    return ClusterError(
        _(
            "cluster: {what}; look at the scheduler and its workers, run again, or leave cluster.scheduler empty "
            "to run in one process"
        ).format(what=what)
    )


def _text(path: object) -> str | None:
    return None if path is None else str(path)
