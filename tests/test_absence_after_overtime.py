"""Overtime that runs into a day of absence ends in absence, not in free time (R18, R24)."""

from simsupport.demand import Demand
from simsupport.engines import simulate
from simsupport.roster import roster
from simsupport.scenario import from_mapping
from simsupport.units import DAY, HOUR, MINUTE


def test_overtime_past_midnight_then_absent() -> None:
    scenario = from_mapping({
        "calendar": {"duration": "2 d"},
        "channels": {"phone": {"kind": "live"}},
        "topics": {"call": {"talk": "10 min"}},
        "demand": [{"topic": "call", "channel": "phone", "rate": "0 / h"}],
        "teams": {"desk": {
            "shifts": {"ends": {"days": "mon-sun", "hours": ["00:00-08:00", "16:00-24:00"], "agents": 1}},
            "absence": {"share": "50%"}, "skills": {"call": {}},
        }},
    })  # fmt: skip
    pattern = [False, False, True, True]  # there on the first day, absent on the second
    seed = next(s for s in range(100) if [p.absent for p in roster(scenario, s, 0).persons[0].presences] == pattern)
    demand = Demand.from_issues(scenario, [{"created": DAY - 5 * MINUTE, "line": "call/phone"}], seed=seed)
    spans = simulate(scenario, demand).agents
    assert list(zip(spans["state"].astype(str), spans["start"], spans["end"], strict=True)) == [
        ("on", 0, 8 * HOUR),
        ("off", 8 * HOUR, 16 * HOUR),
        ("on", 16 * HOUR, DAY),
        ("overtime", DAY, DAY + 5 * MINUTE),
        ("absent", DAY + 5 * MINUTE, DAY + 8 * HOUR),
        ("off", DAY + 8 * HOUR, DAY + 16 * HOUR),
        ("absent", DAY + 16 * HOUR, 2 * DAY),
    ]
