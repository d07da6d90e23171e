"""CSV files that a scenario names. What is wrong with them stands in tests/invalid."""

from pathlib import Path
from typing import Any

import pytest

from simsupport.errors import ScenarioError
from simsupport.scenario import distributions, from_mapping
from simsupport.units import MINUTE, SECOND

Desk = dict[str, Any]


@pytest.fixture
def desk() -> Desk:
    return {
        "channels": {"phone": {"kind": "live"}},
        "topics": {"call": {"talk": "5 min"}},
        "demand": [{"topic": "call", "channel": "phone", "rate": "10 / h"}],
        "teams": {"desk": {"agents": 5, "skills": {"call": {}}}},
    }


def table(folder: Path, header: str, rows: int, cell: str = "1") -> str:
    cells = f",{cell}" * header.count(",")
    minutes = 24 * 60 // rows
    times = (f"{place * minutes // 60:02}:{place * minutes % 60:02}" for place in range(rows))
    (folder / "week.csv").write_text("\ufeff" + "\r\n".join([header, *(time + cells for time in times)]) + "\r\n\r\n")
    return "week.csv"


@pytest.mark.parametrize("rows", [24, 48, 96])
def test_a_profile_of_a_line(rows: int, desk: Desk, tmp_path: Path) -> None:
    desk["demand"][0]["profile"] = {"file": table(tmp_path, "Time,Mon,sat,holiday", rows, "1.5")}
    profile = from_mapping(desk, tmp_path).demand[0].profile
    assert profile == dict.fromkeys(("mon", "sat", "holiday"), (1.5,) * rows)


def test_a_head_count(desk: Desk, tmp_path: Path) -> None:
    desk["teams"]["desk"]["agents"] = {"file": table(tmp_path, "time,mon,tue", 24, "3.0")}
    assert from_mapping(desk, tmp_path).teams["desk"].agents == dict.fromkeys(("mon", "tue"), (3.0,) * 24)


def test_a_head_count_of_a_half_is_told_at_its_row(desk: Desk, tmp_path: Path) -> None:
    desk["teams"]["desk"]["agents"] = {"file": table(tmp_path, "time,mon", 24, "2.5")}
    with pytest.raises(ScenarioError) as caught:
        from_mapping(desk, tmp_path)
    assert str(caught.value).splitlines()[1] == (
        f"{tmp_path / 'week.csv'}:3 teams.desk.agents.mon[1]: '2.5' is not a head count: a whole number up to 1,000,000"
    )


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("seconds\n30\n10\n", (10 * SECOND, 30 * SECOND)),
        ("minutes\n1.5\n", (90 * SECOND,)),
        ("talk\n2 min\n90 s\n", (90 * SECOND, 2 * MINUTE)),
    ],
)
def test_observed_durations(text: str, values: tuple[int, ...], desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "talk.csv").write_text(text)
    desk["topics"]["call"]["talk"] = {"phone": {"empirical": {"file": "talk.csv"}}}
    talk = from_mapping(desk, tmp_path).topics["call"].talk["phone"]
    assert talk == distributions.Empirical(values)


def test_observed_amounts(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "amounts.csv").write_text("euros\n20\n7.5\n")
    desk["topics"]["call"]["authority"] = {"amount": {"empirical": {"file": "amounts.csv"}}}
    authority = from_mapping(desk, tmp_path).topics["call"].authority
    assert authority is not None
    assert authority.amount == distributions.Empirical((7.5, 20.0))


def test_only_the_first_problems_of_a_file_are_told(desk: Desk, tmp_path: Path) -> None:
    desk["demand"][0]["profile"] = {"file": table(tmp_path, "time,mon,tue,wed", 96, "x")}
    with pytest.raises(ScenarioError) as caught:
        from_mapping(desk, tmp_path)
    assert len(caught.value.problems) == 11
    assert str(caught.value.problems[10]) == f"{tmp_path / 'week.csv'}:5 demand[0].profile: and 278 more problems"


def test_beside_the_file_stands_nothing_else(desk: Desk, tmp_path: Path) -> None:
    desk["demand"][0]["profile"] = {"file": "week.csv", "mon": [1] * 24}
    with pytest.raises(ScenarioError, match="beside 'file' nothing else is due, not 'mon'"):
        from_mapping(desk, tmp_path)


def test_the_name_of_a_file_is_a_text(desk: Desk, tmp_path: Path) -> None:
    desk["demand"][0]["profile"] = {"file": 5}
    with pytest.raises(ScenarioError, match="the name of a file is due"):
        from_mapping(desk, tmp_path)
