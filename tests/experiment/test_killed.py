"""A run that is killed at any moment goes on from its store, and ends with the table of an undisturbed one."""

import os
import random
import signal
import subprocess
import sys
import time
from functools import cache
from pathlib import Path

import pytest
from program import HERE, PROGRAM
from test_store import ASKED, BY

from simsupport.experiment import Experiment, replicate
from simsupport.experiment.store import Store

DESK = HERE / "desk"


def begin(*words: str) -> "subprocess.Popen[str]":
    """The program in a group of processes of its own, which can be killed together."""
    return subprocess.Popen([*PROGRAM, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                            start_new_session=True)  # fmt: skip


def stored(folder):
    return list(folder.rglob("*.parquet"))


def wait_for(number, folder, process):
    """Until so many replications are stored; the program must not be through before."""
    while len(stored(folder)) < number:
        assert process.poll() is None
        time.sleep(0.001)


@pytest.mark.slow
@pytest.mark.parametrize("workers", ["1", "2"])
def test_killed_at_random_times_it_ends_with_the_same_table(workers, tmp_path):
    words = ["compare", str(DESK), "-n", "20", "--workers", workers, "--csv"]
    undisturbed, _ = begin(*words).communicate(timeout=100)
    assert undisturbed
    chance, there = random.Random(5), 0
    for _ in range(4):
        process = begin(*words, "--store", str(tmp_path / "kept"))
        wait_for(there + chance.randint(1, 8), tmp_path, process)
        time.sleep(chance.uniform(0, 0.02))  # within a replication, or while one is written
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        before, there = there, len(stored(tmp_path))
        assert there > before
    out, error = begin(*words, "--store", str(tmp_path / "kept")).communicate(timeout=100)
    assert out == undisturbed, error
    assert len(stored(tmp_path)) == 40
    assert not list(tmp_path.rglob("*.aside"))


WRITER = """
import sys
sys.path[:0] = {folders!r}
from itertools import count
from test_killed import EXPERIMENT, Store, replicate
tables = replicate(next(EXPERIMENT.tasks([0])))
store = Store({folder!r}, EXPERIMENT)
for number, task in enumerate(EXPERIMENT.tasks(count())):
    {step}
    store.keep(task, tables)
    print(number, flush=True)
"""
HALF_WRITTEN = """
    def write_half(file):
        os.truncate(file, 4)
        os.kill(os.getpid(), signal.SIGKILL)
    os.fsync = write_half if number == 3 else os.fsync
"""
NOT_RENAMED = """
    def kill(*_):
        os.kill(os.getpid(), signal.SIGKILL)
    Path.replace = kill if number == 3 else Path.replace
"""
IMPORTS = "import os, signal; from pathlib import Path"
EXPERIMENT = Experiment(tuple(ASKED["scenarios"]), 7, "reference", ((), *map(tuple, BY)), None, 1)


@pytest.fixture
def writer(tmp_path, request):
    """Starts a program that does nothing but keep the same figures again and again; it has kept some."""
    folders = [str(request.path.parent), str(request.path.parents[1])]

    def start(step: str = "") -> "subprocess.Popen[str]":
        code = WRITER.format(folders=folders, folder=str(tmp_path), step=step and f"{IMPORTS}{step}")
        process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
        while process.stdout.readline() != "2\n":
            pass
        return process

    return start


@cache
def kept_tables():
    """What the writer keeps, again and again."""
    return replicate(next(EXPERIMENT.tasks([0])))


def check(folder: Path) -> int:
    """Each file is whole, and what was left aside is gone when the store is opened again; so many are there."""
    written = len(list(folder.rglob("*.parquet")))
    found = Store(folder, EXPERIMENT).finished(EXPERIMENT.tasks(range(written)))
    assert len(found) == written
    assert all(one.equals(other) for tables in found.values() for one, other in zip(tables, kept_tables(), strict=True))
    assert not list(folder.rglob("*.aside"))
    return written


@pytest.mark.slow
def test_killed_while_it_writes_and_does_nothing_else_each_file_is_whole_or_not_there(writer, tmp_path):
    times = random.Random(6)
    for _ in range(6):
        process = writer()
        time.sleep(times.uniform(0, 0.3))
        process.kill()
        process.communicate()
        assert check(tmp_path) >= 3


@pytest.mark.slow
@pytest.mark.parametrize("step", [HALF_WRITTEN, NOT_RENAMED])
def test_killed_between_the_steps_of_writing_the_file_is_not_there(step, writer, tmp_path):
    writer(step).communicate(timeout=60)
    assert len(list(tmp_path.rglob("*.aside"))) == 1
    assert check(tmp_path) == 3
