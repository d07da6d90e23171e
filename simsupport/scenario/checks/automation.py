"""Self-service and bots: what they settle wrongly comes back somehow (R7)."""

from collections.abc import Iterator

from simsupport.errors import Path, Problem
from simsupport.scenario.checks.names import Names
from simsupport.scenario.checks.whole import channels_of
from simsupport.scenario.models import Scenario


def wrongly(scenario: Scenario, _: Names) -> Iterator[Problem]:
    """What was deflected or contained wrongly is a repeat, which the topic's returns describe."""
    for topic, portal in scenario.automation.self_service.items():
        if portal.wrongly > 0 and any(line.topic == topic for line in scenario.lines):
            yield from _returns(scenario, topic, ("automation", "self_service", topic))
    for channel, bot in scenario.automation.bot.items():
        coming = {line.topic for line in scenario.lines if channel in channels_of(scenario, line)}
        for topic in bot.contains:
            if bot.wrongly > 0 and topic in coming:
                yield from _returns(scenario, topic, ("automation", "bot", channel))


def _returns(scenario: Scenario, topic: str, path: Path) -> Iterator[Problem]:
    if scenario.topics[topic].returns is None:
        message = f"what is settled wrongly comes back, and '{topic}' does not say when: give the topic 'returns'"
        yield Problem((*path, "wrongly"), message)
