"""Experiments: scenarios times replications, measured (R3: any number of workers gives equal results to the bit)."""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from simsupport import units
from simsupport.errors import SimsupportError, check_whole, nearest

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from simsupport.scenario.models import Scenario

Breakdown = tuple[str, ...]
Progress = Callable[[int, int], None]

FIGURES = ("value", "numerator", "denominator")


class ReplicationError(RuntimeError):
    """A replication that failed: of which scenario, which one, by which seed, and why."""

    def __init__(self, scenario: str, replication: int, seed: int, why: str) -> None:
        self.scenario, self.replication, self.seed, self.why = scenario, replication, seed, why
        super().__init__(f"{scenario}: replication {replication} with seed {seed} failed: {why}")

    def __reduce__(self) -> tuple[type, tuple[str, int, int, str]]:
        return type(self), (self.scenario, self.replication, self.seed, self.why)


@dataclass(frozen=True)
class Task:
    """One replication of one scenario, and what to measure of it."""

    scenario: "Scenario"
    seed: int
    replication: int
    engine: str
    breakdowns: tuple[Breakdown, ...]
    names: tuple[str, ...] | None
    window: int


@dataclass(frozen=True)
class Results:
    """The figures of an experiment. `tables` has one table for each breakdown, () being over all."""

    scenarios: tuple["Scenario", ...]
    replications: int
    seed: int
    engine: str
    tables: dict[Breakdown, "pd.DataFrame"]

    def __repr__(self) -> str:
        names = ", ".join(scenario.name for scenario in self.scenarios)
        by = "".join(f", by {', '.join(breakdown)}" for breakdown in self.tables if breakdown)
        return f"<Results of {names}; replications: {self.replications}, seed: {self.seed}{by}>"

    @cached_property
    def figures(self) -> "pd.DataFrame":
        """All figures in one tidy table: scenario, replication, dimensions, measure, value, numerator, denominator.

        A dimension that a row is not broken down by is missing there.
        """
        import pandas as pd

        dimensions = list(dict.fromkeys(dimension for by in self.tables for dimension in by))
        together = pd.concat([_nullable(table, by) for by, table in self.tables.items()], ignore_index=True)
        return together[["scenario", "replication", *dimensions, "measure", *FIGURES]]

    def table(self, by: str | Sequence[str] = ()) -> "pd.DataFrame":
        """The figures of one breakdown, replication by replication; it must be one that was asked for in `run`."""
        wanted = (by,) if isinstance(by, str) else tuple(by)
        for known, table in self.tables.items():
            if sorted(known) == sorted(wanted):
                return table
        there = "; ".join(", ".join(known) or "over all" for known in self.tables)
        raise SimsupportError(f"there are no figures by {', '.join(wanted)}, only: {there} (give run more in `by`)")

    def summary(self, by: str | Sequence[str] = (), level: float = 0.95) -> "pd.DataFrame":
        """Each figure over the replications: scenario, dimensions, measure, unit, mean, low, high, replications.

        The mean is the ratio of sums; low and high bound its interval of confidence at the level (NaN for a single
        replication), see `simsupport.measures.intervals`. Raises SimsupportError for a breakdown not run.
        """
        from simsupport.measures.intervals import estimate

        keys, numerator, denominator = stacked(self.table(by), self.replications)
        found = estimate(numerator, denominator, level)
        keys["unit"] = units_of(keys["measure"])
        return keys.assign(mean=found.mean, low=found.low, high=found.high, replications=found.replications)


def run(
    scenarios: "Scenario | Sequence[Scenario]",
    replications: int = 10,
    seed: int = 1,
    by: str | Sequence[str] | Sequence[Sequence[str]] = (),
    engine: str = "reference",
    workers: int | None = None,
    progress: Progress | bool | None = None,
    names: Iterable[str] | None = None,
    window: int = units.WEEK,
) -> Results:
    """Simulate and measure scenarios, each with the same replications of chance.

    `by` is a breakdown (["channel"]) or several ([["channel"], ["team", "hour"]]); figures over all are always there.
    `workers` is the number of processes, by default one for each core. `progress` is called with the replications
    done and all; by default a bar is drawn if stderr is a terminal, with False none. `names` are the measures (all),
    `window` (ticks) that of fcr_window. Raises SimsupportError for what can't be run and ReplicationError for what
    fails while running.
    """
    chosen = _scenarios(scenarios)
    breakdowns = _breakdowns(by)
    _check(chosen, replications, seed, engine, breakdowns, names)
    wanted = None if names is None else (names,) if isinstance(names, str) else tuple(names)
    tasks = [
        Task(scenario, seed, replication, engine, breakdowns, wanted, window)
        for scenario in chosen
        for replication in range(replications)
    ]
    with _reporting(progress, len(tasks)) as report:
        found = []
        for measured in _perform(tasks, workers):
            found.append(measured)
            report(len(found), len(tasks))
    tables = {by: _joined(tasks, [measured[place] for measured in found]) for place, by in enumerate(breakdowns)}
    return Results(chosen, replications, seed, engine, tables)


def replicate(task: Task) -> "list[pd.DataFrame]":
    """The figures of one replication, for each breakdown."""
    from simsupport.demand import sample_demand
    from simsupport.engines import simulate
    from simsupport.measures import measure_all

    try:
        demand = sample_demand(task.scenario, task.seed, task.replication)
        log = simulate(task.scenario, demand, engine=task.engine)
        return measure_all(log, task.breakdowns, task.names, window=task.window)
    except Exception as error:
        why = f"{type(error).__name__}: {error}"
        raise ReplicationError(task.scenario.name, task.replication, task.seed, why) from error


def _perform(tasks: Sequence[Task], workers: int | None) -> "Iterator[list[pd.DataFrame]]":
    """The figures of each task, in order, as they come; by processes if there is more than one worker."""
    import joblib

    if workers is not None and workers < 1:
        raise SimsupportError(f"workers: {workers} is not a number of processes from 1")
    workers = min(workers or joblib.cpu_count(), len(tasks))
    if workers == 1:
        return map(replicate, tasks)
    parallel = joblib.Parallel(n_jobs=workers, backend="loky", return_as="generator")
    return iter(parallel(joblib.delayed(replicate)(task) for task in tasks))


def _scenarios(given: "Scenario | Sequence[Scenario]") -> "tuple[Scenario, ...]":
    from simsupport.scenario.models import Scenario

    scenarios = (given,) if isinstance(given, (str, Scenario)) else tuple(given)
    for one in scenarios:
        if not isinstance(one, Scenario):
            raise SimsupportError(f"{one!r} is not a scenario: load it first, as in run(load({one!r}))")
    names = [scenario.name for scenario in scenarios]
    for name in names:
        if names.count(name) > 1:
            raise SimsupportError(f"two scenarios are called '{name}': figures go by the name")
    return scenarios


def _breakdowns(by: str | Sequence[str] | Sequence[Sequence[str]]) -> tuple[Breakdown, ...]:
    """One breakdown or several as tuples; over all comes first."""
    if isinstance(by, str):
        return (), (by,)
    single = [part for part in by if isinstance(part, str)]
    if single and len(single) != len(by):
        raise SimsupportError("by: give dimensions, or lists of dimensions, not both")
    several = [tuple(single)] if single else [tuple(part) for part in by]
    return tuple(dict.fromkeys([(), *several]))


def _check(
    scenarios: "tuple[Scenario, ...]", replications: int, seed: int, engine: str, breakdowns: tuple[Breakdown, ...],
    names: Iterable[str] | None,
) -> None:  # fmt: skip
    """Refuse what can't be run before anything runs."""
    from simsupport.engines import ENGINES
    from simsupport.measures.catalogue import chosen
    from simsupport.measures.dimensions import breakdown, dimensions_of

    if not scenarios:
        raise SimsupportError("there is no scenario to run")
    check_whole("seed", seed)
    check_whole("replications", replications)
    if replications < 1:
        raise SimsupportError(f"replications: {replications} is not a number from 1")
    if engine not in ENGINES:
        raise SimsupportError(f"'{engine}' is not an engine{nearest(engine, ENGINES)}: use {', '.join(ENGINES)}")
    chosen(names)
    for scenario in scenarios:
        for by in breakdowns:
            breakdown(by, dimensions_of(scenario))


def _joined(tasks: Sequence[Task], tables: "list[pd.DataFrame]") -> "pd.DataFrame":
    """The tables of all replications in one, with their scenario and replication."""
    import numpy as np
    import pandas as pd

    sizes = [len(table) for table in tables]
    together = pd.concat(tables, ignore_index=True)
    together.insert(0, "scenario", np.repeat(np.array([task.scenario.name for task in tasks], object), sizes))
    together.insert(1, "replication", np.repeat([task.replication for task in tasks], sizes))
    return together


def _nullable(table: "pd.DataFrame", by: Breakdown) -> "pd.DataFrame":
    """The table with whole numbers and truth values that may be missing, so that they stay what they are."""
    kinds = {"i": "Int64", "b": "boolean"}
    return table.astype({name: kinds[table[name].dtype.kind] for name in by if table[name].dtype.kind in kinds})


def stacked(
    table: "pd.DataFrame", replications: int
) -> "tuple[pd.DataFrame, NDArray[np.float64], NDArray[np.float64]]":
    """The keys of a table's figures, and numerators and denominators: a row per figure, a column per replication."""
    import numpy as np

    keys = [name for name in table.columns if name not in ("replication", *FIGURES)]
    row = table.groupby(keys, sort=False, dropna=False).ngroup().to_numpy()
    firsts = table[keys].drop_duplicates(ignore_index=True)
    place = (row, table["replication"].to_numpy())
    numerator, denominator = np.full((2, len(firsts), replications), np.nan)
    numerator[place] = table["numerator"].to_numpy()
    denominator[place] = table["denominator"].to_numpy()
    return firsts, numerator, denominator


def units_of(names: "pd.Series[str]") -> "pd.Series[str]":
    """The unit of each measure."""
    from simsupport.measures.catalogue import CATALOGUE

    return names.map({name: measure.unit for name, measure in CATALOGUE.items()})


@contextmanager
def _reporting(progress: Progress | bool | None, total: int) -> Iterator[Progress]:
    """What to call with the replications done; a bar on stderr if it is a terminal."""
    if callable(progress):
        yield progress
    elif progress is False or not (progress or sys.stderr.isatty()):
        yield lambda done, total: None
    else:
        from rich.console import Console
        from rich.progress import Progress as Bar

        with Bar(console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("replications", total=total)
            yield lambda done, total: bar.update(task, completed=done)
