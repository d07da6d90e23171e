"""Experiments: the same figures however they are computed, their summary, and what goes wrong."""

import pickle
import signal
import subprocess
import sys
import time
from math import nan

import pandas as pd
import pytest

from simsupport.demand import sample_demand
from simsupport.engines import simulate
from simsupport.errors import SimsupportError
from simsupport.experiment import ReplicationError, Results, run
from simsupport.measures import UnknownNameError, measure
from simsupport.scenario.models import Scenario

DESK = {
    "name": "desk",
    "calendar": {"duration": "4 h"},
    "channels": {"phone": {"kind": "live", "target": {"share": "80%", "within": "20 s"}}, "mail": {"kind": "deferred"}},
    "topics": {"call": {"talk": {"exponential": "5 min"}, "patience": {"phone": {"exponential": "2 min"}}}},
    "demand": [
        {"topic": "call", "channel": "phone", "rate": "20 / h", "labels": {"tier": {"vip": "50%", "other": "50%"}}},
        {"topic": "call", "channel": "mail", "rate": "5 / h"},
    ],
    "teams": {"desk": {"agents": 2, "skills": {"call": {}}}},
}


def desk(**changes) -> Scenario:
    return Scenario.model_validate({**DESK, **changes})


BUSY = desk()
EASY = desk(name="one more", teams={"desk": {"agents": 3, "skills": {"call": {}}}})


@pytest.fixture(scope="module")
def results():
    return run([BUSY, EASY], replications=3, seed=7, by=["channel"], workers=1)


def test_any_number_of_workers_gives_the_same_figures(results):
    other = run([BUSY, EASY], replications=3, seed=7, by=["channel"], workers=2)
    for by, table in results.tables.items():
        pd.testing.assert_frame_equal(table, other.tables[by], check_exact=True)


def test_figures_are_those_of_the_replications(results):
    log = simulate(EASY, sample_demand(EASY, 7, 2))
    expected = measure(log, by=["channel"])
    table = results.table("channel")
    found = table[(table["scenario"] == "one more") & (table["replication"] == 2)]
    found = found.drop(columns=["scenario", "replication", "sample"]).reset_index(drop=True)
    pd.testing.assert_frame_equal(found, expected)


def test_figures_are_tidy(results):
    figures = results.figures
    assert figures.columns.tolist() == [
        "scenario", "replication", "channel", "measure", "value", "numerator", "denominator",
    ]  # fmt: skip
    offered = figures[(figures["measure"] == "offered") & (figures["scenario"] == "desk")]
    by_channel = offered[offered["channel"].notna()].groupby("replication")["value"].sum()
    assert by_channel.tolist() == offered[offered["channel"].isna()]["value"].tolist()


def test_several_breakdowns():
    several = run(
        BUSY, replications=1, by=[["channel"], ["hour", "weekend"], ["label.tier"]], workers=1, progress=False
    )
    assert list(several.tables) == [(), ("channel",), ("hour", "weekend"), ("label.tier",)]
    figures = several.figures
    assert figures["hour"].dtype == "Int64"
    assert figures["weekend"].dtype == "boolean"
    assert figures[figures["hour"] == 3]["measure"].nunique() > 50
    assert set(several.table(["weekend", "hour"]).columns) >= {"hour", "weekend"}
    with pytest.raises(SimsupportError, match="there are no figures by team, only: over all; channel; hour, weekend"):
        several.summary(by=["team"])


def by_hand(*rows) -> Results:
    """Results of `desk` and `one more` with these figures: scenario, replication, measure, numerator, denominator."""
    table = pd.DataFrame(rows, columns=["scenario", "replication", "measure", "numerator", "denominator"])
    table["value"] = table["numerator"] / table["denominator"]
    return Results((BUSY, EASY), 2, 1, "reference", {(): table})


def test_summary_is_the_ratio_of_sums():
    rows = by_hand(
        ("desk", 0, "service_level", 1, 2), ("desk", 0, "offered", 4, 1),
        ("desk", 1, "service_level", 3, 4), ("desk", 1, "offered", 6, 1),
        ("one more", 0, "service_level", 1, 1), ("one more", 1, "service_level", 0, 0),
    ).summary()  # fmt: skip
    assert rows.columns.tolist() == ["scenario", "measure", "unit", "mean", "low", "high", "replications"]
    assert rows[["scenario", "measure", "unit", "replications"]].to_numpy().tolist() == [
        ["desk", "service_level", "1", 2], ["desk", "offered", "contacts", 2], ["one more", "service_level", "1", 1],
    ]  # fmt: skip
    assert rows["mean"].tolist() == pytest.approx([2 / 3, 5, 1])
    t = 12.706204736432095  # t(1) at 95%; residuals ∓1/3 over a mean denominator of 3; ∓1 over 1
    assert rows["high"].tolist() == pytest.approx([2 / 3 + t / 9, 5 + t, nan], nan_ok=True)
    assert rows["low"].tolist() == pytest.approx([2 / 3 - t / 9, 5 - t, nan], nan_ok=True)


def test_summary_by_a_dimension(results):
    rows = results.summary(by="channel", level=0.9)
    assert rows.columns.tolist() == ["scenario", "channel", "measure", "unit", "mean", "low", "high", "replications"]
    wider = results.summary(by=["channel"], level=0.99)
    assert (wider["low"].dropna() <= rows["low"].dropna()).all()
    assert (rows[rows["measure"] == "offered"]["replications"] == 3).all()


def test_results_and_logs_are_shown_in_a_line(results):
    assert repr(results) == "<Results of desk, one more; replications: 3, seed: 7, by channel>"
    assert repr(run(BUSY, 1, workers=1)) == "<Results of desk; replications: 1, seed: 1>"
    log = simulate(BUSY, sample_demand(BUSY, 7))
    assert repr(log) == f"<Log of desk; legs: {len(log.legs)}, seed: 7, replication: 0, engine: fast>"


@pytest.mark.parametrize(("given", "what"), [({"seed": 0.5}, "seed"), ({"replication": 0.5}, "replication")])
def test_demand_is_drawn_by_whole_numbers(given, what):
    with pytest.raises(SimsupportError, match=f"^{what}: 0.5 is not a whole number$"):
        sample_demand(BUSY, **given)


def test_chosen_measures():
    few = run(BUSY, replications=1, names=["occupancy", "offered"], workers=1)
    assert few.figures["measure"].tolist() == ["offered", "occupancy"]


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ({"by": ["chanel"]}, UnknownNameError, "'chanel' is not a dimension; did you mean 'channel'?"),
        ({"by": ["label.teir"]}, UnknownNameError, "did you mean 'label.tier'?"),
        ({"by": ["channel", ["hour"]]}, SimsupportError, "give dimensions, or lists of dimensions, not both"),
        ({"names": ["acupancy"]}, UnknownNameError, "'acupancy' is not a measure; did you mean 'occupancy'?"),
        ({"engine": "referense"}, SimsupportError, "'referense' is not an engine; did you mean 'reference'?"),
        (
            {"scenarios": ["desk.yaml"]},
            SimsupportError,
            r"'desk.yaml' is not a scenario: load it first, as in run\(load\('desk.yaml'\)\)",
        ),
        ({"scenarios": "desk.yaml"}, SimsupportError, "'desk.yaml' is not a scenario"),
        ({"seed": 1.5}, SimsupportError, "seed: 1.5 is not a whole number"),
        ({"replications": 2.5}, SimsupportError, "replications: 2.5 is not a whole number"),
        ({"replications": 0}, SimsupportError, "replications: 0 is not a number from 1"),
        ({"workers": 0}, SimsupportError, "workers: 0 is not a number from 1"),
        ({"scenarios": [BUSY, BUSY]}, SimsupportError, "two scenarios are called 'desk'"),
        ({"scenarios": []}, SimsupportError, "there is no scenario"),
    ],
)
def test_what_cannot_be_run_is_refused_at_once(given, error, message):
    with pytest.raises(error, match=message.replace("?", r"\?")):
        run(**{"scenarios": BUSY, "replications": 1, **given})


@pytest.mark.parametrize("workers", [1, 2])
def test_a_failure_names_scenario_replication_and_seed(workers):
    """What can't be simulated: a bare name in the place of a calendar."""
    broken = EASY.model_copy(update={"calendar": "never"})
    with pytest.raises(ReplicationError, match=r"one more: replication \d with seed 3 failed: AttributeError"):
        run([BUSY, broken], replications=2, seed=3, workers=workers)


def test_a_failure_can_be_sent_between_processes():
    error = pickle.loads(pickle.dumps(ReplicationError("desk", 4, 3, "ValueError: no")))
    assert (error.scenario, error.replication, error.seed) == ("desk", 4, 3)
    assert str(error) == "desk: replication 4 with seed 3 failed: ValueError: no"


def test_progress_is_reported():
    told = []
    run(BUSY, replications=3, workers=1, progress=lambda done, total: told.append((done, total)))
    assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]


def test_a_bar_only_on_a_terminal_and_only_on_stderr(capsys, monkeypatch):
    run(BUSY, replications=1, workers=1)
    assert capsys.readouterr() == ("", "")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    run(BUSY, replications=1, workers=1, progress=False)
    assert capsys.readouterr() == ("", "")
    run(BUSY, replications=1, workers=1)
    shown = capsys.readouterr()
    assert shown.out == ""


INTERRUPTED = """
import sys
sys.path.insert(0, {folder!r})
from test_experiment import DESK, Scenario, run
long = Scenario.model_validate({{**DESK, "calendar": {{"duration": "20 weeks"}}}})
if __name__ == "__main__":
    print("begins", flush=True)
    run(long, replications=100, workers=2, progress=False)
"""


@pytest.mark.slow
def test_an_interrupt_ends_promptly(tmp_path, request):
    script = tmp_path / "long.py"
    script.write_text(INTERRUPTED.format(folder=str(request.path.parent)))
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.readline()
        time.sleep(6)
        began = time.monotonic()
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
    assert process.returncode != 0
    assert time.monotonic() - began < 10
