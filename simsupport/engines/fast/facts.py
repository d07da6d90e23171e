"""Facts (R24): contacts and legs come and go in their pools; a leg that is over, or an agent's state, is a row."""

import numpy as np

from simsupport.compiled import helper, part
from simsupport.engines.fast.pools import give_back, reserve
from simsupport.engines.fast.state import FULL, NEVER, Code, Duty, Number, Pool, Time
from simsupport.engines.fast.tables import NONE, WHO
from simsupport.engines.fast.world import (
    TIMES,
    Find,
    Row,
    World,
    agent_at,
    category_of,
    channel_of,
    clock,
    code_at,
    contact_at,
    issue_kind,
    issue_state,
    leg_at,
    number_at,
    pause_state,
    place_of,
    planned_pause,
    room,
    route_of,
    rules,
    span_at,
    time_at,
    way_of,
)
from simsupport.log import Outcome, State

_OFF, _ON, _OVERRUN, _OVERTIME = int(State.OFF), int(State.ON), int(State.OVERRUN), int(State.OVERTIME)
_STANDBY, _ABSENT = int(State.STANDBY), int(State.ABSENT)


@helper
def channel_of_leg(w: World, x: int) -> Row:
    """The channel that a leg is on."""
    return channel_of(w, category_of(w, leg_at(w, x).category).channel)


@helper
def way_of_leg(w: World, x: int) -> Row:
    """What goes for the topic of a leg on its channel."""
    category = category_of(w, leg_at(w, x).category)
    return way_of(w, category.topic * rules(w).channels + category.channel)


@part
def new_contact(w: World, issue: int, kind: int, channel: int, key: int) -> int:
    """The issue's next contact, on a channel."""
    now = clock(w)
    c = reserve(w, Pool.CONTACTS, contact_at)
    contact, of_issue = contact_at(w, c), issue_state(w, issue)
    contact.issue, contact.number, contact.kind, contact.channel = issue, of_issue.contacts, kind, channel
    of_issue.contacts += 1
    contact.category = issue_kind(w, issue).value * rules(w).channels + channel
    contact.arrived, contact.explains_again, contact.early, contact.key = now.tick, of_issue.explained, 0, key
    contact.entered, contact.legs, contact.talks, contact.turn = NEVER, 0, 0, 0
    contact.on_line = contact.begun = contact.over = False
    contact.context, contact.chased, contact.calls, contact.owner, contact.pins = 1.0, 0, 0, NONE, 0
    return c


@part
def new_leg(w: World, c: int, kind: int, route: int, category: int) -> int:
    """The contact's next leg, on a route and of a category."""
    now = clock(w)
    x = reserve(w, Pool.LEGS, leg_at)
    leg, contact = leg_at(w, x), contact_at(w, c)
    leg.contact, leg.issue, leg.number, leg.kind = c, contact.issue, contact.legs, kind
    leg.who = contact.issue << WHO | contact.number
    leg.route, leg.category, leg.turn, leg.draws_as = route, category, contact.turn, contact.legs
    contact.legs += 1
    contact.pins += 1
    leg.queued = leg.started = leg.talk_ended = leg.released = leg.talk_since = leg.hold_since = NEVER
    leg.effort, leg.hold, leg.granted, leg.outcome, leg.agent, leg.team = 0, 0, 0.0, Outcome.OPEN, NONE, NONE
    leg.waiting = leg.fresh = leg.drains = leg.working = leg.splits = leg.in_limbo = False
    leg.weight, leg.key, leg.duty = category_of(w, category).weight, 0, Duty.TALK
    leg.first_node = leg.timer = NONE
    leg.rest, leg.others, leg.partner, leg.before, leg.mistaken = 0, 0, NONE, NONE, NONE
    leg.pins, leg.end, leg.open = 1, NONE, True
    now.open += 1
    return x


@helper
def own_leg(w: World, c: int, kind: int) -> int:
    """The contact's next leg, where the contact belongs."""
    category = contact_at(w, c).category
    return new_leg(w, c, kind, category_of(w, category).route, category)


@helper
def pin(w: World, x: int) -> int:
    """Something refers to the leg: its slot stays its own."""
    leg_at(w, x).pins += 1
    return x


@helper
def unpin(w: World, x: int) -> None:
    """Nothing refers to the leg any more, or one thing less; it is cleared away when the event is over."""
    leg = leg_at(w, x)
    leg.pins -= 1
    if leg.pins == 0 and not leg.in_limbo:
        leg.in_limbo = True
        leg.next = clock(w).limbo
        clock(w).limbo = x


@part
def ended(w: World, x: int) -> None:
    """The leg is over, its agent free of it: its facts no longer change."""
    write(w, x)
    clock(w).open -= 1
    leg_at(w, x).open = False
    unpin(w, x)


@helper
def clear_away(w: World) -> None:
    """The slots of legs and contacts that nothing refers to are free again."""
    now = clock(w)
    while now.limbo != NONE:
        x = now.limbo
        leg = leg_at(w, x)
        now.limbo = leg.next
        leg.in_limbo = False
        if leg.pins:
            continue
        if leg.before != NONE:
            unpin(w, leg.before)
        if leg.partner != NONE:
            unpin(w, leg.partner)
        leg.serial += 1
        give_back(w, Pool.LEGS, leg_at, x)
        contact = contact_at(w, leg.contact)
        contact.pins -= 1
        if contact.pins == 0:
            contact.serial += 1
            give_back(w, Pool.CONTACTS, contact_at, leg.contact)


@part
def write(w: World, x: int) -> None:
    """A row of the log: its issue's own for the first leg of all, else a further one."""
    leg, row = leg_at(w, x), leg_at(w, x).issue
    contact = contact_at(w, leg.contact)
    if contact.number or leg.number:
        row = clock(w).rows
        clock(w).rows += 1
        _note(w, number_at, Number.ISSUE, row, leg.issue)
        _note(w, number_at, Number.CONTACT, row, contact.number)
        _note(w, number_at, Number.LEG, row, leg.number)
    team = leg.team
    if team == NONE:
        team = place_of(w, route_of(w, leg.route).first_place).team
    _note(w, time_at, Time.ARRIVED, row, contact.arrived)
    _note(w, time_at, Time.QUEUED, row, leg.queued)
    _note(w, time_at, Time.STARTED, row, leg.started)
    _note(w, time_at, Time.TALK_ENDED, row, leg.talk_ended)
    _note(w, time_at, Time.RELEASED, row, leg.released)
    _note(w, time_at, Time.EFFORT, row, leg.effort)
    _note(w, time_at, Time.HOLD, row, leg.hold)
    _note(w, time_at, Time.GRANTED, row, int(np.rint(leg.granted * 100)))
    _note(w, number_at, Number.AGENT, row, leg.agent)
    _note(w, code_at, Code.TURN, row, leg.turn)
    _note(w, code_at, Code.KIND, row, leg.kind)
    _note(w, code_at, Code.CHANNEL, row, category_of(w, leg.category).channel)
    _note(w, code_at, Code.TEAM, row, team)
    _note(w, code_at, Code.OUTCOME, row, leg.outcome)


@helper
def _note(w: World, cell_at: Find, column: int, row: int, value: int) -> None:
    """What is zero stays as it is: memory that nobody writes to is never asked for, and takes no time."""
    if value:
        cell_at(w, column * room(w, TIMES) + row).value = value


@part
def settle(w: World, a: int) -> None:
    """Write down what the agent's presence is now."""
    agent = agent_at(w, a)
    state = _OFF
    if agent.present:
        state = _OVERRUN if agent.breaks_due else _ON
        if agent.on_break:
            state = planned_pause(w, first_due(w, a)).state
    elif agent.load:
        state = _OVERTIME
    elif agent.standby:
        state = _STANDBY
    elif agent.absent:
        state = _ABSENT
    if state != agent.state:
        span(w, a, clock(w).tick)
        agent.state, agent.state_since = state, clock(w).tick


@part
def span(w: World, a: int, until: int) -> None:
    """The state that ends now, if it took any time."""
    agent = agent_at(w, a)
    if until > agent.state_since:
        row = span_at(w, clock(w).spans)
        clock(w).spans += 1
        row.agent, row.state, row.start, row.end = a, agent.state, agent.state_since, until


TO_COME, DUE, OVER = 0, 1, 2  # of a pause


@part
def first_due(w: World, a: int) -> int:
    """The first pause that is due; what lies before it is over."""
    agent = agent_at(w, a)
    while agent.first_pause < agent.end_pause and pause_state(w, agent.first_pause).value != DUE:
        agent.first_pause += 1
    return agent.first_pause if agent.first_pause < agent.end_pause else NONE


@part
def left(w: World, x: int, tick: int) -> int:
    """The ticks, at full speed, that are left of a talk that goes on (R11)."""
    leg = leg_at(w, x)
    return -(-max(0, leg.left - leg.speed * (tick - leg.since)) // FULL)


@part
def report_open(w: World, x: int) -> None:
    """What is open at the horizon: work and hold count as far as they went; what is still to come has no time (R23)."""
    horizon = rules(w).horizon
    leg = leg_at(w, x)
    if leg.talk_ended == NEVER and leg.started != NEVER:
        leg.outcome = Outcome.OPEN
        if leg.hold_since != NEVER:
            leg.hold += horizon - leg.hold_since
        elif leg.working:
            leg.effort = leg.ticks - left(w, x, horizon)
        elif leg.talk_since != NEVER:
            leg.effort = horizon - leg.talk_since
    write(w, x)
