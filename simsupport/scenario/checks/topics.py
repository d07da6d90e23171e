"""Topics: talk, where their customers go on, and the turns that a contact may take on which channel (R16, R17)."""

from collections.abc import Iterator

from simsupport import units
from simsupport.errors import Problem
from simsupport.scenario.checks.names import Names
from simsupport.scenario.models import Channel, Scenario


def topics(scenario: Scenario, _: Names) -> Iterator[Problem]:
    for name, topic in scenario.topics.items():
        if not topic.talk:
            yield Problem(("topics", name), "a talk is due, for all channels or for each", key="talk")
        for key in ("retries", "returns"):
            again = getattr(topic, key)
            if again and sum(again.switch.values()) > 1 + 1e-9:
                total = units.format_share(round(sum(again.switch.values()), 9))
                yield Problem(("topics", name, key, "switch"), f"the shares add up to {total}, more than 100%")


def turns(scenario: Scenario, _: Names) -> Iterator[Problem]:
    """Who is on the line is asked at once; work that waits is deferred."""
    for name, topic in scenario.topics.items():
        for key in ("asks", "on_hold"):
            for channel in getattr(topic, key):
                if _is(scenario, channel, live=True):
                    message = f"'{key}' is for deferred channels: the customer of a live one is still there"
                    yield Problem(("topics", name, key), message, key=channel)
        for channel, work in topic.follow_up.items():
            if _is(scenario, channel, live=False):
                message = f"'{channel}' is not live: follow-up work is what a live talk leaves"
                yield Problem(("topics", name, "follow_up"), message, key=channel)
            if _is(scenario, work.channel, live=True):
                message = f"'{work.channel}' is live: follow-up work waits on a deferred channel"
                yield Problem(("topics", name, "follow_up", channel, "channel"), message)


def _is(scenario: Scenario, name: str, live: bool) -> bool:
    """Whether there is such a channel, and it is of this kind."""
    channel: Channel | None = scenario.channels.get(name)
    return channel is not None and channel.live == live
