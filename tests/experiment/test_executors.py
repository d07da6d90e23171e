"""Threads and processes: equal figures in equal order, few logs at once, and workers that die."""

import gc
import os
import signal
import threading
import time
import weakref
from functools import partial

import pandas as pd
import pytest
from joblib.externals.loky import reusable_executor
from test_experiment import BUSY, EASY, desk

import simsupport.engines
from simsupport.engines import ENGINES
from simsupport.experiment import Experiment, Task, WorkersLostError, run
from simsupport.experiment.executors import executor, in_processes, in_threads, in_turn, threads_left
from simsupport.experiment.running import Work
from simsupport.experiment.store import Nowhere

LONG = desk(calendar={"duration": "4 d"})


class Deadly:
    """A scenario that ends whoever looks at it, like one for which there is not enough memory."""

    name = "deadly"

    def __getattr__(self, name: str) -> object:
        if not name.startswith("__"):
            os._exit(3)
        raise AttributeError(name)


def experiment(*scenarios) -> Experiment:
    return Experiment(scenarios, 7, "reference", ((), ("channel",)), None, 1)


def results(execute, number: int, asked: Experiment, report=lambda done, total: None):
    return Work(asked, execute, Nowhere(), report).results(number)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("workers", [1, 2])
def test_figures_are_equal_to_the_bit_whoever_does_it(engine, workers):
    expected = results(in_turn, 3, experiment(BUSY, EASY))
    found = run([BUSY, EASY], 3, seed=7, by=["channel"], engine=engine, workers=workers, window=1)
    for by, table in expected.tables.items():
        pd.testing.assert_frame_equal(table, found.tables[by], check_exact=True)


def test_threads_stand_around_an_engine_that_lets_go_and_processes_around_the_other():
    assert executor("fast", 1, None).func is in_threads
    assert executor("fast", 2, None).func is in_threads
    assert executor("reference", 2, None).func is in_processes
    assert executor("reference", 1, None) is in_turn


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_threads_give_figures_in_order_whatever_finishes_first(workers, monkeypatch):
    from simsupport.experiment import replicate

    finished, another = [], threading.Event()

    def the_first_waits_for_another(task: Task):
        tables = replicate(task)
        if task.key == first and workers > 1:
            assert another.wait(60)
        finished.append(task.key)
        another.set()
        return tables

    asked = experiment(BUSY, EASY)
    expected = results(in_turn, 3, asked)
    first = (BUSY.name, 0)
    monkeypatch.setattr("simsupport.experiment.workers.replicate", the_first_waits_for_another)
    found = results(partial(in_threads, workers), 3, asked)
    assert len(finished) == 6
    assert (finished[0] == first) == (workers == 1)
    for by, table in expected.tables.items():
        pd.testing.assert_frame_equal(table, found.tables[by], check_exact=True)


@pytest.mark.parametrize("workers", [1, 2])
def test_there_are_no_more_logs_at_once_than_workers(workers, monkeypatch):
    simulate, made, most = simsupport.engines.simulate, [], []

    def counted(*given, **more):
        log = simulate(*given, **more)
        made.append(weakref.ref(log))
        most.append(sum(each() is not None for each in made))
        return log

    monkeypatch.setattr("simsupport.engines.simulate", counted)
    gc.disable()  # a log goes as soon as it is measured, not when rubbish is collected
    try:
        results(partial(in_threads, workers), 12, experiment(BUSY))
    finally:
        gc.enable()
    assert len(most) == 12
    assert max(most) <= workers


def test_an_interrupt_does_not_wait_for_threads(monkeypatch):
    """As long as machine code runs, nothing reaches a thread; it is left alone."""
    end = threading.Event()
    monkeypatch.setattr("simsupport.experiment.workers.replicate", lambda task: end.wait(30))
    threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT)).start()
    start = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        results(partial(in_threads, 2), 10, experiment(BUSY))
    assert time.monotonic() - start < 2
    assert threads_left()
    end.set()


@pytest.mark.slow
def test_what_a_dead_process_worked_on_is_done_again():
    def kill(done: int, total: int) -> None:
        if done == 2:
            os.kill(next(iter(reusable_executor._executor._processes)), signal.SIGKILL)

    with pytest.warns(UserWarning, match=r"a worker process died \(.*SIGKILL.*\); what it worked on is done again"):
        found = results(partial(in_processes, 2), 8, experiment(LONG), kill)
    expected = results(in_turn, 8, experiment(LONG))
    for by, table in expected.tables.items():
        pd.testing.assert_frame_equal(table, found.tables[by], check_exact=True)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:a worker process died")
def test_work_that_ends_process_after_process_is_given_up():
    tasks = [Task(scenario, 1, 0, "reference", ((),), None, 1) for scenario in (BUSY, Deadly(), EASY)]
    done = {}
    with pytest.raises(WorkersLostError, match=r"a worker process died \(EXIT\(3\)\), 3 times in a row"):
        done.update(in_processes(2, tasks))
