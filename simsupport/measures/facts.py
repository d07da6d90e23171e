"""The log's facts as arrays: legs, contacts, issues and agents' time, with what figures ask of them.

Names are codes: places in `Facts.values`, −1 for none. Times are ticks, −1 for what did not happen.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from simsupport.log import KINDS, OUTCOMES, STATES, Kind, Log, Outcome, State
from simsupport.measures.days import Days
from simsupport.measures.opening import OpeningClock

if TYPE_CHECKING:
    import pandas as pd

    from simsupport.measures.formula import Array

NEVER = -1
LATE = np.iinfo(np.int64).max  # later than anything

INTERNAL = (Kind.BOT, Kind.APPROVAL, Kind.REST, Kind.DEFLECTED)  # legs that are no talk of a human with the customer
GAVE_UP = (Outcome.ABANDONED, Outcome.BALKED, Outcome.CLEARED)
LOST = (*GAVE_UP, Outcome.BLOCKED, Outcome.REJECTED)
HANDED_ON = (Outcome.ESCALATED, Outcome.TRANSFERRED)


class Facts:
    """The tables of one log, each built when it is first needed."""

    def __init__(self, log: Log, window: int) -> None:
        self.scenario = log.scenario
        self.clock = log.scenario.wall_clock
        self.horizon = log.scenario.calendar.horizon
        self.window = window
        self._log = log

    @cached_property
    def values(self) -> dict[str, list[str]]:
        """The names of each dimension: channels, topics and teams of the scenario, the log's labels, the targets."""
        from simsupport.measures.promises import promises

        scenario, legs = self.scenario, self._log.legs
        labels = {name: _names(legs[name]) for name in legs.columns if str(name).startswith("label.")}
        return {
            "channel": list(scenario.channels),
            "topic": list(scenario.topics),
            "team": list(scenario.teams),
            **{str(name): values for name, values in labels.items()},
            "target": list(dict.fromkeys(promise.name for promise in promises(scenario))),
        }

    @cached_property
    def legs(self) -> "Legs":
        return Legs(self, self._log.legs)

    @cached_property
    def contacts(self) -> "Contacts":
        return Contacts(self, self.legs)

    @cached_property
    def issues(self) -> "Issues":
        return Issues(self, self.contacts)

    @cached_property
    def agents(self) -> "AgentTime":
        return AgentTime(self, self._log.agents)

    @cached_property
    def days(self) -> Days:
        return Days(self)

    @cached_property
    def opening_clocks(self) -> list[OpeningClock]:
        """The clock that runs while a channel is open, for each channel."""
        channels = self.scenario.channels.values()
        return [OpeningClock(self.clock.opening(channel.open, channel.time_zone)) for channel in channels]

    def on_business_clock(self, channel: "Array", start: "Array", end: "Array") -> "Array":
        """The ticks from start to end at which each row's channel is open."""
        elapsed = np.zeros(len(start), np.int64)
        for code, clock in enumerate(self.opening_clocks):
            rows = channel == code
            elapsed[rows] = clock.elapsed(start[rows], end[rows])
        return elapsed

    def on_target_clock(self, channel: "Array", start: "Array", end: "Array") -> "Array":
        """The ticks from start to end on the clock of each row's channel's target."""
        targets = [channel.target for channel in self.scenario.channels.values()]
        business = np.array([bool(target and target.clock == "business") for target in targets])
        if not business.any():
            return end - start
        return np.where(business[channel], self.on_business_clock(channel, start, end), end - start)


class Legs:
    """One row per leg, in canonical order (issue, contact, leg)."""

    def __init__(self, facts: Facts, table: "pd.DataFrame") -> None:
        self.facts = facts
        for name in ("issue", "contact", "leg", "agent", "created", "arrived", "queued", "started", "talk_ended"):
            setattr(self, name, table[name].to_numpy(np.int64))
        self.released = table["released"].to_numpy(np.int64)
        self.effort = table["effort"].to_numpy(np.int64)
        self.hold = table["hold"].to_numpy(np.int64)
        self.granted = table["granted"].to_numpy(np.float64)
        self.kind = _codes(table["kind"], KINDS)
        self.outcome = _codes(table["outcome"], OUTCOMES)
        names = (name for name in facts.values if name in table.columns)
        self.names = {name: _codes(table[name], facts.values[name]) for name in names}

    issue: "Array"
    contact: "Array"
    leg: "Array"
    agent: "Array"
    created: "Array"
    arrived: "Array"
    queued: "Array"
    started: "Array"
    talk_ended: "Array"

    @cached_property
    def human(self) -> "Array":
        """Whether the leg is the customer's with a human: neither the bot's nor an approval or what follows it."""
        return ~among(self.kind, INTERNAL)

    @cached_property
    def taken(self) -> "Array":
        """Whether a human took the leg."""
        return self.human & (self.started >= 0)

    @cached_property
    def freed(self) -> "Array":
        """The tick at which the agent is free again; the horizon for who is still at work."""
        return np.where(self.released >= 0, self.released, self.facts.horizon)

    @cached_property
    def waited_until(self) -> "Array":
        """The tick at which waiting ends: taken, given up, or the horizon."""
        given_up = np.where(self.talk_ended >= 0, self.talk_ended, self.facts.horizon)
        return np.where(self.started >= 0, self.started, given_up)


class Contacts:
    """One row per contact, those still to come included (arrived −1)."""

    def __init__(self, facts: Facts, legs: Legs) -> None:
        self.facts = facts
        self.legs = legs
        changed = (np.diff(legs.issue) != 0) | (np.diff(legs.contact) != 0)
        self.start = _starts(changed, len(legs.issue))
        self.last = np.append(self.start[1:], len(legs.issue))[: len(self.start)] - 1
        self.issue = legs.issue[self.start]
        self.contact = legs.contact[self.start]
        self.arrived = legs.arrived[self.start]
        self.kind = legs.kind[self.start]
        self.created = legs.created[self.start]

    @cached_property
    def names(self) -> dict[str, "Array"]:
        """Names by dimension; the team is that of the first leg with a human."""
        human = np.where(self.legs.human, np.arange(len(self.legs.human)), LATE)
        first = self._least(human)
        first = np.where(first == LATE, self.start, first)
        return {name: codes[first] for name, codes in self.legs.names.items()}

    @cached_property
    def first_started(self) -> "Array":
        """The tick at which a human first answers; LATE if none did."""
        return self._least(np.where(self.legs.taken, self.legs.started, LATE))

    @cached_property
    def queued(self) -> "Array":
        """The tick of the first queueing for a human; LATE if it never queued."""
        return self._least(np.where(self.legs.human & (self.legs.queued >= 0), self.legs.queued, LATE))

    @cached_property
    def answered(self) -> "Array":
        return self.first_started < LATE

    @cached_property
    def end(self) -> "Array":
        """How a contact that nobody answered ended; −1 for one that was answered."""
        return np.where(self.answered, NEVER, self.legs.outcome[self.last])

    @cached_property
    def offered(self) -> "Array":
        """A: all contacts but those rejected or converted, which are counted apart."""
        return ~among(self.end, (Outcome.REJECTED, Outcome.CONVERTED))

    @cached_property
    def gave_up(self) -> "Array":
        """L: abandoned, cleared or balked before any human answered."""
        return among(self.end, GAVE_UP)

    def ended(self, outcome: Outcome) -> "Array":
        return np.equal(self.end, outcome)

    @cached_property
    def waited_from(self) -> "Array":
        return np.where(self.queued < LATE, self.queued, 0)

    @cached_property
    def waited_until(self) -> "Array":
        """First answered, given up, or the horizon; the same as `waited_from` for who never queued."""
        until = np.where(self.answered, self.first_started, self.legs.waited_until[self.last])
        return np.where(self.queued < LATE, until, 0)

    @cached_property
    def wait(self) -> "Array":
        """W, in ticks: first queueing to first human answer; to giving up; to the horizon for who still waits."""
        return self.waited_until - self.waited_from

    @cached_property
    def short(self) -> "Array":
        """Gave up within the channel's limit for short abandons."""
        limit = np.array([channel.short_abandon for channel in self.facts.scenario.channels.values()])[self.channel]
        return self.gave_up & (limit > 0) & (self.wait <= limit)

    @cached_property
    def channel(self) -> "Array":
        return self.names["channel"]

    @cached_property
    def target(self) -> "Array":
        """T, in ticks: the first response that the channel's target promises; −1 without a target."""
        targets = [channel.target for channel in self.facts.scenario.channels.values()]
        return np.array([target.within if target else NEVER for target in targets])[self.channel]

    @cached_property
    def wait_on_target_clock(self) -> "Array":
        return self.facts.on_target_clock(self.channel, self.waited_from, self.waited_until)

    @cached_property
    def in_time(self) -> "Array":
        """Whether W ≤ T, for contacts with a target; one still waiting has not passed it yet."""
        return self.wait_on_target_clock <= self.target

    @cached_property
    def due(self) -> "Array":
        """Offered, with a target, and decided: answered, given up, blocked, or open and overdue."""
        waits = self.ended(Outcome.OPEN)
        return self.offered & (self.target >= 0) & ~(waits & self.in_time)

    @cached_property
    def handed_on(self) -> "Array":
        """Escalated or transferred at least once."""
        return self._any(among(self.legs.outcome, HANDED_ON))

    @cached_property
    def escalated(self) -> "Array":
        return self._any(self.legs.outcome == Outcome.ESCALATED)

    @cached_property
    def asked_approval(self) -> "Array":
        return self._any(self.legs.kind == Kind.APPROVAL)

    @cached_property
    def solved(self) -> "Array":
        """The tick at which the issue was solved in this contact; −1 if it was not."""
        solved = np.where(self.legs.outcome == Outcome.SOLVED, self.legs.talk_ended, NEVER)
        return np.maximum.reduceat(solved, self.start) if len(self.start) else self.start

    def _least(self, values: "Array") -> "Array":
        return np.minimum.reduceat(values, self.start) if len(self.start) else values

    def _any(self, mask: "Array") -> "Array":
        return np.logical_or.reduceat(mask, self.start) if len(self.start) else mask


class Issues:
    """One row per issue; its names are those of its first contact."""

    def __init__(self, facts: Facts, contacts: Contacts) -> None:
        self.facts = facts
        self.contacts = contacts
        self.start = _starts(np.diff(contacts.issue) != 0, len(contacts.issue))
        self.last = np.append(self.start[1:], len(contacts.issue))[: len(self.start)] - 1
        self.created = contacts.created[self.start]
        self.names = {name: codes[self.start] for name, codes in contacts.names.items()}

    @cached_property
    def count(self) -> "Array":
        """How many contacts there were so far."""
        arrived = (self.contacts.arrived >= 0).astype(np.int64)
        return np.add.reduceat(arrived, self.start) if len(self.start) else self.start

    @cached_property
    def came_again(self) -> "Array":
        """The tick of the second contact; LATE if there was none."""
        further = (self.contacts.contact > 0) & (self.contacts.arrived >= 0)
        return self._least(np.where(further, self.contacts.arrived, LATE))

    @cached_property
    def answered(self) -> "Array":
        return self.first_reply < LATE

    @cached_property
    def first_reply(self) -> "Array":
        """The tick at which a human first answered any contact of the issue; LATE if none did."""
        return self._least(self.contacts.first_started)

    @cached_property
    def solved_at(self) -> "Array":
        """The tick at which the issue was last solved; −1 if it was not."""
        return np.maximum.reduceat(self.contacts.solved, self.start) if len(self.start) else self.start

    @cached_property
    def solved(self) -> "Array":
        return self.solved_at >= 0

    @cached_property
    def solved_at_once(self) -> "Array":
        """Solved for good in the first contact."""
        return self.contacts.solved[self.start] >= 0

    @cached_property
    def handed_on_at_once(self) -> "Array":
        """Escalated or transferred in the first contact."""
        return np.asarray(self.contacts.handed_on[self.start])

    @cached_property
    def outcome(self) -> "Array":
        """How the last leg of the last contact ended; open for a contact still to come."""
        return np.asarray(self.contacts.legs.outcome[self.contacts.last[self.last]])

    @cached_property
    def lost(self) -> "Array":
        """Rejected, blocked or given up, with no further contact to come."""
        return ~self.solved & among(self.outcome, LOST)

    def since_created(self, ticks: "Array") -> "Array":
        return ticks - self.created

    def since_created_on_business_clock(self, ticks: "Array") -> "Array":
        """Ticks from creation at which the channel of the first contact is open."""
        return self.facts.on_business_clock(self.names["channel"], self.created, np.clip(ticks, 0, self.facts.horizon))

    def _least(self, values: "Array") -> "Array":
        return np.minimum.reduceat(values, self.start) if len(self.start) else values


class AgentTime:
    """One row per agent and state of presence, [start, end) in ticks."""

    def __init__(self, facts: Facts, table: "pd.DataFrame") -> None:
        self.agent = table["agent"].to_numpy(np.int64)
        self.start = table["start"].to_numpy(np.int64)
        self.end = table["end"].to_numpy(np.int64)
        self.state = _codes(table["state"], STATES)
        self.names = {"team": _codes(table["team"], facts.values["team"])}
        self.own = np.array([not team.cost.outsourced for team in facts.scenario.teams.values()])[self.names["team"]]
        absences = [team.absence for team in facts.scenario.teams.values()]
        self._absence_paid = np.array([bool(absence is None or absence.paid) for absence in absences])

    @cached_property
    def paid(self) -> "Array":
        """All time present, breaks and overtime included, and absence where the team pays it."""
        absent = self.state == State.ABSENT
        return np.where(absent, self._absence_paid[self.names["team"]], among(self.state, PRESENT))


PRESENT = (State.ON, State.BREAK, State.MEETING, State.TRAINING, State.OVERRUN, State.OVERTIME)


def among(values: "Array", wanted: Sequence[int]) -> "Array":
    """Where a value is one of a few."""
    found = np.zeros(len(values), np.bool_)
    for value in wanted:
        found |= values == int(value)
    return found


def _starts(changed: "Array", size: int) -> "Array":
    """The rows at which a new run of equal keys begins."""
    return np.concatenate([[0], np.flatnonzero(changed) + 1]) if size else np.empty(0, np.int64)


def _names(column: "pd.Series[Any]") -> list[str]:
    import pandas as pd

    return [str(name) for name in pd.Categorical(column).categories]


def _codes(column: "pd.Series[Any]", names: Sequence[str]) -> "Array":
    """The place of each value among names, −1 for none; whole numbers are places already."""
    import pandas as pd

    if pd.api.types.is_integer_dtype(column.dtype):
        return column.to_numpy(np.int64)
    return pd.Categorical(column, categories=list(names)).codes.astype(np.int64)


def subset(names: Mapping[str, "Array"], rows: "Array") -> dict[str, "Array"]:
    """The names of some rows."""
    return {name: codes[rows] for name, codes in names.items()}
