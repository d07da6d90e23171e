"""Forecasts (R4): what is expected in each interval of 15, 30 or 60 minutes, and the mean talk then."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from math import inf
from typing import TypeVar

from simsupport import errors, units
from simsupport.errors import BadValueError, Findings, nearest
from simsupport.scenario.files.csv_file import Table
from simsupport.scenario.files.tree import Node, Place
from simsupport.units import shown

LENGTHS = (15 * units.MINUTE, 30 * units.MINUTE, units.HOUR)
KEYS = ("start", "each", "offered", "talk")
COLUMNS = ("start", "offered", "talk")
NOTHING = {"start": "2026-01-05 00:00", "each": "1 h", "offered": [0]}

_Value = TypeVar("_Value")


@dataclass(frozen=True)
class Forecast:
    """Equal intervals from a moment on: what is offered in each, and its mean talk in ticks if that is foreseen.

    A start without an offset from UTC is a time on the clock of the line's channel, and so are all that follow it.
    """

    start: datetime
    each: int
    offered: tuple[float, ...]
    talk: tuple[int, ...] = ()

    @property
    def bounds(self) -> range:
        """Where the intervals begin, and the last ends: microseconds since 1970."""
        first = units.since_1970(self.start)
        return range(first, first + len(self.offered) * self.each + 1, self.each)

    def written(self, place: int) -> str:
        """The start of an interval as the file has it."""
        return _text(self.start + place * timedelta(microseconds=self.each))


def parse(value: object) -> Forecast:
    """The forecast of a mapping such as {start: 2026-03-02 08:00, each: 15 min, offered: [12, 9]}."""
    if not isinstance(value, Mapping):
        raise ValueError(f"the name of a file is due, not {shown(value)}")
    problems = Findings()
    for key in value:
        with problems.at(key):
            if key not in KEYS:
                raise ValueError(f"this is not a part of a forecast{nearest(key, KEYS)}")
    for key in ("start", "each", "offered"):
        with problems.at():
            if key not in value:
                raise ValueError(f"'{key}' is missing")
    problems.check()
    with problems.at("start"):
        start = units.parse_timestamp(str(value["start"]))
    with problems.at("each"):
        each = _length(units.parse_duration(value["each"]))
    offered = _parsed(value["offered"], "offered", _expected, problems)
    talk = _parsed(value.get("talk", ()), "talk", units.parse_duration, problems)
    problems.check()
    if talk and len(talk) != len(offered):
        message = f"{len(offered)} durations are due, one for each interval, not {len(talk)}"
        raise BadValueError([(("talk",), message)])
    return Forecast(start, each, offered, talk)


def _parsed(values: object, key: str, parse: Callable[[object], _Value], problems: Findings) -> tuple[_Value, ...]:
    with problems.at(key):
        if not isinstance(values, Sequence) or isinstance(values, str):
            raise ValueError(f"a list is due, not {shown(values)}")
        return tuple(errors.each(enumerate(values), parse).values())
    return ()  # what is wrong is told by the problems


def _expected(value: object) -> float:
    return units.parse_within(value, 0, inf, "is negative: nobody can expect that")


def _length(ticks: int) -> int:
    if ticks not in LENGTHS:
        raise ValueError(f"intervals of 15, 30 or 60 minutes are due, not of {units.format_duration(ticks)}")
    return ticks


def dump(forecast: Forecast) -> dict[str, object]:
    """The mapping that parses back to the same forecast."""
    whole: dict[str, object] = {
        "start": _text(forecast.start),
        "each": units.format_duration(forecast.each),
        "offered": [int(number) if number.is_integer() else number for number in forecast.offered],
    }
    return {**whole, "talk": [units.format_duration(ticks) for ticks in forecast.talk]} if forecast.talk else whole


def _text(moment: datetime) -> str:
    return moment.isoformat(" ", "auto" if moment.second or moment.microsecond else "minutes")


def content(table: Table) -> Node:
    """The forecast in a table with the columns start, offered and perhaps talk, as a mapping."""
    columns = _columns(table)
    table.check()
    cells = [(line, table.cells(line, row)) for line, row in table.rows[1:]]
    table.check()
    starts = [(line, _start(table, line, row[columns["start"]])) for line, row in cells]
    table.check()
    each = _steps(table, starts)
    offered = [table.number(line, "offered", row[columns["offered"]]) for line, row in cells]
    whole = Place(table.file)
    parts = {"start": Node(_text(starts[0][1]), whole), "each": Node(units.format_duration(each), whole)}
    parts["offered"] = Node(offered, whole)
    if "talk" in columns:
        cells_of_talk = (
            (line, row[columns["talk"]], number.value) for (line, row), number in zip(cells, offered, strict=True)
        )
        parts["talk"] = Node([_talk(table, *cell) for cell in cells_of_talk], whole)
    table.check()
    return Node(parts, whole)


def _columns(table: Table) -> dict[str, int]:
    """The places of the columns by their names."""
    line, header = table.rows[0][0], table.header
    for place, name in enumerate(header):
        if name not in COLUMNS:
            message = f"column {shown(name)} is not a part of a forecast{nearest(name, COLUMNS)}"
            table.wrong(line, f"{message} (its columns are {', '.join(COLUMNS)})")
        if name in header[:place]:
            table.wrong(line, f"column '{name}' stands here twice")
    for name in ("start", "offered"):
        if name not in header:
            table.wrong(line, f"there is no column '{name}'")
    if len(table.rows) < 3:
        table.wrong(line, "at least two rows are due below the header")
    return {name: place for place, name in enumerate(header)}


def _start(table: Table, line: int, cell: str) -> datetime:
    try:
        return units.parse_timestamp(cell)
    except ValueError as error:
        table.wrong(line, f"row {line}, column start: {error if cell else 'the cell is empty'}")
        return datetime.min


def _steps(table: Table, starts: list[tuple[int, datetime]]) -> int:
    """The length of the intervals, each of which begins where the one before it ends."""
    (_, first), (line, second) = starts[:2]
    offsets = {moment.tzinfo is not None for _, moment in starts}
    if len(offsets) > 1:
        table.wrong(0, "some starts have an offset from UTC and others have none")
        table.check()
    each = units.since_1970(second) - units.since_1970(first)
    if each not in LENGTHS:
        table.wrong(
            line, f"row {line}, column start: intervals of 15, 30 or 60 minutes are due: {_after(second, first)}"
        )
        table.check()
    for (_, before), (line, moment) in pairwise(starts):
        due = before + timedelta(microseconds=each)
        if moment != due:
            table.wrong(line, f"row {line}, column start: {_text(due)} is due, not {_text(moment)}")
    return each


def _after(moment: datetime, before: datetime) -> str:
    return f"{_text(moment)} follows {_text(before)}"


def _talk(table: Table, line: int, cell: str, offered: float) -> Node:
    """A mean talk: a number of seconds or a duration; where nothing is offered it may be missing."""
    text = f"{cell} s" if cell.replace(".", "", 1).isdigit() else cell
    try:
        if not cell and offered:
            raise ValueError("the cell is empty")
        if not units.parse_duration(text or "0 s") and offered:
            raise ValueError("a talk above zero is due where issues are offered")
    except ValueError as error:
        table.wrong(line, f"row {line}, column talk: {error}")
    return Node(text or "0 s", Place(table.file, line))
