"""What initiatives change while the engine runs (R22)."""

from collections.abc import Iterator, Sequence

from simsupport.engines.fast.lowering.categories import Category
from simsupport.engines.fast.lowering.rows import Stretches
from simsupport.engines.fast.tables import CHANGE, RANGE, Effect, Table, table
from simsupport.scenario.models import Scenario
from simsupport.scenario.timeline.in_force import changes

OF_TEAMS = (Effect.TALK, Effect.WRAP, Effect.UNSOLVED, Effect.SPREAD, Effect.NEWCOMERS, Effect.AUTHORITY)

Range = tuple[int, int]


def effects(scenario: Scenario, categories: Sequence[Category]) -> dict[str, Table]:
    """For each effect, category and team the changes by initiatives, in the order of their names."""
    found = Stretches()
    ranges = list(_ranges(scenario, categories, found)) if scenario.initiatives else []
    return {"effects": table(RANGE, ranges), "changes": table(CHANGE, found.rows)}


def _ranges(scenario: Scenario, categories: Sequence[Category], found: Stretches) -> Iterator[Range]:
    """What is a team's has no range without one, and the other way about."""
    teams, nothing = sorted(scenario.teams), found.add(())
    for effect in Effect:
        for category in categories:
            if effect in OF_TEAMS:
                yield from (found.add(_changes(scenario, effect, category, name)) for name in teams)
                yield nothing
            else:
                yield from [nothing] * len(teams)
                yield found.add(_changes(scenario, effect, category, None))


def _changes(
    scenario: Scenario, effect: Effect, category: Category, team: str | None
) -> Iterator[tuple[int, int, int, float]]:
    what, topic, channel = effect.name.lower(), category.topic_name, category.channel_name
    for change in changes(scenario, what, topic, channel, team, category.labels):
        yield change.phasing.start, change.phasing.end, change.phasing.ramp, change.full
