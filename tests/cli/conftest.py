"""Running the command line: within the process, and as a shell would."""

import os
import subprocess
from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result
from program import HERE, PROGRAM

from simsupport import load, measure, sample_demand, simulate
from simsupport.cli import commands


@pytest.fixture(scope="session", autouse=True)
def _compiled() -> None:
    """The engine is compiled before, so that no test finds the notice of it on stderr."""
    scenario = load(HERE / "desk/alone.yaml")
    measure(simulate(scenario, sample_demand(scenario)))


@pytest.fixture
def invoke(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Call a command in this folder; its result has stdout, stderr and exit_code."""
    monkeypatch.chdir(HERE)
    return lambda *words: CliRunner().invoke(commands, list(words), prog_name="simsupport")


@pytest.fixture
def shell() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run the program in a process of its own, in this folder, with stdout and stderr as pipes."""

    def run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        plain = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "COLUMNS")}
        return subprocess.run(
            [*PROGRAM, *words], cwd=HERE, env=plain | environment, capture_output=True, encoding="utf-8", timeout=120
        )

    return run
