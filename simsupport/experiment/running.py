"""Running an experiment: what is not yet there is done by an executor, kept as it finishes, and put in order."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from simsupport import units
from simsupport.errors import SimsupportError
from simsupport.experiment.executors import Execute, executor
from simsupport.experiment.logs import Logs
from simsupport.experiment.precision import Precision
from simsupport.experiment.progress import Progress, reporting
from simsupport.experiment.replication import Experiment, Key, Tables, Task
from simsupport.experiment.requests import check_number, requested
from simsupport.experiment.results import Results
from simsupport.experiment.store import Keeping, Nowhere, Store
from simsupport.experiment.workers import Finished

if TYPE_CHECKING:
    from os import PathLike

    import pandas as pd

    from simsupport.scenario.models import Scenario

REPLICATIONS = 10


def run(
    scenarios: "Scenario | Sequence[Scenario]",
    replications: int | None = None,
    seed: int = 1,
    by: str | Sequence[str] | Sequence[Sequence[str]] = (),
    engine: str | None = None,
    workers: int | None = None,
    progress: Progress | bool | None = None,
    names: Iterable[str] | None = None,
    window: int = units.WEEK,
    *,
    cluster: str | None = None,
    store: "str | PathLike[str] | None" = None,
    log: "str | PathLike[str] | None" = None,
    precision: Mapping[str, float] | None = None,
    at_most: int | None = None,
    level: float = 0.95,
) -> Results:
    """Simulate and measure scenarios, each with the same replications of chance (10, if no number is given).

    `by` is a breakdown (["channel"]) or several ([["channel"], ["team", "hour"]]); figures over all are always there.
    `workers` is the number of threads (for the reference engine: processes), by default one for each core; `cluster`
    is the address of a Dask scheduler whose workers do it instead. `progress` is called with the replications done
    (first with those that were there before) and all; by default a bar is drawn if stderr is a terminal, with False
    none. `names` are the measures (all), `window` (ticks) that of fcr_window.

    `store` is a folder that keeps the figures of finished replications: the same call goes on from there. `log` is a
    new folder for the logs of all replications, as Parquet; it goes with neither `store` nor `cluster`. `precision`
    names measures and half-widths in their units: replications are added until the interval of each at the `level`,
    over all of each scenario, is that narrow, or `at_most` (1000) are done; `replications` is the pilot then (20) that
    decides how many are needed (docs/many-runs.md).

    Raises SimsupportError for what can't be run, ReplicationError for what fails while running, StoreError for a store
    that can't be written. Warns of a worker that died, whose work is done again, and of a precision not reached.
    """
    aim = Precision.of(precision, replications, at_most, level)
    experiment = requested(scenarios, seed, by, engine, aim.with_measures(names) if aim else names, window)
    number = check_number("replications", REPLICATIONS if replications is None else replications)
    execute = executor(experiment.engine, workers, cluster)
    if log is not None:
        execute = _logging(execute, _logs(log, experiment, cluster, store))
    kept = Nowhere() if store is None else Store(store, experiment)
    with reporting(progress) as report:
        results_of = Work(experiment, execute, kept, report).results
        return aim.reached(results_of) if aim else results_of(number)


def _logs(log: "str | PathLike[str]", experiment: Experiment, cluster: object, store: object) -> Logs:
    """Where logs go; raises SimsupportError where they would end up elsewhere, or some not be there."""
    if cluster is not None:
        raise SimsupportError("log: the workers of a cluster would write logs on their own machines: leave one out")
    if store is not None:
        raise SimsupportError("log: what a store holds is not simulated again, and has no log: leave one out")
    return Logs(log, [scenario.name for scenario in experiment.scenarios])


def _logging(execute: Execute, logs: Logs) -> Execute:
    """The same work, but whoever does a task keeps its log too."""

    def logging(tasks: Sequence[Task]) -> Finished:
        try:
            yield from execute([replace(task, logs=logs.folders[task.scenario.name]) for task in tasks])
        finally:
            logs.sweep()

    return logging


class Work:
    """An experiment as it is done: any number of replications of it, none of them twice."""

    def __init__(self, experiment: Experiment, execute: Execute, kept: Keeping, report: Progress) -> None:
        self._experiment, self._execute, self._kept, self._report = experiment, execute, kept, report
        self._finished: dict[Key, Tables] = {}

    def results(self, replications: int | Mapping[str, int], pilot: int | None = None) -> Results:
        """The results of the first replications, whichever of them were there already, whichever finished first.

        Each scenario has the same number of them, or one of its own by its name.
        """
        given, numbers = self._experiment, self._numbers(replications)
        most = max(numbers.values())
        self._finish([task for task in given.tasks(range(most)) if task.replication < numbers[task.scenario.name]])
        ordered = {(one.name, number): self._finished[one.name, number]
                   for one in given.scenarios for number in range(numbers[one.name])}  # fmt: skip
        tables = {by: _joined(ordered, place) for place, by in enumerate(given.breakdowns)}
        return Results(given.scenarios, most, given.seed, given.engine, tables, pilot)

    def _numbers(self, replications: int | Mapping[str, int]) -> Mapping[str, int]:
        names = [scenario.name for scenario in self._experiment.scenarios]
        return dict.fromkeys(names, replications) if isinstance(replications, int) else replications

    def _finish(self, wanted: Sequence[Task]) -> None:
        tasks = [task for task in wanted if task.key not in self._finished]
        self._finished |= self._kept.finished(tasks)
        missing = [task for task in tasks if task.key not in self._finished]
        total = len(wanted)
        self._report(len(self._finished), total)
        if not missing:
            return
        self._kept.check_writable()
        with closing(self._execute(missing)) as performed:
            for place, tables in performed:
                self._kept.keep(missing[place], tables)
                self._finished[missing[place].key] = tables
                self._report(len(self._finished), total)


def _joined(ordered: dict[Key, Tables], place: int) -> "pd.DataFrame":
    """The tables of one breakdown of all replications in one, with their scenario and replication."""
    import numpy as np
    import pandas as pd

    tables = [each[place] for each in ordered.values()]
    sizes = [len(table) for table in tables]
    together = pd.concat(tables, ignore_index=True)
    together.insert(0, "scenario", np.repeat(np.array([name for name, _ in ordered], object), sizes))
    together.insert(1, "replication", np.repeat([number for _, number in ordered], sizes))
    return together
