"""The nouns of a scenario: frozen, validated, complete. Times are ticks, shares lie between 0 and 1.

A key left out is neutral: no wrap, endless patience, every issue solved, no returns, no limits, always open.
"""
# ruff: noqa: RUF012 -- pydantic copies mutable defaults

from datetime import date, timedelta
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ValidationInfo, WithJsonSchema, model_validator

from simsupport import units
from simsupport.scenario import holiday_dates, recorded, schema_parts
from simsupport.scenario.automation import Automation, Bot, BotHandOver, SelfService, Triage
from simsupport.scenario.experience import (
    Churn,
    CustomerEffort,
    Employees,
    Expected,
    Experience,
    Quitting,
    Recommendation,
    Review,
    Satisfaction,
    Strain,
    Survey,
    Value,
)  # fmt: skip
from simsupport.scenario.fields import (
    AlwaysOrHours,
    Clock,
    Date,
    Duration,
    Frozen,
    HeadStart,
    Name,
    Plain,
    PlainOrTable,
    Points,
    Positive,
    Profile,
    Rank,
    Share,
    Slowdown,
    SomeTime,
    Table,
    Text,
    TimeZone,
    Title,
    Truth,
    choice,
)  # fmt: skip
from simsupport.scenario.initiatives import Effects, HoursAway, Initiative, Scope
from simsupport.scenario.lines import (
    Backlog,
    Factors,
    Line,
    LineOrReplay,
    Located,
    Move,
    OpenTickets,
    Replay,
    SpecialDay,
    Waiting,
    default_name,
    located,
)  # fmt: skip
from simsupport.scenario.recorded import Recorded
from simsupport.scenario.teams import (
    Absence,
    Approves,
    Ask,
    Away,
    Break,
    Cost,
    HandOver,
    Meeting,
    Newcomers,
    OnCall,
    PartTimers,
    Shift,
    Skill,
    Spread,
    Team,
)  # fmt: skip
from simsupport.scenario.topics import (
    Asks,
    Chases,
    FollowUp,
    Hard,
    NeededAuthority,
    OnHold,
    Retries,
    Returns,
    Topic,
)  # fmt: skip
from simsupport.scenario.wall_clock import WallClock

__all__ = [
    "Absence", "Approves", "Ask", "Asks", "Automation", "Away", "Bot", "BotHandOver", "Break", "Calendar", "Callback",
    "Channel", "Chases", "Churn", "Convert", "Cost", "CustomerEffort", "Effects", "Employees", "Expected", "Experience",
    "Factors", "FollowUp", "FurtherChat", "HandOver", "Hard", "HoursAway", "Initiative", "Line", "Meeting", "Move",
    "NeededAuthority", "Newcomers", "OnCall", "OnHold", "OpenTickets", "PartTimers", "Quitting", "Recommendation",
    "Replay", "ResponseTarget", "Retries", "Returns", "Review", "RouteEntry", "RouteRule", "Satisfaction", "Scenario",
    "Scope", "SelfService", "Shift", "Skill", "SpecialDay", "Spread", "Strain", "Survey", "Target", "Team", "Topic",
    "Triage", "Value", "Waiting",
]  # fmt: skip


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
    """A further promise: on first response, on each reply, on resolution, or a limit to abandonment."""

    name: Name
    where: dict[Name, Name] = {}
    first_response: Duration | None = None
    next_response: Duration | None = None
    resolution: Duration | None = None
    abandonment: Share | None = None
    share: Share | None = None
    clock: Clock = "calendar"
    pauses: tuple[Annotated[Literal["pending", "on_hold"], *choice("pending", "on_hold")], ...] = ()


RejectOrQueue = Annotated[Literal["reject", "queue"], *choice("reject", "queue", form="{convert: CHANNEL}")]
ServeOrClear = Annotated[Literal["serve", "clear"], *choice("serve", "clear", form="{convert: CHANNEL}")]


class Callback(Frozen):
    """Who would wait longer than a limit is offered to be called back (R21)."""

    when_wait_exceeds: Duration
    accepted: Share = 1.0
    answered: Share = 1.0
    again_after: Duration = 0
    attempts: Positive = 1
    rings: Duration = 0


class FurtherChat(Frozen):
    """What each further chat at once does to solving (R11)."""

    resolves: Points = 0.0


class Channel(Frozen):
    """A way to reach the desk: live (the customer waits) or deferred (the work waits)."""

    kind: Annotated[Literal["live", "deferred"], *choice("live", "deferred")]
    time_zone: TimeZone = ""
    open: AlwaysOrHours = "always"
    when_closed: Annotated[Annotated[RejectOrQueue, Plain] | Annotated[Convert, Table], PlainOrTable] = "reject"
    at_closing: Annotated[Annotated[ServeOrClear, Plain] | Annotated[Convert, Table], PlainOrTable] = "serve"
    lines: Positive | None = None
    balks: Share = 0.0
    callback: Callback | None = None
    drains_after: Duration | None = None
    concurrency: Positive = 1
    slowdown: Slowdown = 0.0
    further_chat: FurtherChat = FurtherChat()
    interruptible: Truth = False
    resume_time: Duration = 0
    head_start: HeadStart = 0
    rank: Rank | None = None
    short_abandon: Duration = 0
    target: ResponseTarget | None = None
    expected: SomeTime | None = None

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
    demand: tuple[LineOrReplay, ...]
    profiles: dict[Name, Profile] = {}
    day_factors: dict[Name, Factors] = {}
    week_factors: dict[Name, Factors] = {}
    special_days: dict[Date, SpecialDay] = {}
    backlog: tuple[Backlog, ...] = ()
    teams: dict[Name, Team]
    routing: tuple[RouteRule, ...] = ()
    automation: Automation = Automation()
    initiatives: dict[Name, Initiative] = {}
    targets: tuple[Target, ...] = ()
    experience: Experience = Experience()
    value: Value = Value()

    @cached_property
    def wall_clock(self) -> WallClock:
        """Ticks and local times of this scenario."""
        return WallClock(self.calendar)

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """All that issues come from: the demand lines, those of recorded issues, and those of the backlog."""
        return tuple(line for _, line in self.located_lines)

    @cached_property
    def located_lines(self) -> tuple[Located, ...]:
        """The lines, each with the path of what it stands for."""
        return located(self.demand, self.backlog)

    @cached_property
    def recorded(self) -> dict[str, Recorded]:
        """The recorded issues that count, by the name of their line."""
        return recorded.of_lines(self)

    @model_validator(mode="before")
    @classmethod
    def _name_lines(cls, data: Any) -> Any:
        """A line without a name has one by default (R4)."""
        if not isinstance(data, dict) or not isinstance(data.get("demand"), (list, tuple)):
            return data
        lines = [_named(line) for line in data["demand"]]
        return {**data, "demand": tuple(lines)}


def _named(line: Any) -> Any:
    name = default_name(line) if isinstance(line, dict) and line.get("name") is None else None
    return line if name is None else {**line, "name": name}
