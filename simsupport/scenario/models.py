"""The nouns of a scenario: frozen, validated, complete. Times are ticks, shares lie between 0 and 1.

A key left out is neutral: no wrap, endless patience, every issue solved, no returns, no limits, always open.
"""
# ruff: noqa: RUF012 -- pydantic copies mutable defaults

from datetime import date, timedelta
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ValidationInfo, WithJsonSchema, model_validator

from simsupport import units
from simsupport.scenario import distributions, holiday_dates, schema_parts, weekly
from simsupport.scenario.fields import (
    ANY,
    Amounts,
    ByChannel,
    Clock,
    Count,
    Cv,
    Date,
    Days,
    Duration,
    Durations,
    Factor,
    Frozen,
    HeadStart,
    Hours,
    Money,
    Name,
    Plain,
    PlainOrTable,
    Positive,
    Premium,
    Price,
    Profile,
    Rank,
    Rate,
    Share,
    Span,
    Speed,
    Table,
    Text,
    TimeZone,
    Title,
    Truth,
    WeekCounts,
    WeekHours,
    choice,
)  # fmt: skip
from simsupport.scenario.wall_clock import WallClock


class Convert(Frozen):
    """The contact goes on, on another channel (R6)."""

    convert: Name


def _holidays(value: object, info: ValidationInfo) -> object:
    """The holidays of a country around the horizon, which the fields before have set."""
    if not isinstance(value, str):
        return value
    if not {"start", "duration", "warm_up"} <= info.data.keys():
        return ()  # these are wrong and told already
    length = timedelta(microseconds=info.data["warm_up"] + info.data["duration"])
    return holiday_dates.of_country(value, info.data["start"], length)


class Calendar(Frozen):
    """From when, for how long, in which zone, with which holidays (R1, R23)."""

    start: Date = date(2026, 1, 5)  # a Monday
    duration: Duration = 4 * units.WEEK
    warm_up: Duration = 0
    time_zone: TimeZone = "UTC"
    holidays: Annotated[tuple[Date, ...], BeforeValidator(_holidays), WithJsonSchema(schema_parts.HOLIDAYS)] = ()

    @property
    def horizon(self) -> int:
        """The first tick that is not simulated."""
        return self.warm_up + self.duration


class ResponseTarget(Frozen):
    """A share of the contacts is to have its first human response within a time."""

    share: Share
    within: Duration
    clock: Clock = "calendar"


class Target(Frozen):
    """A further promise: on first response, on resolution, or a limit to abandonment."""

    name: Name
    where: dict[Name, Name] = {}
    first_response: Duration | None = None
    resolution: Duration | None = None
    abandonment: Share | None = None
    share: Share | None = None
    clock: Clock = "calendar"


Always = Annotated[Literal["always"], *choice("always", form='a weekly table such as {mon-fri: "08:00-18:00"}')]
RejectOrQueue = Annotated[Literal["reject", "queue"], *choice("reject", "queue", form="{convert: CHANNEL}")]
ServeOrClear = Annotated[Literal["serve", "clear"], *choice("serve", "clear", form="{convert: CHANNEL}")]
Escalate = Annotated[Literal["escalate"], *choice("escalate", form="{ask: TEAM}")]


class Channel(Frozen):
    """A way to reach the desk: live (the customer waits) or deferred (the work waits)."""

    kind: Annotated[Literal["live", "deferred"], *choice("live", "deferred")]
    time_zone: TimeZone = ""
    open: Annotated[Annotated[Always, Plain] | Annotated[WeekHours, Table], PlainOrTable] = "always"
    when_closed: Annotated[Annotated[RejectOrQueue, Plain] | Annotated[Convert, Table], PlainOrTable] = "reject"
    at_closing: Annotated[Annotated[ServeOrClear, Plain] | Annotated[Convert, Table], PlainOrTable] = "serve"
    lines: Positive | None = None
    balks: Share = 0.0
    concurrency: Positive = 1
    head_start: HeadStart = 0
    rank: Rank | None = None
    short_abandon: Duration = 0
    target: ResponseTarget | None = None

    @model_validator(mode="before")
    @classmethod
    def _mail_waits(cls, data: Any) -> Any:
        """Who writes to a closed channel waits, unless the scenario says otherwise; who calls is rejected (R6)."""
        if isinstance(data, dict) and data.get("kind") == "deferred":
            return {"when_closed": "queue", **data}
        return data

    @property
    def live(self) -> bool:
        return self.kind == "live"


class Hard(Frozen):
    """Some issues of a topic are hard: longer talk, rarer solving; the stated averages stay the averages (R5)."""

    share: Share
    talk: Factor = 1.0
    resolves: Factor = 1.0


class NeededAuthority(Frozen):
    """Some issues need an amount to be conceded."""

    needed: Share = 1.0
    amount: Amounts


class Retries(Frozen):
    """Who was not answered tries again (R17)."""

    probability: Share
    after: Durations
    at_most: Positive | None = None
    switch: dict[Name, Share] = {}


class Returns(Frozen):
    """An issue that was not solved comes back (R17)."""

    probability: Share
    after: Durations
    switch: dict[Name, Share] = {}
    explains_again: Factor = 1.0


class Topic(Frozen):
    """What an issue is about: effort, patience, authority, and how it comes back."""

    talk: ByChannel
    wrap: ByChannel = {}
    patience: ByChannel = {}
    hard: Hard | None = None
    head_start: HeadStart = 0
    rank: Rank | None = None
    authority: NeededAuthority | None = None
    recognised: Share = 1.0
    retries: Retries | None = None
    returns: Returns | None = None

    def on_channel(self, what: Literal["talk", "wrap", "patience"], channel: str) -> distributions.Distribution | None:
        """The distribution of talk, wrap or patience on a channel; None if there is none."""
        table: dict[str, distributions.Distribution] = getattr(self, what)
        return table.get(channel, table.get(ANY))


class Factors(Frozen):
    """Days (or weeks) that are busier or quieter than others: gamma with mean 1 (R4)."""

    cv: Cv


NameOrProfile = Annotated[Annotated[Name, Plain] | Annotated[Profile, Table], PlainOrTable]
NameOrFactors = Annotated[Annotated[Name, Plain] | Annotated[Factors, Table], PlainOrTable]


class Line(Frozen):
    """A demand line: a topic on a channel, and how many issues come when (R4)."""

    name: Name = ""
    topic: Name
    channel: Name
    rate: Rate | None = None
    volume: Rate | None = None
    profile: NameOrProfile | None = None
    day_factor: NameOrFactors | None = None
    week_factor: NameOrFactors | None = None
    labels: dict[Name, dict[Name, Share]] = {}


class Skill(Frozen):
    """How fast a team handles a topic and how often it solves it."""

    speed: Speed = 1.0
    resolves: Share = 1.0


class Break(Frozen):
    """A break at a fixed time (`at`), or of a length spread over the people within a window (`between`)."""

    at: Span | None = None
    length: Duration | None = None
    between: Span | None = None
    keeps_length: Truth = False


def _break(value: object) -> object:
    return {"at": value} if isinstance(value, str) else value


Breaks = tuple[Annotated[Break, BeforeValidator(_break)], ...]


class Shift(Frozen):
    """Positions on a shift: on these days, at these hours, so many people (R18)."""

    days: Days
    hours: Hours
    agents: Count
    breaks: Breaks = ()

    @cached_property
    def week(self) -> weekly.WeekHours:
        return weekly.parse_week_hours({self.days: self.hours})


class PartTimers(Frozen):
    """A further group of people of a team, each with the same week."""

    people: Count
    week: WeekHours


class Absence(Frozen):
    """The share of days on which a person does not come, and whether they are paid."""

    share: Share
    paid: Truth = True


class HandOver(Frozen):
    """How an escalation passes from one team to the next (R14)."""

    kind: Annotated[Literal["cold", "warm"], *choice("cold", "warm")] = "cold"
    briefing: Durations | None = None
    waits_at_most: Duration | None = None


class Ask(Frozen):
    """Whom to ask for an amount above one's authority."""

    ask: Name


class Approves(Frozen):
    """A team that grants what others may not (R15)."""

    takes: Durations
    grants: Share = 1.0
    within: Duration | None = None


class Cost(Frozen):
    """What a team costs: by the paid hour with premiums, or an outsourcer's price."""

    hour: Money = 0.0
    weekend: Premium = 1.0
    holiday: Premium = 1.0
    overtime: Premium = 1.0
    contact: Money = 0.0
    minute: Money = 0.0
    minimum: Price | None = None

    @property
    def outsourced(self) -> bool:
        """An outsourcer's price, without a wage: the people are not one's own."""
        return not self.hour and bool(self.contact or self.minute or self.minimum)


class Team(Frozen):
    """People with the same skills, in one of three forms: a head count, shifts, or persons on a rota (R18)."""

    agents: Annotated[Annotated[Count, Plain] | Annotated[WeekCounts, Table], PlainOrTable] | None = None
    shifts: dict[Name, Shift] = {}
    people: Count | None = None
    weeks: dict[Name, WeekHours] = {}
    rota: tuple[Name, ...] = ()
    part_timers: PartTimers | None = None
    breaks: Breaks = ()
    absence: Absence | None = None
    time_zone: TimeZone = ""
    channels: tuple[Name, ...] = ()
    labels: dict[Name, tuple[Name, ...]] = {}
    skills: dict[Name, Skill] = {}
    prefers: tuple[Name, ...] = ()
    prefers_channels: tuple[Name, ...] = ()
    authority: Money | None = None
    above_authority: Annotated[Annotated[Escalate, Plain] | Annotated[Ask, Table], PlainOrTable] = "escalate"
    escalates_to: Name | None = None
    hand_over: HandOver = HandOver()
    approves: Approves | None = None
    cost: Cost = Cost()


class RouteEntry(Frozen):
    """A team on a route, and how long a leg waits before the team may take it."""

    team: Name
    after: Duration = 0


class RouteRule(Frozen):
    """Which teams may take what, in order (R10); the rule that says most about a leg holds."""

    topic: Name | None = None
    channel: Name | None = None
    labels: dict[Name, Name] = {}
    to: tuple[RouteEntry, ...]


class Scenario(Frozen):
    """A desk, its demand and the time in which it is looked at."""

    name: Title = "scenario"
    description: Text = ""
    calendar: Calendar = Calendar()
    channels: dict[Name, Channel]
    topics: dict[Name, Topic]
    demand: tuple[Line, ...]
    profiles: dict[Name, Profile] = {}
    day_factors: dict[Name, Factors] = {}
    week_factors: dict[Name, Factors] = {}
    teams: dict[Name, Team]
    routing: tuple[RouteRule, ...] = ()
    targets: tuple[Target, ...] = ()

    @cached_property
    def wall_clock(self) -> WallClock:
        """Ticks and local times of this scenario."""
        return WallClock(self.calendar)

    @model_validator(mode="before")
    @classmethod
    def _name_lines(cls, data: Any) -> Any:
        """A line without a name is called topic/channel (R4)."""
        if not isinstance(data, dict) or not isinstance(data.get("demand"), (list, tuple)):
            return data
        lines = [_named(line) for line in data["demand"]]
        return {**data, "demand": tuple(lines)}


def _named(line: Any) -> Any:
    if isinstance(line, dict) and line.get("name") is None and "topic" in line and "channel" in line:
        return {**line, "name": f"{line['topic']}/{line['channel']}"}
    return line
