"""Where issues come from: demand lines, recorded issues, the backlog at the start, and days unlike others (R4, R23)."""
# ruff: noqa: RUF012 -- pydantic copies mutable defaults

from collections.abc import Iterable, Mapping
from pathlib import PurePath
from typing import Annotated, Any

from pydantic import Discriminator, Field, Tag

from simsupport.errors import Path
from simsupport.scenario import distributions
from simsupport.scenario.fields import (
    Cv,
    Durations,
    Factor,
    Forecast,
    Frozen,
    Name,
    Plain,
    PlainOrTable,
    Positive,
    Profile,
    Rate,
    Records,
    Share,
    Table,
    Text,
    Weekday,
)  # fmt: skip
from simsupport.scenario.files import records


class Factors(Frozen):
    """Days (or weeks) that are busier or quieter than others: gamma with mean 1 (R4)."""

    cv: Cv


class SpecialDay(Frozen):
    """A date on which more or fewer issues come than usual."""

    demand: Factor
    topics: tuple[Name, ...] = ()
    channels: tuple[Name, ...] = ()

    def concerns(self, line: "Line") -> bool:
        return (not self.topics or line.topic in self.topics) and (not self.channels or line.channel in self.channels)


class Move(Frozen):
    """A share of the issues of one day of the week comes on another one instead."""

    from_: Annotated[Weekday, Field(alias="from")]
    to: Weekday
    share: Share


NameOrProfile = Annotated[Annotated[Name, Plain] | Annotated[Profile, Table], PlainOrTable]
NameOrFactors = Annotated[Annotated[Name, Plain] | Annotated[Factors, Table], PlainOrTable]
OneOrMoreMoves = Annotated[Annotated[tuple[Move, ...], Plain] | Annotated[Move, Table], PlainOrTable]


class Line(Frozen):
    """A demand line: a topic on a channel, and how many issues come when (R4)."""

    name: Name = ""
    topic: Name
    channel: Name
    rate: Rate | None = None
    volume: Rate | None = None
    forecast: Forecast | None = None
    first_contacts: Share | None = None
    profile: NameOrProfile | None = None
    day_factor: NameOrFactors | None = None
    week_factor: NameOrFactors | None = None
    moves: OneOrMoreMoves = ()
    new: Share = 0.0
    labels: dict[Name, dict[Name, Share]] = {}

    @property
    def per_tick(self) -> float:
        """New issues on average, by its rate or volume."""
        amount = self.rate or self.volume
        return amount.per_tick * self.issues_per_contact if amount else 0.0

    @property
    def issues_per_contact(self) -> float:
        """The share of first contacts; 1 where issues themselves are given."""
        return 1.0 if self.first_contacts is None else self.first_contacts

    @property
    def all_moves(self) -> tuple[Move, ...]:
        """In an order that does not depend on that of the file."""
        moves = (self.moves,) if isinstance(self.moves, Move) else self.moves
        return tuple(sorted(moves, key=lambda move: (move.from_, move.to)))


class _Recorded(Frozen):
    """How a file of issues is read: what its columns are called, and what holds for all rows."""

    columns: dict[Name, Text] = {}
    topic: Name | None = None
    channel: Name | None = None
    encoding: Text = "utf-8"
    time_format: Text | None = None


class Replay(_Recorded):
    """Issues that were recorded come again, at their own times (R4)."""

    name: Name = ""
    replay: Records


class OpenTickets(_Recorded):
    """Work that waits at the start, as a file lists it (R23)."""

    file: Records


class Waiting(Frozen):
    """Work that waits at the start: so many issues on a deferred channel, and how old they are (R23)."""

    topic: Name
    channel: Name
    count: Positive
    age: Durations
    labels: dict[Name, dict[Name, Share]] = {}


FORMS = ("a line", "a replay", "a file", "a count")  # pydantic puts these into the paths of its errors


def _form_of_demand(value: object) -> str:
    return FORMS["replay" in value] if isinstance(value, Mapping) else FORMS[isinstance(value, Replay)]


def _form_of_backlog(value: object) -> str:
    is_file = "file" in value if isinstance(value, Mapping) else isinstance(value, OpenTickets)
    return FORMS[2] if is_file else FORMS[3]


LineOrReplay = Annotated[
    Annotated[Line, Tag(FORMS[0])] | Annotated[Replay, Tag(FORMS[1])], Discriminator(_form_of_demand)
]
Backlog = Annotated[
    Annotated[OpenTickets, Tag(FORMS[2])] | Annotated[Waiting, Tag(FORMS[3])], Discriminator(_form_of_backlog)
]


class RecordedLine(Line):
    """The recorded issues of one topic on one channel; those of a backlog all came before the start."""

    records: records.Records
    in_backlog: bool = False


class WaitingLine(Line):
    """So many issues that came before the start, and how old they are then."""

    count: int
    age: distributions.Distribution


Located = tuple[Path, Line]


def default_name(parts: Mapping[str, Any]) -> str | None:
    """What a line without a name is called: topic/channel; a replay by its file, without the dots (R4)."""
    if {"topic", "channel"} <= parts.keys() and "replay" not in parts:
        return f"{parts['topic']}/{parts['channel']}"
    replay = parts.get("replay")
    file = replay.file if isinstance(replay, records.Records) else replay
    return f"replay/{PurePath(file).stem.replace('.', '-')}" if isinstance(file, str) else None


def located(demand: Iterable[Line | Replay], backlog: Iterable[OpenTickets | Waiting]) -> tuple[Located, ...]:
    """All lines that issues come from, each with the path of what it stands for."""
    found: list[Located] = []
    for place, line in enumerate(demand):
        lines = [line] if isinstance(line, Line) else _recorded(line.replay, line.name)
        found += [(("demand", place), each) for each in lines]
    return (*found, *_waiting(list(backlog)))


def _recorded(given: records.Records, name: str, **parts: Any) -> list[Line]:
    """A line for each topic and channel of recorded issues."""
    return [
        RecordedLine.model_construct(
            name=f"{name}/{topic}/{channel}", topic=topic, channel=channel, labels=labels, records=given, **parts
        )
        for topic, channel, labels in given.kinds()
    ]


def _waiting(backlog: list[OpenTickets | Waiting]) -> list[Located]:
    """The lines of the backlog; those of one topic and channel are numbered, whatever their order in the file."""
    found: list[Located] = []
    seen: dict[str, int] = {}
    for place, entry in sorted(enumerate(backlog), key=lambda pair: str(pair[1])):
        for line in _of_entry(entry):
            seen[line.name] = number = seen.get(line.name, 0) + 1
            name = line.name if number == 1 else f"{line.name} {number}"
            found.append((("backlog", place), line.model_copy(update={"name": name})))
    return found


def _of_entry(entry: OpenTickets | Waiting) -> list[Line]:
    if isinstance(entry, OpenTickets):
        return _recorded(entry.file, "backlog", in_backlog=True)
    parts = {name: getattr(entry, name) for name in type(entry).model_fields}
    return [WaitingLine.model_construct(name=f"backlog/{entry.topic}/{entry.channel}", **parts)]
