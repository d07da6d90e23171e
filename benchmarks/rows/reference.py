"""The reference engine beside a plain SimPy program for the same desk: what the whole model costs."""

import tracemalloc

import simsupport as ss
from benchmarks import ours
from benchmarks.desks import ErlangA
from benchmarks.options import Options
from benchmarks.peers import erlang_a_simpy
from benchmarks.results import Result, Section
from benchmarks.rounds import in_turns, ratios


def row(options: Options) -> Section:
    desk, contacts = ErlangA(), options.of_size(500, 20_000, 60_000)
    minutes = contacts / desk.rate
    scenario = ours.scenario_of(desk, minutes)
    times = in_turns(
        {
            "reference": lambda seed: len(
                ss.simulate(scenario, ss.sample_demand(scenario, seed), engine="reference").legs
            ),
            "SimPy": lambda seed: len(erlang_a_simpy.simulate(desk, minutes, seed)),
        },
        options.rounds,
    )
    slow, plain = ([one.seconds / one.found for one in times[name]] for name in ("reference", "SimPy"))
    work = f"reference engine, Erlang A, {contacts:,} contacts"
    results = [
        Result(f"{work}, sampling included", "its time / plain SimPy's", ratios(slow, plain), None),
        Result(
            f"{work}, memory", "further traced bytes for each further leg", bytes_per_leg(contacts), None, unit="bytes"
        ),
    ]
    return Section(results)


def bytes_per_leg(contacts: int) -> float:
    """The growth of the traced peak from a run to one of thrice the length, per further leg."""

    def peak(contacts: int) -> tuple[int, int]:
        scenario = ours.scenario_of(ErlangA(), contacts / ErlangA.rate)
        tracemalloc.start()
        legs = len(ss.simulate(scenario, ss.sample_demand(scenario), engine="reference").legs)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most, legs

    (small, few), (large, many) = peak(contacts // 4), peak(3 * contacts // 4)
    return (large - small) / (many - few)
