"""An outsourcer's people are paid for by the contact: they are nobody's own people, hours or weekends."""

from typing import Any

import pytest

from simsupport import measure, sample_demand, simulate
from simsupport.scenario import from_mapping

FIGURES = ["people", "paid_hours", "weekends_worked"]


@pytest.mark.parametrize(
    ("cost", "expected"),
    [
        ({}, [2, 16, 2]),
        ({"hour": 20}, [2, 16, 2]),
        ({"contact": 4}, [0, 0, 0]),
        ({"minimum": "2000 / month"}, [0, 0, 0]),
        ({"hour": 20, "contact": 1}, [2, 16, 2]),  # a wage and a bonus
    ],
)
def test_people_hours_and_weekends(cost: dict[str, Any], expected: list[float]) -> None:
    scenario = from_mapping({
        "calendar": {"start": "2026-01-05", "duration": "1 weeks"},
        "channels": {"phone": {"kind": "live"}},
        "topics": {"call": {"talk": "5 min"}},
        "demand": [{"topic": "call", "channel": "phone", "rate": "0 / h"}],
        "teams": {"desk": {
            "shifts": {"weekend": {"days": "sat", "hours": "09:00-17:00", "agents": 2}}, "skills": {"call": {}},
            "cost": cost,
        }},
    })  # fmt: skip
    figures = measure(simulate(scenario, sample_demand(scenario)), names=FIGURES).set_index("measure")["value"]
    assert figures[FIGURES].tolist() == expected
