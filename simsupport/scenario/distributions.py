"""Distributions as a scenario writes them: a mapping with one key, or a bare value for a constant.

The values are ticks for durations and plain numbers for amounts. How a distribution turns a uniform number
into a value is `simsupport.chance.inverse`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any

from simsupport import units
from simsupport.errors import Findings, each, listed, nearest, within

Number = Callable[[object], float]


@dataclass(frozen=True)
class Constant:
    value: float

    @property
    def mean(self) -> float:
        return self.value


@dataclass(frozen=True)
class Exponential:
    mean: float


@dataclass(frozen=True)
class Uniform:
    low: float
    high: float

    @property
    def mean(self) -> float:
        return (self.low + self.high) / 2


@dataclass(frozen=True)
class Triangular:
    low: float
    mode: float
    high: float

    @property
    def mean(self) -> float:
        return (self.low + self.mode + self.high) / 3


@dataclass(frozen=True)
class Erlang:
    mean: float
    k: int


@dataclass(frozen=True)
class Gamma:
    mean: float
    cv: float


@dataclass(frozen=True)
class Lognormal:
    mean: float
    cv: float


@dataclass(frozen=True)
class Weibull:
    mean: float
    cv: float


@dataclass(frozen=True)
class Empirical:
    """Each of the values is as likely as any other; sorted."""

    values: tuple[float, ...]

    @property
    def mean(self) -> float:
        return sum(self.values) / len(self.values)


@dataclass(frozen=True)
class Mixture:
    """Parts with their shares, which add up to 1."""

    parts: tuple[tuple[float, "Distribution"], ...]

    @property
    def mean(self) -> float:
        return sum(share * part.mean for share, part in self.parts)


Distribution = (
    Constant | Exponential | Uniform | Triangular | Erlang | Gamma | Lognormal | Weibull | Empirical | Mixture
)

KINDS = (
    "constant", "exponential", "uniform", "triangular", "erlang", "gamma", "lognormal", "weibull", "empirical",
    "mixture",
)  # fmt: skip


def parse_duration_distribution(value: object) -> Distribution:
    """A distribution of durations, in ticks."""
    return _parse(value, lambda text: float(units.parse_duration(text)))


def parse_amount_distribution(value: object) -> Distribution:
    """A distribution of amounts of money, in plain numbers that are not negative."""
    return _parse(value, _amount)


def _amount(value: object) -> float:
    return units.parse_within(value, 0, inf, "is negative: an amount can't be")


def _parse(value: object, number: Number) -> Distribution:
    if not isinstance(value, Mapping):
        return Constant(number(value))
    if len(value) != 1:
        raise ValueError(f"a distribution has one key, not {len(value)}: {listed(KINDS)}")
    ((kind, given),) = value.items()
    parse = _PARSERS.get(kind)
    if parse is None:
        raise ValueError(f"'{kind}' is not a distribution{nearest(str(kind), KINDS)}")
    with within(kind):
        return parse(given, number)


def _constant(given: object, number: Number) -> Distribution:
    return Constant(number(given))


def _exponential(given: object, number: Number) -> Distribution:
    return Exponential(_positive(given, number))


def _uniform(given: object, number: Number) -> Distribution:
    low, high = _list(given, ("low", "high"), number)
    if low > high:
        raise ValueError("the first value is above the second")
    return Uniform(low, high)


def _triangular(given: object, number: Number) -> Distribution:
    low, mode, high = _list(given, ("low", "mode", "high"), number)
    if not low <= mode <= high:
        raise ValueError("the values must not fall: [low, mode, high]")
    return Triangular(low, mode, high)


def _erlang(given: object, number: Number) -> Distribution:
    mean, k = _fields(given, {"mean": lambda value: _positive(value, number), "k": _stages})
    return Erlang(mean, int(k))


def _stages(value: object) -> float:
    k = units.parse_number(value)
    if not k.is_integer() or not 1 <= k <= 1000:
        raise ValueError(f"'{value}' is not a number of stages: a whole number from 1 to 1000")
    return k


def _with_cv(kind: type) -> Callable[[object, Number], Distribution]:
    def parse(given: object, number: Number) -> Distribution:
        mean, cv = _fields(given, {"mean": lambda value: _positive(value, number), "cv": parse_cv})
        return kind(mean, cv)  # type: ignore[no-any-return]  # one of four

    return parse


def parse_cv(value: object) -> float:
    """A coefficient of variation: the standard deviation in means."""
    return units.parse_within(
        value, 0.01, 20, "is not a cv: it lies between 0.01 and 20 (for no spread write constant)"
    )


def _empirical(given: object, number: Number) -> Distribution:
    if isinstance(given, Mapping):  # a file is read where its folder is known: while loading
        raise ValueError("a list of values is due, or {file: NAME}")
    return Empirical(tuple(sorted(_values(given, number))))


def _values(given: object, number: Number) -> list[float]:
    if not isinstance(given, Sequence) or isinstance(given, str) or not given:
        raise ValueError("a list with at least one value is due")
    return list(each(enumerate(given), number).values())


def _mixture(given: object, number: Number) -> Distribution:
    if not isinstance(given, Sequence) or isinstance(given, str) or not given:
        raise ValueError("a list of parts is due, each with a share and a distribution")
    parts = list(each(enumerate(given), lambda part: _part(part, number)).values())
    total = sum(share for share, _ in parts)
    if abs(total - 1) > 1e-9:
        raise ValueError(f"the shares add up to {units.format_share(round(total, 12))}, not to 100%")
    return Mixture(tuple(parts))


def _part(part: object, number: Number) -> tuple[float, Distribution]:
    if not isinstance(part, Mapping) or "share" not in part:
        raise ValueError("a part of a mixture has a share and a distribution")
    with within("share"):
        share = units.parse_share(part["share"])
    return share, _parse({key: value for key, value in part.items() if key != "share"}, number)


_PARSERS: dict[str, Callable[[Any, Number], Distribution]] = {
    "constant": _constant,
    "exponential": _exponential,
    "uniform": _uniform,
    "triangular": _triangular,
    "erlang": _erlang,
    "gamma": _with_cv(Gamma),
    "lognormal": _with_cv(Lognormal),
    "weibull": _with_cv(Weibull),
    "empirical": _empirical,
    "mixture": _mixture,
}


def _positive(given: object, number: Number) -> float:
    value = number(given)
    if not 0 < value < inf:
        raise ValueError("the mean must be above zero (for none leave the key out)")
    return value


def _list(given: object, names: tuple[str, ...], number: Number) -> list[float]:
    if not isinstance(given, Sequence) or isinstance(given, str) or len(given) != len(names):
        raise ValueError(f"a list of {len(names)} values is due: [{', '.join(names)}]")
    return _values(given, number)


def _fields(given: object, parsers: Mapping[str, Callable[[object], float]]) -> list[float]:
    if not isinstance(given, Mapping) or set(given) != set(parsers):
        raise ValueError(f"{' and '.join(parsers)} are due: {{{', '.join(f'{name}: ...' for name in parsers)}}}")
    values, problems = [], Findings()
    for name, parse in parsers.items():
        with problems.at(name):
            values.append(parse(given[name]))
    problems.check()
    return values


def dump_durations(distribution: Distribution) -> object:
    """The mapping that parses back to the same distribution of durations."""
    return _dump(distribution, lambda ticks: units.format_duration(round(ticks)))


def dump_amounts(distribution: Distribution) -> object:
    """The mapping that parses back to the same distribution of amounts."""
    return _dump(distribution, lambda number: number)


def _dump(d: Distribution, show: Callable[[float], object]) -> object:
    match d:
        case Constant(value):
            return {"constant": show(value)}
        case Exponential(mean):
            return {"exponential": show(mean)}
        case Uniform(low, high):
            return {"uniform": [show(low), show(high)]}
        case Triangular(low, mode, high):
            return {"triangular": [show(low), show(mode), show(high)]}
        case Erlang(mean, k):
            return {"erlang": {"mean": show(mean), "k": k}}
        case Empirical(values):
            return {"empirical": [show(value) for value in values]}
        case Mixture(parts):
            return {"mixture": [{"share": units.format_share(s), **_mapping(_dump(p, show))} for s, p in parts]}
        case Gamma(mean, cv) | Lognormal(mean, cv) | Weibull(mean, cv):
            return {type(d).__name__.lower(): {"mean": show(mean), "cv": cv}}


def _mapping(value: object) -> dict[str, object]:
    assert isinstance(value, dict)
    return value
