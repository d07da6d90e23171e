"""What comes before people: self-service, bots and triage (R7, R8)."""
# ruff: noqa: RUF012 -- pydantic copies mutable defaults

from simsupport.scenario.fields import (
    AlwaysOrHours,
    Duration,
    Durations,
    Factor,
    Frozen,
    Money,
    Name,
    Share,
    Truth,
    When,
)  # fmt: skip


class SelfService(Frozen):
    """A share of a topic's issues is settled before any contact, some of it wrongly (R7)."""

    deflects: Share
    wrongly: Share = 0.0
    open: AlwaysOrHours = "always"
    starts: When | None = None
    ramp: Duration = 0


class BotHandOver(Frozen):
    """What a bot passes on: with context the talk is shorter, without it longer (R7)."""

    context: Truth = True
    talk: Factor = 1.0


class Bot(Frozen):
    """It engages a share of a channel's contacts, takes its time, and contains some of each topic (R7)."""

    takes: Durations
    open: AlwaysOrHours = "always"
    engages: Share = 1.0
    contains: dict[Name, Share] = {}
    wrongly: Share = 0.0
    hand_over: BotHandOver = BotHandOver()
    cost: Money = 0.0
    starts: When | None = None
    ramp: Duration = 0


class Triage(Frozen):
    """Who sorts what comes in: wrong ones go to another topic's teams, who find out and transfer (R8)."""

    accuracy: Share
    finds_out_in: Durations


class Automation(Frozen):
    """Self-service by topic, bots by channel, and triage."""

    self_service: dict[Name, SelfService] = {}
    bot: dict[Name, Bot] = {}
    triage: Triage | None = None
