"""What is legal but odd is a warning, with the number that makes it so."""

from pathlib import Path
from typing import Any

import pytest

from simsupport.scenario import check, from_mapping, load, warnings

DESK = Path(__file__).parents[1] / "invalid/base/desk.yaml"


def told(changes: dict[str, Any]) -> list[str]:
    return [str(problem) for problem in warnings(load(DESK, changes))]


def test_nothing_is_odd_about_the_desk() -> None:
    assert told({}) == []


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"topics.lost": {"talk": "5 min"}}, "topics: 'lost' has no demand and no team (0 of 4)"),
        (
            {"channels.chat.open": {"mon-sun": None, "holiday": "08:00-18:00"}},
            "channels.chat.open: this channel never opens in the 21 days of the horizon",
        ),
        (
            {"teams.weekend.channels": ["phone"]},
            "teams.weekend.shifts.day: all its channels are closed throughout this shift, "
            "6 of 6 times (153.0 agent hours)",
        ),
        (
            {"calendar.start": "2026-03-30", "calendar.holidays": "DE"},
            "demand[0].profile: 'office' has no row for holidays: no demand on the 2 in the horizon",
        ),
        (
            {"topics.complaint": {"talk": "5 min"}, "teams.frontline.skills.complaint": {}},
            "teams.frontline.escalates_to: 'specialists' lacks 1 of 3 topics: complaint",
        ),
        (
            {"teams.specialists.authority": 20},
            "teams.frontline.escalates_to: 'specialists' may grant only 20, and this team up to 25",
        ),
        (
            {"teams.specialists.authority": 20},
            "teams.weekend.escalates_to: 'specialists' may grant only 20, and this team without limit",
        ),
        (
            {"topics.billing.retries": {"probability": "100%", "at_most": None}},
            "topics.billing.retries: 100% try again and nothing ends it: give at_most",
        ),
        (
            {"teams.weekend.prefers": ["technical"]},
            "teams.weekend.prefers[0]: this team prefers 'technical' and has no skill for it",
        ),
        (
            {"teams.specialists.reserve": 4},
            "teams.specialists.reserve: this team has 4 agents at most and never starts deferred work",
        ),
        (
            {"demand.technical/email.rate": "100 / h"},
            "teams: frontline + specialists + weekend: 15.3 erlangs are offered to 6.3 agents on average, 242%",
        ),
    ],
)  # fmt: skip
def test_what_is_odd(changes: dict[str, Any], message: str) -> None:
    assert message in told(changes)


def test_a_variant_that_pays_more_hours(tmp_path: Path) -> None:
    (tmp_path / "desk.yaml").write_text(DESK.read_text(encoding="utf-8"), encoding="utf-8")
    variant = tmp_path / "more.yaml"
    variant.write_text("extends: desk.yaml\nchanges: {teams.weekend.shifts.day.agents: 5}\n", encoding="utf-8")
    text = "1,433.0 agent hours a week are scheduled, 34.0 more than in 'Desk'"
    assert [problem.message for problem in check(variant)] == [f"{text} (in {variant}, which extends it)"]
    assert [problem.message for problem in warnings(load(variant), load(DESK))] == [text]


def test_a_warning_has_its_place(tmp_path: Path) -> None:
    file = tmp_path / "desk.yaml"
    text = DESK.read_text(encoding="utf-8").replace("{probability: 50%,", "{probability: 100%,")
    file.write_text(text.replace("at_most: 5, ", ""), encoding="utf-8")
    assert [str(problem) for problem in check(file)] == [
        f"{file}:17:15 topics.billing.retries: 100% try again and nothing ends it: give at_most"
    ]


def test_nobody_at_all_is_a_load_above_capacity() -> None:
    scenario = from_mapping({
        "channels": {"phone": {"kind": "live"}},
        "topics": {"call": {"talk": "30 min", "wrap": "30 min"}},
        "demand": [{"topic": "call", "channel": "phone", "rate": "2 / h"}],
        "teams": {"desk": {"agents": 0, "skills": {"call": {"speed": 2.0}}}},
    })  # fmt: skip
    assert [str(p) for p in warnings(scenario)] == [
        "teams.desk: desk: 1.0 erlangs are offered to 0.0 agents on average"
    ]
