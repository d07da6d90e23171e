"""What all executors share: how a worker does a task, what comes back, and workers that are lost."""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any
from warnings import catch_warnings, simplefilter

from simsupport.experiment.replication import Tables, Task, replicate

Finished = Generator[tuple[int, Tables], None, None]


class WorkersLostError(RuntimeError):
    """Workers that die again and again."""


def numbered(pair: tuple[int, Task]) -> tuple[int, Tables]:
    """The place of a task, and its figures."""
    place, task = pair
    return place, replicate(task)


@contextmanager
def performed(waiting: dict[int, Task], **where: Any) -> Iterator[Iterator[tuple[int, Tables]]]:
    """What joblib's workers have finished, one task at a time; those that are under way at the end are stopped."""
    import joblib

    parallel = joblib.Parallel(**where, return_as="generator_unordered", batch_size=1)
    results = parallel(joblib.delayed(numbered)(pair) for pair in list(waiting.items()))
    try:
        yield results
    finally:
        with catch_warnings():
            simplefilter("ignore")  # joblib's, about results that nobody waits for
            results.close()
