"""Agents' time by the days of their teams' zones: weekends and holidays, for premiums and for who worked when."""

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from simsupport.kept import once
from simsupport.measures.dimensions import split
from simsupport.measures.ruler import Ruler

if TYPE_CHECKING:
    from simsupport.measures.arrays import Array
    from simsupport.measures.facts import Facts
    from simsupport.scenario.models import Scenario


class Days:
    """Agents' time cut at the midnights of their teams' zones: one row per piece.

    `row` is the place in the agents' table, `start` and `end` are ticks; `weekday` is 0 on Monday, `monday` numbers
    the weeks, `holiday` says whether the day is one.
    """

    def __init__(self, facts: "Facts") -> None:
        zones = [team.time_zone for team in facts.scenario.teams.values()]
        parts = [_in_zone(facts, zone, np.array([own == zone for own in zones])) for zone in sorted(set(zones))]
        columns = np.concatenate([np.empty((6, 0), np.int64), *parts], axis=1)
        self.row, self.start, self.end, self.weekday, self.monday, holiday = columns
        self.holiday = holiday.astype(np.bool_)

    @cached_property
    def weekend(self) -> "Array":
        return np.asarray(self.weekday >= 5)


def _in_zone(facts: "Facts", zone: str, teams: "Array") -> "Array":
    """The pieces of the teams of one zone; a column per piece."""
    rows = np.flatnonzero(teams[facts.agents.names["team"]])
    midnights, calendar = _calendar(facts.scenario, zone)
    row, day, start, end = split(facts.agents.start[rows], facts.agents.end[rows], midnights.marks, midnights)
    return np.vstack([rows[row], start, end, calendar[:, day]])


@once
def _calendar(scenario: "Scenario", zone: str) -> "tuple[Ruler, Array]":
    """The local days: their midnights; and as rows their weekdays, the Mondays of their weeks, which are holidays."""
    clock = scenario.wall_clock
    days, starts = clock.day_starts(zone)
    weekday = np.array([day.weekday() for day in days])
    monday = np.array([day.toordinal() for day in days]) - weekday
    holiday = [clock.day_name(day) == "holiday" for day in days]
    return Ruler(np.append(starts, max(clock.horizon, int(starts[-1]) + 1))), np.stack([weekday, monday, holiday])
