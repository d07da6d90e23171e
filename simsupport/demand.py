"""Demand (R4, R5): which issues come when, with the traits that they carry. One row per issue.

Each line is a nonhomogeneous Poisson process. Its k-th issue draws its gap and traits by the line's name and k, so
neither another volume nor another line changes who that issue is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simsupport import units
from simsupport.chance import Purpose, Stream, inverse, stream, uniforms
from simsupport.frames import categories
from simsupport.scenario import distributions, weekly
from simsupport.scenario.models import Factors, Line, Scenario

if TYPE_CHECKING:
    import pandas as pd

FLAT: weekly.WeekNumbers = dict.fromkeys(weekly.DAY_NAMES, (1.0,) * 24)


@dataclass(frozen=True)
class Demand:
    """The issues of one replication, in the order of their ids (created, line, k).

    All arrays have one entry per issue: `line` is the place among the lines' sorted names, `k` counts within the
    line, `created` is in ticks, `hard` says whether it is, `amount` is the authority it needs (0 for none) and
    `labels` holds for each label the value's place in `label_values` (−1 where the line does not give it).
    """

    scenario: Scenario
    seed: int
    replication: int
    line: NDArray[np.int32]
    k: NDArray[np.int64]
    created: NDArray[np.int64]
    hard: NDArray[np.bool_]
    amount: NDArray[np.float64]
    labels: dict[str, NDArray[np.int16]]

    def __len__(self) -> int:
        return len(self.created)

    @property
    def line_names(self) -> list[str]:
        return sorted(line.name for line in self.scenario.demand)

    @property
    def label_values(self) -> dict[str, list[str]]:
        """The values of each label, sorted."""
        return label_values(self.scenario)

    @property
    def table(self) -> "pd.DataFrame":
        """A DataFrame, one row per issue: issue, line, k, created (ticks), topic, channel, label.*, hard, amount."""
        import pandas as pd

        lines = {line.name: line for line in self.scenario.demand}
        names = self.line_names

        def of_line(values: list[str]) -> "pd.Categorical[Any]":
            kinds = sorted(set(values))
            places = np.array([kinds.index(value) for value in values] or [0])
            return categories(places[self.line], kinds)

        columns: dict[str, Any] = {
            "issue": np.arange(len(self), dtype=np.int32),
            "line": categories(self.line, names),
            "k": self.k,
            "created": self.created,
            "topic": of_line([lines[name].topic for name in names]),
            "channel": of_line([lines[name].channel for name in names]),
        }
        for label, values in self.label_values.items():
            columns[f"label.{label}"] = categories(self.labels[label], values)
        return pd.DataFrame({**columns, "hard": self.hard, "amount": self.amount})

    @classmethod
    def from_issues(
        cls, scenario: Scenario, rows: Sequence[Mapping[str, Any]], seed: int = 1, replication: int = 0
    ) -> "Demand":
        """Issues that are given one by one: `created` (ticks), `line` (name), and `labels`, `hard`, `amount`."""
        names = sorted(line.name for line in scenario.demand)
        values = label_values(scenario)
        rows = sorted(rows, key=lambda row: (row["created"], row["line"]))
        lines = [names.index(row["line"]) for row in rows]
        return cls(
            scenario,
            seed,
            replication,
            line=np.array(lines, np.int32),
            k=np.array([lines[:place].count(line) for place, line in enumerate(lines)], np.int64),
            created=np.array([row["created"] for row in rows], np.int64),
            hard=np.array([row.get("hard", False) for row in rows], np.bool_),
            amount=np.array([row.get("amount", 0.0) for row in rows], np.float64),
            labels={
                label: np.array(
                    [known.index(row["labels"][label]) if label in row.get("labels", {}) else -1 for row in rows],
                    np.int16,
                )
                for label, known in values.items()
            },
        )


def label_values(scenario: Scenario) -> dict[str, list[str]]:
    """The labels that the demand lines give, sorted, each with its values, sorted."""
    found: dict[str, set[str]] = {}
    for line in scenario.demand:
        for label, shares in line.labels.items():
            found.setdefault(label, set()).update(shares)
    return {label: sorted(found[label]) for label in sorted(found)}


def sample_demand(scenario: Scenario, seed: int = 1, replication: int = 0) -> Demand:
    """Draw the issues of one replication (R4, R5)."""
    lines = sorted(scenario.demand, key=lambda line: line.name)
    parts = [_sample_line(scenario, line, seed, replication) for line in lines]
    line = np.repeat(np.arange(len(parts), dtype=np.int32), [len(part["created"]) for part in parts])
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    order = np.lexsort((columns["k"], line, columns["created"]))
    columns = {name: values[order] for name, values in columns.items()}
    labels = {label: columns.pop(f"label.{label}") for label in label_values(scenario)}
    return Demand(scenario, seed, replication, line=line[order], labels=labels, **columns)


def _sample_line(scenario: Scenario, line: Line, seed: int, replication: int) -> dict[str, NDArray[Any]]:
    key = stream(seed, replication, f"line {line.name}")
    created = _arrivals(scenario, line, seed, replication, key)
    k = np.arange(len(created), dtype=np.int64)
    traits = {"created": created, "k": k, **_weight(scenario, line, key, k)}
    for label, values in label_values(scenario).items():
        of_label = stream(seed, replication, f"line {line.name} label {label}")
        traits[f"label.{label}"] = _label_codes(line, label, values, uniforms(of_label, k, Purpose.LABEL))
    return traits


def _weight(scenario: Scenario, line: Line, key: Stream, k: NDArray[Any]) -> dict[str, NDArray[Any]]:
    """Whether issues are hard, and the authority that they need (R5)."""
    topic = scenario.topics[line.topic]
    hard = uniforms(key, k, Purpose.HARD) < (topic.hard.share if topic.hard else 0.0)
    amount = np.zeros(len(k))
    if topic.authority:
        draw = inverse(topic.authority.amount)
        needs = np.flatnonzero(uniforms(key, k, Purpose.NEEDS_AUTHORITY) < topic.authority.needed)
        drawn = [round(draw(u), 2) for u in uniforms(key, k[needs], Purpose.AMOUNT)]
        amount[needs] = drawn
    return {"hard": hard, "amount": amount}


def _label_codes(line: Line, label: str, values: list[str], us: NDArray[np.float64]) -> NDArray[np.int16]:
    """The place of each issue's value of a label, drawn by the line's shares."""
    shares = line.labels.get(label)
    if not shares:
        return np.full(len(us), -1, np.int16)
    bounds = np.cumsum([shares[value] for value in sorted(shares)])[:-1]
    places = np.array([values.index(value) for value in sorted(shares)], np.int16)
    return places[np.searchsorted(bounds, us, side="right")]


def _arrivals(scenario: Scenario, line: Line, seed: int, replication: int, key: Stream) -> NDArray[np.int64]:
    """The ticks at which a line's issues are created, by inverting its cumulative rate (R4)."""
    starts, rates, days = rate_steps(scenario, line)
    rates = rates * _factors(scenario, line, seed, replication)[days]
    ends = np.append(starts[1:], scenario.calendar.horizon)
    cumulative = np.concatenate([[0.0], np.cumsum(rates * (ends - starts))])
    points = _unit_poisson(key, cumulative[-1])
    interval = np.searchsorted(cumulative, points, side="right") - 1
    within = (points - cumulative[interval]) / rates[interval]
    created: NDArray[np.int64] = np.rint(starts[interval] + within).astype(np.int64)
    last: NDArray[np.int64] = ends[interval] - 1
    return np.where(created > last, last, created)


def _unit_poisson(key: Stream, total: float) -> NDArray[np.float64]:
    """The points of a Poisson process of rate 1 up to a total; the k-th gap is drawn by k."""
    points = np.empty(0)
    last, size = 0.0, int(total + 6 * total**0.5 + 16)
    while last < total:
        k = np.arange(len(points), len(points) + size, dtype=np.uint64)
        gaps = -np.log1p(-uniforms(key, k, Purpose.GAP))
        points = np.cumsum(np.concatenate([[last], gaps]))[1:] if not len(points) else _longer(points, gaps)
        last = float(points[-1])
    return points[: np.searchsorted(points, total)]


def _longer(points: NDArray[np.float64], gaps: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.concatenate([points, np.cumsum(np.concatenate([points[-1:], gaps]))[1:]])


def rate_steps(scenario: Scenario, line: Line) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.int64]]:
    """A line's rate before day and week factors: interval starts (ticks), issues per tick, local day."""
    zone = scenario.channels[line.channel].time_zone
    amount = line.rate or line.volume
    profile = line_profile(scenario, line)
    starts, numbers, days = scenario.wall_clock.steps(profile or FLAT, zone)
    if amount is None or profile is None:
        return starts, np.full(len(starts), amount.per_tick if amount else 0.0), days
    rows = [profile[day] for day in weekly.WEEKDAYS if day in profile]
    per_interval = amount.per_tick * units.WEEK / sum(sum(row) for row in rows)
    return starts, numbers * per_interval / (units.DAY // len(rows[0])), days


def line_profile(scenario: Scenario, line: Line) -> weekly.WeekNumbers | None:
    """The weekly profile that a line follows; None if it is flat."""
    return scenario.profiles[line.profile] if isinstance(line.profile, str) else line.profile


def _factors(scenario: Scenario, line: Line, seed: int, replication: int) -> NDArray[np.float64]:
    """For each local day the product of the line's day and week factor."""
    clock = scenario.wall_clock
    days = list(clock.days(scenario.channels[line.channel].time_zone))
    day_numbers = [day.toordinal() for day in days]
    week_numbers = [(day.toordinal() - 1) // 7 for day in days]  # the first of January of the year 1 was a Monday

    def drawn(kind: str, named: Mapping[str, Factors], given: str | Factors | None, k: list[int]) -> NDArray[Any]:
        if given is None:
            return np.ones(len(k))
        factors, name = (named[given], given) if isinstance(given, str) else (given, f"line {line.name}")
        draw = inverse(distributions.Gamma(1.0, factors.cv))
        key = stream(seed, replication, f"{kind} {name}")
        return np.array([draw(u) for u in uniforms(key, np.array(k, np.int64), Purpose.FACTOR)])

    by_day = drawn("day factor", scenario.day_factors, line.day_factor, day_numbers)
    by_week = drawn("week factor", scenario.week_factors, line.week_factor, week_numbers)
    factors: NDArray[np.float64] = by_day * by_week
    return factors
