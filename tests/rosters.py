"""Rosters for tests: desks of teams with almost no demand, and readable times. The start is Monday 2026-01-05."""

from typing import Any

from simsupport.roster import Person, Roster, roster
from simsupport.scenario import from_mapping
from simsupport.scenario.models import Scenario
from simsupport.units import DAY, HOUR, MINUTE

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def desk(teams: dict[str, Any], initiatives: dict[str, Any] | None = None, **calendar: Any) -> Scenario:
    return from_mapping({
        "calendar": {"duration": "1 weeks", **calendar},
        "channels": {"phone": {"kind": "live"}},
        "topics": {"call": {"talk": "5 min"}},
        "demand": [{"topic": "call", "channel": "phone", "rate": "1 / h"}],
        "teams": {name: {"skills": {"call": {}}, **team} for name, team in teams.items()},
        "initiatives": initiatives or {},
    })  # fmt: skip


def of(teams: dict[str, Any], seed: int = 1, replication: int = 0, **more: Any) -> Roster:
    return roster(desk(teams, **more), seed, replication)


def shift(hours: str, days: str = "mon-sun", agents: int = 1, **more: Any) -> dict[str, Any]:
    return {"shifts": {"s": {"days": days, "hours": hours, "agents": agents, **more.pop("shift", {})}}, **more}


def clock(ticks: int) -> str:
    """Ticks as a day of the first week (or its number) and a physical time after its 24 h began."""
    day, rest = divmod(ticks, DAY)
    name = DAYS[day] if 0 <= day < 7 else f"d{day}"
    return f"{name} {rest // HOUR:02d}:{rest % HOUR // MINUTE:02d}"


def times(things: Any) -> list[str]:
    """Presences or breaks as readable times."""
    return [f"{clock(thing.start)} - {clock(thing.end)}" for thing in things]


def pauses(person: Person) -> list[str]:
    """All pauses of a person, with their kinds."""
    return [
        f"{pause.kind} {at}"
        for each in person.presences
        for pause, at in zip(each.breaks, times(each.breaks), strict=True)
    ]


def steps(found: Roster) -> list[tuple[str, int]]:
    """The steps of the only head count."""
    (heads,) = found.head_counts
    return [(clock(tick), count) for tick, count in heads.steps]
