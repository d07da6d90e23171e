"""Promises: the channels' targets and the further ones, and who kept which.

A promise on first response is kept or broken by each contact (early abandons are neither kept nor broken, who is
blocked or gives up later is broken); one on the next response by each reply; one on resolution by each issue. What is
open and not yet due is neither. The clock of the first response starts as the contact comes to the humans' door (R8),
be it open or not: what is held outside overnight has waited the night on the calendar clock, and not at all on the
business clock. (W, of which the service level speaks, starts with the queueing, at the opening.) The clock of
resolution stops while the contact waits for its customer or a third party, as far as the target names these pauses;
there is nothing to pause in a reply's, which starts as the reply comes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from simsupport.log import Outcome
from simsupport.measures import sources
from simsupport.measures.dimensions import INTERVALS, NAMES
from simsupport.measures.formula import Grouped, Source, View
from simsupport.measures.legs import among

if TYPE_CHECKING:
    from simsupport.measures.arrays import Array
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
    """Contacts, replies or issues, and whether a promise to them is met or breached; undecided it is neither."""

    met: "Array"
    breached: "Array"


def _build(view: View) -> list[Grouped[Kept]]:
    kept_or_not = {FIRST_RESPONSE: _of_contacts, NEXT_RESPONSE: _of_replies, RESOLUTION: _of_issues}
    return [kept_or_not[promise.about](view, promise) for promise in promises(view.facts.scenario)]


def _of_contacts(view: View, promise: Promise) -> Grouped[Kept]:
    contacts = view.facts.contacts
    waited = contacts.response_in_opening_hours if promise.business else contacts.response
    early = waited <= promise.within
    met = contacts.offered & contacts.answered & early
    neither = (contacts.gave_up | contacts.ended(Outcome.OPEN)) & early
    return _kept(
        view, promise, sources.contacts, contacts.names, contacts.arrived, met, contacts.offered & ~met & ~neither
    )


def _of_replies(view: View, promise: Promise) -> Grouped[Kept]:
    replies = view.facts.replies
    wait = replies.wait_on_business_clock if promise.business else replies.wait
    early = wait <= promise.within
    met = replies.answered & early
    return _kept(view, promise, sources.replies, replies.names, replies.queued, met, ~early)


def _of_issues(view: View, promise: Promise) -> Grouped[Kept]:
    facts, issues = view.facts, view.facts.issues
    quiet = np.where(issues.gone_quiet, facts.legs.talk_ended[issues.last_leg], facts.horizon)
    until = np.where(issues.solved, issues.solved_at, quiet)
    taken = until - issues.created
    if promise.business:
        taken = issues.in_opening_hours(taken, until)
    taken = taken - _paused(facts, promise)
    met = issues.solved & (taken <= promise.within)
    for_good = issues.solved | issues.lost
    breached = ~met & (for_good | (taken > promise.within))
    return _kept(view, promise, sources.issues, issues.names, issues.created, met, breached)


def _paused(facts: "Facts", promise: Promise) -> "Array":
    """The ticks for which each issue's clock stood still."""
    issues, stops = facts.issues, facts.stops
    rows = np.flatnonzero(among(stops.why, promise.pauses))
    issue, start, end = np.searchsorted(issues.issue, stops.issue[rows]), stops.start[rows], stops.end[rows]
    stood = facts.on_business_clock(issues.names["channel"][issue], start, end) if promise.business else end - start
    return np.bincount(issue, stood, len(issues.issue)).astype(np.int64)


def _kept(
    view: View, promise: Promise, source: Source[Any], names: Mapping[str, "Array"], time: "Array", met: "Array",
    breached: "Array",
) -> Grouped[Kept]:  # fmt: skip
    rows = _matching(view.facts, promise, names)
    if "target" in view.grouping.by:
        place = np.int16(view.facts.values["target"].index(promise.name))
        groups = view.grouping.at({**names, "target": np.broadcast_to(place, len(time))}, time)
    else:
        groups = view.rows(source).groups
    return Grouped(Kept(rows & met, rows & breached), groups)


def _matching(facts: "Facts", promise: Promise, names: Mapping[str, "Array"]) -> "Array":
    """The rows for which a promise holds: all that `where` names agree."""
    rows = np.ones(len(names["channel"]), np.bool_)
    for key, wanted in promise.where.items():
        dimension = key if key in names else f"label.{key}"
        known = facts.values.get(dimension, [])
        rows &= names[dimension] == known.index(wanted) if wanted in known else False
    return rows


kept = Source((*NAMES, *INTERVALS, "target"), _build)
