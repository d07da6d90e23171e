"""Demand across the change of the clocks (R1, R4): two zones, four weeks, each on the hours of its own walls.

New York's clocks go forward on 8 March 2026, Berlin's on 29 March. Power: see test_demand_rates.
"""

from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest
from demands import desk, expected_by, far_from, issues_of

from simsupport.scenario.models import Scenario
from simsupport.units import HOUR

ZONES = {"phone": "Europe/Berlin", "chat": "America/New_York"}
PROFILE = {"mon-fri": [0, 0, 1, 2, 0, 0, 1, 2, 9, 12, 13, 12, 9, 10, 11, 10, 8, 6, 3, 2, 1, 0, 0, 0],
           "sat-sun": [2, 2, 2, 2, 0, 0, 1, 2, 9, 12, 13, 12, 9, 10, 11, 10, 8, 6, 3, 2, 1, 0, 0, 2]}  # fmt: skip
A_WEEK = 20_000


@pytest.fixture(scope="module")
def two_zones() -> Scenario:
    channels = {name: {"kind": "live", "time_zone": zone} for name, zone in ZONES.items()}
    lines = ({"channel": name, "volume": f"{A_WEEK} issues / week", "profile": PROFILE} for name in channels)
    return desk(*lines, channels=channels, calendar={"start": "2026-03-05", "duration": "4 weeks",
                                                     "time_zone": "Europe/Berlin"})  # fmt: skip


def on_the_wall(scenario: Scenario, name: str) -> pd.DatetimeIndex:
    """The local times of a line's issues, by pandas and not by the project's own clock."""
    start = pd.Timestamp(scenario.calendar.start, tz=scenario.calendar.time_zone)
    created = issues_of(scenario, f"billing/{name}", seed=11)["created"]
    return (start + pd.to_timedelta(created, unit="us")).dt.tz_convert(ZONES[name]).dt


def due(scenario: Scenario, name: str) -> dict[Any, float]:
    """What is due in each local hour that there is, by the profile."""
    total = 5 * sum(PROFILE["mon-fri"]) + 2 * sum(PROFILE["sat-sun"])
    first = pd.Timestamp(scenario.calendar.start, tz=scenario.calendar.time_zone)
    hours = pd.date_range(first, first + timedelta(microseconds=scenario.calendar.horizon), freq="h", inclusive="left")
    local = hours.tz_convert(ZONES[name])
    rows = (PROFILE["mon-fri" if hour.weekday() < 5 else "sat-sun"][hour.hour] for hour in local)
    return {hour.tz_localize(None): A_WEEK * row / total for hour, row in zip(local, rows, strict=True)}


@pytest.mark.parametrize("name", ZONES)
def test_each_local_hour_has_what_its_profile_says(name: str, two_zones: Scenario) -> None:
    """80,000 issues in 671 local hours, on both sides of the change."""
    expected = due(two_zones, name)
    times = on_the_wall(two_zones, name)
    counts = pd.Series(times.tz_localize(None).dt.floor("h")).value_counts()
    assert set(counts.index) <= set(expected)
    found = np.array([counts.get(hour, 0) for hour in expected])
    assert not far_from(found, np.array(list(expected.values())))


@pytest.mark.parametrize("name", ZONES)
def test_the_day_of_the_change_lacks_one_hour(name: str, two_zones: Scenario) -> None:
    changed = {"phone": "2026-03-29", "chat": "2026-03-08"}[name]
    times = on_the_wall(two_zones, name)
    days = times.strftime("%Y-%m-%d")
    hours = set(times.hour[days == changed])
    assert 2 not in hours
    assert {1, 3} <= hours


@pytest.mark.parametrize("name", ZONES)
def test_the_means_are_those_of_the_local_hours(name: str, two_zones: Scenario) -> None:
    hourly = expected_by(two_zones, f"billing/{name}", HOUR)
    np.testing.assert_allclose(hourly, list(due(two_zones, name).values()))
    assert len(hourly) == 4 * 7 * 24 == two_zones.calendar.horizon // HOUR


def test_zones_drift_apart_between_the_changes(two_zones: Scenario) -> None:
    """New York's day begins (06:00) six hours after Berlin's, and five from 8 to 29 March."""
    starts = {}
    for name in ZONES:
        hourly = expected_by(two_zones, f"billing/{name}", HOUR)
        places = [place for place, hour in enumerate(due(two_zones, name)) if hour.hour == 6]
        assert all(hourly[place] > 0 == hourly[place - 1] for place in places)
        starts[name] = np.array(places)
    lags = starts["chat"] - starts["phone"]
    assert lags.tolist() == [6] * 3 + [5] * 21 + [6] * 4
