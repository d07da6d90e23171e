"""Between ticks and the clock on the wall (R1): zones, daylight saving, holidays, weekly tables.

Ticks count physical time from the local midnight at which a scenario starts. A local time that the clock skips is
the end of the gap; one that it repeats is the first of the two.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from simsupport import units
from simsupport.scenario import weekly
from simsupport.scenario.intervals import Interval, join

if TYPE_CHECKING:
    from simsupport.scenario.models import Calendar

Ticks = NDArray[np.int64]

_MICROSECOND = timedelta(microseconds=1)


class WallClock:
    """The calendar of a scenario, as a map between ticks and local times of any zone."""

    def __init__(self, calendar: "Calendar") -> None:
        self.calendar = calendar
        self.horizon = calendar.horizon
        self.warm_up = calendar.warm_up
        self._holidays = frozenset(calendar.holidays)
        self._ticks: dict[tuple[date, int, str], int] = {}  # many lines and shifts ask for the same hours
        self._offsets: dict[tuple[str, int], tuple[Ticks, Ticks]] = {}
        self._start = _instant(datetime.combine(calendar.start, datetime.min.time()), self.zone(""))

    def zone(self, name: str) -> ZoneInfo:
        """The zone of a channel or team; without a name the calendar's."""
        return ZoneInfo(name or self.calendar.time_zone)

    def tick(self, day: date, after_midnight: int, zone: str = "") -> int:
        """The tick at which the clock on the wall shows so many ticks after midnight of a day."""
        known = self._ticks.get((day, after_midnight, zone))
        if known is None:
            local = datetime.combine(day, datetime.min.time()) + timedelta(microseconds=after_midnight)
            known = (_instant(local, self.zone(zone)) - self._start) // _MICROSECOND
            self._ticks[day, after_midnight, zone] = known
        return known

    def local(self, tick: int, zone: str = "") -> datetime:
        """The local time at a tick, with its zone."""
        return (self._start + timedelta(microseconds=int(tick))).astimezone(self.zone(zone))

    def day_name(self, day: date) -> str:
        """mon to sun, or holiday."""
        return "holiday" if day in self._holidays else weekly.WEEKDAYS[day.weekday()]

    def days(self, zone: str = "") -> Iterator[date]:
        """The local days that the horizon touches."""
        day, last = self.local(0, zone).date(), self.local(self.horizon - 1, zone).date()
        while day <= last:
            yield day
            day += timedelta(days=1)

    def week_of(self, day: date) -> int:
        """Weeks (Monday to Sunday) since the one in which the scenario starts."""
        monday = self.calendar.start - timedelta(days=self.calendar.start.weekday())
        return (day - monday).days // 7

    def day_starts(self, zone: str = "") -> tuple[list[date], Ticks]:
        """The local days and the ticks of their midnights."""
        days = list(self.days(zone))
        return days, np.array([self.tick(day, 0, zone) for day in days], np.int64)

    def intervals_of_day(self, day: date, spans: tuple[weekly.Span, ...], zone: str = "") -> list[Interval]:
        """The ticks of a day's spans of hours; what lies in a skipped hour vanishes."""
        ticks = [(self.tick(day, start, zone), self.tick(day, end, zone)) for start, end in spans]
        return [(start, end) for start, end in ticks if start < end]

    def opening(self, hours: Any, zone: str = "") -> list[Interval]:
        """The intervals within the horizon at which weekly hours hold, in order, joined where they touch."""
        if hours == "always":
            return [(0, self.horizon)]
        first = next(iter(self.days(zone))) - timedelta(days=1)  # a night may have begun the day before
        found: list[Interval] = []
        for day in (first, *self.days(zone)):
            for interval in self.intervals_of_day(day, hours.get(self.day_name(day), ()), zone):
                join(found, interval)
        return [(max(start, 0), min(end, self.horizon)) for start, end in found if end > 0 and start < self.horizon]

    def steps(self, table: weekly.WeekNumbers, zone: str = "") -> tuple[Ticks, NDArray[np.float64], NDArray[np.int64]]:
        """A weekly table of numbers as steps over the horizon.

        Returns the ticks at which intervals begin, each interval's number and its day (counted from the first
        local day). The first begins at tick 0; the last ends with the horizon.
        """
        starts: list[int] = []
        numbers: list[float] = []
        owners: list[int] = []
        for index, day in enumerate(self.days(zone)):
            row = self._row(table, day)
            size = units.DAY // len(row)
            for place, number in enumerate(row):
                start = max(self.tick(day, place * size, zone), 0)
                if start < self.horizon:
                    _step(starts, numbers, owners, start, number, index)
        return np.array(starts, np.int64), np.array(numbers), np.array(owners, np.int64)

    def _row(self, table: weekly.WeekNumbers, day: date) -> tuple[float, ...]:
        row = table.get(self.day_name(day), (0.0,))
        if len(row) == 1:  # a holiday with a share of its weekday
            usual = table.get(weekly.WEEKDAYS[day.weekday()], (0.0,))
            return tuple(number * row[0] for number in usual)
        return row

    def on_the_wall(self, ticks: Ticks, zone: str = "") -> Ticks:
        """What a zone's clock shows at ticks: microseconds after the midnight of the start day."""
        changes, offsets = self._ahead(zone, int(ticks.min(initial=0)))
        found: Ticks = ticks + offsets[np.searchsorted(changes, ticks, side="right") - 1]
        return found

    def ticks(self, local: Ticks, zone: str = "") -> Ticks:
        """The ticks at which a zone's clock shows so many microseconds after the midnight of the start day."""
        changes, offsets = self._ahead(zone, int(local.min(initial=0)) - 2 * units.DAY)
        found: Ticks = local - offsets[-1]
        for change, offset in zip(changes[:0:-1], offsets[-2::-1], strict=True):  # before the change
            found = np.where(local - offset < change, local - offset, np.maximum(found, change))
        return found

    def ticks_since_1970(self, times: Ticks, zone: str | None) -> Ticks:
        """The ticks of microseconds since 1970, in UTC or on the clock of a zone."""
        if zone is None:
            return times - units.since_1970(self._start)
        return self.ticks(times - units.since_1970(datetime.combine(self.calendar.start, datetime.min.time())), zone)

    def _ahead(self, zone: str, since: int) -> tuple[Ticks, Ticks]:
        """The steps in which a zone's clock is ahead of the ticks, from a tick or earlier on."""
        weeks = max(1, -(since // units.WEEK))
        if (zone, weeks) not in self._offsets:
            self._offsets[zone, weeks] = _offsets(self, zone, -weeks * units.WEEK)
        return self._offsets[zone, weeks]

    def fields(self, ticks: Ticks, zone: str = "") -> dict[str, NDArray[Any]]:
        """Local calendar fields of ticks: `date` (datetime64[D]), `minute` of the day, `weekday` (0 is Monday)."""
        local = self.on_the_wall(ticks, zone)
        since = np.datetime64(self.calendar.start, "D")
        days, within = np.divmod(local, units.DAY)
        dates = since + days.astype("timedelta64[D]")
        weekday = (days + self.calendar.start.weekday()) % 7
        return {"date": dates, "minute": within // units.MINUTE, "weekday": weekday}


def _offsets(clock: WallClock, zone: str, since: int) -> tuple[Ticks, Ticks]:
    """The ticks from which on a zone's clock is so many ticks ahead of the ticks since the start's midnight."""
    midnight = datetime.combine(clock.calendar.start, datetime.min.time())

    def ahead(tick: int) -> int:
        return (clock.local(tick, zone).replace(tzinfo=None) - midnight) // _MICROSECOND - tick

    changes, offsets = [since], [ahead(since)]
    for end in range(since + units.DAY, clock.horizon + units.WEEK, units.DAY):
        if ahead(end) != offsets[-1]:
            low, high = end - units.DAY, end
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if ahead(middle) == offsets[-1] else (low, middle)
            changes.append(high)
            offsets.append(ahead(high))
    return np.array(changes, np.int64), np.array(offsets, np.int64)


def _step(starts: list[int], numbers: list[float], owners: list[int], start: int, number: float, owner: int) -> None:
    if starts and starts[-1] == start:  # before the horizon, or a skipped hour
        numbers[-1], owners[-1] = number, owner
    else:
        starts.append(start)
        numbers.append(number)
        owners.append(owner)


def _instant(local: datetime, zone: ZoneInfo) -> datetime:
    """The moment in UTC at which clocks of a zone show a local time (R1)."""
    first = local.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if first.astimezone(zone).replace(tzinfo=None) == local:
        return first
    low, high = local.replace(tzinfo=zone, fold=1).astimezone(UTC), first  # around the end of a gap
    before = low.astimezone(zone).utcoffset()
    while high - low > _MICROSECOND:
        middle = low + (high - low) // 2
        low, high = (middle, high) if middle.astimezone(zone).utcoffset() == before else (low, middle)
    return high
