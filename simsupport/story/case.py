"""An issue's legs as a story needs them: each with its neighbours, and how times are told."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from simsupport import units
from simsupport.log import KINDS, OUTCOMES, Kind, Log, Outcome

if TYPE_CHECKING:
    from simsupport.scenario.models import Scenario

NEVER = -1
ENTRY = {Kind.FIRST, Kind.RETRY, Kind.REPEAT, Kind.CONVERSION}  # with which a contact comes to the desk


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


def legs_of(log: Log, issue: int) -> list[Leg]:
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
class Case:
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

    def before(self, leg: Leg) -> Leg | None:
        """The leg before in the same contact."""
        return self.contact(leg)[leg.leg - 1] if leg.leg else None

    def after(self, leg: Leg) -> Leg | None:
        """The next leg in the same contact."""
        return next(iter(self.contact(leg)[leg.leg + 1 :]), None)

    def came(self, leg: Leg) -> int:
        """The tick at which a leg comes about: to the door, into the queue, or at which it is known to be vain."""
        if leg.leg == 0:
            return leg.arrived
        if leg.kind in ENTRY:
            return self.contact(leg)[leg.leg - 1].talk_ended
        return leg.queued if leg.queued != NEVER else leg.talk_ended

    def comes_back(self, leg: Leg) -> bool:
        """Whether the issue has a contact after that of the leg, be it still to come; asking after it is none."""
        return any(other.contact > leg.contact and other.kind != Kind.CHASER for other in self.legs)

    def dead(self, leg: Leg) -> bool:
        """Whether the customer had given up before the leg began (R17)."""
        return any(other.outcome == Outcome.ABANDONED for other in self.contact(leg)[: leg.leg])

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


def length(ticks: int) -> str:
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
