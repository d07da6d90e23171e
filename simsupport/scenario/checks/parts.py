"""The calendar, channels, targets and routing rules, each by itself."""

from collections.abc import Iterator
from itertools import combinations
from math import lcm

from simsupport.errors import Path, Problem, listed
from simsupport.scenario.checks.names import Names
from simsupport.scenario.checks.teams import circles
from simsupport.scenario.distributions import KINDS
from simsupport.scenario.fields import ANY
from simsupport.scenario.models import Channel, Convert, RouteRule, Scenario, Target

LIVE_ONLY = {
    "lines": None, "balks": 0.0, "at_closing": "serve", "short_abandon": 0, "callback": None, "drains_after": None,
}  # fmt: skip
DEFERRED_ONLY = {"interruptible": False, "resume_time": 0}
PROMISES = ("first_response", "next_response", "resolution", "abandonment")
RESERVED_CHANNELS = {**dict.fromkeys((*KINDS, ANY), "talk, wrap and patience"), "stale": "gives_up_silently"}
MOST_PIECES = 10**9  # into which concurrencies divide an agent (R11)


def calendar(scenario: Scenario, _: Names) -> Iterator[Problem]:
    if scenario.calendar.duration == 0:
        yield Problem(("calendar", "duration"), "there is no time to simulate: the duration is zero")


def sections(scenario: Scenario, _: Names) -> Iterator[Problem]:
    for section in ("channels", "topics", "demand", "teams"):
        if not getattr(scenario, section):
            yield Problem((section,), "at least one is due")


def channels(scenario: Scenario, _: Names) -> Iterator[Problem]:
    for name, channel in scenario.channels.items():
        if name in RESERVED_CHANNELS:
            message = f"a channel can't be called '{name}': it means something else under {RESERVED_CHANNELS[name]}"
            yield Problem(("channels",), message, key=name)
        yield from _of_its_kind(channel, ("channels", name))
        if channel.callback and channel.callback.attempts > 1 and not channel.callback.again_after:
            message = "'again_after' is missing: how long it takes until a further attempt"
            yield Problem(("channels", name, "callback"), message, key="attempts")
    if lcm(*(channel.concurrency for channel in scenario.channels.values())) > MOST_PIECES:
        yield Problem(("channels",), "the concurrencies have no small common multiple: choose simpler numbers")


def _of_its_kind(channel: Channel, path: Path) -> Iterator[Problem]:
    others = DEFERRED_ONLY if channel.live else LIVE_ONLY
    why = "who is on the line is not put aside" if channel.live else "nobody waits on a deferred one"
    kind = "deferred" if channel.live else "live"
    for key, neutral in others.items():
        if getattr(channel, key) != neutral:
            yield Problem(path, f"'{key}' is for {kind} channels: {why}", key=key)


def conversions(scenario: Scenario, _: Names) -> Iterator[Problem]:
    ways = {name: list(_conversions(channel).values()) for name, channel in scenario.channels.items()}
    for circle in circles(ways):
        key = next(key for key, to in _conversions(scenario.channels[circle[0]]).items() if to == circle[1])
        message = f"the channels convert to each other in a circle: {' -> '.join(circle)}"
        yield Problem(("channels", circle[0], key, "convert"), message)


def _conversions(channel: Channel) -> dict[str, str]:
    """Where contacts of a channel with hours go on, by the key that says so."""
    ways = {"when_closed": channel.when_closed, "at_closing": channel.at_closing}
    return {key: way.convert for key, way in ways.items() if isinstance(way, Convert) and channel.open != "always"}


def targets(scenario: Scenario, _: Names) -> Iterator[Problem]:
    seen: set[str] = set()
    for place, target in enumerate(scenario.targets):
        path: Path = ("targets", place)
        if target.name in seen:
            yield Problem((*path, "name"), f"there is another target '{target.name}'")
        seen.add(target.name)
        yield from _promise(target, path)


def _promise(target: Target, path: Path) -> Iterator[Problem]:
    given = [key for key in PROMISES if getattr(target, key) is not None]
    if len(given) != 1:
        found = "it has nothing" if not given else f"it has {' and '.join(given)}"
        yield Problem(path, f"a target promises one of {listed(PROMISES)}: {found}")
    elif given == ["abandonment"]:
        if target.share is not None:
            yield Problem((*path, "share"), "abandonment is itself the share: leave this one out")
        if target.pauses:
            yield Problem((*path, "pauses"), "abandonment has no clock that could pause")
    elif target.share is None:
        yield Problem(path, "'share' is missing: the share of cases in which the promise is to be kept")


def routing(scenario: Scenario, _: Names) -> Iterator[Problem]:
    for place, rule in enumerate(scenario.routing):
        if not rule.to:
            yield Problem(("routing", place, "to"), "at least one team is due")
        teams = [entry.team for entry in rule.to]
        for entry_place, team in enumerate(teams):
            if team in teams[:entry_place]:
                yield Problem(("routing", place, "to", entry_place, "team"), f"'{team}' is on this route twice")
    for (first, one), (second, other) in combinations(enumerate(scenario.routing), 2):
        if _specificity(one) == _specificity(other) and _overlap(one, other):
            message = f"routing[{first}] says as much and holds for some of the same: one must say more"
            yield Problem(("routing", second), message)


def _specificity(rule: RouteRule) -> tuple[int, bool, bool]:
    """What makes one rule go before another (R10): labels, then channel, then topic."""
    return len(rule.labels), rule.channel is not None, rule.topic is not None


def _overlap(one: RouteRule, other: RouteRule) -> bool:
    """Whether a leg may meet both rules, which name the same kinds of things."""
    same_labels = all(other.labels.get(label, value) == value for label, value in one.labels.items())
    return (one.topic, one.channel) == (other.topic, other.channel) and same_labels
