"""Promises: the channels' targets and the further ones, and who kept which.

A promise on first response is kept or broken by each contact (W, as in the service level: early abandons are neither
kept nor broken, who is blocked or gives up later is broken). A promise on resolution is kept or broken by each issue.
What is open and not yet due is neither.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simsupport.log import Outcome
from simsupport.measures.dimensions import INTERVALS, NAMES
from simsupport.measures.formula import Grouped, Source, View

if TYPE_CHECKING:
    from simsupport.measures.facts import Facts
    from simsupport.measures.formula import Array
    from simsupport.scenario.models import Scenario, Target


@dataclass(frozen=True)
class Promise:
    """A time (ticks, on a clock) within which a contact is to be answered, or an issue to be solved."""

    name: str
    where: dict[str, str]
    within: int
    business: bool
    resolution: bool


def promises(scenario: "Scenario") -> list[Promise]:
    """Those of the channels, named after them, then the further targets; limits to abandonment have no time."""
    found = [
        Promise(f"{name} first response", {"channel": name}, target.within, _business(target.clock), False)
        for name, channel in scenario.channels.items()
        if (target := channel.target)
    ]
    for further in scenario.targets:
        found += _further(further)
    return found


def _further(target: "Target") -> list[Promise]:
    """A target's promises; they bear its name, and what they are about where it makes both."""
    both = target.first_response is not None and target.resolution is not None
    found = []
    for about, within in (("first response", target.first_response), ("resolution", target.resolution)):
        if within is not None:
            name = f"{target.name} {about}" if both else target.name
            where = dict(target.where)
            found.append(Promise(name, where, within, _business(target.clock), about == "resolution"))
    return found


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
    parts = [
        _of_issues(facts, promise) if promise.resolution else _of_contacts(facts, promise)
        for promise in promises(facts.scenario)
    ]
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


def _of_issues(facts: "Facts", promise: Promise) -> Kept:
    issues = facts.issues
    rows = _matching(facts, promise, issues.names)
    until = np.where(issues.solved, issues.solved_at, facts.horizon)
    taken = issues.since_created_on_business_clock(until) if promise.business else issues.since_created(until)
    met = issues.solved & (taken <= promise.within)
    for_good = issues.solved | issues.lost
    breached = ~met & (for_good | (taken > promise.within))
    return _kept(facts, promise, rows, issues.names, issues.created, met, breached)


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
