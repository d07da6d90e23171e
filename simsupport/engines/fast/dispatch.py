"""Dispatch (R10): who is paired with whom; then interruption and resuming (R20), callbacks and balking (R8, R21)."""

from simsupport.chance import Purpose
from simsupport.compiled import helper, part
from simsupport.engines.fast import callbacks, customers, floor, queues, talks
from simsupport.engines.fast.chances import happens
from simsupport.engines.fast.entrance import sort_legs
from simsupport.engines.fast.facts import channel_of_leg, ended, unpin, way_of_leg
from simsupport.engines.fast.ready import may_start, next_agent, next_for_deferred, on_shift, overstaffed
from simsupport.engines.fast.state import Duty
from simsupport.engines.fast.tables import NONE
from simsupport.engines.fast.waiting import comes_before, may_begin
from simsupport.engines.fast.world import (
    World,
    agent_at,
    busy_link,
    busy_of,
    category_of,
    channel_of,
    channel_state,
    class_of,
    clock,
    contact_at,
    crew_at,
    fresh_at,
    leg_at,
    node_at,
    pausing_link,
    pausing_of,
    piece_link,
    pieces_of,
    place_of,
    queue_at,
    route_of,
    rules,
    scratch_at,
    talk_link,
    talks_of,
)
from simsupport.log import Outcome


@part
def dispatch(w: World) -> None:
    """Pair while a pair may be made, the least first; then interrupt, then resume; then those who would have to wait
    are offered a callback, or balk.
    """
    _pair(w)
    if rules(w).blends:
        while _interrupt(w) or _resume(w):
            _pair(w)
    while clock(w).fresh:  # who accepts a callback queues again
        count = clock(w).fresh
        clock(w).fresh = 0
        if count == 1:
            _would_wait(w, fresh_at(w, 0).value)
            continue
        for place in range(count):
            scratch_at(w, place).value = fresh_at(w, place).value
        sort_legs(w, count)
        for place in range(count):
            _would_wait(w, scratch_at(w, place).value)


# Pairs


@helper
def _pair(w: World) -> None:
    """Make the least of the pairs that may be made, as long as there is one; untouched teams have none (R10)."""
    while clock(w).first_touched != NONE:
        q, a = _best_of_touched(w)
        if q != NONE:
            _take(w, node_at(w, queue_at(w, q).root).leg, a)


@helper
def _best_of_touched(w: World) -> tuple[int, int]:
    """The least pair of all touched teams; a team without a pair is no longer looked at."""
    best, chosen = NONE, NONE
    before, team = NONE, clock(w).first_touched
    while team != NONE:
        following = crew_at(w, team).next_touched
        q, a = _best_of(w, team)
        if q != NONE:
            before = team
            if best == NONE or _less(w, q, a, best, chosen):
                best, chosen = q, a
        else:
            crew_at(w, team).touched = False
            if before == NONE:
                clock(w).first_touched = following
            else:
                crew_at(w, before).next_touched = following
        team = following
    return best, chosen


@part
def _best_of(w: World, team: int) -> tuple[int, int]:
    """The least pair of a team: a queue, whose head it is, and an agent."""
    capacity = rules(w).capacity
    best, chosen = NONE, NONE
    q = busy_of(w, team).first
    if q == NONE:
        return best, chosen
    free = next_agent(w, team)
    if free == NONE:
        return best, chosen
    for_deferred = next_for_deferred(w, team)
    while q != NONE:
        queue = queue_at(w, q)
        if queue.owner == NONE:
            a = for_deferred if class_of(w, queue.class_).deferred else free
        else:
            a = queue.owner if for_deferred != NONE and _owner_free(w, queue.owner) else NONE
        if a != NONE:
            weight = leg_at(w, node_at(w, queue.root).leg).weight
            fits = agent_at(w, a).load + weight <= capacity and may_begin(w, team, weight)
            if fits and (best == NONE or _less(w, q, a, best, chosen)):
                best, chosen = q, a
        q = busy_link(w, q).next
    return best, chosen


@helper
def _owner_free(w: World, a: int) -> bool:
    return may_start(w, a) and agent_at(w, a).paused == NONE


@part
def _less(w: World, q: int, a: int, other_q: int, other_a: int) -> bool:
    """Whether a pair comes before another: rank, preference, key, place, load, since when, id (R10)."""
    one, other = class_of(w, queue_at(w, q).class_), class_of(w, queue_at(w, other_q).class_)
    if one.rank != other.rank:
        return one.rank < other.rank
    if one.by_channel != other.by_channel:
        return one.by_channel < other.by_channel
    if one.by_topic != other.by_topic:
        return one.by_topic < other.by_topic
    head, other_head = node_at(w, queue_at(w, q).root), node_at(w, queue_at(w, other_q).root)
    if head.leg != other_head.leg:
        return comes_before(head, other_head)
    if one.place != other.place:
        return one.place < other.place
    if agent_at(w, a).load != agent_at(w, other_a).load:
        return agent_at(w, a).load < agent_at(w, other_a).load
    if agent_at(w, a).since != agent_at(w, other_a).since:
        return agent_at(w, a).since < agent_at(w, other_a).since
    return a < other_a


@helper
def _take(w: World, x: int, a: int) -> None:
    queues.leave(w, x)
    talks.begin(w, x, a)


# Interruption (R20)


@part
def _interrupt(w: World) -> bool:
    """Let the least of the live legs that can interrupt do so; whether one did."""
    best_node, chosen = NONE, NONE
    for team in range(rules(w).teams):
        q = busy_of(w, team).first
        if pieces_of(w, team).first == NONE or overstaffed(w, team):
            continue
        while q != NONE:
            n, a = _interruption(w, team, q)
            if n != NONE and (best_node == NONE or _comes_before_interruption(w, n, a, best_node, chosen)):
                best_node, chosen = n, a
            q = busy_link(w, q).next
    if best_node == NONE:
        return False
    x = node_at(w, best_node).leg
    _make_room(w, x, chosen)
    _take(w, x, chosen)
    return True


@part
def _interruption(w: World, team: int, q: int) -> tuple[int, int]:
    """The least leg of a queue that may interrupt, and the agent whom it would; NONE if there is nobody."""
    if class_of(w, queue_at(w, q).class_).deferred:
        return NONE, NONE
    n = _first_caller(w, q)
    if n == NONE:
        return NONE, NONE
    weight = leg_at(w, node_at(w, n).leg).weight
    if not may_begin(w, team, weight):
        return NONE, NONE
    found, a = NONE, pieces_of(w, team).first
    while a != NONE:
        if _has_room(w, a, weight) and (found == NONE or _more_suitable(w, a, found)):
            found = a
        a = piece_link(w, a).next
    return (NONE, NONE) if found == NONE else (n, found)


@part
def _first_caller(w: World, q: int) -> int:
    """The least node of a queue whose customer waits: for an agent, or with one for an approval. Below a node that is
    none, its children are looked at.
    """
    found, n = NONE, queue_at(w, q).root
    while n != NONE:
        node = node_at(w, n)
        calls = _calls(w, node.leg)
        if calls and (found == NONE or comes_before(node, node_at(w, found))):
            found = n
        if not calls and node.child != NONE:
            n = node.child
            continue
        while n != NONE and node_at(w, n).next == NONE:
            n = _parent(w, n)
        if n != NONE:
            n = node_at(w, n).next
    return found


@part
def _parent(w: World, n: int) -> int:
    """The node above; NONE above the root."""
    while node_at(w, n).previous != NONE and node_at(w, node_at(w, n).previous).child != n:
        n = node_at(w, n).previous
    return node_at(w, n).previous


@helper
def _calls(w: World, x: int) -> bool:
    leg = leg_at(w, x)
    live = channel_of_leg(w, x).live
    return live and leg.duty != Duty.CALL and leg.duty != Duty.FIND_STALE


@helper
def _has_room(w: World, a: int, weight: int) -> bool:
    """Whether pausing all that may be interrupted would make the leg fit."""
    agent = agent_at(w, a)
    freed, x = 0, talks_of(w, a).first
    while x != NONE:
        if _is_piece(w, x):
            freed += leg_at(w, x).weight
        x = talk_link(w, x).next
    return may_start(w, a) and agent.load - freed + weight <= rules(w).capacity


@helper
def _is_piece(w: World, x: int) -> bool:
    leg = leg_at(w, x)
    return leg.splits and channel_of_leg(w, x).interruptible


@part
def _latest_start(w: World, a: int) -> int:
    latest, x = NONE, talks_of(w, a).first
    while x != NONE:
        if _is_piece(w, x):
            latest = max(latest, leg_at(w, x).started)
        x = talk_link(w, x).next
    return latest


@part
def _more_suitable(w: World, a: int, other: int) -> bool:
    """Latest started work, then id."""
    latest, other_latest = _latest_start(w, a), _latest_start(w, other)
    return latest > other_latest or (latest == other_latest and a < other)


@part
def _comes_before_interruption(w: World, n: int, a: int, other_n: int, other_a: int) -> bool:
    """By rank and key of the leg; of the same leg by place on the route, then agent."""
    one = class_of(w, queue_at(w, node_at(w, n).queue).class_)
    other = class_of(w, queue_at(w, node_at(w, other_n).queue).class_)
    if node_at(w, n).leg != node_at(w, other_n).leg:
        if one.rank != other.rank:
            return one.rank < other.rank
        return comes_before(node_at(w, n), node_at(w, other_n))
    if one.place != other.place:
        return one.place < other.place
    return _more_suitable(w, a, other_a)


@part
def _make_room(w: World, x: int, a: int) -> None:
    """Pause only as many pieces as needed, the latest started first."""
    while agent_at(w, a).load + leg_at(w, x).weight > rules(w).capacity:
        latest, y = NONE, talks_of(w, a).first
        while y != NONE:
            if _is_piece(w, y) and (latest == NONE or _started_before(w, latest, y)):
                latest = y
            y = talk_link(w, y).next
        rest = floor.break_off(w, latest, Outcome.PAUSED)
        leg_at(w, rest).queued = clock(w).tick
        queues.prepare(w, rest)
        floor.keep_paused(w, rest, a)


@part
def _started_before(w: World, x: int, y: int) -> bool:
    one, other = leg_at(w, x), leg_at(w, y)
    return one.started < other.started or (one.started == other.started and floor.comes_first(w, x, y))


# Resuming (R20)


@part
def _resume(w: World) -> bool:
    """Agents take up what they have paused, by team and id, the latest first of what fits; whether one did."""
    resumed = False
    for team in range(rules(w).teams):
        a = _next_pausing(w, team, NONE)
        while a != NONE:
            if _resume_what_fits(w, a):
                resumed = True
            a = _next_pausing(w, team, a)
    return resumed


@part
def _next_pausing(w: World, team: int, after: int) -> int:
    """The least id above one of those with paused work."""
    found, a = NONE, pausing_of(w, team).first
    while a != NONE:
        if a > after and (found == NONE or a < found):
            found = a
        a = pausing_link(w, a).next
    return found


@part
def _resume_what_fits(w: World, a: int) -> bool:
    resumed, x = False, agent_at(w, a).paused
    while x != NONE:
        following = leg_at(w, x).next_paused
        if _fits(w, x, a):
            floor.take_up(w, x, a)
            talks.begin(w, x, a)
            resumed = True
        x = following
    return resumed


@helper
def _fits(w: World, x: int, a: int) -> bool:
    agent, weight = agent_at(w, a), leg_at(w, x).weight
    room = agent.load + weight <= rules(w).capacity
    return room and may_start(w, a) and not overstaffed(w, agent.team) and may_begin(w, agent.team, weight)


# Those who would have to wait


@part
def _would_wait(w: World, x: int) -> None:
    """Nobody took the leg in the tick in which it queued: be called back, balk, or wait with patience."""
    leg = leg_at(w, x)
    leg.fresh = False
    unpin(w, x)
    if not leg.waiting:
        return
    contact = contact_at(w, leg.contact)
    channel = channel_of(w, contact.channel)
    at_the_door = contact.entered == clock(w).tick and channel.live
    if at_the_door and leg.duty == Duty.TALK and not contact.begun:
        if _taken_up(w, x):
            return
        if happens(w, x, Purpose.BALK, channel.balks):
            customers.turn_away(w, x, Outcome.BALKED)
            return
    if leg.partner == NONE:
        customers.start_patience(w, x)
    if rules(w).stands_by:
        floor.alarm(w, x)


@part
def _taken_up(w: World, x: int) -> bool:
    """Whether the customer is offered a callback, and accepts it (R21)."""
    leg = leg_at(w, x)
    channel = channel_of_leg(w, x)
    if not channel.calls_back or not _waits_too_long(w, x, channel.callback_above):
        return False
    if not happens(w, x, Purpose.CALLBACK, channel.callback_accepted):
        return False
    queues.leave(w, x)
    leg.outcome, leg.talk_ended = Outcome.CALLBACK, clock(w).tick
    ended(w, x)
    customers.off_line(w, leg.contact)
    queues.join(w, callbacks.call(w, x), NONE)
    return True


@part
def _waits_too_long(w: World, x: int, limit: int) -> bool:
    """Waiting on the channel × stated mean talk and wrap / agents on shift on the route, above the limit."""
    leg = leg_at(w, x)
    category = category_of(w, leg.category)
    handling = way_of_leg(w, x).handling
    agents = 0
    route = route_of(w, leg.route)
    for place in range(route.first_place, route.first_place + route.place_count):
        agents += on_shift(w, place_of(w, place).team)
    if agents == 0:
        return True
    return channel_state(w, category.channel).waiting * handling / agents > limit
