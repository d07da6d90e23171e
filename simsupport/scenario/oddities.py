"""What is legal but odd: warnings, with the number that makes them so."""

from collections.abc import Iterator

from simsupport import units
from simsupport.errors import Problem
from simsupport.scenario import intervals, presence
from simsupport.scenario.checks.whole import can_serve, combinations_of, servers
from simsupport.scenario.models import Line, Scenario, Team


def warnings(scenario: Scenario, base: Scenario | None = None) -> list[Problem]:
    """What is odd about a scenario; with the base of a variant also whether it pays more hours than that."""
    checks = (
        _idle_topics, _closed_channels, _closed_shifts, _missing_holidays, _next_teams, _authority, _endless_retries,
        _preferences, _overload,
    )  # fmt: skip
    found = [problem for check in checks for problem in check(scenario)]
    return found + (list(_more_hours(scenario, base)) if base else [])


def _idle_topics(scenario: Scenario) -> Iterator[Problem]:
    used = {line.topic for line in scenario.demand}.union(*(team.skills for team in scenario.teams.values()))
    for topic in scenario.topics:
        if topic not in used:
            yield Problem(("topics",), f"'{topic}' has no demand and no team (0 of {len(scenario.teams)})", key=topic)


def _closed_channels(scenario: Scenario) -> Iterator[Problem]:
    for name, channel in scenario.channels.items():
        if not scenario.wall_clock.opening(channel.open, channel.time_zone):
            days = scenario.calendar.horizon / units.DAY
            yield Problem(("channels", name, "open"), f"this channel never opens in the {days:g} days of the horizon")


def _closed_shifts(scenario: Scenario) -> Iterator[Problem]:
    clock = scenario.wall_clock
    for name, team in scenario.teams.items():
        opened = [scenario.channels[channel] for channel in team.channels or scenario.channels]
        when = intervals.union([clock.opening(channel.open, channel.time_zone) for channel in opened])
        for shift_name, shift in team.shifts.items():
            worked = clock.opening(shift.week, team.time_zone)
            closed = intervals.outside(worked, when)
            if closed and not team.approves:
                hours = intervals.length(closed) * shift.agents / units.HOUR
                times = f"{len(closed)} of {len(worked)} times ({hours:,.1f} agent hours)"
                text = f"all its channels are closed throughout this shift, {times}"
                yield Problem(("teams", name, "shifts", shift_name), text)


def _missing_holidays(scenario: Scenario) -> Iterator[Problem]:
    days = set(scenario.wall_clock.days())
    number = sum(day in days for day in scenario.calendar.holidays)
    for place, line in enumerate(scenario.demand if number else ()):
        profile = scenario.profiles[line.profile] if isinstance(line.profile, str) else line.profile
        if profile is not None and "holiday" not in profile:
            which = f"'{line.profile}'" if isinstance(line.profile, str) else "this profile"
            text = f"{which} has no row for holidays: no demand on the {number} in the horizon"
            yield Problem(("demand", place, "profile"), text)


def _next_teams(scenario: Scenario) -> Iterator[Problem]:
    for name, team in scenario.teams.items():
        following = scenario.teams[team.escalates_to].skills if team.escalates_to else team.skills
        lacking = [topic for topic in team.skills if topic not in following]
        if lacking:
            text = f"'{team.escalates_to}' lacks {len(lacking)} of {len(team.skills)} topics: {', '.join(lacking)}"
            yield Problem(("teams", name, "escalates_to"), text)


def _authority(scenario: Scenario) -> Iterator[Problem]:
    for name, team in scenario.teams.items():
        following = scenario.teams[team.escalates_to].authority if team.escalates_to else None
        if following is not None and (team.authority is None or following < team.authority):
            own = "without limit" if team.authority is None else f"up to {team.authority:g}"
            text = f"'{team.escalates_to}' may grant only {following:g}, and this team {own}"
            yield Problem(("teams", name, "escalates_to"), text)


def _endless_retries(scenario: Scenario) -> Iterator[Problem]:
    for name, topic in scenario.topics.items():
        if topic.retries and topic.retries.probability == 1 and topic.retries.at_most is None:
            text = "100% try again and nothing ends it: give at_most"
            yield Problem(("topics", name, "retries"), text, key="probability")


def _preferences(scenario: Scenario) -> Iterator[Problem]:
    for name, team in scenario.teams.items():
        for place, topic in enumerate(team.prefers):
            if topic not in team.skills:
                yield Problem(("teams", name, "prefers", place), f"this team prefers '{topic}' and has no skill for it")


def _overload(scenario: Scenario) -> Iterator[Problem]:
    """More work than agents, over the whole horizon and without anything that comes back."""
    for names, lines in _groups(scenario):
        offered = sum(_erlangs(scenario, line, names) for line in lines)
        agents = sum(presence.hours(scenario, name) for name in names) * units.HOUR / scenario.calendar.horizon
        if offered > agents:
            share = f", {offered / agents:.0%}" if agents else ""
            text = f"{offered:,.1f} erlangs are offered to {agents:,.1f} agents on average{share}"
            yield Problem(("teams", names[0]) if len(names) == 1 else ("teams",), f"{' + '.join(names)}: {text}")


def _groups(scenario: Scenario) -> list[tuple[list[str], list[Line]]]:
    """Teams that share demand lines, with those lines."""
    groups: list[tuple[set[str], list[Line]]] = []
    for line in scenario.demand:
        routes = (servers(scenario, line.topic, line.channel, labels) for labels in combinations_of(line))
        mine = {name for route in routes for name in route}
        joined = [group for group in groups if group[0] & mine]
        groups = [group for group in groups if not group[0] & mine]
        names = mine.union(*(group[0] for group in joined))
        groups.append((names, [*(other for group in joined for other in group[1]), line]))
    return [(sorted(names), lines) for names, lines in groups]


def _erlangs(scenario: Scenario, line: Line, names: list[str]) -> float:
    """The work of a line's first contacts: agents busy on average, at the pace of the fastest team."""
    rate, topic, channel = line.rate or line.volume, scenario.topics[line.topic], scenario.channels[line.channel]
    parts = [topic.on_channel("talk", line.channel), topic.on_channel("wrap", line.channel)]
    handling = sum(part.mean for part in parts if part)
    fastest = max(_speeds([scenario.teams[name] for name in names], line), default=1.0)
    return (rate.per_tick if rate else 0.0) * handling / fastest / channel.concurrency


def _speeds(teams: list[Team], line: Line) -> list[float]:
    return [team.skills[line.topic].speed for team in teams if can_serve(team, line.topic, line.channel, {})]


def _more_hours(scenario: Scenario, base: Scenario) -> Iterator[Problem]:
    now, before = _weekly_hours(scenario), _weekly_hours(base)
    if now > before * (1 + 1e-9):
        text = f"{now:,.1f} agent hours a week are scheduled, {now - before:,.1f} more than in '{base.name}'"
        yield Problem(("teams",), text)


def _weekly_hours(scenario: Scenario) -> float:
    own = (name for name, team in scenario.teams.items() if not team.cost.outsourced)
    total = sum(presence.hours(scenario, name) for name in own)
    return total * units.WEEK / scenario.calendar.horizon
