"""People with the same skills: when they are there, what they may do, and what they cost (R14, R15, R18, R19)."""
# ruff: noqa: RUF012 -- pydantic copies mutable defaults

from functools import cached_property
from typing import Annotated, Literal

from pydantic import BeforeValidator

from simsupport.scenario import weekly
from simsupport.scenario.fields import (
    Allowance,
    ClockTime,
    Count,
    Dates,
    Days,
    Deviation,
    Duration,
    Durations,
    Factor,
    Frozen,
    Hours,
    Money,
    Name,
    Plain,
    PlainOrTable,
    Positive,
    Premium,
    Price,
    Share,
    Signed,
    Span,
    Speed,
    Table,
    TimeZone,
    Truth,
    WeekCounts,
    WeekHours,
    choice,
)  # fmt: skip

Escalate = Annotated[Literal["escalate"], *choice("escalate", form="{ask: TEAM}")]


class Skill(Frozen):
    """How fast a team handles a topic and how often it solves it."""

    speed: Speed = 1.0
    resolves: Share = 1.0


class Spread(Frozen):
    """How people of a team differ: the standard deviations of speed and solving, in means, and of manner (R18)."""

    speed: Share = 0.0
    resolves: Share = 0.0
    manner: Deviation = 0.0


class Newcomers(Frozen):
    """A share of the people is new: they talk longer, which wears off exponentially (R18)."""

    share: Share = 0.0
    ramp: Duration
    talk: Factor


class Break(Frozen):
    """A break at a fixed time (`at`), or of a length spread over the people within a window (`between`)."""

    at: Span | None = None
    length: Duration | None = None
    between: Span | None = None
    keeps_length: Truth = False


def _break(value: object) -> object:
    return {"at": value} if isinstance(value, str) else value


Breaks = tuple[Annotated[Break, BeforeValidator(_break)], ...]


class OnCall(Frozen):
    """A shift that stands by until something of these topics or ranks waits (R18)."""

    topics: tuple[Name, ...] = ()
    ranks: tuple[Positive, ...] = ()
    after: Duration = 0
    standby: Share = 0.0
    at_least: Duration = 0


class Shift(Frozen):
    """Positions on a shift: on these days, at these hours, so many people (R18)."""

    days: Days
    hours: Hours
    agents: Count
    breaks: Breaks = ()
    on_call: OnCall | None = None

    @cached_property
    def week(self) -> weekly.WeekHours:
        return weekly.parse_week_hours({self.days: self.hours})


class PartTimers(Frozen):
    """A further group of people of a team, each with the same week."""

    people: Count
    week: WeekHours


class Meeting(Frozen):
    """On these days, at this time, everyone who is there meets: at once, or one after the other (R19)."""

    days: Days
    at: ClockTime
    length: Duration
    together: Truth = True


class Away(Frozen):
    """What takes people off the queue: meetings, and coaching of so long for each in a month or week (R19)."""

    meeting: Meeting | None = None
    coaching: Allowance | None = None


class Absence(Frozen):
    """The share of days on which a person does not come, how long a spell is, and whether they are paid."""

    share: Share
    spell: Duration | None = None
    paid: Truth = True


class HandOver(Frozen):
    """How an escalation passes from one team to the next (R14)."""

    kind: Annotated[Literal["cold", "warm", "consult"], *choice("cold", "warm", "consult")] = "cold"
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
    away: Away = Away()
    absence: Absence | None = None
    spread: Spread = Spread()
    newcomers: Newcomers | None = None
    joins: Dates = {}
    leaves: Dates = {}
    grace: Duration | None = None
    reserve: Count = 0
    owner_within: Duration | None = None
    manner: Signed = 0.0
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
