"""The weekend desk with all rules in use: the fast engine beside the reference engine, on the same demand."""

from pathlib import Path

import simsupport as ss
from benchmarks import ours
from benchmarks.options import Options
from benchmarks.results import Result, Section, at_least
from benchmarks.rounds import in_turns, ratios
from simsupport.scenario.models import Scenario

FILE = Path(__file__).parent.parent / "weekend.yaml"
GOAL = at_least(50)


def scenario(days: int) -> Scenario:
    """So many days of the desk, after a week to warm up."""
    return ss.load(FILE, changes={"calendar.duration": f"{days} d"})


def row(options: Options) -> Section:
    days = options.of_size(2, 28, 28)
    desk = scenario(days)
    ours.replication(desk, options.engine, options.rounds)  # loads the compiled kernel
    times = in_turns(
        {
            "reference": lambda seed: ours.replication(desk, "reference", seed),
            "chosen": lambda seed: ours.replication(desk, options.engine, seed),
        },
        options.rounds,
    )
    slow, quick = ([one.found for one in times[name]] for name in ("reference", "chosen"))
    work, legs = f"weekend desk, all rules, {days} days", f"{quick[0].legs:,} legs"
    results = [
        _result(f"{work}, simulation alone", legs, slow, quick, "simulating"),
        _result(f"{work}, with sampling and measuring", legs, slow, quick, "whole"),
    ]
    return Section(results, (ours.per_leg(work, quick),))


def _result(work: str, legs: str, slow: list[ours.Stages], quick: list[ours.Stages], stage: str) -> Result:
    found = ratios([getattr(one, stage) for one in slow], [getattr(one, stage) for one in quick])
    return Result(work, f"time of the reference engine / of the one measured ({legs})", found, GOAL)
