"""Cost: paid time with its premiums, an outsourcer's bill, concessions. Booked when it arises.

Premiums are surcharges on the base wage and add up: an hour of overtime on a holiday costs the wage times
1 + (holiday − 1) + (overtime − 1). A holiday on a weekend has the holiday's premium alone, as a day is one or the
other (R1). Absence that is paid costs the base wage. Days, weeks and months are those of the team's zone.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from simsupport import units
from simsupport.log import Outcome, State
from simsupport.measures.dimensions import INTERVALS, NAMES, Grouping, split
from simsupport.measures.facts import Facts, among
from simsupport.measures.formula import (
    Array,
    Column,
    Grouped,
    Measure,
    OfGrouping,
    Source,
    View,
    amount,
    ratio,
)  # fmt: skip
from simsupport.measures.work import OF_TEAMS, handled_contacts, served

if TYPE_CHECKING:
    from simsupport.scenario.models import Cost, Team

MONTH = 365.25 / 12  # days
WAGES, PREMIUMS, OVERTIME, OUTSOURCING, CONCESSIONS = range(5)


class Booked(NamedTuple):
    """Amounts of one kind (one row each), spread evenly over [start, end) in ticks."""

    kind: int
    team: Array
    start: Array
    end: Array
    amount: Array


@dataclass(frozen=True, eq=False)
class Charges:
    """One row per amount of money: of which kind."""

    kind: Array
    amount: Array

    def of(self, kind: int) -> Array:
        return np.where(self.kind == kind, self.amount, 0.0)


def _charges(view: View) -> Grouped[Charges]:
    parts = [_grouped(view.grouping, booked) for booked in bookings(view.facts)]
    kind = np.concatenate([np.full(len(group), booked) for booked, _, group in parts])
    money = np.concatenate([money for _, money, _ in parts])
    return Grouped(Charges(kind, money), np.concatenate([group for *_, group in parts]))


def _grouped(grouping: Grouping, booked: Booked) -> tuple[int, Array, Array]:
    row, group, ticks = grouping.split({"team": booked.team}, booked.start, booked.end)
    return booked.kind, booked.amount[row] * (ticks / (booked.end - booked.start)[row]), group


def bookings(facts: Facts) -> Iterator[Booked]:
    """All costs of a log."""
    yield from wages(facts)
    yield from outsourcing(facts)
    legs = facts.legs
    rows = np.flatnonzero(legs.granted > 0)
    yield _at(CONCESSIONS, legs.names["team"][rows], legs.talk_ended[rows], legs.granted[rows])


def wages(facts: Facts) -> Iterator[Booked]:
    """The base wage of paid time, the surcharges of weekends and holidays, and all that overtime costs."""
    spans, days = facts.agents, facts.days
    team, state = spans.names["team"][days.row], spans.state[days.row]
    hour, weekend, holiday, overtime = (
        np.array([getattr(team.cost, name) for team in facts.scenario.teams.values()])[team]
        for name in ("hour", "weekend", "holiday", "overtime")
    )
    base = np.where(spans.paid[days.row], (days.end - days.start) / units.HOUR * hour, 0.0)
    surcharge = np.where(days.holiday, holiday - 1, np.where(days.weekend, weekend - 1, 0.0))
    late = state == State.OVERTIME
    present = ~among(state, (State.ABSENT,))
    yield Booked(WAGES, team, days.start, days.end, np.where(late, 0.0, base))
    yield Booked(PREMIUMS, team, days.start, days.end, np.where(present, base * surcharge, 0.0))
    yield Booked(OVERTIME, team, days.start, days.end, np.where(late, base * overtime, 0.0))


def outsourcing(facts: Facts) -> Iterator[Booked]:
    """Prices by contact and by minute, booked when a contact is first taken and a leg started; and what lacks to the
    minimum of a month (week, day), spread over it."""
    for place, team in enumerate(facts.scenario.teams.values()):
        if not (team.cost.contact or team.cost.minute or team.cost.minimum):
            continue
        ticks, money = _bill(facts, place, team.cost)
        yield _at(OUTSOURCING, np.full(len(ticks), place), ticks, money)
        if team.cost.minimum:
            yield _top_up(facts, place, team, ticks, money)


def _bill(facts: Facts, place: int, cost: "Cost") -> tuple[Array, Array]:
    """The ticks and amounts that a team charges for contacts and minutes of handling."""
    legs, handled = facts.legs, handled_contacts(facts)
    first = handled.started[handled.team == place]
    rows = np.flatnonzero(legs.taken & (legs.names["team"] == place))
    minutes = (legs.freed[rows] - legs.started[rows]) / units.MINUTE
    money = np.concatenate([np.full(len(first), cost.contact), minutes * cost.minute])
    return np.concatenate([first, legs.started[rows]]), money


def _top_up(facts: Facts, place: int, team: "Team", ticks: Array, money: Array) -> Booked:
    """What a team's bill of each period lacks to the minimum; of a period seen in part, so is the minimum."""
    least, period = minimum(str(team.cost.minimum))
    bounds = np.array(list(_periods(facts, team.time_zone, period)), np.int64)
    start, end = np.maximum(bounds[:-1], facts.clock.warm_up), np.minimum(bounds[1:], facts.horizon)
    row, of_period, _, _ = split(ticks, ticks + 1, np.append(start, end[-1]))
    billed = np.bincount(of_period, money[row], len(start))
    due = least * (end - start) / np.diff(bounds)
    return Booked(OUTSOURCING, np.full(len(start), place), start, end, np.maximum(due - billed, 0.0))


def _periods(facts: Facts, zone: str, period: str) -> Iterator[int]:
    """The ticks at which the days, weeks or months that the time looked at touches begin, and the one after them."""
    day = facts.clock.local(facts.clock.warm_up, zone).date()
    day -= timedelta(days={"day": 0, "week": day.weekday(), "month": day.day - 1}[period])
    while True:
        tick = facts.clock.tick(day, 0, zone)
        yield tick
        if tick >= facts.horizon:
            return
        day += timedelta(days={"day": 1, "week": 7, "month": monthrange(day.year, day.month)[1]}[period])


def minimum(text: str) -> tuple[float, str]:
    """The amount and the period (day, week or month) of `2000 / month`."""
    least, _, period = text.partition("/")
    return float(least), period.strip()


def _at(kind: int, team: Array, ticks: Array, money: Array) -> Booked:
    return Booked(kind, team, ticks, ticks + 1, money)


@dataclass(frozen=True, eq=False)
class Legs:
    """Legs by the tick at which their talk ends."""

    solved: Array
    granted: Array


def _endings(view: View) -> Grouped[Legs]:
    legs = view.facts.legs
    table = Legs(legs.outcome == Outcome.SOLVED, legs.granted)
    return Grouped(table, view.grouping.at(legs.names, legs.talk_ended))


charges = Source(OF_TEAMS, _charges)
endings = Source((*NAMES, *INTERVALS), _endings)
_all = charges(lambda c: c.amount)
_months_elapsed = OfGrouping(("team",), lambda grouping: grouping.elapsed / units.DAY / MONTH)


def _of(kind: int) -> Column[Charges]:
    return charges(lambda c: c.of(kind))


MEASURES: tuple[Measure, ...] = (
    amount("cost", "money", "wages + premiums + overtime + outsourcing + concessions", _all),
    amount("cost_wages", "money", "base wage of paid time: idle time, breaks and paid absence included, overtime not",
           _of(WAGES)),
    amount("cost_premiums", "money", "surcharges on the base wage on weekends and holidays of the team's zone",
           _of(PREMIUMS)),
    amount("cost_overtime", "money", "base wage and surcharge of overtime", _of(OVERTIME)),
    amount("cost_outsourcing", "money",
           "an outsourcer's price of contacts and of minutes of handling, and what lacks to the minimum of each month, "
           "week or day",
           _of(OUTSOURCING)),
    amount("cost_concessions", "money", "amounts granted to customers", endings(lambda e: e.granted)),
    ratio("cost_per_contact", "money", "cost / contacts that a human (of the team) first took in that time",
          _all, served(lambda h: h.once)),
    ratio("cost_per_resolution", "money", "cost / issues solved in that time", _all, endings(lambda e: e.solved)),
    ratio("cost_per_month", "money", "cost / months of 365.25 / 12 days", _all, _months_elapsed),
)  # fmt: skip
