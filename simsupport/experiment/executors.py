"""Executors: who does the tasks. Each yields the place of a task and its figures, as they finish.

Threads stand around the fast engine, which lets go of the interpreter while it runs; processes around the reference
engine, which does not; a cluster stands in for either. Wherever a task is done, its figures are the same to the bit.
"""

import threading
from collections.abc import Callable, Sequence
from functools import partial
from warnings import warn

from simsupport.errors import SimsupportError
from simsupport.experiment.replication import Task
from simsupport.experiment.requests import check_number
from simsupport.experiment.workers import Finished, WorkersLostError, numbered, performed

Execute = Callable[[Sequence[Task]], Finished]

MOST_DEATHS = 3  # of workers in a row, without any replication between them
THREAD = "simsupport replications"  # the name of each thread that does tasks


def executor(engine: str, workers: int | None, cluster: str | None) -> Execute:
    """Who does the tasks of an engine: so many workers here (one for each core), or those of a cluster."""
    if workers is not None:
        check_number("workers", workers)
    if cluster is not None:
        if workers is not None:
            raise SimsupportError("workers are those of this machine, and a cluster has its own: give one of the two")
        from simsupport.experiment.cluster import on_cluster

        return partial(on_cluster, cluster)
    number = workers or _cores()
    if engine != "reference":
        return partial(in_threads, number)
    return in_turn if number == 1 else partial(in_processes, number)


def _cores() -> int:
    from joblib import cpu_count

    return int(cpu_count())


def in_turn(tasks: Sequence[Task]) -> Finished:
    """One after the other, in this process."""
    yield from map(numbered, enumerate(tasks))


def in_threads(workers: int, tasks: Sequence[Task]) -> Finished:
    """In threads that nobody has to wait for: an interruption does not reach into a replication, but ends at once."""
    from multiprocessing.pool import ThreadPool

    with ThreadPool(workers, name_thread) as pool:
        yield from pool.imap_unordered(numbered, enumerate(tasks))


def name_thread() -> None:
    threading.current_thread().name = THREAD


def threads_left() -> bool:
    """Whether threads are still at work, or were a moment ago, though nobody waits for them."""
    return any(thread.name == THREAD for thread in threading.enumerate())


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
