"""The floor: agents who come, take breaks and leave (R18, R19), the load that they carry, and work put down."""

from simsupport.compiled import helper, part
from simsupport.engines.fast import pace, queues
from simsupport.engines.fast.agenda import after, at, cancel, of_agent
from simsupport.engines.fast.chances import wrap
from simsupport.engines.fast.facts import DUE, OVER, ended, first_due, left, new_leg, pin, settle
from simsupport.engines.fast.pools import earlier, link, unlink
from simsupport.engines.fast.ready import overstaffed, refresh, touch
from simsupport.engines.fast.state import What
from simsupport.engines.fast.tables import NONE, Phase
from simsupport.engines.fast.world import (
    World,
    agent_at,
    busy_of,
    category_of,
    clock,
    crew_at,
    leg_at,
    listed_at,
    pause_state,
    pausing_link,
    pausing_of,
    place_of,
    planned_pause,
    route_of,
    rules,
    shift_of,
    talk_link,
    talks_of,
    team_of,
    waiting_link,
    waiting_on,
)
from simsupport.log import Kind, Outcome

# Load


@part
def take(w: World, x: int, a: int) -> None:
    """The agent takes the leg and carries its weight."""
    leg, agent = leg_at(w, x), agent_at(w, a)
    leg.started, leg.agent, leg.team = clock(w).tick, a, agent.team
    agent.load += leg.weight
    agent.since = clock(w).tick
    refresh(w, a)


@part
def release(w: World, a: int, weight: int) -> None:
    """The agent carries so much less; whoever is free may leave, or take the break that is due (R18, R19)."""
    agent = agent_at(w, a)
    _lighten(w, a, weight)
    if agent.load == 0 and agent.present and overstaffed(w, agent.team):
        leave(w, a)
    offer(w, a)


@part
def _lighten(w: World, a: int, weight: int) -> None:
    agent = agent_at(w, a)
    agent.load -= weight
    agent.since = clock(w).tick
    if agent.load == 0:
        start_break(w, a)


@part
def offer(w: World, a: int) -> None:
    """The agent may be chosen, if there is something to choose for."""
    refresh(w, a)
    _wake_for(w, agent_at(w, a).team)


@helper
def _wake_for(w: World, team: int) -> None:
    """Somebody may start something, if there is something."""
    if busy_of(w, team).first != NONE or pausing_of(w, team).first != NONE:
        queues.wake(w)


# Presence


@part
def come(w: World, a: int) -> None:
    agent = agent_at(w, a)
    agent.present = True
    crew_at(w, agent.team).present += 1
    settle(w, a)
    offer(w, a)


@part
def leave(w: World, a: int) -> None:
    """At the end of a shift: nothing new; what is begun is finished in overtime, or parked (R19)."""
    agent = agent_at(w, a)
    agent.present = agent.on_break = False
    for pause in range(agent.first_pause, agent.end_pause):
        pause_state(w, pause).value = OVER
    agent.first_pause = agent.end_pause
    agent.breaks_due = 0
    crew_at(w, agent.team).present -= 1
    refresh(w, a)
    touch(w, agent.team)
    _put_down(w, a)
    _give_back(w, a)
    settle(w, a)
    queues.watch_all(w)


@part
def absent(w: World, a: int, is_absent: bool) -> None:
    agent_at(w, a).absent = is_absent
    settle(w, a)


@part
def end_of_presence(w: World, a: int) -> None:
    """The shift is over; who only stood by stands down."""
    if agent_at(w, a).present:
        leave(w, a)
    else:
        _stand_down(w, a)


# Work put down (R19, R20)


@part
def break_off(w: World, x: int, outcome: int) -> int:
    """Work on a text stops: its row ends, and what is left of it is a leg of its own, which is returned."""
    leg = leg_at(w, x)
    y = new_leg(w, leg.contact, Kind.REST, own_route(w, x), leg.category)
    rest = leg_at(w, y)
    rest.duty, rest.verdict = leg.duty, leg.verdict
    rest.before = NONE if leg.before == NONE else pin(w, leg.before)
    rest.rest = pace.stop(w, x)
    leg.outcome, leg.talk_ended, leg.released = outcome, clock(w).tick, clock(w).tick
    ended(w, x)
    _lighten(w, leg.agent, leg.weight)
    offer(w, leg.agent)
    return y


@helper
def own_route(w: World, x: int) -> int:
    """Where what follows goes: not where triage was mistaken (R8)."""
    leg = leg_at(w, x)
    return leg.route if leg.mistaken == NONE else category_of(w, leg.category).route


@part
def _put_down(w: World, a: int) -> None:
    """Deferred work is finished if what is left of it fits the grace; else it is parked (R19)."""
    grace = team_of(w, agent_at(w, a).team).grace
    if grace == NONE:
        return
    x = _next_to_put_down(w, a, grace)
    while x != NONE:
        queues.join(w, break_off(w, x, Outcome.PARKED), NONE)
        x = _next_to_put_down(w, a, grace)


@part
def _next_to_put_down(w: World, a: int, grace: int) -> int:
    """The least by (issue, contact, leg) of the agent's texts that would take too long."""
    found, x = NONE, talks_of(w, a).first
    while x != NONE:
        leg = leg_at(w, x)
        too_long = leg.splits and left(w, x, clock(w).tick) + wrap(w, x) > grace
        if too_long and (found == NONE or comes_first(w, x, found)):
            found = x
        x = talk_link(w, x).next
    return found


@helper
def comes_first(w: World, x: int, y: int) -> bool:
    """By (issue, contact, leg)."""
    one, other = leg_at(w, x), leg_at(w, y)
    return earlier(one.who, one.number, 0, other.who, other.number, 0)


@part
def keep_paused(w: World, x: int, a: int) -> None:
    """Paused work stays with its agent (R20)."""
    agent = agent_at(w, a)
    leg_at(w, x).next_paused = agent.paused
    if agent.paused == NONE:
        link(w, pausing_of(w, agent.team), pausing_link, a)
    agent.paused = x
    clock(w).paused += 1


@part
def take_up(w: World, x: int, a: int) -> None:
    """It is no longer among what the agent has paused."""
    agent = agent_at(w, a)
    clock(w).paused -= 1
    if agent.paused == x:
        agent.paused = leg_at(w, x).next_paused
    else:
        y = agent.paused
        while leg_at(w, y).next_paused != x:
            y = leg_at(w, y).next_paused
        leg_at(w, y).next_paused = leg_at(w, x).next_paused
    if agent.paused != NONE:
        return
    unlink(w, pausing_of(w, agent.team), pausing_link, a)
    touch(w, agent.team)


@part
def _give_back(w: World, a: int) -> None:
    """Who leaves puts the paused work into the queues of its route, the latest first."""
    x = agent_at(w, a).paused
    while x != NONE:
        take_up(w, x, a)
        queues.wait(w, x, NONE)
        x = agent_at(w, a).paused


# Breaks


@part
def break_due(w: World, a: int, pause: int) -> None:
    agent = agent_at(w, a)
    if not agent.present:
        return
    pause_state(w, pause).value = DUE
    if agent.breaks_due == 0:
        agent.first_pause = pause
    agent.breaks_due += 1
    agent.end_pause = pause + 1
    refresh(w, a)
    _put_down(w, a)
    start_break(w, a)


@part
def start_break(w: World, a: int) -> None:
    """If the agent is free a break begins; it ends when due or, if it says so, after its full length (R19)."""
    agent = agent_at(w, a)
    if agent.breaks_due and not agent.on_break and agent.load == 0:
        number, now = first_due(w, a), clock(w).tick
        pause = planned_pause(w, number)
        end = now + pause.end - pause.start if pause.keeps_length else pause.end
        agent.on_break = True
        at(w, end, Phase.COME, of_agent(a), 0, What.BREAK_ENDS, a, number, 0, 0)
    settle(w, a)


@part
def break_ends(w: World, a: int, pause: int) -> None:
    if agent_at(w, a).on_break and first_due(w, a) == pause:  # else the shift ended before
        agent_at(w, a).on_break = False
        _drop_break(w, a, pause)


@part
def break_missed(w: World, a: int, pause: int) -> None:
    """At its planned end a break that found no free moment is lost to work, unless it keeps its length."""
    taken = agent_at(w, a).on_break and first_due(w, a) == pause
    if pause_state(w, pause).value == DUE and not taken and not planned_pause(w, pause).keeps_length:
        _drop_break(w, a, pause)


@part
def _drop_break(w: World, a: int, pause: int) -> None:
    pause_state(w, pause).value = OVER
    agent_at(w, a).breaks_due -= 1
    start_break(w, a)
    offer(w, a)


# Presence: a head count


@part
def head_count(w: World, team: int, count: int) -> None:
    """A team that is only counted: so many from now on (R18)."""
    crew = crew_at(w, team)
    falls = count < crew.head_count
    crew.head_count = count
    touch(w, team)
    if falls:
        _send_home(w, team)
    else:
        _call_in(w, team)


@part
def _send_home(w: World, team: int) -> None:
    """Idle agents leave first: the latest idle, then the largest id."""
    while overstaffed(w, team):
        a = _latest_idle(w, team)
        if a == NONE:
            break
        leave(w, a)
    queues.watch_all(w)


@part
def _latest_idle(w: World, team: int) -> int:
    of_team, found = team_of(w, team), NONE
    for a in range(of_team.first_agent, of_team.first_agent + of_team.agent_count):
        agent = agent_at(w, a)
        if agent.present and agent.load == 0 and (found == NONE or agent.since >= agent_at(w, found).since):
            found = a
    return found


@part
def _call_in(w: World, team: int) -> None:
    """Those who were about to leave are retained by the count itself; then the smallest unused ids come."""
    of_team, crew = team_of(w, team), crew_at(w, team)
    a = of_team.first_agent
    while crew.present < crew.head_count:
        if not agent_at(w, a).present:
            come(w, a)
        a += 1
    _wake_for(w, team)


# On call


@part
def stand_by(w: World, a: int) -> None:
    """Not on shift until something comes that the shift is there for (R18)."""
    agent_at(w, a).standby = agent_at(w, a).listed = True
    settle(w, a)
    team = agent_at(w, a).team
    for c in range(rules(w).channels):
        x = waiting_on(w, c).first
        while x != NONE:
            if not leg_at(w, x).fresh and includes(w, leg_at(w, x).route, team):
                alarm(w, x)
            x = waiting_link(w, x).next


@part
def _stand_down(w: World, a: int) -> None:
    agent = agent_at(w, a)
    agent.standby = agent.listed = False
    if agent.woken != NONE:
        cancel(w, agent.woken)
        agent.woken = NONE
    settle(w, a)


@part
def includes(w: World, route: int, team: int) -> bool:
    """Whether a team is on a route."""
    found = route_of(w, route)
    for place in range(found.first_place, found.first_place + found.place_count):
        if place_of(w, place).team == team:
            return True
    return False


@part
def alarm(w: World, x: int) -> None:
    """Who waits wakes the shifts on call for it in the teams of the route, whole (R18)."""
    route = route_of(w, leg_at(w, x).route)
    for place in range(route.first_place, route.first_place + route.place_count):
        team = team_of(w, place_of(w, place).team)
        for shift in range(team.first_on_call, team.first_on_call + team.on_call_count):
            if _is_for(w, shift, x):
                _wake_all(w, shift)


@part
def _is_for(w: World, shift: int, x: int) -> bool:
    """Whether a shift is on call for a leg: by topic or rank; for anything if it names neither."""
    on_call, leg = shift_of(w, shift), leg_at(w, x)
    if on_call.topic_count == 0 and on_call.rank_count == 0:
        return True
    taken_for = category_of(w, leg.category if leg.mistaken == NONE else leg.mistaken)
    for place in range(on_call.first_topic, on_call.first_topic + on_call.topic_count):
        if listed_at(w, place).value == taken_for.topic:
            return True
    for place in range(on_call.first_rank, on_call.first_rank + on_call.rank_count):
        if listed_at(w, place).value == taken_for.rank:
            return True
    return False


@part
def _wake_all(w: World, shift: int) -> None:
    on_call = shift_of(w, shift)
    for a in range(on_call.first_agent, on_call.first_agent + on_call.agent_count):
        if agent_at(w, a).listed:
            agent_at(w, a).listed = False
            agent_at(w, a).woken = after(w, on_call.after, Phase.COME, of_agent(a), 0, What.WAKE, a, 0, 0, 0)


@part
def wakes(w: World, a: int) -> None:
    """On until the end of the shift, if that is not over yet."""
    agent_at(w, a).standby = False
    agent_at(w, a).woken = NONE
    come(w, a)
