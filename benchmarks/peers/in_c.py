"""The programs in C: compiled once, run as processes of their own."""

import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

from benchmarks.desks import Desk, arguments
from benchmarks.figures import Figures

COMPILER = "gcc"
FLAGS = ("-O3", "-march=native")


def missing() -> str:
    """Why there are no programs in C; empty if there are."""
    return "" if shutil.which(COMPILER) else f"no {COMPILER} on this machine"


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="benchmarks-")


@cache
def program(name: str) -> Path:
    """The compiled program of a source beside this file, such as `erlang_a`."""
    binary = Path(_folder().name) / name
    source = Path(__file__).with_name(f"{name}.c")
    subprocess.run([COMPILER, *FLAGS, "-o", str(binary), str(source), "-lm"], check=True)
    return binary


def figures(desk: Desk, minutes: float, warm_up: float, seed: int) -> Figures:
    command = [str(program(desk.module)), str(minutes), str(warm_up), str(seed), *arguments(desk)]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return Figures(*map(float, printed.split()))


def version() -> str:
    """The compiler's own name and version."""
    printed = subprocess.run([COMPILER, "--version"], check=True, capture_output=True, text=True).stdout
    return printed.splitlines()[0]
