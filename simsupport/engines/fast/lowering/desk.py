"""A scenario as tables: the same for all its replications."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from simsupport.engines.fast.lowering.channels import channels
from simsupport.engines.fast.lowering.ground import Ground
from simsupport.engines.fast.lowering.initiatives import effects
from simsupport.engines.fast.lowering.issues import Kind, possible_kinds
from simsupport.engines.fast.lowering.lines import lines
from simsupport.engines.fast.lowering.people import shifts_on_call
from simsupport.engines.fast.lowering.routing import Routing
from simsupport.engines.fast.lowering.rows import Row, row
from simsupport.engines.fast.lowering.teams import teams
from simsupport.engines.fast.lowering.topics import topics, ways
from simsupport.engines.fast.tables import INTERVAL, MACHINE, RULES, SHARE, Desk, table
from simsupport.kept import once
from simsupport.scenario.models import Scenario


def desk(scenario: Scenario, kinds: tuple[Kind, ...]) -> Desk:
    """The tables of a scenario for these kinds of issues, which are numbered in their order.

    Those for the scenario's `possible_kinds` are made once. Where there is triage, the kinds that it may take one of
    these for follow them.
    """
    return _usual_desk(scenario) if kinds == possible_kinds(scenario) else _desk(scenario, kinds)


@once
def _usual_desk(scenario: Scenario) -> Desk:
    return _desk(scenario, possible_kinds(scenario))


def _desk(scenario: Scenario, kinds: tuple[Kind, ...]) -> Desk:
    ground = Ground(scenario)
    routing = Routing(ground, kinds)
    made: dict[str, Any] = {
        "rules": table(RULES, [_rules(ground, routing)]),
        "channels": channels(ground),
        "topics": topics(ground),
        "ways": ways(ground),
        **teams(ground, routing.approval_routes),
        **routing.tables(),
        **lines(ground),
        **effects(scenario, routing.categories),
    }
    return Desk(
        **made,
        intervals=table(INTERVAL, ground.intervals.rows),
        machines=table(MACHINE, ground.machines),
        shares=table(SHARE, ground.shares.rows),
        distributions=_at_least_one(ground.inverses.table).view(np.recarray),
        values=_at_least_one(ground.inverses.values),
    )


def _at_least_one(array: NDArray[Any]) -> NDArray[Any]:
    """An array without entries has no address."""
    return array if len(array) else np.zeros(1, array.dtype)


def _rules(ground: Ground, routing: Routing) -> Row:
    scenario, triage = ground.scenario, ground.scenario.automation.triage
    return row(
        RULES,
        horizon=scenario.calendar.horizon,
        capacity=ground.capacity,
        initiatives=bool(scenario.initiatives),
        blends=any(channel.interruptible for channel in scenario.channels.values()),
        stands_by=bool(shifts_on_call(scenario)),
        triage=triage is not None,
        accuracy=triage.accuracy if triage else None,
        finds_out_in=ground.distribution(triage.finds_out_in if triage else None),
        channels=len(ground.channels),
        topics=len(ground.topics),
        teams=len(ground.teams),
        **routing.rules(),
    )
