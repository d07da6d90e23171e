"""Simulates systems until their figures are known narrowly enough, and sets them beside the exact values.

The intervals are those of `simsupport.measures.intervals`: Student's t over independent replications, of ratios of
sums, with the spread of a pilot as the least (Stein), so that looking on the way makes none of them too narrow.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING
from zlib import crc32

from simsupport.verification.oracles import Figure, System, systems

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from simsupport.experiment.progress import Progress

LEVEL = 0.999
ABSOLUTE = 0.002  # half-widths that are narrow enough, however small the figure


@dataclass(frozen=True)
class Precision:
    """How narrow the intervals have to be: half-widths as shares of the exact values, or 0.002.

    `pilot` is the number of replications to begin with, `at_most` that to end with in any case.
    """

    relative: float
    pilot: int
    at_most: int

    def allowed(self, exact: float) -> float:
        return max(self.relative * abs(exact), ABSOLUTE)


FULL = Precision(0.02, pilot=40, at_most=10_000)
QUICK = Precision(0.10, pilot=12, at_most=1_000)


@dataclass(frozen=True)
class Checked:
    """A simulated figure beside its exact value."""

    system: System
    figure: Figure
    simulated: float
    half_width: float
    allowed: float
    replications: int

    @property
    def narrow(self) -> bool:
        return self.half_width <= self.allowed

    @property
    def holds(self) -> bool:
        """Whether the interval is narrow enough and contains the exact value."""
        return self.narrow and abs(self.simulated - self.figure.exact) <= self.half_width


def verify(
    names: Iterable[str] = (), seed: int = 1, workers: int | None = None, precision: Precision = FULL,
    progress: "Progress | bool | None" = None,
) -> list[Checked]:  # fmt: skip
    """Simulate systems (by default all) and check each of their figures; rows in the order of the systems.

    `workers` is the number of threads, by default one for each core; the outcome does not depend on it. Raises
    UnknownSystemError for a name that there is not.
    """
    from simsupport.experiment.progress import reporting

    chosen = list(systems(names).values())
    rows: list[Checked] = []
    with reporting(progress, "systems") as report:
        for place, system in enumerate(chosen):
            report(place, len(chosen))
            rows += _check(system, seed, workers, precision)
        report(len(chosen), len(chosen))
    return rows


def _check(system: System, seed: int, workers: int | None, precision: Precision) -> list[Checked]:
    """The figures of a system, from as many replications as it takes."""
    replications = Replications(system, seed, workers)
    number = precision.pilot
    while True:
        rows = replications.checked(number, precision)
        needed = min(ceil(number * max((row.half_width / row.allowed) ** 2 for row in rows)), precision.at_most)
        if needed <= number:
            return rows
        number = needed


class Replications:
    """The replications of a system so far, as their figures: (figures, 2), numerators and denominators."""

    def __init__(self, system: System, seed: int, workers: int | None) -> None:
        self.system, self.scenario, self.workers = system, system.scenario(), workers
        self.seed = seed_of(system.name, seed)
        self.multiples = self._multiples(seed) if system.control else None
        self.done: list[NDArray[np.float64]] = []

    def checked(self, number: int, precision: Precision) -> list[Checked]:
        """All figures after so many replications."""
        from simsupport.measures.intervals import estimate

        self.done += self._simulated(self.seed, len(self.done), number)
        numerator, denominator = self._pairs(self.done)
        found = estimate(numerator, denominator, LEVEL, precision.pilot)
        return [
            Checked(self.system, figure, float(mean), float(high - mean), precision.allowed(figure.exact), number)
            for figure, mean, high in zip(self.system.figures, found.mean, found.high, strict=True)
        ]

    def _pairs(self, done: "Sequence[NDArray[np.float64]]") -> "tuple[NDArray[np.float64], NDArray[np.float64]]":
        """Numerators, less the luck of the shadow, and denominators: rows are figures, columns replications."""
        import numpy as np

        numerator, denominator = np.stack(done, axis=-1).transpose(1, 0, 2)
        if self.multiples is None:
            return numerator, denominator
        return numerator[:-1] - np.outer(self.multiples, numerator[-1]), denominator[:-1]

    def _multiples(self, seed: int) -> "NDArray[np.float64]":
        """How much of the shadow's luck goes off each figure, from replications that count for nothing else."""
        import numpy as np

        from simsupport.verification.control import TRIAL, slopes

        trial = np.stack(list(self._simulated(seed_of(f"control of {self.system.name}", seed), 0, TRIAL)), axis=-1)
        controlled = np.array([not figure.of_inputs for figure in self.system.figures])
        return np.where(controlled, slopes(trial[:-1, 0], trial[:-1, 1], trial[-1, 0]), 0.0)

    def _simulated(self, seed: int, first: int, last: int) -> "Iterator[NDArray[np.float64]]":
        """The figures of these replications, in their order."""
        from multiprocessing.pool import ThreadPool

        from joblib import cpu_count

        from simsupport.demand import sample_demand
        from simsupport.engines import simulate
        from simsupport.experiment.executors import name_thread
        from simsupport.verification.counting import counted

        def simulated(replication: int) -> "NDArray[np.float64]":
            return counted(simulate(self.scenario, sample_demand(self.scenario, seed, replication)), self.system)

        with ThreadPool(self.workers or cpu_count(), name_thread) as pool:
            yield from pool.imap(simulated, range(first, last))


def seed_of(name: str, seed: int) -> int:
    """A seed of its own for each system, so that what one owes to luck another does not."""
    return seed * 2**32 + crc32(name.encode())
