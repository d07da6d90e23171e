"""The one function behind which the engines stand."""

from typing import Any

import pytest

from simsupport.demand import sample_demand
from simsupport.engines import ENGINES, simulate
from simsupport.errors import SimsupportError
from simsupport.scenario import from_mapping


def desk(**line: Any) -> Any:
    return from_mapping({
        "calendar": {"duration": "1 h"},
        "channels": {"phone": {"kind": "live"}},
        "topics": {"call": {"talk": "5 min"}},
        "demand": [{"topic": "call", "channel": "phone", "rate": "10 / h", **line}],
        "teams": {"desk": {"agents": 1, "skills": {"call": {}}}},
    })  # fmt: skip


@pytest.mark.parametrize("line", [{"name": "calls"}, {"labels": {"tier": {"vip": "100%"}}}])
def test_the_demand_of_another_scenario_is_refused(line: dict[str, Any]) -> None:
    with pytest.raises(SimsupportError, match="drawn for other lines or labels than those of 'scenario'"):
        simulate(desk(), sample_demand(desk(**line)))


def test_another_volume_has_the_same_lines() -> None:
    demand = sample_demand(desk(rate="20 / h"))
    assert len(simulate(desk(), demand).legs) == len(demand)


def test_an_engine_that_there_is_not_is_named() -> None:
    with pytest.raises(SimsupportError, match="'referense' is not an engine; did you mean 'reference'"):
        simulate(desk(), sample_demand(desk()), engine="referense")


def test_each_engine_names_itself_and_fast_is_the_default() -> None:
    demand = sample_demand(desk())
    engines = [simulate(desk(), demand, engine=engine).engine for engine in (None, *ENGINES)]
    assert engines == ["fast", "fast", "reference"]


def test_a_router_is_for_the_reference_engine() -> None:
    demand = sample_demand(desk())
    assert simulate(desk(), demand, router=lambda pairs: pairs[0]).engine == "reference"
    with pytest.raises(SimsupportError, match="a router or a shuffle needs the engine 'reference'"):
        simulate(desk(), demand, engine="fast", router=lambda pairs: pairs[0])
