"""The story of single contacts, leg by leg, in words; each sentence cites the rules that it follows from.

A pure function of a log: nothing is simulated here. With the demand at hand an issue's story also says whether it is
hard and which amount it needs.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from simsupport import units
from simsupport.errors import SimsupportError
from simsupport.log import KINDS, OUTCOMES, Kind, Log, Outcome

if TYPE_CHECKING:
    from simsupport.demand import Demand
    from simsupport.scenario.models import Scenario

NEVER = -1
LOST = {Outcome.ABANDONED, Outcome.BALKED, Outcome.BLOCKED, Outcome.REJECTED, Outcome.CLEARED}


@dataclass(frozen=True)
class Leg:
    """A row of the log, with its kind and outcome as enums."""

    issue: int
    contact: int
    leg: int
    kind: Kind
    topic: str
    channel: str
    team: str
    agent: int
    created: int
    arrived: int
    queued: int
    started: int
    talk_ended: int
    released: int
    effort: int
    hold: int
    granted: float
    outcome: Outcome
    labels: dict[str, str]
    live: bool

    @property
    def agent_name(self) -> str:
        return f"agent {self.agent} of {self.team}"


def issues_of(log: Log) -> list[int]:
    """The ids of all issues of a log."""
    return [int(issue) for issue in dict.fromkeys(log.legs["issue"].tolist())]


def tell(log: Log, issue: int, demand: "Demand | None" = None) -> str:
    """The story of an issue: a headline, a line for each leg, and how it ended.

    Raises SimsupportError for an issue that there is not.
    """
    legs = _legs(log, issue)
    if not legs:
        known = len(issues_of(log))
        raise SimsupportError(f"there is no issue {issue}: there are {known}, counted from 0")
    case = _Case(log.scenario, legs, None if demand is None else float(demand.amount[issue]))
    lines = [case.headline(demand is not None and bool(demand.hard[issue]))]
    lines += [f"{case.time(begin)}  {'; '.join(_sentences(case, leg))}" for begin, leg in _timed(legs)]
    return "\n  ".join([*lines, _ending(legs)])


def _legs(log: Log, issue: int) -> list[Leg]:
    table = log.legs[log.legs["issue"] == issue]
    labels = [name for name in table.columns if name.startswith("label.")]
    channels = log.scenario.channels
    return [_leg(row, labels, channels[row["channel"]].live) for row in table.to_dict("records")]


def _leg(row: dict[Any, Any], labels: Sequence[str], live: bool) -> Leg:
    numbers = ("issue", "contact", "leg", "agent", "created", "arrived", "queued", "started", "talk_ended", "released",
               "effort", "hold")  # fmt: skip
    given: dict[str, Any] = {name: int(row[name]) for name in numbers}
    given |= {name: str(row[name]) for name in ("topic", "channel", "team")}
    return Leg(
        **given,
        kind=Kind(KINDS.index(row["kind"])),
        outcome=Outcome(OUTCOMES.index(row["outcome"])),
        granted=float(row["granted"]),
        labels={name.removeprefix("label."): row[name] for name in labels if isinstance(row[name], str)},
        live=live,
    )


@dataclass(frozen=True)
class _Case:
    """An issue's legs, the amount that it needs (None if that is not known), and how times are told."""

    scenario: "Scenario"
    legs: list[Leg]
    amount: float | None

    def time(self, tick: int) -> str:
        """By the calendar's zone; with the date where the days of a week recur."""
        if tick == NEVER:
            return "later"
        form = "%a %d %b %H:%M:%S" if self.scenario.calendar.horizon > units.WEEK else "%a %H:%M:%S"
        return self.scenario.wall_clock.local(tick).strftime(form)

    def headline(self, hard: bool) -> str:
        """Who comes, with what (R5)."""
        first = self.legs[0]
        traits = [f"{label} {value}" for label, value in first.labels.items()] + (["hard"] if hard else [])
        traits += [f"needs an amount of {self.amount:.2f}"] if self.amount else []
        about = ", ".join([first.topic, first.channel, *traits])
        return f"issue {first.issue} ({about}), created {self.time(first.created)}"

    def contact(self, leg: Leg) -> list[Leg]:
        """All legs of a leg's contact."""
        return [other for other in self.legs if other.contact == leg.contact]

    def why_not_here(self, leg: Leg) -> str:
        """Why a talk did not settle the issue (R13)."""
        contact = self.contact(leg)
        beside = contact[leg.leg - 1 : leg.leg] if leg.kind == Kind.REST else contact[leg.leg + 1 : leg.leg + 2]
        if any(other.kind == Kind.APPROVAL and other.outcome == Outcome.REFUSED for other in beside):
            return "no approval"
        if self.amount is None:
            return "not to be settled here"
        limit = self.scenario.teams[leg.team].authority
        until_now = self.legs[: self.legs.index(leg) + 1] + beside
        if limit is not None and self.amount > limit and not any(other.granted for other in until_now):
            return f"needs {self.amount:.2f}, above the limit of {limit:.2f}"
        return "known to be unsolved"


def _length(ticks: int) -> str:
    """4.2 s, 45 s, 1 m 05 s, 2 h 10 m, 3 d 4 h."""
    if ticks < 9.95 * units.SECOND:
        return f"{ticks / units.SECOND:.1f} s".replace(".0 s", " s")
    seconds = round(ticks / units.SECOND)
    if seconds < 60:
        return f"{seconds} s"
    if seconds < 3600:
        return f"{seconds // 60} m {seconds % 60:02d} s"
    minutes = round(seconds / 60)
    if minutes < 48 * 60:
        return f"{minutes // 60} h {minutes % 60:02d} m"
    hours = round(minutes / 60)
    return f"{hours // 24} d {hours % 24} h"


def _timed(legs: Sequence[Leg]) -> Iterator[tuple[int, Leg]]:
    """Each leg with the tick at which it begins."""
    for leg in legs:
        yield leg.arrived if leg.leg == 0 or leg.queued == NEVER else leg.queued, leg


def _sentences(case: _Case, leg: Leg) -> Iterator[str]:
    """What happens in a leg, in order."""
    yield _beginning(leg)
    if leg.leg == 0 and leg.arrived == NEVER:
        return
    if leg.leg == 0 and leg.queued > leg.arrived:
        yield f"the channel is closed: held outside until {case.time(leg.queued)} (R6)"
    if leg.started == NEVER:
        yield _unserved(case, leg)
    elif leg.kind == Kind.APPROVAL:
        yield from _decision(leg)
    else:
        yield from _service(case, leg)
        yield from _result(case, leg)
        yield from _wrap(leg)


_BEGINNINGS = {
    Kind.FIRST: "arrives on {channel}",
    Kind.RETRY: "tries again on {channel} (R17)",
    Kind.REPEAT: "comes back on {channel}, as the answer did not hold (R17)",
    Kind.CONVERSION: "goes on on {channel} (R6)",
    Kind.CHASER: "asks after it on {channel} (R17)",
    Kind.REPLY: "replies on {channel} (R16)",
    Kind.FOLLOW_UP: "follow-up work on {channel} (R16)",
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
}


def _beginning(leg: Leg) -> str:
    later = leg.leg == 0 and leg.arrived == NEVER
    text = _LATER.get(leg.kind, "is still to come (R23)") if later else _BEGINNINGS[leg.kind]
    return text.format(channel=leg.channel, team=leg.team)


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
    Outcome.OPEN: "still waits at the horizon (R23)",
}


def _unserved(case: _Case, leg: Leg) -> str:
    """How a leg went that nobody took."""
    if leg.queued == NEVER:
        held = leg.talk_ended > leg.arrived
        before = f"held outside until {case.time(leg.talk_ended)} (R6); " if held else ""
        return before + _AT_THE_DOOR.get(leg.outcome, OUTCOMES[leg.outcome])
    text = _IN_THE_QUEUE.get(leg.outcome, f"after {{wait}}: {OUTCOMES[leg.outcome]}")
    return text.format(wait=_length(leg.talk_ended - leg.queued))


def _decision(leg: Leg) -> Iterator[str]:
    """An approval (R15)."""
    yield f"{_waits(leg)}{leg.agent_name} looks at it"
    if leg.outcome == Outcome.OPEN:
        yield "undecided at the horizon (R23)"
    else:
        what = f"granted {leg.granted:.2f}" if leg.outcome == Outcome.APPROVED else "refused"
        yield f"{what} after {_length(leg.effort)} (R15)"


def _service(case: _Case, leg: Leg) -> Iterator[str]:
    """Who takes the leg, and what that takes."""
    if leg.kind == Kind.REST:
        return
    yield f"{_waits(leg)}{leg.agent_name} {'answers' if leg.live else 'takes it'} (R10)"
    if briefing := _briefing(case, leg):
        yield f"briefing {_length(briefing)} (R14)"
    if leg.effort:
        yield f"{'talk' if leg.live else 'work'} {_length(leg.effort)} (R12)"
    if leg.live and any(other.kind == Kind.APPROVAL for other in case.contact(leg)[leg.leg + 1 : leg.leg + 2]):
        yield f"asks for approval, customer and agent hold {_length(leg.hold - briefing)} (R15)"


def _briefing(case: _Case, leg: Leg) -> int:
    """The ticks in which the agent before explained the matter, with the customer on hold (R14)."""
    before = [other for other in case.contact(leg)[: leg.leg] if other.outcome == Outcome.ESCALATED]
    return max(before[-1].talk_ended - leg.started, 0) if before and leg.kind == Kind.ESCALATION else 0


def _waits(leg: Leg) -> str:
    return f"waits {_length(leg.started - leg.queued)} (R9); " if leg.started > leg.queued else ""


_RESULTS = {
    Outcome.SOLVED: "solved (R13)",
    Outcome.CLOSED: "not solved, and nobody notices: closed (R13)",
    Outcome.PARKED: "parked until the decision (R15)",
}


def _result(case: _Case, leg: Leg) -> Iterator[str]:
    """What comes of the talk (R13)."""
    if leg.granted:
        yield f"concedes {leg.granted:.2f} (R13)"
    if leg.outcome == Outcome.ESCALATED:
        following = [other for other in case.contact(leg)[leg.leg + 1 :] if other.kind == Kind.ESCALATION]
        to = case.scenario.teams[leg.team].escalates_to
        yield f"{case.why_not_here(leg)} → escalated to {to} (R13, R14)"
        hold = leg.hold - _briefing(case, leg)
        if hold > 0 and following and following[0].leg == leg.leg + 1:
            yield f"the agent stays with the customer on hold for {_length(hold)} (R14)"
    elif leg.outcome == Outcome.UNRESOLVED:
        yield f"{case.why_not_here(leg)}, and there is no way up: unresolved (R13)"
    elif leg.outcome == Outcome.OPEN:
        yield f"{'on hold' if leg.hold else 'still at it'} at the horizon (R23)"
    else:
        yield _RESULTS.get(leg.outcome, OUTCOMES[leg.outcome])


def _wrap(leg: Leg) -> Iterator[str]:
    if leg.talk_ended == NEVER or leg.agent == NEVER:
        return
    if leg.released == NEVER:
        yield "the agent still wraps up at the horizon (R23)"
    elif leg.released > leg.talk_ended:
        yield f"wrap-up {_length(leg.released - leg.talk_ended)}"


def _ending(legs: Sequence[Leg]) -> str:
    """What became of the issue."""
    solved = [leg.talk_ended for leg in legs if leg.outcome == Outcome.SOLVED]
    if solved:
        return f"solved for good, {_length(solved[-1] - legs[-1].created)} after it was created"
    outcomes = {leg.outcome for leg in legs if leg.contact == legs[-1].contact}
    if Outcome.OPEN in outcomes:
        return "open at the horizon (R23)"
    if outcomes & LOST:
        return "lost: no further try (R17)"
    return "never solved: the customer does not come back (R17)"
