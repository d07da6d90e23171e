"""Customers: how they come back (R17), and what ends a contact that nobody took (R6, R8)."""

from simsupport.chance import Purpose
from simsupport.compiled import helper, part
from simsupport.engines.fast import queues
from simsupport.engines.fast.agenda import after, at
from simsupport.engines.fast.chances import amount, delay, happens, happens_to, of_contact, patience, switched, whole
from simsupport.engines.fast.facts import channel_of_leg, ended, new_contact, new_leg, own_leg, way_of_leg
from simsupport.engines.fast.state import NEVER, NO_KEY, PLACES, Duty, What
from simsupport.engines.fast.tables import NONE, WHO, Effect, Phase
from simsupport.engines.fast.world import (
    World,
    category_of,
    channel_of,
    channel_state,
    clock,
    contact_at,
    interval_of,
    issue_comes_back,
    issue_line,
    issue_state,
    leg_at,
    line_of,
    rules,
    season_of,
    topic_of,
    value_of,
)
from simsupport.log import Kind, Outcome

AFTER_ALL_LEGS = 2**16  # in what a chaser's turn within a tick goes by


# Contacts


@part
def contact_of(w: World, issue: int, kind: int, channel: int, key: int) -> int:
    """The issue's next contact, with the head start that initiatives give it (R22)."""
    c = new_contact(w, issue, kind, channel, key)
    contact = contact_at(w, c)
    contact.early = whole(amount(w, Effect.HEAD_START, contact.category, NONE, contact.arrived))
    return c


@part
def over(w: World, c: int) -> None:
    """The contact is over."""
    contact_at(w, c).over = True
    off_line(w, c)


@helper
def take_line(w: World, c: int) -> None:
    """The customer takes one of the channel's lines, if they are counted (R8)."""
    contact = contact_at(w, c)
    channel = channel_of(w, contact.channel)
    if channel.live and channel.lines != NONE and not contact.on_line:
        channel_state(w, contact.channel).lines_used += 1
        contact.on_line = True


@helper
def off_line(w: World, c: int) -> None:
    """The customer leaves; the line is free."""
    contact = contact_at(w, c)
    if contact.on_line:
        contact.on_line = False
        channel_state(w, contact.channel).lines_used -= 1


@part
def end(w: World, x: int, outcome: int) -> None:
    """A leg that nobody took is over."""
    leg = leg_at(w, x)
    if leg.waiting:
        queues.leave(w, x)
    leg.outcome, leg.talk_ended = outcome, clock(w).tick
    ended(w, x)
    over(w, leg.contact)


@part
def turn_away(w: World, x: int, outcome: int) -> None:
    end(w, x, outcome)
    not_served(w, x)


@part
def convert(w: World, c: int, channel: int) -> None:
    """In the same tick the issue's next contact starts on the other channel; only the key stays (R6)."""
    contact = contact_at(w, c)
    who = contact.issue << WHO | contact.number + 1
    now, kind = clock(w).tick, Kind.CONVERSION
    at(w, now, Phase.ARRIVE, who, 0, What.COME, contact.issue, kind, channel, contact.key)


# Coming back


@part
def not_served(w: World, x: int) -> None:
    """Who gave up, was blocked, cleared or rejected tries again, or is lost (R17)."""
    leg = leg_at(w, x)
    issue, topic = issue_state(w, leg.issue), topic_of(w, category_of(w, leg.category).topic)
    if not topic.retries or issue.tries == topic.retry_at_most or not issue_comes_back(w, leg.issue).value:
        return
    if not happens(w, x, Purpose.RETRY, topic.retry):
        return
    issue.tries += 1
    channel = switched(w, x, Purpose.RETRY_SWITCH, topic.first_retry_switch, topic.retry_switch_count)
    tick = clock(w).tick
    if leg.outcome == Outcome.REJECTED:
        tick = _next_opening(w, channel)
    if tick != NEVER:
        tick += delay(w, x, Purpose.RETRY_DELAY, topic.retry_after)
    _come_back(w, leg.contact, Kind.RETRY, channel, tick)


@part
def _next_opening(w: World, c: int) -> int:
    """The tick from which the channel is open next, now if it is; NEVER if not before the horizon (R6)."""
    now, channel = clock(w).tick, channel_of(w, c)
    if channel_state(w, c).open:
        return now
    for place in range(channel.first_opening, channel.first_opening + channel.opening_count):
        opening = interval_of(w, place)
        if opening.start > now or (opening.start == now and opening.end > now):
            return opening.start
    return NEVER


@part
def not_solved(w: World, x: int) -> None:
    """The customer finds out, or knows, that the answer did not hold (R17)."""
    topic = topic_of(w, category_of(w, leg_at(w, x).category).topic)
    if topic.returns and happens(w, x, Purpose.RETURN, topic.return_):
        come_back(w, x)


@part
def come_back(w: World, x: int) -> None:
    """A repeat, after a while in which the line's customers are about (R17)."""
    leg = leg_at(w, x)
    topic = topic_of(w, category_of(w, leg.category).topic)
    if not topic.returns or not issue_comes_back(w, leg.issue).value:
        return
    channel = switched(w, x, Purpose.RETURN_SWITCH, topic.first_return_switch, topic.return_switch_count)
    wait = delay(w, x, Purpose.RETURN_DELAY, topic.return_after)
    tick = _later(w, issue_line(w, leg.issue).value, clock(w).tick, wait)
    _come_back(w, leg.contact, Kind.REPEAT, channel, tick)


@helper
def _later(w: World, line: int, tick: int, wait: int) -> int:
    """The first tick by which so much of the line's season has passed; NEVER if not before the horizon."""
    of_line = line_of(w, line)
    first, count = of_line.first_season, of_line.season_count
    place = _last_season(w, first, count, tick, False)
    passed = 0
    if place >= 0:
        season = season_of(w, first + place)
        passed = season.before + min(tick, season.end) - season.start
    aim = passed + wait
    place = _last_season(w, first, count, aim - 1, True)
    if place < 0:
        return NEVER
    season = season_of(w, first + place)
    found = season.start + aim - season.before
    return NEVER if found > season.end else found


@part
def _last_season(w: World, first: int, count: int, value: int, by_length: bool) -> int:
    """The last season that starts no later, or before which no more has passed; −1 if there is none."""
    low, high = 0, count
    while low < high:
        middle = (low + high) // 2
        season = season_of(w, first + middle)
        if (season.before if by_length else season.start) <= value:
            low = middle + 1
        else:
            high = middle
    return low - 1


@part
def _come_back(w: World, c: int, kind: int, channel: int, tick: int) -> None:
    """The issue's next contact; one that would come after the horizon is reported open (R23)."""
    last = contact_at(w, c)
    if tick == NEVER or tick >= rules(w).horizon:
        following = contact_of(w, last.issue, kind, channel, NO_KEY)
        contact_at(w, following).arrived = NEVER
        x = own_leg(w, following, kind)
        ended(w, x)
        return
    who = last.issue << WHO | last.number + 1
    at(w, tick, Phase.ARRIVE, who, 0, What.COME, last.issue, kind, channel, NO_KEY)


# Waiting


@part
def start_patience(w: World, x: int) -> None:
    """Patience runs while a live leg queues, or a deferred one that no human has begun (R17)."""
    leg = leg_at(w, x)
    contact = contact_at(w, leg.contact)
    live = channel_of_leg(w, x).live
    if leg.duty != Duty.TALK or contact.over or (contact.begun and not live):
        return
    ticks = patience(w, x)
    if ticks != NONE:
        leg.timer = after(w, ticks, Phase.PATIENCE, leg.who, leg.number << PLACES, What.ABANDON, x, 0, 0, 0)


@part
def abandon(w: World, x: int) -> None:
    """Patience is over; the work may stay as if nothing had happened (R17)."""
    leg = leg_at(w, x)
    leg.timer = NONE
    queues.step_six(w)
    turn_away(w, x, Outcome.ABANDONED)
    category = category_of(w, leg.category)
    silent = way_of_leg(w, x).silent
    if topic_of(w, category.topic).stale and happens(w, x, Purpose.SILENT, silent):
        y = new_leg(w, leg.contact, Kind.REST, leg.route, leg.category)
        leg_at(w, y).duty, leg_at(w, y).mistaken = Duty.FIND_STALE, leg.mistaken
        queues.join(w, y, NONE)


@part
def may_chase(w: World, c: int) -> None:
    """Who waits for an answer on a deferred channel may ask once where it is (R17)."""
    contact = contact_at(w, c)
    topic = topic_of(w, category_of(w, contact.category).topic)
    if not topic.chases or channel_of(w, contact.channel).live or not issue_comes_back(w, contact.issue).value:
        return
    if not happens_to(w, c, Purpose.CHASE, topic.chase):
        return
    drawn = of_contact(w, c, Purpose.CHASE_DELAY)
    ticks = max(1, whole(value_of(w, topic.chase_after, drawn)))
    who = contact.issue << WHO | contact.number
    after(w, ticks, Phase.ARRIVE, who, AFTER_ALL_LEGS << PLACES, What.CHASE, c, contact.serial, 0, 0)


@part
def chase(w: World, c: int, serial: int) -> None:
    """If no human has begun: a contact of its own that adds effort to the one that waits."""
    contact = contact_at(w, c)
    if contact.serial != serial or contact.begun or contact.over:
        return
    contact.chased += topic_of(w, category_of(w, contact.category).topic).chase_effort
    x = own_leg(w, contact_of(w, contact.issue, Kind.CHASER, contact.channel, NO_KEY), Kind.CHASER)
    leg_at(w, x).queued = clock(w).tick
    end(w, x, Outcome.TRANSFERRED)
