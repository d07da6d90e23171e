"""Dated changes that ramp in: what they act on, whom they concern, what they cost (R22)."""
# ruff: noqa: RUF012 -- pydantic copies mutable defaults

from pydantic import Field

from simsupport.scenario.fields import (
    Duration,
    Factor,
    Frozen,
    Money,
    MoneyOrPrice,
    Name,
    Share,
    Signed,
    When,
)  # fmt: skip


class Scope(Frozen):
    """What an initiative is limited to; what is left out is not limited."""

    topics: tuple[Name, ...] = ()
    channels: tuple[Name, ...] = ()
    teams: tuple[Name, ...] = ()
    labels: dict[Name, tuple[Name, ...]] = {}


class Effects(Frozen):
    """Factors, which multiply, and amounts, which add, at the initiative's full level."""

    demand: Factor = 1.0
    talk: Factor = 1.0
    wrap: Factor = 1.0
    unsolved: Factor = 1.0
    uncontained: Factor = 1.0
    undeflected: Factor = 1.0
    engages: Factor = 1.0
    misrouted: Factor = 1.0
    absent: Factor = 1.0
    spread: Factor = 1.0
    newcomers: Factor = 1.0
    authority: Signed = 0.0
    head_start: Duration = 0
    manner: Signed = 0.0
    mix: dict[Name, Share] = {}


class HoursAway(Frozen):
    """Hours that a team's people spend on it: shift by shift they come an hour late."""

    team: Name
    hours: Money


class Initiative(Frozen):
    """A change from a date on, up to its full effect after the ramp."""

    starts: When | None = None
    ends: When | None = None
    ramp: Duration = 0
    for_: Scope = Field(Scope(), alias="for")
    effects: Effects = Effects()
    away: HoursAway | None = None
    cost: MoneyOrPrice = 0.0
