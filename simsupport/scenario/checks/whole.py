"""What the parts make together: whether all demand can be handled, and by whom."""

from collections.abc import Iterator, Mapping
from itertools import product

from simsupport.errors import Problem, dotted
from simsupport.scenario.checks.names import Names
from simsupport.scenario.models import Channel, Convert, Line, RouteRule, Scenario, Scope, Team, Topic
from simsupport.scenario.timeline.in_force import concerns
from simsupport.scenario.timeline.rates import most_expected

MOST_CONTACTS = 100_000_000
MOST_COMBINATIONS = 10_000  # of label values that are looked at


def talks(scenario: Scenario, _: Names) -> Iterator[Problem]:
    """A topic has a talk on each channel to which its contacts may come."""
    told: set[tuple[str, str]] = set()
    for path, line in scenario.located_lines:
        for channel, way in work_of(scenario, line).items():
            if scenario.topics[line.topic].on_channel("talk", channel) is None and (line.topic, channel) not in told:
                told.add((line.topic, channel))
                how = f"to which {way} leads from '{line.channel}'" if way else f"which {dotted(path)} needs"
                yield Problem(("topics", line.topic, "talk"), f"there is no talk on '{channel}', {how}")


def channels_of(scenario: Scenario, line: Line) -> dict[str, str]:
    """The channels to which contacts of a line may come, each with the way there; nothing for its own."""
    found = {line.channel: ""}
    for channel, way in _mixes(scenario, line):
        found.setdefault(channel, way)
    pending = list(found)
    topic = scenario.topics[line.topic]
    while pending:
        for channel, way in _ways(topic, scenario.channels[pending.pop()]):
            if channel not in found:
                found[channel] = way
                pending.append(channel)
    return found


def work_of(scenario: Scenario, line: Line) -> dict[str, str]:
    """The channels on which a line makes work: where its contacts may come, and where their talks leave work."""
    found = channels_of(scenario, line)
    for channel in list(found):
        work = scenario.topics[line.topic].follow_up.get(channel)
        if work and work.share > 0:
            found.setdefault(work.channel, "follow_up")
    return found


def _mixes(scenario: Scenario, line: Line) -> Iterator[tuple[str, str]]:
    """The channels to which initiatives move issues of a line before they come (R22)."""
    for name, initiative in scenario.initiatives.items():
        for channel, share in initiative.effects.mix.items() if touches(initiative.for_, line, line.channel) else ():
            if share > 0:
                yield channel, f"the mix of '{name}'"


def touches(scope: Scope, line: Line, channel: str) -> bool:
    """Whether what is limited to topics, channels and labels concerns some contacts of a line on a channel."""
    limits = scope.model_copy(update={"teams": ()})
    return any(concerns(limits, line.topic, channel, None, labels) for labels in combinations_of(line))


def _ways(topic: Topic, channel: Channel) -> Iterator[tuple[str, str]]:
    for key in ("when_closed", "at_closing"):
        way = getattr(channel, key)
        if isinstance(way, Convert) and channel.open != "always":
            yield way.convert, key
    for key in ("retries", "returns"):
        again = getattr(topic, key)
        for name, share in again.switch.items() if again else ():
            if share > 0:
                yield name, key


def servers(scenario: Scenario, topic: str, channel: str, labels: Mapping[str, str]) -> list[str]:
    """The teams that may take a first leg (R10): those of the routing rule, else all to which no other escalates."""
    able = [name for name, team in scenario.teams.items() if can_serve(team, topic, channel, labels)]
    rule = _rule(scenario.routing, topic, channel, labels)
    if rule:
        return [entry.team for entry in rule.to if entry.team in able]
    above = {scenario.teams[name].escalates_to for name in able}
    return [name for name in able if name not in above]


def can_serve(team: Team, topic: str, channel: str, labels: Mapping[str, str]) -> bool:
    takes_labels = all(labels.get(label) in values for label, values in team.labels.items() if label in labels)
    return topic in team.skills and (not team.channels or channel in team.channels) and takes_labels


def _rule(rules: tuple[RouteRule, ...], topic: str, channel: str, labels: Mapping[str, str]) -> RouteRule | None:
    """The rule for a leg: of those that it meets the one that says most."""
    met = [
        rule
        for rule in rules
        if rule.topic in (None, topic) and rule.channel in (None, channel) and rule.labels.items() <= labels.items()
    ]
    return max(met, key=lambda r: (len(r.labels), r.channel is not None, r.topic is not None), default=None)


def service(scenario: Scenario, _: Names) -> Iterator[Problem]:
    """Each demand line has a team that may serve it, whatever its labels."""
    for path, line in scenario.located_lines:
        for labels in combinations_of(line):
            if not servers(scenario, line.topic, line.channel, labels):
                which = "".join(f", {label} {value}" for label, value in labels.items() if _matters(scenario, label))
                message = f"no team can ever serve '{line.topic}' on '{line.channel}'{which}"
                yield Problem(path, message)
                break


def ways(scenario: Scenario, _: Names) -> Iterator[Problem]:
    """Wherever conversions, retries, returns, a mix or follow-up work lead, some team may serve them."""
    for path, line in scenario.located_lines:
        for channel, way in work_of(scenario, line).items():
            if way and not all(servers(scenario, line.topic, channel, labels) for labels in combinations_of(line)):
                message = f"{way} leads '{line.topic}' to '{channel}', where some find no team that can ever serve them"
                yield Problem(path, message)


def combinations_of(line: Line) -> Iterator[dict[str, str]]:
    """The labels that issues of a line may carry."""
    values = {name: [value for value, share in shares.items() if share > 0] for name, shares in line.labels.items()}
    carried = {name: some for name, some in values.items() if some}  # in a record no row may have one
    for number, combination in enumerate(product(*carried.values())):
        if number < MOST_COMBINATIONS:
            yield dict(zip(carried, combination, strict=True))


def _matters(scenario: Scenario, label: str) -> bool:
    """Whether a label decides who serves."""
    return any(label in team.labels for team in scenario.teams.values()) or any(
        label in rule.labels for rule in scenario.routing
    )


def routes(scenario: Scenario, _: Names) -> Iterator[Problem]:
    """A team on a route can serve some of what the rule is about."""
    for place, rule in enumerate(scenario.routing):
        for entry_place, entry in enumerate(rule.to):
            if why := _useless(rule, scenario.teams[entry.team]):
                message = f"'{entry.team}' can't serve what this rule is about: {why}"
                yield Problem(("routing", place, "to", entry_place, "team"), message)


def _useless(rule: RouteRule, team: Team) -> str:
    if rule.topic is not None and rule.topic not in team.skills:
        return f"it has no skill '{rule.topic}'"
    if rule.channel is not None and team.channels and rule.channel not in team.channels:
        return f"it does not work on '{rule.channel}'"
    for label, value in rule.labels.items():
        if value not in team.labels.get(label, (value,)):
            return f"it does not take {label} {value}"
    return "" if team.skills else "it has no skills"


def next_team(scenario: Scenario, _: Names) -> Iterator[Problem]:
    """A team to which others escalate has at least one of their topics."""
    for name, team in scenario.teams.items():
        if team.escalates_to and not team.skills.keys() & scenario.teams[team.escalates_to].skills.keys():
            message = f"'{team.escalates_to}' has none of the topics of '{name}'"
            yield Problem(("teams", name, "escalates_to"), message)


def size(scenario: Scenario, _: Names) -> Iterator[Problem]:
    """The horizon is not longer than what can be simulated."""
    issues = sum(most_expected(scenario, line) for line in scenario.lines)
    if issues > MOST_CONTACTS:
        message = f"about {issues / 1e6:,.0f} million contacts would come, more than 100 million: shorten the horizon"
        yield Problem(("demand",), f"{message}, lower the demand, or force it")
    for path, line in scenario.located_lines:
        if line.per_tick > 1:
            key = "rate" if line.rate else "volume"
            yield Problem((*path, key), "more than one contact in each microsecond")
