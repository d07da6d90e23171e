"""Two threads (with the reference engine: processes) beside one: replications in a given time."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import simsupport as ss
from benchmarks import ours
from benchmarks.desks import ErlangA
from benchmarks.options import Options
from benchmarks.results import Result, Section, at_least
from benchmarks.rounds import in_turns, ratios
from simsupport.tables import planner

REPLICATIONS = 8
GOAL = at_least(1.7)


def row(options: Options) -> Section:
    contacts = options.of_size(500, 200_000, 1_000_000)
    desk = ErlangA()
    scenario = ours.scenario_of(desk, contacts / desk.rate)
    demands = [ss.sample_demand(scenario, 1, replication) for replication in range(REPLICATIONS)]

    def simulations(workers: int) -> None:
        with ThreadPoolExecutor(workers) as threads:
            list(threads.map(lambda demand: len(ss.simulate(scenario, demand, engine=options.engine).legs), demands))

    def replications(workers: int) -> None:
        by, names = planner.breakdowns([scenario]), planner.MEASURES
        ss.run(scenario, REPLICATIONS, by=by, engine=options.engine, workers=workers, progress=False, names=names)

    ours.replication(scenario, options.engine, options.rounds)  # loads the compiled kernel
    work = f"{REPLICATIONS} replications of Erlang A, {contacts:,} contacts each"
    results = []
    for what, words in ((simulations, "simulation alone"), (replications, "`run`")):
        times = in_turns({"one": _by(what, 1), "two": _by(what, 2)}, options.rounds)
        found = ratios([one.seconds for one in times["one"]], [two.seconds for two in times["two"]])
        results.append(Result(f"two threads, {work}, {words}", "time of one thread / of two", found, GOAL))
    return Section(results)


def _by(work: Callable[[int], None], workers: int) -> Callable[[int], None]:
    return lambda _: work(workers)
