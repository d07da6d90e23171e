"""Waiting (R9): who joins which queues with which key, and that somebody should look whether a pair may be made."""

from simsupport.compiled import helper, part
from simsupport.engines.fast import waiting
from simsupport.engines.fast.agenda import after, at, cancel
from simsupport.engines.fast.facts import channel_of_leg, pin
from simsupport.engines.fast.pools import link, unlink
from simsupport.engines.fast.state import NO_KEY, PLACES, Duty, What
from simsupport.engines.fast.tables import NONE, PHASES, AtClosing, Phase
from simsupport.engines.fast.world import (
    World,
    ability_of,
    agent_at,
    category_of,
    channel_of,
    channel_state,
    clock,
    contact_at,
    fresh_at,
    leg_at,
    place_of,
    private_at,
    queue_at,
    route_of,
    rules,
    team_of,
    waiting_link,
    waiting_on,
)
from simsupport.log import Kind

OF_ROUTE = NONE  # a place: all those of a route
AFTER_ONE, AFTER_OWNER = 2, 1  # what else there is of a leg at a tick: its places, numbered from 0; its owner's wait


@part
def join(w: World, x: int, owner: int) -> None:
    """The leg queues now, first for its owner if it has one (R16)."""
    leg_at(w, x).queued = clock(w).tick
    prepare(w, x)
    wait(w, x, owner)


@part
def prepare(w: World, x: int) -> None:
    """A leg's key: its contact's (R9); an approval has its own, and takes all of an agent (R15)."""
    leg = leg_at(w, x)
    if leg.kind == Kind.APPROVAL:
        leg.weight, leg.key = rules(w).capacity, leg.queued
        return
    contact = contact_at(w, leg.contact)
    if contact.key == NO_KEY:
        contact.key = leg.queued
    taken_for = leg.category if leg.mistaken == NONE else leg.mistaken
    leg.key = contact.key - category_of(w, taken_for).head_start - contact.early


@part
def wait(w: World, x: int, owner: int) -> None:
    """The leg waits for whoever may take it."""
    leg = leg_at(w, x)
    leg.waiting = leg.fresh = True
    c = category_of(w, leg.category).channel
    channel = channel_of(w, c)
    _list(w, x, c)
    if _counts(w, x):
        if not channel_state(w, c).open:
            watch(w, c)
        if channel.drains_after != NONE and leg.duty != Duty.CALL:
            nth = leg.number << PLACES | route_of(w, leg.route).place_count + AFTER_ONE
            after(w, channel.drains_after, Phase.ARRIVE, leg.who, nth, What.DRAIN, x, leg.serial, 0, 0)
    if owner != NONE:
        waiting.add(w, x, _private_queue(w, x, owner))
        within = team_of(w, agent_at(w, owner).team).owner_within
        nth = leg.number << PLACES | AFTER_OWNER
        after(w, within, Phase.ARRIVE, leg.who, nth, What.REACH, x, leg.serial, OF_ROUTE, 0)
    else:
        to_route(w, x)
    fresh_at(w, clock(w).fresh).value = pin(w, x)
    clock(w).fresh += 1
    wake(w)


@helper
def _counts(w: World, x: int) -> bool:
    """Whether a customer waits for it on a live channel."""
    leg = leg_at(w, x)
    live = channel_of_leg(w, x).live
    return live and leg.kind != Kind.APPROVAL and leg.duty != Duty.FIND_STALE


@part
def _private_queue(w: World, x: int, owner: int) -> int:
    """An agent's queue for what is alike in rank, preference and weight."""
    desk = rules(w)
    own = ability_of(w, leg_at(w, x).category * desk.teams + agent_at(w, owner).team).own
    place = owner * desk.own_classes + own
    q = private_at(w, place).value
    if q == NONE:
        q = clock(w).queues
        clock(w).queues += 1
        private_at(w, place).value = q
        queue = queue_at(w, q)
        queue.class_, queue.owner, queue.root, queue.legs = desk.first_own_class + own, owner, NONE, 0
    return q


@part
def to_route(w: World, x: int) -> None:
    """The leg joins the queues of its route, each after its wait."""
    leg = leg_at(w, x)
    route = route_of(w, leg.route)
    for number in range(route.place_count):
        place = place_of(w, route.first_place + number)
        rest = place.after - (clock(w).tick - leg.queued)
        if place.after and rest > 0:
            nth = leg.number << PLACES | number + AFTER_ONE
            after(w, rest, Phase.ARRIVE, leg.who, nth, What.REACH, x, leg.serial, number, 0)
        else:
            waiting.add(w, x, place.queue)


@part
def reach(w: World, x: int, serial: int, number: int) -> None:
    """If the leg still waits, the next team on its route, or the route itself, is there for it too."""
    leg = leg_at(w, x)
    if leg.serial != serial or not leg.waiting:
        return
    if number == OF_ROUTE:
        to_route(w, x)
    else:
        waiting.add(w, x, place_of(w, route_of(w, leg.route).first_place + number).queue)
    wake(w)


@part
def drain(w: World, x: int, serial: int) -> None:
    """The leg has waited too long, if it still does (R20)."""
    leg = leg_at(w, x)
    if leg.serial == serial and leg.waiting:
        waiting.drains(w, x)


@part
def leave(w: World, x: int) -> None:
    """The leg waits no more."""
    leg = leg_at(w, x)
    leg.waiting = False
    if leg.drains:
        wake(w)  # for what it held up
    waiting.leave_all(w, x)
    _unlist(w, x)
    if leg.timer != NONE:
        cancel(w, leg.timer)
        leg.timer = NONE


@helper
def _list(w: World, x: int, c: int) -> None:
    """Among those whom closing concerns; where somebody stands by, also among all who wait."""
    if not _counts(w, x) and not rules(w).stands_by:
        return
    link(w, waiting_on(w, c), waiting_link, x)
    if _counts(w, x):
        channel_state(w, c).waiting += 1
        clock(w).live_waiting += 1


@helper
def _unlist(w: World, x: int) -> None:
    if not _counts(w, x) and not rules(w).stands_by:
        return
    c = category_of(w, leg_at(w, x).category).channel
    unlink(w, waiting_on(w, c), waiting_link, x)
    if _counts(w, x):
        channel_state(w, c).waiting -= 1
        clock(w).live_waiting -= 1


@helper
def concerned_by_closing(w: World, x: int) -> bool:
    """Customers who wait: neither in a hand-over nor to be called back (R6)."""
    leg = leg_at(w, x)
    return _counts(w, x) and leg.partner == NONE and leg.duty != Duty.CALL


@helper
def wake(w: World) -> None:
    """Something may be paired now; in step 7 if patience and limits of this tick have begun (R2)."""
    now = clock(w)
    when = now.tick * PHASES + (Phase.DISPATCH_AGAIN if now.late == now.tick else Phase.DISPATCH)
    if when != now.dispatch_at:
        now.dispatch_at = when
        now.dispatch_due = True


@helper
def step_six(w: World) -> None:
    """Patience and limits of this tick have begun (R2)."""
    clock(w).late = clock(w).tick


@part
def watch(w: World, c: int) -> None:
    """A closed channel serves who waits as long as somebody on the route is on shift (R6)."""
    channel = channel_state(w, c)
    if channel.open or channel.waiting == 0 or channel_of(w, c).at_closing != AtClosing.SERVE:
        return
    tick = clock(w).tick + (1 if clock(w).late == clock(w).tick else 0)
    if tick > clock(w).watched:
        clock(w).watched = tick
        at(w, tick, Phase.CLEAR, 0, 0, What.CLEAR, 0, 0, 0, 0)


@part
def watch_all(w: World) -> None:
    for c in range(rules(w).channels):
        watch(w, c)
