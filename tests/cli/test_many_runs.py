"""Stores, precision and interruptions on the command line, in real processes."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from program import HERE, PROGRAM

RUN = ("run", "desk/alone.yaml", "--workers", "1")


def interrupted(words: list[str], store: Path, least: int) -> "tuple[subprocess.Popen[str], str, float]":
    """The program, interrupted when so many replications are kept; what it says on stderr, how long that took."""
    process = subprocess.Popen([*PROGRAM, *words], cwd=HERE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    until = time.monotonic() + 100
    while len(list(store.rglob("*.parquet"))) < least and time.monotonic() < until:
        time.sleep(0.05)
    start = time.monotonic()
    process.send_signal(signal.SIGINT)
    out, error = process.communicate(timeout=30)
    assert out == ""
    return process, error, time.monotonic() - start


@pytest.mark.slow
@pytest.mark.parametrize("workers", ["1", "2"])
def test_an_interruption_says_what_is_kept_and_the_same_command_goes_on(
    workers: str, tmp_path: Path, invoke: Callable[..., Result]
) -> None:
    store = tmp_path / "kept"
    words = ["run", "desk/alone.yaml", "-n", "40", "--workers", workers, "--csv", "--store", str(store)]
    process, error, seconds = interrupted(words, store, 3)
    assert process.returncode == 130
    assert seconds < 2
    kept = len(list(store.rglob("*.parquet")))
    assert 3 <= kept < 40
    said = f"interrupted: {kept} of 40 replications are kept in '{store}'; the same command goes on from there"
    assert error.splitlines()[-1] == said
    resumed = invoke(*words)
    assert (resumed.exit_code, resumed.stderr) == (0, "")
    assert resumed.stdout == invoke(*words[:-2]).stdout


LONG_IN_MACHINE_CODE = """
import time, simsupport.engines as engines
from simsupport.cli import main
def simulate(*_, **__):
    print("begins", flush=True)
    time.sleep(60)
engines.simulate = simulate
main()
"""


@pytest.mark.parametrize("workers", [pytest.param("1", marks=pytest.mark.slow), "2"])
def test_an_interruption_does_not_wait_for_threads(workers: str) -> None:
    """A thread that is in machine code for long hears nothing; the program ends without it."""
    words = ["run", "desk/alone.yaml", "--engine", "fast", "--workers", workers]
    process = subprocess.Popen([sys.executable, "-c", LONG_IN_MACHINE_CODE, *words], cwd=HERE, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, text=True)  # fmt: skip
    assert process.stdout
    assert process.stdout.readline().startswith("begins")
    start = time.monotonic()
    process.send_signal(signal.SIGINT)
    _, error = process.communicate(timeout=30)
    assert time.monotonic() - start < 2
    assert process.returncode == 130
    assert error.startswith("interrupted: 0 of 10 replications were done and are lost; nothing was written (--store")


def test_a_store_of_another_experiment_is_refused(tmp_path: Path, invoke: Callable[..., Result]) -> None:
    words = (*RUN, "-n", "2", "--store", str(tmp_path))
    assert invoke(*words).exit_code == 0
    for more, message in (
        (["--seed", "2"], "seed 1, not 2"),
        (["--by", "hour"], "breakdowns over all, channel, target, not over all, hour, channel, target"),
        (["--set", "teams.desk.shifts.day.agents=2"], "scenario 'Alone' was another then"),
        (["--json"], "of measures it lacks "),
        (["--precision", "backlog=100"], "of measures it lacks backlog"),
    ):
        result = invoke(*words, *more)
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr.startswith(f"Error: the store '{tmp_path}' holds another experiment: ")
        assert message in result.stderr


def test_run_and_compare_share_a_store(tmp_path: Path, invoke: Callable[..., Result]) -> None:
    words = ("desk", "-n", "2", "--workers", "1", "--store", str(tmp_path))
    assert invoke("run", *words).exit_code == 0
    assert invoke("compare", *words).exit_code == 0


def test_a_store_that_fills_up_says_what_is_kept(
    tmp_path: Path, invoke: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    words = (*RUN, "--store", str(tmp_path))
    assert invoke(*words, "-n", "2").exit_code == 0

    def no_space(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", no_space)
    result = invoke(*words, "-n", "3")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.splitlines() == [
        f"Error: the store '{tmp_path}' can't be written: No space left on device",
        f"2 of 3 replications are kept in '{tmp_path}'; the same command goes on from there",
    ]


def test_precision_adds_replications(invoke: Callable[..., Result]) -> None:
    result = invoke(*RUN, "--precision", "service_level=0.02", "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    row = next(row for row in json.loads(result.stdout)["rows"] if row["measure"] == "service_level")
    assert row["replications"] > 20
    assert row["high"] - row["low"] <= 0.04


def test_a_precision_that_is_not_reached_is_told(invoke: Callable[..., Result]) -> None:
    result = invoke(*RUN, "-n", "3", "--precision", "service_level=0.001", "--at-most", "4")
    assert result.exit_code == 0
    assert result.stderr.startswith("warning: service_level of Alone is known to ± 0.")
    assert result.stderr.endswith(", not to ± 0.001, after 4 replications (at_most)\n")
    assert "4 replications of each scenario" in result.stdout


def test_a_measure_that_the_tables_do_not_show_can_be_precise(invoke: Callable[..., Result]) -> None:
    result = invoke(*RUN, "-n", "3", "--precision", "backlog=100")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "3 replications of each scenario" in result.stdout
