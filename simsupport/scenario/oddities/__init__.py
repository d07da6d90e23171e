"""What is legal but odd: warnings, with the number that makes them so."""

from collections.abc import Iterator

from simsupport import units
from simsupport.errors import Problem
from simsupport.scenario import intervals, recorded
from simsupport.scenario.automation import Bot, SelfService
from simsupport.scenario.checks.teams import size
from simsupport.scenario.checks.whole import can_serve, combinations_of, servers
from simsupport.scenario.models import Line, Replay, Scenario, Team
from simsupport.scenario.oddities import idle_initiatives, without_effect
from simsupport.scenario.timeline import presence
from simsupport.scenario.timeline.rates import expected, forecast_bounds, line_profile


def warnings(scenario: Scenario, base: Scenario | None = None) -> list[Problem]:
    """What is odd about a scenario; with the base of a variant also whether it pays more hours than that."""
    checks = (
        _idle_topics, _closed_channels, _closed_shifts, _missing_holidays, _beyond_forecasts, _beyond_replays,
        _next_teams, _authority, _endless_retries, _preferences, _reserve, _overload,
    )  # fmt: skip
    found = [problem for check in checks for problem in check(scenario)]
    found += [*without_effect.warnings(scenario), *idle_initiatives.warnings(scenario)]
    return found + (list(_more_hours(scenario, base)) if base else [])


def _idle_topics(scenario: Scenario) -> Iterator[Problem]:
    used = {line.topic for line in scenario.lines}.union(*(team.skills for team in scenario.teams.values()))
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
    for path, line in scenario.located_lines if number else ():
        profile = line_profile(scenario, line)
        if profile is not None and "holiday" not in profile:
            which = f"'{line.profile}'" if isinstance(line.profile, str) else "this profile"
            text = f"{which} has no row for holidays: no demand on the {number} in the horizon"
            yield Problem((*path, "profile"), text)


def _beyond_forecasts(scenario: Scenario) -> Iterator[Problem]:
    horizon = scenario.calendar.horizon
    for path, line in scenario.located_lines:
        if line.forecast:
            bounds = forecast_bounds(scenario, line, line.forecast).clip(0, horizon)
            missing, whole = (ticks / units.HOUR for ticks in (horizon - (bounds[-1] - bounds[0]), horizon))
            if missing:
                text = f"there is no forecast for {missing:,.2f} of the {whole:,.2f} hours of the horizon"
                yield Problem((*path, "forecast"), f"{text}: nobody comes then")


def _beyond_replays(scenario: Scenario) -> Iterator[Problem]:
    for place, line in enumerate(scenario.demand):
        if isinstance(line, Replay):
            created = recorded.ticks(scenario, line.replay)
            outside = ((created < 0) | (created >= scenario.calendar.horizon)).sum()
            if outside:
                text = f"{outside:,} of its {len(created):,} rows lie outside of the horizon and are left out"
                yield Problem(("demand", place, "replay"), text)


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


def _reserve(scenario: Scenario) -> Iterator[Problem]:
    for name, team in scenario.teams.items():
        if team.reserve and team.reserve >= size(team):
            text = f"this team has {size(team):,} agents at most and never starts deferred work"
            yield Problem(("teams", name, "reserve"), text)


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
    for line in scenario.lines:
        routes = (servers(scenario, line.topic, line.channel, labels) for labels in combinations_of(line))
        mine = {name for route in routes for name in route}
        joined = [group for group in groups if group[0] & mine]
        groups = [group for group in groups if not group[0] & mine]
        names = mine.union(*(group[0] for group in joined))
        groups.append((names, [*(other for group in joined for other in group[1]), line]))
    return [(sorted(names), lines) for names, lines in groups]


def _erlangs(scenario: Scenario, line: Line, names: list[str]) -> float:
    """The work of a line's first contacts: agents busy on average, at the pace of the fastest team."""
    fastest = max(_speeds([scenario.teams[name] for name in names], line), default=1.0)
    erlangs = expected(scenario, line).work * _left_to_people(scenario, line) / scenario.calendar.horizon
    return erlangs / fastest / scenario.channels[line.channel].concurrency


def _left_to_people(scenario: Scenario, line: Line) -> float:
    """The share of a line's issues that self-service and bots leave over: those which are always there."""
    portal = scenario.automation.self_service.get(line.topic)
    bot = scenario.automation.bot.get(line.channel)
    deflected = portal.deflects if portal and _always_there(portal) else 0.0
    contained = bot.engages * bot.contains.get(line.topic, 0.0) if bot and _always_there(bot) else 0.0
    return (1 - deflected) * (1 - contained)


def _always_there(machine: Bot | SelfService) -> bool:
    return machine.open == "always" and machine.starts is None and not machine.ramp


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
