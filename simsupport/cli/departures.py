"""In what a scenario departs from Erlang's formulas, in a planner's words."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from math import inf

from simsupport import units
from simsupport.scenario.checks.whole import combinations_of, servers
from simsupport.scenario.distributions import Exponential
from simsupport.scenario.lines import RecordedLine, WaitingLine
from simsupport.scenario.models import Convert, Line, Scenario, Topic
from simsupport.scenario.timeline.rates import expected, stated

LONGEST_TARGET = units.HOUR  # of a deferred channel of which theory still speaks hour by hour


def beyond_erlang(scenario: Scenario, name: str) -> str:
    """Why the formulas make no sense for a channel; nothing where they do."""
    channel = scenario.channels[name]
    if not lines_of(scenario, name):
        return "no first contacts come here, and the formulas know no others."
    if channel.live or (channel.target and channel.target.within <= LONGEST_TARGET):
        return ""
    return "the work may wait for more than an hour, and the formulas are steady within each hour."


def lines_of(scenario: Scenario, channel: str) -> list[Line]:
    """What brings first contacts to a channel; the backlog does not."""
    found = (line for line in scenario.lines if line.channel == channel and not _waits_at_the_start(line))
    return [line for line in found if expected(scenario, line).total > 0]


def _waits_at_the_start(line: Line) -> bool:
    return isinstance(line, WaitingLine) or (isinstance(line, RecordedLine) and line.in_backlog)


def teams_of(scenario: Scenario, channel: str) -> set[str]:
    """The teams that may take first contacts on a channel."""
    return {team for line in lines_of(scenario, channel) for teams in _takers(scenario, line) for team in teams}


def _takers(scenario: Scenario, line: Line) -> Iterator[frozenset[str]]:
    """The teams that may take a line's contacts, for each combination of labels."""
    for labels in combinations_of(line):
        yield frozenset(servers(scenario, line.topic, line.channel, labels))


def patience(scenario: Scenario, channel: str) -> float:
    """Seconds until one of those who wait gives up, averaged over contacts (harmonically); infinite if nobody does."""
    leave = total = 0.0
    for line in lines_of(scenario, channel):
        contacts, of_topic = expected(scenario, line).total, scenario.topics[line.topic].on_channel("patience", channel)
        total += contacts
        leave += contacts / max(of_topic.mean, 1.0) if of_topic else 0.0
    return total / leave / units.SECOND if leave else inf


def reasons(scenario: Scenario, channels: Sequence[str]) -> Iterator[str]:
    """One sentence or two for each thing that the formulas do not know and that these channels have."""
    lines = [line for channel in channels for line in lines_of(scenario, channel)]
    for reason in _REASONS:
        yield from reason(scenario, channels, lines)


def _all(words: Iterable[str]) -> str:
    """``a, b and c``."""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


Reason = Callable[[Scenario, Sequence[str], Sequence[Line]], Iterator[str]]


def _topics(scenario: Scenario, lines: Sequence[Line]) -> list[Topic]:
    return [scenario.topics[name] for name in dict.fromkeys(line.topic for line in lines)]


def _teams(scenario: Scenario, channels: Sequence[str]) -> list[str]:
    there = {team for channel in channels for team in teams_of(scenario, channel)}
    return [name for name in scenario.teams if name in there]


def _shared(scenario: Scenario, channels: Sequence[str], _: Sequence[Line]) -> Iterator[str]:
    """Blending: the same agents serve several channels."""
    serving = {channel: teams_of(scenario, channel) for channel in scenario.channels}
    shared = []
    for name in _teams(scenario, channels):
        serves = [channel for channel, teams in serving.items() if name in teams]
        shared += [f"{name} by {_all(serves)}"] if len(serves) > 1 else []
    if shared:
        yield (
            f"Agents are shared: {'; '.join(shared)}. Theory gives each of these channels all of them, and so says too "
            "little waiting."
        )


def _skills(scenario: Scenario, channels: Sequence[str], _: Sequence[Line]) -> Iterator[str]:
    for channel in channels:
        if len({teams for line in lines_of(scenario, channel) for teams in _takers(scenario, line)}) > 1:
            yield f"Not every agent takes every contact on {channel} (skills, labels, routes); theory has one queue."


def _pace(scenario: Scenario, channels: Sequence[str], lines: Sequence[Line]) -> Iterator[str]:
    speeds = {scenario.teams[team].skills[line.topic].speed
              for line in lines for teams in _takers(scenario, line) for team in teams}  # fmt: skip
    if len(speeds) > 1:
        yield "Teams work at different speeds; theory takes the fastest that may take a contact."


def _patience(scenario: Scenario, channels: Sequence[str], lines: Sequence[Line]) -> Iterator[str]:
    given = {(line.channel, scenario.topics[line.topic].on_channel("patience", line.channel)) for line in lines}
    some = {(channel, each) for channel, each in given if each}
    if some:
        yield "Customers give up, which Erlang C does not know: it says too much waiting, endless from full load on."
    if len({channel for channel, _ in given}) < len(given) or any(
        not isinstance(each, Exponential) for _, each in some
    ):
        yield "Patience is not exponential with one mean, as Erlang A has it; theory takes a mean over all contacts."


def _comes_back(scenario: Scenario, channels: Sequence[str], lines: Sequence[Line]) -> Iterator[str]:
    topics = _topics(scenario, lines)
    ways = ["retries of those who were not answered"] if any(topic.retries for topic in topics) else []
    ways += ["returns of what was not solved"] if any(topic.returns for topic in topics) else []
    ways += ["chasers"] if any(topic.chases for topic in topics) else []
    if ways:
        yield f"Contacts come back ({', '.join(ways)}); the load that theory is given counts first contacts only."


def _further_work(scenario: Scenario, channels: Sequence[str], lines: Sequence[Line]) -> Iterator[str]:
    topics, teams = _topics(scenario, lines), [scenario.teams[name] for name in _teams(scenario, channels)]
    works = {
        "escalations": any(team.escalates_to for team in teams),
        "approvals": any(not isinstance(team.above_authority, str) or team.approves for team in teams),
        "questions and replies": any(topic.asks or topic.on_hold for topic in topics),
        "follow-up work": any(topic.follow_up for topic in topics),
    }
    if any(works.values()):
        which = [work for work, there in works.items() if there]
        yield f"Agents have more to do than first talks ({_all(which)}); theory leaves it out."


def _automation(scenario: Scenario, channels: Sequence[str], lines: Sequence[Line]) -> Iterator[str]:
    for channel in channels:
        if channel in scenario.automation.bot:
            yield f"A bot takes part of {channel}, and what it hands over may take longer; theory knows no bots."
    if any(line.topic in scenario.automation.self_service for line in lines):
        yield "Self-service keeps some issues from coming at all; theory gets them all."
    if scenario.automation.triage:
        yield "Triage sends some contacts to the wrong team first; theory leaves that work out."


def _hours(scenario: Scenario, channels: Sequence[str], _: Sequence[Line]) -> Iterator[str]:
    ways = {"reject": "turns away", "queue": "keeps until it opens"}
    found = []
    for name in channels:
        channel = scenario.channels[name]
        closed = channel.when_closed
        way = f"sends to {closed.convert}" if isinstance(closed, Convert) else ways[closed]
        found += [f"{name} {way}"] if channel.open != "always" else []
    if found:
        yield f"While closed {_all(found)} what comes; theory counts it if the channel is open in a part of the hour."


def _door(scenario: Scenario, channels: Sequence[str], _: Sequence[Line]) -> Iterator[str]:
    for name in channels:
        channel = scenario.channels[name]
        ways = [f"blocks beyond {channel.lines} lines"] if channel.lines else []
        ways += ["loses who balks"] if channel.balks else []
        ways += ["offers callbacks"] if channel.callback else []
        if ways:
            yield f"At the door {name} {' and '.join(ways)}; theory lets everybody wait."
        if channel.short_abandon:
            limit = units.format_duration(channel.short_abandon)
            yield f"Who gives up on {name} within {limit} is not counted as given up; theory counts everybody."


def _at_once(scenario: Scenario, channels: Sequence[str], _: Sequence[Line]) -> Iterator[str]:
    for name in channels:
        channel = scenario.channels[name]
        if channel.concurrency > 1:
            slower = ", which slows them down" if channel.slowdown else ""
            yield (
                f"An agent has up to {channel.concurrency} contacts at once on {name}{slower}; theory counts such an "
                f"agent as {channel.concurrency} at full speed."
            )


def _order(scenario: Scenario, channels: Sequence[str], lines: Sequence[Line]) -> Iterator[str]:
    topics, given = _topics(scenario, lines), [scenario.channels[name] for name in channels]
    if any(each.rank or each.head_start for each in topics) or any(each.rank or each.head_start for each in given):
        yield "Some go first (ranks, head starts); theory serves everybody in the order of their arrival."
    if any(entry.after for rule in scenario.routing for entry in rule.to):
        yield "Some agents take contacts only after a wait; theory has them take part at once."
    if any(scenario.teams[name].reserve for name in _teams(scenario, channels)) or any(c.drains_after for c in given):
        yield "Agents are held back for live contacts; theory knows nothing of it."


def _people(scenario: Scenario, channels: Sequence[str], _: Sequence[Line]) -> Iterator[str]:
    teams = [scenario.teams[name] for name in _teams(scenario, channels)]
    gone = {
        "absence": any(team.absence for team in teams),
        "meetings and coaching": any(team.away.meeting or team.away.coaching for team in teams),
        "hours given to initiatives": any(each.away for each in scenario.initiatives.values()),
    }
    if any(gone.values()):
        which = ", ".join(name for name, there in gone.items() if there)
        yield f"Not all who are scheduled are there ({which}); theory has them all. Few missing people matter a lot."
    if any(team.newcomers or team.spread.speed for team in teams):
        yield "People differ in speed (newcomers, spread); theory takes the team's."
    if any(shift.on_call for team in teams for shift in team.shifts.values()):
        yield "People on call come when they are needed; theory leaves them out."


def _surges(scenario: Scenario, channels: Sequence[str], lines: Sequence[Line]) -> Iterator[str]:
    if any(line.day_factor or line.week_factor for line in lines):
        yield "Days or weeks are busier or quieter by chance; theory takes the average day, and waiting is not linear."
    if any(isinstance(line, RecordedLine) for line in lines):
        yield "Contacts come when they were recorded; theory has them come at random at the hour's average."
    changes = [name for name, each in scenario.initiatives.items() if each.effects.model_dump(exclude_defaults=True)]
    if changes:
        yield f"Initiatives change work and skill ({', '.join(changes)}); theory knows only what they do to demand."


def _talks(scenario: Scenario, channels: Sequence[str], lines: Sequence[Line]) -> Iterator[str]:
    unlike = [channel for channel in channels if not _exponential(scenario, channel)]
    if unlike:
        yield (
            f"Handling on {_all(unlike)} is not exponential with one mean, as both formulas have it: where it is more "
            "even, there is less waiting, where it varies more, more."
        )


def _exponential(scenario: Scenario, channel: str) -> bool:
    """Whether all contacts on a channel take an exponential time with the same mean."""
    lines = lines_of(scenario, channel)
    means = {stated(scenario, line.topic, channel) for line in lines}
    topics = _topics(scenario, lines)
    talks = (topic.on_channel("talk", channel) for topic in topics)
    plain = all(isinstance(talk, Exponential) for talk in talks) and not any(topic.hard for topic in topics)
    return plain and len(means) == 1 and not any(wrap for _, wrap in means)


_REASONS: tuple[Reason, ...] = (
    _shared, _skills, _comes_back, _further_work, _automation, _hours, _door, _at_once, _order, _people, _pace, _surges,
    _talks, _patience,
)  # fmt: skip
