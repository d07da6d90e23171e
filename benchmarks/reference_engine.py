"""Speed and memory of the reference engine beside a plain SimPy program for the same system.

    python benchmarks/reference_engine.py [--hours 100] [--rounds 5]

Both simulate scenarios/basics/erlang-a.yaml in one interleaved run; the table shows contacts per second (medians)
and their ratio, the share of abandoned contacts of both, and the bytes that a further leg takes.
"""

import argparse
import tracemalloc
from pathlib import Path
from statistics import median
from time import perf_counter

import plain_simpy

import simsupport as ss

SCENARIO = Path(__file__).parent.parent / "scenarios" / "basics" / "erlang-a.yaml"


def ours(hours: int, seed: int) -> tuple[float, float]:
    """Contacts per second, sampling included, and the share that abandons."""
    scenario = ss.load(SCENARIO, changes={"calendar.duration": f"{hours} h", "calendar.warm_up": "0 h"})
    start = perf_counter()
    log = ss.simulate(scenario, ss.sample_demand(scenario, seed=seed), engine="reference")
    seconds = perf_counter() - start
    return len(log.legs) / seconds, float((log.legs["outcome"] == "abandoned").mean())


def theirs(hours: int, seed: int) -> tuple[float, float]:
    start = perf_counter()
    log = plain_simpy.simulate(plain_simpy.Erlang(), hours * 60, seed)
    seconds = perf_counter() - start
    return len(log) / seconds, sum(not answered for *_, answered in log) / len(log)


def bytes_per_leg(hours: int) -> float:
    """The growth of the traced peak from a run to one of thrice the length, per further leg."""

    def peak(length: int) -> tuple[int, int]:
        scenario = ss.load(SCENARIO, changes={"calendar.duration": f"{length} h", "calendar.warm_up": "0 h"})
        tracemalloc.start()
        legs = len(ss.simulate(scenario, ss.sample_demand(scenario), engine="reference").legs)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most, legs

    (small, few), (large, many) = peak(hours), peak(3 * hours)
    return (large - small) / (many - few)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hours", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    rounds = [(ours(options.hours, seed), theirs(options.hours, seed)) for seed in range(options.rounds)]
    ours_speed, theirs_speed = (median(row[side][0] for row in rounds) for side in (0, 1))
    ratio = median(mine[0] / plain[0] for mine, plain in rounds)
    print(f"{'':18}{'contacts/s':>12}{'abandoned':>12}")
    for name, side, speed in (("reference engine", 0, ours_speed), ("plain SimPy", 1, theirs_speed)):
        print(f"{name:18}{speed:12,.0f}{sum(row[side][1] for row in rounds) / len(rounds):12.4f}")
    print(f"ratio of speeds, median of {options.rounds}: {ratio:.2f}")
    print(f"memory for a further leg: {bytes_per_leg(options.hours // 4):.0f} bytes")


if __name__ == "__main__":
    main()
