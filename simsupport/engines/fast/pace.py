"""How talks advance: several at once slow each other down (R11). Talks of an agent are linked, the latest first."""

from math import pow

from simsupport.compiled import helper, part
from simsupport.engines.fast.agenda import at, cancel
from simsupport.engines.fast.chances import whole
from simsupport.engines.fast.facts import channel_of_leg, left
from simsupport.engines.fast.pools import link, unlink
from simsupport.engines.fast.state import FULL, PLACES, What
from simsupport.engines.fast.tables import NONE, Phase
from simsupport.engines.fast.world import World, agent_at, clock, leg_at, piece_link, pieces_of, talk_link, talks_of


@part
def start(w: World, x: int, ticks: int, ending: int, splits: bool) -> None:
    """A talk of so many ticks at full speed; `ending` says what follows it."""
    leg = leg_at(w, x)
    agent = agent_at(w, leg.agent)
    leg.working, leg.ticks, leg.left, leg.ending, leg.splits = True, ticks, ticks * FULL, ending, splits
    leg.speed, leg.since, leg.end = FULL, clock(w).tick, NONE
    agent.talks += 1
    link(w, talks_of(w, leg.agent), talk_link, x)
    if splits and channel_of_leg(w, x).interruptible:
        _add_piece(w, leg.agent)
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
    agent_at(w, leg.agent).talks -= 1
    unlink(w, talks_of(w, leg.agent), talk_link, x)
    if leg.splits and channel_of_leg(w, x).interruptible:
        _remove_piece(w, leg.agent)
    if agent_at(w, leg.agent).talks:
        _book(w, leg.agent)


@part
def _book(w: World, a: int) -> None:
    """The number of talks has changed: book the end of each whose speed is another now."""
    now, n = clock(w).tick, agent_at(w, a).talks
    x = talks_of(w, a).first
    while x != NONE:
        leg = leg_at(w, x)
        speed = _speed(channel_of_leg(w, x).slowdown, n)
        if leg.end == NONE or speed != leg.speed:
            if leg.end != NONE:
                cancel(w, leg.end)
            leg.left = max(0, leg.left - leg.speed * (now - leg.since))
            leg.speed, leg.since = speed, now
            _book_end(w, x, now - (-leg.left // speed))
        x = talk_link(w, x).next


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


# Work that a live leg may interrupt (R20)


@part
def _add_piece(w: World, a: int) -> None:
    """The agent has one more; those with any are linked, team by team."""
    agent = agent_at(w, a)
    agent.interruptible += 1
    if agent.interruptible == 1:
        link(w, pieces_of(w, agent.team), piece_link, a)


@part
def _remove_piece(w: World, a: int) -> None:
    agent = agent_at(w, a)
    agent.interruptible -= 1
    if agent.interruptible == 0:
        unlink(w, pieces_of(w, agent.team), piece_link, a)
