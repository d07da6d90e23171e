"""Machines: self-service and bots that come before people (R7), and the triage that sorts what is left (R8)."""

from simsupport.chance import Purpose
from simsupport.compiled import helper, part
from simsupport.engines.fast import customers
from simsupport.engines.fast.agenda import after, at
from simsupport.engines.fast.chances import delay, factor, happens, happens_to, level, of_easy, of_leg, share
from simsupport.engines.fast.facts import ended, own_leg
from simsupport.engines.fast.state import PLACES, What
from simsupport.engines.fast.tables import NONE, Effect, Phase
from simsupport.engines.fast.world import (
    World,
    category_of,
    channel_of,
    clock,
    contact_at,
    interval_of,
    leg_at,
    machine_of,
    other_of,
    rules,
    topic_of,
    way_of,
)
from simsupport.log import Kind, Outcome

FOREVER = 2**62


@helper
def _level(w: World, machine: int) -> float:
    """How far a machine has ramped in; nothing outside of its hours."""
    tick, found = clock(w).tick, machine_of(w, machine)
    low, high = found.first_hour, found.first_hour + found.hour_count
    while low < high:
        middle = (low + high) // 2
        if interval_of(w, middle).start <= tick:
            low = middle + 1
        else:
            high = middle
    if low == found.first_hour or tick >= interval_of(w, low - 1).end:
        return 0.0
    return level(found.start, FOREVER, found.ramp, tick)


# Self-service


@part
def deflects(w: World, c: int) -> bool:
    """Whether self-service settles the issue, rightly or not, before any contact (R7)."""
    contact = contact_at(w, c)
    topic = topic_of(w, category_of(w, contact.category).topic)
    if not topic.self_service:
        return False
    tick = clock(w).tick
    rest = (1 - topic.deflects) * factor(w, Effect.UNDEFLECTED, contact.category, NONE, tick)
    deflected = _level(w, topic.machine) * share(1 - rest)
    if not happens_to(w, c, Purpose.DEFLECT, of_easy(w, contact.issue, topic, deflected)):
        return False
    _contained(w, own_leg(w, c, Kind.DEFLECTED), topic.wrongly)
    return True


@part
def _contained(w: World, x: int, wrongly: float) -> None:
    """No human has anything to do with it; what was settled wrongly comes back surely (R17)."""
    customers.end(w, x, Outcome.CONTAINED)
    if happens(w, x, Purpose.WRONGLY, wrongly):
        customers.come_back(w, x)


# Bots


@part
def engages(w: World, c: int) -> bool:
    """Whether the channel's bot takes the contact first (R7)."""
    contact = contact_at(w, c)
    channel = channel_of(w, contact.channel)
    if not channel.bot:
        return False
    more = factor(w, Effect.ENGAGES, contact.category, NONE, clock(w).tick)
    return happens_to(w, c, Purpose.ENGAGE, share(_level(w, channel.bot_machine) * channel.bot_engages * more))


@part
def serve(w: World, c: int) -> None:
    """The bot takes its time; how much it contains is settled when it begins (R22)."""
    contact, now = contact_at(w, c), clock(w).tick
    category = category_of(w, contact.category)
    way = way_of(w, category.topic * rules(w).channels + contact.channel)
    x = own_leg(w, c, Kind.BOT)
    rest = 1.0
    if way.bot_knows:
        rest = (1 - way.bot_contains) * factor(w, Effect.UNCONTAINED, contact.category, NONE, now)
    contained = of_easy(w, contact.issue, topic_of(w, category.topic), share(1 - rest))
    contains = happens(w, x, Purpose.CONTAIN, contained)
    leg = leg_at(w, x)
    leg.started = leg.talk_since = now
    ticks = delay(w, x, Purpose.BOT, channel_of(w, contact.channel).bot_takes)
    after(w, ticks, Phase.END, leg.who, leg.number << PLACES, What.BOT_ENDS, x, contains, 0, 0)


@part
def bot_ends(w: World, x: int, contains: bool) -> None:
    """The bot has contained the contact, or hands it over."""
    leg = leg_at(w, x)
    leg.effort = clock(w).tick - leg.started
    channel = channel_of(w, contact_at(w, leg.contact).channel)
    if contains:
        _contained(w, x, channel.bot_wrongly)
    else:
        _hand_over(w, x, channel.bot_context)


@part
def _hand_over(w: World, x: int, context: float) -> None:
    """The contact comes to the door of the humans, with context or without."""
    leg, now = leg_at(w, x), clock(w).tick
    contact = contact_at(w, leg.contact)
    leg.outcome, leg.talk_ended = Outcome.HANDED_OVER, now
    ended(w, x)
    contact.context = context
    y = own_leg(w, leg.contact, contact.kind)
    following = leg_at(w, y)
    at(w, now, Phase.ARRIVE, following.who, following.number << PLACES, What.ENTER, y, 0, 0, 0)


# Triage


@part
def sort(w: World, x: int) -> None:
    """Some legs are taken for another topic and wait as that one would (R8)."""
    desk, leg = rules(w), leg_at(w, x)
    if not desk.triage:
        return
    category = category_of(w, leg.category)
    arrived = contact_at(w, leg.contact).arrived
    wrong = share((1 - desk.accuracy) * factor(w, Effect.MISROUTED, leg.category, NONE, arrived))
    if category.other_count and happens(w, x, Purpose.MISROUTE, wrong):
        place = int(of_leg(w, x, Purpose.MISROUTE_TOPIC) * category.other_count)
        leg.mistaken = other_of(w, category.first_other + place).value
        leg.route = category_of(w, leg.mistaken).route
