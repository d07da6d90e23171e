"""Agents' time by the days of their teams' zones: weekends and holidays, for premiums and for who worked when."""

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from simsupport.measures.dimensions import split

if TYPE_CHECKING:
    from simsupport.measures.arrays import Array
    from simsupport.measures.facts import Facts


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
    days, starts = facts.clock.day_starts(zone)
    bounds = np.append(starts, max(facts.horizon, int(starts[-1]) + 1))
    row, day, start, end = split(facts.agents.start[rows], facts.agents.end[rows], bounds)
    weekday = np.array([day.weekday() for day in days])[day]
    ordinal = np.array([day.toordinal() for day in days])[day]
    holiday = np.array([facts.clock.day_name(day) == "holiday" for day in days])[day]
    return np.stack([rows[row], start, end, weekday, ordinal - weekday, holiday])
