"""Initiatives of which nothing comes, and effects that find nothing to act on: warnings, each with the reason (R22)."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from simsupport import units
from simsupport.errors import Problem
from simsupport.scenario.checks.initiatives import effects
from simsupport.scenario.checks.whole import touches, work_of
from simsupport.scenario.models import Initiative, Scenario, Spread, Team
from simsupport.scenario.timeline import presence
from simsupport.scenario.timeline.in_force import Phasing, phasing

OF_PEOPLE = ("absent",)  # whatever comes in


def warnings(scenario: Scenario) -> Iterator[Problem]:
    """What of the initiatives has no effect."""
    for name, initiative in scenario.initiatives.items():
        yield from _in_time(scenario, name, initiative)
        yield from _effects(scenario, name, initiative)
        yield from _hours_away(scenario, name, initiative)


def _in_time(scenario: Scenario, name: str, initiative: Initiative) -> Iterator[Problem]:
    when, clock, horizon = phasing(scenario, initiative), scenario.wall_clock, scenario.calendar.horizon
    if when.start >= horizon:
        text = f"it starts after the end of the horizon, {clock.local(horizon):%Y-%m-%d %H:%M}"
        yield Problem(("initiatives", name, "starts"), text)
    if when.end <= 0:
        text = f"it ends before the horizon begins, {clock.local(0):%Y-%m-%d %H:%M}"
        yield Problem(("initiatives", name, "ends"), text)


def _effects(scenario: Scenario, name: str, initiative: Initiative) -> Iterator[Problem]:
    given, found = effects(initiative), _Found(scenario, initiative)
    if not given and not initiative.away and not initiative.cost:
        yield Problem(("initiatives",), "it changes nothing and costs nothing", key=name)
    if not found.work and set(given) - set(OF_PEOPLE):
        yield Problem(("initiatives", name, "for"), "no contacts have these topics, channels and labels")
        return
    for effect, (there, lack) in found.needs.items():
        if effect in given and not there:
            yield Problem(("initiatives", name, "effects"), f"'{effect}' changes nothing: {lack}", key=effect)


@dataclass(frozen=True)
class _Found:
    """What an initiative finds to act on."""

    scenario: Scenario
    initiative: Initiative

    @cached_property
    def first(self) -> set[tuple[str, str]]:
        """Topics and channels of the demand that it concerns."""
        scope = self.initiative.for_
        return {(line.topic, line.channel) for line in self.scenario.lines if touches(scope, line, line.channel)}

    @cached_property
    def work(self) -> set[tuple[str, str]]:
        """Topics and channels of the contacts and the follow-up work that it concerns."""
        return {
            (line.topic, channel)
            for line in self.scenario.lines
            for channel in work_of(self.scenario, line)
            if touches(self.initiative.for_, line, channel)
        }

    @cached_property
    def teams(self) -> list[Team]:
        return [self.scenario.teams[name] for name in self.initiative.for_.teams or self.scenario.teams]

    @cached_property
    def needs(self) -> dict[str, tuple[bool, str]]:
        """For each effect that needs something to act on whether that is there, and how to say that it is not."""
        bot, triage = self.scenario.automation.bot, self.scenario.automation.triage
        contained = any(channel in bot and topic in bot[channel].contains for topic, channel in self.work)
        self_service = self.scenario.automation.self_service
        return {
            "demand": (bool(self.first), "no demand begins there"),
            "mix": (bool(self.first), "no demand begins there"),
            "wrap": (any(self._wrap(*pair) for pair in self.work), "there is no wrap"),
            "unsolved": (self._unsolved, "all is solved"),
            "uncontained": (contained, "no bot contains anything of it"),
            "engages": (any(channel in bot for _, channel in self.work), "there is no bot"),
            "undeflected": (any(topic in self_service for topic, _ in self.first), "there is no self-service"),
            "misrouted": (triage is not None and triage.accuracy < 1, "nothing is sorted wrongly"),
            "absent": (any(team.absence for team in self.teams), "nobody is ever absent"),
            "spread": (any(team.spread != Spread() for team in self.teams), "there is no spread"),
            "newcomers": (any(team.newcomers for team in self.teams), "there are no newcomers"),
            "authority": (self._authority, "no limit of authority is in the way"),
        }

    def _wrap(self, topic: str, channel: str) -> bool:
        return self.scenario.topics[topic].on_channel("wrap", channel) is not None

    @property
    def _unsolved(self) -> bool:
        topics = {topic for topic, _ in self.work}
        stated = (team.skills[topic].resolves for team in self.teams for topic in topics & team.skills.keys())
        return any(resolves < 1 for resolves in stated) or any(self.scenario.topics[topic].hard for topic in topics)

    @property
    def _authority(self) -> bool:
        limited = any(team.authority is not None for team in self.teams)
        return limited and any(self.scenario.topics[topic].authority for topic, _ in self.work)


def _hours_away(scenario: Scenario, name: str, initiative: Initiative) -> Iterator[Problem]:
    """More hours than people can be away: an hour of each presence, or one of a head count."""
    away, when = initiative.away, phasing(scenario, initiative)
    if away is None or when.start >= scenario.calendar.horizon or when.end <= 0:
        return
    possible = _longest_away(scenario, away.team, when) / units.HOUR
    if away.hours > possible:
        text = f"{away.hours:,g} hours are more than the {possible:,.1f} that '{away.team}' can be away meanwhile"
        yield Problem(("initiatives", name, "away", "hours"), text)


def _longest_away(scenario: Scenario, name: str, holds: Phasing) -> int:
    """For how long people of a team can be away while an initiative holds, nobody being absent."""
    team, end = scenario.teams[name], min(holds.end, scenario.calendar.horizon)
    if team.agents is not None:
        steps = (*presence.head_count(scenario, name), (scenario.calendar.horizon, 0))
        spans = ((start, stop) for (start, count), (stop, _) in pairwise(steps) if count)
        return sum(max(min(stop, end) - max(start, holds.start), 0) for start, stop in spans)
    return sum(
        min(units.HOUR, each.end - each.start)
        for member in presence.members(scenario, name)
        if not presence.stands_by(team, member.group)
        for each in member.presences
        if max(holds.start, 0) <= each.start < end
    )
