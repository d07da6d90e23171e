"""Queues as heaps (R9): pairing heaps whose nodes are linked, so that a leg leaves any of its queues at once.

A pairing heap (Fredman, Sedgewick, Sleator, Tarjan 1986) takes a new leg in one step and gives the least in
logarithmic time on average; a queue in order of arrival needs hardly more than a list.
"""

from simsupport.compiled import helper, part
from simsupport.engines.fast.pools import earlier, give_back, link, reserve, unlink
from simsupport.engines.fast.ready import touch
from simsupport.engines.fast.state import Pool
from simsupport.engines.fast.tables import NONE
from simsupport.engines.fast.world import (
    Row,
    World,
    busy_link,
    busy_of,
    category_of,
    channel_of,
    class_of,
    crew_at,
    draining_at,
    leg_at,
    node_at,
    queue_at,
    rules,
)


@part
def add(w: World, x: int, q: int) -> None:
    """The leg waits in the queue too."""
    leg, queue = leg_at(w, x), queue_at(w, q)
    n = reserve(w, Pool.NODES, node_at)
    node = node_at(w, n)
    node.leg, node.queue, node.key, node.who, node.nth = x, q, leg.key, leg.who, leg.number
    node.child = node.next = node.previous = NONE
    node.next_of_leg = leg.first_node
    leg.first_node = n
    queue.root = n if queue.root == NONE else _meld(w, queue.root, n)
    queue.legs += 1
    team = class_of(w, queue.class_).team
    if queue.legs == 1:
        link(w, busy_of(w, team), busy_link, q)
    if leg.drains:
        _count_draining(w, team, x, 1)
    touch(w, team)


@part
def leave_all(w: World, x: int) -> None:
    """The leg waits in none of its queues any more."""
    leg = leg_at(w, x)
    n = leg.first_node
    while n != NONE:
        node = node_at(w, n)
        q, following = node.queue, node.next_of_leg
        _take_out(w, n)
        queue = queue_at(w, q)
        queue.legs -= 1
        team = class_of(w, queue.class_).team
        if queue.legs == 0:
            unlink(w, busy_of(w, team), busy_link, q)
        if leg.drains:
            _count_draining(w, team, x, -1)
            touch(w, team)
        give_back(w, Pool.NODES, node_at, n)
        n = following
    leg.first_node = NONE


@part
def drains(w: World, x: int) -> None:
    """Nothing lighter starts at the teams that the leg has reached (R20)."""
    leg_at(w, x).drains = True
    n = leg_at(w, x).first_node
    while n != NONE:
        _count_draining(w, class_of(w, queue_at(w, node_at(w, n).queue).class_).team, x, 1)
        n = node_at(w, n).next_of_leg


@part
def _count_draining(w: World, team: int, x: int, more: int) -> None:
    crew_at(w, team).draining += more
    draining_at(w, team * rules(w).channels + category_of(w, leg_at(w, x).category).channel).value += more


@part
def may_begin(w: World, team: int, weight: int) -> bool:
    """Nothing lighter than what has waited too long may start (R20)."""
    if crew_at(w, team).draining == 0:
        return True
    channels = rules(w).channels
    for channel in range(channels):
        if draining_at(w, team * channels + channel).value and channel_of(w, channel).weight > weight:
            return False
    return True


@helper
def comes_before(one: Row, other: Row) -> bool:
    """Which of two nodes has the lesser key (R9)."""
    return earlier(one.key, one.who, one.nth, other.key, other.who, other.nth)


@helper
def _meld(w: World, a: int, b: int) -> int:
    """Of two roots the greater becomes the first child of the lesser."""
    if comes_before(node_at(w, b), node_at(w, a)):
        a, b = b, a
    above, below = node_at(w, a), node_at(w, b)
    below.previous = a
    below.next = above.child
    if above.child != NONE:
        node_at(w, above.child).previous = b
    above.child = b
    above.next = above.previous = NONE
    return a


@part
def _take_out(w: World, n: int) -> None:
    node = node_at(w, n)
    queue = queue_at(w, node.queue)
    below = _together(w, node.child)
    if queue.root == n:
        queue.root = below
        return
    before = node_at(w, node.previous)
    if before.child == n:
        before.child = node.next
    else:
        before.next = node.next
    if node.next != NONE:
        node_at(w, node.next).previous = node.previous
    if below != NONE:
        queue.root = _meld(w, queue.root, below)


@part
def _together(w: World, n: int) -> int:
    """One heap of a list of them: by pairs from the left, then all from the right."""
    pairs = NONE
    while n != NONE:
        other = node_at(w, n).next
        if other == NONE:
            node_at(w, n).next = pairs
            pairs = n
            break
        following = node_at(w, other).next
        root = _meld(w, n, other)
        node_at(w, root).next = pairs
        pairs = root
        n = following
    if pairs == NONE:
        return NONE
    root = pairs
    n = node_at(w, root).next
    while n != NONE:
        following = node_at(w, n).next
        root = _meld(w, root, n)
        n = following
    node_at(w, root).next = node_at(w, root).previous = NONE
    return root
