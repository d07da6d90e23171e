"""The same figures from a cluster: a real scheduler, real workers, and what happens when they die."""

import os
import re
import signal
import sys
import threading
import time

import pandas as pd
import pytest
from test_executors import LONG, Deadly
from test_experiment import BUSY, EASY, desk

from simsupport.errors import SimsupportError
from simsupport.experiment import Task, WorkersLostError, run
from simsupport.experiment.cluster import on_cluster


@pytest.mark.slow
def test_a_cluster_gives_the_figures_of_this_process_to_the_bit(start):
    asked = {"scenarios": [BUSY, EASY], "replications": 3, "seed": 7, "by": ["channel"]}
    here = run(**asked, workers=1)
    cluster = start(1)
    for workers in (1, 2):
        while len(cluster.workers) < workers:
            cluster.add_worker()
        there = run(**asked, cluster=cluster.address)
        for by, table in here.tables.items():
            pd.testing.assert_frame_equal(table, there.tables[by], check_exact=True)


@pytest.mark.slow
def test_what_a_lost_worker_worked_on_is_done_by_another(start):
    cluster = start(2)

    def kill(done: int, total: int) -> None:
        if done == 1:
            cluster.workers[0].kill()

    with pytest.warns(UserWarning, match=r"worker tcp://127.0.0.1:\d+ of the cluster died; what it worked on is done"):
        there = run(LONG, 6, names=["offered"], cluster=cluster.address, progress=kill)
    pd.testing.assert_frame_equal(there.figures, run(LONG, 6, names=["offered"], workers=1).figures, check_exact=True)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:worker tcp")
def test_work_that_ends_worker_after_worker_is_given_up(start):
    cluster = start(4)
    task = Task(Deadly(), 1, 0, "reference", ((),), None, 1)
    with pytest.raises(WorkersLostError, match="a replication has ended worker after worker of the cluster"):
        list(on_cluster(cluster.address, [task]))


@pytest.mark.slow
def test_a_lost_scheduler_ends_the_run_soon(start):
    cluster = start(1)

    def kill(done: int, total: int) -> None:
        if done:
            cluster.scheduler.kill()

    with pytest.raises(WorkersLostError, match=r"the cluster has lost a replication \("):
        run(LONG, 6, cluster=cluster.address, progress=kill)


@pytest.mark.slow
def test_an_interrupt_ends_soon_and_frees_the_cluster(start):
    address = start(1).address
    long = desk(calendar={"duration": "20 weeks"})
    began = threading.Timer(2, os.kill, (os.getpid(), signal.SIGINT))
    began.start()
    start_time = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        run(long, 10, cluster=address)
    assert time.monotonic() - start_time < 4


@pytest.mark.slow
def test_a_scheduler_without_workers_is_refused(start, monkeypatch):
    monkeypatch.setattr("simsupport.experiment.cluster.PATIENCE", 1.0)
    address = start(0).address
    with pytest.raises(SimsupportError, match=f"cluster: the scheduler at '{re.escape(address)}' has no workers"):
        run(BUSY, 1, cluster=address)


@pytest.mark.slow
def test_a_cluster_of_another_version_is_refused(start, monkeypatch):
    monkeypatch.setattr("simsupport.experiment.cluster.__version__", "0.0.9")
    with pytest.raises(SimsupportError, match=r"cluster: worker tcp://\S+ has simsupport 0.1.0, here is 0.0.9"):
        run(BUSY, 1, cluster=start(1).address)


def test_an_address_where_nobody_answers_is_refused(monkeypatch):
    monkeypatch.setattr("simsupport.experiment.cluster.PATIENCE", 1.0)
    with pytest.raises(SimsupportError, match=r"cluster: no Dask scheduler answers at 'tcp://127.0.0.1:1', as in"):
        run(BUSY, 1, cluster="tcp://127.0.0.1:1")


def test_workers_of_this_machine_do_not_go_with_a_cluster():
    with pytest.raises(SimsupportError, match="workers are those of this machine, and a cluster has its own"):
        run(BUSY, 1, cluster="tcp://127.0.0.1:1", workers=2)


@pytest.mark.parametrize("refused", [{"cluster": "tcp://127.0.0.1:1"}, {"precision": {"fcr": 0.1}, "at_most": 1}])
def test_what_is_refused_leaves_no_store(refused, tmp_path, monkeypatch):
    monkeypatch.setattr("simsupport.experiment.cluster.PATIENCE", 1.0)
    with pytest.raises(SimsupportError):
        run(BUSY, store=tmp_path / "new" / "store", **refused)
    assert list(tmp_path.iterdir()) == []


def test_a_store_that_is_complete_needs_no_cluster(tmp_path):
    kept = run(BUSY, 1, store=tmp_path, workers=1)
    there = run(BUSY, 1, store=tmp_path, cluster="tcp://127.0.0.1:1")
    pd.testing.assert_frame_equal(kept.figures, there.figures, check_exact=True)


def test_without_distributed_a_cluster_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(SimsupportError, match=r"pip install 'simsupport\[cluster\]'"):
        run(BUSY, 1, cluster="tcp://127.0.0.1:1")
