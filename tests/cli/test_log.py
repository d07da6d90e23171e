"""`--log DIR`: the tables of each replication's log as Parquet, whoever simulates, whenever it ends."""

import json
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from click.testing import Result
from program import HERE, PROGRAM

from simsupport import load, sample_demand, simulate, whole_files
from simsupport.experiment.logs import slugs

RUN = ("run", "desk", "-n", "2", "--workers", "1")
FILES = ["000000-agents.parquet", "000000-legs.parquet", "000001-agents.parquet", "000001-legs.parquet"]


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_the_files_hold_the_tables_of_the_log(tmp_path: Path, invoke: Callable[..., Result]) -> None:
    result = invoke(*RUN, "--log", str(tmp_path / "logs"), "--seed", "3")
    assert (result.exit_code, result.stderr) == (0, "")
    assert list(files(tmp_path / "logs")) == [f"{name}/{file}" for name in ("alone", "together") for file in FILES]
    scenario = load(HERE / "desk/together.yaml")
    log = simulate(scenario, sample_demand(scenario, 3, 1))
    for name, table in (("legs", log.legs), ("agents", log.agents)):
        path = tmp_path / f"logs/together/000001-{name}.parquet"
        pd.testing.assert_frame_equal(pd.read_parquet(path), table)
        origin = json.loads(pq.read_schema(path).metadata[b"simsupport"])
        assert origin["scenario"] == "Together"
        assert (origin["seed"], origin["replication"], origin["engine"]) == (3, 1, "fast")
        assert (origin["start"], origin["time_zone"]) == ("2026-03-02", "UTC")


@pytest.mark.parametrize("engine", ["fast", pytest.param("reference", marks=pytest.mark.slow)])
def test_threads_and_processes_write_the_same(engine: str, tmp_path: Path, invoke: Callable[..., Result]) -> None:
    for workers in "12":
        words = (*RUN[:-1], workers, "--engine", engine, "--log", str(tmp_path / workers))
        assert invoke(*words).exit_code == 0
    one, two = files(tmp_path / "1"), files(tmp_path / "2")
    assert len(one) == 8
    assert one == two


def test_figures_are_those_without_a_log(tmp_path: Path, invoke: Callable[..., Result]) -> None:
    assert invoke(*RUN, "--log", str(tmp_path / "logs"), "--csv").stdout == invoke(*RUN, "--csv").stdout


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--log", "desk"], "log: there are files in 'desk' already; name a new folder, or empty it"),
        (["--log", "desk/alone.yaml"], "log: 'desk/alone.yaml' can't be written: Not a directory"),
        (["--log", "desk/alone.yaml/x"], "log: 'desk/alone.yaml/x' can't be written: Not a directory"),
        (["--log", "{new}", "--store", "{store}"], "log: what a store holds is not simulated again, and has no log"),
        (["--log", "{new}", "--best", "fcr", "--indifference", "0.1"], "--log does not go with --best"),
    ],
)
def test_what_is_refused(words: list[str], message: str, tmp_path: Path, invoke: Callable[..., Result]) -> None:
    given = [word.format(new=tmp_path / "new", store=tmp_path / "store") for word in words]
    result = invoke("compare", "desk", "-n", "2", "--workers", "1", *given)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_cluster_writes_no_logs(tmp_path: Path, invoke: Callable[..., Result]) -> None:
    result = invoke("run", "desk", "--log", str(tmp_path / "new"), "--cluster", "tcp://127.0.0.1:1")
    assert result.exit_code == 2
    assert "log: the workers of a cluster would write logs on their own machines" in result.stderr


def test_a_log_that_cannot_be_written_fails_the_run(
    tmp_path: Path, invoke: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(whole_files, "write", fail)
    result = invoke(*RUN, "--log", str(tmp_path / "logs"))
    assert (result.exit_code, result.stdout) == (1, "")
    assert "replication 0 with seed 1 failed: OSError: [Errno 28] No space left on device" in result.stderr


@pytest.mark.slow
def test_an_interruption_leaves_whole_files_only(tmp_path: Path) -> None:
    words = ("run", "desk/alone.yaml", "-n", "100000", "--workers", "2", "--log", str(tmp_path / "logs"))
    process = subprocess.Popen([*PROGRAM, *words], cwd=HERE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    due = time.monotonic() + 90
    while len(list(tmp_path.rglob("*-legs.parquet"))) < 5 and time.monotonic() < due:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (130, "")
    assert "replications were done; their figures are lost, their logs are in" in err
    left = list((tmp_path / "logs/alone").iterdir())
    whole = [path for path in left if path.suffix == ".parquet"]
    assert len(whole) >= 5
    assert {path.suffix for path in left} <= {".parquet", ".aside"}  # a thread may be left while it writes aside
    for path in whole:
        assert len(pd.read_parquet(path)) > 0


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["No weekend"], ["no-weekend"]),
        (["a/b", "a b", "A  B"], ["a-b", "a-b-2", "a-b-3"]),
        (["../../etc/passwd", "C:\\x", "."], ["etc-passwd", "c-x", "scenario"]),
        (["🙂", "שלום", ""], ["scenario", "scenario-2", "scenario-3"]),
        (["Büro Süd, 2 Köpfe", "½ Zeit"], ["buro-sud-2-kopfe", "12-zeit"]),
        (["x" * 200, "x" * 201], ["x" * 60, "x" * 60 + "-2"]),
        (["con", "Aux 1", "a-2", "a", "a!", "a?"], ["con-desk", "aux-1", "a-2", "a", "a-3", "a-4"]),
    ],
)
def test_names_become_safe_and_stay_apart(names: list[str], expected: list[str]) -> None:
    assert list(slugs(names).values()) == expected
