"""Offered load by hand: contacts, erlangs and agents by hour of the week."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simsupport.offered_load import OfferedLoad, hours_per_week, issues_per_week, mean_handling
from simsupport.scenario import from_mapping
from simsupport.units import MINUTE


def desk(folder: Path | None = None, **changes: Any) -> Any:
    return from_mapping({
        "calendar": {"start": "2026-03-02", "duration": "2 weeks"},
        "channels": {"phone": {"kind": "live"}, "chat": {"kind": "live", "concurrency": 3}},
        "topics": {"call": {"talk": {"phone": {"exponential": "6 min"}, "chat": "9 min"}, "wrap": "1 min"}},
        "demand": [
            {"topic": "call", "channel": "phone", "volume": "600 issues / week",
             "profile": {"mon-fri": [0] * 8 + [6, 4] + [1] * 2 + [0] * 12}},
            {"topic": "call", "channel": "chat", "rate": "6 / h"},
        ],
        "teams": {
            "desk": {
                "shifts": {"early": {"days": "mon-fri", "hours": "08:00-12:00", "agents": 3}},
                "breaks": ["10:00-10:30"], "skills": {"call": {"speed": 2}}, "escalates_to": "experts",
            },
            "experts": {"agents": {"mon-sun": [0] * 8 + [2] * 8 + [0] * 8}, "skills": {"call": {}}},
        },
        **changes,
    }, folder)  # fmt: skip


def test_contacts_work_and_agents() -> None:
    load = OfferedLoad(desk())
    assert load.days == ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    # 600 a week over 5 days of 12 parts: 10 contacts each part
    np.testing.assert_allclose(load.contacts["phone"][0, 7:13], [0, 60, 40, 10, 10, 0])
    np.testing.assert_allclose(load.contacts["phone"][5:], 0)
    np.testing.assert_allclose(load.contacts["chat"], 6)
    # 7 min at twice the speed: 60 an hour are 3.5 erlangs; chats 10 min, 3 at once, twice the speed: 1/6
    np.testing.assert_allclose(load.erlangs["phone"][0, 8:10], [3.5, 60 * 40 / 60 * 3.5 / 60])
    np.testing.assert_allclose(load.erlangs["chat"], 1 / 6)
    np.testing.assert_allclose(load.agents["desk"][2, 7:13], [0, 3, 3, 1.5, 3, 0])
    np.testing.assert_allclose(load.agents["experts"][6, [7, 8, 15, 16]], [0, 2, 2, 0])


def test_load_of_the_teams_that_come_first() -> None:
    per_agent = OfferedLoad(desk()).per_agent
    assert per_agent[0, 8] == pytest.approx((3.5 + 1 / 6) / 3)  # of the desk, not of the experts above it
    assert np.isnan(per_agent[0, 7])


def test_a_holiday_is_a_day_of_its_own() -> None:
    load = OfferedLoad(desk(calendar={"start": "2026-03-02", "duration": "1 d", "holidays": ["2026-03-02"]}))
    assert load.days == ["holiday"]
    assert load.agents["desk"].sum() == 0
    np.testing.assert_allclose(load.contacts["chat"], 6)


def test_the_warm_up_is_left_out_and_absence_is_not_known() -> None:
    people = {"people": 2, "weeks": {"a": {"mon": "08:00-10:00"}, "b": {"mon": "08:00-12:00"}}, "rota": ["a", "b"],
              "absence": {"share": "50%"}, "skills": {"call": {}}}  # fmt: skip
    load = OfferedLoad(desk(
        calendar={"start": "2026-03-02", "duration": "1 d", "warm_up": "1 d"}, teams={"desk": people}))  # fmt: skip
    assert load.days == ["tue"]
    first = OfferedLoad(desk(calendar={"start": "2026-03-02", "duration": "1 d"}, teams={"desk": people}))
    np.testing.assert_allclose(first.agents["desk"][0, 8:13], [2, 2, 1, 1, 0])


@pytest.mark.parametrize("duration", ["1 d", "2 weeks", "9 d"])
def test_a_week_is_a_whole_week(duration: str) -> None:
    scenario = desk(calendar={"start": "2026-03-02", "duration": duration})
    phone, chat = scenario.demand
    assert issues_per_week(scenario, phone) == pytest.approx(600)
    assert issues_per_week(scenario, chat) == pytest.approx(6 * 168)
    assert mean_handling(scenario, phone) == pytest.approx(7 * MINUTE)
    assert hours_per_week(scenario, "desk") == 5 * 4 * 3
    assert hours_per_week(scenario, "experts") == 7 * 8 * 2


def test_what_comes_on_special_days_by_forecast_and_after_moves() -> None:
    """Two weeks: one Monday of two has three times as much, a tenth of each comes on Sunday."""
    demand = [{"topic": "call", "channel": "phone", "rate": "10 / h",
               "moves": {"from": "mon", "to": "sun", "share": "10%"}, "new": "20%"}]  # fmt: skip
    load = OfferedLoad(desk(demand=demand, special_days={"2026-03-09": {"demand": "x3"}}))
    np.testing.assert_allclose(load.contacts["phone"][0], 20 * 0.9)
    np.testing.assert_allclose(load.contacts["phone"][1:6], 10)
    np.testing.assert_allclose(load.contacts["phone"][6], 10 + 20 * 0.3)
    forecast = {"start": "2026-03-03 08:00", "each": "30 min", "offered": [10, 20, 30]}
    load = OfferedLoad(desk(demand=[{"topic": "call", "channel": "chat", "forecast": forecast}]))
    np.testing.assert_allclose(load.contacts["chat"][1, 7:11], [0, 15, 15, 0])
    # chats of 9 min and 1 min of wrap, 3 at once, at twice the speed: 15 an hour are 150 / 60 / 6 erlangs
    np.testing.assert_allclose(load.erlangs["chat"][1, 8:10], 150 / 360)
    talks = {**forecast, "talk": ["4 min", "4 min", "19 min"]}
    load = OfferedLoad(desk(demand=[{"topic": "call", "channel": "chat", "forecast": talks}]))
    np.testing.assert_allclose(load.erlangs["chat"][1, 8:10], [15 * 5 / 360, 15 * 20 / 360])


def test_recorded_issues_and_a_backlog(tmp_path: Path) -> None:
    """What was recorded counts in its hour; what waits at the start does not come."""
    (tmp_path / "march.csv").write_text("created,talk\n" + "2026-03-02 08:30,\n" * 4 + "2026-03-10 23:59,60\n")
    replay = {"replay": "march.csv", "topic": "call", "channel": "phone", "columns": {"talk": "talk"}}
    backlog = [{"topic": "call", "channel": "mail", "count": 50, "age": "5 h"}]
    channels = {"phone": {"kind": "live"}, "mail": {"kind": "deferred"}}
    topics = {"call": {"talk": "6 min"}}
    scenario = desk(demand=[replay], backlog=backlog, channels=channels, topics=topics, folder=tmp_path)
    load = OfferedLoad(scenario)
    contacts = load.contacts
    # recorded is one talk of a minute, stated are 6; both at twice the speed
    assert (load.erlangs["phone"][0, 8], load.erlangs["phone"][1, 23]) == pytest.approx((2 * 3 / 60, 0.5 * 0.5 / 60))
    assert mean_handling(scenario, scenario.lines[0]) == pytest.approx(5 * MINUTE)
    assert (contacts["phone"][0, 8], contacts["phone"][1, 23], contacts["phone"].sum()) == pytest.approx((2, 0.5, 2.5))
    assert contacts["mail"].sum() == 0
    assert [issues_per_week(scenario, line) for line in scenario.lines] == pytest.approx([2.5, 25])
