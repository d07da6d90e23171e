"""Slots that are used again, linked lists, and what comes before what."""

from simsupport.compiled import helper
from simsupport.engines.fast.tables import NONE
from simsupport.engines.fast.world import Find, Row, World, pool_at


@helper
def reserve(w: World, pool: int, row_of: Find) -> int:
    """A slot for one more, the last that has become free or else a new one."""
    of_pool = pool_at(w, pool)
    slot = of_pool.free
    if slot == NONE:
        slot = of_pool.used
        of_pool.used += 1
    else:
        of_pool.free = row_of(w, slot).next
        of_pool.spare -= 1
    return slot


@helper
def give_back(w: World, pool: int, row_of: Find, slot: int) -> None:
    """The slot is free again, though its contents hold until it is reserved."""
    of_pool = pool_at(w, pool)
    row_of(w, slot).next = of_pool.free
    of_pool.free = slot
    of_pool.spare += 1


@helper
def in_use(w: World, pool: int) -> int:
    """How many slots hold something."""
    return pool_at(w, pool).used - pool_at(w, pool).spare


@helper
def link(w: World, head: Row, link_of: Find, row: int) -> None:
    """The row comes first in the list that starts at the head."""
    own = link_of(w, row)
    own.previous, own.next = NONE, head.first
    if head.first != NONE:
        link_of(w, head.first).previous = row
    head.first = row


@helper
def unlink(w: World, head: Row, link_of: Find, row: int) -> None:
    """The row is no longer in the list."""
    own = link_of(w, row)
    if own.previous == NONE:
        head.first = own.next
    else:
        link_of(w, own.previous).next = own.next
    if own.next != NONE:
        link_of(w, own.next).previous = own.previous


@helper
def earlier(a: int, b: int, c: int, other_a: int, other_b: int, other_c: int) -> bool:
    """Whether three numbers come before three others, the first that differ deciding."""
    if a != other_a:
        return a < other_a
    if b != other_b:
        return b < other_b
    return c < other_c
