"""What chance decides about a leg (R3, R5, R7, R12, R13, R17, R22): by its issue, contact, leg and purpose."""

from math import exp

import numpy as np

from simsupport.chance import Purpose
from simsupport.compiled import helper, part
from simsupport.engines.fast.state import NEVER, Duty
from simsupport.engines.fast.tables import NONE, Effect
from simsupport.engines.fast.world import (
    Row,
    World,
    category_of,
    change_of,
    channel_of,
    clock,
    contact_at,
    effect_of,
    issue_amount,
    issue_hard,
    issue_k,
    issue_line,
    issue_pace,
    issue_patience,
    issue_state,
    issue_talk,
    leg_at,
    rules,
    share_of,
    skill_of,
    team_of,
    topic_of,
    traits_of,
    uniform_of,
    value_of,
)


@part
def of_leg(w: World, x: int, purpose: int) -> float:
    """The random number of a leg for a purpose."""
    leg = leg_at(w, x)
    issue = leg.issue
    number = contact_at(w, leg.contact).number
    return uniform_of(w, issue_line(w, issue).value, issue_k(w, issue).value, number, leg.draws_as, purpose)


@part
def of_contact(w: World, c: int, purpose: int) -> float:
    """The random number of a contact that has no leg yet."""
    contact = contact_at(w, c)
    issue = contact.issue
    return uniform_of(w, issue_line(w, issue).value, issue_k(w, issue).value, contact.number, 0, purpose)


@helper
def happens(w: World, x: int, purpose: int, probability: float) -> bool:
    """Whether something of a leg happens; what is certain needs no random number."""
    if probability <= 0.0 or probability >= 1.0:
        return probability >= 1.0
    return of_leg(w, x, purpose) < probability


@helper
def happens_to(w: World, c: int, purpose: int, probability: float) -> bool:
    """Whether something of a contact without a leg happens."""
    if probability <= 0.0 or probability >= 1.0:
        return probability >= 1.0
    return of_contact(w, c, purpose) < probability


@part
def value(w: World, x: int, purpose: int, distribution: int) -> float:
    """A value of a distribution for a leg; 0 of none."""
    if distribution == NONE:
        return 0.0
    return value_of(w, distribution, of_leg(w, x, purpose))


@helper
def whole(number: float) -> int:
    """The nearest whole number, half to even (R1)."""
    return int(np.rint(number))


@helper
def delay(w: World, x: int, purpose: int, distribution: int) -> int:
    """Ticks of a delay, at least one."""
    return max(1, whole(value(w, x, purpose, distribution)))


# Initiatives


@helper
def level(start: int, end: int, ramp: int, tick: int) -> float:
    """How much of its full effect something has at a tick (R22)."""
    if tick < start or tick >= end:
        return 0.0
    if ramp == 0:
        return 1.0
    return min(1.0, (tick - start) / ramp)


@helper
def _changes(w: World, effect: int, category: int, team: int) -> Row:
    """The range of what initiatives change; `team` is NONE for what no team does."""
    desk = rules(w)
    column = desk.teams if team == NONE else team
    return effect_of(w, (effect * desk.categories + category) * (desk.teams + 1) + column)


@part
def factor(w: World, effect: int, category: int, team: int, tick: int) -> float:
    """What initiatives make of something: the product of their factors."""
    product = 1.0
    if rules(w).initiatives:
        found = _changes(w, effect, category, team)
        for place in range(found.first, found.first + found.count):
            change = change_of(w, place)
            product *= 1 + level(change.start, change.end, change.ramp, tick) * (change.full - 1)
    return product


@part
def amount(w: World, effect: int, category: int, team: int, tick: int) -> float:
    """What initiatives add to something."""
    total = 0.0
    if rules(w).initiatives:
        found = _changes(w, effect, category, team)
        for place in range(found.first, found.first + found.count):
            change = change_of(w, place)
            total += level(change.start, change.end, change.ramp, tick) * change.full
    return total


@helper
def share(number: float) -> float:
    """A number within what a share can be."""
    return min(1.0, max(0.0, number))


# Effort


@helper
def _skill(w: World, x: int) -> Row:
    """How well the team of a leg does its topic."""
    leg = leg_at(w, x)
    return skill_of(w, leg.team * rules(w).topics + category_of(w, leg.category).topic)


@part
def talk(w: World, x: int) -> int:
    """Ticks of talk, at least one (R12)."""
    leg = leg_at(w, x)
    contact = contact_at(w, leg.contact)
    category = category_of(w, leg.category)
    topic = topic_of(w, category.topic)
    traits = traits_of(w, leg.agent)
    ticks = _base(w, x) / _skill(w, x).speed / _speed(w, x)
    if traits.newcomer:
        ticks *= _newness(w, x)
    if topic.hard:
        ticks *= hard_talk(topic, issue_hard(w, leg.issue).value)
    ticks *= contact.context
    if contact.explains_again and topic.returns:
        ticks *= topic.explains_again
    if rules(w).initiatives:
        ticks *= factor(w, Effect.TALK, leg.category, leg.team, leg.talk_since)
    return max(1, whole(ticks))


@part
def _base(w: World, x: int) -> float:
    """The talk as drawn or, the first of a replayed issue, as recorded (R4)."""
    leg = leg_at(w, x)
    recorded, issue = issue_talk(w, leg.issue).value, issue_state(w, leg.issue)
    if recorded != NEVER and not issue.talk_used and contact_at(w, leg.contact).number == 0:
        issue.talk_used = True
        return float(recorded)
    return value(w, x, Purpose.TALK, category_of(w, leg.category).talk) * issue_pace(w, leg.issue).value


@part
def _speed(w: World, x: int) -> float:
    """The speed of the person, as a share of the team's (R18)."""
    leg = leg_at(w, x)
    speed = traits_of(w, leg.agent).speed
    if speed == 1.0:
        return speed
    return speed ** factor(w, Effect.SPREAD, leg.category, leg.team, leg.talk_since)


@part
def _newness(w: World, x: int) -> float:
    """How much longer a newcomer talks, less and less (R18)."""
    leg = leg_at(w, x)
    team = team_of(w, leg.team)
    surplus = (team.newcomer_talk - 1) * factor(w, Effect.NEWCOMERS, leg.category, leg.team, leg.talk_since)
    return 1 + surplus * exp((traits_of(w, leg.agent).new_since - leg.talk_since) / team.newcomer_ramp)


@helper
def hard_talk(topic: Row, hard: bool) -> float:
    """The factor on talk of a hard or an easy issue; the stated average stays the average (R5)."""
    easy = 1 / (1 - topic.hard_share + topic.hard_share * topic.hard_talk)
    return topic.hard_talk * easy if hard else easy


@part
def wrap(w: World, x: int) -> int:
    """Ticks of wrap; none is no event (R1, R12)."""
    leg = leg_at(w, x)
    category = category_of(w, leg.category)
    ticks = value(w, x, Purpose.WRAP, category.wrap)
    if ticks == 0.0:
        return 0
    speed = _skill(w, x).speed
    return whole(ticks / speed / _speed(w, x) * factor(w, Effect.WRAP, leg.category, leg.team, leg.talk_since))


@part
def patience(w: World, x: int) -> int:
    """Ticks until the customer gives up; NONE for endless patience (R17)."""
    leg = leg_at(w, x)
    contact = contact_at(w, leg.contact)
    recorded = issue_patience(w, leg.issue).value
    if recorded != NEVER and contact.number == 0 and not contact.begun:
        return recorded
    distribution = category_of(w, leg.category).patience
    if distribution == NONE:
        return NONE
    return whole(value(w, x, Purpose.PATIENCE, distribution))


# Solving


@part
def knower(w: World, x: int) -> int:
    """The leg whose agent's skill decides: what an approval left, and a reply after advice, have another's."""
    while leg_at(w, x).before != NONE and leg_at(w, x).duty == Duty.TALK:
        x = leg_at(w, x).before
    return x


@part
def solves(w: World, x: int) -> bool:
    """Whether the talk solves the issue (R13): by team and person, hard, further chats, initiatives."""
    by = knower(w, x)
    leg = leg_at(w, by)
    category = category_of(w, leg.category)
    skill = _skill(w, by).resolves
    if leg.agent != NONE and traits_of(w, leg.agent).resolves != 1.0:
        spread = factor(w, Effect.SPREAD, leg.category, leg.team, leg.talk_since)
        deviation = (traits_of(w, leg.agent).resolves - 1) * spread
        skill = min(1.0, max(0.0, skill * (1 + deviation)))
    p = solving(topic_of(w, category.topic), skill, issue_hard(w, leg.issue).value)
    if leg.others:
        p += channel_of(w, category.channel).further_chat * leg.others
    if rules(w).initiatives:
        p = 1 - (1 - p) * factor(w, Effect.UNSOLVED, leg.category, leg.team, leg.talk_since)
    return happens(w, x, Purpose.SOLVE, p)


@helper
def solving(topic: Row, p: float, hard: bool) -> float:
    """The probability of solving a hard or an easy issue; the stated average stays the average (R5)."""
    if not topic.hard:
        return p
    easy = p / (1 - topic.hard_share + topic.hard_share * topic.hard_resolves)
    if easy > 1:
        return (p - 1 + topic.hard_share) / topic.hard_share if hard else 1.0
    return topic.hard_resolves * easy if hard else easy


@part
def beyond_authority(w: World, x: int) -> bool:
    """Whether the issue needs more than the team may grant now (R13)."""
    leg = leg_at(w, x)
    team = team_of(w, leg.team)
    if not team.limited:
        return False
    more = amount(w, Effect.AUTHORITY, leg.category, leg.team, clock(w).tick)
    return issue_amount(w, leg.issue).value > team.authority + more


@helper
def of_easy(w: World, issue: int, topic: Row, share_of_all: float) -> float:
    """A share that only easy issues have, so that it is the stated one of all (R5, R7)."""
    if not topic.hard:
        return share_of_all
    return 0.0 if issue_hard(w, issue).value else min(1.0, share_of_all / (1 - topic.hard_share))


@part
def switched(w: World, x: int, purpose: int, first: int, count: int) -> int:
    """The channel on which the customer comes back: the shares divide [0, 1) in order of names."""
    own = contact_at(w, leg_at(w, x).contact).channel
    if count == 0:
        return own
    u = of_leg(w, x, purpose)
    for place in range(first, first + count):
        each = share_of(w, place)
        if u < each.share:
            return each.channel
        u -= each.share
    return own
