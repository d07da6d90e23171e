"""Demand from a forecast (R4): what comes in each interval, how long it talks, and what a file may look like."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from demands import desk, expected_by, far_from, issues_of

import simsupport as ss
from simsupport.errors import ScenarioError
from simsupport.scenario import from_mapping, resolved, warnings
from simsupport.scenario.lines import Line
from simsupport.scenario.models import Scenario
from simsupport.scenario.timeline.rates import rates
from simsupport.units import DAY, HOUR, MINUTE

NAME = "billing/phone"


def file(folder: Path, rows: list[tuple[Any, ...]], header: str = "start,offered,talk") -> dict[str, str]:
    """A line whose forecast has these rows."""
    text = "\n".join([header, *(",".join(map(str, row)) for row in rows)])
    (folder / "next.csv").write_text(text + "\n", encoding="utf-8")
    return {"forecast": "next.csv"}


def planned(folder: Path, rows: list[tuple[Any, ...]], header: str = "start,offered", **parts: Any) -> Scenario:
    line = {**file(folder, rows, header), **parts.pop("line", {})}
    return desk(line, folder=folder, **parts)


def day_of(number: int, length: int, offered: float, first: str = "2026-03-02") -> list[tuple[str, float]]:
    """The rows of days, each with so much offered in each interval of so many minutes."""
    starts = np.datetime64(first) + np.arange(number * 24 * 60 // length) * np.timedelta64(length, "m")
    return [(str(start).replace("T", " "), offered) for start in starts]


@pytest.mark.parametrize("length", [15, 30, 60])
def test_what_is_offered_comes(length: int, tmp_path: Path) -> None:
    """A week whose intervals rise and fall: exactly in the mean, and in 13,000 drawn issues."""
    numbers = 50 + 40 * np.sin(np.arange(7 * 24 * 60 // length))
    rows = [(start, float(n)) for (start, _), n in zip(day_of(7, length, 0), numbers, strict=True)]
    week = planned(tmp_path, rows, calendar={"duration": "1 weeks"})
    np.testing.assert_allclose(expected_by(week, NAME, length * MINUTE), numbers)
    created = issues_of(week, NAME)["created"].to_numpy()
    assert not far_from(np.bincount(created // (length * MINUTE), minlength=len(numbers)), numbers)


def test_before_and_after_the_forecast_nobody_comes(tmp_path: Path) -> None:
    rows = [("2026-03-03 08:00", 100), ("2026-03-03 08:30", 200)]
    given = planned(tmp_path, rows, calendar={"duration": "2 d"})
    due = np.zeros(96)
    due[[48 + 16, 48 + 17]] = 100, 200
    np.testing.assert_allclose(expected_by(given, NAME, 30 * MINUTE), due)
    assert [str(problem) for problem in warnings(given)][:1] == [
        "demand[0].forecast: there is no forecast for 47.00 of the 48.00 hours of the horizon: nobody comes then"
    ]


def test_what_lies_before_the_start_is_cut_off(tmp_path: Path) -> None:
    rows = day_of(4, 60, 60, first="2026-03-01")
    given = planned(tmp_path, rows, calendar={"duration": "1 d"})
    np.testing.assert_allclose(expected_by(given, NAME, HOUR), np.full(24, 60.0))
    assert not [problem for problem in warnings(given) if "forecast" in problem.message]
    elsewhere = planned(tmp_path, rows, calendar={"start": "2027-03-01", "duration": "1 d"})
    assert len(ss.sample_demand(elsewhere)) == 0


def test_contacts_are_turned_into_issues(tmp_path: Path) -> None:
    rows = day_of(1, 60, 100)
    given = planned(tmp_path, rows, line={"first_contacts": "84%"}, calendar={"duration": "1 d"})
    np.testing.assert_allclose(expected_by(given, NAME, HOUR), np.full(24, 84.0))


def test_special_days_factors_and_moves_act_on_a_forecast(tmp_path: Path) -> None:
    rows = day_of(7, 60, 10)
    line = {"moves": {"from": "mon", "to": "sun", "share": "50%"}, "day_factor": {"cv": 0.5}}
    special = {"2026-03-04": {"demand": "x2"}}
    given = planned(tmp_path, rows, line=line, special_days=special, calendar={"duration": "1 weeks"})
    np.testing.assert_allclose(expected_by(given, NAME, DAY), [120, 240, 480, 240, 240, 240, 360])
    plain = planned(tmp_path, rows, calendar={"duration": "1 weeks"})
    assert issues_of(plain, NAME)["created"].iloc[0] != issues_of(given, NAME)["created"].iloc[0]


def test_the_talk_that_is_foreseen_is_a_pace(tmp_path: Path) -> None:
    """Stated are 5 min: seconds, or durations with units; where nothing is offered it may be missing."""
    rows = [("2026-03-02 00:00", 50, 150), ("2026-03-02 01:00", 0, ""), ("2026-03-02 02:00", 50, "10 min")]
    given = planned(tmp_path, rows, "start,offered,talk", calendar={"duration": "3 h"})
    demand = ss.sample_demand(given)
    assert set(zip(demand.created // HOUR, demand.pace, strict=True)) == {(0, 0.5), (2, 2.0)}
    without = planned(tmp_path, [row[:2] for row in rows], calendar={"duration": "3 h"})
    assert (ss.sample_demand(without).pace == 1).all()


def test_talk_as_foreseen_is_talked(tmp_path: Path) -> None:
    """No hard issues, a constant talk of 5 min: what the engine books is the forecast's to the microsecond."""
    rows = [("2026-03-02 00:00", 5, 150), ("2026-03-02 01:00", 5, "7 min")]
    line = {**file(tmp_path, rows), "topic": "call"}
    given = desk(line, folder=tmp_path, topics={"call": {"talk": "5 min"}},
                 teams={"desk": {"agents": 30, "skills": {"call": {}}}}, calendar={"duration": "3 h"})  # fmt: skip
    legs = ss.simulate(given, ss.sample_demand(given)).legs
    assert set(zip(legs["arrived"] // HOUR, legs["effort"] // 1_000_000, strict=True)) == {(0, 150), (1, 420)}


BERLIN = {"start": "2026-03-29", "duration": "1 d", "time_zone": "Europe/Berlin"}
NEW_YORK = {"phone": {"kind": "live", "time_zone": "America/New_York"}}


def test_starts_are_local_times_of_the_channel(tmp_path: Path) -> None:
    calendar = {"duration": "1 d", "time_zone": "Europe/Berlin"}
    given = planned(tmp_path, day_of(1, 60, 6), calendar=calendar, channels=NEW_YORK)
    np.testing.assert_allclose(expected_by(given, NAME, HOUR), [0] * 6 + [6] * 18)


def test_starts_may_have_an_offset(tmp_path: Path) -> None:
    rows = [("2026-03-02T08:00+01:00", 7), ("2026-03-02T09:00+01:00", 8), ("2026-03-02T09:00Z", 9)]
    given = planned(tmp_path, rows, calendar={"duration": "1 d", "time_zone": "Europe/Berlin"}, channels=NEW_YORK)
    np.testing.assert_allclose(expected_by(given, NAME, HOUR)[7:12], [0, 7, 8, 9, 0])


def test_the_hour_that_clocks_skip_has_no_length(tmp_path: Path) -> None:
    """23 hours: 02:00 stands in the file with nothing, and 03:00 follows 01:00."""
    rows = [(start, 0 if start.endswith("02:00") else 5) for start, _ in day_of(1, 60, 0, first="2026-03-29")]
    given = planned(tmp_path, rows, calendar=BERLIN)
    np.testing.assert_allclose(expected_by(given, NAME, HOUR), [5.0] * 23 + [0])


def test_the_hour_that_clocks_show_twice_has_all_that_is_offered(tmp_path: Path) -> None:
    """25 hours: what is offered at 02:00 comes in the two hours from 02:00 to 03:00."""
    calendar = {**BERLIN, "start": "2026-10-25", "duration": "25 h"}
    given = planned(tmp_path, day_of(1, 60, 5, first="2026-10-25"), calendar=calendar)
    found = rates(given, given.lines[0])
    np.testing.assert_allclose(found.per_tick * HOUR, [5, 5, 2.5, *[5] * 21])
    assert (found.per_tick * (found.ends - found.starts)).sum() == pytest.approx(24 * 5)


def test_the_resolved_form_has_the_forecast(tmp_path: Path) -> None:
    rows = [("2026-03-02T08:00+01:00", 7, 150), ("2026-03-02T08:30+01:00", 8.5, "4 min")]
    given = planned(tmp_path, rows, "start,offered,talk")
    form = resolved(given)
    assert form["demand"][0]["forecast"] == {
        "start": "2026-03-02 08:00+01:00", "each": "30 min", "offered": [7, 8.5], "talk": ["150 s", "4 min"],
    }  # fmt: skip
    (tmp_path / "next.csv").unlink()
    assert from_mapping(form) == given
    assert ss.sample_demand(from_mapping(form)).table.equals(ss.sample_demand(given).table)


def test_columns_in_any_order_and_seconds(tmp_path: Path) -> None:
    rows = [("7", "2026-03-02 08:00:30"), ("8", "2026-03-02 08:15:30")]
    given = planned(tmp_path, rows, "Offered,START", calendar={"duration": "1 d"})
    (line,) = given.demand
    assert isinstance(line, Line)
    forecast = line.forecast
    assert forecast is not None
    assert (forecast.written(1), forecast.offered, forecast.each) == ("2026-03-02 08:15:30", (7, 8), 15 * MINUTE)


def test_a_forecast_in_a_replication_is_drawn_by_its_line(tmp_path: Path) -> None:
    """Another forecast, or none, changes no other line."""
    other = {"name": "other", "rate": "30 / h"}
    line = file(tmp_path, day_of(7, 60, 10), "start,offered")
    base = issues_of(desk(other), "other")
    assert issues_of(desk(line, other, folder=tmp_path), "other").equals(base)


def test_what_is_written_out_is_checked(tmp_path: Path) -> None:
    whole = {"start": "2026-03-02 08:00", "each": "15 min", "offered": [1, 2]}
    cases: list[tuple[dict[str, Any], str]] = [
        ({"stat": 5}, "demand[0].forecast.stat: this is not a part of a forecast; did you mean 'start'?"),
        ({"offered": "many"}, "demand[0].forecast.offered: a list is due, not 'many'"),
        ({"talk": ["5 min"]}, "demand[0].forecast.talk: 2 durations are due, one for each interval, not 1"),
        ({"talk": ["5 min", 5]}, "demand[0].forecast.talk[1]: a duration needs a unit: write '5 s' or '5 min'"),
    ]
    for wrong, message in cases:
        with pytest.raises(ScenarioError) as caught:
            desk({"forecast": {**whole, **wrong}})
        assert str(caught.value) == message
    with pytest.raises(ScenarioError) as caught:
        desk({"forecast": {"start": "2026-03-02 08:00", "each": "15 min"}})
    assert str(caught.value) == "demand[0].forecast: 'offered' is missing"
