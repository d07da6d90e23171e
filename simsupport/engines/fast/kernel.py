"""The kernel: one event after the other, in the order of R2, until the horizon or until some room is too small."""

from typing import Any

from numpy.typing import NDArray

from simsupport.compiled import entry, helper, lean, part
from simsupport.engines.fast import (
    agenda,
    callbacks,
    customers,
    endings,
    entrance,
    floor,
    machines,
    queues,
    talks,
    turns,
)
from simsupport.engines.fast.dispatch import dispatch
from simsupport.engines.fast.facts import clear_away, report_open, span
from simsupport.engines.fast.pools import earlier, in_use
from simsupport.engines.fast.state import Pool, What
from simsupport.engines.fast.tables import NONE, PHASES, WHO, Phase, Turning
from simsupport.engines.fast.world import (
    CONTACTS,
    CREATED,
    EVENTS,
    FRESH,
    LEGS,
    NODES,
    QUEUES,
    SPANS,
    TIMES,
    TURNINGS,
    World,
    clock,
    entered,
    entry_at,
    event_at,
    issue_created,
    leg_at,
    pool_at,
    room,
    rules,
    turning_of,
)

DONE = -1  # else the place of a table that must have more room
SPARE = 64
Ints = NDArray[Any]
LATEST = 2**62


@entry
def run(tables: Any) -> int:
    """Simulate until the horizon: DONE, or what must have more room before it can go on."""
    w = entered(tables)
    while True:
        lacking = _lacking(w)
        if lacking != DONE:
            return lacking
        if not _step(w):
            break
        clear_away(w)
    _report(w)
    return DONE


run_lean = lean(run)


@helper
def _lacking(w: World) -> int:
    """The table that one more event could need more room in than there is, whatever it stirs up; DONE if none."""
    now, capacity = clock(w), rules(w).capacity
    stirred = now.live_waiting + now.held + now.fresh + now.paused + min(capacity, now.open) + SPARE
    new = stirred + min(now.open, now.live_waiting * capacity)
    if now.rows + now.open + new > room(w, TIMES):
        return TIMES
    if now.spans + 2 * now.agents + SPARE > room(w, SPANS):
        return SPANS
    if in_use(w, Pool.LEGS) + new > room(w, LEGS):
        return LEGS
    if in_use(w, Pool.CONTACTS) + new > room(w, CONTACTS):
        return CONTACTS
    if in_use(w, Pool.NODES) + stirred * (rules(w).most_places + 1) > room(w, NODES):
        return NODES
    if now.entries + 4 * new + now.agents > room(w, EVENTS):
        return EVENTS
    if now.fresh + new > room(w, FRESH):
        return FRESH
    if now.queues + SPARE > room(w, QUEUES):
        return QUEUES
    return DONE


@helper
def _step(w: World) -> bool:
    """The next thing that happens; whether there is one before the horizon."""
    now = clock(w)
    when, who = LATEST, 0
    if now.entries:
        when, who = entry_at(w, 0).when, entry_at(w, 0).who
    turns = _turning_comes_first(w, when, who)
    if turns:
        turning = turning_of(w, now.turning)
        when, who = turning.when, turning.who
    arrives = _arrival_comes_first(w, when, who)
    if arrives:
        when = _arrives_at(w)
    if now.dispatch_due and now.dispatch_at < when:
        now.dispatch_due = False
        dispatch(w)
        return True
    if when // PHASES >= rules(w).horizon:
        return False
    now.tick = when // PHASES
    if arrives:
        now.arrival += 1
        entrance.issue_arrives(w, now.arrival - 1)
    elif turns:
        now.turning += 1
        _turn(w, now.turning - 1)
    else:
        _happen(w, agenda.pop(w))
    return True


@helper
def _turning_comes_first(w: World, when: int, who: int) -> bool:
    """Whether the calendar or the roster has something that comes earlier."""
    place = clock(w).turning
    if place >= room(w, TURNINGS) or turning_of(w, place).when == 0:  # an empty table has one row of zeros
        return False
    return earlier(turning_of(w, place).when, turning_of(w, place).who, 0, when, who, 0)


@helper
def _arrival_comes_first(w: World, when: int, who: int) -> bool:
    """Whether the next new issue comes first."""
    place = clock(w).arrival
    if place >= room(w, CREATED):
        return False
    return earlier(_arrives_at(w), place << WHO, 0, when, who, 1)


@helper
def _arrives_at(w: World) -> int:
    """When the next new issue comes; those of a backlog are there from the start."""
    return max(issue_created(w, clock(w).arrival).value, 0) * PHASES + Phase.ARRIVE


@part
def _turn(w: World, place: int) -> None:
    """What comes without anybody's chance."""
    turning = turning_of(w, place)
    what, number = turning.what, turning.number
    if what == Turning.OPEN:
        entrance.open_channel(w, number)
    elif what == Turning.CLOSE:
        entrance.close_channel(w, number)
    elif what == Turning.COME:
        floor.come(w, number)
    elif what == Turning.LEAVE:
        floor.end_of_presence(w, number)
    elif what == Turning.STAND_BY:
        floor.stand_by(w, number)
    elif what == Turning.ABSENT:
        floor.absent(w, number, True)
    elif what == Turning.PRESENT_AGAIN:
        floor.absent(w, number, False)
    elif what == Turning.BREAK_DUE:
        floor.break_due(w, number, turning.other)
    elif what == Turning.BREAK_MISSED:
        floor.break_missed(w, number, turning.other)
    else:
        floor.head_count(w, number, turning.other)


@helper
def _happen(w: World, slot: int) -> None:
    """What was booked."""
    event = event_at(w, slot)
    what, a, b = event.what, event.a, event.b
    if what == What.TALK_ENDS:
        talks.talk_ends(w, a)
    elif what == What.RELEASE:
        endings.release(w, a)
    elif what == What.ABANDON:
        customers.abandon(w, a)
    elif what == What.COME:
        entrance.come(w, a, b, event.c, event.d)
    elif what == What.REACH:
        queues.reach(w, a, b, event.c)
    elif what == What.REPLY:
        turns.reply(w, a)
    elif what == What.BOT_ENDS:
        machines.bot_ends(w, a, b != 0)
    elif what == What.ENTER:
        entrance.enter(w, a)
    elif what == What.BREAK_ENDS:
        floor.break_ends(w, a, b)
    else:
        _happen_rarely(w, what, a, b)


@part
def _happen_rarely(w: World, what: int, a: int, b: int) -> None:
    if what == What.BRIEFED:
        talks.briefed(w, a, b)
    elif what == What.LEFT_ALONE:
        talks.left_alone(w, a)
    elif what == What.DECIDE:
        talks.decide(w, a)
    elif what == What.TOO_LATE:
        talks.too_late(w, a)
    elif what == What.CHASE:
        customers.chase(w, a, b)
    elif what == What.GONE_QUIET:
        turns.gone_quiet(w, a)
    elif what == What.RINGS_OUT:
        callbacks.rings_out(w, a)
    elif what == What.CALL_AGAIN:
        queues.join(w, a, NONE)
    elif what == What.DRAIN:
        queues.drain(w, a, b)
    elif what == What.CLEAR:
        entrance.clear(w)
    else:
        floor.wakes(w, a)


@part
def _report(w: World) -> None:
    """What is open at the horizon is reported so (R23), and everybody's last state."""
    for x in range(pool_at(w, Pool.LEGS).used):
        if leg_at(w, x).open:
            report_open(w, x)
    for a in range(clock(w).agents):
        span(w, a, rules(w).horizon)


@entry
def canonical(arrived: int, issues: Ints, contacts: Ints, legs: Ints, further: Ints, order: Ints) -> None:
    """Find the order (issue, contact, leg) of rows: first a row for each issue, of which so many have arrived, then
    further ones. `order` gets the rows in it; `further` is of zeros, one more than issues.
    """
    count = len(further) - 1
    for row in range(count, len(issues)):
        further[issues[row] + 1] += 1
    for issue in range(count):
        further[issue + 1] += further[issue]
    for row in range(len(issues) - 1, count - 1, -1):
        issue = issues[row]
        further[issue + 1] -= 1
        order[issue + 1 + further[issue + 1]] = row
    for issue in range(arrived):
        first = issue + further[issue + 1]
        last = issue + 1 + further[issue + 2] if issue + 1 < arrived else len(order)
        order[first] = issue
        _sort(order, first + 1, last, contacts, legs)


@part
def _sort(order: Ints, first: int, last: int, contacts: Ints, legs: Ints) -> None:
    """A few rows, by contact and leg: they come nearly in order."""
    for place in range(first + 1, last):
        row, other = order[place], place - 1
        while other >= first and earlier(contacts[row], legs[row], 0, contacts[order[other]], legs[order[other]], 0):
            order[other + 1] = order[other]
            other -= 1
        order[other + 1] = row
