"""The engine against systems whose answers are known (oracles.json), each a scenario in the scenario language.

A simulated mean passes if its 99.9% interval over independent replications (t-quantile) holds the exact value and
the interval's half-width is at most 10% of the value, or 0.002, whichever is looser. Seeds are fixed.

What a mean owes to the luck of its inputs is taken away by linear regression over the replications (control
variates): arrivals and talk above or below their mean. For heavily loaded queues that is not enough, they would need
millions of contacts. There each customer is also sent, with the same arrival and the same talk, through one server n
times as fast, a `shadow` whose mean wait is known (Pollaczek-Khinchine); its luck goes too. An engine that drew wrong
arrivals or talks would mislead these controls, so both are figures of their own, and the plain mean, however wide its
interval, must hold the exact value as well.

Power: with half-width h, an engine that is wrong by h fails in half of all runs and one that is wrong by 2 h in more
than 99.9% of them. The half-widths, as shares of the value, lie at 1 to 9% for mean waits, 1 to 6% for P(wait), 5 to
9% for P(abandon) and P(blocked) (22% and 16% where these are below 1%), 0.4 to 6% for service levels, 0.03 to 0.3%
for occupancies, 0.4 to 1.2% for arrivals and talk.
"""

import json
from dataclasses import dataclass, replace
from math import inf

import log_figures as count
import numpy as np
import pytest
from comparisons import CONFIDENCE, FOLDER, Comparison, check, compare, logs
from log_figures import FIGURES, HOUR, MINUTE, Estimate, Facts, estimate, facts, single_server_waits
from scipy import stats

ORACLES = {case["name"]: case for case in json.loads((FOLDER / "oracles.json").read_text())["cases"]}
WIDEST_POINTS = 3.0  # of figures in percent
SEEDS = {name: place for place, name in enumerate(ORACLES, start=1)}


@dataclass(frozen=True)
class Plan:
    """How often a case is simulated, and its inputs (per minute, minutes) as the oracle states them."""

    replications: int
    rate: float
    talk: float
    agents: int
    talk_cv2: float = 1.0  # the squared coefficient of variation
    shadow: bool = False
    tail: int = HOUR  # at the end of the horizon, so that all who are counted have left

    @property
    def shadow_wait(self) -> float:
        """The mean wait in front of one server that is n times as fast (Pollaczek-Khinchine), in minutes."""
        talk = self.talk / self.agents
        return self.rate * talk**2 * (1 + self.talk_cv2) / 2 / (1 - self.rate * talk)


PLANS = {
    "erlang-c-1": Plan(20, rate=200 / 60, talk=3, agents=14, shadow=True),
    "erlang-c-2": Plan(16, rate=48, talk=1, agents=50, shadow=True),
    "erlang-c-3": Plan(20, rate=4.2, talk=2, agents=12, shadow=True),
    "erlang-a-1": Plan(20, rate=48, talk=1, agents=50),
    "erlang-a-2": Plan(20, rate=4.2, talk=2, agents=12),
    "erlang-b-1": Plan(20, rate=20, talk=1, agents=25, tail=HOUR // 2),
    "erlang-b-2": Plan(20, rate=100, talk=1, agents=110, tail=HOUR // 2),
    "finite-lines": Plan(20, rate=4.2, talk=2, agents=12),
    "constant-patience": Plan(20, rate=48, talk=1, agents=50),
    "constant-handling": Plan(20, rate=0.8, talk=1, agents=1),
    "lognormal-handling": Plan(20, rate=0.8, talk=1, agents=1, tail=10 * HOUR),
    "constant-handling-5": Plan(20, rate=4.5, talk=1, agents=5, talk_cv2=0, shadow=True),
    "erlang-2-handling": Plan(20, rate=4.5, talk=1, agents=5, talk_cv2=0.5, shadow=True),
    "strict-priority": Plan(20, rate=9, talk=1, agents=10, shadow=True),
    "repeat-contacts": Plan(20, rate=8, talk=1, agents=10),
    "chat-linear": Plan(16, rate=14, talk=1, agents=15),
}


def luck(log, seen: Facts, plan: Plan) -> list[float]:
    """Numbers whose expected value is 0: by how much arrivals, talk and the shadow's wait exceed what is due."""
    minutes = (seen.end - seen.start) / MINUTE
    talks = seen.effort[seen.answered] / MINUTE
    found = [len(seen.arrived) - plan.rate * minutes, (talks - plan.talk).sum()]
    if plan.shadow:
        arrived = log.legs["arrived"].to_numpy()
        waits = single_server_waits(arrived, log.legs["effort"].to_numpy() / plan.agents)
        counted = waits[(arrived >= seen.start) & (arrived < seen.end)] / MINUTE
        found.append((counted - plan.shadow_wait).sum())
    return found


def stationary_comparisons(name: str) -> list[Comparison]:
    """All figures of a stationary system without the luck of its inputs; the inputs and the plain means."""
    plan, expected = PLANS[name], ORACLES[name]["expect"]
    inputs = {"arrivals / min": plan.rate, "talk min": plan.talk}
    pairs: dict[str, list] = {figure: [] for figure in [*expected, *inputs]}
    of_inputs = []
    for log in logs(name, SEEDS[name], plan.replications):
        calendar = log.scenario.calendar
        seen = facts(log, calendar.warm_up, calendar.horizon - plan.tail)
        for figure in pairs:
            pairs[figure].append(FIGURES[figure](seen))
        of_inputs.append(luck(log, seen, plan))
    return [
        *(compare(figure, exact, pairs[figure]) for figure, exact in inputs.items()),
        *(compare(figure, exact, pairs[figure], of_inputs) for figure, exact in expected.items()),
        *(
            replace(compare(figure, exact, pairs[figure]), figure=f"plain {figure}", limit=inf)
            for figure, exact in expected.items()
        ),
    ]


@pytest.mark.slow
@pytest.mark.parametrize("name", PLANS)
def test_stationary(name):
    check(stationary_comparisons(name))


# Systems that change by the hour, from empty: every day is an experiment of its own


def days_of(name: str, replications: int) -> list[Facts]:
    return [facts(log, 0, log.scenario.calendar.horizon) for log in logs(name, SEEDS[name], replications)]


def time_varying_luck(f: Facts) -> list[float]:
    """By how much arrivals, 50 an hour, and talk, 12 minutes, exceed what is due."""
    arrivals = [count.of_hour(f.arrived, half).sum() - count.in_all(f, 50) for half in (0, 1)]
    return [*arrivals, (f.effort[f.answered] / MINUTE - 12).sum()]


def time_varying_comparisons() -> list[Comparison]:
    seen = days_of("time-varying", 20)
    of_inputs = [time_varying_luck(f) for f in seen]
    return [
        compare(f"{figure} {half + 1}", exact, [count.BY_HALF[figure](f, half) for f in seen], of_inputs)
        for figure, values in ORACLES["time-varying"]["expect"].items()
        for half, exact in enumerate(values)
    ]


@pytest.mark.slow
def test_time_varying():
    check(time_varying_comparisons())


def busy_luck(f: Facts, hour: int | None = None) -> list[float]:
    """Arrivals and talk above their mean, on the whole day or until the end of an hour; the expected value is 0."""
    rates = np.array(BUSY_RATES)
    if hour is None:
        talks = f.effort[f.answered]
        return [len(f.arrived) - count.in_all(f, rates.sum()), (talks / MINUTE - BUSY_TALK).sum()]
    hours = range(max(hour - 1, 8), hour + 1)
    arrivals = [count.of_hour(f.arrived, h).sum() - count.in_all(f, rates[h - 8]) for h in hours]
    talks = f.effort[f.answered & count.of_hour(f.arrived, hour)]
    return [*arrivals, (talks / MINUTE - BUSY_TALK).sum()]


BUSY_RATES = (100, 150, 150, 180, 200, 150, 150, 150, 120, 100, 80, 70, 60)
BUSY_TALK = 100 / 60
BUSY_FIGURES = {
    "service level 20 s %": lambda f: count.day_service_level(f, 20),
    "service level 30 s %": lambda f: count.day_service_level(f, 30),
    "occupancy %": count.opening_occupancy,
}
BY_HOUR = "service level 20 s by hour %"


def busy_day_comparisons() -> list[Comparison]:
    """Against the published estimates, and against the exact values (exact_transient.py)."""
    seen, oracle = days_of("busy-desk-day", 16), ORACLES["busy-desk-day"]
    published, exact, found = oracle["expect"], oracle["exact"], []
    for figure, counted in BUSY_FIGURES.items():
        ours = percent([counted(f) for f in seen], [busy_luck(f) for f in seen])
        found.append(Comparison(figure, exact[figure], ours, WIDEST_POINTS))
        found.append(published_total(figure, *published[figure], ours))
    for place, value in enumerate(exact[BY_HOUR]):
        hour = 8 + place
        ours = percent([count.day_service_level(f, 20, hour) for f in seen], [busy_luck(f, hour) for f in seen])
        found.append(Comparison(f"service level 20 s at {hour} %", value, ours, WIDEST_POINTS))
        found.append(published_hour(f"service level 20 s at {hour} %", published[BY_HOUR][place], ours))
    return found


def percent(pairs, of_inputs) -> Estimate:
    found = estimate(pairs, CONFIDENCE, of_inputs)
    return Estimate(100 * found.value, 100 * found.half_width)


def published_total(figure: str, low: float, high: float, ours: Estimate) -> Comparison:
    """Two estimates, independent of each other: the published one has a 95% interval, its ends rounded to 0.1."""
    theirs = (high - low) / 2 * stats.norm.ppf((1 + CONFIDENCE) / 2) / stats.norm.ppf(0.975)
    width = np.hypot(ours.half_width, theirs) + 0.05
    return Comparison(f"published {figure}", (low + high) / 2, Estimate(ours.value, width), inf)


def published_hour(figure: str, value: float, ours: Estimate) -> Comparison:
    """The published value is an estimate itself, without an interval: a point is allowed for it."""
    return Comparison(f"published {figure}", value, Estimate(ours.value, ours.half_width + 1), inf)


@pytest.mark.slow
def test_busy_desk_day():
    check(busy_day_comparisons())
