"""By what figures are broken down: names (channel, topic, team, label, target) and intervals of local time.

Intervals go by the clock of the calendar's zone. What happens at a tick belongs to the interval that holds it; what
lasts is split where intervals meet. The warm-up belongs to no group.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from simsupport import units
from simsupport.errors import SimsupportError, nearest
from simsupport.kept import once
from simsupport.measures.groups import Several, Whole, blockwise, rows_where
from simsupport.measures.ranges import ranges
from simsupport.measures.ruler import Ruler

if TYPE_CHECKING:
    from simsupport.measures.arrays import Array, Rows
    from simsupport.measures.groups import Groups
    from simsupport.scenario.models import Scenario
    from simsupport.scenario.wall_clock import WallClock

NAMES = ("channel", "topic", "team", "label")
STEPS = {
    "quarter_hour": 15 * units.MINUTE, "half_hour": 30 * units.MINUTE, "hour": units.HOUR, "day": units.DAY,
    "day_of_week": units.DAY, "weekend": units.DAY, "week": units.DAY, "month": units.DAY,
}  # fmt: skip
INTERVALS = tuple(STEPS)
ALL = (*NAMES, *INTERVALS)
MOST_GROUPS = 1_000_000
NONE = -1

_MINUTES = {"quarter_hour": 15, "half_hour": 30, "hour": 60}


class UnknownNameError(SimsupportError, ValueError):
    """A measure, a dimension or a breakdown that there is not."""


def family(dimension: str) -> str:
    """`label` for label.tier; any other dimension is its own."""
    return "label" if dimension.startswith("label.") else dimension


def breakdown(by: str | Sequence[str], known: Sequence[str]) -> tuple[str, ...]:
    """The dimensions of a breakdown, checked: each known and there but once."""
    dimensions = (by,) if isinstance(by, str) else tuple(by)
    for place, dimension in enumerate(dimensions):
        if dimension not in known:
            hint = nearest(str(dimension), known) or f"; there are {', '.join(known)}"
            raise UnknownNameError(f"'{dimension}' is not a dimension{hint}")
        if dimension in dimensions[:place]:
            raise UnknownNameError(f"the dimension '{dimension}' stands twice")
    return dimensions


def dimensions_of(scenario: "Scenario") -> list[str]:
    """All dimensions by which figures of a scenario may be broken down."""
    labels = sorted({f"label.{label}" for line in scenario.lines for label in line.labels})
    return ["channel", "topic", "team", *labels, "target", *INTERVALS]


class Grid:
    """Intervals that tile the time looked at: where they meet, each one's group, and each group's values."""

    def __init__(self, bounds: "Array", group: "Array", values: dict[str, list[Any]]) -> None:
        self.bounds = bounds
        self.group = group
        self.values = values
        self._padded = np.concatenate([[NONE], group, [NONE]]).astype(np.int32)  # by the bounds that were passed

    @property
    def size(self) -> int:
        return len(next(iter(self.values.values()))) if self.values else 1

    @cached_property
    def ruler(self) -> Ruler:
        return Ruler(self.bounds)

    def covers(self, ticks: "Array") -> "Array":
        """Whether a tick lies in the time looked at."""
        first, end = int(self.bounds[0]), int(self.bounds[-1])
        return blockwise(lambda tick: (tick >= first) & (tick < end), np.bool_, ticks)

    def locate(self, ticks: "Array") -> "Array":
        """The group of the interval that holds each tick; −1 outside the time looked at."""
        if len(self.group) == 1:
            return self.covers(ticks).astype(np.int32) - np.int32(1)
        found: Array = self._padded[self.ruler.passed(ticks)]
        return found


class Pieces(NamedTuple):
    """What lasts, cut where intervals meet: of which row each piece is, its group and its ticks."""

    row: "Rows"
    groups: "Groups"
    ticks: "Array"


class Grouping:
    """The groups of one breakdown: every combination of names, times every combination of intervals that occurs."""

    def __init__(self, clock: "WallClock", by: Sequence[str], values: Mapping[str, Sequence[str]]) -> None:
        self.by = tuple(by)
        self.clock = clock
        self.names = {dim: list(values[dim]) for dim in self.by if dim not in STEPS}
        self.grid = _grid(clock, [dim for dim in self.by if dim in STEPS])
        self.name_size = int(np.prod([len(names) for names in self.names.values()], dtype=np.int64))
        self.size = self.name_size * self.grid.size
        self._keys: dict[tuple[str, ...], Mapping[str, Any]] = {}
        if self.size > MOST_GROUPS:
            raise SimsupportError(f"a breakdown by {', '.join(by)} has {self.size:,} groups, too many to be read")

    @cached_property
    def elapsed(self) -> "Array":
        """The ticks that each group's intervals last."""
        return self.of_time(np.bincount(self.grid.group, np.diff(self.grid.bounds), self.grid.size))

    @property
    def sample_step(self) -> int:
        """Ticks between samples: hours, or what finer intervals are asked for."""
        return min([units.HOUR, *(STEPS[dim] for dim in self.by if dim in STEPS)])

    @cached_property
    def samples(self) -> "Array":
        """The ticks at which a state is sampled: where intervals end."""
        return boundaries(self.clock, self.sample_step)[1:]

    @cached_property
    def sample_counts(self) -> "Array":
        """How many samples each group has; a sample belongs to the interval that it ends."""
        return self.of_time(np.bincount(self.grid.locate(self.samples - 1), minlength=self.grid.size))

    def of_time(self, by_time: "Array") -> "Array":
        """What holds for the intervals, for each group."""
        return np.tile(by_time, self.name_size)

    def name_group(self, codes: Mapping[str, "Array"], size: int) -> "Array":
        """Each row's combination of names; −1 where one is missing."""
        group = np.zeros(size, np.int32)
        missing = np.zeros(size, np.bool_)
        for dim, names in self.names.items():
            group = group * np.int32(len(names)) + codes[dim]
            missing |= codes[dim] < 0
        group[missing] = NONE
        return group

    def combine(self, name_group: "Array", time_group: "Array") -> "Array":
        together: Array = name_group * np.int32(self.grid.size) + time_group
        np.copyto(together, NONE, where=(name_group < 0) | (time_group < 0))
        return together

    def at(self, codes: Mapping[str, "Array"], ticks: "Array") -> "Groups":
        """The group of what happens at a tick."""
        if not self.by:
            return Whole(self.grid.covers(ticks))
        group = self.combine(self.name_group(codes, len(ticks)), self.grid.locate(ticks))
        return Whole(group >= 0) if self.size == 1 else Several(group, self.size)

    def split(self, codes: Mapping[str, "Array"], start: "Array", end: "Array", among: "Array | None" = None) -> Pieces:
        """What lasts from start to end, cut where intervals meet; of the rows for which a mask holds, if any."""
        if not self.by:
            ticks = self._inside(start, end)
            inside = ticks > 0
            return Pieces(slice(None), Whole(inside if among is None else inside & among), ticks)
        row, interval, begins, ends = split(start, end, self.grid.bounds, self.grid.ruler, among)
        names = self.name_group(codes, len(start))[row]
        return Pieces(row, Several(self.combine(names, self.grid.group[interval]), self.size), ends - begins)

    def _inside(self, start: "Array", end: "Array") -> "Array":
        """The ticks from start to end within the time looked at, where most spans lie whole; 0 or less for none."""
        first, last = int(self.grid.bounds[0]), int(self.grid.bounds[-1])
        ticks: Array = end - start
        rows = rows_where(lambda start, end: (start < first) | (end > last), start, end)
        ticks[rows] = np.minimum(end[rows], last) - np.maximum(start[rows], first)
        return ticks

    @cached_property
    def columns(self) -> Mapping[str, "Array"]:
        """The value of each dimension, for each group, in the order of the groups."""
        place = np.arange(self.size)
        time = place % self.grid.size
        found = {dim: np.array(values)[time] for dim, values in self.grid.values.items()}
        rest = place // self.grid.size
        for dim, names in reversed(self.names.items()):
            found[dim] = np.array(names, object)[rest % len(names)] if names else np.empty(0, object)
            rest = rest // max(len(names), 1)
        return {dim: found[dim] for dim in self.by}

    def keys(self, measures: tuple[str, ...]) -> Mapping[str, Any]:
        """What tables of these measures say of each row: its group, its measure; columns of a DataFrame, made once."""
        import pandas as pd

        if measures not in self._keys:
            columns = {name: np.tile(column, len(measures)) for name, column in self.columns.items()}
            frame = pd.DataFrame({**columns, "measure": np.repeat(np.array(measures, object), self.size)})
            self._keys[measures] = {str(name): frame[name].array for name in frame}
        return self._keys[measures]


@once
def grouping(scenario: "Scenario", by: tuple[str, ...], values: tuple[tuple[str, tuple[str, ...]], ...]) -> Grouping:
    """The groups of a breakdown, for all logs that have the same names."""
    return Grouping(scenario.wall_clock, by, dict(values))


def split(
    start: "Array", end: "Array", bounds: "Array", ruler: Ruler | None = None, among: "Array | None" = None
) -> tuple["Array", "Array", "Array", "Array"]:
    """Spans clipped to bounds and cut at them: row, interval, start and end of each piece."""
    ruler = ruler or Ruler(bounds)
    start, end = np.maximum(start, bounds[0]), np.minimum(end, bounds[-1])
    kept = np.flatnonzero(start < end if among is None else (start < end) & among)
    row, interval = ranges(kept, ruler.passed(start[kept]) - 1, ruler.passed(end[kept] - 1))
    begins, ends = np.maximum(start[row], bounds[interval]), np.minimum(end[row], bounds[interval + 1])
    return row, interval, begins, ends


def boundaries(clock: "WallClock", step: int) -> "Array":
    """The ticks from the warm-up's end to the horizon at which local intervals of a length meet, ends included."""
    _, days = clock.day_starts()
    inner = days if step == units.DAY else _within_days(days, clock.horizon, step)
    inner = inner[(inner > clock.warm_up) & (inner < clock.horizon)]
    return np.concatenate([[clock.warm_up], inner, [clock.horizon]]).astype(np.int64)


def _within_days(days: "Array", horizon: int, step: int) -> "Array":
    ends = np.append(days[1:], max(horizon, days[-1]))
    return np.concatenate([np.arange(start, end, step) for start, end in zip(days, ends, strict=True)])


def _grid(clock: "WallClock", dimensions: Sequence[str]) -> Grid:
    if not dimensions:
        return Grid(np.array([clock.warm_up, clock.horizon]), np.zeros(1, np.int64), {})
    bounds = boundaries(clock, min(STEPS[dim] for dim in dimensions))
    fields = clock.fields(bounds[:-1])
    codes = np.stack([_codes(dim, fields) for dim in dimensions])
    distinct, group = np.unique(codes, axis=1, return_inverse=True)
    values = {dim: _shown(dim, row) for dim, row in zip(dimensions, distinct, strict=True)}
    return Grid(bounds, group.reshape(-1), values)


def _codes(dimension: str, fields: Mapping[str, "Array"]) -> "Array":
    """A number for each interval of a dimension, in the order of time."""
    date = fields["date"].astype("datetime64[D]")
    match dimension:
        case "day":
            return date.astype(np.int64)
        case "day_of_week":
            return np.asarray(fields["weekday"], np.int64)
        case "weekend":
            return (fields["weekday"] >= 5).astype(np.int64)
        case "week":  # its Monday
            return date.astype(np.int64) - fields["weekday"]
        case "month":
            return date.astype("datetime64[M]").astype(np.int64)
        case _:
            return np.asarray(fields["minute"] // _MINUTES[dimension], np.int64)


def _shown(dimension: str, codes: "Array") -> list[Any]:
    """What a figure's row says of its interval: dates in ISO form, names of days, places in the day from 0."""
    from simsupport.scenario.weekly import WEEKDAYS

    match dimension:
        case "day":
            return [str(day) for day in codes.astype("datetime64[D]")]
        case "day_of_week":
            return [WEEKDAYS[code] for code in codes]
        case "weekend":
            return [bool(code) for code in codes]
        case "week":
            weeks = [day.isocalendar() for day in codes.astype("datetime64[D]").tolist()]
            return [f"{year}-W{week:02d}" for year, week, _ in weeks]
        case "month":
            return [str(month) for month in codes.astype("datetime64[M]")]
        case _:
            return [int(code) for code in codes]
