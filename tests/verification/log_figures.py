"""Figures of a desk, counted from the log with nothing but numpy, and their intervals over replications.

This knows nothing of `simsupport.measures`. A figure is a pair (numerator, denominator) for one replication; over
replications it is the ratio of the sums.
"""

from dataclasses import dataclass

import numpy as np
from scipy import stats

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

WORKED = ("on", "overtime")


@dataclass(frozen=True)
class Facts:
    """One replication: contacts that arrived in the window [start, end), one entry each, and all legs.

    Contacts of these systems have one leg. `wait` runs from queueing to the answer or to giving up; it is 0 for
    those who never queued or left at once. `target` is the target's time.
    """

    start: int
    end: int
    target: int
    contacts: dict[str, np.ndarray]
    legs: dict[str, np.ndarray]
    agents: dict[str, np.ndarray]

    def __getattr__(self, name: str) -> np.ndarray:
        return self.contacts[name]


def facts(log, start: int, end: int) -> Facts:
    """What the log tells about a window; all contacts that arrived in it must have left by the horizon."""
    legs = {name: np.asarray(log.legs[name]) for name in log.legs.columns}
    agents = {name: np.asarray(log.agents[name]) for name in log.agents.columns}
    assert (legs["leg"] == 0).all()
    chosen = (legs["arrived"] >= start) & (legs["arrived"] < end)
    contacts = {name: column[chosen] for name, column in legs.items()}
    assert (contacts["outcome"] != "open").all(), "the horizon is too near for the window"
    answered = contacts["started"] >= 0
    left = np.where(answered, contacts["started"], contacts["talk_ended"])
    contacts |= {"wait": left - contacts["arrived"], "answered": answered}
    contacts |= {name: contacts["outcome"] == name for name in ("abandoned", "balked", "blocked")}
    channel = next(iter(log.scenario.channels.values()))
    return Facts(start, end, channel.target.within if channel.target else 0, contacts, legs, agents)


def legs_queued(log, tail: int) -> Facts:
    """As `facts`, with one entry for each leg that queued in the window, up to so long before the horizon."""
    start, end = log.scenario.calendar.warm_up, log.scenario.calendar.horizon - tail
    legs = {name: np.asarray(log.legs[name]) for name in log.legs.columns}
    agents = {name: np.asarray(log.agents[name]) for name in log.agents.columns}
    chosen = (legs["queued"] >= start) & (legs["queued"] < end)
    queued = {name: column[chosen] for name, column in legs.items()}
    assert (queued["outcome"] != "open").all(), "the horizon is too near for the window"
    answered = queued["started"] >= 0
    left = np.where(answered, queued["started"], queued["talk_ended"])
    queued |= {"wait": left - queued["queued"], "answered": answered}
    return Facts(start, end, 0, queued, legs, agents)


def share(of: np.ndarray) -> tuple[int, int]:
    return of.sum(), len(of)


def mean(values: np.ndarray, unit: int) -> tuple[float, int]:
    return values.sum() / unit, len(values)


def within_target(f: Facts) -> tuple[int, int]:
    return share(f.answered & (f.wait <= f.target))


def overlap(starts: np.ndarray, ends: np.ndarray, start: int, end: int) -> int:
    """The time that intervals spend within a window."""
    return np.maximum(np.minimum(ends, end) - np.maximum(starts, start), 0).sum()


def busy_time(f: Facts, start: int, end: int) -> int:
    """Agents' time with a customer; work that is open at the horizon lasts beyond the window."""
    taken = f.legs["agent"] >= 0
    started, released = f.legs["started"][taken], f.legs["released"][taken]
    return overlap(started, np.where(released < 0, end, released), start, end)


def presence(f: Facts, start: int, end: int) -> int:
    """Agents' time at work, overtime included."""
    there = np.isin(f.agents["state"], WORKED)
    return overlap(f.agents["start"][there], f.agents["end"][there], start, end)


def occupancy(f: Facts) -> tuple[int, int]:
    return busy_time(f, f.start, f.end), presence(f, f.start, f.end)


def mean_wait_of(topic: str):
    return lambda f: mean(f.wait[f.topic == topic], MINUTE)


FIGURES = {
    "P(wait)": lambda f: share(f.wait > 0),
    "P(abandon)": lambda f: share(f.abandoned),
    "P(blocked)": lambda f: share(f.blocked),
    "P(accepted and waits)": lambda f: share(~f.blocked & (f.wait > 0)),
    "mean wait s": lambda f: mean(f.wait, SECOND),
    "mean wait min": lambda f: mean(f.wait, MINUTE),
    "mean wait of all min": lambda f: mean(f.wait, MINUTE),
    "mean wait of answered min": lambda f: mean(f.wait[f.answered], MINUTE),
    "mean wait of accepted min": lambda f: mean(f.wait[~f.blocked], MINUTE),
    "mean wait first min": mean_wait_of("first"),
    "mean wait second min": mean_wait_of("second"),
    "service level": within_target,
    "answered within target / offered": within_target,
    "occupancy": occupancy,
    "contacts per issue": lambda f: (len(f.arrived), (f.contact == 0).sum()),
    "arrivals / min": lambda f: (len(f.arrived), (f.end - f.start) / MINUTE),
    "talk min": lambda f: mean(f.effort[f.answered], MINUTE),
}


# By the hour of the day


def of_hour(ticks: np.ndarray, hour: int) -> np.ndarray:
    return ticks % DAY // HOUR == hour


def in_all(f: Facts, a_day: float) -> float:
    """What so much a day makes on all days."""
    return a_day * (f.end - f.start) / DAY


def time_in_queue(f: Facts, hour: int) -> int:
    since = f.arrived % DAY
    return overlap(since, since + f.wait, hour * HOUR, (hour + 1) * HOUR)


BY_HALF = {
    "P(wait) by half": lambda f, h: share(f.wait[of_hour(f.arrived, h)] > 0),
    "P(abandon) by half": lambda f, h: ((f.abandoned & of_hour(f.talk_ended, h)).sum(), of_hour(f.arrived, h).sum()),
    "mean queue by half": lambda f, h: (time_in_queue(f, h), in_all(f, HOUR)),
}


def day_service_level(f: Facts, seconds: int, hour: int | None = None) -> tuple[int, int]:
    """Answered within the target / (offered − gave up within the target); who balks waits 0 (R8)."""
    chosen = np.ones(len(f.arrived), bool) if hour is None else of_hour(f.arrived, hour)
    soon = chosen & (f.wait <= seconds * SECOND)
    return (soon & f.answered).sum(), chosen.sum() - (soon & ~f.answered).sum()


def opening_occupancy(f: Facts) -> tuple[int, int]:
    days = range(0, f.end, DAY)
    spans = [(day + 8 * HOUR, day + 21 * HOUR) for day in days]
    return sum(busy_time(f, *span) for span in spans), sum(presence(f, *span) for span in spans)


# Intervals


@dataclass(frozen=True)
class Estimate:
    """A mean with the half-width of its interval."""

    value: float
    half_width: float


def estimate(pairs, confidence: float, luck=()) -> Estimate:
    """The ratio of sums and its t-interval over replications (delta method).

    `luck` holds for each replication numbers whose expected value is 0 (control variates): what the figure owes to
    them is taken away by linear regression.
    """
    numerators, denominators = np.array(pairs, float).T
    value = numerators.sum() / denominators.sum()
    errors = (numerators - value * denominators) / denominators.mean()
    controls = np.array(luck, float).reshape(len(errors), -1)
    controls = controls[:, controls.std(axis=0) > 0]
    scaled = controls / controls.std(axis=0)
    design = np.column_stack([np.ones(len(errors)), scaled])
    coefficients = np.linalg.lstsq(design, errors, rcond=None)[0]
    freedom = len(errors) - design.shape[1]
    variance = ((errors - design @ coefficients) ** 2).sum() / freedom
    deviation = np.sqrt(variance * np.linalg.inv(design.T @ design)[0, 0])
    return Estimate(value + coefficients[0], stats.t.ppf((1 + confidence) / 2, freedom) * deviation)


def single_server_waits(arrived: np.ndarray, service: np.ndarray) -> np.ndarray:
    """Waits in front of one server, first come first served (Lindley's recursion)."""
    net = np.concatenate([[0.0], np.cumsum(service[:-1] - np.diff(arrived))])
    return net - np.minimum.accumulate(net)
