"""What is made of a scenario once."""

import gc

from simsupport import kept
from simsupport.scenario import from_mapping
from simsupport.scenario.models import Scenario

DESK = {
    "channels": {"phone": {"kind": "live"}},
    "topics": {"call": {"talk": "5 min"}},
    "demand": [{"topic": "call", "channel": "phone", "rate": "10 / h"}],
    "teams": {"desk": {"agents": 1, "skills": {"call": {}}}},
}


def test_it_is_made_once_for_each_scenario_and_argument_and_goes_with_the_scenario() -> None:
    made: list[tuple[int, str]] = []

    @kept.once
    def make(scenario: Scenario, name: str) -> list[str]:
        made.append((id(scenario), name))
        return [name]

    one, other = from_mapping(DESK), from_mapping(DESK)
    assert make(one, "a") is make(one, "a")
    assert make(one, "b") == ["b"]
    assert make(other, "a") is not make(one, "a")
    assert made == [(id(one), "a"), (id(one), "b"), (id(other), "a")]
    number = id(other)
    del other
    gc.collect()
    assert number not in kept._kept
    assert id(one) in kept._kept
