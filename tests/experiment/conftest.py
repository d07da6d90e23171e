"""A Dask cluster on the loopback interface: a real scheduler and two worker processes."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

import simsupport

FOLDERS = [str(Path(simsupport.__file__).parents[1]), str(Path(__file__).parent), str(Path(__file__).parents[1])]


def program(*words: str) -> "subprocess.Popen[str]":
    """A part of the cluster, which can import simsupport and these tests."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(FOLDERS)}
    return subprocess.Popen(
        [sys.executable, "-m", *words, "--no-dashboard"], env=environment, stderr=subprocess.PIPE, text=True
    )


def said_by(process: "subprocess.Popen[str]", word: str) -> str:
    """The first line with a word that the process logs."""
    assert process.stderr
    return next(line for line in process.stderr if word in line)


@dataclass
class Cluster:
    """Processes, and the address of the scheduler among them."""

    address: str
    scheduler: "subprocess.Popen[str]"
    workers: "list[subprocess.Popen[str]]" = field(default_factory=list)

    def add_worker(self) -> None:
        words = ("distributed.cli.dask_worker", self.address, "--nthreads", "1", "--no-nanny", "--host", "127.0.0.1")
        worker = program(*words)
        self.workers.append(worker)
        said_by(worker, "Registered to")


@pytest.fixture
def start() -> Iterator[Callable[[int], Cluster]]:
    """Starts a cluster of so many workers; it ends with the test."""
    started: list[Cluster] = []

    def begin(workers: int) -> Cluster:
        scheduler = program("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0")
        cluster = Cluster(said_by(scheduler, "Scheduler at:").split()[-1], scheduler)
        started.append(cluster)
        for _ in range(workers):
            cluster.add_worker()
        return cluster

    yield begin
    for cluster in started:
        for process in (*cluster.workers, cluster.scheduler):
            process.kill()
            process.communicate()
