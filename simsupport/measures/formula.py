"""What a measure is: a name, a unit, a definition, and a formula over the facts.

Every figure is a numerator over a denominator, so that over replications it is the ratio of the sums (never the mean
of ratios). An amount has the denominator 1; so has a percentile, where its group is not empty. What has no
denominator is NaN, never 0 or 1.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, Literal, NamedTuple, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from simsupport import units

if TYPE_CHECKING:
    from simsupport.measures.dimensions import Grouping
    from simsupport.measures.facts import Facts

Array = NDArray[Any]
Pair = tuple[Array, Array]  # numerators and denominators, one per group
Kind = Literal["amount", "ratio", "statistic"]
T = TypeVar("T")


class View:
    """The facts of one log, seen by the groups of one breakdown; rows are built once, when first needed."""

    def __init__(self, facts: "Facts", grouping: "Grouping") -> None:
        self.facts = facts
        self.grouping = grouping
        self._rows: dict[Source[Any], Grouped[Any]] = {}

    def rows(self, source: "Source[T]") -> "Grouped[T]":
        if source not in self._rows:
            self._rows[source] = source.build(self)
        return self._rows[source]


class Grouped(NamedTuple, Generic[T]):
    """Columns of equal length, and for each row its group (−1: in none, as in the warm-up)."""

    table: T
    group: Array


class Total(Protocol):
    """Something that adds up over the rows of each group."""

    @property
    def dimensions(self) -> tuple[str, ...]: ...

    def sums(self, view: View) -> Array: ...


@dataclass(frozen=True, eq=False)
class Source(Generic[T]):
    """A kind of facts, and the dimensions by which it can be told apart."""

    dimensions: tuple[str, ...]
    build: Callable[[View], Grouped[T]]

    def __call__(self, column: Callable[[T], Array]) -> "Column[T]":
        return Column(self, column)


@dataclass(frozen=True, eq=False)
class Column(Generic[T]):
    """A column of a source: a mask (its sum counts) or numbers."""

    source: Source[T]
    of: Callable[[T], Array]

    @property
    def dimensions(self) -> tuple[str, ...]:
        return self.source.dimensions

    def sums(self, view: View) -> Array:
        table, group = view.rows(self.source)
        return sums(group, self.of(table), view.grouping.size)


@dataclass(frozen=True, eq=False)
class OfGrouping:
    """A number for each group that does not depend on what happened, such as the time that passed."""

    dimensions: tuple[str, ...]
    of: Callable[["Grouping"], Array]

    def sums(self, view: View) -> Array:
        return self.of(view.grouping)


@dataclass(frozen=True)
class Measure:
    """A figure of the catalogue: what it is called, its unit and definition, and where it may be broken down."""

    name: str
    unit: str
    definition: str
    kind: Kind
    dimensions: tuple[str, ...]
    formula: Callable[[View], Pair]


def sums(group: Array, values: Array, size: int) -> Array:
    """Each group's sum of values, or count where a mask is true, as floats."""
    kept = (group >= 0) & values if values.dtype == bool else group >= 0
    weights = None if values.dtype == bool else values[kept]
    return np.bincount(group[kept], weights, size).astype(float)


def amount(name: str, unit: str, definition: str, total: Total) -> Measure:
    """A count or an amount: it adds up over groups; over replications its mean is taken."""

    def formula(view: View) -> Pair:
        return total.sums(view), np.ones(view.grouping.size)

    return Measure(name, unit, definition, "amount", total.dimensions, formula)


def ratio(name: str, unit: str, definition: str, numerator: Total, denominator: Total) -> Measure:
    """A ratio of two sums; the dimensions are those that both have."""

    def formula(view: View) -> Pair:
        return numerator.sums(view), denominator.sums(view)

    common = tuple(dim for dim in numerator.dimensions if dim in denominator.dimensions)
    return Measure(name, unit, definition, "ratio", common, formula)


def percentile(
    name: str, unit: str, definition: str, share: float, values: Column[T], among: Callable[[T], Array]
) -> Measure:
    """The value that a share of the rows does not exceed, interpolated as NumPy does (Hyndman and Fan's type 7)."""

    def formula(view: View) -> Pair:
        table, group = view.rows(values.source)
        kept = (group >= 0) & among(table)
        return quantiles(group[kept], values.of(table)[kept], view.grouping.size, share)

    return Measure(name, unit, definition, "statistic", values.dimensions, formula)


def times(name: str, what: str, values: Column[T], among: Callable[[T], Array]) -> tuple[Measure, ...]:
    """The mean of a time in seconds, its median, and what 90% do not exceed."""
    return (
        ratio(name, "s", f"mean time {what}", values, values.source(among)),
        percentile(f"{name}_p50", "s", f"median time {what}", 0.5, values, among),
        percentile(f"{name}_p90", "s", f"time, not exceeded by 90%, {what}", 0.9, values, among),
    )


def largest(name: str, unit: str, definition: str, values: Column[T], among: Callable[[T], Array]) -> Measure:
    return percentile(name, unit, definition, 1.0, values, among)


def quantiles(group: Array, values: Array, size: int, share: float) -> Pair:
    """Each group's quantile over 1; 0 over 0 where a group is empty."""
    count = np.bincount(group, minlength=size)
    some = count > 0
    place = (count[some] - 1) * share
    low = np.floor(place).astype(np.int64)
    high = np.minimum(low + 1, count[some] - 1)
    first = (np.cumsum(count) - count)[some]
    ranked = _ranked(group, values, size, np.concatenate([first + low, first + high]))
    below, above = ranked[first + low], ranked[first + high]
    found = np.zeros(size)
    found[some] = below + (above - below) * (place - low)
    return found, some.astype(float)


def _ranked(group: Array, values: Array, size: int, places: Array) -> Array:
    """The values in the order of groups and ranks, at least at these places."""
    if size == 1 and len(values):
        return np.partition(values, places)
    return values[np.lexsort((values, group))]


def value(pair: Pair) -> Array:
    """Numerator over denominator; NaN where there is no denominator."""
    numerator, denominator = pair
    found: Array = np.divide(numerator, denominator, out=np.full(len(numerator), np.nan), where=denominator != 0)
    return found


def seconds(ticks: Array) -> Array:
    return ticks / units.SECOND


def hours(ticks: Array) -> Array:
    return ticks / units.HOUR
