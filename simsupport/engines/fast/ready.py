"""Who may start something: for each team a heap of agents by load, longest idle, id (R10): nobody is scanned."""

from simsupport.compiled import helper, part
from simsupport.engines.fast.pools import earlier
from simsupport.engines.fast.tables import NONE
from simsupport.engines.fast.world import (
    Row,
    World,
    agent_at,
    clock,
    crew_at,
    pausing_of,
    ready_at,
    ready_place,
    rules,
    team_of,
)


@part
def refresh(w: World, a: int) -> None:
    """After any change of an agent: in or out of the team's heap, at the right place; the team is looked at again."""
    agent = agent_at(w, a)
    may_start = agent.present and agent.breaks_due == 0
    idle = may_start and agent.load == 0
    crew = crew_at(w, agent.team)
    if idle != agent.idle:
        agent.idle = idle
        crew.idle += 1 if idle else -1
    place = ready_place(w, a).value
    if not may_start or agent.load >= rules(w).capacity:
        if place != NONE:
            _take_out(w, agent.team, place)
            ready_place(w, a).value = NONE
        return
    first = team_of(w, agent.team).first_agent
    if place == NONE:
        place = crew.ready
        crew.ready += 1
    _settle(w, first, crew.ready, place, agent.load, agent.since, a)
    touch(w, agent.team)


@helper
def touch(w: World, team: int) -> None:
    """Something that a team may start has come, or somebody who may start it: dispatch looks at it."""
    crew = crew_at(w, team)
    if not crew.touched:
        crew.touched = True
        crew.next_touched = clock(w).first_touched
        clock(w).first_touched = team


@helper
def may_start(w: World, a: int) -> bool:
    """Whether the agent takes something new (R10, R19)."""
    agent = agent_at(w, a)
    return agent.present and agent.breaks_due == 0


@helper
def overstaffed(w: World, team: int) -> bool:
    """More are present than the count: the team starts nothing (R18)."""
    crew = crew_at(w, team)
    return team_of(w, team).counted and crew.present > crew.head_count


@helper
def on_shift(w: World, team: int) -> int:
    """Agents on shift: breaks included, not those above a fallen head count (R10)."""
    crew = crew_at(w, team)
    return min(crew.present, crew.head_count) if team_of(w, team).counted else crew.present


@helper
def next_agent(w: World, team: int) -> int:
    """Who is next: by load, then longest since it changed, then id (R10)."""
    if crew_at(w, team).ready == 0 or overstaffed(w, team):
        return NONE
    return ready_at(w, team_of(w, team).first_agent).agent


@part
def next_for_deferred(w: World, team: int) -> int:
    """Who is next for deferred work: nobody of a reserve, and nobody who has paused some (R20)."""
    crew = crew_at(w, team)
    reserve = team_of(w, team).reserve
    if reserve > 0 and crew.idle <= reserve:
        return NONE
    if pausing_of(w, team).first == NONE or overstaffed(w, team):
        return next_agent(w, team)
    return _first_without_paused(w, team)


@part
def _first_without_paused(w: World, team: int) -> int:
    """Down from the top of the heap, but not below whom it may be: only who has paused work is passed by."""
    first, count = team_of(w, team).first_agent, crew_at(w, team).ready
    best, place = NONE, 0
    while place < count:
        one = ready_at(w, first + place)
        descend = agent_at(w, one.agent).paused != NONE
        if not descend and (best == NONE or _before(one, ready_at(w, first + best))):
            best = place
        if descend and 2 * place + 1 < count:
            place = 2 * place + 1
            continue
        while place > 0 and (place % 2 == 0 or place + 1 >= count):
            place = (place - 1) // 2
        if place == 0:
            break
        place += 1
    return NONE if best == NONE else ready_at(w, first + best).agent


@helper
def _before(one: Row, other: Row) -> bool:
    """Which of two who are ready comes first."""
    return earlier(one.load, one.since, one.agent, other.load, other.since, other.agent)


# The heap: places count from the team's first agent on


@part
def _take_out(w: World, team: int, place: int) -> None:
    """The last of the heap takes the place."""
    crew, first = crew_at(w, team), team_of(w, team).first_agent
    crew.ready -= 1
    if place != crew.ready:
        last = ready_at(w, first + crew.ready)
        _settle(w, first, crew.ready, place, last.load, last.since, last.agent)


@part
def _settle(w: World, first: int, count: int, place: int, load: int, since: int, a: int) -> None:
    """Who is to be at a place goes up or down to where the key belongs."""
    above = (place - 1) >> 1
    while place > 0:
        other = ready_at(w, first + above)
        if not earlier(load, since, a, other.load, other.since, other.agent):
            break
        _move(w, first, above, place)
        place = above
        above = (place - 1) >> 1
    below = 2 * place + 1
    while below < count:
        other = ready_at(w, first + below)
        if below + 1 < count:
            right = ready_at(w, first + below + 1)
            if _before(right, other):
                below += 1
                other = right
        if not earlier(other.load, other.since, other.agent, load, since, a):
            break
        _move(w, first, below, place)
        place = below
        below = 2 * place + 1
    entry = ready_at(w, first + place)
    entry.load, entry.since, entry.agent = load, since, a
    ready_place(w, a).value = place


@helper
def _move(w: World, first: int, source: int, target: int) -> None:
    one, other = ready_at(w, first + source), ready_at(w, first + target)
    other.load, other.since, other.agent = one.load, one.since, one.agent
    ready_place(w, one.agent).value = target
