"""Units as people write them: durations, rates, shares, factors and clock times (R1).

Inside the model time is an integer count of ticks (microseconds), a share lies between 0 and 1 and a factor
multiplies. A bare number where a unit is due is an error that says what to write.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, DecimalException
from math import isfinite

MICROSECOND = 1
SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
WEEK = 7 * DAY

LONGEST = 200 * 365 * DAY  # far beyond any horizon, far below the range of int64
LARGEST_NUMBER = 1e15
LARGEST_FACTOR = 1000
MOST_PER_PERIOD = 1e15

_EPOCH = datetime(1970, 1, 1)
_TICK = timedelta(microseconds=1)
_UNITS = {
    "us": MICROSECOND, "ms": 1000, "s": SECOND, "sec": SECOND, "second": SECOND, "seconds": SECOND,
    "min": MINUTE, "minute": MINUTE, "minutes": MINUTE, "h": HOUR, "hour": HOUR, "hours": HOUR,
    "d": DAY, "day": DAY, "days": DAY, "week": WEEK, "weeks": WEEK,
}  # fmt: skip
UNIT_NAMES = tuple(_UNITS)
_NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
_QUANTITY = re.compile(rf"({_NUMBER})\s*([a-z]+)\s*")
_RATE = re.compile(rf"\s*({_NUMBER})\s*(issues?|contacts?)?\s*/\s*({_NUMBER})?\s*([a-z]+)\s*")
_CLOCK_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")


def parse_duration(value: object) -> int:
    """Ticks of a text such as ``20 s``, ``1 h 30 min`` or ``4 weeks``, rounded half to even.

    Raises ValueError for a bare number, an unknown unit, a negative or an absurdly long duration.
    """
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        raise ValueError(f"a duration needs a unit: write '{value} s' or '{value} min'")
    if not isinstance(value, str):
        raise ValueError(f"a duration is due, such as '20 s' or '5 min', not {shown(value)}")
    total = Decimal(0)
    rest = value.strip()
    if not rest:
        raise ValueError("a duration is due, such as '20 s' or '5 min'")
    while rest:
        match = _QUANTITY.match(rest)
        if match is None:
            raise ValueError(f"{shown(value)} is not a duration: write a number and a unit (s, min, h, d, weeks)")
        total += _decimal(match[1], value) * _unit(match[2])
        rest = rest[match.end() :]
    if total < 0:
        raise ValueError(f"{shown(value)} is negative: a duration can't be")
    if total > LONGEST:
        raise ValueError(f"{shown(value)} is longer than 200 years")
    return round(total)


def format_duration(ticks: int) -> str:
    """The shortest text that parses back to the same ticks."""
    for name, size in (("weeks", WEEK), ("d", DAY), ("h", HOUR), ("min", MINUTE)):
        if ticks and ticks % size == 0:
            return f"{ticks // size} {name}"
    return f"{_plain(Decimal(ticks) / SECOND)} s"


@dataclass(frozen=True)
class Rate:
    """So many in a period: ``count`` issues per ``period`` ticks; or contacts, as telephone systems count (R4)."""

    count: float
    period: int
    contacts: bool = False

    @property
    def per_tick(self) -> float:
        return self.count / self.period


def parse_rate(value: object) -> Rate:
    """A text such as ``10 / min``, ``900 issues / week`` or ``2500 contacts / week``."""
    match = _RATE.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise ValueError(f"{shown(value)} is not a rate: write a number per time, such as '10 / min'")
    number, noun, periods, unit = match.groups()
    count, period = float(_decimal(number, value)), _decimal(periods or "1", value) * _unit(unit)
    if count < 0:
        raise ValueError(f"{shown(value)} is negative: a rate can't be")
    if not 1 <= period <= LONGEST or count > MOST_PER_PERIOD:
        raise ValueError(f"{shown(value)} is beyond what a rate can be")
    return Rate(count, round(period), contacts=bool(noun and noun.startswith("contact")))


def format_rate(rate: Rate) -> str:
    number = _plain(Decimal(repr(rate.count))) + (" contacts" if rate.contacts else "")
    for name, size in (("week", WEEK), ("d", DAY), ("h", HOUR), ("min", MINUTE), ("s", SECOND)):
        if rate.period == size:
            return f"{number} / {name}"
    return f"{number} / {format_duration(rate.period)}"


def parse_share(value: object) -> float:
    """A text such as ``80%`` or ``2 points``, between 0 and 1."""
    share = _percent(value, "a share is written in percent")
    if not 0 <= share <= 1:
        raise ValueError(f"{shown(value)} is not between 0% and 100%")
    return float(share)


def format_share(share: float) -> str:
    return f"{_plain(Decimal(repr(float(share))) * 100)}%"


def parse_points(value: object) -> float:
    """A text such as ``-2 points``: what is added to a share, between −1 and 1."""
    text = value.strip() if isinstance(value, str) else ""
    if not text.endswith(("points", "point")):
        raise ValueError(f"{shown(value)} is not a change of a share: write '-2 points'")
    points = _decimal(text.removesuffix("s").removesuffix("point"), value) / 100
    if not -1 <= points <= 1:
        raise ValueError(f"{shown(value)} is not between -100 and 100 points")
    return float(points)


def format_points(points: float) -> str:
    return f"{_plain(Decimal(repr(float(points))) * 100)} points"


def parse_factor(value: object) -> float:
    """A text such as ``x1.8``, ``+25%`` or ``-10%``: what a quantity is multiplied by."""
    text = value.strip() if isinstance(value, str) else ""
    if text.startswith("x"):
        factor = _decimal(text[1:], value)
    elif text.startswith(("+", "-")) and text.endswith("%"):
        factor = 1 + _decimal(text[:-1], value) / 100
    else:
        raise ValueError(f"{shown(value)} is not a factor: write 'x1.8' or '-10%'")
    if factor < 0:
        raise ValueError(f"{shown(value)} would make it negative")
    if factor > LARGEST_FACTOR:
        raise ValueError(f"{shown(value)} is more than {LARGEST_FACTOR} times as much")
    return float(factor)


def format_factor(factor: float) -> str:
    return f"x{_plain(Decimal(repr(float(factor))))}"


def parse_number(value: object) -> float:
    """A finite plain number, written without a unit."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ValueError(f"{shown(value)} is not a plain number")
    if isinstance(value, float) and not isfinite(value):
        raise ValueError(f"{shown(value)} is not a finite number")
    if abs(value) > LARGEST_NUMBER:
        raise ValueError(f"{shown(value)} is beyond what a number can be here")
    return float(value)


def parse_within(value: object, least: float, most: float, rule: str) -> float:
    """A plain number within bounds; `rule` says what one outside of them is not."""
    number = parse_number(value)
    if not least <= number <= most:
        raise ValueError(f"{shown(value)} {rule}")
    return number


def parse_clock_time(text: str) -> int:
    """Ticks after local midnight of ``HH:MM`` or ``HH:MM:SS``; ``24:00`` ends the day."""
    match = _CLOCK_TIME.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{shown(text.strip())} is not a time of day: write HH:MM")
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    ticks = hours * HOUR + minutes * MINUTE + seconds * SECOND
    if minutes > 59 or seconds > 59 or ticks > DAY:
        raise ValueError(f"{shown(text.strip())} is not a time of day: it lies between 00:00 and 24:00")
    return ticks


def parse_timestamp(text: str) -> datetime:
    """The date and time of ``2026-03-02 08:15``, with seconds and an offset from UTC if they are written."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or ":" not in text:
        raise ValueError(f"{shown(text)} is not a date and time: write 2026-03-02 08:15")
    return _in_our_time(found, text)


def parse_timestamp_in(text: str, form: str) -> datetime:
    """The date and time of a text in another form, such as ``%d.%m.%Y %H:%M``."""
    try:
        return _in_our_time(datetime.strptime(text, form), text)
    except ValueError:
        raise ValueError(f"{shown(text)} is not a date and time in the form {form}") from None


def _in_our_time(found: datetime, text: str) -> datetime:
    if not 1970 <= found.year < 2200:
        raise ValueError(f"{shown(text)} is not between 1970 and 2199")
    return found


def since_1970(moment: datetime) -> int:
    """Microseconds from 1970 on: in UTC if the moment has an offset, else on its own clock."""
    offset = moment.utcoffset()
    own = moment if offset is None else moment.replace(tzinfo=None) - offset
    return (own - _EPOCH) // _TICK


def format_clock_time(ticks: int) -> str:
    hours, rest = divmod(ticks, HOUR)
    minutes, rest = divmod(rest, MINUTE)
    seconds = rest // SECOND
    return f"{hours:02d}:{minutes:02d}" + (f":{seconds:02d}" if seconds else "")


def _percent(value: object, rule: str) -> Decimal:
    text = value.strip() if isinstance(value, str) else ""
    for ending in ("%", "points", "point"):
        if text.endswith(ending):
            return _decimal(text.removesuffix(ending), value) / 100
    if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= 100:
        percent = value * 100 if value <= 1 else value
        raise ValueError(f"{shown(value)} has no unit: {rule}, such as '{percent:g}%'")
    raise ValueError(f"{shown(value)} has no unit: {rule}, such as '5%'")


def _unit(name: str) -> int:
    if name not in _UNITS:
        raise ValueError(f"'{name}' is not a unit of time: use s, min, h, d or weeks")
    return _UNITS[name]


def _decimal(text: str, value: object) -> Decimal:
    try:
        number = Decimal(text.strip())
    except DecimalException:
        raise ValueError(f"{shown(value)} is not a number with a unit") from None
    if not number.is_finite():
        raise ValueError(f"{shown(value)} is not a finite number")
    if number.adjusted() > 30 or len(number.as_tuple().digits) > 40:
        raise ValueError(f"{shown(value)} is beyond what a number can be here")
    return number if number.adjusted() > -30 else Decimal(0)


def _plain(number: Decimal) -> str:
    text = format(number.normalize(), "f")
    return "0" if text == "-0" else text


def shown(value: object) -> str:
    """A value as an error message names it: in quotes and not too long; a mapping or a list only by its kind."""
    if value is None:
        return "nothing"
    if isinstance(value, (Mapping, Sequence)) and not isinstance(value, str):
        return "a mapping" if isinstance(value, Mapping) else "a list"
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f"'{text}'" if len(text) <= 60 else f"'{text[:57]}...'"
