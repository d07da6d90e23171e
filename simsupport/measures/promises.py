"""Promises: the channels' targets and the further ones, and who kept which.

A promise on first response is kept or broken by each contact (early abandons are neither kept nor broken, who is
blocked or gives up later is broken); one on the next response by each reply; one on resolution by each issue. What is
open and not yet due is neither. The clock of the first response starts as the contact comes to the humans' door (R8),
be it open or not: what is held outside overnight has waited the night on the calendar clock, and not at all on the
business clock. (W, of which the service level speaks, starts with the queueing, at the opening.) The clock of
resolution stops while the contact waits for its customer or a third party, as far as the target names these pauses;
there is nothing to pause in a reply's, which starts as the reply comes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simsupport.log import Outcome
from simsupport.measures.legs import Names, among, subset

if TYPE_CHECKING:
    from simsupport.measures.arrays import Array, Rows
    from simsupport.measures.facts import Facts
    from simsupport.scenario.models import Scenario, Target


FIRST_RESPONSE, NEXT_RESPONSE, RESOLUTION = "first response", "next response", "resolution"
PAUSES = {"pending": Outcome.ASKED, "on_hold": Outcome.ON_HOLD}  # the outcome after which the clock stops


@dataclass(frozen=True)
class Promise:
    """A time (ticks, on a clock) for the share of contacts, replies or issues to which it applies."""

    name: str
    about: str
    where: dict[str, str]
    within: int
    business: bool
    share: float | None
    pauses: tuple[Outcome, ...] = ()


def promises(scenario: "Scenario") -> list[Promise]:
    """Those of the channels, named after them, then the further targets; limits to abandonment have no time."""
    found = [
        Promise(f"{name} {FIRST_RESPONSE}", FIRST_RESPONSE, {"channel": name}, target.within,
                _business(target.clock), target.share)
        for name, channel in scenario.channels.items()
        if (target := channel.target)
    ]  # fmt: skip
    for further in scenario.targets:
        found += _further(further)
    return found


def _further(target: "Target") -> list[Promise]:
    """A target's promises; they bear its name, and what they are about where it makes several."""
    times = {FIRST_RESPONSE: target.first_response, NEXT_RESPONSE: target.next_response, RESOLUTION: target.resolution}
    given = {about: within for about, within in times.items() if within is not None}
    pauses = tuple(PAUSES[name] for name in target.pauses)
    return [
        Promise(target.name if len(given) == 1 else f"{target.name} {about}", about, dict(target.where), within,
                _business(target.clock), target.share, pauses)
        for about, within in given.items()
    ]  # fmt: skip


def _business(clock: str) -> bool:
    return clock == "business"


@dataclass(frozen=True, eq=False)
class Kept:
    """Contacts, replies or issues, and whether a promise to them is met or breached; undecided it is neither.

    Who is promised several things has several rows; `target` among the names is the promise's.
    """

    names: Mapping[str, "Array"]
    ticks: "Array"
    met: "Array"
    breached: "Array"


def kept(facts: "Facts") -> Kept:
    """All promises, each with those to whom it applies."""
    about = {FIRST_RESPONSE: _of_contacts, NEXT_RESPONSE: _of_replies, RESOLUTION: _of_issues}
    parts = [_applied(facts, promise, about[promise.about](facts, promise)) for promise in promises(facts.scenario)]
    return Kept(
        Names([*facts.legs.names, "target"], lambda name: _joined([part.names[name] for part in parts], np.int8)),
        _joined([part.ticks for part in parts], np.int64),
        _joined([part.met for part in parts], np.bool_),
        _joined([part.breached for part in parts], np.bool_),
    )


def _joined(parts: "Sequence[Array]", dtype: type) -> "Array":
    return parts[0] if len(parts) == 1 else np.concatenate([np.empty(0, dtype), *parts])


def _applied(facts: "Facts", promise: Promise, kept: Kept) -> Kept:
    """What a promise says of those for whom it holds: all that `where` names agree."""
    rows = _matching(facts, promise, kept.names)
    ticks = kept.ticks[rows]
    target = np.full(len(ticks), facts.values["target"].index(promise.name), np.int16)
    return Kept(subset(kept.names, rows, target=target), ticks, kept.met[rows], kept.breached[rows])


def _matching(facts: "Facts", promise: Promise, names: Mapping[str, "Array"]) -> "Rows":
    mask = np.ones(len(names["channel"]), np.bool_)
    for key, wanted in promise.where.items():
        dimension = key if key in names else f"label.{key}"
        known = facts.values.get(dimension, [])
        mask &= names[dimension] == known.index(wanted) if wanted in known else False
    return slice(None) if mask.all() else np.flatnonzero(mask)


def _of_contacts(facts: "Facts", promise: Promise) -> Kept:
    contacts = facts.contacts
    waited = contacts.response_in_opening_hours if promise.business else contacts.response
    early = waited <= promise.within
    met = contacts.offered & contacts.answered & early
    neither = (contacts.gave_up | contacts.ended(Outcome.OPEN)) & early
    return Kept(contacts.names, contacts.arrived, met, contacts.offered & ~met & ~neither)


def _of_replies(facts: "Facts", promise: Promise) -> Kept:
    replies = facts.replies
    wait = replies.wait_on_business_clock if promise.business else replies.wait
    early = wait <= promise.within
    return Kept(replies.names, replies.queued, replies.answered & early, ~early)


def _of_issues(facts: "Facts", promise: Promise) -> Kept:
    issues = facts.issues
    quiet = np.where(issues.gone_quiet, facts.legs.talk_ended[issues.last_leg], facts.horizon)
    until = np.where(issues.solved, issues.solved_at, quiet)
    taken = until - issues.created
    if promise.business:
        taken = issues.in_opening_hours(taken, until)
    taken = taken - _paused(facts, promise)
    met = issues.solved & (taken <= promise.within)
    for_good = issues.solved | issues.lost
    return Kept(issues.names, issues.created, met, ~met & (for_good | (taken > promise.within)))


def _paused(facts: "Facts", promise: Promise) -> "Array":
    """The ticks for which each issue's clock stood still."""
    issues, stops = facts.issues, facts.stops
    rows = np.flatnonzero(among(stops.why, promise.pauses))
    issue, start, end = np.searchsorted(issues.issue, stops.issue[rows]), stops.start[rows], stops.end[rows]
    stood = facts.on_business_clock(issues.names["channel"][issue], start, end) if promise.business else end - start
    return np.bincount(issue, stood, len(issues.issue)).astype(np.int64)
