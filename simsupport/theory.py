"""Queues of which theory knows the figures: Erlang B, C and A, finite lines, and the Allen–Cunneen approximation.

All of them are steady: contacts come at a constant rate, forever, at random (Poisson), to agents who are all alike.
Times may be in any unit as long as it is one: with `rate` in contacts a second, all times are seconds. Agents need not
be whole numbers: in between, the figures follow the integral for Erlang B that holds for any number (Jagers and van
Doorn, "On the continued Erlang loss function", Operations Research Letters 5, 1986).

Everything is a sum or an integral of positive terms, taken on a logarithmic scale: nothing cancels or overflows. The
relative error is below 1e-10 from 0.01 to 100,000 erlangs.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from math import exp, expm1, factorial, inf, isfinite, log, log1p
from numbers import Integral, Real
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simsupport.errors import BadValueError, nearest

Array = NDArray[np.float64]
Kernel = Callable[[Array], Array]

MOST_AGENTS = 2**40


@dataclass(frozen=True)
class Figures:
    """What theory says of a queue; the words are those of `simsupport measures`. A is all contacts that are offered.

    Times are in the unit of the arguments; without a target the service levels are about being answered at once.
    """

    load: float
    """Erlangs: rate × handling."""
    occupancy: float
    """The share of their time for which agents are busy."""
    waited_share: float
    """Contacts that wait longer than 0 / A."""
    answered_share: float
    """Contacts that are answered / A."""
    abandonment_rate: float
    """Contacts that give up / A."""
    blocked_rate: float
    """Contacts that find no free line / A."""
    mean_wait: float
    """Waiting of all / A: of those who give up too; of the blocked it is 0. Infinite where the queue grows forever."""
    average_speed_of_answer: float
    """Waiting of those who are answered / their number."""
    queue_length: float
    """Contacts that wait, on average over time: rate × mean_wait (Little)."""
    service_level: float
    """Answered within the target / (A − gave up within it)."""
    service_level_offered: float
    """Answered within the target / A."""
    service_level_with_abandons: float
    """(Answered + gave up within the target) / A."""
    service_level_answered: float
    """Answered within the target / answered."""


@dataclass(frozen=True)
class Approximation:
    """What two moments say of a queue, about; times in the unit of the arguments."""

    load: float
    """Erlangs: rate × handling."""
    occupancy: float
    """The share of their time for which agents are busy."""
    mean_wait: float
    """Waiting of all contacts / their number. Infinite where the queue grows forever."""
    queue_length: float
    """Contacts that wait, on average over time: rate × mean_wait (Little)."""


def erlang_b(rate: float, handling: float, agents: float) -> Figures:
    """M/G/n/n: nobody waits, who finds all agents busy is blocked.

    Contacts come at `rate`, take `handling` on average. Raises BadValueError (a ValueError) unless all are above 0.
    Source: A. K. Erlang, "Solution of some problems in the theory of probabilities of significance in automatic
    telephone exchanges", 1917.
    """
    _check(rate=rate, handling=handling, agents=agents)
    load = rate * handling
    answered, blocked = _shares(_idle(load, agents), log(load) - log(agents))
    return _figures(rate, load, agents, _Counts(answered, in_target=answered, blocked=blocked))


def erlang_c(rate: float, handling: float, agents: float, target: float = 0.0) -> Figures:
    """M/M/n: everybody waits, as long as it takes.

    Contacts come at `rate`, take `handling` on average, and are to be answered within `target`. With a load of as many
    erlangs as agents or more the queue grows forever: everybody waits, infinitely long, and nobody is answered in time.
    Raises BadValueError (a ValueError) unless all are above 0, or a target 0.
    Source: Erlang 1917, as in L. Kleinrock, "Queueing Systems I", 1975, section 3.5.
    """
    _check(rate=rate, handling=handling, agents=agents)
    _check_least(0, target=target)
    load = rate * handling
    if load >= agents:
        return _figures(rate, load, agents, _Counts(agents / load, waited=1.0, waiting=inf, waiting_of_answered=inf))
    spare = agents - load
    idle, waits = _shares(_idle(load, agents), log(load) - log(spare))
    waiting, in_time = waits * handling / spare, -expm1(-spare * (target / handling))
    counts = _Counts(1.0, idle + waits * in_time, waits, waiting=waiting, waiting_of_answered=waiting)
    return _figures(rate, load, agents, counts)


def erlang_a(rate: float, handling: float, agents: float, patience: float, target: float = 0.0) -> Figures:
    """M/M/n+M: who waits gives up after an exponential patience with the mean `patience`; infinite is Erlang C.

    Contacts come at `rate`, take `handling` on average, and are to be answered within `target`.
    Raises BadValueError (a ValueError) unless all are above 0, or a target 0.
    Source: C. Palm, 1946; the integrals are those of S. Zeltyn and A. Mandelbaum, "Call centers with impatient
    customers: many-server asymptotics of the M/M/n+G queue", Queueing Systems 51, 2005, for exponential patience.
    """
    if patience == inf:
        return erlang_c(rate, handling, agents, target)
    _check(rate=rate, handling=handling, agents=agents, patience=patience)
    _check_least(0, target=target)
    load, ratio, due = rate * handling, patience / handling, target / patience
    offered_wait = _Curve(agents * ratio, load * ratio, (load - agents) * ratio, 0, inf)  # in parts of the patience
    early = offered_wait.integrals(0, due, [np.ones_like, _stays, _waits_and_stays, _leaves])
    late = offered_wait.integrals(
        due, inf, [np.ones_like, _stays, _waits_and_stays, _leaves, lambda wait: _leaves(wait - due)]
    )
    whole = early[0] + late[0]
    idle, waits = _shares(_idle(load, agents), log(load) + log(ratio) + offered_wait.height + log(whole))
    early, late = waits / whole * early, waits / whole * late
    gave_up = early[3] + late[3]
    counts = _Counts(
        answered=idle + early[1] + late[1],
        in_target=idle + early[1],
        waited=waits,
        gave_up=gave_up,
        gave_up_in_target=early[3] + late[0] * -expm1(-due),
        gave_up_later=late[4] * exp(-due),
        waiting=gave_up * patience,
        waiting_of_answered=(early[2] + late[2]) * patience,
    )
    return _figures(rate, load, agents, counts)


def finite_lines(rate: float, handling: float, agents: int, lines: int, target: float = 0.0) -> Figures:
    """M/M/n/K: as Erlang C, but who finds all `lines` taken is blocked; talking and waiting take a line.

    Contacts come at `rate`, take `handling` on average, and are to be answered within `target`. A load above the
    agents is no harm. Raises BadValueError (a ValueError) unless all are above 0 (a target 0), agents and lines whole,
    and no fewer lines than agents.
    Source: D. Gross and C. M. Harris, "Fundamentals of Queueing Theory": queues with truncation.
    """
    from scipy.special import gammainc

    _check(rate=rate, handling=handling)
    _check_least(0, target=target)
    _check_whole(agents=agents, lines=lines)
    _check_least(agents, lines=lines)
    load = rate * handling
    growth = log1p((load - agents) / agents) if load > agents / 2 else log(load / agents)
    places = np.arange(1.0, lines - agents + 2)  # in the queue, an answer is so many ends of talks away; the last: none
    origin = places[-1] if growth > 0 else 0.0
    found = np.exp((places - origin) * growth)
    idle, others = _shares(_idle(load, agents) - origin * growth, log(found.sum()))
    found, blocked = np.split(others / found.sum() * found, [-1])
    answered, waiting = idle + found.sum(), found @ places[:-1] * handling / agents
    counts = _Counts(
        answered=answered, in_target=idle + found @ gammainc(places[:-1], agents * (target / handling)),
        waited=found.sum(), blocked=blocked.item(), waiting=waiting, waiting_of_answered=waiting,
    )  # fmt: skip
    return _figures(rate, load, agents, counts)


def allen_cunneen(
    rate: float, handling: float, agents: float, arrival_cv: float = 1.0, handling_cv: float = 1.0
) -> Approximation:
    """G/G/n, an approximation: the mean wait of Erlang C times the mean of the squared coefficients of variation.

    `arrival_cv` is that of the times between contacts, `handling_cv` that of the handling times: standard deviation /
    mean. It is exact for M/M/n and M/G/1; else it is a few percent off at high loads, more at low ones.
    Raises BadValueError (a ValueError) unless all are above 0, or a coefficient of variation 0.
    Source: A. O. Allen, "Probability, Statistics and Queueing Theory", 2nd edition 1990.
    """
    _check_least(0, arrival_cv=arrival_cv, handling_cv=handling_cv)
    return _approximation(rate, handling, agents, (arrival_cv**2 + handling_cv**2) / 2)


def kraemer_langenbach_belz(
    rate: float, handling: float, agents: float, arrival_cv: float = 1.0, handling_cv: float = 1.0
) -> Approximation:
    """G/G/n, an approximation: Allen–Cunneen with a correction where contacts do not come at random.

    With an `arrival_cv` of 1 it is Allen–Cunneen; arguments and errors are the same.
    Source: W. Krämer and M. Langenbach-Belz, "Approximate formulae for the delay in the queueing system GI/G/1", ITC 8,
    1976; for several agents G. Bolch and others, "Queueing Networks and Markov Chains", 2nd edition 2006.
    """
    _check_least(0, arrival_cv=arrival_cv, handling_cv=handling_cv)
    _check(rate=rate, handling=handling, agents=agents)
    arrivals, handlings, occupancy = arrival_cv**2, handling_cv**2, min(rate * handling / agents, 1.0)
    if not arrivals + handlings:
        return _approximation(rate, handling, agents, 0.0)
    if arrivals <= 1:
        power = -2 * (1 - occupancy) * (1 - arrivals) ** 2 / (3 * occupancy * (arrivals + handlings))
    else:
        power = -(1 - occupancy) * (arrivals - 1) / (arrivals + 4 * handlings)
    return _approximation(rate, handling, agents, (arrivals + handlings) / 2 * exp(power))


LIMITS = {  # of `agents_needed`: whether the figure is to be at least so much
    "service_level": True, "service_level_offered": True, "service_level_with_abandons": True,
    "service_level_answered": True, "mean_wait": False, "average_speed_of_answer": False, "waited_share": False,
    "abandonment_rate": False, "occupancy": False,
}  # fmt: skip


def agents_needed(rate: float, handling: float, patience: float = inf, target: float = 0.0, **limits: float) -> int:
    """The least whole number of agents with which Erlang A (or C, if patience is infinite) keeps all limits.

    `limits` are figures by name: service levels are to be at least so high, as in `service_level=0.8, target=20`;
    waits, `waited_share`, `abandonment_rate` and `occupancy` at most. Raises BadValueError (a ValueError) without any
    limit, for a figure that has none, and for one that no number of agents keeps.
    """
    _check_limits(limits)

    def kept(agents: int) -> bool:
        figures = erlang_a(rate, handling, agents, patience, target)
        return all(_keeps(getattr(figures, name), name, limit) for name, limit in limits.items())

    enough = 1
    while not kept(enough):
        enough *= 2
        if enough > max(MOST_AGENTS, 4 * rate * handling):
            raise BadValueError([((name,), f"no number of agents keeps {limit}") for name, limit in limits.items()])
    too_few = enough // 2
    while enough - too_few > 1:
        between = (too_few + enough) // 2
        too_few, enough = (too_few, between) if kept(between) else (between, enough)
    return enough


def _check(**given: Any) -> None:
    """All are numbers above 0, and finite."""
    _refuse({name: value for name, value in given.items() if not _is_number(value) or value <= 0}, "a number above 0")


def _check_least(least: float, **given: Any) -> None:
    bad = {name: value for name, value in given.items() if not _is_number(value) or value < least}
    _refuse(bad, f"a number of at least {least}")


def _check_whole(**given: Any) -> None:
    bad = {name: value for name, value in given.items()
           if not isinstance(value, Integral) or isinstance(value, bool) or value <= 0}  # fmt: skip
    _refuse(bad, "a whole number above 0")


def _refuse(given: dict[str, Any], due: str) -> None:
    if given:
        raise BadValueError([((name,), f"{value!r} is not {due}") for name, value in given.items()])


def _is_number(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool) and isfinite(value)


def _check_limits(limits: dict[str, float]) -> None:
    if not limits:
        raise BadValueError([((), "name at least one limit, as in service_level=0.8")])
    for name in limits:
        if name not in LIMITS:
            raise BadValueError([((name,), f"there is no limit to it{nearest(name, LIMITS)}")])
    _check_least(0, **limits)


def _keeps(figure: float, name: str, limit: float) -> bool:
    return figure >= limit if LIMITS[name] else figure <= limit


def _approximation(rate: float, handling: float, agents: float, factor: float) -> Approximation:
    """Erlang C with its waits times a factor."""
    exact = erlang_c(rate, handling, agents)
    wait = exact.mean_wait if exact.mean_wait == inf else exact.mean_wait * factor
    return Approximation(exact.load, exact.occupancy, wait, rate * wait)


@dataclass(frozen=True)
class _Counts:
    """Expected numbers for each contact that is offered, and times of waiting."""

    answered: float
    in_target: float = 0.0
    waited: float = 0.0
    blocked: float = 0.0
    gave_up: float = 0.0
    gave_up_in_target: float = 0.0
    gave_up_later: float = 0.0
    waiting: float = 0.0
    waiting_of_answered: float = 0.0


def _figures(rate: float, load: float, agents: float, counts: _Counts) -> Figures:
    """Ratios of the counts."""
    due = counts.answered + counts.blocked + counts.gave_up_later  # A − gave up within the target
    return Figures(
        load=float(load),
        occupancy=_share(load * counts.answered / agents),
        waited_share=_share(counts.waited),
        answered_share=_share(counts.answered),
        abandonment_rate=_share(counts.gave_up),
        blocked_rate=_share(counts.blocked),
        mean_wait=float(counts.waiting),
        average_speed_of_answer=float(counts.waiting_of_answered / counts.answered),
        queue_length=float(rate * counts.waiting),
        service_level=_share(counts.in_target / due),
        service_level_offered=_share(counts.in_target),
        service_level_with_abandons=_share(counts.in_target + counts.gave_up_in_target),
        service_level_answered=_share(counts.in_target / counts.answered),
    )


def _share(number: float) -> float:
    """What rounding has put above 1 is 1."""
    return min(float(number), 1.0)


def _shares(log_one: float, log_other: float) -> tuple[float, float]:
    """Two shares that make 1, by the logarithms of their weights."""
    largest = max(log_one, log_other)
    one, other = exp(log_one - largest), exp(log_other - largest)
    return one / (one + other), other / (one + other)


def _stays(wait: Array) -> Array:
    """The share whose patience, exponential with the mean 1, is longer than a wait."""
    return np.exp(-wait)


def _waits_and_stays(wait: Array) -> Array:
    return wait * np.exp(-wait)


def _leaves(wait: Array) -> Array:
    return -np.expm1(-wait)


def _idle(load: float, agents: float) -> float:
    """The log weight of the states with an idle agent, where that with just one idle agent has 1.

    It is 1 / B of one agent less: the integral of load · e^(−load t) (1 + t)^(agents − 1), with t = e^−s − 1.
    """
    below = _Curve(agents, load, load - agents, -inf, 0)
    (whole,) = below.integrals(-inf, 0, [np.ones_like])
    return log(load) + below.height + log(whole)


@dataclass(frozen=True)
class _Curve:
    """exp(y (1 − e^−s) − x s) from low to high: it rises to s = log(y / x) and falls. `excess` is y − x, precisely."""

    x: float
    y: float
    excess: float
    low: float
    high: float

    @property
    def top(self) -> float:
        return log1p(self.excess / self.x) if abs(self.excess) < self.x / 2 else log(self.y / self.x)

    @property
    def peak(self) -> float:
        """Where it is highest between low and high."""
        return min(max(self.top, self.low), self.high)

    @property
    def height(self) -> float:
        """The logarithm of the peak."""
        return self.excess * self.peak - self.y * float(_sag(np.array(self.peak)))

    def integrals(self, low: float, high: float, kernels: Sequence[Kernel]) -> Array:
        """The integrals of the curve times each kernel, over its peak; kernels vary little over 1.

        They go outwards from the highest point within the limits until the curve has fallen to e^−60 of that.
        """
        start = min(max(self.peak, low), high)
        found = np.zeros(len(kernels))
        for sign, room in ((-1, start - low), (1, high - start)):
            if room > 0:
                steps, weights = _steps(partial(self._fall, start, sign), room)
                found += [weights @ kernel(start + sign * steps) for kernel in kernels]
        return found * exp(-float(self._fall(self.peak, 1, np.array(start - self.peak))))

    def _fall(self, start: float, sign: int, steps: Array) -> Array:
        """The logarithm of the curve at the start, less that so many steps on, in a direction."""
        slope, bend = self.x * expm1(self.top - start), self.x * exp(self.top - start)
        return bend * _sag(sign * steps) - sign * slope * steps


_DEEP = 60.0  # below e^−60 of its peak a curve adds nothing
_LENGTHS = 2.0 ** np.arange(-64, 64, 0.25)
_EVEN = 8  # steps of equal length, of at most 1; then they double


def _steps(fall: Kernel, room: float) -> tuple[Array, Array]:
    """Points between 0 and `room`, and weights that integrate e^−fall times something; `fall` rises from 0."""
    with np.errstate(over="ignore", invalid="ignore"):
        deep = _LENGTHS[np.searchsorted(fall(_LENGTHS[:-1]), _DEEP)]
    length = min(room, float(deep))
    doubled = _LENGTHS[(_LENGTHS > _EVEN) & (length > _LENGTHS)][3::4]
    even = np.linspace(0.0, min(length, _EVEN), _EVEN + 1)
    edges = np.unique(np.concatenate([even, doubled, [length]]))
    nodes, weights = _gauss()
    middles, halves = (edges[1:] + edges[:-1]) / 2, np.diff(edges) / 2
    points = (middles[:, None] + halves[:, None] * nodes).ravel()
    return points, (halves[:, None] * weights).ravel() * np.exp(-fall(points))


@cache
def _gauss() -> tuple[Array, Array]:
    """Gauss-Legendre: with 32 points a fall of 60 within one step is still precise."""
    nodes, weights = np.polynomial.legendre.leggauss(32)
    return nodes, weights


_SMALL = 0.5
_SERIES = [1 / factorial(power) for power in range(18, 1, -1)]


def _sag(s: Array) -> Array:
    """e^−s − 1 + s, precise also for small s."""
    series = np.polyval(_SERIES, -s) * s * s
    return np.where(np.abs(s) < _SMALL, series, np.expm1(-s) + s)
