"""The words: what a leg begins with, how it waits, who takes it, and what comes of it."""

from collections.abc import Iterator

from simsupport.log import OUTCOMES, Kind, Outcome
from simsupport.story.case import ENTRY, NEVER, Case, Leg, length

LOST = {Outcome.ABANDONED, Outcome.BALKED, Outcome.BLOCKED, Outcome.REJECTED, Outcome.CLEARED}
IN_VAIN = {Outcome.CALLBACK, Outcome.GONE_QUIET}  # of a call out


def sentences(case: Case, leg: Leg) -> Iterator[str]:
    """What happens in a leg, in order."""
    came = case.came(leg)
    yield _beginning(case, leg, came)
    if came == NEVER or leg.kind in (Kind.DEFLECTED, Kind.CHASER) or _gone_quiet(leg):
        return
    if leg.kind in ENTRY and leg.queued > max(came, 0):
        yield f"the channel is closed: held outside until {case.time(leg.queued)} (R6)"
    if leg.started == NEVER:
        yield _unserved(case, leg, came)
    elif leg.kind == Kind.BOT:
        yield from _with_the_bot(case, leg)
    elif leg.kind == Kind.APPROVAL:
        yield from _decision(leg)
    else:
        yield from _service(case, leg)
        yield from _result(case, leg)
        yield from _wrap(leg)


def _gone_quiet(leg: Leg) -> bool:
    return leg.kind == Kind.REPLY and leg.outcome == Outcome.GONE_QUIET


# How a leg begins

_BEGINNINGS = {
    Kind.FIRST: "arrives on {channel}",
    Kind.RETRY: "tries again on {channel} (R17)",
    Kind.REPEAT: "comes back on {channel}, as the answer did not hold (R17)",
    Kind.CONVERSION: "goes on on {channel} (R6)",
    Kind.CHASER: "asks on {channel} where the answer is (R17)",
    Kind.REPLY: "replies on {channel} (R16)",
    Kind.FOLLOW_UP: "work is left on {channel} (R16)",
    Kind.BOT: "meets the bot on {channel} (R7)",
    Kind.APPROVAL: "{team} asked for approval (R15)",
    Kind.TRANSFER: "transferred to {team} (R8)",
    Kind.ESCALATION: "queues for {team} (R14)",
    Kind.REST: "the decision is there, the rest needs no further touch (R15)",
    Kind.DEFLECTED: "finds the answer alone (R7)",
}
_LATER = {
    Kind.RETRY: "would try again on {channel}, but not before the horizon (R17, R23)",
    Kind.REPEAT: "would come back on {channel}, but not before the horizon (R17, R23)",
    Kind.REPLY: "there is no reply before the horizon (R16, R23)",
    Kind.FOLLOW_UP: "would be called again, but not before the horizon (R21, R23)",
}
_AFTER = {  # by how the leg before ended
    (Kind.REPLY, Outcome.ON_HOLD): "what it waited for is there (R16)",
    (Kind.REPLY, Outcome.HANDED_OVER): "the advice is there, the desk may reply (R14)",
    (Kind.ESCALATION, Outcome.ON_HOLD): "{team} asked for advice (R14)",
    (Kind.FOLLOW_UP, Outcome.CALLBACK): "is to be called back on {channel} (R21)",
    (Kind.REST, Outcome.PARKED): "the work that was put aside waits to be finished (R19)",
    (Kind.REST, Outcome.PAUSED): "the interrupted work waits to be finished (R20)",
    (Kind.REST, Outcome.ABANDONED): "the work stays, though nobody waits for it (R17)",
}


def _beginning(case: Case, leg: Leg, came: int) -> str:
    """Why there is a leg."""
    before = case.before(leg)
    if came == NEVER:
        text = _LATER.get(leg.kind, "is still to come (R23)")
    elif _gone_quiet(leg):
        text = "no reply has come: gone quiet (R16)"
    elif before and before.kind == Kind.BOT:
        text = "comes from the bot to the people on {channel} (R7)"
    elif leg.kind == Kind.FIRST and came < 0:
        text = "has waited on {channel} since before the start (R23)"
    elif leg.kind == Kind.BOT and leg.contact > 0:
        text = "comes again, and meets the bot on {channel} (R7)"
    elif leg.kind == Kind.DEFLECTED and case.comes_back(leg):
        text = "seems to find the answer alone, but it will not hold (R7)"
    else:
        text = (before and _AFTER.get((leg.kind, before.outcome))) or _BEGINNINGS[leg.kind]
    return text.format(channel=leg.channel, team=leg.team)


# How it waits in vain

_AT_THE_DOOR = {
    Outcome.BLOCKED: "all lines are taken: blocked (R8)",
    Outcome.REJECTED: "the channel is closed: rejected (R6)",
    Outcome.CONVERTED: "the channel is closed: converted (R6)",
    Outcome.OPEN: "the channel is closed, and does not open before the horizon (R6, R23)",
}
_IN_THE_QUEUE = {
    Outcome.ABANDONED: "gives up after {wait} (R17)",
    Outcome.BALKED: "would have to wait and leaves at once: balked (R8)",
    Outcome.CLEARED: "waits {wait}, then nobody serves any more: cleared (R6)",
    Outcome.CONVERTED: "waits {wait} until the channel closes: converted (R6)",
    Outcome.BLOCKED: "all lines are taken: blocked (R8)",
    Outcome.REFUSED: "nobody can decide within {wait}: too late (R15)",
    Outcome.CALLBACK: "would have to wait too long, and accepts to be called back (R21)",
    Outcome.OPEN: "still waits at the horizon (R23)",
}


def _unserved(case: Case, leg: Leg, came: int) -> str:
    """How a leg went that nobody took."""
    if leg.queued == NEVER:
        held = leg.talk_ended > came
        before = f"held outside until {case.time(leg.talk_ended)} (R6); " if held else ""
        return before + _AT_THE_DOOR.get(leg.outcome, OUTCOMES[leg.outcome])
    text = _IN_THE_QUEUE.get(leg.outcome, f"after {{wait}}: {OUTCOMES[leg.outcome]}")
    if leg.talk_ended == leg.queued:
        text = text.removeprefix("waits {wait}, then ")
    return text.format(wait=length(leg.talk_ended - leg.queued))


# Who takes it


def _with_the_bot(case: Case, leg: Leg) -> Iterator[str]:
    """What the bot does (R7)."""
    if leg.outcome == Outcome.OPEN:
        yield "is still with it at the horizon (R23)"
        return
    yield f"it takes {length(leg.effort)}"
    if leg.outcome == Outcome.CONTAINED:
        yield "contained, but it will not hold (R7)" if case.comes_back(leg) else "contained (R7)"
    else:
        yield "handed over (R7)"


def _decision(leg: Leg) -> Iterator[str]:
    """An approval (R15)."""
    yield f"{_waits(leg)}{leg.agent_name} looks at it"
    if leg.outcome == Outcome.OPEN:
        yield "undecided at the horizon (R23)"
    else:
        what = f"granted {leg.granted:.2f}" if leg.outcome == Outcome.APPROVED else "refused"
        yield f"{what} after {length(leg.effort)} (R15)"


def _service(case: Case, leg: Leg) -> Iterator[str]:
    """Who takes the leg, and what that takes."""
    if leg.agent == NEVER:
        return
    yield f"{_waits(leg)}{leg.agent_name} {_takes(leg)} (R10)"
    if briefing := _briefing(case, leg):
        yield f"briefing {length(briefing)} (R14)"
    if leg.effort and leg.outcome not in IN_VAIN:
        yield _effort(leg)
    following = case.after(leg)
    if leg.live and following and following.kind == Kind.APPROVAL:
        yield f"asks for approval, customer and agent hold {length(leg.hold - briefing)} (R15)"


def _takes(leg: Leg) -> str:
    """What it is to take such a leg."""
    if leg.kind == Kind.REST:
        return "turns to it"
    if leg.kind == Kind.FOLLOW_UP and leg.live:
        return "calls"
    return "answers" if leg.live else "takes it"


def _effort(leg: Leg) -> str:
    """The work, and how long it took where others slowed it down."""
    word = "talk" if leg.live else "work"
    elapsed = leg.talk_ended - leg.started - leg.hold
    if leg.talk_ended == NEVER or elapsed <= leg.effort:
        return f"{word} {length(leg.effort)} (R12)"
    return f"{word} {length(leg.effort)}, beside others in {length(elapsed)} (R11, R12)"


def _briefing(case: Case, leg: Leg) -> int:
    """The ticks in which the agent before explained the matter, with the customer on hold (R14)."""
    before = [other for other in case.contact(leg)[: leg.leg] if other.outcome == Outcome.ESCALATED]
    return max(before[-1].talk_ended - leg.started, 0) if before and leg.kind == Kind.ESCALATION else 0


def _waits(leg: Leg) -> str:
    return f"waits {length(leg.started - leg.queued)} (R9); " if leg.started > leg.queued else ""


# What comes of it

_RESULTS = {
    Outcome.SOLVED: "solved (R13)",
    Outcome.CLOSED: "not solved, and nobody notices: closed (R13)",
    Outcome.ASKED: "the customer is asked (R16)",
    Outcome.ON_HOLD: "on hold until a third party has answered (R16)",
    Outcome.PARKED: "put aside, to be finished later (R19)",
    Outcome.PAUSED: "interrupted by live work (R20)",
    Outcome.TRANSFERRED: "finds out that it is for others (R8)",
    Outcome.HANDED_OVER: "advice is given (R14)",
    Outcome.STALE: "nobody is there any more (R17)",
    Outcome.CALLBACK: "nobody answers the phone (R21)",
    Outcome.GONE_QUIET: "nobody answers the phone, for the last time (R21)",
}
_BEFORE = {  # by what follows
    (Outcome.PARKED, Kind.APPROVAL): "parked until the decision (R15)",
    (Outcome.PARKED, Kind.FOLLOW_UP): "work remains to be done (R16)",
    (Outcome.ON_HOLD, Kind.ESCALATION): "on hold until a colleague has answered (R14)",
}


def _result(case: Case, leg: Leg) -> Iterator[str]:
    """What comes of the talk (R13)."""
    following = case.after(leg)
    if leg.granted:
        yield f"concedes {leg.granted:.2f} (R13)"
    if leg.outcome == Outcome.ESCALATED:
        yield from _escalated(case, leg)
    elif leg.outcome == Outcome.UNRESOLVED:
        yield f"{case.why_not_here(leg)}, and there is no way up: unresolved (R13)"
    elif leg.outcome == Outcome.OPEN:
        yield f"{'on hold' if leg.hold else 'still at it'} at the horizon (R23)"
    else:
        text = (following and _BEFORE.get((leg.outcome, following.kind))) or _RESULTS.get(leg.outcome)
        yield text or OUTCOMES[leg.outcome]


def _escalated(case: Case, leg: Leg) -> Iterator[str]:
    to, following = case.scenario.teams[leg.team].escalates_to, case.after(leg)
    yield f"{case.why_not_here(leg)} → escalated to {to} (R13, R14)"
    hold = leg.hold - _briefing(case, leg)
    if hold > 0 and following and following.kind == Kind.ESCALATION:
        until = following.talk_ended if following.started == NEVER else following.started
        no_longer = ", then no longer" if until > following.queued + hold else ""
        yield f"the agent stays with the customer on hold for {length(hold)}{no_longer} (R14)"


def _wrap(leg: Leg) -> Iterator[str]:
    if leg.talk_ended == NEVER or leg.agent == NEVER:
        return
    if leg.released == NEVER:
        yield "the agent still wraps up at the horizon (R23)"
    elif leg.released > leg.talk_ended:
        yield f"wrap-up {length(leg.released - leg.talk_ended)}"


def ending(case: Case) -> str:
    """What became of the issue."""
    legs = [leg for leg in case.legs if leg.kind != Kind.CHASER and not case.dead(leg)]
    last = legs[-1]
    solved = [leg.talk_ended for leg in legs if leg.outcome == Outcome.SOLVED]
    if solved:
        return f"solved for good, {length(solved[-1] - last.created)} after it was created"
    if last.outcome == Outcome.CONTAINED:
        return f"solved for good without a human, {length(last.talk_ended - last.created)} after it was created"
    outcomes = {leg.outcome for leg in legs if leg.contact == last.contact}
    if Outcome.OPEN in outcomes:
        return "open at the horizon (R23)"
    if outcomes & LOST:
        return "lost: no further try (R17)"
    if last.outcome == Outcome.GONE_QUIET:
        return "lost: not to be reached (R21)" if last.kind == Kind.FOLLOW_UP else "closed without a reply (R16)"
    return "never solved: the customer does not come back (R17)"
