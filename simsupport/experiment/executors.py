"""Executors: who does the tasks. Each yields the place of a task and its figures, as they finish.

Threads stand around the fast engine, which lets go of the interpreter while it runs; processes around the reference
engine, which does not; a cluster stands in for either. Wherever a task is done, its figures are the same to the bit.
"""

from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any
from warnings import catch_warnings, simplefilter, warn

from simsupport.experiment.replication import Tables, Task, replicate
from simsupport.experiment.requests import check_number

if TYPE_CHECKING:
    from collections.abc import Iterator

Finished = Generator[tuple[int, Tables], None, None]
Execute = Callable[[Sequence[Task]], Finished]

MOST_DEATHS = 3  # of workers in a row, without any replication between them


class WorkersLostError(RuntimeError):
    """Workers that die again and again."""


def executor(engine: str, workers: int | None, cluster: str | None) -> Execute:
    """Who does the tasks of an engine: so many workers here (one for each core), or those of a cluster."""
    if workers is not None:
        check_number("workers", workers)
    if cluster is not None:
        from simsupport.experiment.cluster import on_cluster

        return partial(on_cluster, cluster)
    number = workers or _cores()
    if engine != "reference":
        return partial(in_threads, number)
    return in_turn if number == 1 else partial(in_processes, number)


def _cores() -> int:
    from joblib import cpu_count

    return int(cpu_count())


def numbered(place: int, task: Task) -> tuple[int, Tables]:
    return place, replicate(task)


def in_turn(tasks: Sequence[Task]) -> Finished:
    """One after the other, in this process."""
    for place, task in enumerate(tasks):
        yield numbered(place, task)


def in_threads(workers: int, tasks: Sequence[Task]) -> Finished:
    """In threads that nobody has to wait for: an interruption does not reach into a replication, but ends at once."""
    from multiprocessing.pool import ThreadPool

    with ThreadPool(workers) as pool:
        yield from pool.imap_unordered(_pair, enumerate(tasks))


def _pair(pair: tuple[int, Task]) -> tuple[int, Tables]:
    return numbered(*pair)


def in_processes(workers: int, tasks: Sequence[Task]) -> Finished:
    """In processes; the work of one that dies is done again."""
    from joblib.externals.loky.process_executor import TerminatedWorkerError

    waiting, deaths = dict(enumerate(tasks)), 0
    while waiting:
        try:
            with performed(waiting, n_jobs=max(2, min(workers, len(waiting))), backend="loky") as results:
                for place, tables in results:
                    del waiting[place]
                    deaths = 0
                    yield place, tables
        except TerminatedWorkerError as error:
            deaths += 1
            if deaths == MOST_DEATHS:
                raise WorkersLostError(f"{_died(error)}, {deaths} times in a row") from error
            warn(f"{_died(error)}; what it worked on is done again", stacklevel=2)


def _died(error: Exception) -> str:
    from re import search

    exit_codes = search(r"\{(.+?)\}", str(error))
    return f"a worker process died ({exit_codes[1] if exit_codes else 'for want of memory?'})"


@contextmanager
def performed(waiting: dict[int, Task], **where: Any) -> "Iterator[Iterator[tuple[int, Tables]]]":
    """What joblib's workers have finished, one task at a time; those that are under way at the end are stopped."""
    import joblib

    parallel = joblib.Parallel(**where, return_as="generator_unordered", batch_size=1)
    results = parallel(joblib.delayed(numbered)(place, task) for place, task in list(waiting.items()))
    try:
        yield results
    finally:
        with catch_warnings():
            simplefilter("ignore")  # joblib's, about results that nobody waits for
            results.close()
