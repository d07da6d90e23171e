"""What the commands print, to the letter: files of tests/cli/expected, for the two scenarios of tests/cli/desk.

Where a change of the model changes figures, or a change of the tables their form, look at the difference first; then
write the files anew with `python tests/cli/test_texts.py`.
"""

import shlex
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

HERE = Path(__file__).parent
EXPECTED = HERE / "expected"
CALLS = {
    "run": "run desk/alone.yaml -n 3 --workers 1",
    "run-once": "run desk/alone.yaml -n 1 --workers 1 --set teams.desk.cost.hour=31 --seed 2",
    "run-by-hour": "run desk/alone.yaml -n 3 --workers 1 --by hour --level 0.8",
    "run-by-channel-and-tier": "run desk/together.yaml -n 3 --workers 1 --by channel --by label.tier",
    "compare": "compare desk -n 3 --workers 1",
    "compare-by-tier": "compare desk -n 3 --workers 1 --by label.tier",
    "compare-best": "compare desk --best service_level --indifference 0.05 -n 4 --workers 1",
    "sweep": "sweep desk/alone.yaml --vary teams.desk.shifts.day.agents=1..3 -n 3 --workers 1",
    "sweep-assumptions": "sweep desk/alone.yaml --assumptions 50% --only 'topics.*' -n 3 --workers 1",
    "sweep-decision": "sweep desk --assumptions 50% --together 'topics.*' --measure cost -n 3 --workers 1",
    "show": "show desk/alone.yaml",
    "show-everything": "show ../scenario/everything.yaml",
    "show-load": "show desk/alone.yaml --load",
    "check": "check desk",
    "trace": "trace desk/alone.yaml --first 6",
    "trace-one": "trace desk/alone.yaml --follow 30 --seed 3",
}


@pytest.mark.parametrize("name", CALLS)
def test_text_is_the_expected_one(name: str, invoke: Callable[..., Result]) -> None:
    result = invoke(*shlex.split(CALLS[name]))
    assert result.exit_code == 0, result.output
    assert result.stdout == (EXPECTED / f"{name}.txt").read_text(encoding="utf-8")
    assert max(map(len, result.stdout.splitlines())) <= 120


def write() -> None:
    """Write all expected texts anew."""
    import os

    from simsupport.cli import commands

    os.chdir(HERE)
    for name, call in CALLS.items():
        result = CliRunner().invoke(commands, shlex.split(call), prog_name="simsupport")
        assert result.exit_code == 0, result.output
        (EXPECTED / f"{name}.txt").write_text(result.stdout, encoding="utf-8")


if __name__ == "__main__":
    write()
