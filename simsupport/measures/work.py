"""Work: what contacts take, how busy agents are, who waits when.

Handling goes by the contact's arrival. Agents' time, waiting and giving up go by the time at which they happen: what
lasts is split at the ends of intervals and of the warm-up.
"""

from dataclasses import dataclass

import numpy as np

from simsupport.log import Kind, State
from simsupport.measures.agents import PRESENT, AgentTime
from simsupport.measures.contacts import GAVE_UP
from simsupport.measures.dimensions import ALL, INTERVALS, NAMES
from simsupport.measures.facts import Facts
from simsupport.measures.formula import Array, Grouped, OfGrouping, Source, View, amount, hours, ratio, seconds
from simsupport.measures.legs import LATE, NEVER, among, starts, subset

OF_TEAMS = ("team", *INTERVALS)
AVAILABLE = (State.ON, State.OVERRUN, State.OVERTIME)


@dataclass(frozen=True, eq=False)
class Handled:
    """One row per contact and team that took a leg of it, by the team's first start."""

    facts: Facts
    contact: Array  # place among the contacts
    team: Array
    started: Array
    times: dict[str, Array]  # ticks: talk, hold, wrap, effort
    done: Array  # whether no agent is at work on the contact any more
    first: Array  # whether the team is the first that took a leg of the contact

    def names(self) -> dict[str, Array]:
        return {**subset(self.facts.contacts.names, self.contact), "team": self.team}


@dataclass(frozen=True, eq=False)
class Once:
    """Contacts handled, each counted once in every group: by its teams, or by the first of them."""

    handled: Handled
    once: Array

    def total(self, name: str) -> Array:
        """Ticks of talk, hold, wrap or effort of the contacts that are done."""
        return np.where(self.handled.done, self.handled.times[name], 0)

    @property
    def handling(self) -> Array:
        return self.total("talk") + self.total("hold") + self.total("wrap")

    @property
    def done(self) -> Array:
        return self.once & self.handled.done


def handled_contacts(facts: Facts) -> Handled:
    """The contacts that a human took, by team."""
    legs, contacts = facts.legs, facts.contacts
    rows = np.flatnonzero(legs.taken)
    contact, team = legs.place[rows], legs.names["team"][rows]
    order = np.lexsort((legs.started[rows], team, contact))
    rows, contact, team = rows[order], contact[order], team[order]
    start = _runs(contact, team)
    begun = (legs.taken & (legs.released == NEVER)) | (legs.resumed & (legs.started == NEVER))
    busy = np.bincount(legs.place[begun], minlength=len(contacts.start)) > 0
    earliest = contacts.first_started[contact[start]] == legs.started[rows[start]]
    return Handled(
        facts, contact[start], team[start], legs.started[rows[start]],
        {name: _add(values, start) for name, values in _handling(facts, rows).items()},
        ~busy[contact[start]], earliest & _first_of_run(contact[start], earliest),
    )  # fmt: skip


def _handling(facts: Facts, rows: Array) -> dict[str, Array]:
    """Ticks of talk (elapsed), hold, wrap and effort (work put in) of legs; 0 for what is not over."""
    legs = facts.legs
    over = legs.released[rows] != NEVER
    hold, effort = legs.hold[rows], legs.effort[rows]
    talk = legs.talk_ended[rows] - legs.started[rows] - hold
    wrap = legs.released[rows] - legs.talk_ended[rows]
    ticks = {"talk": talk, "hold": hold, "wrap": wrap, "effort": effort}
    return {name: np.where(over, values, 0) for name, values in ticks.items()}


def _runs(*keys: Array) -> Array:
    """Where runs of equal keys begin."""
    return starts(np.logical_or.reduce([np.diff(key) != 0 for key in keys]), len(keys[0]))


def _add(values: Array, start: Array) -> Array:
    return np.add.reduceat(values, start) if len(start) else values


def _first_of_run(key: Array, mask: Array) -> Array:
    """Where a mask holds for the first time within a run of equal keys."""
    so_far = np.cumsum(mask)
    before_run = (so_far - mask)[_runs(key)]
    within_run = so_far - np.repeat(before_run, np.diff(np.append(_runs(key), len(key))))
    return np.asarray(mask & (within_run == 1))


def _once(view: View, handled: Handled, ticks: Array) -> Grouped[Once]:
    by_team = "team" in view.grouping.by
    once = np.ones(len(handled.team), np.bool_) if by_team else handled.first
    return Grouped(Once(handled, once), view.grouping.at(handled.names(), ticks))


def _by_arrival(view: View) -> Grouped[Once]:
    handled = handled_contacts(view.facts)
    return _once(view, handled, view.facts.contacts.arrived[handled.contact])


def _by_start(view: View) -> Grouped[Once]:
    handled = handled_contacts(view.facts)
    return _once(view, handled, handled.started)


@dataclass(frozen=True, eq=False)
class Pieces:
    """Agents' time by state, cut where intervals meet."""

    spans: AgentTime
    row: Array
    ticks: Array

    def within(self, states: tuple[State, ...]) -> Array:
        """Ticks in any of a few states."""
        return np.where(among(self.spans.state, states)[self.row], self.ticks, 0)

    @property
    def away(self) -> Array:
        return np.where(self.spans.away[self.row], self.ticks, 0)

    @property
    def paid(self) -> Array:
        return np.where(self.spans.paid[self.row], self.ticks, 0)

    @property
    def own(self) -> Array:
        """Paid time of one's own people."""
        return np.where(self.spans.own[self.row], self.paid, 0)


def _agent_time(view: View) -> Grouped[Pieces]:
    spans = view.facts.agents
    row, group, ticks = view.grouping.split(spans.names, spans.start, spans.end)
    return Grouped(Pieces(spans, row, ticks), group)


@dataclass(frozen=True, eq=False)
class Ticks:
    """Pieces of time, and what a tick of each weighs."""

    ticks: Array
    weight: Array


def _busy(view: View) -> Grouped[Ticks]:
    """The time in which agents have at least one leg: the union of an agent's legs."""
    legs = view.facts.legs
    rows = np.flatnonzero(legs.manned)
    _, team, start, end = united(
        legs.agent[rows], legs.names["team"][rows], legs.started[rows], legs.freed[rows], view.facts.horizon
    )
    _, group, ticks = view.grouping.split({"team": team}, start, end)
    return Grouped(Ticks(ticks, np.ones(len(ticks))), group)


def united(agent: Array, team: Array, start: Array, end: Array, horizon: int) -> tuple[Array, Array, Array, Array]:
    """Each agent's spans, joined where they overlap or touch."""
    if not len(agent):
        return agent, team, start, end
    order = np.lexsort((start, agent))
    agent, team, start, end = agent[order], team[order], start[order], end[order]
    shift = agent * (horizon + 1)  # so that one agent's time lies wholly before the next one's
    reached = np.maximum.accumulate(end + shift)
    first = np.flatnonzero(np.concatenate([[True], (start + shift)[1:] > reached[:-1]]))
    last = np.append(first[1:], len(agent)) - 1
    return agent[first], team[first], start[first], (reached - shift)[last]


def _load(view: View) -> Grouped[Ticks]:
    """The time that legs take of agents, with their weight: 1 / concurrency of the channel, 1 for an approval."""
    legs = view.facts.legs
    rows = np.flatnonzero(legs.manned)
    concurrency = np.array([channel.concurrency for channel in view.facts.scenario.channels.values()])
    weight = np.where(legs.kind[rows] == Kind.APPROVAL, 1.0, 1.0 / concurrency[legs.names["channel"][rows]])
    row, group, ticks = view.grouping.split(subset(legs.names, rows), legs.started[rows], legs.freed[rows])
    return Grouped(Ticks(ticks, weight[row]), group)


def _waiting(view: View) -> Grouped[Ticks]:
    """The time in which legs of customers wait for a human."""
    legs = view.facts.legs
    rows = np.flatnonzero(legs.human & (legs.queued != NEVER))
    _, group, ticks = view.grouping.split(subset(legs.names, rows), legs.queued[rows], legs.waited_until[rows])
    return Grouped(Ticks(ticks, np.ones(len(ticks))), group)


@dataclass(frozen=True, eq=False)
class Given:
    """Legs by the tick at which their customers gave up."""

    gave_up: Array


def _ends(view: View) -> Grouped[Given]:
    legs = view.facts.legs
    return Grouped(Given(among(legs.outcome, GAVE_UP)), view.grouping.at(legs.names, legs.talk_ended))


@dataclass(frozen=True, eq=False)
class Present:
    """One row per group and agent, or per group, agent and weekend."""

    count: Array


def _people(view: View) -> Grouped[Present]:
    table, group = view.rows(agent_time)
    rows = (group >= 0) & (table.spans.own & (table.spans.state != State.OFF))[table.row]
    return _distinct(group[rows], table.spans.agent[table.row[rows]])


def _distinct(group: Array, what: Array) -> Grouped[Present]:
    """One row for each different thing (a whole number from 0) in each group."""
    size = int(what.max(initial=0)) + 1
    found = np.unique(group * size + what) // size
    return Grouped(Present(np.ones(len(found))), found)


def _weekends(view: View) -> Grouped[Present]:
    """Weekends, Saturday or Sunday on the team's calendar, on which a person was present."""
    spans, days = view.facts.agents, view.facts.days
    rows = np.flatnonzero(days.weekend & (spans.own & among(spans.state, PRESENT))[days.row])
    row, group, _ = view.grouping.split(subset(spans.names, days.row[rows]), days.start[rows], days.end[rows])
    inside = group >= 0
    week = (days.monday[rows[row]] - days.monday.min(initial=LATE)) // 7
    who = spans.agent[days.row[rows[row]]]
    return _distinct(group[inside], (week * (who.max(initial=0) + 1) + who)[inside])


handled = Source((*NAMES, *INTERVALS), _by_arrival)
served = Source((*NAMES, *INTERVALS), _by_start)
agent_time = Source(OF_TEAMS, _agent_time)
busy = Source(OF_TEAMS, _busy)
load = Source(OF_TEAMS, _load)
waiting = Source((*NAMES, *INTERVALS), _waiting)
ends = Source((*NAMES, *INTERVALS), _ends)
people = Source(OF_TEAMS, _people)
weekends = Source(("team", "day", "week", "month"), _weekends)
elapsed = OfGrouping(ALL, lambda grouping: hours(grouping.elapsed))

_done = handled(lambda h: h.done)
_available = agent_time(lambda a: hours(a.within(AVAILABLE)))

COUNTS = (
    amount("people", "people",
           "persons with any presence, absence or standby in the time looked at, an outsourcer's left out",
           people(lambda p: p.count)),
    amount("paid_hours", "h",
           "paid time: presence, breaks and overtime included, and absence where the team pays it; standby and an "
           "outsourcer's left out",
           agent_time(lambda a: hours(a.own))),
    amount("overtime_hours", "h", "time at work after the end of a shift",
           agent_time(lambda a: hours(a.within((State.OVERTIME,))))),
    amount("standby_hours", "h", "time on call, not woken", agent_time(lambda a: hours(a.within((State.STANDBY,))))),
    amount("meeting_hours", "h", "time in meetings", agent_time(lambda a: hours(a.within((State.MEETING,))))),
    amount("training_hours", "h", "time in coaching and training, hours that initiatives take of shifts included",
           agent_time(lambda a: hours(a.within((State.TRAINING,))))),
    amount("weekends_worked", "weekends",
           "weekends (Saturday or Sunday in the team's zone) on which a person was present, summed over persons; an "
           "outsourcer's left out",
           weekends(lambda w: w.count)),
    ratio("weekends_per_person", "weekends", "weekends_worked / people, in the time looked at",
          weekends(lambda w: w.count), people(lambda p: p.count)),
)  # fmt: skip

MEASURES = (
    ratio("average_handling_time", "s",
          "talk + hold + wrap of a contact, over all its legs with a human (those of the team) / contacts handled; "
          "its turns, follow-up work and resumed pieces belong to it; still in work is left out",
          handled(lambda h: seconds(h.handling)), _done),
    ratio("average_talk_time", "s", "time elapsed in talk, without hold / contacts handled",
          handled(lambda h: seconds(h.total("talk"))), _done),
    ratio("average_hold_time", "s", "time on hold with an agent (briefing and waits for a decision included) / "
          "contacts handled", handled(lambda h: seconds(h.total("hold"))), _done),
    ratio("average_wrap_time", "s", "time of the agent after the talk / contacts handled",
          handled(lambda h: seconds(h.total("wrap"))), _done),
    ratio("average_effort", "s", "work that agents put into the talk / contacts handled; less than the talk time where "
          "chats at once slow each other down", handled(lambda h: seconds(h.total("effort"))), _done),
    ratio("occupancy", "1", "time with at least one contact or approval / (that + idle time on shift)",
          busy(lambda b: hours(b.ticks)), _available),
    ratio("weighted_load", "1", "time in contacts, each weighing 1 / concurrency of its channel / available time",
          load(lambda w: hours(w.ticks * w.weight)), _available),
    ratio("utilisation", "1", "time with at least one contact or approval / paid time",
          busy(lambda b: hours(b.ticks)), agent_time(lambda a: hours(a.paid))),
    ratio("shrinkage", "1",
          "breaks, meetings, training and absence / scheduled time (overtime and standby not included)",
          agent_time(lambda a: hours(a.away)),
          agent_time(lambda a: hours(a.away + a.within((State.ON, State.OVERRUN))))),
    ratio("queue_length", "contacts", "contacts that wait for a human or a call back, averaged over time",
          waiting(lambda w: hours(w.ticks)), elapsed),
    amount("waiting_hours", "h", "time that contacts spend waiting for a human or a call back, counted when they wait",
           waiting(lambda w: hours(w.ticks))),
    amount("abandonments", "contacts", "customers who gave up (abandoned, balked, cleared), counted when they do; "
           "after an escalation too", ends(lambda e: e.gave_up)),
)  # fmt: skip
