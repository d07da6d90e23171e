"""`simsupport run --theory`: Erlang C and A beside the simulation, and why they differ."""

import csv
import json
from collections.abc import Callable
from math import inf
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from simsupport import theory
from simsupport.cli.departures import patience
from simsupport.cli.theory import MEASURES, differences, pooled, queues
from simsupport.scenario import from_mapping
from simsupport.scenario.models import Scenario

BASICS = Path(__file__).parent.parent.parent / "scenarios/basics"
ONLY_CHANCE = ["Nothing here is unlike what the formulas assume: what is left is chance."]


def desk(changes: dict[str, Any] | None = None, **parts: Any) -> Scenario:
    """Sixty calls an hour of 4 minutes, 5 agents: Erlang A, unless changed; `changes` are of the topic."""
    topic = {"talk": {"exponential": "4 min"}, "patience": {"exponential": "2 min"}, **(changes or {})}
    return from_mapping({
        "calendar": {"start": "2026-03-02", "duration": "1 week"},
        "channels": {"phone": {"kind": "live", "target": {"share": "80%", "within": "20 s"}}},
        "topics": {"call": topic},
        "demand": [{"topic": "call", "channel": "phone", "rate": "60 / h"}],
        "teams": {"desk": {"agents": 5, "skills": {"call": {}}}},
        **parts,
    })  # fmt: skip


def only(found: theory.Figures) -> dict[str, float]:
    return {measure: getattr(found, measure) for measure in MEASURES}


def test_a_steady_desk_is_one_queue() -> None:
    (queue,) = queues(desk())
    (hour,) = queue.hours()
    assert hour.hour is None
    assert hour.asked == {"contacts_per_hour": 60, "erlangs": pytest.approx(4), "agents": 5}
    assert hour.answers["erlang_c"] == pytest.approx(only(theory.erlang_c(60, 4 / 60, 5, 20 / 3600)) | {
        "average_speed_of_answer": theory.erlang_c(1 / 60, 240, 5).average_speed_of_answer})  # fmt: skip
    assert hour.answers["erlang_a"] == pytest.approx(only(theory.erlang_a(1 / 60, 240, 5, 120, 20)))
    assert differences([queue]) == ["Customers give up, which Erlang C does not know: it says too much waiting, "
                                    "endless from full load on."]  # fmt: skip


def test_days_of_an_hour_are_together_by_their_contacts() -> None:
    """On a Monday 90 calls come at nine, on a Tuesday 30; nobody calls at ten."""
    profile = {"mon": [0] * 9 + [3] + [0] * 14, "tue": [0] * 9 + [1] + [0] * 14}
    (queue,) = queues(desk(demand=[{"topic": "call", "channel": "phone", "volume": "120 / week", "profile": profile}]))
    (hour,) = queue.hours()
    assert hour.hour == 9
    assert hour.asked == {"contacts_per_hour": 60, "erlangs": pytest.approx(4), "agents": 5}
    busy, quiet = (theory.erlang_a(rate / 3600, 240, 5, 120, 20) for rate in (90, 30))
    assert hour.answers["erlang_a"]["abandonment_rate"] == pytest.approx(
        (3 * busy.abandonment_rate + quiet.abandonment_rate) / 4
    )
    answered = [3 * busy.answered_share, quiet.answered_share]
    assert hour.answers["erlang_a"]["average_speed_of_answer"] == pytest.approx(
        (answered[0] * busy.average_speed_of_answer + answered[1] * quiet.average_speed_of_answer) / sum(answered)
    )
    assert hour.answers["erlang_c"]["average_speed_of_answer"] == inf  # 6 erlangs for 5 agents on the Monday


def test_an_hour_that_never_comes_changes_nothing() -> None:
    (queue,) = queues(desk(calendar={"start": "2026-03-02", "duration": "30 h"}))
    assert [hour.hour for hour in queue.hours()] == [None]


def test_pooled_figures_of_one_queue_are_its_own() -> None:
    import numpy as np

    found = theory.erlang_a(1, 1, 1, 1, 1)
    assert pooled([found], np.array([7.0])) == pytest.approx(only(found))
    assert pooled([found, found], np.array([7.0, 3.0])) == pytest.approx(only(found))


def test_several_contacts_at_once_are_several_agents() -> None:
    (queue,) = queues(desk(channels={"phone": {"kind": "live", "concurrency": 3}}))
    (hour,) = queue.hours()
    assert hour.asked["erlangs"] == pytest.approx(4 / 3)  # agents busy
    assert hour.answers["erlang_a"]["abandonment_rate"] == pytest.approx(
        theory.erlang_a(1 / 60, 240, 15, 120).abandonment_rate
    )


def test_patience_of_several_topics() -> None:
    """Those who wait leave at the mean of the rates 1 / 2 min and, for every second one, 0."""
    topics = {
        "call": {"talk": "4 min", "patience": "2 min"},
        "order": {"talk": "4 min"},
    }
    demand = [{"topic": name, "channel": "phone", "rate": "30 / h"} for name in topics]
    teams = {"desk": {"agents": 5, "skills": {"call": {}, "order": {}}}}
    assert patience(desk(topics=topics, demand=demand, teams=teams), "phone") == pytest.approx(240)
    assert patience(desk(topics={**topics, "call": topics["order"]}, demand=demand, teams=teams), "phone") == inf


DAY = {"mon-sun": [0] * 8 + [1] * 8 + [0] * 8}
EMAIL = {"kind": "deferred", "target": {"share": "90%", "within": "4 h"}}
PHONE = {"kind": "live", "target": {"share": "80%", "within": "20 s"}}
TWO = [{"topic": "call", "channel": name, "rate": "10 / h"} for name in ("phone", "email")]


@pytest.mark.parametrize(
    ("scenario", "words"),
    [
        (desk({"patience": {}}), "what is left is chance"),
        (desk(demand=[{"topic": "call", "channel": "phone", "rate": "60 / h", "profile": DAY}]), "changes over time"),
        (desk(teams={"desk": {"agents": DAY, "skills": {"call": {}}}}), "nobody is there who serves them"),
        (desk(channels={"phone": PHONE, "email": EMAIL}, demand=TWO), "Agents are shared: desk by phone and email."),
        (desk({"retries": {"probability": "50%", "after": "10 min"}}), "come back (retries of those who were not ans"),
        (desk({"returns": {"probability": "50%", "after": "1 d"}}), "come back (returns of what was not solved)"),
        (desk(channels={"phone": {**PHONE, "open": {"mon-sun": "08:00-20:00"}}}), "While closed phone turns away what"),
        (desk(channels={"phone": {**PHONE, "lines": 7, "balks": "5%"}}), "phone blocks beyond 7 lines and loses who"),
        (desk(channels={"phone": {**PHONE, "short_abandon": "5 s"}}), "gives up on phone within 5 s is not counted"),
        (desk(channels={"phone": {**PHONE, "concurrency": 2, "slowdown": 0.5}}), "up to 2 contacts at once on phone"),
        (desk({"head_start": "1 min"}), "Some go first"),
        (desk({"talk": "4 min"}), "Handling on phone is not exponential"),
        (desk({"wrap": "1 min"}), "Handling on phone is not exponential"),
        (desk({"patience": "2 min"}), "Patience is not exponential"),
        (desk(automation={"bot": {"phone": {"takes": "1 min", "contains": {"call": "20%"}}}}), "A bot takes part"),
        (desk(automation={"self_service": {"call": {"deflects": "20%"}}}), "Self-service keeps some issues"),
        (desk(demand=[{"topic": "call", "channel": "phone", "rate": "9 / h", "day_factor": {"cv": 0.2}}]), "by chance"),
        (desk(initiatives={"tool": {"effects": {"talk": "x0.9"}}}), "Initiatives change work and skill (tool)"),
        (desk(teams={"desk": {"agents": 5, "skills": {"call": {}}, "newcomers": {
            "share": "20%", "ramp": "1 week", "talk": "x1.5"}}}), "People differ in speed"),
        (desk(teams={"desk": {"agents": 5, "skills": {"call": {}}, "escalates_to": "lead"},
                     "lead": {"agents": 1, "skills": {"call": {}}}}), "first talks (escalations)"),
        (desk(teams={"desk": {"agents": 3, "skills": {"call": {}}}, "slow": {"agents": 2, "skills": {
            "call": {"speed": 0.8}}}}), "different speeds"),
    ],
)  # fmt: skip
def test_reasons_are_those_that_apply(scenario: Scenario, words: str) -> None:
    assert words in " ".join(differences(queues(scenario)))
    assert words not in " ".join(differences(queues(desk())))


def test_a_desk_as_the_formulas_have_it() -> None:
    assert differences(queues(desk({"patience": {}}))) == ONLY_CHANCE


def test_channels_of_which_theory_knows_nothing(invoke: Callable[..., Result]) -> None:
    result = invoke("run", "desk/alone.yaml", "-n", "1", "--workers", "1", "--theory")
    assert result.exit_code == 0
    assert "Alone, email: no theory; no first contacts come here, and" in result.stdout
    scenario = desk(channels={"phone": PHONE, "email": EMAIL}, demand=TWO)
    assert [queue.channel for queue in queues(scenario)] == ["phone"]
    quick = {"kind": "deferred", "target": {"share": "90%", "within": "30 min"}}
    assert len(queues(desk(channels={"phone": PHONE, "email": quick}, demand=TWO))) == 2


def test_a_table_by_hours_and_reasons(invoke: Callable[..., Result]) -> None:
    result = invoke("run", "desk/alone.yaml", "-n", "2", "--workers", "1", "--theory")
    part = result.stdout.split("Alone, phone: simulated, and by theory\n")[1]
    hours = [line for line in part.splitlines() if line[:2].isdigit()]
    assert [line[:5] for line in hours] == [f"{hour:02d}:00" for hour in range(9, 17)]
    assert hours[0].split()[-1] == "29.1%"  # 7.5 calls an hour of 5 min, one agent, patience 3 min
    assert theory.erlang_a(7.5 / 3600, 300, 1, 180).abandonment_rate == pytest.approx(0.291, abs=5e-4)
    assert "endless" in hours[3]  # half an agent at noon
    assert "- Contacts come back (retries of those who were not answered)" in part


def test_json(invoke: Callable[..., Result]) -> None:
    path = str(BASICS / "erlang-a.yaml")
    words = ["run", path, "-n", "2", "--workers", "1", "--set", "calendar.duration=20 h"]
    plain, beside = (json.loads(invoke(*words, "--json", *more).stdout) for more in ([], ["--theory"]))
    assert plain.keys() == {"version", "seed", "level", "rows"}
    assert beside["rows"] == plain["rows"]
    assert beside["why_theory_differs"] == {"Erlang A": [
        "Customers give up, which Erlang C does not know: it says too much waiting, endless from full load on."
    ]}  # fmt: skip
    found = {(row["measure"], row["source"]): row for row in beside["theory"]}
    assert found["agents", "scenario"]["mean"] == 50
    exact = theory.erlang_a(10, 5, 50, 3, 1 / 3)
    assert found["service_level", "erlang_a"]["mean"] == pytest.approx(exact.service_level)
    assert found["abandonment_rate", "erlang_a"]["mean"] == pytest.approx(exact.abandonment_rate)
    assert found["average_speed_of_answer", "erlang_c"]["mean"] is None  # endless
    assert found["service_level", "erlang_c"]["mean"] == 0
    simulated = found["service_level", "simulated"]
    assert (simulated["channel"], simulated["hour"], simulated["replications"]) == ("phone", None, 2)
    assert simulated["low"] < simulated["mean"] < simulated["high"]


def test_csv(invoke: Callable[..., Result]) -> None:
    result = invoke("run", "desk/alone.yaml", "-n", "1", "--workers", "1", "--csv", "--theory")
    rows = list(csv.DictReader(result.stdout.splitlines()))
    assert {row["source"] for row in rows} == {"simulated", "scenario", "erlang_c", "erlang_a"}
    noon = {(row["measure"], row["source"]): row["mean"] for row in rows if row["hour"] == "12"}
    assert noon["average_speed_of_answer", "erlang_c"] == "inf"
    assert float(noon["agents", "scenario"]) == 0.5
    assert float(noon["erlangs", "scenario"]) == pytest.approx(0.625)


@pytest.mark.slow
def test_the_simulation_agrees_where_the_formulas_hold(invoke: Callable[..., Result]) -> None:
    """Erlang C for 14 agents, 20 replications of 200 h: the interval at 99.9% fails for one seed in 1000."""
    path = str(BASICS / "erlang-c.yaml")
    result = invoke("run", path, "-n", "20", "--workers", "2", "--level", "0.999", "--json", "--theory")
    found = {(row["measure"], row["source"]): row for row in json.loads(result.stdout)["theory"]}
    for measure in ("service_level", "average_speed_of_answer"):
        simulated, exact = found[measure, "simulated"], found[measure, "erlang_c"]["mean"]
        assert simulated["low"] < exact < simulated["high"]
        assert simulated["high"] - simulated["low"] < 0.3 * simulated["mean"]  # a wrong formula would be seen
