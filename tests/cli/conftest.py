"""Running the command line: within the process, and as a shell would."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from simsupport.cli import commands

HERE = Path(__file__).parent
PROGRAM = [sys.executable, "-c", "from simsupport.cli import main; main()"]


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
