"""Promises: the channels' targets and the further ones, and who kept which.

A promise on first response is kept or broken by each contact (W, as in the service level: early abandons are neither
kept nor broken, who is blocked or gives up later is broken); one on the next response by each reply; one on resolution
by each issue. What is open and not yet due is neither. The clock of resolution stops while the contact waits for its
customer or a third party, as far as the target names these pauses; there is nothing to pause in a reply's, which
starts as the reply comes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simsupport.log import Outcome
from simsupport.measures.dimensions import INTERVALS, NAMES
from simsupport.measures.formula import Grouped, Source, View
from simsupport.measures.legs import among

if TYPE_CHECKING:
    from simsupport.measures.facts import Facts
    from simsupport.measures.formula import Array
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
    """One row per promise and contact or issue to which it applies; undecided ones are neither met nor breached."""

    names: dict[str, "Array"]
    time: "Array"
    met: "Array"
    breached: "Array"


def _build(view: View) -> Grouped[Kept]:
    facts = view.facts
    kept_or_not = {FIRST_RESPONSE: _of_contacts, NEXT_RESPONSE: _of_replies, RESOLUTION: _of_issues}
    parts = [kept_or_not[promise.about](facts, promise) for promise in promises(facts.scenario)]
    kept = _joined(parts, facts)
    return Grouped(kept, view.grouping.at(kept.names, kept.time))


def _joined(parts: list[Kept], facts: "Facts") -> Kept:
    def join(columns: list["Array"], dtype: type) -> "Array":
        return np.concatenate([np.empty(0, dtype), *columns])

    names = {name: join([part.names[name] for part in parts], np.int64) for name in (*facts.legs.names, "target")}
    return Kept(
        names,
        join([part.time for part in parts], np.int64),
        join([part.met for part in parts], np.bool_),
        join([part.breached for part in parts], np.bool_),
    )


def _of_contacts(facts: "Facts", promise: Promise) -> Kept:
    contacts = facts.contacts
    rows = _matching(facts, promise, contacts.names) & contacts.offered
    wait = contacts.wait
    if promise.business:
        wait = facts.on_business_clock(contacts.channel, contacts.waited_from, contacts.waited_until)
    early = wait <= promise.within
    met = contacts.answered & early
    neither = (contacts.gave_up | contacts.ended(Outcome.OPEN)) & early
    return _kept(facts, promise, rows, contacts.names, contacts.arrived, met, ~met & ~neither)


def _of_replies(facts: "Facts", promise: Promise) -> Kept:
    replies = facts.replies
    rows = _matching(facts, promise, replies.names)
    wait = replies.wait_on_business_clock if promise.business else replies.wait
    early = wait <= promise.within
    met = replies.answered & early
    return _kept(facts, promise, rows, replies.names, replies.queued, met, ~early)


def _of_issues(facts: "Facts", promise: Promise) -> Kept:
    issues = facts.issues
    rows = _matching(facts, promise, issues.names)
    quiet = np.where(issues.gone_quiet, facts.legs.talk_ended[issues.last_leg], facts.horizon)
    until = np.where(issues.solved, issues.solved_at, quiet)
    taken = issues.since_created_on_business_clock(until) if promise.business else issues.since_created(until)
    taken = taken - _paused(facts, promise)
    met = issues.solved & (taken <= promise.within)
    for_good = issues.solved | issues.lost
    breached = ~met & (for_good | (taken > promise.within))
    return _kept(facts, promise, rows, issues.names, issues.created, met, breached)


def _paused(facts: "Facts", promise: Promise) -> "Array":
    """The ticks for which each issue's clock stood still."""
    issues, stops = facts.issues, facts.stops
    rows = np.flatnonzero(among(stops.why, promise.pauses))
    issue, start, end = np.searchsorted(issues.issue, stops.issue[rows]), stops.start[rows], stops.end[rows]
    stood = facts.on_business_clock(issues.names["channel"][issue], start, end) if promise.business else end - start
    return np.bincount(issue, stood, len(issues.issue)).astype(np.int64)


def _kept(
    facts: "Facts", promise: Promise, rows: "Array", names: Mapping[str, "Array"], time: "Array", met: "Array",
    breached: "Array",
) -> Kept:  # fmt: skip
    place = facts.values["target"].index(promise.name)
    kept = {name: codes[rows] for name, codes in names.items()}
    return Kept({**kept, "target": np.full(int(rows.sum()), place)}, time[rows], met[rows], breached[rows])


def _matching(facts: "Facts", promise: Promise, names: Mapping[str, "Array"]) -> "Array":
    """The rows for which a promise holds: all that `where` names agree."""
    rows = np.ones(len(names["channel"]), np.bool_)
    for key, wanted in promise.where.items():
        dimension = key if key in names else f"label.{key}"
        known = facts.values.get(dimension, [])
        rows &= names[dimension] == known.index(wanted) if wanted in known else False
    return rows


kept = Source((*NAMES, *INTERVALS, "target"), _build)
