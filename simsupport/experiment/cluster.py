"""A Dask cluster as an executor, through joblib: its scheduler hands the tasks to its workers, and redoes lost ones."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from warnings import warn

from simsupport.errors import SimsupportError
from simsupport.experiment.replication import Task
from simsupport.experiment.workers import Finished, WorkersLostError, performed
from simsupport.version import __version__

if TYPE_CHECKING:
    from concurrent.futures import Future

    from distributed import Client

PATIENCE = 10.0  # seconds until a scheduler or a worker has to have answered


def on_cluster(address: str, tasks: Sequence[Task]) -> Finished:
    """By the workers of a scheduler; the work of one that is lost is done by another."""
    with _client(address) as client, performed(dict(enumerate(tasks)), backend=_backend(client)) as results:
        yield from results


@contextmanager
def _client(address: str) -> "Iterator[Client]":
    """A connection to a scheduler whose workers can do the tasks."""
    try:
        from distributed import Client
    except ImportError:
        raise SimsupportError(
            "a cluster needs the package distributed: pip install 'simsupport[cluster]', here and on its workers"
        ) from None
    with _silent("distributed", "distributed.client"):
        try:
            client = Client(address, timeout=PATIENCE, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            raise SimsupportError(
                f"cluster: no Dask scheduler answers at '{address}', as in tcp://10.0.0.5:8786 ({error})"
            ) from None
        with client:
            _check_workers(client, address)
            client.subscribe_topic("all", _tell_of_loss)
            yield client


@contextmanager
def _silent(*loggers: str) -> Iterator[None]:
    """What goes wrong is told once, by an error or a warning, and not in tracebacks of the client's connection too."""
    before = {name: logging.getLogger(name).level for name in loggers}
    for name in loggers:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for name, level in before.items():
            logging.getLogger(name).setLevel(level)


def _check_workers(client: "Client", address: str) -> None:
    """There are workers, and they and the scheduler have this version, so that figures are equal to the bit."""
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError:
        raise SimsupportError(f"cluster: the scheduler at '{address}' has no workers") from None
    try:
        versions = {f"worker {worker}": version for worker, version in client.run(_version).items()}
        versions["the scheduler"] = client.run_on_scheduler(_version)
    except Exception as error:  # whatever went wrong over there, importing
        text = f"cluster: the scheduler or a worker can't import simsupport {__version__}"
        raise SimsupportError(f"{text} ({_first_line(error)})") from error
    for where, version in versions.items():
        if version != __version__:
            raise SimsupportError(f"cluster: {where} has simsupport {version}, here is {__version__}")


def _version() -> str:
    return __version__


def _tell_of_loss(event: tuple[float, Any]) -> None:
    """Report a worker that died, as the scheduler tells it."""
    _, message = event
    if isinstance(message, dict) and message.get("action") == "remove-worker" and not message.get("expected"):
        warn(f"worker {message['worker']} of the cluster died; what it worked on is done again", stacklevel=2)


def _backend(client: "Client") -> Any:
    """joblib's backend for Dask, which would wait for ever for a task that the cluster gave up."""
    from distributed import KilledWorker
    from joblib._dask import DaskDistributedBackend

    class Backend(DaskDistributedBackend):  # type: ignore[misc]  # joblib says nothing of its types
        def effective_n_jobs(self, n_jobs: int) -> int:
            """More than one: joblib would do the work of a single worker here."""
            return max(2, int(super().effective_n_jobs(n_jobs)))

        def submit(self, func: Any, callback: Callable[[Any], None]) -> "Future[Any]":
            def tell(future: "Future[Any]") -> None:
                if error := future.exception():
                    callback(error)

            future: Future[Any] = super().submit(func, callback)
            future.add_done_callback(tell)
            return future

        def retrieve_result_callback(self, out: Any) -> Any:
            if isinstance(out, KilledWorker):
                raise WorkersLostError("a replication has ended worker after worker of the cluster") from out
            if isinstance(out, BaseException):
                raise WorkersLostError(f"the cluster has lost a replication ({_first_line(out)})") from out
            return super().retrieve_result_callback(out)

    return Backend(client=client)


def _first_line(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}".splitlines()[0]
