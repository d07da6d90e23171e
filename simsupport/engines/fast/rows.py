"""The log of what the kernel has written: its rows in canonical order, column by column to hold little twice."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from simsupport.demand import Demand
from simsupport.engines.fast.kernel import canonical
from simsupport.engines.fast.state import Code, Number, State, Time
from simsupport.log import WRITTEN, Log, agent_table, leg_table


def log(demand: Demand, state: State, teams: list[str]) -> Log:
    """The log of a replication; `teams` is each agent's. The state's columns become the log's own."""
    legs, agents = leg_table(demand, _written(demand, state)), agent_table(demand.scenario, _spans(state), teams)
    return Log(legs, agents, demand.scenario, demand.seed, demand.replication, "fast")


def _written(demand: Demand, state: State) -> dict[str, NDArray[Any]]:
    """The columns of WRITTEN, in canonical order."""
    rows, order = int(state.now.rows[0]), _order(demand, state)
    found: dict[str, NDArray[Any]] = {}
    for kinds, columns in ((Time, state.times), (Number, state.numbers), (Code, state.codes)):
        for kind in kinds:
            name, column = kind.name.lower(), columns[kind, :rows]
            if order is not None:
                column = column[: len(order)]
                column[:] = columns[kind, order]  # in its own place: the log is most of the memory
            few = name not in ("channel", "team") or column.max(initial=0) <= np.iinfo(np.int8).max
            found[name] = column.astype(WRITTEN[name], copy=False) if few else column
    return found


def _order(demand: Demand, state: State) -> NDArray[np.int32] | None:
    """The rows in canonical order; None if they are in it, as where each issue has one."""
    count, arrived, rows = len(demand), int(state.now.arrival[0]), int(state.now.rows[0])
    if rows == arrived:
        return None
    order = np.empty(rows - count + arrived, np.int32)
    issues, contacts, legs = (state.numbers[number, :rows] for number in (Number.ISSUE, Number.CONTACT, Number.LEG))
    canonical(arrived, issues, contacts, legs, np.zeros(count + 1, np.int64), order)
    return order


def _spans(state: State) -> NDArray[np.int64]:
    """Agent, state, start and end, a row per span."""
    spans = state.spans[: int(state.now.spans[0])]
    return np.stack([spans[name].astype(np.int64) for name in ("agent", "state", "start", "end")], axis=1)
