"""How a talk lets go of its agent and its customer, and what a contact ends with (R12, R13)."""

from simsupport.compiled import helper, part
from simsupport.engines.fast import customers, floor
from simsupport.engines.fast.agenda import after
from simsupport.engines.fast.chances import knower, wrap
from simsupport.engines.fast.facts import ended
from simsupport.engines.fast.state import NEVER, PLACES, Duty, What
from simsupport.engines.fast.tables import NONE, Phase
from simsupport.engines.fast.world import World, clock, leg_at
from simsupport.log import Outcome


@part
def let_go(w: World, x: int, outcome: int, wraps: bool) -> None:
    """The customer is free of the agent, or the text is sent; the agent wraps."""
    leg, now = leg_at(w, x), clock(w).tick
    leg.outcome, leg.talk_ended = outcome, now
    if leg.hold_since != NEVER:
        leg.hold += now - leg.hold_since
        leg.hold_since = NEVER
    ticks = wrap(w, x) if wraps and leg.agent != NONE else 0
    if ticks:
        after(w, ticks, Phase.END, leg.who, leg.number << PLACES, What.RELEASE, x, 0, 0, 0)
    else:
        release(w, x)


@part
def release(w: World, x: int) -> None:
    """The agent is free of the leg."""
    leg = leg_at(w, x)
    leg.released = clock(w).tick
    ended(w, x)
    if leg.agent != NONE:
        floor.release(w, leg.agent, leg.weight)


@part
def finish(w: World, x: int, outcome: int) -> None:
    """The contact ends with this leg."""
    let_go(w, x, outcome, True)
    customers.over(w, leg_at(w, x).contact)
    if outcome != Outcome.SOLVED:
        customers.not_solved(w, x)


@part
def advice_given(w: World, x: int) -> bool:
    """A reply with what the next team has answered."""
    return leg_at(w, knower(w, x)).duty == Duty.ADVISE


@helper
def later(w: World, x: int, ticks: int, what: int) -> None:
    """Something that happens to a leg when others arrive."""
    leg = leg_at(w, x)
    after(w, ticks, Phase.ARRIVE, leg.who, leg.number << PLACES, what, x, 0, 0, 0)
