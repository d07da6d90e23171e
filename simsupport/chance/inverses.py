"""Distributions as rows of a table, and the value of each at a uniform number: for Python and for compiled code.

A mixture's parts are rows that follow each other, each with its share; a part may be a mixture again.
"""

from collections.abc import Callable, Sequence
from enum import IntEnum
from functools import lru_cache
from math import exp, gamma, lgamma, log, log1p, pow, sqrt
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simsupport.chance.quantiles import gamma_level, gamma_quantile, normal_quantile
from simsupport.compiled import entry, shared
from simsupport.scenario import distributions as d

_LEAST = 2.0**-53  # of a uniform number
_MOST = 1 - 2.0**-52

Draw = Callable[[float], float]


class Kind(IntEnum):
    """How a row of the table turns a uniform number into a value."""

    CONSTANT = 0
    EXPONENTIAL = 1
    UNIFORM = 2
    TRIANGULAR = 3
    GAMMA = 4
    LOGNORMAL = 5
    WEIBULL = 6
    EMPIRICAL = 7
    MIXTURE = 8


class Row(NamedTuple):
    """A distribution by its parameters; those that its kind does not need are 0.

    `share` is that of a part within its mixture. `first` and `length` say where the parts of a mixture lie in the
    table, and those of an empirical distribution among the values. A lognormal has the location and scale of its
    logarithm, a Weibull the `power` of an exponential, a gamma its `stages`, whole or not, and their `gamma_level`.
    """

    kind: int
    share: float = 1.0
    first: int = 0
    length: int = 0
    low: float = 0.0
    mode: float = 0.0
    high: float = 0.0
    location: float = 0.0
    scale: float = 0.0
    power: float = 0.0
    stages: float = 0.0
    level: float = 0.0


DISTRIBUTION = np.dtype([(name, np.int64 if kind is int else np.float64) for name, kind in Row.__annotations__.items()])


@shared
def value_at(table: Sequence[Row], values: Sequence[float], which: int, u: float) -> float:
    """The value of a distribution of the table at a uniform number."""
    row = table[which]
    while row.kind == Kind.MIXTURE:
        place = row.first
        last = place + row.length - 1
        while place < last and u >= table[place].share:
            u -= table[place].share
            place += 1
        u = max(u / table[place].share, _LEAST)
        if place == last:
            u = min(u, _MOST)
        row = table[place]
    return _value(row, values, u)


@shared
def _value(row: Row, values: Sequence[float], u: float) -> float:
    if row.kind == Kind.CONSTANT:
        return row.location
    if row.kind == Kind.EXPONENTIAL:
        return -row.scale * log1p(-u)
    if row.kind == Kind.LOGNORMAL:
        return exp(row.location + normal_quantile(u) * row.scale)
    if row.kind == Kind.GAMMA:
        return row.scale * gamma_quantile(row.stages, row.level, u)
    if row.kind == Kind.WEIBULL:
        return row.scale * pow(-log1p(-u), row.power)
    if row.kind == Kind.EMPIRICAL:
        return values[row.first + int(u * row.length)]
    if row.kind == Kind.UNIFORM:
        return row.low + (row.high - row.low) * u
    return _triangular(row.low, row.mode, row.high, u)


@shared
def _triangular(low: float, mode: float, high: float, u: float) -> float:
    width = high - low
    if u < (mode - low) / width:
        return low + sqrt(u * width * (mode - low))
    return high - sqrt((1 - u) * width * (high - mode))


class Inverses:
    """Collects distributions; each is found by its number, and equal ones have the same."""

    def __init__(self) -> None:
        self._rows: list[Row] = []
        self._values: list[float] = []
        self._numbers: dict[d.Distribution, int] = {}

    def add(self, distribution: d.Distribution) -> int:
        """The number of a distribution, which may be new."""
        if distribution not in self._numbers:
            self._rows.append(Row(Kind.CONSTANT))
            self._numbers[distribution] = len(self._rows) - 1
            self._fill(len(self._rows) - 1, distribution, 1.0)
        return self._numbers[distribution]

    @property
    def rows(self) -> Sequence[Row]:
        """For Python, which reads these faster than a table."""
        return tuple(self._rows)

    @property
    def table(self) -> Any:
        """The distributions as a record array of DISTRIBUTION, for `value_at`."""
        return np.array(self._rows, DISTRIBUTION).view(np.recarray)

    @property
    def values(self) -> NDArray[np.float64]:
        """The values of all empirical distributions, for `value_at`."""
        return np.array(self._values, np.float64)

    def _fill(self, place: int, distribution: d.Distribution, share: float) -> None:
        match distribution:
            case d.Empirical(values):
                row = Row(Kind.EMPIRICAL, first=len(self._values), length=len(values))
                self._values.extend(values)
            case d.Mixture(parts):
                row = self._mixture([part for part in parts if part[0] > 0])
            case other:
                row = _row(other)
        self._rows[place] = row._replace(share=share)

    def _mixture(self, parts: Sequence[tuple[float, d.Distribution]]) -> Row:
        first = len(self._rows)
        self._rows.extend([Row(Kind.CONSTANT)] * len(parts))
        for place, (share, part) in enumerate(parts, first):
            self._fill(place, part, share)
        return Row(Kind.MIXTURE, first=first, length=len(parts))


def _row(distribution: d.Distribution) -> Row:
    match distribution:
        case d.Constant(value):
            return Row(Kind.CONSTANT, location=value)
        case d.Exponential(mean):
            return Row(Kind.EXPONENTIAL, scale=mean)
        case d.Uniform(low, high):
            return Row(Kind.UNIFORM, low=low, high=high)
        case d.Triangular(low, mode, high):
            kind = Kind.CONSTANT if low == high else Kind.TRIANGULAR
            return Row(kind, low=low, mode=mode, high=high, location=mode)
        case d.Erlang(mean, k):
            return _gamma(mean, float(k))
        case d.Gamma(mean, cv):
            return _gamma(mean, cv**-2)
        case d.Lognormal(mean, cv):
            scale = sqrt(log1p(cv * cv))
            return Row(Kind.LOGNORMAL, location=log(mean) - scale * scale / 2, scale=scale)
        case d.Weibull(mean, cv):
            shape = _weibull_shape(cv)
            return Row(Kind.WEIBULL, scale=mean / gamma(1 + 1 / shape), power=1 / shape)
    raise TypeError(f"{distribution!r} has no row of its own")


def _gamma(mean: float, stages: float) -> Row:
    return Row(Kind.GAMMA, scale=mean / stages, stages=stages, level=gamma_level(stages))


def _weibull_shape(cv: float) -> float:
    """The shape whose cv is the given one: 1 + cv² = Γ(1 + 2/k) / Γ(1 + 1/k)², which falls in k."""
    low, high = 0.05, 200.0
    for _ in range(200):
        k = sqrt(low * high)
        above = lgamma(1 + 2 / k) - 2 * lgamma(1 + 1 / k) > log1p(cv * cv)
        low, high = (k, high) if above else (low, k)
    return sqrt(low * high)


@lru_cache(maxsize=256)
def inverse(distribution: d.Distribution) -> Draw:
    """The function that turns a uniform number into a value of the distribution."""
    inverses = Inverses()
    which = inverses.add(distribution)
    rows, values = inverses.rows, inverses.values.tolist()
    return lambda u: value_at(rows, values, which, u)


def values_at(distribution: d.Distribution, us: NDArray[np.float64]) -> NDArray[np.float64]:
    """The values at many uniform numbers at once, to the bit those of `inverse`."""
    return _values_at(*_tabled(distribution), us)


@lru_cache(maxsize=256)
def _tabled(distribution: d.Distribution) -> tuple[Any, NDArray[np.float64], int]:
    """A distribution as a table of its own: the table, its values, and the number in it."""
    inverses = Inverses()
    which = inverses.add(distribution)
    return inverses.table, inverses.values, which


@entry
def _values_at(table: Any, values: Any, which: int, us: NDArray[np.float64]) -> NDArray[np.float64]:
    found = np.empty(len(us))
    for place in range(len(us)):
        found[place] = value_at(table, values, which, us[place])
    return found
