"""The entrance: opening hours and closing (R6), lines (R8), and the contacts that come in."""

from simsupport.compiled import helper, part
from simsupport.engines.fast import customers, machines, queues
from simsupport.engines.fast.facts import own_leg
from simsupport.engines.fast.floor import comes_first
from simsupport.engines.fast.ready import on_shift
from simsupport.engines.fast.state import NO_KEY
from simsupport.engines.fast.tables import NONE, AtClosing, WhenClosed
from simsupport.engines.fast.world import (
    World,
    channel_of,
    channel_state,
    clock,
    contact_at,
    issue_channel,
    issue_created,
    leg_at,
    place_of,
    route_of,
    rules,
    scratch_at,
    waiting_link,
    waiting_on,
)
from simsupport.log import Kind, Outcome


@part
def issue_arrives(w: World, issue: int) -> None:
    """A new issue, or a ticket that was open before the start (R23)."""
    c = customers.contact_of(w, issue, Kind.FIRST, issue_channel(w, issue).value, NO_KEY)
    if issue_created(w, issue).value < 0:
        _from_backlog(w, c, issue_created(w, issue).value)
    elif not machines.deflects(w, c):
        arrive(w, c)


@part
def come(w: World, issue: int, kind: int, channel: int, key: int) -> None:
    """The issue's next contact is there."""
    arrive(w, customers.contact_of(w, issue, kind, channel, key))


@part
def arrive(w: World, c: int) -> None:
    """Lines, then the bot, then what comes before humans (R8)."""
    contact = contact_at(w, c)
    customers.may_chase(w, c)
    if _full(w, contact.channel):
        customers.turn_away(w, own_leg(w, c, contact.kind), Outcome.BLOCKED)
    elif machines.engages(w, c):
        customers.take_line(w, c)
        machines.serve(w, c)
    else:
        enter(w, own_leg(w, c, contact.kind))


@helper
def _full(w: World, channel: int) -> bool:
    lines = channel_of(w, channel).lines
    return lines != NONE and channel_state(w, channel).lines_used >= lines


@part
def enter(w: World, x: int) -> None:
    """Hours, then the queue (R6, R8); who does not get in gives the line free."""
    c = leg_at(w, x).contact
    contact = contact_at(w, c)
    contact.entered = clock(w).tick
    channel = channel_of(w, contact.channel)
    if channel_state(w, contact.channel).open:
        _admit(w, x)
    elif channel.when_closed == WhenClosed.QUEUE:
        customers.off_line(w, c)
        _hold(w, x)
    elif channel.when_closed == WhenClosed.REJECT:
        customers.turn_away(w, x, Outcome.REJECTED)
    else:
        customers.end(w, x, Outcome.CONVERTED)
        customers.convert(w, c, channel.converts_to)


@part
def _from_backlog(w: World, c: int, created: int) -> None:
    """A ticket that was open before the start queues at once, or as the channel opens (R23)."""
    contact = contact_at(w, c)
    contact.arrived = contact.entered = created
    customers.may_chase(w, c)
    x = own_leg(w, c, contact.kind)
    if channel_state(w, contact.channel).open:
        contact.key = created
        queues.join(w, x, NONE)
    else:
        _hold(w, x)


@helper
def _hold(w: World, x: int) -> None:
    """Outside, until the channel opens."""
    leg = leg_at(w, x)
    channel = channel_state(w, contact_at(w, leg.contact).channel)
    leg.next = channel.first_held
    channel.first_held = x
    clock(w).held += 1


@part
def _admit(w: World, x: int) -> None:
    c = leg_at(w, x).contact
    customers.take_line(w, c)
    if contact_at(w, c).entered >= 0:  # a ticket of the backlog has been sorted
        machines.sort(w, x)
    queues.join(w, x, NONE)


# Opening and closing


@part
def open_channel(w: World, channel: int) -> None:
    """Who was held outside queues now, with the key of the arrival (R6)."""
    of_channel = channel_state(w, channel)
    of_channel.open = True
    count, x = 0, of_channel.first_held
    while x != NONE:
        scratch_at(w, count).value = x
        count += 1
        x = leg_at(w, x).next
    of_channel.first_held = NONE
    clock(w).held -= count
    sort_legs(w, count)
    for place in range(count):
        x = scratch_at(w, place).value
        contact = contact_at(w, leg_at(w, x).contact)
        if _full(w, channel):
            customers.turn_away(w, x, Outcome.BLOCKED)
        else:
            if contact.key == NO_KEY:
                contact.key = contact.entered
            _admit(w, x)


@part
def close_channel(w: World, channel: int) -> None:
    """Closing acts on each waiting live leg; hand-overs stay (R6)."""
    channel_state(w, channel).open = False
    rule = channel_of(w, channel)
    if rule.at_closing == AtClosing.SERVE:
        queues.watch(w, channel)
        return
    count = _collect_waiting(w, channel)
    for place in range(count):
        x = scratch_at(w, place).value
        if rule.at_closing == AtClosing.CLEAR:
            customers.turn_away(w, x, Outcome.CLEARED)
        else:
            customers.end(w, x, Outcome.CONVERTED)
            customers.convert(w, leg_at(w, x).contact, rule.closing_converts_to)


@part
def clear(w: World) -> None:
    """Those for whom nobody is on shift any more are cleared."""
    clock(w).watched = -1
    for channel in range(rules(w).channels):
        if channel_state(w, channel).open or channel_of(w, channel).at_closing != AtClosing.SERVE:
            continue
        count = _collect_waiting(w, channel)
        for place in range(count):
            x = scratch_at(w, place).value
            if not _somebody_on_shift(w, leg_at(w, x).route):
                customers.turn_away(w, x, Outcome.CLEARED)


@part
def _somebody_on_shift(w: World, route: int) -> bool:
    found = route_of(w, route)
    for place in range(found.first_place, found.first_place + found.place_count):
        if on_shift(w, place_of(w, place).team):
            return True
    return False


@part
def _collect_waiting(w: World, channel: int) -> int:
    """Those whom closing concerns, by (issue, contact, leg), at the head of the scratch; how many."""
    count, x = 0, waiting_on(w, channel).first
    while x != NONE:
        if queues.concerned_by_closing(w, x):
            scratch_at(w, count).value = x
            count += 1
        x = waiting_link(w, x).next
    sort_legs(w, count)
    return count


@part
def sort_legs(w: World, count: int) -> None:
    """Those at the head of the scratch by (issue, contact, leg): a heap sort, since as many may wait as have come."""
    for place in range(count // 2 - 1, -1, -1):
        _sift(w, place, count)
    for last in range(count - 1, 0, -1):
        first, other = scratch_at(w, 0), scratch_at(w, last)
        first.value, other.value = other.value, first.value
        _sift(w, 0, last)


@part
def _sift(w: World, place: int, count: int) -> None:
    x = scratch_at(w, place).value
    below = 2 * place + 1
    while below < count:
        if below + 1 < count and comes_first(w, scratch_at(w, below).value, scratch_at(w, below + 1).value):
            below += 1
        if not comes_first(w, x, scratch_at(w, below).value):
            break
        scratch_at(w, place).value = scratch_at(w, below).value
        place = below
        below = 2 * place + 1
    scratch_at(w, place).value = x
