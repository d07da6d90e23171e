"""Initiatives: they act on what they are limited to, and they begin before they end (R22)."""

from collections.abc import Iterator

from simsupport import units
from simsupport.errors import Problem
from simsupport.scenario.checks.names import Names
from simsupport.scenario.models import Effects, Initiative, Scenario
from simsupport.scenario.timeline.in_force import NEUTRAL, phasing

BEFORE_A_TEAM = ("demand", "mix", "undeflected", "engages", "uncontained", "misrouted", "head_start")
LIMITS = ("topics", "channels", "labels")  # on what comes in


def scopes(scenario: Scenario, _: Names) -> Iterator[Problem]:
    """An effect that acts before a team is known is not limited to teams, one on days of work to nothing else."""
    for name, initiative in scenario.initiatives.items():
        scope, given = initiative.for_, effects(initiative)
        for effect in BEFORE_A_TEAM if scope.teams else ():
            if effect in given:
                text = f"'{effect}' acts before a team is known: limit it to topics, channels or labels"
                yield Problem(("initiatives", name, "effects"), text, key=effect)
        if "absent" in given and any(getattr(scope, limit) for limit in LIMITS):
            text = "'absent' acts on people, whatever comes in: limit it to teams"
            yield Problem(("initiatives", name, "effects"), text, key="absent")


def mixes(scenario: Scenario, _: Names) -> Iterator[Problem]:
    for name, initiative in scenario.initiatives.items():
        total = sum(initiative.effects.mix.values())
        if total > 1 + 1e-9:
            text = f"the shares add up to {units.format_share(round(total, 9))}, more than 100%"
            yield Problem(("initiatives", name, "effects", "mix"), text)


def times(scenario: Scenario, _: Names) -> Iterator[Problem]:
    for name, initiative in scenario.initiatives.items():
        when = phasing(scenario, initiative)
        if initiative.ends is not None and when.end <= when.start:
            start = scenario.wall_clock.local(when.start)
            yield Problem(("initiatives", name, "ends"), f"it does not end after its start, {start:%Y-%m-%d %H:%M}")


def effects(initiative: Initiative) -> list[str]:
    """The effects that an initiative has; a neutral one is none."""
    given = initiative.effects
    return [name for name in Effects.model_fields if getattr(given, name) not in (NEUTRAL.get(name, 1.0), {})]
