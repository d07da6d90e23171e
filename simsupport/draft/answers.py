"""How answers are read: each by the language's own units and tables; what is wrong is a ValueError that says why."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pydantic import TypeAdapter, ValidationError

from simsupport import units
from simsupport.errors import nearest
from simsupport.scenario import fields, weekly
from simsupport.scenario.files import yaml_file
from simsupport.units import shown

CHANNELS = ("phone", "email", "chat")
ALWAYS = "always"
_HOURS = re.compile(r"([a-z][a-z ,-]*?)\s+((?:\d[\d:]*\s*-\s*\d[\d:]*[\s,]*)+)")  # days, spans
_GRIDS = (units.HOUR, units.HOUR // 2, units.HOUR // 4)  # of a profile


@dataclass(frozen=True)
class Opening:
    """Hours of the week, as they were written: days and one span or several; none are always."""

    hours: Mapping[str, Sequence[str]]

    @cached_property
    def week(self) -> weekly.WeekHours:
        """The spans of each day, in ticks after its midnight."""
        table = {days: list(spans) for days, spans in self.hours.items()} or {"mon-sun": ["00:00-24:00"]}
        return weekly.parse_week_hours(table)

    @property
    def days(self) -> int:
        """On how many days of a week there are hours."""
        return sum(bool(self.week.get(day)) for day in weekly.WEEKDAYS)

    @property
    def a_week(self) -> int:
        """How many ticks of a week are open."""
        return sum(end - start for day in weekly.WEEKDAYS for start, end in self.week.get(day, ()))

    @property
    def grid(self) -> int:
        """The longest interval of a profile into which all hours fall whole; else the shortest."""
        edges = [edge for spans in self.week.values() for span in spans for edge in span]
        return next((grid for grid in _GRIDS if not any(edge % grid for edge in edges)), _GRIDS[-1])

    def open_shares(self) -> dict[str, list[float]]:
        """Which share of each interval of a day is open, by day; days without hours are left out."""
        number = units.DAY // self.grid
        found = {day: [0.0] * number for day in weekly.WEEKDAYS}
        for place, day in enumerate(weekly.WEEKDAYS):
            for start, end in self.week.get(day, ()):
                for interval in range(start // self.grid, -(-end // self.grid)):
                    inside = min(end, (interval + 1) * self.grid) - max(start, interval * self.grid)
                    later, within = divmod(interval, number)
                    found[weekly.WEEKDAYS[(place + later) % 7]][within] += inside / self.grid
        return {day: row for day, row in found.items() if any(row)}


@dataclass(frozen=True)
class Promise:
    """A share of the contacts is answered within a time."""

    share: float
    within: int
    text: tuple[str, str]


def name(text: str) -> str:
    """What a scenario may be called."""
    return str(_as(fields.Title, text.strip()))


def channels(text: str) -> tuple[str, ...]:
    """Channels of ``phone, email``, each once."""
    found = [part.strip().lower() for part in text.split(",") if part.strip()]
    for word in found:
        if word not in CHANNELS:
            known = {"mail": "email", "mails": "email", "call": "phone", "calls": "phone"}
            hint = f"; did you mean '{known[word]}'?" if word in known else nearest(word, CHANNELS)
            raise ValueError(f"{shown(word)} is none of {', '.join(CHANNELS)}{hint}")
    if not found:
        raise ValueError(f"at least one is due of {', '.join(CHANNELS)}")
    return tuple(dict.fromkeys(found))


def opening(text: str) -> Opening:
    """Hours of ``mon-fri 08:00-18:00, sat 09:00-13:00`` or ``always``; days may have several spans."""
    given = text.strip().lower()
    if given == ALWAYS:
        return Opening({})
    if not re.fullmatch(f"(?:{_HOURS.pattern})+", given):
        raise ValueError(
            f"{shown(text)} is not hours of a week: write 'mon-fri 08:00-18:00, sat 09:00-13:00' or always"
        )
    hours: dict[str, list[str]] = {}
    for days, spans in _HOURS.findall(given):
        hours.setdefault(days, []).extend(span for span in spans.replace(" ", "").split(",") if span)
    found = Opening(hours)
    if not found.days:
        raise ValueError("there are no hours from mon to sun")
    return found


def contacts(text: str) -> units.Rate:
    """So many a day with opening hours, an hour of them, or a week."""
    rate = units.parse_rate(text)
    if rate.contacts:
        raise ValueError(
            f"{shown(text)}: write the number alone, as in '300 / d'; what comes back is a setting of its own"
        )
    return rate


def some_time(text: str) -> int:
    """Ticks of a duration above zero."""
    ticks = units.parse_duration(text)
    if not ticks:
        raise ValueError(f"{shown(text)} is no time at all")
    return ticks


def promise(text: str) -> Promise:
    """A share and a time of ``80% in 20 s``."""
    share, word, within = (part.strip() for part in text.partition(" in "))
    if not word:
        raise ValueError(f"{shown(text)} is not a target: write '80% in 20 s'")
    return Promise(units.parse_share(share), units.parse_duration(within), (share, within))


def whole(text: str) -> int:
    """A whole number from 1 on, such as of agents."""
    return int(_as(fields.Positive, yaml_file.plain_scalar(text.strip())))


def money(text: str) -> float:
    """An amount, without a currency."""
    return float(_as(fields.Money, yaml_file.plain_scalar(text.strip())))


def _as(kind: Any, value: object) -> Any:
    """A value as a kind of the language; its ValueError where it is not."""
    try:
        return TypeAdapter(kind).validate_python(value)
    except ValidationError as error:
        raise ValueError(str(error.errors()[0]["ctx"]["error"])) from None
