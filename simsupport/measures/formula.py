"""What a measure is: a name, a unit, a definition, and a formula over the facts.

Every figure is a numerator over a denominator, so that over replications it is the ratio of the sums (never the mean
of ratios). An amount has the denominator 1; so has a percentile, where its group is not empty. What has no
denominator is NaN, never 0 or 1.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Generic, Literal, NamedTuple, Protocol, TypeVar

import numpy as np

from simsupport.measures.arrays import Array, Pair
from simsupport.measures.pooling import NOTHING, samples

if TYPE_CHECKING:
    from simsupport.measures.dimensions import Grouping
    from simsupport.measures.facts import Facts
    from simsupport.measures.groups import Difference, Groups, Picked

Kind = Literal["amount", "ratio", "statistic"]
T = TypeVar("T")


class View:
    """The facts of one log, seen by the groups of one breakdown; rows are built once, when first needed."""

    def __init__(self, facts: "Facts", grouping: "Grouping") -> None:
        self.facts = facts
        self.grouping = grouping
        self._rows: dict[Source[Any], list[Grouped[Any]]] = {}
        self._sums: dict[Column[Any], Array] = {}
        self._last: tuple[Column[Any], Any, tuple[Any, Array]] | None = None
        self._picked: tuple[Array, Array, Picked] | None = None

    def parts(self, source: "Source[T]") -> "list[Grouped[T]]":
        """The tables of a source: most have one."""
        if source not in self._rows:
            built = source.build(self)
            self._rows[source] = [built] if isinstance(built, Grouped) else list(built)
        return self._rows[source]

    def rows(self, source: "Source[T]") -> "Grouped[T]":
        """The table of a source that has one."""
        (table,) = self.parts(source)
        return table

    def sums(self, column: "Column[Any]") -> Array:
        """A column's sum in each group."""
        if column not in self._sums:
            parts = (self._part(column, part) for part in self.parts(column.source))
            self._sums[column] = sum(parts, np.zeros(self.grouping.size)) / column.per
        return self._sums[column]

    def _part(self, column: "Column[T]", part: "Grouped[T]") -> Array:
        """The sums of one table, in ticks if they are times."""
        table, groups = part
        return groups.counts(column.of(table)) if column.among is None else groups.sums(*self._numbers(column, table))

    def _numbers(self, column: "Column[T]", table: T) -> tuple[Any, Array]:
        """A column's numbers, and where they count. The last ones are kept: measures of the same follow each other."""
        if self._last is None or self._last[0] is not column or self._last[1] is not table:
            assert column.among is not None
            self._last = column, table, (column.of(table), column.among(table))
        return self._last[2]

    def picked(self, column: "Column[Any]") -> "Picked":
        """The numbers of a column, to be ranked; the last ones are kept, as columns may share them."""
        table, groups = self.rows(column.source)
        values, mask = self._numbers(column, table)
        if self._picked is None or self._picked[0] is not values or self._picked[1] is not mask:
            self._picked = values, mask, groups.picked(values, mask)
        return self._picked[2]


class Grouped(NamedTuple, Generic[T]):
    """Columns of equal length, and the groups of their rows (in none are those of the warm-up)."""

    table: T
    groups: "Groups"


class Total(Protocol):
    """Something that adds up over the rows of each group."""

    @property
    def dimensions(self) -> tuple[str, ...]: ...

    @property
    def none(self) -> str: ...

    def sums(self, view: View) -> Array: ...


@dataclass(frozen=True, eq=False)
class Source(Generic[T]):
    """A kind of facts, and the dimensions by which it can be told apart; it may come in several tables."""

    dimensions: tuple[str, ...]
    build: Callable[[View], Grouped[T] | Iterable[Grouped[T]]]

    def count(self, of: Callable[[T], Array], none: str = "") -> "Column[T]":
        """The rows for which a mask holds; `none` says in words that there is none."""
        return Column(self, of, none=none)

    def sum(
        self, of: Callable[[T], "Array | Difference"], among: Callable[[T], Array], per: int = 1, none: str = ""
    ) -> "Column[T]":
        """Numbers of the rows for which a mask holds; ticks, in units of so many."""
        return Column(self, of, among, per, none)


@dataclass(frozen=True, eq=False)
class Column(Generic[T]):
    """A column of a source: a mask, whose sum counts, or numbers where a mask holds."""

    source: Source[T]
    of: Callable[[T], Any]
    among: Callable[[T], Array] | None = None
    per: int = 1
    none: str = ""

    @property
    def dimensions(self) -> tuple[str, ...]:
        return self.source.dimensions

    def sums(self, view: View) -> Array:
        return view.sums(self)


@dataclass(frozen=True, eq=False)
class OfGrouping:
    """A number for each group that does not depend on what happened, such as the time that passed."""

    dimensions: tuple[str, ...]
    of: Callable[["Grouping"], Array]
    none: str = "no time passed"

    def sums(self, view: View) -> Array:
        return self.of(view.grouping)


def nothing_to_pool(view: View) -> list[bytes]:
    """The samples of a figure that is no percentile."""
    return [NOTHING] * view.grouping.size


@dataclass(frozen=True)
class Measure:
    """A figure of the catalogue: what it is called, its unit and definition, and where it may be broken down.

    A percentile has for each group a sample of what it ranks, by which it is pooled over replications (see `pooling`).
    `none` says why a figure is NaN.
    """

    name: str
    unit: str
    definition: str
    kind: Kind
    dimensions: tuple[str, ...]
    formula: Callable[[View], Pair]
    samples: Callable[[View], list[bytes]] = nothing_to_pool
    none: str = ""


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
    return Measure(name, unit, definition, "ratio", common, formula, none=denominator.none)


def percentile(name: str, unit: str, definition: str, share: float, values: Column[Any]) -> Measure:
    """The value that a share of the rows does not exceed, interpolated as NumPy does (Hyndman and Fan's type 7)."""

    def formula(view: View) -> Pair:
        return quantiles(view.picked(values), share, values.per)

    def of_groups(view: View) -> list[bytes]:
        return samples(view.picked(values), share, values.per)

    return Measure(name, unit, definition, "statistic", values.dimensions, formula, of_groups, values.none)


def times(name: str, what: str, ticks: Column[T]) -> tuple[Measure, ...]:
    """The mean of a time in seconds, its median, and what 90% do not exceed."""
    assert ticks.among is not None
    return (
        ratio(name, "s", f"mean time {what}", ticks, ticks.source.count(ticks.among, ticks.none)),
        percentile(f"{name}_p50", "s", f"median time {what}", 0.5, ticks),
        percentile(f"{name}_p90", "s", f"time, not exceeded by 90%, {what}", 0.9, ticks),
    )


def largest(name: str, unit: str, definition: str, values: Column[Any]) -> Measure:
    """The greatest value of the rows; over replications its mean is taken, as that of all grows with their number."""
    return replace(percentile(name, unit, definition, 1.0, values), samples=nothing_to_pool)


def quantiles(picked: "Picked", share: float, per: int) -> Pair:
    """Each group's quantile over 1; 0 over 0 where a group is empty."""
    some = picked.counts > 0
    count = picked.counts[some]
    place = (count - 1) * share
    low = np.floor(place).astype(np.int64)
    below = picked.ranked(low) / per
    above = picked.ranked(np.minimum(low + 1, count - 1)) / per
    found = np.zeros(len(some))
    found[some] = below + (above - below) * (place - low)
    return found, some.astype(float)


def value(pair: Pair) -> Array:
    """Numerator over denominator; NaN where there is no denominator."""
    numerator, denominator = pair
    found: Array = np.divide(numerator, denominator, out=np.full(len(numerator), np.nan), where=denominator != 0)
    return found
