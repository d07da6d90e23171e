"""Memory: the peak of fresh processes at two sizes, so that what Python itself takes cancels out."""

import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import simsupport as ss
from benchmarks import ours
from benchmarks.desks import ErlangA
from benchmarks.options import Options
from benchmarks.results import Goal, Result, Section, at_most
from simsupport.tables import planner

STATUS = Path("/proc/self/status")  # its VmHWM is this process's own peak; getrusage would count the parent's, too
ROOT = Path(__file__).parent.parent.parent
REPLICATIONS = 12


class Peak(NamedTuple):
    """The most bytes that a process held, and the legs that it simulated in each replication."""

    bytes: int
    legs: int


def row(options: Options) -> Section:
    bytes_goal = at_most(250, "bytes a leg")
    if not STATUS.exists():
        return Section([Result("memory", "", None, bytes_goal, f"no {STATUS} on this machine")])
    few = options.of_size(2_000, 500_000, 500_000)
    many = 4 * few
    found = {
        (stage, contacts): _in_a_fresh_process(options.engine, stage, contacts)
        for stage in ("log", "figures", "run")
        for contacts in (few, many)
    }
    work = f"memory, Erlang A, {few:,} to {many:,} contacts"
    per_leg = {stage: _slope(found[stage, few], found[stage, many]) for stage in ("log", "figures", "run")}
    figure = "further bytes at the peak for each further leg"
    logs = Goal("≤", 3, "× one replication's")
    results = [
        Result(f"{work}, sampling and log", figure, per_leg["log"], bytes_goal),
        Result(f"{work}, with figures", figure, per_leg["figures"], None, unit="bytes a leg"),
        Result(f"{work}, a run of {REPLICATIONS} for figures", figure, per_leg["run"] / per_leg["figures"], logs),
    ]
    return Section(results)


def _slope(small: Peak, large: Peak) -> float:
    return (large.bytes - small.bytes) / (large.legs - small.legs)


def _in_a_fresh_process(engine: str, stage: str, contacts: int) -> Peak:
    code = f"from benchmarks.rows.memory import show; show({engine!r}, {stage!r}, {contacts})"
    printed = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return Peak(*map(int, printed.split()))


def show(engine: str, stage: str, contacts: int) -> None:
    """Prints the peak of this process after a replication (or a run of several), and its legs."""
    desk = ErlangA()
    scenario = ours.scenario_of(desk, contacts / desk.rate)
    if stage == "log":
        legs = len(ss.simulate(scenario, ss.sample_demand(scenario), engine=engine).legs)
    elif stage == "figures":
        legs = ours.replication(scenario, engine, 1).legs
    else:
        breakdowns = planner.breakdowns([scenario])
        ss.run(scenario, REPLICATIONS, by=breakdowns, engine=engine, workers=1, progress=False, names=planner.MEASURES)
        legs = len(ss.sample_demand(scenario))
    peak = next(line for line in STATUS.read_text().splitlines() if line.startswith("VmHWM:"))
    print(1024 * int(peak.split()[1]), legs)
