"""How often intervals cover the truth whose replications were added until they were narrow: `docs/many-runs.md`.

`python -m benchmarks.precision` prints the table of that page, in some minutes.
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from simsupport.experiment import Results
from simsupport.experiment.precision import Precision
from simsupport.measures.intervals import estimate
from simsupport.measures.pooling import NOTHING

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

LEVEL, PILOT, EXPERIMENTS, MOST = 0.95, 20, 2000, 1000
QUANTILE = 1.959963984540054  # of the normal distribution, both sides


class Source(NamedTuple):
    """Replications of a figure: numerators and denominators of so many, its truth, and the spread of one of them."""

    draw: Callable[[np.random.Generator, tuple[int, int]], "tuple[Array, Array]"]
    truth: float
    spread: float


def _normal(chance: np.random.Generator, shape: tuple[int, int]) -> "tuple[Array, Array]":
    return chance.normal(10, 2, shape), np.ones(shape)


def _exponential(chance: np.random.Generator, shape: tuple[int, int]) -> "tuple[Array, Array]":
    return chance.exponential(1, shape), np.ones(shape)


def _ratio(chance: np.random.Generator, shape: tuple[int, int]) -> "tuple[Array, Array]":
    """Seconds waited by all, and contacts: both skewed, and more wait longer on busy days."""
    contacts = chance.lognormal(0, 0.15, shape)
    return contacts**2 * chance.exponential(1, shape), contacts


# E(c²·e) / E(c) = exp(2·0.15²) / exp(0.15²/2); the variance of c²·e − R·c is 2·E(c⁴) − 2·R·E(c³) + R²·E(c²)
_SQUARE = 0.15**2
_RATIO = float(np.exp(1.5 * _SQUARE))
_OF_RATIO = 2 * np.exp(8 * _SQUARE) - 2 * _RATIO * np.exp(4.5 * _SQUARE) + _RATIO**2 * np.exp(2 * _SQUARE)

SOURCES = {
    "normal": Source(_normal, 10.0, 2.0),
    "a skewed ratio of sums": Source(_ratio, _RATIO, float(np.sqrt(_OF_RATIO) / np.exp(_SQUARE / 2))),
    "exponential": Source(_exponential, 1.0, 1.0),
}


class Covered(NamedTuple):
    """The share of the intervals that hold the truth, and how many replications they rest on, in the mean."""

    share: float
    replications: float


def results_of(numerator: "Array", denominator: "Array") -> Callable[[int, int | None], Results]:
    """Results of the first replications of two columns of figures, by number and pilot."""

    def taken(replications: int, pilot: int | None) -> Results:
        first = {"numerator": numerator[:replications], "denominator": denominator[:replications]}
        keys = {"scenario": "desk", "replication": range(replications), "measure": "service_level", "sample": NOTHING}
        return Results((), replications, 1, "none", {(): pd.DataFrame({**keys, **first})}, pilot)

    return taken


def reached(columns: "tuple[Array, Array]", half_width: float, pilot: int = PILOT, at_most: int = MOST) -> Results:
    """What a run with this precision gives, of numerators and denominators replication by replication."""
    return Precision({"service_level": half_width}, pilot, at_most, LEVEL).reached(results_of(*columns))


def by_precision(source: Source, needed: int, experiments: int = EXPERIMENTS) -> Covered:
    """Experiments that end when the interval is narrow enough, with a pilot."""
    half_width = QUANTILE * source.spread / np.sqrt(needed)
    columns = source.draw(np.random.default_rng(needed), (experiments, MOST))
    ended = [reached(pair, half_width) for pair in zip(*columns, strict=True)]
    rows = [results.summary((), LEVEL).iloc[0] for results in ended]
    share = np.mean([row["low"] <= source.truth <= row["high"] for row in rows])
    return Covered(float(share), float(np.mean([results.replications for results in ended])))


def by_looking(source: Source, needed: int, experiments: int = EXPERIMENTS) -> Covered:
    """The same experiments, but the usual interval is looked at after each replication, from the third on."""
    half_width = QUANTILE * source.spread / np.sqrt(needed)
    numerator, denominator = source.draw(np.random.default_rng(needed), (experiments, MOST))
    low, high, ended = np.full((3, experiments), np.nan)
    for number in range(3, MOST):
        going = np.flatnonzero(np.isnan(ended))
        found = estimate(numerator[going, :number], denominator[going, :number], LEVEL)
        stops = found.high - found.low <= 2 * half_width
        low[going[stops]], high[going[stops]], ended[going[stops]] = found.low[stops], found.high[stops], number
    return Covered(float(np.mean((low <= source.truth) & (source.truth <= high))), float(np.mean(ended)))


def by_number(source: Source, number: int = PILOT, experiments: int = EXPERIMENTS) -> Covered:
    """Experiments of so many replications each, and the usual interval."""
    found = estimate(*source.draw(np.random.default_rng(number), (experiments, number)), LEVEL)
    return Covered(float(np.mean((found.low <= source.truth) & (source.truth <= found.high))), number)


def table() -> Iterator[str]:
    """The table of the page, line by line."""
    yield f"| replications are | needed | used on average | covered | covered by looking | covered by {PILOT}, always |"
    yield "|---|---:|---:|---:|---:|---:|"
    for name, source in SOURCES.items():
        for needed in (30, 120):
            narrow, looked = by_precision(source, needed), by_looking(source, needed)
            shares = (f"{share:.1%}" for share in (narrow.share, looked.share, by_number(source).share))
            yield f"| {name} | {needed} | {narrow.replications:.0f} | {' | '.join(shares)} |"


if __name__ == "__main__":
    for line in table():
        print(line, flush=True)
