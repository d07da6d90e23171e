"""What customers have in common, and what follows from it for who may take them (R9, R10)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from simsupport.engines.fast.lowering.ground import Ground
from simsupport.engines.fast.lowering.issues import Kind
from simsupport.scenario.fields import ByLabel
from simsupport.scenario.models import Channel, RouteRule, Team, Topic

UNRANKED = 1_000_001  # after every rank


@dataclass(frozen=True)
class Category:
    """Customers of one topic on one channel, with the same labels."""

    topic_name: str
    topic: Topic
    channel_name: str
    channel: Channel
    labels: Mapping[str, str]

    @property
    def rank(self) -> int:
        """The least of what topic and channel give (R9)."""
        return min((*_given(self.topic.rank, self.labels), *_given(self.channel.rank, self.labels)), default=UNRANKED)

    @property
    def head_start(self) -> int:
        """All together that topic and channel give (R9)."""
        return sum((*_given(self.topic.head_start, self.labels), *_given(self.channel.head_start, self.labels)))

    def suits(self, team: Team) -> bool:
        """Whether the team has the skill, the channel and the labels (R10)."""
        return (
            self.topic_name in team.skills
            and (not team.channels or self.channel_name in team.channels)
            and all(self.labels[label] in team.labels[label] for label in self.labels.keys() & team.labels.keys())
        )

    def falls_under(self, rule: RouteRule) -> bool:
        return (
            rule.topic in (None, self.topic_name)
            and rule.channel in (None, self.channel_name)
            and rule.labels.items() <= self.labels.items()
        )

    def preference(self, team: Team) -> tuple[int, int]:
        """The channels that a team prefers, then live before deferred; the topics that it prefers, then the others."""
        channels, topics, deferred = team.prefers_channels, team.prefers, not self.channel.live
        return (
            channels.index(self.channel_name) if self.channel_name in channels else len(channels) + deferred,
            topics.index(self.topic_name) if self.topic_name in topics else len(topics),
        )


def _given(value: int | ByLabel | None, labels: Mapping[str, str]) -> list[int]:
    """A number for everyone, or the numbers of those labels that match."""
    if isinstance(value, int):
        return [value]
    return [numbers[labels[label]] for label, numbers in (value or {}).items() if labels.get(label) in numbers]


def further_kinds(ground: Ground, kinds: Sequence[Kind]) -> Iterator[Kind]:
    """Those that triage may take a kind for: with the same labels, but of another topic (R8)."""
    if ground.scenario.automation.triage is not None:
        known = set(kinds)
        sets = sorted({labels for _, labels in kinds}, key=lambda labels: [(one is not None, one) for one in labels])
        yield from ((topic, labels) for labels in sets for topic in ground.topics if (topic, labels) not in known)


def categories(ground: Ground, kinds: Sequence[Kind]) -> list[Category]:
    """Of each kind on each channel."""
    scenario = ground.scenario
    found: list[Category] = []
    for topic, given in kinds:
        labels = {label: value for label, value in zip(ground.labels, given, strict=True) if value is not None}
        found += (
            Category(topic, scenario.topics[topic], name, scenario.channels[name], labels) for name in ground.channels
        )
    return found
