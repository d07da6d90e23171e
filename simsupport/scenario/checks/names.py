"""Every name that a scenario uses is one that it defines."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from simsupport.errors import Path, Problem, nearest
from simsupport.scenario.distributions import KINDS
from simsupport.scenario.fields import ANY, ByLabel
from simsupport.scenario.files.records import Records
from simsupport.scenario.lines import Line, OpenTickets, Replay, Waiting
from simsupport.scenario.models import Ask, Automation, Channel, Convert, Initiative, Scenario, Team, Topic

Known = frozenset[str] | None  # None if what defines them can't be read


@dataclass(frozen=True)
class Names:
    """What a scenario defines, by what it is; taken from its data, which may be wrong elsewhere."""

    known: Mapping[str, Known]
    labels: Mapping[str, frozenset[str]]
    weeks: Mapping[str, Known]  # of each team

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "Names":
        sections = {
            "topic": "topics", "channel": "channels", "team": "teams", "profile": "profiles",
            "day factor": "day_factors", "week factor": "week_factors",
        }  # fmt: skip
        known = {what: _keys(data.get(section, _NONE.get(section))) for what, section in sections.items()}
        return cls(known, _labels(data), _weeks(data))


_NONE: dict[str, dict[str, Any]] = {"profiles": {}, "day_factors": {}, "week_factors": {}}  # these may be left out


def _keys(section: object) -> Known:
    return frozenset(section) if isinstance(section, Mapping) else None


def _labels(data: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    """The labels that demand, the backlog and their files give, with their values."""
    found: dict[str, frozenset[str]] = {}
    for section in ("demand", "backlog"):
        lines = data.get(section)
        for line in lines if isinstance(lines, (list, tuple)) else ():
            for label, values in _labels_of(line) if isinstance(line, Mapping) else ():
                found[label] = found.get(label, frozenset()) | values
    return found


def _labels_of(line: Mapping[str, Any]) -> Iterator[tuple[str, frozenset[str]]]:
    labels = line.get("labels")
    for label, values in labels.items() if isinstance(labels, Mapping) else ():
        yield label, _keys(values) or frozenset()
    for records in (line.get("replay"), line.get("file")):
        for label, texts in records.labels.items() if isinstance(records, Records) else ():
            yield label, frozenset(texts.values)


def _weeks(data: Mapping[str, Any]) -> dict[str, Known]:
    teams = data.get("teams")
    found = teams.items() if isinstance(teams, Mapping) else ()
    return {name: _keys(team.get("weeks", {})) for name, team in found if isinstance(team, Mapping)}


@dataclass(frozen=True)
class Use:
    """A name in use: as the value at a path, or as a key of the mapping there."""

    path: Path
    name: str
    what: str
    key: str | None = None


def unknown_names(scenario: Scenario, names: Names) -> Iterator[Problem]:
    for use in _uses(scenario):
        known = names.known[use.what]
        if known is not None and use.name not in known:
            yield _unknown(use, known)


def _unknown(use: Use, known: Iterable[str]) -> Problem:
    article = "an" if use.what[0] in "aeiou" else "a"
    rule = f"is not {article} {use.what}"
    if use.path[-1] in ("talk", "wrap", "patience"):
        rule, known = "is neither a channel nor a distribution", [*known, *KINDS]
    return Problem(use.path, f"'{use.name}' {rule}{nearest(use.name, known)}", key=use.key)


def _uses(scenario: Scenario) -> Iterator[Use]:
    for name, channel in scenario.channels.items():
        yield from _in_channel(channel, ("channels", name))
    for name, topic in scenario.topics.items():
        yield from _in_topic(topic, ("topics", name))
    for place, line in enumerate(scenario.demand):
        yield from _in_line(line, ("demand", place))
    for place, entry in enumerate(scenario.backlog):
        yield from _in_line(entry, ("backlog", place))
    for day, special in scenario.special_days.items():
        for key, what in (("topics", "topic"), ("channels", "channel")):
            for place, name in enumerate(getattr(special, key)):
                yield Use(("special_days", day.isoformat(), key, place), name, what)
    for name, team in scenario.teams.items():
        yield from _in_team(team, ("teams", name))
    yield from _in_routing(scenario)
    yield from _in_automation(scenario.automation)
    for name, initiative in scenario.initiatives.items():
        yield from _in_initiative(initiative, ("initiatives", name))
    for place, target in enumerate(scenario.targets):
        for key in {"topic", "channel"} & target.where.keys():
            yield Use(("targets", place, "where", key), target.where[key], key)
    for place, name in enumerate(scenario.experience.complaints):
        yield Use(("experience", "complaints", place), name, "topic")


def _in_channel(channel: Channel, path: Path) -> Iterator[Use]:
    for key in ("when_closed", "at_closing"):
        way = getattr(channel, key)
        if isinstance(way, Convert):
            yield Use((*path, key, "convert"), way.convert, "channel")


def _in_topic(topic: Topic, path: Path) -> Iterator[Use]:
    for key in ("talk", "wrap", "patience"):
        for channel in getattr(topic, key):
            if channel != ANY:
                yield Use((*path, key), channel, "channel", channel)
    for key in ("retries", "returns"):
        again = getattr(topic, key)
        for channel in again.switch if again else ():
            yield Use((*path, key, "switch"), channel, "channel", channel)
    for key in ("asks", "on_hold", "follow_up"):
        for channel in getattr(topic, key):
            yield Use((*path, key), channel, "channel", channel)
    for channel, work in topic.follow_up.items():
        yield Use((*path, "follow_up", channel, "channel"), work.channel, "channel")
    for channel in topic.gives_up_silently.shares:
        yield Use((*path, "gives_up_silently"), channel, "channel", channel)


def _in_line(line: Line | Replay | Waiting | OpenTickets, path: Path) -> Iterator[Use]:
    for key in ("topic", "channel"):
        if getattr(line, key) is not None:
            yield Use((*path, key), getattr(line, key), key)
    for key in ("profile", "day_factor", "week_factor"):
        name = getattr(line, key, None)
        if isinstance(name, str):
            yield Use((*path, key), name, key.replace("_", " "))


def _in_team(team: Team, path: Path) -> Iterator[Use]:
    for topic in team.skills:
        yield Use((*path, "skills"), topic, "topic", topic)
    for key, what in (("prefers", "topic"), ("channels", "channel"), ("prefers_channels", "channel")):
        for place, name in enumerate(getattr(team, key)):
            yield Use((*path, key, place), name, what)
    if team.escalates_to is not None:
        yield Use((*path, "escalates_to"), team.escalates_to, "team")
    if isinstance(team.above_authority, Ask):
        yield Use((*path, "above_authority", "ask"), team.above_authority.ask, "team")
    for name, shift in team.shifts.items():
        for place, topic in enumerate(shift.on_call.topics if shift.on_call else ()):
            yield Use((*path, "shifts", name, "on_call", "topics", place), topic, "topic")


def _in_automation(automation: Automation) -> Iterator[Use]:
    for topic in automation.self_service:
        yield Use(("automation", "self_service"), topic, "topic", topic)
    for channel, bot in automation.bot.items():
        yield Use(("automation", "bot"), channel, "channel", channel)
        for topic in bot.contains:
            yield Use(("automation", "bot", channel, "contains"), topic, "topic", topic)


def _in_initiative(initiative: Initiative, path: Path) -> Iterator[Use]:
    for key, what in (("topics", "topic"), ("channels", "channel"), ("teams", "team")):
        for place, name in enumerate(getattr(initiative.for_, key)):
            yield Use((*path, "for", key, place), name, what)
    for channel in initiative.effects.mix:
        yield Use((*path, "effects", "mix"), channel, "channel", channel)
    if initiative.away:
        yield Use((*path, "away", "team"), initiative.away.team, "team")


def _in_routing(scenario: Scenario) -> Iterator[Use]:
    for place, rule in enumerate(scenario.routing):
        if rule.topic is not None:
            yield Use(("routing", place, "topic"), rule.topic, "topic")
        if rule.channel is not None:
            yield Use(("routing", place, "channel"), rule.channel, "channel")
        for entry_place, entry in enumerate(rule.to):
            yield Use(("routing", place, "to", entry_place, "team"), entry.team, "team")


def unknown_labels(scenario: Scenario, names: Names) -> Iterator[Problem]:
    for name, channel in scenario.channels.items():
        for key in ("head_start", "rank"):
            yield from _by_label(getattr(channel, key), ("channels", name, key), names)
    for name, topic in scenario.topics.items():
        for key in ("head_start", "rank"):
            yield from _by_label(getattr(topic, key), ("topics", name, key), names)
    for name, team in scenario.teams.items():
        for label, values in team.labels.items():
            yield from _label(label, enumerate(values), ("teams", name, "labels"), names)
    for name, initiative in scenario.initiatives.items():
        for label, values in initiative.for_.labels.items():
            yield from _label(label, enumerate(values), ("initiatives", name, "for", "labels"), names)
    for place, rule in enumerate(scenario.routing):
        for label, value in rule.labels.items():
            yield from _label(label, [(None, value)], ("routing", place, "labels"), names)
    for place, target in enumerate(scenario.targets):
        for label in target.where.keys() - {"topic", "channel"}:
            yield from _label(label, [(None, target.where[label])], ("targets", place, "where"), names, _WHERE)


_WHERE = ("topic", "channel")


def _by_label(given: int | ByLabel | None, path: Path, names: Names) -> Iterator[Problem]:
    for label, by_value in given.items() if isinstance(given, dict) else ():
        yield from _label(label, ((value, value) for value in by_value), path, names)


def _label(
    label: str, values: Iterable[tuple[str | int | None, str]], path: Path, names: Names, others: tuple[str, ...] = ()
) -> Iterator[Problem]:
    """A label that no demand line gives, or values that it never takes.

    The values come with their place below the label: a key, a number in a list, or none for the label's own value.
    """
    if label not in names.labels:
        rule = "is not a label of any demand line" if not others else "is neither topic, channel nor a label"
        yield Problem(path, f"'{label}' {rule}{nearest(label, [*names.labels, *others])}", key=label)
        return
    known = names.labels[label]
    for place, value in values:
        if value not in known:
            message = f"'{value}' is not a value of the label '{label}'{nearest(value, known)}"
            if isinstance(place, str):
                yield Problem((*path, label), message, key=place)
            else:
                yield Problem((*path, label) if place is None else (*path, label, place), message)


def unknown_weeks(scenario: Scenario, names: Names) -> Iterator[Problem]:
    for name, team in scenario.teams.items():
        known = names.weeks.get(name)
        if known is None:
            continue
        for place, week in enumerate(team.rota):
            if week not in known:
                message = f"'{week}' is not one of the team's weeks{nearest(week, known)}"
                yield Problem(("teams", name, "rota", place), message)
