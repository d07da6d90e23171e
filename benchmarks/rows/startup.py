"""How long the shell waits for `simsupport --help`, beside `python -c "import click"`."""

import subprocess
import sys

from benchmarks.options import Options
from benchmarks.results import Result, Section, at_most
from benchmarks.rounds import in_turns, ratios

HELP = [sys.executable, "-c", "from simsupport.cli import main; main()", "--help"]  # what the console script does
CLICK = [sys.executable, "-c", "import click"]


def row(options: Options) -> Section:
    commands = {"help": lambda _: _wait_for(HELP), "click": lambda _: _wait_for(CLICK)}
    in_turns(commands, 1)  # to warm up
    times = in_turns(commands, options.of_size(1, 3, 3) * options.rounds)
    found = ratios(*([one.seconds for one in times[name]] for name in commands))
    return Section([Result("`simsupport --help`", "its time / that of `import click`", found, at_most(1.5))])


def _wait_for(command: list[str]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
