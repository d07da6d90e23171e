"""Bookings: every amount of money that a log gives rise to, of which kind, and when it arises.

Premiums are surcharges on the base wage and add up: an hour of overtime on a holiday costs the wage times
1 + (holiday − 1) + (overtime − 1). A holiday on a weekend has the holiday's premium alone, as a day is one or the
other (R1). Absence that is paid costs the base wage. Standing by costs its share of the base wage, also on weekends;
who is woken is paid as any other, and at least for the hours that the shift promises. Days, weeks and months are those
of the team's zone, for initiatives of the calendar's. What an initiative costs once is booked when it starts; if that
lies in the warm-up, when the warm-up ends.
"""

from bisect import bisect_right
from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from simsupport import units
from simsupport.kept import once
from simsupport.log import Kind, State
from simsupport.measures.arrays import Array
from simsupport.measures.dimensions import split
from simsupport.measures.facts import Facts

if TYPE_CHECKING:
    from simsupport.scenario.models import Cost, Initiative, Scenario, Team
    from simsupport.scenario.wall_clock import WallClock

WAGES, PREMIUMS, OVERTIME, STANDBY, OUTSOURCING, BOT, INITIATIVES, CONCESSIONS = range(8)
NO_TEAM = -1


class Booked(NamedTuple):
    """Amounts of one kind (one row each), spread evenly over [start, end) in ticks."""

    kind: int
    team: Array
    start: Array
    end: Array
    amount: Array


def bookings(facts: Facts) -> Iterator[Booked]:
    """All costs of a log."""
    yield from wages(facts)
    yield from standby(facts)
    yield from outsourcing(facts)
    yield from bots(facts)
    yield from initiatives(facts)
    legs = facts.legs
    rows = legs.conceding_rows
    yield _at(CONCESSIONS, legs.names["team"][rows], legs.talk_ended[rows], legs.granted[rows])


def wages(facts: Facts) -> Iterator[Booked]:
    """The base wage of paid time, the surcharges of weekends and holidays, and all that overtime costs."""
    spans, days = facts.agents, facts.days
    team, state = spans.names["team"][days.row], spans.state[days.row]
    hour, weekend, holiday, overtime = (
        of_teams(facts, name)[team] for name in ("hour", "weekend", "holiday", "overtime")
    )
    base = np.where(spans.paid[days.row], (days.end - days.start) / units.HOUR * hour, 0.0)
    surcharge = np.where(days.holiday, holiday - 1, np.where(days.weekend, weekend - 1, 0.0))
    late = state == State.OVERTIME
    present = state != State.ABSENT
    yield Booked(WAGES, team, days.start, days.end, np.where(late, 0.0, base))
    yield Booked(PREMIUMS, team, days.start, days.end, np.where(present, base * surcharge, 0.0))
    yield Booked(OVERTIME, team, days.start, days.end, np.where(late, base * overtime, 0.0))


def of_teams(facts: Facts, price: str) -> Array:
    """What each team costs by the hour, or one of its premiums."""
    return np.array([getattr(team.cost, price) for team in facts.scenario.teams.values()])


def standby(facts: Facts) -> Iterator[Booked]:
    """The share of the wage for standing by, and what those who were woken lack to the least that is due (R18)."""
    spans, wage = facts.agents, of_teams(facts, "hour")
    rows = np.flatnonzero(spans.standby > 0)
    team, start, end = spans.names["team"][rows], spans.start[rows], spans.end[rows]
    yield Booked(STANDBY, team, start, end, (end - start) / units.HOUR * wage[team] * spans.standby[rows])
    woken = spans.call_outs
    lacks = np.maximum(woken.due - woken.worked, 0) / units.HOUR
    yield _at(STANDBY, woken.team, woken.start, lacks * wage[woken.team])


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
    legs, handled = facts.legs, facts.handled
    first = handled.started[handled.team == place]
    rows = np.flatnonzero(legs.manned & (legs.kind != Kind.APPROVAL) & (legs.names["team"] == place))
    minutes = (legs.freed(rows) - legs.started[rows]) / units.MINUTE
    money = np.concatenate([np.full(len(first), cost.contact), minutes * cost.minute])
    return np.concatenate([first, legs.started[rows]]), money


def _top_up(facts: Facts, place: int, team: "Team", ticks: Array, money: Array) -> Booked:
    """What a team's bill of each period lacks to the minimum; of a period seen in part, so is the minimum."""
    start, end, due = by_period(
        facts.scenario, str(team.cost.minimum), team.time_zone, facts.clock.warm_up, facts.horizon
    )
    row, of_period, _, _ = split(ticks, ticks + 1, np.append(start, end[-1]))
    billed = np.bincount(of_period, money[row], len(start))
    return Booked(OUTSOURCING, np.full(len(start), place), start, end, np.maximum(due - billed, 0.0))


def bots(facts: Facts) -> Iterator[Booked]:
    """The price of each contact that a bot engages (R7); it is no team's."""
    rows, money = engagements(facts)
    yield _at(BOT, np.full(len(rows), NO_TEAM), facts.legs.started[rows], money)


def engagements(facts: Facts) -> tuple[Array, Array]:
    """The legs with a bot, and what each costs."""
    legs, known = facts.legs, facts.scenario.automation.bot
    price = np.array([known[name].cost if name in known else 0.0 for name in facts.scenario.channels])
    rows = legs.bot_rows
    return rows, price[legs.names["channel"][rows]]


def initiatives(facts: Facts) -> Iterator[Booked]:
    """Money, at once or by the time, and the hours for which a head count is lower (R22); no team's."""
    for _, initiative in sorted(facts.scenario.initiatives.items()):  # sums do not depend on how a file orders them
        yield from _price(facts, initiative)
    yield from _hours_away(facts)


def _price(facts: Facts, initiative: "Initiative") -> Iterator[Booked]:
    from simsupport.scenario.timeline.in_force import phasing

    holds = phasing(facts.scenario, initiative)
    start, end = max(holds.start, facts.clock.warm_up), min(holds.end, facts.horizon)
    if start >= end or not initiative.cost:
        return
    if isinstance(initiative.cost, str):
        begins, ends, due = by_period(facts.scenario, initiative.cost, "", start, end)
        yield Booked(INITIATIVES, np.full(len(begins), NO_TEAM), begins, ends, due)
    else:
        yield _at(INITIATIVES, np.array([NO_TEAM]), np.array([start]), np.array([initiative.cost]))


def _hours_away(facts: Facts) -> Iterator[Booked]:
    """The wage of those whom initiatives take from a head count: they are in no agent's time."""
    scenario = facts.scenario
    taken = {initiative.away.team for initiative in scenario.initiatives.values() if initiative.away}
    if not any(scenario.teams[name].agents is not None for name in taken):
        return
    from simsupport.roster import plan
    from simsupport.scenario.timeline.presence import head_count

    for heads in plan(scenario).head_counts:
        missing = _missing(head_count(scenario, heads.team), heads.steps, facts.horizon)
        wage = scenario.teams[heads.team].cost.hour
        start, end, count = np.array(list(missing), np.int64).reshape(-1, 3).T
        team = np.full(len(start), NO_TEAM)
        yield Booked(INITIATIVES, team, start, end, (end - start) / units.HOUR * count * wage)


def _missing(
    planned: Sequence[tuple[int, int]], there: Sequence[tuple[int, int]], horizon: int
) -> Iterator[tuple[int, int, int]]:
    """The stretches in which a head count is below the planned one, and by how many."""
    bounds = sorted({tick for tick, _ in (*planned, *there)} | {horizon})
    for start, end in pairwise(bounds):
        missing = _count(planned, start) - _count(there, start)
        if missing:
            yield start, end, missing


def _count(steps: Sequence[tuple[int, int]], tick: int) -> int:
    return steps[bisect_right(steps, tick, key=lambda step: step[0]) - 1][1]


@once
def by_period(scenario: "Scenario", price: str, zone: str, start: int, end: int) -> tuple[Array, Array, Array]:
    """A price per month (week, day) from a tick to another: where its periods begin and end, and what each costs.

    Of a period that lies there in part, so is the price.
    """
    least, period = amount_and_period(price)
    bounds = np.array(list(_periods(scenario.wall_clock, zone, period, start, end)), np.int64)
    begins, ends = np.maximum(bounds[:-1], start), np.minimum(bounds[1:], end)
    return begins, ends, least * (ends - begins) / np.diff(bounds)


def _periods(clock: "WallClock", zone: str, period: str, start: int, end: int) -> Iterator[int]:
    """The ticks at which the days, weeks or months between two ticks begin, and the one after them."""
    day = clock.local(start, zone).date()
    day -= timedelta(days={"day": 0, "week": day.weekday(), "month": day.day - 1}[period])
    while True:
        tick = clock.tick(day, 0, zone)
        yield tick
        if tick >= end:
            return
        day += timedelta(days={"day": 1, "week": 7, "month": monthrange(day.year, day.month)[1]}[period])


def amount_and_period(text: str) -> tuple[float, str]:
    """The amount and the period (day, week or month) of `2000 / month`."""
    least, _, period = text.partition("/")
    return float(least), period.strip()


def _at(kind: int, team: Array, ticks: Array, money: Array) -> Booked:
    return Booked(kind, team, ticks, ticks + 1, money)
