"""What an issue is about: effort, patience, authority, and how customers come back (R5, R12, R13, R16, R17)."""
# ruff: noqa: RUF012 -- pydantic copies mutable defaults

from typing import Annotated, Literal

from pydantic import Field

from simsupport.scenario import distributions
from simsupport.scenario.fields import (
    ANY,
    Amounts,
    ByChannel,
    Duration,
    Durations,
    Factor,
    Frozen,
    GivesUpSilently,
    HeadStart,
    Name,
    Positive,
    Rank,
    Share,
    Silently,
)  # fmt: skip


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


class Asks(Frozen):
    """A share of the talks that did not solve end with a question to the customer (R16)."""

    share: Share
    reply_after: Durations
    replies: Share = 1.0
    closes_after: Duration | None = None


class OnHold(Frozen):
    """A share of the talks that did not solve wait for a third party (R16)."""

    share: Share
    for_: Annotated[Durations, Field(alias="for")]


class FollowUp(Frozen):
    """A share of live talks leaves work on a deferred channel (R16)."""

    share: Share
    channel: Name


class Chases(Frozen):
    """Who waits for an answer asks once where it is (R17)."""

    probability: Share
    after: Durations
    effort: Duration = 0


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
    asks: dict[Name, Asks] = {}
    on_hold: dict[Name, OnHold] = {}
    follow_up: dict[Name, FollowUp] = {}
    chases: Chases | None = None
    gives_up_silently: GivesUpSilently = Silently()

    def on_channel(self, what: Literal["talk", "wrap", "patience"], channel: str) -> distributions.Distribution | None:
        """The distribution of talk, wrap or patience on a channel; None if there is none."""
        table: dict[str, distributions.Distribution] = getattr(self, what)
        return table.get(channel, table.get(ANY))
