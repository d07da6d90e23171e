"""The rows of the log: one for the first leg of each issue, further ones after them, in the order of the log."""

import pandas as pd
import pytest

from simsupport import simulate
from simsupport.demand import Demand
from simsupport.scenario import from_mapping
from simsupport.scenario.models import Scenario
from simsupport.units import DAY, MINUTE


def desk(returns: str) -> Scenario:
    return from_mapping({
        "calendar": {"start": "2026-03-02", "duration": "1 d"},
        "channels": {"phone": {"kind": "live"}},
        "topics": {"call": {"talk": "5 min", "returns": {"probability": returns, "after": "10 min"}}},
        "demand": [{"topic": "call", "channel": "phone", "rate": "1 / h"}],
        "teams": {"desk": {"agents": 1, "skills": {"call": {"resolves": "50%"}}}},
    })  # fmt: skip


@pytest.mark.parametrize("returns", ["0%", "100%"])
def test_issues_that_do_not_come_before_the_horizon_have_no_rows(returns: str) -> None:
    scenario = desk(returns)
    created = [0, MINUTE, 2 * MINUTE, DAY, DAY + MINUTE]
    demand = Demand.from_issues(scenario, [{"created": tick, "line": "call/phone"} for tick in created])
    fast, reference = (simulate(scenario, demand, engine=engine) for engine in ("fast", "reference"))
    pd.testing.assert_frame_equal(fast.legs, reference.legs)
    assert set(fast.legs["issue"]) == {0, 1, 2}
    assert (len(fast.legs) > 3) == (returns == "100%")
