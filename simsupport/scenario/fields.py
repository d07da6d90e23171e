"""The kinds of values in a scenario: how each is read from a file, and how the resolved form writes it again."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from math import inf
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, PlainSerializer, PlainValidator, Tag, WithJsonSchema

from simsupport import units
from simsupport.errors import each, listed, nearest
from simsupport.scenario import distributions, schema_parts, weekly
from simsupport.scenario.files import forecast, records
from simsupport.units import shown


class Frozen(BaseModel):
    """What cannot be changed; unknown keys are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


def _kind(parse: Any, dump: Any, schema: dict[str, Any]) -> list[Any]:
    return [PlainValidator(parse), PlainSerializer(dump), WithJsonSchema(schema)]


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"a text is due, not {shown(value)}" + (_QUOTES if _is_scalar(value) else ""))
    return value


def _title(value: object) -> str:
    """A scenario's name goes to the terminal and into tables: no signs that steer them."""
    title = _text(value)
    if not title.strip() or not title.isprintable() or len(title) > 200:
        raise ValueError("a scenario's name is printable text in one line of at most 200 characters")
    return title


def _name(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"a name is due, not {shown(value)}" + (_QUOTES if _is_scalar(value) else ""))
    if not value or value != value.strip() or "." in value or not value.isprintable() or len(value) > 200:
        raise ValueError(f"{shown(value)} is not a name: a short printable text without dots or outer blanks")
    return value


_QUOTES = ": put it in quotes"


def _is_scalar(value: object) -> bool:
    return isinstance(value, (bool, int, float))


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"true or false is due, not {shown(value)}")
    return value


def choice(*words: str, form: str = "") -> list[Any]:
    """One of a few words; `form` names another form that the value may take."""

    def parse(value: object) -> str:
        if value not in words:
            near = nearest(value, words) if isinstance(value, str) else ""
            raise ValueError(f"write {listed([*words, form] if form else words)}, not {shown(value)}{near}")
        return str(value)

    return [PlainValidator(parse), WithJsonSchema({"enum": list(words)})]


def _whole(least: int) -> Callable[[object], int]:
    def parse(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= 1_000_000:
            raise ValueError(f"{shown(value)} is not a whole number from {least} to 1,000,000")
        return value

    return parse


def _not_negative(value: object) -> float:
    return units.parse_within(value, 0, inf, "is negative: an amount can't be")


def _speed(value: object) -> float:
    rule = "is not a speed: a number from 0.001 to 1000, 1.0 is the topic's own pace"
    return units.parse_within(value, 0.001, 1000, rule)


def _premium(value: object) -> float:
    factor = units.parse_factor(value)
    if factor < 1:
        raise ValueError(f"{shown(value)} is not a premium: write '+25%'")
    return factor


def _date(value: object) -> date:
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value.strip())
        except ValueError:
            raise ValueError(f"{shown(value)} is not a date: write YYYY-MM-DD") from None
    if type(value) is not date:
        raise ValueError(f"{shown(value)} is not a date: write YYYY-MM-DD")
    if not 1970 <= value.year < 2200:
        raise ValueError(f"{shown(value)} is not between 1970 and 2199")
    return value


def _time_zone(value: object) -> str:
    from zoneinfo import ZoneInfo, available_timezones

    name = _text(value)
    try:
        if name:
            ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError(f"{shown(name)} is not a time zone{nearest(name, available_timezones())}") from None
    return name


def _days(value: object) -> str:
    weekly.parse_days(value)
    return str(value)


def _hours(value: object) -> str | tuple[str, ...]:
    weekly.parse_spans(value)
    return value if isinstance(value, str) else tuple(value)  # type: ignore[arg-type]  # parse_spans has checked it


def _span(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f'{shown(value)} is not a span of hours: write "12:00-12:30"')
    weekly.parse_spans(value)
    return value


def _signed(value: object) -> float:
    return units.parse_within(value, -1e12, 1e12, "is beyond what an amount can be here")


def _coefficient(value: object) -> float:
    return units.parse_within(value, -10, 10, "is not a coefficient: a number from -10 to 10")


def _deviation(value: object) -> float:
    return units.parse_within(value, 0, 10, "is not a standard deviation: a number from 0 to 10")


def _customers(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= schema_parts.MOST_CUSTOMERS:
        raise ValueError(f"{shown(value)} is not a number of customers: a whole number above zero")
    return value


def _some_time(value: object) -> int:
    ticks = units.parse_duration(value)
    if not ticks:
        raise ValueError(f"{shown(value)} is no time at all: write '1 min' or '4 h'")
    return ticks


def _slowdown(value: object) -> float:
    return units.parse_within(value, 0, 5, "is not a slowdown: a number from 0 (none) to 5; 1 shares one pace")


def _clock_time(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f'{shown(value)} is not a time of day: write "09:00"')
    units.parse_clock_time(value)
    return value


@dataclass(frozen=True)
class PerPeriod:
    """So much time in each calendar month or week."""

    ticks: int
    period: str


_ALLOWANCE = re.compile(r"(.+)/\s*(week|month)\s*")


def _allowance(value: object) -> PerPeriod:
    match = _ALLOWANCE.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise ValueError(f"{shown(value)} is not time away: write '2 h / month' or '30 min / week'")
    return PerPeriod(units.parse_duration(match[1]), match[2])


def _dates(value: object) -> dict[date, int | None]:
    """A date for all, or dates with how many."""
    if not isinstance(value, Mapping):
        return {_date(value): None}

    def parse(item: Any) -> tuple[date, int | None]:
        day, count = item
        return _date(day), None if count == "all" else _whole(1)(count)

    return dict(each(((item[0], item) for item in value.items()), parse).values())


def _dump_dates(dates: dict[date, int | None]) -> object:
    return {day.isoformat(): "all" if count is None else count for day, count in dates.items()}


_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})[ T](\d{1,2}:\d{2}(?::\d{2})?)")


def _when(value: object) -> "Moment":
    """A date, a date with the time of day, or a duration after the warm-up."""
    if isinstance(value, date) or (isinstance(value, str) and re.fullmatch(r"\d{4}-.*", value.strip())):
        match = _MOMENT.fullmatch(value.strip()) if isinstance(value, str) else None
        if match:
            return Moment(_date(match[1]), units.parse_clock_time(match[2]))
        return Moment(_date(value), 0)
    try:
        return Moment(None, units.parse_duration(value))
    except ValueError:
        form = "a date (2026-03-16), a date and time (2026-03-16 10:00) or a time after the warm-up (1 week)"
        raise ValueError(f"{shown(value)} is not a moment: write {form}") from None


def _dump_when(moment: "Moment") -> str:
    if moment.day is None:
        return units.format_duration(moment.ticks)
    return moment.day.isoformat() + (f" {units.format_clock_time(moment.ticks)}" if moment.ticks else "")


@dataclass(frozen=True)
class Moment:
    """A local day and the ticks after its midnight; without a day the ticks after the warm-up."""

    day: date | None
    ticks: int


@dataclass(frozen=True)
class Silently:
    """The share of customers who leave a channel without a sign, and the talk that the dead work costs (R17)."""

    shares: Mapping[str, float] = field(default_factory=dict)
    stale: int = 0


def _silently(value: object) -> Silently:
    if not isinstance(value, Mapping):
        raise ValueError(f"a mapping is due, such as {{chat: 70%, stale: 2 min}}, not {shown(value)}")

    def parse(item: Any) -> float:
        name, given = item
        return units.parse_duration(given) if name == "stale" else units.parse_share(given)

    found = each(((item[0], item) for item in value.items()), parse)
    return Silently({name: share for name, share in found.items() if name != "stale"}, int(found.get("stale", 0)))


def _dump_silently(given: Silently) -> object:
    stale = {"stale": units.format_duration(given.stale)} if given.stale else {}
    return {**{name: units.format_share(share) for name, share in given.shares.items()}, **stale}


def _money_or_price(value: object) -> float | str:
    return _price(value) if isinstance(value, str) else _not_negative(value)


def _price(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(schema_parts.PRICE["pattern"], value):
        raise ValueError(f"{shown(value)} is not an amount per time: write '2000 / month'")
    return value


def _by_label(parse: Callable[[object], int]) -> Callable[[object], Any]:
    """One value for all, or for each label a mapping from its values."""

    def parse_all(value: object) -> Any:
        if not isinstance(value, Mapping):
            return parse(value)
        return each(value.items(), parse_label)

    def parse_label(by_value: object) -> dict[str, int]:
        if not isinstance(by_value, Mapping):
            raise ValueError(f"a mapping from the values of the label is due, not {shown(by_value)}")
        return each(by_value.items(), parse)

    return parse_all


def _dump_by_label(show: Callable[[int], object]) -> Callable[[Any], object]:
    def dump(value: Any) -> object:
        if not isinstance(value, dict):
            return show(value)
        return {label: {name: show(number) for name, number in row.items()} for label, row in value.items()}

    return dump


def _by_channel(value: object) -> dict[str, distributions.Distribution]:
    """A single distribution stands for all channels: it is kept under the key `any`."""
    if not isinstance(value, Mapping) or any(key in distributions.KINDS for key in value):
        return {ANY: distributions.parse_duration_distribution(value)}
    return each(value.items(), distributions.parse_duration_distribution)


def _dump_by_channel(table: dict[str, distributions.Distribution]) -> object:
    return {channel: distributions.dump_durations(given) for channel, given in table.items()}


def _form(value: object) -> str:
    return FORMS[1] if isinstance(value, (Mapping, BaseModel)) else FORMS[0]


ANY = "any"
FORMS = ("a plain value", "a mapping")  # pydantic puts these into the paths of its errors

# A value that is either plain or a mapping; only the form that was written is looked at, and only its errors told.
Plain = Tag(FORMS[0])
Table = Tag(FORMS[1])
PlainOrTable = Discriminator(_form)

Text = Annotated[str, *_kind(_text, str, {"type": "string"})]
Title = Annotated[str, *_kind(_title, str, {"type": "string", "maxLength": 200})]
Name = Annotated[str, *_kind(_name, str, schema_parts.NAME)]
Truth = Annotated[bool, *_kind(_truth, bool, {"type": "boolean"})]
Count = Annotated[int, *_kind(_whole(0), int, schema_parts.COUNT)]
Positive = Annotated[int, *_kind(_whole(1), int, schema_parts.POSITIVE)]
Duration = Annotated[int, *_kind(units.parse_duration, units.format_duration, schema_parts.DURATION)]
Share = Annotated[float, *_kind(units.parse_share, units.format_share, schema_parts.SHARE)]
Factor = Annotated[float, *_kind(units.parse_factor, units.format_factor, schema_parts.FACTOR)]
Premium = Annotated[float, *_kind(_premium, units.format_factor, schema_parts.FACTOR)]
Rate = Annotated[units.Rate, *_kind(units.parse_rate, units.format_rate, schema_parts.RATE)]
Points = Annotated[float, *_kind(units.parse_points, units.format_points, schema_parts.POINTS)]
Signed = Annotated[float, *_kind(_signed, float, schema_parts.SIGNED)]
Coefficient = Annotated[float, *_kind(_coefficient, float, schema_parts.COEFFICIENT)]
Deviation = Annotated[float, *_kind(_deviation, float, schema_parts.DEVIATION)]
Customers = Annotated[int, *_kind(_customers, int, schema_parts.CUSTOMERS)]
SomeTime = Annotated[int, *_kind(_some_time, units.format_duration, schema_parts.DURATION)]
Slowdown = Annotated[float, *_kind(_slowdown, float, schema_parts.SLOWDOWN)]
ClockTime = Annotated[str, *_kind(_clock_time, str, schema_parts.CLOCK_TIME)]
Allowance = Annotated[
    PerPeriod,
    *_kind(_allowance, lambda given: f"{units.format_duration(given.ticks)} / {given.period}", schema_parts.ALLOWANCE),
]
Dates = Annotated[dict[date, int | None], *_kind(_dates, _dump_dates, schema_parts.DATES)]
When = Annotated[Moment, *_kind(_when, _dump_when, schema_parts.WHEN)]
GivesUpSilently = Annotated[Silently, *_kind(_silently, _dump_silently, schema_parts.SILENTLY)]
MoneyOrPrice = Annotated[
    float | str, *_kind(_money_or_price, lambda value: value, {"anyOf": [schema_parts.MONEY, schema_parts.PRICE]})
]
Money = Annotated[float, *_kind(_not_negative, float, schema_parts.MONEY)]
Price = Annotated[str, *_kind(_price, str, schema_parts.PRICE)]
Speed = Annotated[float, *_kind(_speed, float, schema_parts.SPEED)]
Cv = Annotated[float, *_kind(distributions.parse_cv, float, schema_parts.CV)]
Date = Annotated[date, *_kind(_date, date.isoformat, schema_parts.DATE)]
TimeZone = Annotated[str, *_kind(_time_zone, str, schema_parts.TIME_ZONE)]
Days = Annotated[str, *_kind(_days, str, schema_parts.DAYS)]
Hours = Annotated[str | tuple[str, ...], *_kind(_hours, lambda hours: hours, schema_parts.HOURS)]
Span = Annotated[str, *_kind(_span, str, schema_parts.SPAN)]
Durations = Annotated[
    distributions.Distribution,
    *_kind(distributions.parse_duration_distribution, distributions.dump_durations, schema_parts.DURATIONS),
]
Amounts = Annotated[
    distributions.Distribution,
    *_kind(distributions.parse_amount_distribution, distributions.dump_amounts, schema_parts.AMOUNTS),
]
ByChannel = Annotated[
    dict[str, distributions.Distribution], *_kind(_by_channel, _dump_by_channel, schema_parts.DURATIONS_BY_CHANNEL)
]
ByLabel = dict[str, dict[str, int]]
HeadStart = Annotated[
    int | ByLabel,
    *_kind(_by_label(units.parse_duration), _dump_by_label(units.format_duration), schema_parts.HEAD_START),
]
Rank = Annotated[int | ByLabel, *_kind(_by_label(_whole(1)), _dump_by_label(int), schema_parts.RANK)]
WeekHours = Annotated[
    weekly.WeekHours, *_kind(weekly.parse_week_hours, weekly.dump_week_hours, schema_parts.WEEK_HOURS)
]
Profile = Annotated[
    weekly.WeekNumbers, *_kind(weekly.parse_profile, weekly.dump_week_numbers, schema_parts.WEEK_NUMBERS)
]
WeekCounts = Annotated[
    weekly.WeekNumbers, *_kind(weekly.parse_week_counts, weekly.dump_week_numbers, schema_parts.WEEK_NUMBERS)
]
Forecast = Annotated[forecast.Forecast, *_kind(forecast.parse, forecast.dump, schema_parts.FORECAST)]
Records = Annotated[records.Records, *_kind(records.parse, lambda given: given.file, schema_parts.FILE_NAME)]
Weekday = Annotated[str, *choice(*weekly.WEEKDAYS)]
Clock = Annotated[Literal["calendar", "business"], *choice("calendar", "business")]
Always = Annotated[Literal["always"], *choice("always", form='a weekly table such as {mon-fri: "08:00-18:00"}')]
AlwaysOrHours = Annotated[Annotated[Always, Plain] | Annotated[WeekHours, Table], PlainOrTable]
