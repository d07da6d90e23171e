"""Turns (R16): contacts that wait for the customer, a third party or another team, and work that a talk leaves."""

from simsupport.chance import Purpose
from simsupport.compiled import part
from simsupport.engines.fast import customers, endings, floor, queues
from simsupport.engines.fast.agenda import at
from simsupport.engines.fast.chances import delay, happens
from simsupport.engines.fast.facts import new_leg, pin, way_of_leg
from simsupport.engines.fast.state import NO_KEY, PLACES, Duty, What
from simsupport.engines.fast.tables import NONE, Phase
from simsupport.engines.fast.world import (
    Row,
    World,
    ability_of,
    agent_at,
    category_of,
    clock,
    contact_at,
    issue_kind,
    leg_at,
    rules,
    team_of,
)
from simsupport.log import Kind, Outcome

MOST_TALKS = 8  # human talk legs in a contact (R14)


@part
def goes_on(w: World, x: int) -> bool:
    """Of the talks that did not solve, some end with a question, others wait for a third party (R13)."""
    leg = leg_at(w, x)
    if contact_at(w, leg.contact).talks >= MOST_TALKS or endings.advice_given(w, x):
        return False
    way = way_of_leg(w, x)
    if way.asks and happens(w, x, Purpose.ASK, way.ask):
        _ask_customer(w, x, way)
        return True
    if way.on_hold and happens(w, x, Purpose.HOLD, way.hold):
        endings.let_go(w, x, Outcome.ON_HOLD, True)
        _reply_after(w, x, delay(w, x, Purpose.HOLD_DELAY, way.hold_for))
        return True
    return False


@part
def _ask_customer(w: World, x: int, way: Row) -> None:
    """The customer replies, or the contact is closed after a while."""
    endings.let_go(w, x, Outcome.ASKED, True)
    if happens(w, x, Purpose.REPLY, way.replies):
        ticks = delay(w, x, Purpose.REPLY_DELAY, way.reply_after)
        if way.closes_after == NONE or ticks <= way.closes_after:
            _reply_after(w, x, ticks)
            return
    y = _next_turn(w, x)
    if way.closes_after != NONE:
        endings.later(w, y, way.closes_after, What.GONE_QUIET)


@part
def _next_turn(w: World, x: int) -> int:
    """The contact's next turn, on the route of the talk before; it is there, though it does not queue yet."""
    leg = leg_at(w, x)
    contact_at(w, leg.contact).turn += 1
    return new_leg(w, leg.contact, Kind.REPLY, floor.own_route(w, x), leg.category)


@part
def _reply_after(w: World, x: int, ticks: int) -> None:
    """After a delay the next turn queues, with a key of its own."""
    endings.later(w, _next_turn(w, x), ticks, What.REPLY)


@part
def reply(w: World, x: int) -> None:
    """First for the agent who talked last, if the team says so and the agent is on shift."""
    contact = contact_at(w, leg_at(w, x).contact)
    contact.key = NO_KEY
    owner = contact.owner
    queues.join(w, x, owner if owner != NONE and _owned(w, x, owner) else NONE)


@part
def gone_quiet(w: World, x: int) -> None:
    """No reply in time: the contact is over, and the issue does not come back."""
    customers.end(w, x, Outcome.GONE_QUIET)


@part
def _owned(w: World, x: int, owner: int) -> bool:
    """Whether the agent is on shift, keeps what is the team's own, and may take it."""
    agent = agent_at(w, owner)
    able = ability_of(w, leg_at(w, x).category * rules(w).teams + agent.team).able
    return agent.present and team_of(w, agent.team).owner_within != NONE and able


@part
def leaves_work(w: World, x: int, outcome: int) -> bool:
    """A share of live talks that ended well, as far as is known, leaves work on a deferred channel."""
    leg, desk = leg_at(w, x), rules(w)
    way = way_of_leg(w, x)
    if not way.follows_up or not happens(w, x, Purpose.FOLLOW_UP, way.follow_up):
        return False
    endings.let_go(w, x, Outcome.PARKED, True)
    customers.off_line(w, leg.contact)
    contact_at(w, leg.contact).turn += 1
    other = issue_kind(w, leg.issue).value * desk.channels + way.follow_up_channel
    y = new_leg(w, leg.contact, Kind.FOLLOW_UP, category_of(w, other).route, other)
    following = leg_at(w, y)
    following.duty, following.before, following.verdict = Duty.FOLLOW_UP, pin(w, x), outcome
    reply(w, y)
    return True


@part
def consult(w: World, x: int, route: int) -> None:
    """The next team answers internally while the ticket is on hold (R14)."""
    leg = leg_at(w, x)
    endings.let_go(w, x, Outcome.ON_HOLD, True)
    y = new_leg(w, leg.contact, Kind.ESCALATION, route, leg.category)
    advice = leg_at(w, y)
    advice.duty, advice.before = Duty.ADVISE, pin(w, x)
    queues.join(w, y, NONE)


@part
def advised(w: World, x: int) -> None:
    """The answer goes to the ticket's owner, who replies in another turn with what the next team knows."""
    leg = leg_at(w, x)
    if contact_at(w, leg.contact).talks >= MOST_TALKS:
        endings.finish(w, x, Outcome.UNRESOLVED)
        return
    endings.let_go(w, x, Outcome.HANDED_OVER, True)
    y = _next_turn(w, leg.before)
    following = leg_at(w, y)
    following.before = pin(w, x)
    now = clock(w).tick
    at(w, now, Phase.ARRIVE, following.who, following.number << PLACES, What.REPLY, y, 0, 0, 0)
