"""The kernel in plain Python on lean desks, where what is left of the state must get nothing but neutral values.

Run as a program, with NUMBA_DISABLE_JIT=1: says of how many hand-traced cases and random desks that is true, and how
many values were looked at.
"""

import random
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from desks import coarse, issues_on_the_minute, lean_desks
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from test_cases import FILES, demand_of, read_case

from simsupport.demand import Demand
from simsupport.engines.fast import plain, simulate, state
from simsupport.engines.fast.lean import LEFT, is_lean
from simsupport.engines.fast.lowering import desk, issues
from simsupport.scenario import from_mapping

COLUMNS = {
    "now": state.NOW, "contacts": state.CONTACT, "legs": state.LEG, "agents": state.AGENT, "crews": state.CREW,
    "channel_states": state.CHANNEL_STATE, "queues": state.QUEUE,
}  # fmt: skip
NEUTRAL = {tuple(name for name, _ in COLUMNS[table]): neutral for table, neutral in LEFT.items()}

written = random_desks = 0


class Watched(plain.Row):
    """A row that takes neutral values only."""

    def __setattr__(self, name: str, value: Any) -> None:
        global written
        neutral = NEUTRAL.get(self._record.dtype.names, {})
        if name in neutral:
            written += 1
            assert value == neutral[name], f"{name} became {value}"
        super().__setattr__(name, value)


def watched(demand: Demand) -> bool:
    """Whether the desk is lean; if so all went well."""
    _, kinds = issues(demand.scenario, demand)
    if not is_lean(desk(demand.scenario, kinds)):
        return False
    simulate(demand.scenario, demand)
    return True


@given(lean_desks(), st.integers(1, 100))
@settings(max_examples=25, deadline=None, database=None, derandomize=True, phases=[Phase.generate])
def watch_random_desks(mapping: dict[str, Any], seed: int) -> None:
    global random_desks
    random_desks += watched(issues_on_the_minute(from_mapping(coarse(mapping)), random.Random(seed), 20))


if __name__ == "__main__":
    plain.Row = Watched
    cases = sum(watched(demand_of(read_case(path))) for path in FILES)
    watch_random_desks()
    print(cases, random_desks, written)
