"""simsupport beside its peers: seconds per contact in one interleaved run, after all have agreed."""

from collections.abc import Callable, Mapping

from benchmarks import ours, programs
from benchmarks.agreement import agreement
from benchmarks.desks import Desk, ErlangA, TwoSkills
from benchmarks.figures import Figures
from benchmarks.options import Options
from benchmarks.programs import OURS
from benchmarks.results import Goal, Result, Section, at_least, at_most
from benchmarks.rounds import in_turns, ratios

WARM_UP = 60.0  # minutes
DEFAULT_FIGURES = "simsupport, with the figures that `run` shows by default"


class DisagreementError(Exception):
    """Programs that say different things of the same desk are not worth timing."""


def erlang_a(options: Options) -> Section:
    return _row(options, ErlangA(), {"SimPy": at_least(100), "Ciw": at_least(200), "C": at_most(2)})


def two_skills(options: Options) -> Section:
    return _row(options, TwoSkills(), {"SimPy": at_least(80), "C": at_most(2.5)})


def _row(options: Options, desk: Desk, goals: Mapping[str, Goal]) -> Section:
    agreed = _agreed(options, desk)
    contacts = _contacts(options)
    known = {DEFAULT_FIGURES, *programs.programs(desk, options.engine)}
    there = {name: number for name, number in contacts.items() if name in known}
    times = in_turns({name: _runner(options, desk, name, number) for name, number in there.items()}, options.rounds)
    each = {name: [1e6 * one.seconds / there[name] for one in found] for name, found in times.items()}
    stages = [one.found for one in times[OURS] if isinstance(one.found, ours.Stages)]
    results = [_result(desk, name, goal, each, contacts) for name, goal in goals.items()]
    work, more = f"{desk.title}, {contacts[OURS]:,} contacts", ratios(each[DEFAULT_FIGURES], each[OURS])
    results.append(Result(work, "its time with the figures of `run` / with these six", more, None))
    return Section(results, (agreed, ours.per_leg(desk.title, stages)))


def _contacts(options: Options) -> dict[str, int]:
    """How many contacts each program is given: slow ones fewer."""
    fast = options.of_size(1_000, 1_000_000, 1_000_000)
    return {
        OURS: fast,
        "SimPy": options.of_size(1_000, 50_000, 1_000_000),
        "Ciw": options.of_size(1_000, 20_000, 200_000),
        "C": fast,
        DEFAULT_FIGURES: fast,
    }


def _agreed(options: Options, desk: Desk) -> str:
    """The figures on which all programs agree; raises DisagreementError if they don't."""
    runs, minutes = options.of_size(5, 20, 20), options.of_size(200, 600, 2000)
    found = agreement(desk, programs.programs(desk, options.engine), runs, minutes, WARM_UP)
    if not found.holds:
        raise DisagreementError(found.markdown())
    return found.markdown()


def _runner(options: Options, desk: Desk, name: str, contacts: int) -> Callable[[int], ours.Stages | Figures]:
    """What to time: so many contacts on average, from sampling to figures."""
    minutes = contacts / desk.contacts_per_minute
    if name in (OURS, DEFAULT_FIGURES):
        scenario, names = ours.scenario_of(desk, minutes), ours.SIX if name == OURS else ()
        ours.replication(scenario, options.engine, options.rounds)  # loads the compiled kernel
        return lambda seed: ours.replication(scenario, options.engine, seed, names)
    program = programs.programs(desk, options.engine)[name]
    return lambda seed: program(minutes, 0.0, seed)


def _result(desk: Desk, name: str, goal: Goal, each: Mapping[str, list[float]], contacts: Mapping[str, int]) -> Result:
    work = f"{desk.title}, {contacts[OURS]:,} contacts"
    if name not in each:
        return Result(work, name, None, goal, programs.missing(name))
    slower = goal.bound == "≥"
    found = ratios(each[name], each[OURS]) if slower else ratios(each[OURS], each[name])
    figure = f"time of {name} / simsupport's" if slower else f"time of simsupport / {name}'s"
    fewer = "" if contacts[name] == contacts[OURS] else f", per contact ({name}: {contacts[name]:,})"
    return Result(work, figure + fewer, found, goal)
