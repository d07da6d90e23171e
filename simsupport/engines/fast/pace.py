"""How talks advance: several at once slow each other down (R11). Talks of an agent are linked, the latest first."""

from math import pow

from simsupport.compiled import helper, part
from simsupport.engines.fast.agenda import at, cancel
from simsupport.engines.fast.chances import whole
from simsupport.engines.fast.facts import left
from simsupport.engines.fast.state import FULL, PLACES, What
from simsupport.engines.fast.tables import NONE, Phase
from simsupport.engines.fast.world import World, agent_at, category_of, channel_of, clock, crew_at, leg_at


@part
def start(w: World, x: int, ticks: int, ending: int, splits: bool) -> None:
    """A talk of so many ticks at full speed; `ending` says what follows it."""
    leg = leg_at(w, x)
    agent = agent_at(w, leg.agent)
    leg.working, leg.ticks, leg.left, leg.ending, leg.splits = True, ticks, ticks * FULL, ending, splits
    leg.speed, leg.since, leg.end = FULL, clock(w).tick, NONE
    alone = agent.talks == 0
    _link(w, x)
    if splits and channel_of(w, category_of(w, leg.category).channel).interruptible:
        _add_piece(w, leg.agent)
    if alone:
        _book_end(w, x, clock(w).tick + ticks)
    else:
        _book(w, leg.agent)


@part
def stop(w: World, x: int) -> int:
    """The talk does not go on here: the ticks that are left of it."""
    leg = leg_at(w, x)
    cancel(w, leg.end)
    rest = left(w, x, clock(w).tick)
    _remove(w, x, leg.ticks - rest)
    return rest


@part
def end(w: World, x: int) -> None:
    """The talk is over."""
    leg = leg_at(w, x)
    leg.others = agent_at(w, leg.agent).talks - 1
    _remove(w, x, leg.ticks)


@part
def _remove(w: World, x: int, effort: int) -> None:
    leg = leg_at(w, x)
    leg.effort, leg.working = effort, False
    _unlink(w, x)
    if leg.splits and channel_of(w, category_of(w, leg.category).channel).interruptible:
        _remove_piece(w, leg.agent)
    if agent_at(w, leg.agent).talks:
        _book(w, leg.agent)


@part
def _book(w: World, a: int) -> None:
    """The number of talks has changed: book the end of each whose speed is another now."""
    now, n = clock(w).tick, agent_at(w, a).talks
    x = agent_at(w, a).first_talk
    while x != NONE:
        leg = leg_at(w, x)
        speed = _speed(channel_of(w, category_of(w, leg.category).channel).slowdown, n)
        if leg.end == NONE or speed != leg.speed:
            if leg.end != NONE:
                cancel(w, leg.end)
            leg.left = max(0, leg.left - leg.speed * (now - leg.since))
            leg.speed, leg.since = speed, now
            _book_end(w, x, now - (-leg.left // speed))
        x = leg.next_talk


@helper
def _book_end(w: World, x: int, tick: int) -> None:
    leg = leg_at(w, x)
    leg.end = at(w, tick, Phase.END, leg.who, leg.number << PLACES, What.TALK_ENDS, x, 0, 0, 0)


@part
def _speed(slowdown: float, n: int) -> int:
    """How fast each of n talks at once advances, in 2⁻²⁰ ticks a tick."""
    if slowdown == 0.0 or n == 1:
        return FULL
    return max(1, whole(FULL * pow(float(n), -slowdown)))


@part
def _link(w: World, x: int) -> None:
    leg = leg_at(w, x)
    agent = agent_at(w, leg.agent)
    leg.previous_talk, leg.next_talk = NONE, agent.first_talk
    if agent.first_talk != NONE:
        leg_at(w, agent.first_talk).previous_talk = x
    agent.first_talk = x
    agent.talks += 1


@part
def _unlink(w: World, x: int) -> None:
    leg = leg_at(w, x)
    agent = agent_at(w, leg.agent)
    if leg.previous_talk != NONE:
        leg_at(w, leg.previous_talk).next_talk = leg.next_talk
    else:
        agent.first_talk = leg.next_talk
    if leg.next_talk != NONE:
        leg_at(w, leg.next_talk).previous_talk = leg.previous_talk
    agent.talks -= 1


# Work that a live leg may interrupt (R20)


@part
def _add_piece(w: World, a: int) -> None:
    """The agent has one more; those with any are linked, team by team."""
    agent = agent_at(w, a)
    agent.interruptible += 1
    if agent.interruptible > 1:
        return
    crew = crew_at(w, agent.team)
    agent.previous_piece, agent.next_piece = NONE, crew.first_piece
    if crew.first_piece != NONE:
        agent_at(w, crew.first_piece).previous_piece = a
    crew.first_piece = a


@part
def _remove_piece(w: World, a: int) -> None:
    agent = agent_at(w, a)
    agent.interruptible -= 1
    if agent.interruptible:
        return
    if agent.previous_piece != NONE:
        agent_at(w, agent.previous_piece).next_piece = agent.next_piece
    else:
        crew_at(w, agent.team).first_piece = agent.next_piece
    if agent.next_piece != NONE:
        agent_at(w, agent.next_piece).previous_piece = agent.previous_piece
