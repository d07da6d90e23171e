"""Weekly tables: what holds on which day of the week, by wall clock (R1).

A table has a row for each day name, `mon` to `sun` and `holiday`; `mon-fri` and `mon, wed` name several. The days
mon to sun do not include holidays: without a row of its own nothing holds on a holiday.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TypeVar

from simsupport import units
from simsupport.errors import Findings, listed, nearest
from simsupport.units import shown

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_NAMES = (*WEEKDAYS, "holiday")

Span = tuple[int, int]  # ticks after local midnight; an end above 24 h lies on the next day
WeekHours = dict[str, tuple[Span, ...]]
WeekNumbers = dict[str, tuple[float, ...]]

MOST_AGENTS = 1_000_000

_Row = TypeVar("_Row")

_DAYS_RULE = "mon to sun, a range such as mon-fri, or holiday"


def parse_days(text: object) -> list[str]:
    """The day names of ``mon-fri``, ``sat``, ``mon, wed`` or ``fri-mon``."""
    days: list[str] = []
    for part in str(text).split(","):
        first, dash, last = (word.strip() for word in part.partition("-"))
        for word in (first, last) if dash else (first,):
            if word not in DAY_NAMES:
                raise ValueError(f"'{word}' is not a day ({_DAYS_RULE}){nearest(word, DAY_NAMES)}")
        if dash and "holiday" in (first, last):
            raise ValueError("a range of days runs from mon to sun; holiday stands alone")
        if first == "holiday":
            days.append(first)
        else:
            start = WEEKDAYS.index(first)
            length = (WEEKDAYS.index(last or first) - start) % 7
            days += [WEEKDAYS[(start + offset) % 7] for offset in range(length + 1)]
    return days


def parse_spans(value: object) -> tuple[Span, ...]:
    """One span of hours ``08:00-18:00`` or a list of them, in order; an end at or before its start is tomorrow's."""
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, Sequence) or not all(isinstance(text, str) for text in texts):
        raise ValueError(f'{shown(value)} is not hours: write "08:00-18:00" or a list of such spans')
    spans = sorted(_span(text) for text in texts)
    for (_, end), (start, _) in pairwise(spans):
        if start < end:
            raise ValueError(f"the hours overlap at {units.format_clock_time(start)}")
    return tuple(spans)


def _span(text: str) -> Span:
    start_text, dash, end_text = text.partition("-")
    if not dash:
        raise ValueError(f'{shown(text)} is not a span of hours: write "08:00-18:00"')
    start, end = units.parse_clock_time(start_text), units.parse_clock_time(end_text)
    if start == units.DAY:
        raise ValueError(f"'{text}' starts at 24:00: write 00:00 of the next day")
    return start, end if end > start else end + units.DAY


def parse_week_hours(value: object) -> WeekHours:
    """A weekly table of spans; refuses spans that overlap, on one day or into the next, and a table without any."""
    table = _table(value, parse_spans)
    if not any(table.values()):
        raise ValueError("there are no hours in this table")
    for day, following in overlaps(table):
        raise ValueError(f"the hours of {day} overlap those of {following}")
    return table


def overlaps(table: WeekHours) -> Iterator[tuple[str, str]]:
    """The days whose hours reach into those of the next day."""
    for day, following in zip(WEEKDAYS, (*WEEKDAYS[1:], WEEKDAYS[0]), strict=True):
        late = max((end for _, end in table.get(day, ())), default=0) - units.DAY
        early = min((start for start, _ in table.get(following, ())), default=units.DAY)
        if late > early:
            yield day, following


def parse_week_counts(value: object) -> WeekNumbers:
    """A weekly table of 24, 48 or 96 whole numbers a day."""
    return _table(value, _counts)


def parse_profile(value: object) -> WeekNumbers:
    """A weekly table of 24, 48 or 96 relative numbers a day; `holiday` may be a share of the weekday's (`40%`)."""
    table = _table(value, _profile_row)
    lengths = sorted({len(row) for row in table.values()} - {1})
    if len(lengths) > 1:
        raise ValueError(f"the rows of a profile are equally long, not {listed(map(str, lengths))}")
    if any(len(table.get(day, ())) == 1 for day in WEEKDAYS):
        raise ValueError("only holiday may be a share of another day's row")
    if not any(sum(table.get(day, ())) > 0 for day in WEEKDAYS):
        raise ValueError("a profile needs a number above zero on a day from mon to sun")
    return table


def _profile_row(value: object) -> tuple[float, ...]:
    return (units.parse_share(value),) if isinstance(value, str) else _numbers(value)


def _counts(value: object) -> tuple[float, ...]:
    numbers, problems = _numbers(value), Findings()
    for place, number in enumerate(numbers):
        with problems.at(place):
            if number != int(number) or number > MOST_AGENTS:
                raise ValueError(f"'{number:g}' is not a head count: a whole number up to 1,000,000")
    problems.check()
    return numbers


def _numbers(value: object) -> tuple[float, ...]:
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise ValueError("a list of 24, 48 or 96 numbers is due, one for each hour, half or quarter of an hour")
    if len(value) not in (24, 48, 96):
        raise ValueError(f"24, 48 or 96 numbers are due, not {len(value)}")
    numbers, problems = [], Findings()
    for place, number in enumerate(value):
        with problems.at(place):
            numbers.append(units.parse_number(number))
            if numbers[-1] < 0:
                raise ValueError(f"'{number}' is negative: a number in a weekly table can't be")
    problems.check()
    return tuple(numbers)


def _table(value: object, parse_row: Callable[[object], _Row]) -> dict[str, _Row]:
    if not isinstance(value, Mapping) or not value:
        raise ValueError("a weekly table is due, such as {mon-fri: ...}")
    table: dict[str, _Row] = {}
    problems = Findings()
    for days, row in value.items():
        with problems.at(days):
            parsed = parse_row(row)
            for day in parse_days(days):
                if day in table:
                    raise ValueError(f"{day} stands twice in the table")
                table[day] = parsed
    problems.check()
    return {day: table[day] for day in DAY_NAMES if day in table}


def dump_week_hours(table: WeekHours) -> dict[str, list[str]]:
    """The mapping that parses back to the same table."""
    return {day: [_format_span(span) for span in spans] for day, spans in table.items()}


def dump_week_numbers(table: WeekNumbers) -> dict[str, object]:
    """The mapping that parses back to the same table; whole numbers stay whole."""
    return {
        day: units.format_share(row[0]) if len(row) == 1 else [int(n) if n.is_integer() else n for n in row]
        for day, row in table.items()
    }


def _format_span(span: Span) -> str:
    start, end = span
    end = end - units.DAY if end > units.DAY else end
    return f"{units.format_clock_time(start)}-{units.format_clock_time(end)}"
