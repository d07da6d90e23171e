"""Callbacks (R21): the calls out to who was promised one."""

from simsupport.chance import Purpose
from simsupport.compiled import part
from simsupport.engines.fast import customers, endings
from simsupport.engines.fast.agenda import after
from simsupport.engines.fast.chances import happens
from simsupport.engines.fast.facts import channel_of_leg, new_leg
from simsupport.engines.fast.state import PLACES, Duty, What
from simsupport.engines.fast.tables import Phase
from simsupport.engines.fast.world import World, clock, contact_at, leg_at
from simsupport.log import Kind, Outcome


@part
def answers(w: World, x: int) -> bool:
    """Whether the customer who is called back answers."""
    channel = channel_of_leg(w, x)
    return happens(w, x, Purpose.ANSWERED, channel.callback_answered)


@part
def ring(w: World, x: int) -> None:
    """Nobody answers: it rings for a while."""
    leg = leg_at(w, x)
    leg.talk_since = clock(w).tick
    ticks = channel_of_leg(w, x).callback_rings
    after(w, ticks, Phase.END, leg.who, leg.number << PLACES, What.RINGS_OUT, x, 0, 0, 0)


@part
def rings_out(w: World, x: int) -> None:
    """Tried again after a while, a limited number of times."""
    leg = leg_at(w, x)
    contact, channel = contact_at(w, leg.contact), channel_of_leg(w, x)
    leg.effort = clock(w).tick - leg.talk_since
    contact.calls += 1
    again = contact.calls < channel.callback_attempts
    if again:
        endings.later(w, call(w, x), channel.callback_again_after, What.CALL_AGAIN)
    else:
        customers.over(w, leg.contact)
    endings.let_go(w, x, Outcome.CALLBACK if again else Outcome.GONE_QUIET, False)


@part
def call(w: World, x: int) -> int:
    """A call out to who was promised one."""
    leg = leg_at(w, x)
    y = new_leg(w, leg.contact, Kind.FOLLOW_UP, leg.route, leg.category)
    leg_at(w, y).duty, leg_at(w, y).mistaken = Duty.CALL, leg.mistaken
    return y
