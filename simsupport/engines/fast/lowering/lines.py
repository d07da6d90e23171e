"""Demand lines, and the times at which their customers are about (R17)."""

from itertools import accumulate

from simsupport.demand import FLAT, line_profile
from simsupport.engines.fast.lowering.ground import Ground
from simsupport.engines.fast.lowering.rows import Row, Stretches, row
from simsupport.engines.fast.tables import LINE, SEASON, Table, table
from simsupport.scenario.intervals import Interval, join
from simsupport.scenario.weekly import WeekNumbers


def lines(ground: Ground) -> dict[str, Table]:
    """A row per line, by name, and the seasons of all; lines with the same profile share theirs."""
    scenario, found = ground.scenario, Stretches()
    known: dict[tuple[int, str], tuple[int, int]] = {}
    rows = []
    for line in sorted(scenario.lines, key=lambda line: line.name):
        profile, zone = line_profile(scenario, line) or FLAT, scenario.channels[line.channel].time_zone
        same = id(profile), zone
        if same not in known:
            known[same] = found.add(_seasons(ground, profile, zone))
        first, count = known[same]
        rows.append(row(LINE, first_season=first, season_count=count))
    return {"lines": table(LINE, rows), "seasons": table(SEASON, found.rows)}


def _seasons(ground: Ground, profile: WeekNumbers, zone: str) -> list[Row]:
    """Where the profile is above zero, and how long that has been before."""
    starts, numbers, _ = ground.scenario.wall_clock.steps(profile, zone)
    bounds = [*starts.tolist(), ground.scenario.calendar.horizon]
    busy: list[Interval] = []
    for start, end, number in zip(bounds[:-1], bounds[1:], numbers.tolist(), strict=True):
        if number > 0:
            join(busy, (start, end))
    before = accumulate((end - start for start, end in busy), initial=0)
    return [(start, end, passed) for (start, end), passed in zip(busy, before, strict=False)]
