"""Talks: from the moment an agent takes a leg to its outcome (R12–R15)."""

from simsupport.chance import Purpose
from simsupport.compiled import helper, part
from simsupport.engines.fast import callbacks, customers, endings, floor, pace, queues, turns
from simsupport.engines.fast.agenda import after
from simsupport.engines.fast.chances import beyond_authority, delay, happens, solves, talk
from simsupport.engines.fast.facts import channel_of_leg, ended, new_leg, pin, unpin
from simsupport.engines.fast.ready import on_shift
from simsupport.engines.fast.state import NEVER, PLACES, Duty, Ending, What
from simsupport.engines.fast.tables import NONE, HandOver, Phase
from simsupport.engines.fast.world import (
    World,
    ability_of,
    category_of,
    clock,
    contact_at,
    issue_amount,
    issue_state,
    leg_at,
    rules,
    team_of,
    topic_of,
)
from simsupport.log import Kind, Outcome


@part
def begin(w: World, x: int, a: int) -> None:
    """The agent takes the leg: what comes first depends on what it is."""
    floor.take(w, x, a)
    leg = leg_at(w, x)
    if leg.duty == Duty.APPROVE:
        _decide_on(w, x)
        return
    if leg.duty == Duty.FIND_STALE:
        leg.talk_since = clock(w).tick
        pace.start(w, x, topic_of(w, category_of(w, leg.category).topic).stale, Ending.STALE, False)
        return
    contact_at(w, leg.contact).begun = True
    if leg.duty == Duty.CALL and not callbacks.answers(w, x):
        callbacks.ring(w, x)
    elif leg.partner != NONE:
        _brief(w, x)
    elif leg.mistaken != NONE and not floor.includes(w, category_of(w, leg.category).route, leg.team):
        _find_out(w, x)
    else:
        _talk(w, x)


# The talk


@part
def _talk(w: World, x: int) -> None:
    """Talk takes its time (R12); what was parked or paused takes the rest of it (R19, R20)."""
    leg = leg_at(w, x)
    contact, channel = contact_at(w, leg.contact), channel_of_leg(w, x)
    issue_state(w, leg.issue).tries = 0
    leg.talk_since = clock(w).tick
    if leg.rest:
        ticks = channel.resume_time + leg.rest
    else:
        ticks = talk(w, x) + contact.chased
        contact.chased = 0
    pace.start(w, x, ticks, Ending.JUDGE, not channel.live)


@part
def talk_ends(w: World, x: int) -> None:
    """What follows a talk depends on what it was."""
    pace.end(w, x)
    leg = leg_at(w, x)
    if leg.ending == Ending.STALE:
        endings.let_go(w, x, Outcome.STALE, False)
    elif leg.ending == Ending.TRANSFER:
        _transfer(w, x)
    else:
        _end_of_talk(w, x)


@part
def _end_of_talk(w: World, x: int) -> None:
    """Authority first, then skill (R13)."""
    leg = leg_at(w, x)
    contact, issue = contact_at(w, leg.contact), issue_state(w, leg.issue)
    contact.talks += 1
    issue.explained = True
    if leg.duty == Duty.ADVISE:
        turns.advised(w, x)
        return
    contact.owner = leg.agent
    if leg.duty == Duty.FOLLOW_UP:
        endings.finish(w, x, leg.verdict)
        return
    if issue_amount(w, leg.issue).value != 0.0 and not issue.paid:
        if beyond_authority(w, x):
            _above_authority(w, x)
            return
        issue.paid, leg.granted = True, issue_amount(w, leg.issue).value
    judge(w, x)


@part
def judge(w: World, x: int) -> None:
    """Solved; else to be asked about or on hold; known to be unsolved; or neither (R13)."""
    if solves(w, x):
        _settle(w, x, Outcome.SOLVED)
    elif not turns.goes_on(w, x):
        topic = topic_of(w, category_of(w, leg_at(w, x).category).topic)
        if happens(w, x, Purpose.RECOGNISE, topic.recognised):
            up(w, x, True)
        else:
            _settle(w, x, Outcome.CLOSED)


@part
def _settle(w: World, x: int, outcome: int) -> None:
    """The agent has done what there is to do, but for work that a live talk may leave (R16)."""
    if not turns.leaves_work(w, x, outcome):
        endings.finish(w, x, outcome)


# Mistakes of triage (R8)


@part
def _find_out(w: World, x: int) -> None:
    """It is another topic's than triage took it for: a short talk tells."""
    leg = leg_at(w, x)
    issue_state(w, leg.issue).tries = 0
    leg.talk_since = clock(w).tick
    pace.start(w, x, delay(w, x, Purpose.FIND_OUT, rules(w).finds_out_in), Ending.TRANSFER, False)


@part
def _transfer(w: World, x: int) -> None:
    """To the teams that it should have gone to, without wrap; the key stays."""
    leg = leg_at(w, x)
    contact_at(w, leg.contact).talks += 1
    issue_state(w, leg.issue).explained = True
    category = contact_at(w, leg.contact).category
    y = new_leg(w, leg.contact, Kind.TRANSFER, category_of(w, category).route, category)
    endings.let_go(w, x, Outcome.TRANSFERRED, False)
    queues.join(w, y, NONE)


# Escalation (R13, R14)


@part
def up(w: World, x: int, for_skill: bool) -> None:
    """To the next team, if there is one that can serve it; else unresolved."""
    leg, desk = leg_at(w, x), rules(w)
    team = team_of(w, leg.team)
    route = NONE
    if team.escalates_to != NONE:
        route = ability_of(w, leg.category * desk.teams + team.escalates_to).upward
    live = channel_of_leg(w, x).live
    if route == NONE or endings.advice_given(w, x) or contact_at(w, leg.contact).talks >= turns.MOST_TALKS:
        endings.finish(w, x, Outcome.UNRESOLVED)
    elif for_skill and team.hand_over == HandOver.CONSULT and not live:
        turns.consult(w, x, route)
    else:
        _escalate(w, x, route, live)


@part
def _escalate(w: World, x: int, route: int, live: bool) -> None:
    """A new leg at the next team, cold or warm."""
    leg = leg_at(w, x)
    team = team_of(w, leg.team)
    y = new_leg(w, leg.contact, Kind.ESCALATION, route, leg.category)
    warm = team.hand_over == HandOver.WARM and live and leg.agent != NONE
    if warm and on_shift(w, team.escalates_to):
        following = leg_at(w, y)
        following.partner = pin(w, x)
        _hold(w, x)
        queues.join(w, y, NONE)
        if team.waits_at_most != NONE:
            following.timer = _limit(w, y, team.waits_at_most, What.LEFT_ALONE)
    else:
        endings.let_go(w, x, Outcome.ESCALATED, True)
        queues.join(w, y, NONE)


@helper
def _limit(w: World, x: int, ticks: int, what: int) -> int:
    leg = leg_at(w, x)
    return after(w, ticks, Phase.LIMIT, leg.who, leg.number << PLACES, what, x, 0, 0, 0)


@helper
def _hold(w: World, x: int) -> None:
    if leg_at(w, x).hold_since == NEVER:
        leg_at(w, x).hold_since = clock(w).tick


@helper
def _part(w: World, x: int) -> int:
    """The leg whose agent was on the line too; it is no partner any more."""
    leg = leg_at(w, x)
    first = leg.partner
    leg.partner = NONE
    unpin(w, first)
    return first


@part
def left_alone(w: World, x: int) -> None:
    """Nobody answered the hand-over in time: the first agent wraps, the customer waits with patience."""
    queues.step_six(w)
    leg_at(w, x).timer = NONE
    endings.let_go(w, _part(w, x), Outcome.ESCALATED, True)
    customers.start_patience(w, x)
    queues.watch(w, category_of(w, leg_at(w, x).category).channel)


@part
def _brief(w: World, x: int) -> None:
    """Both agents hold through the briefing; then the talk goes on here and the first agent wraps."""
    leg, now = leg_at(w, x), clock(w).tick
    first = _part(w, x)
    briefing = team_of(w, leg_at(w, first).team).briefing
    if briefing == NONE:
        endings.let_go(w, first, Outcome.ESCALATED, True)
        _talk(w, x)
        return
    leg.hold_since = now
    ticks = delay(w, x, Purpose.BRIEFING, briefing)
    after(w, ticks, Phase.END, leg.who, leg.number << PLACES, What.BRIEFED, x, first, 0, 0)


@part
def briefed(w: World, x: int, first: int) -> None:
    leg = leg_at(w, x)
    endings.let_go(w, first, Outcome.ESCALATED, True)
    leg.hold, leg.hold_since = clock(w).tick - leg.hold_since, NEVER
    _talk(w, x)


# Authority and approval (R13, R15)


@part
def _above_authority(w: World, x: int) -> None:
    """The amount is more than the team may grant: ask, or go up."""
    asks = team_of(w, leg_at(w, x).team).asks
    if asks == NONE:
        up(w, x, False)
    else:
        _ask_for(w, x, asks)


@part
def _ask_for(w: World, x: int, team: int) -> None:
    """A request for approval: live the customer holds, deferred work is parked."""
    leg, approvers = leg_at(w, x), team_of(w, team)
    live = channel_of_leg(w, x).live
    if live and not on_shift(w, team):
        up(w, x, False)
        return
    y = new_leg(w, leg.contact, Kind.APPROVAL, approvers.approval_route, leg.category)
    request = leg_at(w, y)
    request.duty, request.partner = Duty.APPROVE, pin(w, x)
    if live:
        _hold(w, x)
    else:
        endings.let_go(w, x, Outcome.PARKED, True)
    queues.join(w, y, NONE)
    if live and approvers.within != NONE:
        request.timer = _limit(w, y, approvers.within, What.TOO_LATE)


@part
def _decide_on(w: World, x: int) -> None:
    """An approver has taken the request."""
    leg = leg_at(w, x)
    leg.talk_since = clock(w).tick
    ticks = delay(w, x, Purpose.APPROVAL, team_of(w, leg.team).approval_takes)
    after(w, ticks, Phase.END, leg.who, leg.number << PLACES, What.DECIDE, x, 0, 0, 0)


@part
def decide(w: World, x: int) -> None:
    """Granted, the skill of the team that asked decides; else it goes up."""
    request = leg_at(w, x)
    asking = request.partner
    granted = happens(w, x, Purpose.GRANT, team_of(w, request.team).grants)
    request.effort, request.talk_since = clock(w).tick - request.talk_since, NEVER
    if granted:
        issue_state(w, request.issue).paid = True
        request.granted = issue_amount(w, request.issue).value
    endings.let_go(w, x, Outcome.APPROVED if granted else Outcome.REFUSED, False)
    going_on = asking
    if leg_at(w, asking).outcome == Outcome.PARKED:
        going_on = _rest(w, asking)
    if granted:
        judge(w, going_on)
    else:
        up(w, going_on, False)


@part
def _rest(w: World, parked: int) -> int:
    """What is left of parked work: no further touch, only the outcome."""
    before = leg_at(w, parked)
    x = new_leg(w, before.contact, Kind.REST, floor.own_route(w, parked), before.category)
    rest = leg_at(w, x)
    rest.team, rest.draws_as, rest.before = before.team, before.number, pin(w, parked)
    rest.queued = rest.started = clock(w).tick
    return x


@part
def too_late(w: World, x: int) -> None:
    """No approver started in time: up, else unresolved."""
    queues.step_six(w)
    request = leg_at(w, x)
    request.timer = NONE
    queues.leave(w, x)
    request.outcome, request.talk_ended = Outcome.REFUSED, clock(w).tick
    ended(w, x)
    up(w, request.partner, False)
