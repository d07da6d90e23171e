"""The kernel stops before an event that could need more room than there is, and goes on from there."""

from pathlib import Path

import numpy as np
import pandas as pd

from simsupport.demand import sample_demand
from simsupport.engines.fast import simulate
from simsupport.engines.fast.kernel import DONE, run
from simsupport.engines.fast.lowering import desk, issues, people
from simsupport.engines.fast.rooms import TOGETHER, roomier
from simsupport.engines.fast.rows import log
from simsupport.engines.fast.state import fresh_state
from simsupport.engines.fast.world import (
    CONTACTS,
    EVENTS,
    FRESH,
    LEGS,
    NAMES,
    NODES,
    QUEUES,
    SPANS,
    TIMES,
    Tables,
)
from simsupport.scenario import load

GROWING = (TIMES, SPANS, LEGS, CONTACTS, NODES, EVENTS, FRESH, QUEUES)
OMNICHANNEL = Path(__file__).parents[2] / "scenarios" / "channels" / "omnichannel.yaml"


def test_tables_that_begin_with_hardly_any_room_grow_and_change_nothing() -> None:
    scenario = load(OMNICHANNEL, {"calendar.duration": "7 d"})
    demand = sample_demand(scenario)
    given, kinds = issues(scenario, demand)
    there, teams = people(scenario, demand.seed, demand.replication)
    lowered = desk(scenario, kinds)
    state = fresh_state(lowered, given, there, len(teams))
    for place in GROWING:
        for name in (NAMES[place], *TOGETHER.get(NAMES[place], ())):
            array = getattr(state, name)
            least = {QUEUES: int(state.now.queues[0]), TIMES: int(state.now.rows[0])}.get(place, 1)
            state = state._replace(**{name: np.ascontiguousarray(array[..., :least]).view(type(array))})
    tables, asked = Tables(lowered, given, there, state), set()
    while (lacking := run(tables.world())) != DONE:
        asked.add(lacking)
        tables = roomier(tables, lacking)
    assert asked == set(GROWING)
    expected, found = simulate(scenario, demand), log(demand, tables.state, teams)
    pd.testing.assert_frame_equal(found.legs, expected.legs)
    pd.testing.assert_frame_equal(found.agents, expected.agents)
