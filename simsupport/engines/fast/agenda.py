"""What is to happen when: a heap of events by (tick, phase, issue or agent, contact, leg), with real cancellation."""

from simsupport.compiled import helper, part
from simsupport.engines.fast.pools import earlier, give_back, reserve
from simsupport.engines.fast.state import Pool
from simsupport.engines.fast.tables import PHASES, WHO
from simsupport.engines.fast.world import World, clock, entry_at, entry_place, event_at


@part
def at(w: World, tick: int, phase: int, who: int, nth: int, what: int, a: int, b: int, c: int, d: int) -> int:
    """Let something happen; the event's slot, by which it can be cancelled."""
    now = clock(w)
    slot = reserve(w, Pool.EVENTS, event_at)
    event = event_at(w, slot)
    event.what = what
    event.a, event.b, event.c, event.d = a, b, c, d
    place = now.entries
    now.entries += 1
    entry = entry_at(w, place)
    entry.when, entry.who, entry.nth, entry.event = tick * PHASES + phase, who, nth, slot
    entry_place(w, slot).value = place
    _rise(w, place)
    return slot


@helper
def after(w: World, delay: int, phase: int, who: int, nth: int, what: int, a: int, b: int, c: int, d: int) -> int:
    """Let something happen after a delay, which takes at least a tick (R1)."""
    return at(w, clock(w).tick + max(1, delay), phase, who, nth, what, a, b, c, d)


@helper
def of_agent(number: int) -> int:
    """Who it is about: an agent, a channel or a team."""
    return number << WHO


@part
def cancel(w: World, slot: int) -> None:
    """It will not happen."""
    _take_out(w, entry_place(w, slot).value)
    give_back(w, Pool.EVENTS, event_at, slot)


@part
def pop(w: World) -> int:
    """The slot of the next event, whose contents hold until another is booked."""
    slot = entry_at(w, 0).event
    _take_out(w, 0)
    give_back(w, Pool.EVENTS, event_at, slot)
    return slot


@part
def _take_out(w: World, place: int) -> None:
    """The last entry takes the place."""
    now = clock(w)
    now.entries -= 1
    last = now.entries
    if place != last:
        _move(w, last, place)
        _rise(w, place)
        _sink(w, place)


@helper
def _move(w: World, source: int, target: int) -> None:
    one, other = entry_at(w, source), entry_at(w, target)
    other.when, other.who, other.nth, other.event = one.when, one.who, one.nth, one.event
    entry_place(w, one.event).value = target


@part
def _rise(w: World, place: int) -> None:
    entry = entry_at(w, place)
    when, who, nth, event = entry.when, entry.who, entry.nth, entry.event
    moved = False
    while place > 0:
        above = (place - 1) >> 1
        other = entry_at(w, above)
        if not earlier(when, who, nth, other.when, other.who, other.nth):
            break
        _move(w, above, place)
        place = above
        moved = True
    if moved:
        _put(w, place, when, who, nth, event)


@part
def _sink(w: World, place: int) -> None:
    entry = entry_at(w, place)
    when, who, nth, event = entry.when, entry.who, entry.nth, entry.event
    count = clock(w).entries
    moved = False
    below = 2 * place + 1
    while below < count:
        other = entry_at(w, below)
        if below + 1 < count:
            right = entry_at(w, below + 1)
            if earlier(right.when, right.who, right.nth, other.when, other.who, other.nth):
                below += 1
                other = right
        if not earlier(other.when, other.who, other.nth, when, who, nth):
            break
        _move(w, below, place)
        place = below
        moved = True
        below = 2 * place + 1
    if moved:
        _put(w, place, when, who, nth, event)


@helper
def _put(w: World, place: int, when: int, who: int, nth: int, event: int) -> None:
    entry = entry_at(w, place)
    entry.when, entry.who, entry.nth, entry.event = when, who, nth, event
    entry_place(w, event).value = place
