"""Work: what contacts take, how busy agents are, who waits when.

Handling goes by the contact's arrival. Agents' time, waiting and giving up go by the time at which they happen: what
lasts is split at the ends of intervals and of the warm-up.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from simsupport.log import Kind, State
from simsupport.measures.agents import PRESENT, AgentTime
from simsupport.measures.arrays import Array, Rows
from simsupport.measures.contacts import GAVE_UP
from simsupport.measures.dimensions import ALL, INTERVALS, NAMES
from simsupport.measures.facts import Facts
from simsupport.measures.formula import Column, Grouped, OfGrouping, Source, View, amount, ratio
from simsupport.measures.groups import Difference, Several
from simsupport.measures.handled import Handled
from simsupport.measures.legs import Legs, among, subset
from simsupport.measures.runs import LATE
from simsupport.measures.sources import Counted, Ticks, contacts, counted, pieces
from simsupport.units import HOUR, SECOND

OF_TEAMS = ("team", *INTERVALS)
AVAILABLE = (State.ON, State.OVERRUN, State.OVERTIME)


@dataclass(frozen=True, eq=False)
class Once:
    """Contacts that a human took, each counted once in every group: by its teams, or by the first of them."""

    once: Array
    done: Array


def _by_arrival(view: View) -> Grouped[Once]:
    """By the contact's arrival."""
    handled = view.facts.handled
    if "team" not in view.grouping.by:
        return Grouped(_taken(view), view.rows(contacts).groups)
    return _by_team(view, handled, view.facts.contacts.arrived[handled.contact])


def _by_start(view: View) -> Grouped[Once]:
    """By the tick at which a human (of the team) first took the contact."""
    handled, answers = view.facts.handled, view.facts.contacts
    if "team" not in view.grouping.by:
        return Grouped(_taken(view), view.grouping.at(answers.names, answers.first_started))
    return _by_team(view, handled, handled.started)


def _taken(view: View) -> Once:
    answered = view.facts.contacts.answered
    return Once(answered, answered & view.facts.handled.done)


def _by_team(view: View, handled: Handled, ticks: Array) -> Grouped[Once]:
    names = subset(view.facts.contacts.names, handled.contact, team=handled.team)
    once = np.ones(len(ticks), np.bool_)
    return Grouped(Once(once, handled.done[handled.contact]), view.grouping.at(names, ticks))


@dataclass(frozen=True, eq=False)
class Work:
    """Legs with a human, by the arrival of their contact; ticks, which count where all work on the contact is done."""

    legs: Legs
    counts: Array

    @property
    def talk(self) -> Difference:
        """Time elapsed in talk, without hold."""
        return Difference(self.legs.talk_ended, self.legs.started, self.legs.hold)

    @property
    def wrap(self) -> Difference:
        return Difference(self.legs.released, self.legs.talk_ended)

    @property
    def handling(self) -> Difference:
        """Talk, hold and wrap."""
        return Difference(self.legs.released, self.legs.started)


def _work(view: View) -> Grouped[Work]:
    legs, names = view.facts.legs, view.facts.contacts.names
    place, done = legs.contacts.place, legs.contacts.spread(view.facts.handled.done)
    table = Work(legs, legs.taken & legs.over & done)
    if "team" not in view.grouping.by:
        return Grouped(table, view.rows(contacts).groups.take(place))
    of_contact = subset(names, place, team=legs.names["team"])
    return Grouped(table, view.grouping.at(of_contact, view.facts.contacts.arrived[place]))


@dataclass(frozen=True, eq=False)
class Pieces:
    """Agents' time by state, cut where intervals meet."""

    spans: AgentTime
    row: Rows
    ticks: Array

    def within(self, states: tuple[State, ...]) -> Array:
        """The pieces in any of a few states."""
        found: Array = among(self.spans.state, states)[self.row]
        return found

    @property
    def paid(self) -> Array:
        return self.spans.paid[self.row]

    @property
    def away(self) -> Array:
        found: Array = self.spans.away[self.row]
        return found

    @property
    def own(self) -> Array:
        """Paid time of one's own people."""
        return np.asarray(self.paid & self.spans.own[self.row])


def _agent_time(view: View) -> Grouped[Pieces]:
    spans = view.facts.agents
    row, groups, ticks = view.grouping.split(spans.names, spans.start, spans.end)
    return Grouped(Pieces(spans, row, ticks), groups)


def _busy(view: View) -> list[Grouped[Ticks]]:
    """The time in which agents have at least one leg: the union of the legs of who may have several at once."""
    legs, facts = view.facts.legs, view.facts
    several = _may_have_several(facts)
    if not several.any():
        return view.parts(load)
    rows = np.flatnonzero(legs.manned & several)
    agent, start, end = united(legs.agent[rows], legs.started[rows], legs.freed(rows), facts.horizon)
    team = np.zeros(legs.agent.max(initial=0) + 1, np.int16)
    team[legs.agent[rows]] = legs.names["team"][rows]
    return [
        pieces(view, legs.names, legs.started, legs.freed(), legs.manned & ~several),
        pieces(view, {"team": team[agent]}, start, end),
    ]


def _may_have_several(facts: Facts) -> Array:
    """Whether the leg's agent has legs of channels of which one can have several at once."""
    legs = facts.legs
    shared = [code for code, channel in enumerate(facts.scenario.channels.values()) if channel.concurrency > 1]
    if not shared:
        return np.zeros(len(legs.agent), np.bool_)
    agents = np.zeros(legs.agent.max(initial=0) + 2, np.bool_)  # the last place is nobody's
    agents[legs.agent[legs.manned & among(legs.names["channel"], shared)]] = True
    return agents[legs.agent]


def united(agent: Array, start: Array, end: Array, horizon: int) -> tuple[Array, Array, Array]:
    """Each agent's spans, joined where they overlap or touch.

    A stretch begins with the k-th start in order if the k spans that began earlier are over: if the k-th end, in
    order of its own, comes before it.
    """
    shift = agent.astype(np.int64) * (horizon + 1)  # so that one agent's time lies wholly before the next one's
    starts, ends = np.sort(start + shift), np.sort(end + shift)
    begins = np.ones(len(starts) + 1, np.bool_)
    np.greater(starts[1:], ends[:-1], out=begins[1:-1])
    first, last = starts[begins[:-1]], ends[begins[1:]]
    return first // (horizon + 1), first % (horizon + 1), last % (horizon + 1)


def _load(view: View) -> Grouped[Ticks]:
    """The time that legs take of agents, with their weight: 1 / concurrency of the channel, 1 for an approval."""
    legs = view.facts.legs
    row, groups, ticks = view.grouping.split(legs.names, legs.started, legs.freed(), legs.manned)
    concurrency = np.array([channel.concurrency for channel in view.facts.scenario.channels.values()])
    if (concurrency == 1).all():
        return Grouped(Ticks(ticks, groups.inside), groups)
    weight = np.where(legs.kind == Kind.APPROVAL, 1.0, (1.0 / concurrency)[legs.names["channel"]])
    return Grouped(Ticks(ticks, groups.inside, weight[row]), groups)


def _waiting(view: View) -> Grouped[Ticks]:
    """The time in which legs of customers wait for a human."""
    legs = view.facts.legs
    return pieces(view, legs.names, legs.queued, legs.waited_until, legs.waits)


def _ends(view: View) -> Grouped[Counted]:
    """Legs whose customers gave up, by the tick at which they did."""
    legs = view.facts.legs
    rows = np.flatnonzero(among(legs.outcome, GAVE_UP))
    return counted(view, rows, legs.talk_ended[rows])


def _people(view: View) -> Grouped[Counted]:
    """One row per group and agent."""
    time, groups = view.rows(agent_time)
    spans, row = time.spans, time.row
    there = groups.inside & (spans.own & (spans.state != State.OFF))[row]
    return _distinct(groups.code[there], spans.agent[row][there], groups.size)


def _weekends(view: View) -> Grouped[Counted]:
    """One row per group, agent and weekend (Saturday or Sunday on the team's calendar) with any presence."""
    spans, days = view.facts.agents, view.facts.days
    rows = np.flatnonzero(days.weekend & (spans.own & among(spans.state, PRESENT))[days.row])
    row, groups, _ = view.grouping.split(subset(spans.names, days.row[rows]), days.start[rows], days.end[rows])
    there = rows[row][groups.inside]
    week = (days.monday[there] - days.monday.min(initial=LATE)) // 7
    who = spans.agent[days.row[there]]
    return _distinct(groups.code[groups.inside], week * (who.max(initial=0) + 1) + who, groups.size)


def _distinct(group: Array, what: Array, size: int) -> Grouped[Counted]:
    """One row for each different thing (a whole number from 0) in each group."""
    things = np.int64(what.max(initial=0) + 1)
    found = np.unique(group * things + what) // things
    return Grouped(Counted(np.ones(len(found), np.bool_)), Several(found, size))


handled = Source((*NAMES, *INTERVALS), _by_arrival)
served = Source((*NAMES, *INTERVALS), _by_start)
work = Source((*NAMES, *INTERVALS), _work)
agent_time = Source(OF_TEAMS, _agent_time)
busy = Source(OF_TEAMS, _busy)
load = Source(OF_TEAMS, _load)
waiting = Source((*NAMES, *INTERVALS), _waiting)
ends = Source((*NAMES, *INTERVALS), _ends)
people = Source(OF_TEAMS, _people)
weekends = Source(("team", "day", "week", "month"), _weekends)
elapsed = OfGrouping(ALL, lambda grouping: grouping.elapsed / HOUR)


def _handling(ticks: Callable[[Work], Array | Difference]) -> Column[Work]:
    return work.sum(ticks, lambda w: w.counts, SECOND)


def _time(among: Callable[[Pieces], Array], none: str = "") -> Column[Pieces]:
    return agent_time.sum(lambda a: a.ticks, among, HOUR, none)


_done = handled.count(lambda h: h.done, "no contact was handled")
_available = _time(lambda a: a.within(AVAILABLE), "nobody was on shift")
_people_there, _weekends_there = people.count(lambda p: p.ones, "nobody was there"), weekends.count(lambda w: w.ones)
_waited = waiting.sum(lambda w: w.ticks, lambda w: w.counts, HOUR)
_worked = busy.sum(lambda b: b.ticks, lambda b: b.counts, HOUR)

COUNTS = (
    amount("people", "people",
           "persons with any presence, absence or standby in the time looked at, an outsourcer's left out",
           _people_there),
    amount("paid_hours", "h",
           "paid time: presence, breaks and overtime included, and absence where the team pays it; standby and an "
           "outsourcer's left out",
           _time(lambda a: a.own)),
    amount("overtime_hours", "h", "time at work after the end of a shift",
           _time(lambda a: a.within((State.OVERTIME,)))),
    amount("standby_hours", "h", "time on call, not woken", _time(lambda a: a.within((State.STANDBY,)))),
    amount("meeting_hours", "h", "time in meetings", _time(lambda a: a.within((State.MEETING,)))),
    amount("training_hours", "h", "time in coaching and training, hours that initiatives take of shifts included",
           _time(lambda a: a.within((State.TRAINING,)))),
    amount("weekends_worked", "weekends",
           "weekends (Saturday or Sunday in the team's zone) on which a person was present, summed over persons; an "
           "outsourcer's left out",
           _weekends_there),
    ratio("weekends_per_person", "weekends", "weekends_worked / people, in the time looked at",
          _weekends_there, _people_there),
)  # fmt: skip

MEASURES = (
    ratio("average_handling_time", "s",
          "talk + hold + wrap of a contact, over all its legs with a human (those of the team) / contacts handled; "
          "its turns, follow-up work and resumed pieces belong to it; still in work is left out",
          _handling(lambda w: w.handling), _done),
    ratio("average_talk_time", "s", "time elapsed in talk, without hold / contacts handled",
          _handling(lambda w: w.talk), _done),
    ratio("average_hold_time", "s", "time on hold with an agent (briefing and waits for a decision included) / "
          "contacts handled", _handling(lambda w: w.legs.hold), _done),
    ratio("average_wrap_time", "s", "time of the agent after the talk / contacts handled",
          _handling(lambda w: w.wrap), _done),
    ratio("average_effort", "s", "work that agents put into the talk / contacts handled; less than the talk time where "
          "chats at once slow each other down", _handling(lambda w: w.legs.effort), _done),
    ratio("occupancy", "1", "time with at least one contact or approval / (that + idle time on shift)",
          _worked, _available),
    ratio("weighted_load", "1", "time in contacts, each weighing 1 / concurrency of its channel / available time",
          load.sum(lambda w: w.load, lambda w: w.counts, HOUR), _available),
    ratio("utilisation", "1", "time with at least one contact or approval / paid time",
          _worked, _time(lambda a: a.paid, "nobody was paid")),
    ratio("shrinkage", "1",
          "breaks, meetings, training and absence / scheduled time (overtime and standby not included)",
          _time(lambda a: a.away),
          _time(lambda a: a.away | a.within((State.ON, State.OVERRUN)), "nobody was scheduled")),
    ratio("queue_length", "contacts", "contacts that wait for a human or a call back, averaged over time",
          _waited, elapsed),
    amount("waiting_hours", "h", "time that contacts spend waiting for a human or a call back, counted when they wait",
           _waited),
    amount("abandonments", "contacts", "customers who gave up (abandoned, balked, cleared), counted when they do; "
           "after an escalation too", ends.count(lambda e: e.ones)),
)  # fmt: skip
