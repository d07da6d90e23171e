"""Who may start something: for each team a heap of agents by load, longest idle, id (R10): nobody is scanned."""

from simsupport.compiled import helper, part
from simsupport.engines.fast.pools import earlier
from simsupport.engines.fast.tables import NONE
from simsupport.engines.fast.world import World, agent_at, clock, crew_at, pausing_of, ready_at, rules, team_of


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
    if not may_start or agent.load >= rules(w).capacity:
        if agent.ready != NONE:
            _take_out(w, a)
        return
    if agent.ready == NONE:
        agent.ready = crew.ready
        ready_at(w, team_of(w, agent.team).first_agent + crew.ready).value = a
        crew.ready += 1
        _rise(w, a)
    else:
        _rise(w, a)
        _sink(w, a)
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
    return ready_at(w, team_of(w, team).first_agent).value


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
        a = ready_at(w, first + place).value
        descend = agent_at(w, a).paused != NONE
        if not descend and (best == NONE or _before(w, a, best)):
            best = a
        if descend and 2 * place + 1 < count:
            place = 2 * place + 1
            continue
        while place > 0 and (place % 2 == 0 or place + 1 >= count):
            place = (place - 1) // 2
        if place == 0:
            break
        place += 1
    return best


@helper
def _before(w: World, a: int, b: int) -> bool:
    one, other = agent_at(w, a), agent_at(w, b)
    return earlier(one.load, one.since, a, other.load, other.since, b)


@part
def _take_out(w: World, a: int) -> None:
    """The last of the heap takes the place."""
    agent = agent_at(w, a)
    crew, first = crew_at(w, agent.team), team_of(w, agent.team).first_agent
    place = agent.ready
    agent.ready = NONE
    crew.ready -= 1
    last = ready_at(w, first + crew.ready).value
    if last != a:
        ready_at(w, first + place).value = last
        agent_at(w, last).ready = place
        _rise(w, last)
        _sink(w, last)


@part
def _rise(w: World, a: int) -> None:
    agent = agent_at(w, a)
    first = team_of(w, agent.team).first_agent
    place = agent.ready
    while place > 0:
        above = (place - 1) >> 1
        other = ready_at(w, first + above).value
        if not _before(w, a, other):
            break
        ready_at(w, first + place).value = other
        agent_at(w, other).ready = place
        place = above
    ready_at(w, first + place).value = a
    agent.ready = place


@part
def _sink(w: World, a: int) -> None:
    agent = agent_at(w, a)
    first, count = team_of(w, agent.team).first_agent, crew_at(w, agent.team).ready
    place = agent.ready
    below = 2 * place + 1
    while below < count:
        if below + 1 < count and _before(w, ready_at(w, first + below + 1).value, ready_at(w, first + below).value):
            below += 1
        other = ready_at(w, first + below).value
        if not _before(w, other, a):
            break
        ready_at(w, first + place).value = other
        agent_at(w, other).ready = place
        place = below
        below = 2 * place + 1
    ready_at(w, first + place).value = a
    agent.ready = place
