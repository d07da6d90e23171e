"""Growth: time per contact along three axes, the largest beside the smallest."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from scipy.optimize import brentq

from benchmarks import ours
from benchmarks.desks import PHONE, ErlangA, calendar, topic
from benchmarks.options import Options
from benchmarks.results import Result, Section, at_most
from benchmarks.rounds import in_turns, ratios
from simsupport.scenario.models import Scenario
from simsupport.scenario.reading.loading import from_mapping

OCCUPANCY = 0.9
TEAM = 10  # agents
GOAL = at_most(2)


def row(options: Options) -> Section:
    return Section([result for axis in (_agents, _contacts, _teams) for result in axis(options)])


def _agents(options: Options) -> list[Result]:
    contacts = options.of_size(1_000, 200_000, 1_000_000)
    sizes = [10, 100] if options.size == "tiny" else [10, 100, 1_000, 10_000]
    desks = {size: busy_desk(size) for size in sizes}
    return _along(
        options,
        f"agents, at an occupancy of {OCCUPANCY:.0%}, {contacts:,} contacts",
        {size: ours.scenario_of(desk, contacts / desk.rate) for size, desk in desks.items()},
    )


def _contacts(options: Options) -> list[Result]:
    most = options.of_size(4, 6, 7)
    sizes = [10**power for power in range(most - 2 if options.size != "full" else 4, most + 1)]
    desk = ErlangA()
    return _along(options, "contacts, Erlang A", {size: ours.scenario_of(desk, size / desk.rate) for size in sizes})


def _teams(options: Options) -> list[Result]:
    contacts = options.of_size(1_000, 200_000, 1_000_000)
    sizes = [2, 4] if options.size == "tiny" else [2, 20, 200]
    return _along(
        options,
        f"teams of {TEAM}, each helps the next, {contacts:,} contacts",
        {size: ring(size, contacts) for size in sizes},
    )


def _along(options: Options, axis: str, scenarios: Mapping[int, Scenario]) -> list[Result]:
    """Both the simulation alone and the whole replication: fixed costs of measuring would hide a growing kernel."""

    def runner(scenario: Scenario) -> Callable[[int], ours.Stages]:
        return lambda seed: ours.replication(scenario, options.engine, seed)

    programs = {str(size): runner(scenario) for size, scenario in scenarios.items()}
    programs[str(min(scenarios))](options.rounds)  # loads the compiled kernel
    found = {size: [one.found for one in times] for size, times in in_turns(programs, options.rounds).items()}
    return [
        _result(f"{min(scenarios):,} to {max(scenarios):,} {axis}, {words}", found, stage)
        for stage, words in (("simulating", "simulation alone"), ("whole", "with sampling and measuring"))
    ]


def _result(work: str, found: Mapping[str, list[ours.Stages]], stage: str) -> Result:
    times = {size: [getattr(run, stage) / run.legs for run in runs] for size, runs in found.items()}
    sizes = list(times)
    along = {size: ratios(times[size], times[sizes[0]]) for size in sizes}
    note = ", ".join(f"{int(size):,}: {along[size].median:.2f}" for size in sizes)
    return Result(work, "time per contact, largest / smallest", along[sizes[-1]], GOAL, note)


@cache
def busy_desk(agents: int) -> ErlangA:
    """An Erlang A of so many agents with as many contacts as keep them busy for OCCUPANCY of the time."""
    usual = agents / ErlangA.talk
    rate = brentq(
        lambda rate: ErlangA(rate=rate, agents=agents).exact()["occupancy"] - OCCUPANCY, 0.5 * usual, 2 * usual
    )
    return ErlangA(rate=round(rate, 6), agents=agents)


def ring(teams: int, contacts: int) -> Scenario:
    """So many topics with a team each, which helps the team before it when somebody has waited for half a minute."""
    desk = busy_desk(TEAM)
    names = [f"{place:03}" for place in range(teams)]
    skills: dict[str, Any] = {name: {name: {}, names[place - 1]: {}} for place, name in enumerate(names)}
    return from_mapping(
        {
            "name": f"a ring of {teams} teams",
            "calendar": calendar(contacts / desk.rate / teams, 0.0),
            "channels": {"phone": PHONE},
            "topics": {name: topic(desk.talk, desk.patience) for name in names},
            "demand": [{"topic": name, "channel": "phone", "rate": f"{desk.rate} / min"} for name in names],
            "teams": {name: {"agents": TEAM, "skills": skills[name]} for name in names},
            "routing": [
                {"topic": name, "to": [{"team": name}, {"team": names[(place + 1) % teams], "after": "30 s"}]}
                for place, name in enumerate(names)
            ],
        },
        force=True,
    )
